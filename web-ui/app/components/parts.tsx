import type { Coverage } from "../api/types";
import { coverageShares, local, utc } from "../lib/format";

export function Verdict({ verdict }: { verdict: string }) {
  return <span className={`verdict verdict-${verdict}`}>{verdict}</span>;
}

export function Time({ time }: { time: string }) {
  return (
    <time dateTime={time} title={`${local(time)} here`}>
      {utc(time)}
    </time>
  );
}

const MEANING = {
  masked: "masked",
  scanned: "scanned",
  unscanned: "not inspectable",
  skipped: "structure without text",
};

export function CoverageBar({ coverage }: { coverage: Coverage | undefined }) {
  const shares = coverageShares(coverage);
  const text = shares.map((s) => `${s.percent.toFixed(0)} % ${MEANING[s.kind]}`).join(", ");
  if (shares.length === 0) return <span className="quiet">no body</span>;
  return (
    <svg className="coverage" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={text}>
      <title>{text}</title>
      {shares.map((share, i) => (
        <rect
          key={share.kind}
          className={`share-${share.kind}`}
          x={shares.slice(0, i).reduce((sum, s) => sum + s.percent, 0)}
          width={share.percent}
          height="8"
        />
      ))}
    </svg>
  );
}
