//! Linear memory that one body of 4 MB takes, whatever stands in it. A VM's memory never shrinks, so its size after the body is its peak. Run
//! with `--nocapture` for the table that `docs/PERFORMANCE.md` states.

use countersign_wasm_host_tests::gateway::{Answer, Gateway};
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::{Value, json};

const BODY_BYTES: usize = 4_000_000;
/// What is stated: memory after the body, less memory before it, at most so many times the body.
const BOUND: usize = 8;
const CARD: &str = "card 4111 1111 1111 1111, ";
const PROSE: &str = "The committee met on Tuesday to review the proposal. ";

fn filled(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

fn chat(content: &Value) -> Vec<u8> {
    json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": content}]})
        .to_string()
        .into_bytes()
}

/// Bodies that fill memory in different ways; each is close to the limit once it is read.
fn bodies() -> Vec<(&'static str, Vec<u8>, Option<&'static str>)> {
    let almost = BODY_BYTES - 1000;
    // Just below the number of findings that can be tracked.
    let marked = filled(CARD, 60_000 * CARD.len()) + &filled(PROSE, almost - 60_000 * CARD.len());
    let escaped: String = filled("\u{1}", almost / 6);
    let arguments = json!({"note": filled(PROSE, almost * 9 / 10)}).to_string();
    let encoded = base64(filled(PROSE, almost / 4 * 3).as_bytes());
    // Two levels of escapes around control characters, and three compressed texts of 8 MB each in base64.
    let twice = json!({ "note": filled("\u{1}", almost / 9) }).to_string();
    let bomb = base64(&compress_to_vec_zlib(filled(PROSE, 8_000_000).as_bytes(), 1));
    let bombs = json!([bomb, bomb, bomb, filled(PROSE, almost - 4 * bomb.len())]);
    let numbers: Vec<u32> = (0..200_000).collect();
    let zipped = compress_to_vec_zlib(&chat(&json!(filled(PROSE, almost))), 1);
    vec![
        ("clean prose", chat(&json!(filled(PROSE, almost))), None),
        ("60,000 cards, masked", chat(&json!(marked)), None),
        ("escapes", chat(&json!(escaped)), None),
        ("JSON in a string", chat(&json!(arguments)), None),
        ("base64", chat(&json!(encoded)), None),
        ("escapes in JSON in a string", chat(&json!(twice)), None),
        ("compressed texts in base64", chat(&bombs), None),
        ("200,000 numbers", chat(&json!(numbers)), None),
        ("deflate", zipped, Some("deflate")),
    ]
}

/// For people.
#[expect(clippy::cast_precision_loss, reason = "megabytes with one digit")]
fn row(before: usize, after: usize) -> String {
    let taken = (after - before) as f64;
    format!("{:.1} | {:.1} | {:.1}", taken / 1e6, taken / BODY_BYTES as f64, after as f64 / 1e6)
}

fn base64(bytes: &[u8]) -> String {
    countersign_formats::b64::encode_std(bytes)
}

#[test]
fn a_body_of_four_megabytes_takes_bounded_memory() {
    println!("| body | bytes | status | memory of the body, MB | times 4 MB | of the VM, MB |");
    for (name, body, coding) in bodies() {
        let mut gateway = Gateway::start_with(BODY_BYTES).enrolled();
        let before = gateway.driver.memory_bytes();
        let mut headers = Gateway::headers("/support");
        headers.extend(coding.map(|coding| ("content-encoding".to_owned(), coding.to_owned())));
        let pieces: Vec<&[u8]> = body.chunks(64 * 1024).collect();
        let effects = gateway.send(&headers, &pieces).expect("no trap");
        let after = gateway.driver.memory_bytes();
        let status = effects.reply.as_ref().map_or(200, |reply| reply.status);
        println!("| {name} | {} | {status} | {} |", body.len(), row(before, after));
        // What costs too much to decode is refused as such.
        assert!(
            effects.went_upstream || (name.starts_with("compressed") && status == 422),
            "{name}: {status}"
        );
        assert!(after - before <= BOUND * BODY_BYTES, "{name}: {before} to {after} bytes");
    }
}

#[test]
fn an_answer_of_four_megabytes_takes_bounded_memory() {
    for (name, text) in
        [("clean", filled(PROSE, BODY_BYTES - 1000)), ("cards", filled(CARD, 60_000 * CARD.len()))]
    {
        let mut gateway = Gateway::start_with(BODY_BYTES).enrolled();
        let before = gateway.driver.memory_bytes();
        let body = json!({"choices": [{"message": {"content": text}}]}).to_string().into_bytes();
        let pieces: Vec<Vec<u8>> = body.chunks(64 * 1024).map(<[u8]>::to_vec).collect();
        let request = chat(&json!("hi"));
        let answer = Answer::new("application/json", pieces);
        let (_, delivered) =
            gateway.exchange(&Gateway::headers("/support"), &[&request], |_, _| answer).expect("no trap");
        let after = gateway.driver.memory_bytes();
        println!("| answer: {name} | {} | {} | {} |", body.len(), delivered.status(), row(before, after));
        assert!(delivered.complete && delivered.status() == 200 && !delivered.text().contains("4111"));
        assert!(after - before <= BOUND * BODY_BYTES, "{name}: {before} to {after} bytes");
    }
}
