//! Forms with files.

use serde_json::json;

use crate::wire::*;

const BOUNDARY: &str = "b0undary";

/// A form to the files endpoint; each part as it stands between the boundaries.
pub fn form(before: &str, parts: &[String]) -> Raw {
    let parts: String = parts.iter().map(|part| format!("--{BOUNDARY}\r\n{part}\r\n")).collect();
    let media = format!("multipart/form-data; boundary={BOUNDARY}");
    post("/support/v1/files", Some(&media), format!("{before}{parts}--{BOUNDARY}--\r\n"))
}

pub fn field(name: &str, content: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{content}")
}

fn file(name: &str, more: &str, content: &str) -> String {
    format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"{more}\r\n\r\n{content}")
}

#[test]
fn forms() {
    let purpose = || field("purpose", "batch");
    let line = json!({"custom_id": "a", "body": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": SSN}]}});
    let lines = format!("{line}\n{line}\n");
    let replaced = json!({"custom_id": "a", "body": {"model": "gpt-5-mini", "extra_body": {"messages": []}}})
        .to_string();
    let disposition = "Content-Disposition: form-data; name=\"a\"";
    check(vec![
        ("field", form("", &[purpose(), field("note", SSN)]), Masked),
        ("lines in a file", form("", &[purpose(), file("a.jsonl", "", &lines)]), Masked),
        (
            "text in a file",
            form("", &[purpose(), file("a.txt", "\r\nContent-Type: text/plain", SSN)]),
            Masked,
        ),
        ("file name", form("", &[purpose(), file(&format!("{SSN}.txt"), "", "x")]), Masked),
        ("extra_body in a line", form("", &[purpose(), file("a.jsonl", "", &replaced)]), FIELD),
        (
            "pdf",
            form("", &[purpose(), file("a.pdf", "\r\nContent-Type: application/pdf", "%PDF-1.7\u{0}\u{1}")]),
            UNREAD,
        ),
        ("preamble", form(&format!("{SSN}\r\n"), &[purpose()]), INVALID),
        ("folded header", form("", &[format!("{disposition}\r\n folded: {SSN}\r\n\r\nx")]), INVALID),
        ("two names", form("", &[format!("{disposition}; name=\"b\"\r\n\r\n{SSN}")]), INVALID),
        (
            "transfer encoding",
            form("", &[format!("{disposition}\r\nContent-Transfer-Encoding: base64\r\n\r\nNTM2")]),
            INVALID,
        ),
        ("bare line ends", form("", &[format!("{disposition}\n\n{SSN}")]), INVALID),
        (
            "no end",
            post(
                "/support/v1/files",
                Some("multipart/form-data; boundary=b"),
                format!("--b\r\n{}\r\n", field("a", SSN)),
            ),
            INVALID,
        ),
        (
            "two boundaries",
            post("/support/v1/files", Some("multipart/form-data; boundary=a; boundary=b"), SSN),
            UNREAD,
        ),
        ("mixed", post("/support/v1/files", Some("multipart/mixed; boundary=b"), SSN), UNREAD),
    ]);
}
