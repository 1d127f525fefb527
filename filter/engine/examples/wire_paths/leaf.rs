//! Places as lists name them, and the smallest bodies with a text there.

use countersign_formats::b64;
use serde_json::{Map, Value, json};

/// A card that every network's check accepts, without what parts its groups.
const NUMBER: u64 = 4_111_111_111_111_111;
/// What stands at a place.
pub const TEXT: &str = "card 4111 1111 1111 1111 as agreed";

/// One step to a place, or what stands beside it.
#[derive(Clone, Debug)]
enum Step {
    Name(String),
    Element,
    /// A name and a value that say which kind of object it is.
    Beside(String, String),
}

/// A place, and what may stand there.
pub struct Leaf {
    /// As the list has it.
    pub line: String,
    steps: Vec<Step>,
    what: String,
}

/// A path without what only a program's types have around it: Gemini's `config`, and the names of Bedrock's events, which are headers.
fn on_the_wire(path: &str) -> &str {
    let event = path.strip_prefix("stream.").or_else(|| path.strip_prefix("body."));
    match event.and_then(|event| event.split_once('.')) {
        Some((_, inner)) => inner,
        None => path.strip_prefix("config.").unwrap_or(path),
    }
}

fn steps(path: &str) -> Vec<Step> {
    let (mut steps, mut rest) = (Vec::new(), path);
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '.' => rest.strip_prefix('.').unwrap(),
            '[' => {
                let list =
                    if let Some(Step::Name(name)) = steps.last() { name.clone() } else { String::new() };
                let after = rest.strip_prefix("[]").unwrap();
                steps.push(Step::Element);
                // Lists leave out a role that may have any value.
                if matches!(list.as_str(), "messages" | "contents") && !after.starts_with('<') {
                    steps.push(Step::Beside("role".to_owned(), "user".to_owned()));
                }
                after
            }
            '<' => {
                let (pair, after) = rest.split_once('>').unwrap();
                let (name, value) = pair.trim_start_matches('<').split_once('=').unwrap();
                steps.push(Step::Beside(name.to_owned(), value.to_owned()));
                after
            }
            _ => {
                let (name, after) = rest.split_at(rest.find(['.', '[', '<']).unwrap_or(rest.len()));
                steps.push(Step::Name(name.to_owned()));
                after
            }
        };
    }
    steps
}

/// One list of steps for each of `<type=a|b>`.
fn alternatives(steps: &[Step]) -> Vec<Vec<Step>> {
    let count = |step: &Step| if let Step::Beside(_, value) = step { value.split('|').count() } else { 1 };
    let most = steps.iter().map(count).max().unwrap_or(1);
    let nth = |step: &Step, n: usize| match step {
        Step::Beside(name, value) => {
            Step::Beside(name.clone(), value.split('|').cycle().nth(n).unwrap_or_default().to_owned())
        }
        other => other.clone(),
    };
    (0..most).map(|n| steps.iter().map(|step| nth(step, n)).collect()).collect()
}

/// The smallest document with a value at a place; `any` is the name where every name may stand.
fn document(steps: &[Step], value: Value, any: &str) -> Value {
    steps.iter().rev().fold(value, |value, step| match (step, value) {
        (Step::Name(name), value) => {
            let name = name.replace("{*}", any);
            Value::Object(Map::from_iter([(name, value)]))
        }
        (Step::Element, value) => json!([value]),
        (Step::Beside(name, beside), Value::Object(mut members)) => {
            members.entry(name.clone()).or_insert_with(|| json!(beside));
            Value::Object(members)
        }
        (Step::Beside(..), value) => value,
    })
}

fn base64(text: &str) -> String {
    b64::encode_std(text.as_bytes())
}

impl Leaf {
    /// What a line such as `messages[].content = str` names: several for `<type=a|b>`.
    pub fn of(line: &str) -> Vec<Self> {
        let (path, what) = line.split_once(" = ").unwrap_or((line, "str"));
        let alternatives = alternatives(&steps(on_the_wire(path)));
        let leaf = |steps| Self { line: line.to_owned(), steps, what: what.to_owned() };
        alternatives.into_iter().map(leaf).collect()
    }

    /// The place's two outermost names, as the list has them.
    pub fn outer(&self) -> String {
        let path = self.line.split(" = ").next().unwrap_or_default();
        path.split('.').take(2).collect::<Vec<_>>().join(".")
    }

    /// Whether the body itself stands here.
    fn is_body(&self) -> bool {
        matches!(self.steps.as_slice(), [Step::Name(name)] if name == "body")
    }

    /// The documents with a text at this place. Bodies of Bedrock's models, and their events, are documents of their own.
    pub fn documents(&self, text: &str) -> Vec<Value> {
        let vendor = |text: &str| json!({"completion": text});
        let values = match self.what.as_str() {
            "base64" if self.is_body() => return vec![vendor(text)],
            "base64" if self.steps.len() == 1 => vec![json!(base64(&vendor(text).to_string()))],
            "base64" | "FILE" => vec![json!(base64(text))],
            "str" => vec![json!(text)],
            _ => vec![json!(text), json!({"note": [text]}), json!([{"note": {text: 1}}]), json!(NUMBER)],
        };
        let mut documents: Vec<Value> =
            values.into_iter().map(|value| document(&self.steps, value, "note")).collect();
        if self.line.contains("{*}") {
            documents.push(document(&self.steps, json!("x"), text));
        }
        documents
    }

    /// A document with base64 here that holds no text, where base64 may stand.
    pub fn sealed(&self) -> Option<Value> {
        let noise: Vec<u8> = (0..96_u8).map(|n| n.wrapping_mul(37) | 0x80).collect();
        let may = self.what == "base64" && !self.is_body();
        may.then(|| document(&self.steps, json!(b64::encode_std(&noise)), "note"))
    }

    /// Forms with the text at this place: as a value and the name of a file, or as a file.
    pub fn forms(&self) -> Vec<String> {
        let mut names = self.steps.iter().filter_map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            Step::Element => Some(""),
            Step::Beside(..) => None,
        });
        let first = names.next().unwrap_or_default();
        let name = names.fold(first.to_owned(), |path, name| format!("{path}[{name}]"));
        let form = |beside: &str, value: &str| {
            format!(
                "--b\r\ncontent-disposition: form-data; name=\"{name}\"{beside}\r\n\r\n{value}\r\n--b--\r\n"
            )
        };
        match self.what.as_str() {
            "FILE" => vec![form("; filename=\"a\"", TEXT)],
            _ => vec![form("", TEXT), form(&format!("; filename=\"{TEXT}\""), "x")],
        }
    }

    /// Bytes that count when nobody can read what stands here.
    pub fn bytes(&self) -> u64 {
        let text = match self.what.as_str() {
            "base64" | "FILE" => base64(TEXT).len(),
            "str" => TEXT.len(),
            _ => NUMBER.to_string().len(),
        };
        text as u64
    }
}
