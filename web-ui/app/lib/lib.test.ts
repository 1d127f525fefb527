import { expect, test } from "vitest";
import type { Entry } from "../api/types";
import { coverageShares, merge, shortSubject, utc } from "./format";
import { readView, viewAddress } from "./route";
import { openSession } from "./session";

test("coverage adds up", () => {
  const shares = coverageShares({
    bytes: 200,
    scanned: 100,
    masked: 20,
    skipped: 60,
    unscanned: [{ bytes: 40, kind: "image", why: "no_detector" }],
  });
  expect(shares.map((s) => [s.kind, s.percent])).toEqual([
    ["masked", 10],
    ["scanned", 40],
    ["unscanned", 20],
    ["skipped", 30],
  ]);
  expect(coverageShares({ bytes: 0, scanned: 0, skipped: 0, unscanned: [] })).toEqual([]);
});

test("lists merge newest first without doubles", () => {
  const entry = (log_index: number) => ({ log_index }) as Entry;
  expect(merge([entry(3), entry(1)], [entry(4), entry(3)], 3).map((e) => e.log_index)).toEqual([4, 3, 1]);
});

test("times and pseudonyms", () => {
  expect(utc("2026-11-22T07:36:12.123456Z")).toBe("2026-11-22 07:36:12");
  expect(shortSubject("subj:k1:KibStJmkz_nkAaiHz")).toBe("KibStJmkz_…");
  expect(shortSubject(undefined)).toBe("–");
});

test("the address holds the view", () => {
  const view = { id: "019a9b6e-7c00-7000-8000-000000000001", verdict: "block", route: "support" };
  const address = new URL(viewAddress(view), "http://x");
  expect(readView(address.pathname, address.search)).toEqual(view);
  expect(readView("/decisions/../x", "").id).toBeNull();
});

test("the token leaves the address", () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => kept.set(k, v) };
  let address = "";
  const history = { replaceState: (_: unknown, __: string, url: string) => (address = url) };
  const location = { hash: "#token=abc", pathname: "/decisions", search: "?verdict=block" };
  const open = (hash: string) =>
    openSession({ ...location, hash } as Location, history as unknown as History, storage as unknown as Storage);
  expect(open("#token=abc")).toBe("abc");
  expect(address).toBe("/decisions?verdict=block");
  expect(open("")).toBe("abc");
});
