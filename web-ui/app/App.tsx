import { useCallback, useEffect, useMemo, useState } from "react";
import { Client } from "./api/client";
import type { Status } from "./api/types";
import { Decisions } from "./components/Decisions";
import { Detail } from "./components/Detail";
import { readView, type View, viewAddress } from "./lib/route";
import { closeSession, keepSession, openSession } from "./lib/session";

export function App() {
  const [token, setToken] = useState(() => openSession(window.location, window.history, window.sessionStorage));
  const leave = useCallback(() => {
    closeSession(window.sessionStorage);
    setToken(null);
  }, []);
  const enter = (entered: string) => {
    keepSession(window.sessionStorage, entered);
    setToken(entered);
  };
  return token ? <Console token={token} leave={leave} /> : <SignIn enter={enter} />;
}

function SignIn({ enter }: { enter: (token: string) => void }) {
  const [token, setToken] = useState("");
  return (
    <main className="sign-in">
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (token.trim()) enter(token.trim());
        }}
      >
        <h1>Countersign</h1>
        <label htmlFor="token">Administrator token</label>
        <input id="token" type="password" autoComplete="off" value={token} onChange={(e) => setToken(e.target.value)} />
        <p className="quiet">It stands in the file admin-token of the control plane's data directory.</p>
        <button type="submit" disabled={!token.trim()}>
          Sign in
        </button>
      </form>
    </main>
  );
}

function Console({ token, leave }: { token: string; leave: () => void }) {
  const client = useMemo(() => new Client(token), [token]);
  const [view, setView] = useState(() => readView(window.location.pathname, window.location.search));
  useEffect(() => {
    const back = () => setView(readView(window.location.pathname, window.location.search));
    window.addEventListener("popstate", back);
    return () => window.removeEventListener("popstate", back);
  }, []);
  const go = useCallback((next: View) => {
    window.history.pushState(null, "", viewAddress(next));
    setView(next);
  }, []);
  return (
    <>
      <Header client={client} leave={leave} />
      <main className={view.id ? "split" : ""}>
        <Decisions client={client} view={view} go={go} unauthorised={leave} />
        {view.id && <Detail client={client} id={view.id} close={() => go({ ...view, id: null })} />}
      </main>
    </>
  );
}

function Header({ client, leave }: { client: Client; leave: () => void }) {
  const [status, setStatus] = useState<Status | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    const poll = () =>
      client
        .status(abort.signal)
        .then(setStatus, () => setStatus(null))
        .finally(() => {
          if (!abort.signal.aborted) timer = window.setTimeout(poll, 2000);
        });
    poll();
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [client]);
  const counts = status?.decisions ?? {};
  return (
    <header className="top">
      <h1>Countersign</h1>
      <nav aria-label="pages">
        <a href="/decisions" aria-current="page">
          Decisions
        </a>
      </nav>
      <ul className="figures" aria-label="figures">
        {["allow", "redact", "block"].map((verdict) => (
          <li key={verdict}>
            <strong>{counts[verdict] ?? "–"}</strong> {verdict}
          </li>
        ))}
        <li>
          <strong>{status?.gateways.length ?? "–"}</strong> gateways
        </li>
        <li>
          <strong>{status?.records.toLocaleString() ?? "–"}</strong> records
        </li>
      </ul>
      <button type="button" onClick={leave}>
        Sign out
      </button>
    </header>
  );
}
