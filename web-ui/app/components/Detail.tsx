import { useEffect, useState } from "react";
import type { Client } from "../api/client";
import type { EntryWithOutcome } from "../api/types";
import { labels } from "../lib/format";
import { CoverageBar, Time, Verdict } from "./parts";

export function Detail({ client, id, close }: { client: Client; id: string; close: () => void }) {
  const [entry, setEntry] = useState<EntryWithOutcome | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const abort = new AbortController();
    setEntry(null);
    setProblem("");
    let timer = 0;
    const load = () =>
      client.record(id, abort.signal).then(
        (loaded) => {
          setEntry(loaded);
          if (!loaded.outcome && !loaded.record.decision?.final) timer = window.setTimeout(load, 1000);
        },
        (e: Error) => abort.signal.aborted || setProblem(e.message),
      );
    load();
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [client, id]);
  return (
    <aside className="detail" aria-label="decision">
      <header>
        <h2>Decision</h2>
        <button type="button" onClick={close} aria-label="close">
          ×
        </button>
      </header>
      {problem && <p role="alert">This decision cannot be shown: {problem}</p>}
      {!entry && !problem && <p className="quiet">Loading …</p>}
      {entry && <Facts entry={entry} />}
    </aside>
  );
}

function Facts({ entry }: { entry: EntryWithOutcome }) {
  const { record, outcome } = entry;
  const found = labels(record);
  const answer = outcome?.record;
  return (
    <>
      <dl>
        <dt>Verdict</dt>
        <dd>
          <Verdict verdict={record.decision?.verdict ?? ""} /> {record.decision?.reasons.join(", ")}
        </dd>
        <dt>Time</dt>
        <dd>
          <Time time={record.time} /> UTC
        </dd>
        <dt>Who</dt>
        <dd>
          {record.subject?.kind} of tenant {record.tenant}
          <code>{record.subject?.ref}</code>
        </dd>
        <dt>Found</dt>
        <dd>{found.length > 0 ? found.join(", ") : "nothing"}</dd>
        <dt>Coverage</dt>
        <dd>
          <CoverageBar coverage={record.input} /> {record.input?.bytes.toLocaleString()} bytes
        </dd>
        <dt>Policies</dt>
        <dd>{record.policy?.rules.join(", ") || "no policy permits it"}</dd>
        {record.decision?.shadow && (
          <>
            <dt>In shadow</dt>
            <dd>
              {record.decision.shadow.rules.join(", ")} would {record.decision.shadow.verdict}
            </dd>
          </>
        )}
        <dt>Asked for</dt>
        <dd>
          {record.target?.models.join(", ") || "no model"} on route {record.target?.route}
          {record.target?.stream ? ", streaming" : ""}
        </dd>
        <dt>Outcome</dt>
        <dd>
          {answer
            ? `${answer.status}; served by ${answer.upstream?.model ?? "an unnamed model"}${answer.upstream?.deployment ? `, deployment ${answer.upstream.deployment}` : ""}${answer.usage ? `; ${answer.usage.in} tokens in, ${answer.usage.out} out` : ""}`
            : record.decision?.final
              ? "did not go upstream"
              : "not finished"}
        </dd>
        <dt>Bundle</dt>
        <dd>
          version {record.policy?.ver}
          <code>{record.policy?.bundle}</code>
        </dd>
        <dt>Log</dt>
        <dd>
          entry {entry.log_index}
          <code>{entry.leaf_hash}</code>
        </dd>
      </dl>
      <details>
        <summary>Records as signed</summary>
        <pre>{JSON.stringify(outcome ? [record, outcome.record] : record, null, 2)}</pre>
      </details>
    </>
  );
}
