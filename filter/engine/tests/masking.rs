//! Masking settles: a masked body parses, and masking it again changes nothing, whatever stands beside what was found.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test may fail loudly")]

use countersign_engine::content::{FormatDecision, inspect};
use proptest::{collection::vec, prelude::*};

#[path = "support/starter.rs"]
mod starter;

/// The body with every finding masked; `None` where that is refused.
fn masked(body: &str) -> Option<String> {
    let decision = FormatDecision::json();
    let inspection = inspect(body.as_bytes(), &decision, starter::classifier()).unwrap();
    let settled = starter::settle(&inspection, body, &decision)?;
    Some(settled.body.map_or(body.to_string(), |masked| String::from_utf8(masked).unwrap()))
}

#[test]
fn what_a_placeholder_brings_to_light_is_masked_with_it() {
    for (text, expected) in [
        // A placeholder is a word that says what the number beside it is.
        ("(212) 555-0187, 2125550199", "[PHONE], [PHONE]"),
        ("536-90-4399, 536904398", "[US_SSN], [US_SSN]"),
        // What was far from such a word is near to it now.
        (
            "phone: DE89370400440532013000 and ada@example.com too, 2125550187",
            "phone: [IBAN] and [EMAIL] too, [PHONE]",
        ),
        ("order 5551234567", "order 5551234567"),
    ] {
        let body = serde_json::json!({"content": text}).to_string();
        let expected = serde_json::json!({"content": expected}).to_string();
        assert_eq!(masked(&body).unwrap(), expected);
    }
}

#[test]
fn what_does_not_settle_is_refused() {
    // Each number is near enough to a word only once the one before it is masked.
    let far = "2125550187, ".repeat(64);
    let body = serde_json::json!({"content": format!("phone {far}")}).to_string();
    assert_eq!(masked(&body), None);
    // A name that is a placeholder already.
    assert_eq!(masked(r#"{"[EMAIL]":1,"ada@example.com":2}"#), None);
}

#[test]
fn values_over_neighbouring_parts_are_masked_in_all_of_them() {
    let parts = |texts: &[&str]| {
        let parts: Vec<_> =
            texts.iter().map(|text| serde_json::json!({"type": "text", "text": text})).collect();
        serde_json::json!({"messages": [{"role": "user", "content": parts}]}).to_string()
    };
    let key = format!("github_pat_{}", "aB3".repeat(83));
    for (texts, expected) in [
        (&["card 4111 1111 ", "1111 1111 ok"][..], &["card [PAYMENT_CARD]", "[PAYMENT_CARD] ok"][..]),
        (
            &["card 41", "11 11", "", "11 1111 11", "11 ok"],
            &["card [PAYMENT_CARD]", "[PAYMENT_CARD]", "", "[PAYMENT_CARD]", "[PAYMENT_CARD] ok"],
        ),
        (&["a\"b\u{e9} 4111\n", "x"], &["a\"b\u{e9} 4111\n", "x"]),
        (&["my ssn is ", "536904399, yes"], &["my ssn is ", "[US_SSN], yes"]),
        (&["ssn 536904399", " and ssn 536904398"], &["ssn [US_SSN]", " and ssn [US_SSN]"]),
        (&["key ", &key[..2], &key[2..], " end"], &["key ", "[GITHUB_TOKEN]", "[GITHUB_TOKEN]", " end"]),
        (&["4111 1111", "and words", "1111 1111"], &["4111 1111", "and words", "1111 1111"]),
    ] {
        assert_eq!(masked(&parts(texts)).unwrap(), parts(expected));
    }
}

#[test]
fn lists_inside_of_parts_do_not_part_a_value() {
    let body = |first: &str, second: &str| {
        let lists = serde_json::json!({"citations": [{"text": "z", "more": [{"text": "y"}]}]});
        let mut before = lists.clone();
        before["text"] = first.into();
        before["z"] = serde_json::json!([{"text": "z"}]);
        let after = serde_json::json!({"text": second, "x": lists});
        serde_json::json!({"messages": [{"content": [before, {"source": lists}, after]}]}).to_string()
    };
    assert_eq!(
        masked(&body("card 4111 1111 ", "1111 1111 ok")).unwrap(),
        body("card [PAYMENT_CARD]", "[PAYMENT_CARD] ok")
    );
    // Lists of different parts are texts of their own.
    let apart = |text: &str| serde_json::json!({"citations": [{"text": text}]});
    let body = serde_json::json!({"content": [apart("4111 1111 "), apart("1111 1111")]}).to_string();
    assert_eq!(masked(&body).unwrap(), body);
}

#[test]
fn parts_that_look_like_documents_or_have_escapes_are_one_text() {
    let parts = |texts: [&str; 2]| {
        let parts = texts.map(|text| serde_json::json!({"type": "text", "text": text}));
        serde_json::json!({"messages": [{"role": "user", "content": parts}]}).to_string()
    };
    for (texts, expected) in [
        ([r#"{"card":"4111 1111 "#, r#"1111 1111"}"#], [r#"{"card":"[PAYMENT_CARD]"#, r#"[PAYMENT_CARD]"}"#]),
        ([r#"{"card":41111111"#, "11111111}"], [r#"{"card":[PAYMENT_CARD]"#, "[PAYMENT_CARD]}"]),
        ([r#"{"a":1} 4111 1111 "#, "1111 1111"], [r#"{"a":1} [PAYMENT_CARD]"#, "[PAYMENT_CARD]"]),
        ([r#"{"a":"\u0034111 1111 "#, r#"1111 1111"}"#], [r#"{"a":"[PAYMENT_CARD]"#, r#"[PAYMENT_CARD]"}"#]),
        ([r"card 4111 1111 111\u0031", r" 1111"], [r"card [PAYMENT_CARD]", "[PAYMENT_CARD]"]),
        ([r"card 4111 1111 1111 111\u00", r"31 ok"], [r"card [PAYMENT_CARD]", "[PAYMENT_CARD] ok"]),
        ([r#"["my ssn is"]"#, "536904399, yes"], [r#"["my ssn is"]"#, "[US_SSN], yes"]),
    ] {
        let texts = texts.map(|text| text.replace(r"\\u", r"\u"));
        assert_eq!(masked(&parts([&texts[0], &texts[1]])).unwrap(), parts(expected), "{texts:?}");
    }
}

#[test]
fn numbers_in_any_spelling_are_masked_whole() {
    for number in [
        "4111111111111111e0",
        "4.111111111111111e15",
        "411111111111111.1e1",
        "41111111111111110e-1",
        "4111111111111111.0",
    ] {
        let plain = |number: &str| format!(r#"{{"card":{number},"x":[{number}]}}"#);
        assert_eq!(masked(&plain(number)).unwrap(), plain(r#""[PAYMENT_CARD]""#), "{number}");
        let inner = |number: &str| serde_json::json!({"arguments": plain(number)}).to_string();
        assert_eq!(masked(&inner(number)).unwrap(), inner(r#""[PAYMENT_CARD]""#), "{number}");
    }
    for number in ["4111111111111112e0", "4.111111111111111e14", "1e400"] {
        let body = format!(r#"{{"n":{number}}}"#);
        assert_eq!(masked(&body).unwrap(), body);
    }
}

/// Values, words that say what numbers are, and what glues them.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "ada@example.com",
        "o'brien@example.org",
        "4111 1111 1111 1111",
        "4111111111111111",
        "536-90-4399",
        "536904399",
        "(212) 555-0187",
        "2125550187",
        "+49 30 901820",
        "DE89370400440532013000",
        "203.0.113.9",
        "AKIAIOSFODNN7EXAMPLF",
        "phone ",
        "ssn ",
        "mrn ",
        "iban ",
        "[PHONE]",
        "[EMAIL]",
        " ",
        ".",
        "-",
        "_",
        "@",
        "+",
        "(",
        ")",
        "\n",
        "\"",
        "\\",
        "1",
        "x",
        ", and so on to the next of them, ",
    ]);
    vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn masking_again_changes_nothing(texts in vec(text(), 1..4), key in text()) {
        let arguments = serde_json::json!({"n": 4_111_111_111_111_111_u64, "note": texts[0]}).to_string();
        let body = serde_json::json!({"messages": texts, &key: 5_551_234_567_u64, "arguments": arguments}).to_string();
        let Some(once) = masked(&body) else { return Ok(()) };
        let value: serde_json::Value = serde_json::from_str(&once).unwrap();
        prop_assert_eq!(value["messages"].as_array().map(Vec::len), Some(texts.len()));
        let inner: serde_json::Value = serde_json::from_str(value["arguments"].as_str().unwrap()).unwrap();
        prop_assert_eq!(&inner["n"], "[PAYMENT_CARD]");
        prop_assert_eq!(masked(&once), Some(once));
    }
}
