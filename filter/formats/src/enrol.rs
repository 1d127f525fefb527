//! How a VM's signing key becomes known: enrolment request and instance certificate.

use alloc::{collections::BTreeMap, string::String};

use serde::{Deserialize, Serialize};

/// DSSE payload type of [`EnrolRequest`].
pub const ENROL_TYPE: &str = "application/vnd.countersign.enrol.v1+json";

/// DSSE payload type of [`InstanceCertificate`].
pub const CERTIFICATE_TYPE: &str = "application/vnd.countersign.instance-certificate.v1+json";

/// What a VM says of itself: body of `POST /v1/enrol`, as a DSSE envelope signed by the new key (proof of possession). The
/// fleet token travels in `Authorization: Bearer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// UUIDv7 of this VM start.
    pub boot: String,
    /// Digest of the filter module, as the plugin configuration states it.
    pub build: String,
    /// Channel that the VM follows.
    pub channel: String,
    /// Capability vector, for example `{"hold_headers": true}`.
    pub host: BTreeMap<String, bool>,
    /// Instance name: `<gateway>/<boot>`, the key name of [`Self::vkey`].
    pub inst: String,
    /// RFC 3339 time of the request.
    pub time: String,
    /// Verification key in signed-note form.
    pub vkey: String,
}

/// The control plane's countersignature under an instance key: a DSSE envelope signed by the enrolment key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceCertificate {
    /// UUIDv7 of the VM start.
    pub boot: String,
    /// Digest of the filter module as stated by the VM.
    pub build: String,
    /// Instance name.
    pub inst: String,
    /// RFC 3339; records after this time are refused.
    pub not_after: String,
    /// RFC 3339; records before this time are refused.
    pub not_before: String,
    /// Verification key in signed-note form.
    pub vkey: String,
}

/// Reply to `POST /v1/enrol`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolReply {
    /// DSSE envelope (JSON text) of an [`InstanceCertificate`].
    pub certificate: String,
}
