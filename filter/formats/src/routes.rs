//! Which requests are governed by which rules, and where they may go: the bundle's `routes` blob.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

/// The `routes` blob, JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routes {
    /// At most [`crate::limits::ROUTES_MAX`]; the longest matching `path_prefix` wins.
    pub routes: Vec<Route>,
    /// Epoch of pseudonyms: raising it gives every value a new one, from the next bundle on.
    #[serde(default)]
    pub token_epoch: u64,
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
    /// What becomes of a method and path that no API table names.
    #[serde(default)]
    pub other_endpoints: Unlisted,
    /// What becomes of members that make a router send something else, or to somewhere else: `extra_body`, `api_base` and the like.
    #[serde(default)]
    pub router_fields: Unlisted,
    /// Router and credential headers of the caller that go upstream nevertheless; lower-case names.
    #[serde(default)]
    pub pass_headers: Vec<String>,
    /// Headers that are set on every request of the route.
    #[serde(default)]
    pub set_headers: Vec<HeaderRule>,
    /// The router behind the gateway: its correlation header gets the decision's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub router: Option<Router>,
    /// Whether streamed answers pass while they come, or as a whole.
    #[serde(default)]
    pub answers: AnswerMode,
    /// Largest number of bytes of one text of a stream that wait for what follows them.
    #[serde(default = "hold_bytes")]
    pub hold_bytes: u32,
}

fn yes() -> bool {
    true
}

fn hold_bytes() -> u32 {
    crate::limits::HOLD_BYTES_DEFAULT
}

/// What becomes of something that no table names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    /// The request is refused.
    #[default]
    Refuse,
    /// It is scanned like everything else and goes on.
    Scan,
}

/// Routers that a request is correlated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Router {
    /// `x-litellm-call-id`.
    Litellm,
    /// `x-portkey-trace-id`.
    Portkey,
    /// `helicone-request-id`, a UUID.
    Helicone,
    /// `x-openrouter-metadata: enabled`, which makes OpenRouter say in the answer where the request went.
    Openrouter,
}

/// How streamed answers pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerMode {
    /// While they come, up to the hold-back.
    #[default]
    Stream,
    /// Nothing before the verdict on the whole.
    Buffer,
}

/// A header that the gateway sets. Exactly one of `value`, `env`, `env_by_tenant` and `from` is present.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderRule {
    /// Lower-case name.
    pub name: String,
    /// Text before a value that is not `value`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Environment variable with the value, such as a router's virtual key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// Environment variable by tenant. A tenant that is not named is refused.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env_by_tenant: BTreeMap<String, String>,
    /// A fact of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<HeaderSource>,
}

/// Facts that a header can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderSource {
    /// Tenant of the caller.
    Tenant,
    /// Pseudonym of the caller, as records have it.
    Subject,
    /// Id of the decision record.
    Decision,
}

/// A place where a request carries its identity token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "source", try_from = "WrittenSource")]
pub enum IdentitySource {
    /// `Authorization: Bearer <JWT>` (RFC 6750 §2.1): SDKs send their `api_key` here.
    Bearer {},
    /// A header that holds the bare token.
    Header {
        /// Lower-case header name.
        name: String,
    },
}

/// An [`IdentitySource`] as it is written. What serde derives for a tagged enum keeps members until it has met the tag, with code for
/// every kind of value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSource {
    source: SourceKind,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SourceKind {
    Bearer,
    Header,
}

impl TryFrom<WrittenSource> for IdentitySource {
    type Error = &'static str;

    fn try_from(written: WrittenSource) -> Result<Self, Self::Error> {
        match (written.source, written.name) {
            (SourceKind::Bearer, None) => Ok(Self::Bearer {}),
            (SourceKind::Header, Some(name)) => Ok(Self::Header { name }),
            (SourceKind::Bearer, Some(_)) => Err("expected no name beside bearer"),
            (SourceKind::Header, None) => Err("expected a name beside header"),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_sources_are_read_as_they_are_written() {
        let sources = [IdentitySource::Bearer {}, IdentitySource::Header { name: "x-identity".into() }];
        for source in sources {
            let json = serde_json::to_string(&source).unwrap();
            assert_eq!(serde_json::from_str::<IdentitySource>(&json).unwrap(), source, "{json}");
        }
        for json in [
            r#"{}"#,
            r#"{"source":"cookie","name":"a"}"#,
            r#"{"source":"header"}"#,
            r#"{"source":"bearer","name":"a"}"#,
            r#"{"source":"bearer","header":"a"}"#,
            r#"{"source":"header","name":"a","prefix":"b"}"#,
        ] {
            assert!(serde_json::from_str::<IdentitySource>(json).is_err(), "{json}");
        }
    }
}
