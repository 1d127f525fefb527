//! OpenID Connect Discovery 1.0: the keys of an issuer, from the issuer.

use std::time::Duration;

use serde::{Deserialize, de::DeserializeOwned};

use super::jwks::KeySet;

/// A discovery document is about 3 KiB, a key set about 2 KiB a key.
const ANSWER_BYTES_MAX: u64 = 1024 * 1024;

const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

/// Fetches the key set of the issuer with this `iss` value.
pub fn fetch(iss: &str) -> Result<KeySet, String> {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().max_redirects(0).timeout_global(Some(TIMEOUT)).build().into();
    let address = format!("{}/.well-known/openid-configuration", iss.trim_end_matches('/'));
    let document: Document = get(&agent, &address)?;
    // Without this check one issuer could hand out another's keys (Discovery §4.3).
    if document.issuer != iss {
        return Err(format!(
            "{address}: expected the issuer to call itself what iss says, found another name"
        ));
    }
    get(&agent, &document.jwks_uri)
}

fn get<T: DeserializeOwned>(agent: &ureq::Agent, address: &str) -> Result<T, String> {
    if !is_safe(address) {
        return Err(format!("expected an https address (http for a loopback host), found {address}"));
    }
    let failed = |error: ureq::Error| format!("cannot fetch {address}: {error}");
    let mut answer = agent.get(address).call().map_err(failed)?;
    if answer.status().as_u16() != 200 {
        return Err(format!("cannot fetch {address}: status {}", answer.status()));
    }
    let body = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec().map_err(failed)?;
    serde_json::from_slice(&body).map_err(|_| format!("{address}: unexpected answer"))
}

/// Keys that travel in the clear could be exchanged on the way; on one machine there is no way.
fn is_safe(address: &str) -> bool {
    if address.starts_with("https://") {
        return true;
    }
    let Some(rest) = address.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix("[::1]") {
        Some(port) => return port.is_empty() || port.starts_with(':'),
        None => authority.split(':').next().unwrap_or_default(),
    };
    !authority.contains('@') && (host == "localhost" || host == "127.0.0.1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_loopback() {
        for address in
            ["https://idp.example/x", "http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]:80/x"]
        {
            assert!(is_safe(address), "{address}");
        }
        for address in [
            "http://idp.example/x",
            "http://127.0.0.1.example/x",
            "http://localhost@idp.example/",
            "ftp://localhost/",
            "",
            "http://[::1].example/",
            "http://localhost.example/",
            "HTTP://idp.example",
        ] {
            assert!(!is_safe(address), "{address}");
        }
    }
}
