//! Records: what was decided and what happened, as one JSON object each.
//!
//! Fields stand in alphabetical order and hold integers only, so that plain serialisation *is* JCS (RFC 8785); a test holds
//! that. No field carries content, names, addresses or free text: those travel in [`crate::batch::Side`].

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

/// DSSE payload type of a record.
pub const RECORD_TYPE: &str = "application/vnd.countersign.record.v1+json";

/// The `v` of this format. Rises only for incompatible change.
pub const RECORD_VERSION: u32 = 1;

/// Any record. [`Record::kind`] says which optional sections are present; absent is never the same as false.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Outcome: whether what happened matched the verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// Outcome: the verdict on the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Decision>,
    /// Decision: one entry a classification engine. Outcome: the same of the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classify: Vec<Classify>,
    /// What is known of the clock behind `time`.
    pub clock: Clock,
    /// Decision: keyed commitments to the body bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// Decision: correlation with traces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corr: Option<Correlation>,
    /// Heartbeat: counts since boot. `auth.failed`: counts by reason since [`Self::since`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<BTreeMap<String, u64>>,
    /// Decision: the verdict and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Outcome: what the caller received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<Delivered>,
    /// Who wrote the record, and where it stands in that writer's chain.
    pub gw: Gateway,
    /// `gateway.started`, heartbeat: what the host can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<BTreeMap<String, bool>>,
    /// UUIDv7.
    pub id: String,
    /// Decision: coverage of inspection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Coverage>,
    /// Decision: durability reached before forwarding: `stored` (on the control plane's disk) or `queued`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Outcome: id of the decision record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Outcome: `sha256:` of the decision's leaf data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_leaf: Option<String>,
    /// Decision, `policy.activated`, `policy.refused`: the bundle and the policies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// Outcome: coverage of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Coverage>,
    /// Decision: retention class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain: Option<Retain>,
    /// Digests of salted disclosures by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sd: BTreeMap<String, String>,
    /// `auth.failed`: where the counts begin, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Outcome: `complete`, `upstream_error`, `client_abort`, `upstream_abort`, `gateway_abort`, `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Decision: the verified caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Decision: what was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// Tenant of the caller, or of the gateway for its own records.
    pub tenant: String,
    /// RFC 3339 UTC with six fractional digits.
    pub time: String,
    /// `decision`, `outcome`, `heartbeat`, `gateway.started`, `policy.activated`, `policy.refused`, `auth.failed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Outcome: what answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<Upstream>,
    /// Outcome: tokens as reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// [`RECORD_VERSION`].
    pub v: u32,
}

/// Whether what happened matched the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The upstream got what was decided and answered.
    AsDecided,
    /// It did not.
    Diverged,
    /// The filter cannot tell.
    Undetermined,
}

/// One classification engine's result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classify {
    /// Findings by what their place is for: `user`, `tool_result`, `system` and others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub at: BTreeMap<String, u64>,
    /// Name of the engine: `detect`.
    pub engine: String,
    /// Counts by label, at most [`crate::limits::RECORD_LABELS_MAX`].
    pub findings: Vec<FindingCount>,
    /// Labels that did not fit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u64,
    /// Digest of the detectors.
    pub rules: String,
    /// `ok`, `truncated`, `skipped`.
    pub status: String,
    /// Version of the engine.
    pub ver: String,
}

/// How often a label was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCount {
    /// The label, for example `pii.us_ssn`.
    pub class: String,
    /// Highest confidence, per mille.
    pub conf_pm: u32,
    /// Number of spans.
    pub n: u64,
}

/// What is known of the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Source: `host`.
    pub src: String,
    /// Whether the filter knows that it is synchronised. It cannot, through proxy-wasm: false.
    pub sync: bool,
}

impl Default for Clock {
    fn default() -> Self {
        Self { src: "host".into(), sync: false }
    }
}

/// Keyed commitments (see [`crate::commitment`]). `fwd` is absent where the forwarded bytes are the received ones, and
/// where nothing was forwarded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// To the body as forwarded, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fwd: Option<String>,
    /// To the body as received.
    #[serde(rename = "in")]
    pub received: String,
}

/// W3C Trace Context of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correlation {
    /// 16 lower-case hex digits.
    pub span: String,
    /// 32 lower-case hex digits.
    pub trace: String,
}

/// The verdict and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Ids of policies that failed to evaluate; never empty without a block.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// Whether no outcome record follows.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// `enforce`; monitor-only gateways would say so here.
    pub mode: String,
    /// Codes of the failure table (`docs/FAILURE-MODES.md`), for a block.
    pub reasons: Vec<String>,
    /// Answer: pseudonyms that were turned back into their values for the caller.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub restored: u64,
    /// Answer: ids of the determining policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// What shadow policies would have done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Shadow>,
    /// Masked spans by label.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub transform: BTreeMap<String, u64>,
    /// `allow`, `redact`, `tokenize`, `block`.
    pub verdict: String,
}

/// What shadow policies would have done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shadow {
    /// Their ids.
    pub rules: Vec<String>,
    /// The verdict they would have given.
    pub verdict: String,
}

/// What the caller received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// Body bytes handed to the host.
    pub bytes: u64,
    /// Whether the end of the answer was seen.
    pub complete: bool,
    /// HTTP status.
    pub status: u32,
}

/// The writer of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// UUIDv7 of the VM start.
    pub boot: String,
    /// Digest of the filter module, as the plugin configuration states it.
    pub build: String,
    /// Instance name, which is the key name.
    pub inst: String,
    /// `sha256:` of the previous leaf data of this boot; all zero for the first.
    pub prev: String,
    /// From 0 per boot, without holes.
    pub seq: u64,
}

/// Which bytes were inspected. `bytes = scanned + skipped + sum(unscanned)` for every body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Body bytes.
    pub bytes: u64,
    /// Encoded runs that were decoded and scanned, by encoding: `base64`, `hex`, `percent`, `gzip`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub decoded: BTreeMap<String, u64>,
    /// Bytes inside spans that were masked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub masked: u64,
    /// Strings, numbers and keys that were scanned.
    pub parts: u64,
    /// Bytes of texts that the classifier read.
    pub scanned: u64,
    /// Bytes that carry no text: JSON structure, literals, whitespace.
    pub skipped: u64,
    /// Content that could not be inspected.
    pub unscanned: Vec<Unscanned>,
}

/// Content that could not be inspected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unscanned {
    /// Its bytes in the body.
    pub bytes: u64,
    /// `image`, `audio`, `video`, `file`, `url`, `token_ids`, `encoded`, `embedding`, `provider_state`, `body`, `answer`.
    pub kind: String,
    /// `no_detector`, `by_reference`, `content_type`, `content_encoding`, `malformed`, `not_inspected`, `not_delivered`.
    pub why: String,
}

/// Bundle and policies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Digest of the bundle.
    pub bundle: String,
    /// Channel.
    pub channel: String,
    /// Version of the evaluator.
    pub engine: String,
    /// Policy ids that did not fit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u64,
    /// `policy.refused`: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// Ids of the determining policies, at most [`crate::limits::RECORD_POLICIES_MAX`].
    pub rules: Vec<String>,
    /// Version of the bundle.
    pub ver: u64,
}

/// Retention.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retain {
    /// Class, for example `hipaa-6y`.
    pub class: String,
}

/// The verified caller.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Authentication context class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// Authentication methods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    /// When the person signed in, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<String>,
    /// Proof of possession: `none`.
    pub bound: String,
    /// `iss` of the token.
    pub idp: String,
    /// Key id that verified the token.
    pub kid: String,
    /// `human`, `service`, `agent_for_human`.
    pub kind: String,
    /// Pseudonym: `subj:<key id>:<base64url HMAC-SHA-256>`.
    #[serde(rename = "ref")]
    pub reference: String,
}

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The API: `openai.chat`; or how the body was read: `json`, `jsonl`, `multipart`, `none`, `opaque`.
    pub format: String,
    /// Every model that the request could reach, as named by the caller; not free text: bounded and checked.
    pub models: Vec<String>,
    /// OpenTelemetry `gen_ai.operation.name` where known: `chat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op: Option<String>,
    /// Providers behind the models.
    pub providers: Vec<String>,
    /// Route name.
    pub route: String,
    /// Whether a stream was asked for.
    pub stream: bool,
}

/// What answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upstream {
    /// Base URL that the router used, without query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_base: Option<String>,
    /// Body bytes received.
    pub bytes_in: u64,
    /// Body bytes sent.
    pub bytes_out: u64,
    /// Model that the router was configured to ask, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configured: Option<String>,
    /// Cost as reported, 10⁻⁹ US dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_nusd: Option<u64>,
    /// The router's deployment id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment: Option<String>,
    /// Fallbacks that the router reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallbacks: Option<u64>,
    /// The router's name for the group of deployments that served: LiteLLM's alias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Guardrails that the router says it applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guardrails: Vec<String>,
    /// Model that the answer's body names; `unknown` where a router replaces it by its own alias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Provider that the router names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The router's or provider's request id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub req_id: Option<String>,
    /// Attempts that the router made again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u64>,
    /// `litellm`, `portkey`, `helicone`, `openrouter`, where their headers are present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub router: Option<String>,
    /// HTTP status; absent where no answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u32>,
}

/// Tokens as reported by the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Prompt tokens.
    #[serde(rename = "in")]
    pub input: u64,
    /// Completion tokens.
    pub out: u64,
    /// `provider`.
    pub src: String,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}
