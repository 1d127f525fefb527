//! A gateway that runs somewhere, with this program's provider behind it.

use std::{io::Read as _, time::Duration};

use crate::{
    matrix::{Observed, Question, Target, Verdict},
    upstream::Upstream,
};

/// Longest that an answer may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Largest answer that is read.
const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The routes of a gateway whose policies do three different things about a payment card.
#[derive(Clone, Debug)]
pub struct Routes {
    /// Masks it, in requests and answers.
    pub redact: String,
    /// Refuses it, in requests and answers.
    pub block: String,
    /// Puts pseudonyms in its place, and gives values back.
    pub tokenize: String,
}

/// A gateway under test.
#[derive(Debug)]
pub struct Live {
    agent: ureq::Agent,
    url: String,
    token: String,
    routes: Routes,
    upstream: Upstream,
}

impl Live {
    /// A gateway at this base URL, with an identity token that it accepts. Its routes must lead to `upstream`.
    pub fn new(url: &str, token: &str, routes: Routes, upstream: Upstream) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(TIMEOUT));
        let (url, token) = (url.trim_end_matches('/').to_owned(), token.trim().to_owned());
        Self { agent: config.build().into(), url, token, routes, upstream }
    }
}

impl Target for Live {
    fn ask(&mut self, question: &Question<'_>) -> Result<Observed, String> {
        let route = match question.verdict {
            Verdict::Redact => &self.routes.redact,
            Verdict::Block => &self.routes.block,
            Verdict::Tokenize => &self.routes.tokenize,
        };
        self.upstream.take();
        let url = [self.url.as_str(), route, question.path].concat();
        let request = self.agent.post(&url).header("authorization", format!("Bearer {}", self.token));
        let answer = request.header("content-type", question.media).send(question.body);
        let mut answer = answer.map_err(|e| format!("{route}{}: {e}", question.path))?;
        let media =
            answer.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (status, media) = (answer.status().as_u16(), media.to_owned());
        let mut body = Vec::new();
        // An answer that is cut off counts as far as it came.
        let _ = answer.body_mut().as_reader().take(ANSWER_BYTES_MAX).read_to_end(&mut body);
        Ok(Observed { received: self.upstream.take(), status, media, body })
    }
}
