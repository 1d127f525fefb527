//! Reads one document of a stream: which of its strings continue a text that earlier events began, and what that text is.
//!
//! A string below a member `delta`, and a few others by their places, are pieces of a text; every other string, name and number is
//! complete and scanned at once. Pieces belong to one text when they stand at the same place under the same numbers: choice, tool
//! call, output item, content block.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::ops::Range;

use super::{
    Inspection, Scan,
    inspector::Inspector,
    json::{self, Budget, JsonError, Path, Step, Visitor},
    report::Report,
    text::Text,
};

mod places;

use places::Places;

/// A piece of a text.
#[derive(Debug)]
pub struct Piece {
    /// The text that it continues.
    pub channel: u64,
    /// What ends together: a choice, an output item, a content block.
    pub scope: u64,
    /// Bytes of the string in the document, without quotes.
    pub raw: Range<usize>,
    /// The decoded string.
    pub text: String,
}

/// Which texts end with an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Those of these scopes; often none.
    Scopes(Vec<u64>),
    /// All.
    Everything,
}

/// What one document of a stream holds.
#[derive(Debug)]
pub struct EventText {
    /// Everything but pieces.
    pub inspection: Inspection,
    /// Pieces, in order.
    pub pieces: Vec<Piece>,
    /// What it ends.
    pub ends: Ends,
}

/// Reads a document.
///
/// # Errors
///
/// [`JsonError`] when it is none.
pub fn read(document: &str, scanner: &dyn Scan, report: &mut Report) -> Result<EventText, JsonError> {
    let inspector = Inspector::new(document.as_bytes(), None, None, scanner);
    let mut reader =
        Reader { inspector, report, deltas: Vec::new(), places: Places::default(), finished: Vec::new() };
    json::walk(document, &mut Budget::default(), &mut reader)?;
    reader.inspector.echoes(document);
    let Reader { inspector, deltas, places, finished, .. } = reader;
    let pieces: Vec<Piece> = deltas.into_iter().map(|delta| places.piece(delta)).collect();
    let ends = places.ends(&finished, &pieces);
    Ok(EventText { inspection: inspector.finish("json"), pieces, ends })
}

/// Members whose strings are complete wherever they stand.
const COMPLETE: [&str; 19] = [
    "role",
    "type",
    "id",
    "name",
    "call_id",
    "tool_call_id",
    "item_id",
    "tool_use_id",
    "toolUseId",
    "stop_reason",
    "stop_sequence",
    "finish_reason",
    "status",
    "object",
    "model",
    "signature",
    "encrypted_content",
    "data",
    "format",
];

/// Members that say why a choice or an answer ended.
const FINISHED: [&str; 4] = ["finish_reason", "finishReason", "stop_reason", "stopReason"];

/// Members of a message that hold its text.
const MESSAGE_TEXTS: [&str; 5] = ["content", "text", "reasoning_content", "thinking", "refusal"];

/// Members of the root in which Bedrock's models give a piece of the answer.
const ROOT_TEXTS: [&str; 5] = ["outputText", "generation", "completion", "text", "response"];

struct Delta<'d> {
    steps: Vec<Step<'d>>,
    raw: Range<usize>,
    text: String,
}

struct Reader<'d, 's> {
    inspector: Inspector<'s>,
    report: &'s mut Report,
    deltas: Vec<Delta<'d>>,
    places: Places,
    /// Objects that name a reason for their end.
    finished: Vec<Vec<Step<'d>>>,
}

impl<'d> Visitor<'d> for Reader<'d, '_> {
    fn key(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.inspector.key(path, text)
    }

    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.report.string(path, text.text);
        let steps = path.steps();
        if let ([Step::Key(key)], true) = (steps, text.text.len() < 128)
            && key == "type"
        {
            self.places.kind = text.text.to_string();
        }
        // Some name an empty reason in every event.
        if let [outer @ .., Step::Key(key)] = steps
            && FINISHED.contains(&key.as_ref())
            && !text.text.is_empty()
        {
            self.finished.push(outer.to_vec());
        }
        if !is_piece(steps) {
            return self.inspector.string(path, text);
        }
        self.inspector.covered(text.raw_len());
        self.deltas.push(Delta {
            steps: steps.to_vec(),
            raw: text.raw.0..text.raw.1,
            text: text.text.to_string(),
        });
        Ok(())
    }

    fn number(&mut self, path: &Path<'d>, literal: &'d str, start: usize) -> Result<(), JsonError> {
        self.report.number(path, literal);
        if let [outer @ .., Step::Key(key)] = path.steps()
            && let Ok(number) = literal.parse()
        {
            self.places.number(outer, key, number);
        }
        self.inspector.number(path, literal, start)
    }

    fn is_true(&mut self, path: &Path<'d>) {
        if let [outer @ .., Step::Key(key)] = path.steps()
            && key == "thought"
        {
            self.places.thought(outer);
        }
        self.inspector.is_true(path);
    }

    fn open(&mut self, path: &Path<'d>) {
        self.inspector.open(path);
    }
}

fn is_piece(steps: &[Step<'_>]) -> bool {
    let [.., Step::Key(last)] = steps else {
        // `delta.content[]` of strings does not occur, but costs nothing.
        return steps.iter().any(|step| matches!(step, Step::Key(key) if key == "delta"));
    };
    if COMPLETE.contains(&last.as_ref()) {
        return false;
    }
    if steps.iter().any(|step| matches!(step, Step::Key(key) if key == "delta")) {
        return true;
    }
    // Some give a message in pieces where others give a delta.
    let of_message =
        |steps: &[Step<'_>]| steps.iter().any(|step| matches!(step, Step::Key(key) if key == "message"));
    match steps {
        [outer @ .., _] if of_message(outer) && MESSAGE_TEXTS.contains(&last.as_ref()) => true,
        // What a block or part begins with, its deltas continue.
        [Step::Key(begun), Step::Key(_)] => {
            matches!(begun.as_ref(), "content_block" | "part") && matches!(last.as_ref(), "text" | "thinking")
        }
        [Step::Key(_)] => ROOT_TEXTS.contains(&last.as_ref()),
        [Step::Key(list), Step::Index(_), Step::Key(_)] => {
            last == "text" && matches!(list.as_ref(), "choices" | "outputs" | "generations")
        }
        [Step::Key(list), Step::Index(_), Step::Key(_), Step::Key(parts), Step::Index(_), ..] => {
            list == "candidates"
                && parts == "parts"
                && matches!(last.as_ref(), "text" | "code" | "output" | "stringValue")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use countersign_classify::{Finding, ScanOutcome};

    use super::*;

    struct Blind;
    impl Scan for Blind {
        fn scan(&self, _: &str, _: &mut Vec<Finding>) -> ScanOutcome {
            ScanOutcome::default()
        }
    }

    fn event(json: &str) -> EventText {
        read(json, &Blind, &mut Report::default()).unwrap()
    }

    fn channels(json: &str) -> Vec<(u64, String)> {
        event(json).pieces.into_iter().map(|p| (p.channel, p.text)).collect()
    }

    #[test]
    fn pieces_join_by_choice_and_tool() {
        let a = channels(
            r#"{"id":"x","choices":[{"index":1,"delta":{"content":"a","role":"assistant"}},{"index":0,"delta":{"content":"b"}}]}"#,
        );
        let b = channels(r#"{"choices":[{"delta":{"content":"c"},"index":0}]}"#);
        assert_eq!(a.len(), 2);
        assert_eq!(a[1].0, b[0].0);
        assert_ne!(a[0].0, b[0].0);
        let tool = |choice: u32, call: u32| {
            channels(&alloc::format!(
                r#"{{"choices":[{{"index":{choice},"delta":{{"tool_calls":[{{"index":{call},"id":"i","function":{{"name":"n","arguments":"x"}}}}]}}}}]}}"#
            ))
        };
        assert_eq!(tool(0, 0).len(), 1, "names and ids are complete");
        assert_eq!(tool(0, 1), tool(0, 1));
        assert_ne!(tool(0, 0), tool(0, 1));
        assert_ne!(tool(0, 0), tool(1, 0));
    }

    #[test]
    fn pieces_of_other_apis() {
        for json in [
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}"#,
            r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"item_id":"i","delta":"x"}"#,
            r#"{"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"}}]}"#,
            r#"{"contentBlockIndex":0,"delta":{"toolUse":{"input":"x"}}}"#,
            r#"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"x"}}}}"#,
            r#"{"choices":[{"index":0,"text":"x","finish_reason":null}]}"#,
            r#"{"outputText":"x","index":0}"#,
        ] {
            let found = channels(json);
            assert_eq!(found.len(), 1, "{json}");
            assert_eq!(found[0].1, "x", "{json}");
        }
        let gemini = |parts: &str| {
            channels(&alloc::format!(r#"{{"candidates":[{{"content":{{"parts":[{parts}]}}}}]}}"#))
        };
        let two = gemini(r#"{"text":"a"},{"text":"b"}"#);
        assert_eq!(two[0].0, two[1].0, "parts of a candidate are one text");
        let thought = gemini(r#"{"text":"a","thought":true},{"text":"b"}"#);
        assert_ne!(thought[0].0, thought[1].0, "and thoughts are another");
        let item = |numbers: &str| {
            channels(&alloc::format!(r#"{{"type":"response.output_text.delta",{numbers},"delta":"x"}}"#))[0].0
        };
        assert_eq!(
            item(r#""output_index":1,"content_index":2"#),
            item(r#""content_index":2,"output_index":1"#)
        );
        assert_ne!(
            item(r#""output_index":1,"content_index":2"#),
            item(r#""output_index":2,"content_index":1"#)
        );
    }

    #[test]
    fn ends_of_scopes() {
        let piece = event(r#"{"choices":[{"index":2,"delta":{"content":"a"}}]}"#);
        let end = event(r#"{"choices":[{"index":2,"delta":{},"finish_reason":"stop"}]}"#);
        assert_eq!(end.ends, Ends::Scopes(vec![piece.pieces[0].scope]));
        let piece = event(r#"{"type":"content_block_delta","index":3,"delta":{"text":"a"}}"#);
        let end = event(r#"{"type":"content_block_stop","index":3}"#);
        assert_eq!(end.ends, Ends::Scopes(vec![piece.pieces[0].scope]));
        let piece =
            event(r#"{"type":"response.output_text.delta","output_index":0,"content_index":1,"delta":"a"}"#);
        let end =
            event(r#"{"type":"response.output_text.done","output_index":0,"content_index":1,"text":"a"}"#);
        assert_eq!(end.ends, Ends::Scopes(vec![piece.pieces[0].scope]));
        for all in [
            r#"{"type":"message_stop"}"#,
            r#"{"type":"response.completed","response":{}}"#,
            r#"{"stopReason":"end_turn"}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#,
        ] {
            assert_eq!(event(all).ends, Ends::Everything, "{all}");
        }
        for none in [
            r#"{"choices":[{"index":0,"finish_reason":null}]}"#,
            r#"{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":""}]}"#,
            r#"{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}"#,
            r#"{"generation":"a","stop_reason":"stop"}"#,
            r#"{"type":"citation-end","index":0}"#,
            r#"{"type":"response.mcp_list_tools.completed","output_index":0}"#,
        ] {
            assert_eq!(event(none).ends, Ends::Scopes(vec![]), "{none}");
        }
        let two = r#"{"choices":[{"index":1,"delta":{},"finish_reason":"stop"},{"index":2,"delta":{},"finish_reason":"stop"}]}"#;
        let Ends::Scopes(scopes) = event(two).ends else { panic!("two choices are not all") };
        assert_eq!(scopes.len(), 2);
    }
}
