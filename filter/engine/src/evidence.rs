//! Builds records and what travels beside them.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use countersign_formats::{
    b64,
    batch::Side,
    commitment, ids,
    limits::{RECORD_LABELS_MAX, RECORD_POLICIES_MAX},
    record::{Classify, Content, Coverage, FindingCount, RECORD_VERSION, Record, Subject},
    time::Micros,
};
use serde_json::json;

use crate::{
    host::Host,
    identity::{Identity, SubjectKind},
};

/// Bytes of a list of names in one record. Lists are cut at entry borders and the rest is counted, so that no record can
/// outgrow its limit.
const LIST_BYTES_MAX: usize = 3072;

/// A secret key of the host's environment: `<key id>:<base64url of 32 bytes>`.
#[derive(Clone)]
pub struct SecretKey {
    id: String,
    key: [u8; 32],
}

impl SecretKey {
    /// Reads the text form; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, key) = text.split_once(':')?;
        let plain = !id.is_empty() && id.len() <= 32 && id.bytes().all(|b| b.is_ascii_alphanumeric());
        let key = b64::decode_url(key)?.try_into().ok()?;
        plain.then(|| Self { id: id.to_string(), key })
    }

    /// Pseudonym of a caller, for records.
    pub fn reference(&self, identity: &Identity) -> String {
        commitment::subject_ref(&self.id, &self.key, &identity.iss, &identity.sub)
    }

    /// Key of a tenant's pseudonyms for values.
    pub fn pseudonym_key(&self, tenant: &str, epoch: u64) -> [u8; 32] {
        commitment::pseudonym_key(&self.key, tenant, epoch)
    }
}

impl core::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SecretKey({})", self.id)
    }
}

/// A fresh record of a kind: id, time, tenant. `None` when the host has no randomness.
pub fn record(kind: &str, tenant: &str, host: &dyn Host) -> Option<Record> {
    let mut random = [0; 10];
    if !host.random(&mut random) {
        return None;
    }
    let now = host.now();
    Some(Record {
        id: ids::uuid_v7(now, random),
        kind: kind.to_string(),
        tenant: tenant.to_string(),
        time: now.to_rfc3339(),
        v: RECORD_VERSION,
        ..Record::default()
    })
}

/// The randomness of one decision: opening of the commitments and salts of the disclosures.
#[derive(Debug)]
pub struct Secrets {
    opening: [u8; 32],
    salts: [[u8; 16]; 2],
}

impl Secrets {
    /// Drawn from the host; `None` when it has none.
    pub fn draw(host: &dyn Host) -> Option<Self> {
        let mut bytes = [0; 64];
        if !host.random(&mut bytes) {
            return None;
        }
        let (opening, salts) = bytes.split_at(32);
        let (one, two) = salts.split_at(16);
        Some(Self { opening: opening.try_into().ok()?, salts: [one.try_into().ok()?, two.try_into().ok()?] })
    }

    /// Commitments to the received and, where it differs, the forwarded body.
    pub fn commit(&self, received: &[u8], forwarded: Option<&[u8]>) -> Content {
        Content {
            fwd: forwarded.map(|bytes| commitment::commit(&self.opening, "fwd", bytes)),
            received: commitment::commit(&self.opening, "in", received),
        }
    }

    /// The companion of the record, and the digests that the record carries of it.
    pub fn disclose(
        &self,
        identity: &Identity,
        source: &str,
        committed: bool,
    ) -> (Side, BTreeMap<String, String>) {
        let mut subject = json!({"iss": identity.iss, "sub": identity.sub});
        for (member, value) in [("name", &identity.name), ("email", &identity.email)] {
            if let (Some(value), Some(object)) = (value, subject.as_object_mut()) {
                object.insert(member.to_string(), value.as_str().into());
            }
        }
        let [subject_salt, source_salt] = &self.salts;
        let items = [("subject", subject_salt, subject), ("src", source_salt, json!({"ip": source}))];
        let mut side =
            Side { disclosures: Vec::new(), opening: committed.then(|| b64::encode_url(&self.opening)) };
        let mut digests = BTreeMap::new();
        for (name, salt, value) in items {
            // Strings only, so the profile's one error cannot occur.
            if let Ok((text, digest)) = commitment::disclosure(salt, name, value) {
                side.disclosures.push(text);
                digests.insert(name.to_string(), digest);
            }
        }
        (side, digests)
    }
}

/// The caller, as a record states it.
pub fn subject(identity: &Identity, key: &SecretKey) -> Subject {
    Subject {
        acr: identity.acr.clone(),
        amr: identity.amr.iter().take(8).cloned().collect(),
        auth_time: identity.auth_time.map(|secs| Micros::from_secs(secs).to_rfc3339()),
        bound: "none".into(),
        idp: identity.iss.clone(),
        kid: identity.kid.clone(),
        kind: kind(identity.kind).into(),
        reference: key.reference(identity),
    }
}

/// Subject kinds as records and policies name them.
pub fn kind(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Human => "human",
        SubjectKind::Service => "service",
        SubjectKind::AgentForHuman => "agent_for_human",
    }
}

/// One classification engine's entry.
pub fn classify(counts: &BTreeMap<&str, (u64, u16)>, at: BTreeMap<String, u64>, rules: &str) -> Classify {
    let findings: Vec<FindingCount> = counts
        .iter()
        .take(RECORD_LABELS_MAX)
        .map(|(class, (n, conf_pm))| FindingCount {
            class: (*class).to_string(),
            conf_pm: u32::from(*conf_pm),
            n: *n,
        })
        .collect();
    Classify {
        at,
        engine: "detect".into(),
        more: (counts.len() - findings.len()) as u64,
        findings,
        rules: rules.to_string(),
        status: "ok".into(),
        ver: countersign_classify::ENGINE_VERSION.into(),
    }
}

/// A list cut at [`RECORD_POLICIES_MAX`] entries and [`LIST_BYTES_MAX`] bytes, and how many did not fit.
pub fn capped<'a>(names: impl Iterator<Item = &'a str>) -> (Vec<String>, u64) {
    let (mut kept, mut bytes, mut more) = (Vec::new(), 0, 0);
    for name in names {
        bytes += name.len();
        if more == 0 && kept.len() < RECORD_POLICIES_MAX && bytes <= LIST_BYTES_MAX {
            kept.push(name.to_string());
        } else {
            more += 1;
        }
    }
    (kept, more)
}

/// Coverage of a body that nobody looked into.
pub fn uninspected(bytes: u64, kind: &str, why: &str) -> Coverage {
    let unscanned = if bytes == 0 {
        Vec::new()
    } else {
        Vec::from([countersign_formats::record::Unscanned { bytes, kind: kind.into(), why: why.into() }])
    };
    Coverage { bytes, unscanned, ..Coverage::default() }
}
