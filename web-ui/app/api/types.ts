// Shapes of the control plane's API, as docs/API.md describes them. Only what the console reads.

export interface Coverage {
  bytes: number;
  scanned: number;
  skipped: number;
  masked?: number;
  unscanned: { bytes: number; kind: string; why: string }[];
}

export interface LogRecord {
  id: string;
  time: string;
  tenant: string;
  type: string;
  decision?: {
    verdict: string;
    final: boolean;
    reasons: string[];
    errors?: string[];
    transform?: Record<string, number>;
    shadow?: { verdict: string; rules: string[] };
  };
  subject?: { ref: string; kind: string; idp: string };
  target?: { route: string; models: string[]; providers: string[]; stream: boolean; format: string };
  classify?: { findings: { class: string; n: number; conf_pm: number }[] }[];
  policy?: { rules: string[]; bundle: string; ver: number };
  input?: Coverage;
  status?: string;
  upstream?: { model?: string; provider?: string; deployment?: string; status?: number };
  usage?: { in: number; out: number };
}

export interface Entry {
  log_index: number;
  leaf_hash: string;
  record: LogRecord;
}

export interface EntryWithOutcome extends Entry {
  outcome: Entry | null;
}

export interface Page {
  records: Entry[];
  next: number | null;
}

export interface Status {
  version: string;
  records: number;
  decisions: Record<string, number>;
  gateways: { inst: string; last_seen: string | null; bundle: { version: number } | null }[];
}
