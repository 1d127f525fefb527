//! Which requests are governed by which rules, and where they may go: the bundle's `routes` blob.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

/// The `routes` blob, JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routes {
    /// At most [`crate::limits::ROUTES_MAX`]; the longest matching `path_prefix` wins.
    pub routes: Vec<Route>,
}

/// A named entry that requests are matched to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Name in policies (`Route::"support"`) and records.
    pub name: String,
    /// Path prefix in whole segments (`/support`), matched on the decoded, normalised path; `/` matches all.
    pub path_prefix: String,
    /// Host that the request must name, without port and case; absent: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Whether the prefix is cut from the path that goes upstream.
    #[serde(default)]
    pub strip_prefix: bool,
    /// Where the identity token stands; tried in order, the first source that is present decides.
    pub identity: Vec<IdentitySource>,
    /// Credential that replaces the caller's token upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<UpstreamCredential>,
    /// When a request may go upstream relative to its record.
    #[serde(default)]
    pub commit: CommitMode,
    /// Whether the decision record carries keyed commitments to the body bytes (about 3.3 µs per KiB).
    #[serde(default = "yes")]
    pub commit_content: bool,
    /// Which provider stands behind a model name; the first match wins. No match: provider `unknown`.
    #[serde(default)]
    pub models: Vec<ModelMatch>,
    /// Retention class named in the records of this route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain: Option<String>,
}

fn yes() -> bool {
    true
}

/// A place where a request carries its identity token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "source", deny_unknown_fields)]
pub enum IdentitySource {
    /// `Authorization: Bearer <JWT>` (RFC 6750 §2.1): SDKs send their `api_key` here.
    Bearer {},
    /// A header that holds the bare token.
    Header {
        /// Lower-case header name.
        name: String,
    },
}

/// A secret of the host's environment that is sent upstream in place of the caller's token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpstreamCredential {
    /// Lower-case header name, for example `authorization` or `x-api-key`.
    pub header: String,
    /// Text before the secret, for example `Bearer `.
    #[serde(default)]
    pub prefix: String,
    /// Name of the environment variable that holds the secret. The secret itself never stands in a bundle.
    pub env: String,
}

/// Relation between a request's record and its release.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitMode {
    /// Released when the control plane has acknowledged the record as stored on disk.
    #[default]
    Durable,
    /// Released when the record stands in the VM's bounded queue; a full queue blocks.
    Async,
}

/// Model name to provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelMatch {
    /// Exact model name, or a prefix that ends in `*`.
    pub model: String,
    /// Id of the `Provider` entity.
    pub provider: String,
}
