import { useEffect, useState } from "react";
import { ApiError, type Client } from "../api/client";
import type { Entry } from "../api/types";
import { labels, merge, shortSubject } from "../lib/format";
import type { View } from "../lib/route";
import { CoverageBar, Time, Verdict } from "./parts";

const KEPT = 200;

interface Props {
  client: Client;
  view: View;
  go: (view: View) => void;
  unauthorised: () => void;
}

export function Decisions({ client, view, go, unauthorised }: Props) {
  const [live, setLive] = useState(true);
  const { entries, problem, loaded } = useDecisions(client, view, live, unauthorised);
  const routes = [...new Set(entries.map((e) => e.record.target?.route).filter(Boolean))].sort() as string[];
  return (
    <section aria-label="decisions">
      <div className="filters">
        <label>
          Verdict{" "}
          <select value={view.verdict} onChange={(e) => go({ ...view, verdict: e.target.value })}>
            <option value="">all</option>
            {["allow", "redact", "tokenize", "block"].map((v) => (
              <option key={v}>{v}</option>
            ))}
          </select>
        </label>
        <label>
          Route{" "}
          <select value={view.route} onChange={(e) => go({ ...view, route: e.target.value })}>
            <option value="">all</option>
            {[...new Set([...routes, view.route].filter(Boolean))].map((r) => (
              <option key={r}>{r}</option>
            ))}
          </select>
        </label>
        <button type="button" aria-pressed={live} onClick={() => setLive(!live)}>
          {live ? "● live" : "paused"}
        </button>
      </div>
      {problem && <p role="alert">The list is not up to date: {problem}</p>}
      {loaded && entries.length === 0 && !problem && (
        <p className="empty">No decisions yet. Send a request through a gateway and it appears here.</p>
      )}
      {!loaded && !problem && <p className="quiet">Loading …</p>}
      {entries.length > 0 && <Table entries={entries} view={view} go={go} />}
    </section>
  );
}

function Table({ entries, view, go }: { entries: Entry[]; view: View; go: (view: View) => void }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            {["Time (UTC)", "Verdict", "Tenant", "Who", "Route", "Model → provider", "Found", "Coverage", "Policies"].map((h) => (
              <th key={h} scope="col">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody aria-live="polite" aria-relevant="additions">
          {entries.map(({ record }) => (
            <tr key={record.id} className={record.id === view.id ? "open" : ""} onClick={() => go({ ...view, id: record.id })}>
              <td>
                <button type="button" className="link" onClick={() => go({ ...view, id: record.id })}>
                  <Time time={record.time} />
                </button>
              </td>
              <td>
                <Verdict verdict={record.decision?.verdict ?? ""} />
              </td>
              <td>{record.tenant}</td>
              <td>
                <code title={record.subject?.ref}>{shortSubject(record.subject?.ref)}</code>
              </td>
              <td>{record.target?.route}</td>
              <td>
                {record.target?.models.join(", ") || "–"} <span className="quiet">→ {record.target?.providers.join(", ") || "–"}</span>
              </td>
              <td>{labels(record).join(", ") || <span className="quiet">nothing</span>}</td>
              <td>
                <CoverageBar coverage={record.input} />
              </td>
              <td className="policies">{record.policy?.rules.join(", ") || record.decision?.reasons.join(", ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useDecisions(client: Client, view: View, live: boolean, unauthorised: () => void) {
  const [entries, setEntries] = useState<Entry[]>([]);
  const [problem, setProblem] = useState("");
  const [loaded, setLoaded] = useState(false);
  const { verdict, route } = view;
  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    let after: number | null = null;
    setEntries([]);
    setLoaded(false);
    const poll = async () => {
      const query = new URLSearchParams({ type: "decision", limit: "100" });
      if (verdict) query.set("verdict", verdict);
      if (route) query.set("route", route);
      if (after !== null) query.set("after", String(after));
      try {
        const { records } = await client.decisions(query, abort.signal);
        after = records.reduce((max, e) => Math.max(max, e.log_index), after ?? -1);
        if (after < 0) after = null;
        if (records.length > 0) setEntries((old) => merge(old, records, KEPT));
        setProblem("");
        setLoaded(true);
      } catch (e) {
        if (abort.signal.aborted) return;
        if (e instanceof ApiError && e.status === 401) return unauthorised();
        setProblem((e as Error).message);
      }
      if (live) timer = window.setTimeout(poll, 1000);
    };
    poll();
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [client, verdict, route, live, unauthorised]);
  return { entries, problem, loaded };
}
