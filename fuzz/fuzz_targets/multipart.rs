//! Forms: parts stand one behind the other inside of the body, and no boundary stands in a part.
//!
//! Input: the content type's parameters up to the first line feed, then the body.
#![no_main]

use countersign_engine::content::multipart::{PARTS_MAX, boundary, parse};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    let line = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (parameters, body) = data.split_at(line);
    let body = body.get(1..).unwrap_or_default();
    let media = format!("multipart/form-data; {}", String::from_utf8_lossy(parameters));
    let Some(boundary) = boundary(&media) else { return Corpus::Keep };
    let Ok(parts) = parse(body, &boundary) else { return Corpus::Keep };
    assert!((1..=PARTS_MAX).contains(&parts.len()));
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let mut at = 0;
    for part in &parts {
        assert!(at < part.headers.start && part.headers.start <= part.headers.end, "{part:?}");
        assert!(
            part.headers.end + 4 == part.content.start && part.content.start <= part.content.end,
            "{part:?}"
        );
        let content = body.get(part.content.clone()).expect("a content inside of the body");
        assert!(!content.windows(delimiter.len()).any(|window| window == delimiter), "a boundary in a part");
        assert!(body[part.content.end..].starts_with(&delimiter), "no boundary behind a part");
        at = part.content.end;
    }
    Corpus::Keep
});
