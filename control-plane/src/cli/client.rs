//! Calls to a control plane.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, bail};
use serde::de::DeserializeOwned;

/// An answer is a page of records or of log entries; 256 leaves at their limit stay under this.
const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Where the control plane is, and what opens it.
#[derive(Clone, Debug, clap::Args)]
pub struct Remote {
    /// Address of the control plane, for example http://127.0.0.1:8080.
    #[arg(long)]
    pub url: String,
    /// File with the admin token.
    #[arg(long)]
    pub token_file: PathBuf,
}

/// A caller with a token.
pub struct Client {
    agent: ureq::Agent,
    base: String,
    authorization: String,
}

impl Client {
    pub fn new(remote: &Remote) -> anyhow::Result<Self> {
        let file = &remote.token_file;
        let token =
            std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        Ok(Self {
            agent,
            base: remote.url.trim_end_matches('/').to_owned(),
            authorization: format!("Bearer {}", token.trim()),
        })
    }

    pub fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        serde_json::from_slice(&self.get_bytes(path)?)
            .with_context(|| format!("unexpected answer to GET {path}"))
    }

    pub fn get_bytes(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let call =
            self.agent.get(format!("{}{path}", self.base)).header("authorization", &self.authorization);
        answer(&format!("GET {path}"), call.call())
    }

    pub fn post<T: DeserializeOwned>(&self, path: &str, body: &[u8]) -> anyhow::Result<T> {
        let call =
            self.agent.post(format!("{}{path}", self.base)).header("authorization", &self.authorization);
        let name = format!("POST {path}");
        let answer = answer(&name, call.header("content-type", "application/json").send(body))?;
        serde_json::from_slice(&answer).with_context(|| format!("unexpected answer to {name}"))
    }
}

fn answer(
    call: &str,
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> anyhow::Result<Vec<u8>> {
    let mut answer = answer.with_context(|| format!("{call} failed"))?;
    let body = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
    let body = body.with_context(|| format!("{call}: cannot read the answer"))?;
    if !answer.status().is_success() {
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        let detail = problem.get("detail").and_then(|d| d.as_str()).unwrap_or("no detail was given");
        bail!("{call}: {}: {detail}", answer.status());
    }
    Ok(body)
}

/// A text as one part of a path or query.
pub fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
