import type { Coverage, Entry, LogRecord } from "../api/types";

/** `2026-11-22 07:36:12` in UTC. */
export function utc(time: string): string {
  return time.slice(0, 19).replace("T", " ");
}

/** The time in the reader's own zone. */
export function local(time: string): string {
  return new Date(time).toLocaleString();
}

/** The telling end of a pseudonym. */
export function shortSubject(ref: string | undefined): string {
  return ref ? `${ref.split(":").at(-1)?.slice(0, 10) ?? ""}…` : "–";
}

export interface Share {
  kind: "masked" | "scanned" | "skipped" | "unscanned";
  percent: number;
}

/** Parts of a body in per cent; they add up to 100 for every body that is not empty. */
export function coverageShares(coverage: Coverage | undefined): Share[] {
  if (!coverage || coverage.bytes === 0) return [];
  const unscanned = coverage.unscanned.reduce((sum, part) => sum + part.bytes, 0);
  const masked = Math.min(coverage.masked ?? 0, coverage.scanned);
  const bytes: [Share["kind"], number][] = [
    ["masked", masked],
    ["scanned", coverage.scanned - masked],
    ["unscanned", unscanned],
    ["skipped", coverage.skipped],
  ];
  return bytes.filter(([, n]) => n > 0).map(([kind, n]) => ({ kind, percent: (100 * n) / coverage.bytes }));
}

/** Found labels with counts. */
export function labels(record: LogRecord): string[] {
  return (record.classify ?? []).flatMap((engine) => engine.findings.map((f) => `${f.class} × ${f.n}`));
}

/** Newest first, each entry once, at most `max`. */
export function merge(old: Entry[], fresh: Entry[], max: number): Entry[] {
  const byIndex = new Map([...old, ...fresh].map((entry) => [entry.log_index, entry]));
  return [...byIndex.values()].sort((a, b) => b.log_index - a.log_index).slice(0, max);
}
