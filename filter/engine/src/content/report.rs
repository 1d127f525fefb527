//! What an answer says of itself: its model, tokens and cost.

use alloc::string::{String, ToString};

use super::{
    json::{self, Budget, JsonError, Path, Step, Visitor},
    text::Text,
};

/// Longest name that is kept.
const NAME_BYTES_MAX: usize = 256;

/// What an answer says of itself. Later events of a stream replace what earlier ones said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Model.
    pub model: Option<String>,
    /// Provider, where a router names it.
    pub provider: Option<String>,
    /// Prompt tokens.
    pub input: Option<u64>,
    /// Completion tokens.
    pub output: Option<u64>,
    /// Cost, 10⁻⁹ US dollars.
    pub cost_nusd: Option<u64>,
    /// Whether OpenRouter's `openrouter_metadata` is there.
    pub router_metadata: bool,
}

impl Report {
    /// Reads a whole answer. One that is no JSON document says nothing.
    pub fn read(&mut self, document: &str) {
        let _ = json::walk(document, &mut Budget::default(), self);
    }

    /// Takes note of a string.
    pub fn string(&mut self, path: &Path<'_>, text: &str) {
        let plain =
            !text.is_empty() && text.len() <= NAME_BYTES_MAX && text.bytes().all(|b| b.is_ascii_graphic());
        if !plain {
            return;
        }
        match inner(path.steps()) {
            [Step::Key(key)] if key == "model" || key == "modelVersion" => {
                self.model = Some(text.to_string())
            }
            [Step::Key(key)] if key == "provider" => self.provider = Some(text.to_string()),
            // The last attempt is the one that answered.
            [Step::Key(metadata), Step::Key(attempts), Step::Index(_), Step::Key(key)]
                if metadata == "openrouter_metadata" && attempts == "attempts" && key == "provider" =>
            {
                self.router_metadata = true;
                self.provider = Some(text.to_string());
            }
            // The model that Bedrock's prompt router chose.
            [Step::Key(trace), Step::Key(router), Step::Key(key)]
                if trace == "trace" && router == "promptRouter" && key == "invokedModelId" =>
            {
                self.model = Some(text.to_string());
            }
            _ => {}
        }
    }

    /// Takes note of a number.
    pub fn number(&mut self, path: &Path<'_>, literal: &str) {
        let steps = inner(path.steps());
        let key = match steps {
            [Step::Key(usage), Step::Key(key)] if is_usage(usage) => key,
            // Cohere counts twice: what is billed, and what was read.
            [Step::Key(usage), Step::Key(tokens), Step::Key(key)]
                if is_usage(usage) && tokens == "tokens" =>
            {
                key
            }
            [Step::Key(meta), Step::Key(metrics), Step::Key(key)]
                if meta == "metadata" && metrics == "usage" =>
            {
                key
            }
            [Step::Key(key)] if key.ends_with("TokenCount") => key,
            _ => return,
        };
        match key.as_ref() {
            "prompt_tokens" | "input_tokens" | "promptTokenCount" | "inputTokens" | "inputTextTokenCount" => {
                self.input = literal.parse().ok().or(self.input);
            }
            "completion_tokens" | "output_tokens" | "candidatesTokenCount" | "outputTokens" => {
                self.output = literal.parse().ok().or(self.output);
            }
            "cost" => self.cost_nusd = nano(literal).or(self.cost_nusd),
            _ => {}
        }
    }
}

fn is_usage(key: &str) -> bool {
    matches!(key, "usage" | "usageMetadata")
}

/// The steps without what events wrap around an answer: `message` of Anthropic, `response` of Responses, `delta` of Cohere, `metadata` of
/// Bedrock.
fn inner<'a, 'd>(steps: &'a [Step<'d>]) -> &'a [Step<'d>] {
    match steps {
        [Step::Key(key), rest @ ..] if matches!(key.as_ref(), "message" | "response" | "delta") => rest,
        _ => steps,
    }
}

/// A decimal amount in units of 10⁻⁹, rounded down; with an exponent, as small amounts are written.
pub fn nano(literal: &str) -> Option<u64> {
    let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
    let exponent: i32 = exponent.parse().ok().filter(|e: &i32| e.abs() < 40)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || digits.len() > 30 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let shift = 9 + exponent - i32::try_from(fraction.len()).ok()?;
    let value: u128 = digits.parse().ok()?;
    let factor = 10_u128.checked_pow(shift.unsigned_abs());
    let scaled = match (shift >= 0, factor) {
        (true, factor) => value.checked_mul(factor?)?,
        (false, Some(factor)) => value / factor,
        (false, None) => 0,
    };
    u64::try_from(scaled).ok()
}

impl<'d> Visitor<'d> for Report {
    fn key(&mut self, _: &Path<'d>, _: &Text<'_>) -> Result<(), JsonError> {
        Ok(())
    }
    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.string(path, text.text);
        Ok(())
    }
    fn number(&mut self, path: &Path<'d>, literal: &'d str, _: usize) -> Result<(), JsonError> {
        self.number(path, literal);
        Ok(())
    }
    fn is_true(&mut self, _: &Path<'d>) {}
    fn open(&mut self, _: &Path<'d>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_counts_its_own_way() {
        for json in [
            r#"{"model":"m","usage":{"prompt_tokens":12,"completion_tokens":34,"prompt_tokens_details":{"input_tokens":9}}}"#,
            r#"{"type":"message_start","message":{"model":"m","usage":{"input_tokens":12,"output_tokens":34}}}"#,
            r#"{"response":{"model":"m","usage":{"input_tokens":12,"output_tokens":34}}}"#,
            r#"{"modelVersion":"m","usageMetadata":{"promptTokenCount":12,"candidatesTokenCount":34,"totalTokenCount":46}}"#,
            r#"{"model":"m","usage":{"inputTokens":12,"outputTokens":34}}"#,
            r#"{"model":"m","delta":{"usage":{"billed_units":{"input_tokens":1},"tokens":{"input_tokens":12,"output_tokens":34}}}}"#,
        ] {
            let mut report = Report::default();
            report.read(json);
            assert_eq!(
                (report.model.as_deref(), report.input, report.output),
                (Some("m"), Some(12), Some(34)),
                "{json}"
            );
        }
        let mut report = Report::default();
        report.read(r#"{"choices":[{"message":{"model":"no"},"model":"no"}],"usage":{"cost":0.00012,"prompt_tokens":-1}}"#);
        assert_eq!((report.model, report.input, report.cost_nusd), (None, None, Some(120_000)));
    }

    #[test]
    fn amounts_are_exact() {
        for (literal, expected) in [
            ("0.001", Some(1_000_000)),
            ("1.5e-05", Some(15_000)),
            ("0", Some(0)),
            ("2", Some(2_000_000_000)),
            ("1e-30", Some(0)),
            ("-1", None),
            ("1e39", None),
            ("", None),
            ("nan", None),
        ] {
            assert_eq!(nano(literal), expected, "{literal}");
        }
    }
}
