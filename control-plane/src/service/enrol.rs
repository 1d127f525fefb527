//! Enrolment: a VM proves that it holds its key, and gets a certificate for it.

use countersign_formats::{
    b64,
    digest::Digest,
    dsse::Envelope,
    enrol::{CERTIFICATE_TYPE, ENROL_TYPE, EnrolRequest, InstanceCertificate},
    jcs,
    keys::{SigningKey, VerifyingKey},
    time::Micros,
};

use super::registry::Registry;
use crate::{
    names,
    store::{
        Store,
        instances::{self, Instance},
    },
};

/// Body of an enrolment: some ten short fields, base64.
pub const ENROL_BYTES_MAX: usize = 16 * 1024;

/// How far the gateway's clock may be from ours. Its records carry its clock, and are judged by it.
const SKEW: Micros = Micros(10 * 60 * 1_000_000);

/// A certificate outlives every reasonable VM; a VM that lives longer enrols again.
const VALIDITY: Micros = Micros(90 * 24 * 3600 * 1_000_000);

/// Capabilities in one request; the filter knows about ten.
const CAPABILITIES_MAX: usize = 32;

/// Why an enrolment was refused.
#[derive(Debug)]
pub enum EnrolError {
    /// Not the expected form; what was expected.
    Form(&'static str),
    /// The request is not signed by the key it names.
    Signature,
    /// The gateway's clock is too far from ours.
    Clock,
    /// The name belongs to another key.
    OtherKey,
    /// The database failed.
    Storage(sqlx::Error),
}

/// Enrols the sender of `body`, a DSSE envelope, and returns its certificate (an envelope as JSON text). The same instance
/// with the same key gets the same certificate again, or a renewed one.
pub async fn enrol(
    store: &Store,
    registry: &Registry,
    key: &SigningKey,
    body: &[u8],
    now: Micros,
) -> Result<String, EnrolError> {
    let request = proven(body)?;
    check(&request, now)?;
    let mut db = store.write().await;
    let known = instances::find(&mut *db, &request.inst).await.map_err(EnrolError::Storage)?;
    if let Some(known) = &known {
        if known.vkey != request.vkey {
            return Err(EnrolError::OtherKey);
        }
        if known.not_after.0 > now.0.saturating_add(VALIDITY.0 / 2) {
            return Ok(known.certificate.clone());
        }
    }
    let instance = certify(request, known, key, now)?;
    instances::put(&mut db, &instance).await.map_err(EnrolError::Storage)?;
    registry.put(&instance).map_err(EnrolError::Storage)?;
    Ok(instance.certificate)
}

/// The request, once its signature by the very key that it names has been checked.
fn proven(body: &[u8]) -> Result<EnrolRequest, EnrolError> {
    let form = || EnrolError::Form("expected a dsse envelope of an enrolment request");
    let envelope = Envelope::parse(body).map_err(|_| form())?;
    let claimed = b64::decode_std(&envelope.payload).ok_or_else(form)?;
    let claimed: EnrolRequest = serde_json::from_slice(&claimed).map_err(|_| form())?;
    let key = VerifyingKey::parse(&claimed.vkey)
        .map_err(|_| EnrolError::Form("expected vkey to be a verification key"))?;
    let payload = envelope.verify(ENROL_TYPE, &[key], 1).map_err(|_| EnrolError::Signature)?;
    serde_json::from_slice(&payload).map_err(|_| form())
}

fn check(request: &EnrolRequest, now: Micros) -> Result<(), EnrolError> {
    let form = EnrolError::Form;
    if !names::is_uuid(&request.boot) {
        return Err(form("expected boot to be a uuid in lower case"));
    }
    let gateway = request.inst.strip_suffix(&request.boot).and_then(|g| g.strip_suffix('/'));
    if !gateway.is_some_and(names::is_gateway) {
        return Err(form("expected inst to be a gateway name, a slash and boot"));
    }
    if VerifyingKey::parse(&request.vkey).is_ok_and(|key| key.name() != request.inst) {
        return Err(form("expected the name of vkey to be inst"));
    }
    if !names::is_channel(&request.channel) {
        return Err(form("expected channel to be a channel name"));
    }
    if !(1..=128).contains(&request.build.len()) || !request.build.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(form("expected build to be the digest of the filter module"));
    }
    if request.host.len() > CAPABILITIES_MAX || request.host.keys().any(|k| !names::is_channel(k)) {
        return Err(form("expected at most 32 host capabilities with short names"));
    }
    let time = Micros::parse_rfc3339(&request.time).ok_or(form("expected time in rfc 3339, utc"))?;
    if time.0.abs_diff(now.0) > SKEW.0 {
        return Err(EnrolError::Clock);
    }
    Ok(())
}

fn certify(
    request: EnrolRequest,
    known: Option<Instance>,
    key: &SigningKey,
    now: Micros,
) -> Result<Instance, EnrolError> {
    // A renewed certificate still covers the records that were signed under the first one.
    let not_before = known.as_ref().map_or(Micros(now.0.saturating_sub(SKEW.0)), |k| k.not_before);
    let not_after = Micros(now.0.saturating_add(VALIDITY.0));
    let certificate = InstanceCertificate {
        boot: request.boot.clone(),
        build: request.build.clone(),
        inst: request.inst.clone(),
        not_after: not_after.to_rfc3339(),
        not_before: not_before.to_rfc3339(),
        vkey: request.vkey.clone(),
    };
    let form = |_| EnrolError::Form("expected fields that have a json form");
    let payload = jcs::to_vec(&certificate).map_err(form)?;
    let certificate = Envelope::sign(CERTIFICATE_TYPE, &payload, &[key]).to_json();
    let host = serde_json::to_string(&request.host).map_err(|_| form(jcs::JcsError::Serialise))?;
    Ok(Instance {
        inst: request.inst,
        boot: request.boot,
        build: request.build,
        channel: request.channel,
        host,
        vkey: request.vkey,
        certificate,
        not_before,
        not_after,
        enrolled_at: known.as_ref().map_or(now, |k| k.enrolled_at),
        last_seen: now,
        next_seq: known.as_ref().map_or(0, |k| k.next_seq),
        last_digest: known.as_ref().map_or(Digest::ZERO, |k| k.last_digest),
        bundle: known.and_then(|k| k.bundle),
    })
}
