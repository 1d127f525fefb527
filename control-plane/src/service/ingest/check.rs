//! What can be said of one record without knowing the log: form, signature, time, names.

use countersign_formats::{
    batch::{Entry, Side},
    digest::Digest,
    jcs,
    leaf::Leaf,
    merkle,
    record::{RECORD_VERSION, Record},
    time::Micros,
};

use super::{super::registry::Known, IngestError};
use crate::{names, verify::is_canonical};

/// How far ahead of our clock a record may be.
const AHEAD: Micros = Micros(10 * 60 * 1_000_000);

/// A name that is indexed (tenant, route): claim values are at most 256 bytes.
const NAME_BYTES_MAX: usize = 256;

/// A record that is right by itself; whether it continues its chain is yet to be seen.
#[derive(Debug)]
pub struct Checked {
    pub record: Record,
    /// Leaf data.
    pub leaf: Vec<u8>,
    /// SHA-256 of the leaf data: the `prev` of the next record.
    pub digest: Digest,
    /// Merkle leaf hash.
    pub hash: Digest,
    /// SHA-256 of the leaf data before it, as the record says.
    pub prev: Digest,
    /// Side data; empty: none.
    pub side: Vec<u8>,
}

/// Checks the entry at `place` of a batch by the instance `known`.
pub fn check(place: usize, entry: &Entry<'_>, known: &Known, now: Micros) -> Result<Checked, IngestError> {
    let form = |expected| IngestError::Form(place, expected);
    let leaf =
        Leaf::parse(entry.leaf).map_err(|_| form("expected leaf data: a record and one signature line"))?;
    if leaf.key_id != known.key.id().to_string() || !leaf.verify(&known.key) {
        return Err(IngestError::Signature(place));
    }
    if !is_canonical(leaf.payload) {
        return Err(form("expected the record in canonical form (rfc 8785)"));
    }
    let record = leaf.record;
    if record.gw.inst != known.inst || record.gw.boot != known.boot {
        return Err(form("expected gw.inst and gw.boot of the instance that sends the record"));
    }
    let time = Micros::parse_rfc3339(&record.time).ok_or(form("expected time in rfc 3339, utc"))?;
    if time < known.not_before || time > known.not_after || time.0 > now.0.saturating_add(AHEAD.0) {
        return Err(form(
            "expected a time within the certificate's validity and not ahead of the control plane's clock",
        ));
    }
    fields(&record).map_err(form)?;
    side(&record, entry.side).map_err(form)?;
    let prev = Digest::parse(&record.gw.prev).ok_or(form("expected gw.prev to be a sha256 digest"))?;
    Ok(Checked {
        leaf: entry.leaf.to_vec(),
        digest: Digest::of(entry.leaf),
        hash: merkle::leaf_hash(entry.leaf),
        prev,
        side: entry.side.to_vec(),
        record,
    })
}

fn fields(record: &Record) -> Result<(), &'static str> {
    if record.v != RECORD_VERSION {
        return Err("expected v to be 1");
    }
    if !names::is_uuid(&record.id) {
        return Err("expected id to be a uuid in lower case");
    }
    if record.gw.seq > jcs::INTEGER_MAX {
        return Err("expected gw.seq within 2^53 - 1");
    }
    let route = record.target.as_ref().map_or("", |t| t.route.as_str());
    if record.tenant.is_empty() || record.tenant.len() > NAME_BYTES_MAX || route.len() > NAME_BYTES_MAX {
        return Err("expected tenant and route of at most 256 bytes, and a tenant");
    }
    let verdict = record.decision.as_ref().map(|d| d.verdict.as_str());
    match record.kind.as_str() {
        "decision" => match verdict {
            Some("allow" | "redact" | "tokenize" | "block") => Ok(()),
            _ => Err("expected a decision record to have a verdict out of allow, redact, tokenize, block"),
        },
        _ if verdict.is_some() => Err("expected a verdict in decision records only"),
        "outcome" => {
            let of = record.of.as_deref().is_some_and(names::is_uuid);
            let leaf = record.of_leaf.as_deref().and_then(Digest::parse);
            if of && leaf.is_some() {
                Ok(())
            } else {
                Err("expected an outcome record to name its decision in of and of_leaf")
            }
        }
        "heartbeat" | "gateway.started" | "policy.activated" | "policy.refused" | "auth.failed" => Ok(()),
        _ => Err("expected a known record type"),
    }
}

/// Side data must be readable, and every disclosure must be one that the record commits to.
fn side(record: &Record, bytes: &[u8]) -> Result<(), &'static str> {
    if bytes.is_empty() {
        return Ok(());
    }
    let side: Side =
        serde_json::from_slice(bytes).map_err(|_| "expected side data to be empty or a json object")?;
    let committed = |disclosure: &String| {
        let digest = Digest::of(disclosure.as_bytes()).to_text();
        record.sd.values().any(|d| *d == digest)
    };
    if side.disclosures.iter().all(committed) {
        Ok(())
    } else {
        Err("expected disclosures whose digests stand in sd")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_must_have_the_parts_of_its_type() {
        let base = || Record {
            v: RECORD_VERSION,
            id: "017f22e2-79b0-7cc3-98c4-dc0c0c07398f".into(),
            tenant: "acme".into(),
            kind: "heartbeat".into(),
            ..Record::default()
        };
        assert_eq!(fields(&base()), Ok(()));
        for kind in ["decision", "outcome", "other", ""] {
            assert!(fields(&Record { kind: kind.into(), ..base() }).is_err(), "{kind}");
        }
        assert!(fields(&Record { v: 2, ..base() }).is_err());
        assert!(fields(&Record { tenant: String::new(), ..base() }).is_err());
        let decision =
            countersign_formats::record::Decision { verdict: "allow".into(), ..Default::default() };
        assert_eq!(
            fields(&Record { kind: "decision".into(), decision: Some(decision.clone()), ..base() }),
            Ok(())
        );
        assert!(fields(&Record { decision: Some(decision), ..base() }).is_err());
    }

    #[test]
    fn disclosures_must_be_committed_to() {
        let (text, digest) =
            countersign_formats::commitment::disclosure(&[7; 16], "subject", "alice".into()).unwrap();
        let record = Record { sd: [("subject".to_owned(), digest)].into(), ..Record::default() };
        let json = |disclosures| serde_json::to_vec(&Side { disclosures, opening: None }).unwrap();
        assert_eq!(side(&record, &json(vec![text.clone()])), Ok(()));
        assert_eq!(side(&record, b""), Ok(()));
        assert!(side(&record, &json(vec![text, "[]".into()])).is_err());
        assert!(side(&record, b"[").is_err());
    }
}
