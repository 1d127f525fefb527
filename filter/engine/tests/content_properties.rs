//! What holds for every body: the reader agrees with serde_json on what JSON is, nothing goes unscanned, and masking changes nothing
//! but findings.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

use std::collections::BTreeSet;

use countersign_classify::{Finding, LabelId, ScanOutcome};
use countersign_engine::content::{
    ContentError, EditKind, FormatDecision, Inspection, Scan, edit, inspect,
    json::{self, Budget, JsonError, Path, Visitor},
    text::Text,
};
use proptest::{collection::vec, prelude::*};

/// Finds runs of nine and more digits.
struct Digits;

impl Scan for Digits {
    fn scan(&self, text: &str, findings: &mut Vec<Finding>) -> ScanOutcome {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let run = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
            if run >= 9 {
                let (start, end) = (at as u32, (at + run) as u32);
                findings.push(Finding { label: LabelId(0), start, end, confidence_pm: 900 });
            }
            at += run.max(1);
        }
        ScanOutcome::default()
    }
}

fn read(body: &[u8]) -> Result<Inspection, ContentError> {
    inspect(body, &FormatDecision::json(), &Digits)
}

fn mask(body: &[u8], inspection: &Inspection) -> Vec<u8> {
    let mut names = 0;
    edit::apply(body, inspection.findings.iter().map(|found| (&found.edit, ())).collect(), |edit, ()| {
        names += u32::from(edit.kind == EditKind::Name);
        if edit.kind == EditKind::Name && names > 1 {
            format!("[NUMBER_{names}]")
        } else {
            "[NUMBER]".to_owned()
        }
    })
}

/// The inside of a JSON string, with values to find, escaped and not, and text that looks like JSON.
fn string() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        " ",
        "\u{e9}",
        "\\n",
        "\\\"",
        "\\\\",
        "\\u0031",
        "\\u00e9",
        "\\ud83d\\ude00",
        "123456789",
        "1234567890123",
        "12345",
        "1234\\u00356789",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        "\\/",
        "{\\\"a\\\":123456789}",
        "{\\\"a\\\":\\\"123456789\\\"}",
        "[\\\"\\\\u0031\\\\u003223456789\\\"]",
        "\\\\u0031",
    ]);
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// A JSON document as text, with whitespace here and there.
fn document() -> impl Strategy<Value = String> {
    let number =
        prop::sample::select(vec!["0", "-1", "1.5e3", "123456789", "-1234567890", "1234567.5", "1e10"]);
    let leaf = prop_oneof![
        4 => string().prop_map(|s| format!("\"{s}\"")),
        2 => number.prop_map(str::to_owned),
        1 => prop::sample::select(vec!["true", "false", "null", "{}", "[]"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..5).prop_map(|items| format!("[{}]", items.join(" ,"))),
            vec((string(), inner), 1..5).prop_map(|members| {
                // Names that are unique, whatever the rest of them says.
                let members =
                    members.iter().enumerate().map(|(i, (name, value))| format!("\"{i}{name}\" : {value}"));
                format!("{{{}}}", members.collect::<Vec<_>>().join(",\n"))
            }),
        ]
    })
}

/// Collects every decoded text.
#[derive(Default)]
struct Texts(Vec<String>);

impl<'d> Visitor<'d> for Texts {
    fn key(&mut self, _: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.0.push(text.text.to_owned());
        Ok(())
    }
    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.key(path, text)
    }
    fn number(&mut self, _: &Path<'d>, literal: &'d str, _: usize) -> Result<(), JsonError> {
        let _: f64 = literal.parse().unwrap();
        Ok(())
    }
    fn is_true(&mut self, _: &Path<'d>) {}
    fn open(&mut self, _: &Path<'d>) {}
}

fn texts_of(value: &serde_json::Value, texts: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => texts.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts_of(item, texts)),
        serde_json::Value::Object(members) => members.iter().for_each(|(name, value)| {
            texts.push(name.clone());
            texts_of(value, texts);
        }),
        _ => {}
    }
}

/// Both readers agree, except for what only this one refuses and for numbers that only this one does not evaluate.
fn agrees(text: &str) -> Result<(), TestCaseError> {
    let mut seen = Texts::default();
    let ours = json::walk(text, &mut Budget::default(), &mut seen);
    let theirs = serde_json::from_str::<serde_json::Value>(text);
    match (ours, theirs) {
        (Ok(()), Ok(value)) => {
            let mut expected = Vec::new();
            texts_of(&value, &mut expected);
            seen.0.sort();
            expected.sort();
            prop_assert_eq!(seen.0, expected);
        }
        (Ok(()), Err(e)) => {
            prop_assert!(e.to_string().contains("number out of range"), "{} in {:?}", e, text)
        }
        (Err(JsonError::DuplicateName { .. } | JsonError::TooDeep { .. }), _) | (Err(_), Err(_)) => {}
        (Err(e), Ok(_)) => prop_assert!(false, "{e} in {text:?}"),
    }
    Ok(())
}

/// A body without its findings, each replaced by `#`.
fn untouched(body: &str, inspection: &Inspection) -> String {
    let mut spans: Vec<_> = inspection.findings.iter().map(|found| found.edit.span.clone()).collect();
    spans.sort_by_key(|span| (span.start, span.end));
    let (mut rest, mut at) = (String::new(), 0);
    for span in spans {
        if span.start >= at {
            rest.push_str(&body[at..span.start]);
            rest.push('#');
        }
        at = at.max(span.end);
    }
    rest + &body[at..]
}

/// A masked body with `#` for each mask.
fn masks(body: &str) -> String {
    let mut parts = body.split("[NUMBER");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "#" + part.split_once(']').unwrap().1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn the_reader_agrees_with_serde_json(text in document()) {
        agrees(&text)?;
    }

    #[test]
    fn and_on_damaged_documents(text in document(), at in any::<prop::sample::Index>(), with in prop::sample::select(vec![
        "", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "+", " ", "\u{1}", "\u{7f}", "\u{feff}", "\u{e9}", "t", "null",
        "\\ud800", "\\u", "01", "'",
    ]), cut in 0usize..3) {
        let mut chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        let end = (at + cut).min(chars.len());
        chars.splice(at..end, with.chars());
        agrees(&chars.into_iter().collect::<String>())?;
    }

    #[test]
    fn no_bytes_panic(body in vec(any::<u8>(), 0..80)) {
        prop_assert!(!matches!(read(&body), Err(ContentError::Multipart(_))));
    }

    #[test]
    fn every_byte_is_accounted_for(text in document()) {
        let inspection = read(text.as_bytes()).unwrap();
        let coverage = &inspection.coverage;
        let unscanned: u64 = coverage.unscanned.iter().map(|part| part.bytes).sum();
        prop_assert_eq!(coverage.bytes, text.len() as u64);
        prop_assert_eq!(coverage.bytes, coverage.scanned + coverage.skipped + unscanned);
    }

    #[test]
    fn masking_changes_findings_only(text in document()) {
        let body = text.as_bytes();
        let inspection = read(body).unwrap();
        let masked = mask(body, &inspection);
        if inspection.findings.is_empty() {
            prop_assert_eq!(&masked, body);
        }
        // Between the masks stands what stood between the findings; a number's mask brings quotes along.
        let between = masks(&String::from_utf8(masked.clone()).unwrap());
        let bare = |text: &str| text.replace(['"', '\\'], "");
        prop_assert_eq!(bare(&between), bare(&untouched(&text, &inspection)), "{} -> {}", text, String::from_utf8_lossy(&masked));
        // It is JSON of the same shape, and clean.
        let before: serde_json::Value = serde_json::from_str(&text).unwrap();
        let after: serde_json::Value = serde_json::from_slice(&masked).unwrap();
        prop_assert_eq!(shape(&before), shape(&after), "{} -> {}", text, String::from_utf8_lossy(&masked));
        let again = read(&masked).unwrap();
        prop_assert!(again.findings.is_empty(), "{} -> {}", text, String::from_utf8_lossy(&masked));
    }
}

/// The shape of a document, of documents in its strings, and nothing else. Numbers may have become strings.
fn shape(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Array(items) => format!("[{}]", items.iter().map(shape).collect::<String>()),
        serde_json::Value::Object(members) => format!("{{{}}}", {
            let mut values: Vec<String> = members.values().map(shape).collect();
            values.sort();
            values.concat()
        }),
        serde_json::Value::String(text) => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(inner @ (serde_json::Value::Array(_) | serde_json::Value::Object(_))) => {
                format!("<{}>", shape(&inner))
            }
            _ => ".".to_owned(),
        },
        serde_json::Value::Number(_) => ".".to_owned(),
        _ => "-".to_owned(),
    }
}

#[test]
fn values_are_found_through_two_layers_of_escapes() {
    for (body, expected) in [
        // Arguments of a tool call: a string, a number, an escape in the inner document, one in the outer.
        (r#"{"a":"{\"n\":\"123456789\"}"}"#, r#"{"a":"{\"n\":\"[NUMBER]\"}"}"#),
        (r#"{"a":"{\"n\":123456789}"}"#, r#"{"a":"{\"n\":\"[NUMBER]\"}"}"#),
        (r#"{"a":"{\"n\":\"12345678\\u0039\"}"}"#, r#"{"a":"{\"n\":\"[NUMBER]\"}"}"#),
        (r#"{"a":"{\u0022n\u0022:\u0031\u003223456789}"}"#, r#"{"a":"{\u0022n\u0022:\"[NUMBER]\"}"}"#),
        // No document for a strict reader, but for others.
        (r#"{"a":"{\"n\":1,\"n\":\"\\u0031\\u003223456789\"}"}"#, r#"{"a":"{\"n\":1,\"n\":\"[NUMBER]\"}"}"#),
        (r#"{"a":"see \\u0031\\u003223456789."}"#, r#"{"a":"see [NUMBER]."}"#),
        (r#"{"a":"{\"n\":123456789} and more"}"#, r#"{"a":"{\"n\":[NUMBER]} and more"}"#),
    ] {
        let inspection = read(body.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(mask(body.as_bytes(), &inspection)).unwrap(), expected, "{body}");
    }
}

/// Finds `id: ` and what follows up to a full stop, so that findings cross the values of a document.
struct Crossing;

impl Scan for Crossing {
    fn scan(&self, text: &str, findings: &mut Vec<Finding>) -> ScanOutcome {
        if let Some((start, end)) = text.find("id").zip(text.find('.')).filter(|(start, end)| start < end) {
            let (start, end) = (start as u32, end as u32);
            findings.push(Finding { label: LabelId(0), start, end, confidence_pm: 900 });
        }
        ScanOutcome::default()
    }
}

#[test]
fn findings_across_values_of_an_inner_document_leave_it_one() {
    let body = br#"{"a":"[\"the id\", 12, \"3\\n4\", \"5. x\"]"}"#;
    let decision = FormatDecision::json();
    let inspection = inspect(body, &decision, &Crossing).unwrap();
    let masked = String::from_utf8(mask(body, &inspection)).unwrap();
    assert_eq!(masked, r#"{"a":"[\"the [NUMBER]\", \"[NUMBER]\", \"[NUMBER]\", \"[NUMBER]. x\"]"}"#);
}

#[test]
fn ambiguous_documents_are_refused() {
    let deep = |n: usize| ["[".repeat(n), "]".repeat(n)].concat();
    for (body, code) in [
        (&b"\xff{}"[..], "NotUtf8"),
        (b"\xef\xbb\xbf{}", "Syntax"),
        (b"", "Syntax"),
        (br#"{"a":1,"a":2}"#, "DuplicateName"),
        (br#"{"a":1,"\u0061":2}"#, "DuplicateName"),
        (br#"{"x":{"a":1,"b":[{"a":1,"a":1}]}}"#, "DuplicateName"),
        (br#""\ud800""#, "LoneSurrogate"),
        (br#""\udc00\ud800""#, "LoneSurrogate"),
        (b"{} {}", "TrailingData"),
        (b"{}\0", "TrailingData"),
        (b"01", "TrailingData"),
        (b"[1,]", "Syntax"),
        (b"\"\x01\"", "Syntax"),
        (deep(101).as_bytes(), "TooDeep"),
    ] {
        let error = read(body).unwrap_err();
        assert!(
            format!("{error:?}").starts_with(&format!("Json({code}")),
            "{error:?} for {:?}",
            String::from_utf8_lossy(body)
        );
    }
    assert!(read(deep(100).as_bytes()).is_ok());
    assert!(read(br#"{"a":"\u0000"}"#).is_ok());
}

#[test]
fn many_names_are_told_apart_and_a_late_duplicate_is_found() {
    let names: Vec<String> = (0..50_000).map(|n| format!("\"name{n}\":1")).collect();
    let distinct = format!("{{{}}}", names.join(","));
    assert!(read(distinct.as_bytes()).is_ok());
    let repeated = format!("{{{},\"name17\":1}}", names.join(","));
    assert_eq!(read(repeated.as_bytes()).unwrap_err(), JsonError::DuplicateName { place: "*".into() }.into());
    let few: BTreeSet<String> = (0..17).map(|n| format!("\"n{n}\":1")).collect();
    assert!(read(format!("{{{}}}", few.into_iter().collect::<Vec<_>>().join(",")).as_bytes()).is_ok());
}

#[test]
fn too_many_values_are_refused() {
    let body = format!("[{}0]", "0,".repeat(1_000_000));
    assert_eq!(read(body.as_bytes()).unwrap_err(), JsonError::TooManyNodes.into());
}

#[test]
fn errors_and_places_hold_no_content() {
    let error = read(br#"{"Jane Doe 536-90-4399":1,"Jane Doe 536-90-4399":2}"#).unwrap_err();
    assert!(!error.to_string().contains("Jane"), "{error}");
    let inspection = read(br#"{"messages":[{"J4ne":{"content":"123456789"}}]}"#).unwrap();
    assert_eq!(inspection.findings[0].place, "messages[0].*.content");
}

#[test]
fn nested_files_count_as_unread() {
    let uri = "data:image/png;base64,AAAA";
    let body = format!(r#"{{"arguments":"{{\"image\":\"{uri}\"}}"}}"#);
    let inspection = read(body.as_bytes()).unwrap();
    let unscanned = &inspection.coverage.unscanned;
    assert_eq!(
        (unscanned.len(), unscanned[0].kind.as_str(), unscanned[0].bytes),
        (1, "image", uri.len() as u64)
    );
    assert!(inspection.uninspectable());
}
