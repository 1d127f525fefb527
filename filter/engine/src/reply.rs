//! Refusals: one table of codes, and one body that reads well in every SDK.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde::Serialize;

/// Why a request was refused. The code is stable: applications and `docs/FAILURE-MODES.md` build on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// No identity token where the route looks for one.
    TokenMissing,
    /// The identity token did not verify.
    TokenInvalid,
    /// Policy forbids the request, or no policy permits it.
    PolicyDenied,
    /// Policy forbids data that was found in the request.
    ContentBlocked,
    /// Policy forbids content that cannot be inspected.
    ContentUninspectable,
    /// Policy forbids data that was found in the answer.
    AnswerBlocked,
    /// Policy masks data that cannot be masked: what is left is not well-formed, or holds data again.
    MaskingFailed,
    /// A policy could not be evaluated.
    PolicyError,
    /// No route of the bundle matches.
    RouteUnknown,
    /// The path is not in a form that every upstream reads alike.
    PathInvalid,
    /// A protocol upgrade, which would pass around inspection.
    UpgradeRefused,
    /// The body is over the limit.
    BodyTooLarge,
    /// The body is no well-formed JSON, or ambiguous.
    BodyInvalid,
    /// No API has this method and path.
    EndpointUnknown,
    /// A member that makes a router send something else than what was read.
    FieldRefused,
    /// The answer is over the limit.
    AnswerTooLarge,
    /// The answer is no stream of the form that its headers announce.
    AnswerMalformed,
    /// No bundle was received yet.
    NoBundle,
    /// The active bundle is past its end.
    BundleExpired,
    /// The decision record was not acknowledged.
    RecordNotStored,
    /// Too many records wait for acknowledgement.
    RecordQueueFull,
    /// The route's upstream credential is not in the environment.
    UpstreamCredentialMissing,
    /// A policy asks for pseudonyms and the gateway has no key for them.
    PseudonymKeyMissing,
    /// The host did not do what it must.
    Internal,
}

impl Code {
    /// Every code, for documentation and tests.
    pub const ALL: [Self; 24] = [
        Self::TokenMissing,
        Self::TokenInvalid,
        Self::PolicyDenied,
        Self::ContentBlocked,
        Self::ContentUninspectable,
        Self::AnswerBlocked,
        Self::MaskingFailed,
        Self::PolicyError,
        Self::RouteUnknown,
        Self::PathInvalid,
        Self::UpgradeRefused,
        Self::BodyTooLarge,
        Self::BodyInvalid,
        Self::EndpointUnknown,
        Self::FieldRefused,
        Self::AnswerTooLarge,
        Self::AnswerMalformed,
        Self::NoBundle,
        Self::BundleExpired,
        Self::RecordNotStored,
        Self::RecordQueueFull,
        Self::UpstreamCredentialMissing,
        Self::PseudonymKeyMissing,
        Self::Internal,
    ];

    /// The code as text.
    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// HTTP status.
    pub fn status(self) -> u32 {
        self.row().0
    }

    /// What the caller reads, when nothing more particular is known.
    pub fn message(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> (u32, &'static str, &'static str) {
        match self {
            Self::TokenMissing => (401, "token_missing", "expected an identity token, found none"),
            Self::TokenInvalid => (401, "token_invalid", "the identity token did not verify"),
            Self::PolicyDenied => (403, "policy_denied", "no policy permits this request, or one forbids it"),
            Self::ContentBlocked => {
                (403, "content_blocked", "policy forbids data that was found in this request")
            }
            Self::ContentUninspectable => {
                (403, "content_uninspectable", "policy forbids content that cannot be inspected")
            }
            Self::AnswerBlocked => {
                (403, "answer_blocked", "policy forbids data that was found in the answer")
            }
            Self::MaskingFailed => (
                403,
                "masking_failed",
                "policy masks data that cannot be masked without breaking what holds it",
            ),
            Self::PolicyError => (403, "policy_error", "a policy could not be evaluated for this request"),
            Self::RouteUnknown => {
                (403, "route_unknown", "no route of the active policy bundle matches this request")
            }
            Self::PathInvalid => (403, "path_invalid", "the request path is ambiguous or malformed"),
            Self::UpgradeRefused => {
                (403, "upgrade_refused", "protocol upgrades cannot be inspected and are refused")
            }
            Self::BodyTooLarge => {
                (413, "body_too_large", "the request body is larger than the gateway inspects")
            }
            Self::BodyInvalid => (422, "body_invalid", "the request body is not well-formed"),
            Self::EndpointUnknown => (
                403,
                "endpoint_unknown",
                "no known API has this method and path, so its content cannot be governed",
            ),
            Self::FieldRefused => (
                403,
                "field_refused",
                "the request holds a member that changes what a router sends, or to where",
            ),
            Self::AnswerTooLarge => {
                (502, "answer_too_large", "the answer is larger than the gateway inspects")
            }
            Self::AnswerMalformed => {
                (502, "answer_malformed", "the answer is not of the form that its headers announce")
            }
            Self::NoBundle => (503, "no_bundle", "the gateway has no policy bundle yet"),
            Self::BundleExpired => (503, "bundle_expired", "the gateway's policy bundle is past its end"),
            Self::RecordNotStored => (503, "record_not_stored", "the decision record could not be stored"),
            Self::RecordQueueFull => {
                (503, "record_queue_full", "too many decision records wait to be stored")
            }
            Self::UpstreamCredentialMissing => (
                503,
                "upstream_credential_missing",
                "the gateway lacks the upstream credential of this route",
            ),
            Self::PseudonymKeyMissing => (
                503,
                "pseudonym_key_missing",
                "policy asks for pseudonyms and the gateway has no key for them",
            ),
            Self::Internal => (503, "internal", "the gateway could not inspect this request"),
        }
    }
}

/// Anthropic's error type for the status, which its SDKs show, and Google's status name.
pub fn vendor_names(code: Code) -> (&'static str, &'static str) {
    match code.status() {
        401 => ("authentication_error", "UNAUTHENTICATED"),
        413 => ("request_too_large", "INVALID_ARGUMENT"),
        422 => ("invalid_request_error", "INVALID_ARGUMENT"),
        502 | 503 => ("api_error", "UNAVAILABLE"),
        _ => ("permission_error", "PERMISSION_DENIED"),
    }
}

/// A complete local answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u32,
    /// Headers, lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// JSON body.
    pub body: Vec<u8>,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    error: BodyError<'a>,
    message: &'a str,
    request_id: &'a str,
}

#[derive(Serialize)]
struct BodyError<'a> {
    message: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    param: Option<&'a str>,
    code: &'a str,
    status: &'a str,
}

/// Builds the refusal. `message` and `param` never hold content of the request: only labels, places and policy reasons.
pub fn refuse(code: Code, message: Option<&str>, param: Option<&str>, request_id: &str) -> Reply {
    let message = message.unwrap_or_else(|| code.message());
    let (kind, status) = vendor_names(code);
    let error = BodyError { message, kind, param, code: code.as_str(), status };
    let body = serde_json::to_vec(&Body { kind: "error", error, message, request_id }).unwrap_or_default();
    let mut headers = Vec::from([
        ("content-type", "application/json".to_string()),
        ("x-request-id", request_id.to_string()),
        ("request-id", request_id.to_string()),
        ("x-should-retry", "false".to_string()),
        ("cache-control", "no-store".to_string()),
    ]);
    match code.status() {
        401 => headers.push(("www-authenticate", "Bearer".to_string())),
        403 => headers.push(("x-amzn-errortype", "AccessDeniedException".to_string())),
        _ => {}
    }
    Reply { status: code.status(), headers, body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_the_body_is_universal() {
        let mut seen: Vec<&str> = Code::ALL.iter().map(|c| c.as_str()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), Code::ALL.len());

        let reply = refuse(Code::ContentBlocked, None, Some("messages[0].content"), "id-1");
        let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(body["type"], "error");
        assert_eq!(body["error"]["type"], "permission_error");
        assert_eq!(body["error"]["code"], "content_blocked");
        assert_eq!(body["error"]["status"], "PERMISSION_DENIED");
        assert_eq!(body["error"]["param"], "messages[0].content");
        assert_eq!(body["message"], body["error"]["message"]);
        assert_eq!(body["request_id"], "id-1");
        assert!(reply.headers.contains(&("x-amzn-errortype", "AccessDeniedException".to_string())));
    }
}
