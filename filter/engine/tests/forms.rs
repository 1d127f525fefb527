//! Forms: what fields and files hold is found whatever it is written in, and what is masked stays what it was.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use countersign_engine::content::{FormatDecision, Inspection, body_format, inspect};

#[path = "support/starter.rs"]
mod starter;

const FILE: &str = "name=\"file\"; filename=\"a.jsonl\"";

fn form(disposition: &str, content: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n--b--\r\n")
}

fn decision() -> FormatDecision {
    body_format("POST", "/v1/files", Some("multipart/form-data; boundary=b"), false, true)
}

fn read(body: &str) -> Inspection {
    let read = inspect(body.as_bytes(), &decision(), starter::classifier()).unwrap();
    let coverage = &read.coverage;
    let unscanned: u64 = coverage.unscanned.iter().map(|part| part.bytes).sum();
    assert_eq!(coverage.bytes, body.len() as u64);
    assert_eq!(coverage.scanned + coverage.skipped + unscanned, coverage.bytes, "{coverage:?}");
    read
}

fn masked(body: &str) -> String {
    let settled = starter::settle(&read(body), body, &decision()).unwrap();
    settled.body.map_or(body.to_string(), |masked| String::from_utf8(masked).unwrap())
}

#[test]
fn files_are_masked_line_by_line() {
    let escaped = r#"{"a":"\u0034111 1111 1111 1111"}"#;
    let twice = r#"{"a":"{\"b\":\"\\u0034111 1111 1111 1111\"}"#;
    let card = r#"{"a":"[PAYMENT_CARD]"}"#;
    for (content, expected) in [
        (format!("{escaped}\n{{\"b\":1,}}\n"), format!("{card}\n{{\"b\":1,}}\n")),
        (format!("{{\"b\":1,}}\r\n{escaped}"), format!("{{\"b\":1,}}\r\n{card}")),
        (format!("\u{feff}{escaped}\n{escaped}"), format!("\u{feff}{card}\n{card}")),
        (format!("{{\n\"x\":\n{escaped}}}"), format!("{{\n\"x\":\n{card}}}")),
        // Lines that are no documents: escapes are resolved once and twice.
        (format!("{escaped},\n{{}}"), format!("{card},\n{{}}")),
        (format!("{twice},\n"), "{\"a\":\"{\\\"b\\\":\\\"[PAYMENT_CARD]\\\"},\n".to_string()),
        ("my ssn is\n536904399".to_string(), "my ssn is\n[US_SSN]".to_string()),
        (
            "x\n{\"n\":4111111111111111}\n4111111111111111\n".to_string(),
            "x\n{\"n\":\"[PAYMENT_CARD]\"}\n[PAYMENT_CARD]\n".to_string(),
        ),
    ] {
        assert_eq!(masked(&form(FILE, &content)), form(FILE, &expected), "{content}");
    }
}

#[test]
fn a_bad_line_hides_nothing_of_the_good_ones() {
    let line =
        r#"{"body":{"model":"m","api_base":"http://x","input":[{"type":"input_file","file_id":"file-1"}]}}"#;
    for content in [line.to_string(), format!("{line}\nx{{\n"), format!("\u{feff}{{,}}\n{line}")] {
        let read = read(&form(FILE, &content));
        assert_eq!(read.facts.models, ["m"], "{content}");
        assert_eq!(read.facts.router_field, Some("api_base"), "{content}");
        let unread = &read.coverage.unscanned;
        assert!(unread.iter().any(|part| part.why == "by_reference" && part.bytes == 6), "{content}");
    }
}

#[test]
fn each_value_counts_once() {
    let content = r"it\u0027s 4111 1111 1111 1111 and \u0034111 1111 1111 1111";
    assert_eq!(read(&form(FILE, content)).findings.len(), 2);
    assert_eq!(read(&form("name=\"a\"", content)).findings.len(), 2);
}

#[test]
fn what_cannot_be_read_counts_once() {
    let sealed = "/7+9".repeat(200);
    for content in [
        format!("a\\\\b {sealed}"),
        format!("data:image/png;base64,{sealed}"),
        format!("{{\"a\":\"{sealed}\"}}\n{{,}}"),
        format!("\\\\ {}\\/{}", sealed, sealed),
    ] {
        for disposition in [FILE, "name=\"a\""] {
            let unread = read(&form(disposition, &content)).coverage.unscanned;
            let bytes: u64 = unread.iter().map(|part| part.bytes).sum();
            assert!(bytes >= 800 && bytes <= content.len() as u64, "{unread:?}");
        }
    }
}

#[test]
fn fields_are_read_as_the_documents_that_they_are() {
    let field = "name=\"metadata\"";
    for (content, expected) in [
        (r#"{"a":"\u0034111 1111 1111 1111"}"#, r#"{"a":"[PAYMENT_CARD]"}"#),
        (
            r#"{"a":4111111111111111,"b":4.111111111111111e15}"#,
            r#"{"a":"[PAYMENT_CARD]","b":"[PAYMENT_CARD]"}"#,
        ),
        (r#"{"ada@example.com":"my ssn","x":536904399}"#, r#"{"[EMAIL]":"my ssn","x":"[US_SSN]"}"#),
        (r#"{"a":"\u0034111 1111 1111 1111",}"#, r#"{"a":"[PAYMENT_CARD]",}"#),
        (r#"["\"\\u0034111 1111 1111 1111\""]"#, r#"["\"[PAYMENT_CARD]\""]"#),
        (r"\u0034111 1111 1111 1111", "[PAYMENT_CARD]"),
        (r"\\u0034111 1111 1111 1111", "[PAYMENT_CARD]"),
        ("4111 1111 1111 1111", "[PAYMENT_CARD]"),
    ] {
        let masked = masked(&form(field, content));
        assert_eq!(masked, form(field, expected), "{content}");
        assert_eq!(self::masked(&masked), masked, "{content}");
    }
}
