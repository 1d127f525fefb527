//! The plugin configuration: what an operator pins in the proxy and nobody can change from outside.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use core::fmt;

use countersign_formats::{
    keys::{KeyError, VerifyingKey},
    limits::BODY_BYTES_DEFAULT,
    order::inserted,
};
use serde::Deserialize;

/// The configuration as JSON. Unknown members are refused, so that a misspelt one cannot weaken anything.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Name of this gateway, prefix of every instance name: `gw.example/eu1`.
    pub gateway: String,
    /// Tenant named in the gateway's own records.
    pub tenant: String,
    /// Where the control plane is.
    pub control_plane: ControlPlane,
    /// Channel to follow.
    pub channel: String,
    /// Policy-signing keys in signed-note form; nothing else is trusted.
    pub trusted_keys: Vec<String>,
    /// How many of them must sign a bundle.
    #[serde(default = "one")]
    pub threshold: usize,
    /// Keys that sign instance certificates.
    pub enrolment_keys: Vec<String>,
    /// Lowest bundle version that is accepted: closes the window in which a restarted VM knows no last version.
    #[serde(default)]
    pub minimum_version: u64,
    /// Environment variable with the fleet token.
    pub fleet_token_env: String,
    /// Environment variable with the subject key: `<key id>:<base64url of 32 bytes>`.
    pub subject_key_env: String,
    /// Environment variable with the key of pseudonyms, in the same form; needed by policies with the remedy `tokenize`.
    #[serde(default)]
    pub pseudonym_key_env: Option<String>,
    /// Digest of this module, for the records: `sha256:…`.
    pub build: String,
    /// Largest request body that is inspected, bytes; what is above is refused.
    #[serde(default = "body_bytes")]
    pub body_bytes_max: usize,
    /// Largest answer that is held as a whole, bytes; what is above is refused. Streams that pass have no limit.
    #[serde(default = "body_bytes")]
    pub answer_bytes_max: usize,
    /// How long a commit call may take, milliseconds.
    #[serde(default = "commit_timeout")]
    pub commit_timeout_ms: u32,
    /// Period over which `auth.failed` counts are gathered, seconds.
    #[serde(default = "a_minute")]
    pub aggregate_s: u32,
    /// Period of heartbeats, seconds.
    #[serde(default = "a_minute")]
    pub heartbeat_s: u32,
    /// What the host can do, as the operator states it.
    #[serde(default = "host_capabilities")]
    pub host: BTreeMap<String, bool>,
}

/// The host's name for the control plane.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlPlane {
    /// Envoy cluster.
    pub cluster: String,
    /// `:authority` of the calls.
    pub authority: String,
}

fn one() -> usize {
    1
}
fn body_bytes() -> usize {
    BODY_BYTES_DEFAULT
}
fn commit_timeout() -> u32 {
    2000
}
fn a_minute() -> u32 {
    60
}
fn host_capabilities() -> BTreeMap<String, bool> {
    inserted([(String::from("hold_headers"), true)])
}

impl Config {
    /// Reads and checks the configuration.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with what is expected.
    pub fn parse(json: &[u8]) -> Result<Self, ConfigError> {
        let config: Self = serde_json::from_slice(json).map_err(|e| ConfigError::Json(format!("{e}")))?;
        let checks = [
            (
                !config.gateway.is_empty() && config.gateway.len() <= 128,
                "gateway: expected 1 to 128 characters",
            ),
            (
                !config.channel.is_empty() && config.channel.bytes().all(is_name),
                "channel: expected letters, digits, - and _",
            ),
            (config.threshold >= 1, "threshold: expected at least 1"),
            (
                config.trusted_keys.len() >= config.threshold,
                "trusted_keys: expected at least as many as the threshold",
            ),
            (!config.enrolment_keys.is_empty(), "enrolment_keys: expected at least one"),
            (config.commit_timeout_ms >= 1, "commit_timeout_ms: expected at least 1"),
            (config.aggregate_s >= 1, "aggregate_s: expected at least 1"),
            (config.heartbeat_s >= 1, "heartbeat_s: expected at least 1"),
        ];
        if let Some((_, expected)) = checks.iter().find(|(holds, _)| !holds) {
            return Err(ConfigError::Value(expected));
        }
        config.policy_keys()?;
        config.certificate_keys()?;
        Ok(config)
    }

    /// [`Self::trusted_keys`], read.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Key`] for the first that is malformed.
    pub fn policy_keys(&self) -> Result<Vec<VerifyingKey>, ConfigError> {
        keys("trusted_keys", &self.trusted_keys)
    }

    /// [`Self::enrolment_keys`], read.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Key`] for the first that is malformed.
    pub fn certificate_keys(&self) -> Result<Vec<VerifyingKey>, ConfigError> {
        keys("enrolment_keys", &self.enrolment_keys)
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn keys(member: &'static str, vkeys: &[String]) -> Result<Vec<VerifyingKey>, ConfigError> {
    vkeys.iter().map(|vkey| VerifyingKey::parse(vkey).map_err(|e| ConfigError::Key(member, e))).collect()
}

/// Why the configuration was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// Not the expected JSON; with the reader's message.
    Json(String),
    /// A member has a value outside its limits.
    Value(&'static str),
    /// A key of this member is malformed.
    Key(&'static str, KeyError),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(e) => write!(f, "plugin configuration: {e}"),
            Self::Value(e) => write!(f, "plugin configuration: {e}"),
            Self::Key(member, e) => write!(f, "plugin configuration: {member}: {e}"),
        }
    }
}

impl core::error::Error for ConfigError {}

#[cfg(test)]
pub(crate) mod tests {
    use alloc::string::ToString;

    use countersign_formats::keys::SigningKey;

    use super::*;

    pub(crate) fn json() -> serde_json::Value {
        let key = |name: &str, seed: u8| {
            SigningKey::from_seed(name, &[seed; 32]).unwrap().verifying_key().to_vkey()
        };
        serde_json::json!({
            "gateway": "gw.test/one", "tenant": "ops", "control_plane": {"cluster": "cp", "authority": "cp.test"},
            "channel": "production", "trusted_keys": [key("cp.test/policy", 1)], "enrolment_keys": [key("cp.test/enrolment", 2)],
            "fleet_token_env": "FLEET", "subject_key_env": "SUBJECT", "build": "sha256:b",
        })
    }

    #[test]
    fn defaults_and_refusals() {
        let config = Config::parse(json().to_string().as_bytes()).unwrap();
        assert_eq!((config.threshold, config.minimum_version, config.heartbeat_s), (1, 0, 60));
        for (member, value) in [
            ("channel", "a/b".into()),
            ("trusted_keys", serde_json::json!([])),
            ("trusted_keys", serde_json::json!(["nonsense"])),
            ("threshold", 2.into()),
            ("thresholds", 1.into()),
            ("heartbeat_s", 0.into()),
        ] {
            let mut other = json();
            other[member] = value;
            assert!(Config::parse(other.to_string().as_bytes()).is_err(), "{member}");
        }
    }
}
