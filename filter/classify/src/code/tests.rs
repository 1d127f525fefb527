use alloc::string::String;
use alloc::vec::Vec;

use super::*;

fn regions(text: &str) -> Vec<Region<'static>> {
    let mut regions = Vec::new();
    find(starter::tables(), text.as_bytes(), &mut regions);
    regions
}

const PYTHON: &str = "def area(self, width, height=None):\n    if height is None:\n        height = width\n    \
    return self.scale * width * height\n\n\nclass Shape(Base):\n    def __init__(self):\n        self.scale = 2\n";
const RUST: &str = "impl Shape for Square {\n    fn area(&self) -> u64 {\n        let side = self.side;\n        \
    side.checked_mul(side).unwrap_or(u64::MAX)\n    }\n}\n";
const PROSE: &str = "The committee met on Tuesday to review the proposal, and asked that every figure in the annex be \
    checked against last year's report (see page 3) before the vote. Nobody objected; the chair thanked all members.\n";

#[test]
fn code_within_prose_is_found_with_its_language() {
    for (code, language) in [(PYTHON, "python"), (RUST, "rust")] {
        let text = alloc::format!("{PROSE}\nPlease explain what this does:\n\n{code}\n{PROSE}");
        let found = regions(&text);
        assert_eq!(found.len(), 1, "{found:?}");
        let Region { start, end, what, language: named, .. } = found[0];
        assert_eq!((what, named), (Kind::Code, Some(language)));
        let from = text.find(code).unwrap();
        assert!(
            start <= from && end + 2 >= from + code.len() && end <= from + code.len(),
            "{start}..{end} {from}"
        );
    }
}

#[test]
fn fences_name_their_language() {
    let text = alloc::format!("{PROSE}```sh\nls -la\n```\n{PROSE}```json\n{{\"a\": 1}}\n```\n{PROSE}");
    let found = regions(&text);
    let named: Vec<_> = found.iter().map(|region| (region.what, region.language.unwrap())).collect();
    assert_eq!(named, [(Kind::Code, "shell"), (Kind::Data, "json")]);
    assert_eq!(text.get(found[0].start..found[0].end), Some("ls -la\n"));
    assert!(regions(&alloc::format!("```\n{PROSE}```\n")).is_empty());
}

#[test]
fn data_is_told_from_code() {
    let one = |text: &str| regions(text).first().map(|region| (region.what, region.language.unwrap_or("")));
    let json = "{\n  \"name\": \"widget\",\n  \"tags\": [\"blue\", \"small\"],\n  \"stock\": 17,\n  \"price\": 249\n}\n";
    assert_eq!(one(json), Some((Kind::Data, "json")));
    let xml = "<?xml version=\"1.0\"?>\n<shelf>\n  <book id=\"1\">Emma</book>\n  <book id=\"2\">Persuasion</book>\n</shelf>\n";
    assert_eq!(one(xml), Some((Kind::Data, "xml")));
    let yaml =
        "service:\n  image: nginx\n  ports:\n    - 80\n    - 443\n  env:\n    mode: fast\n    level: 3\n";
    assert_eq!(one(yaml), Some((Kind::Data, "yaml")));
    let ini = "[server]\nport = 80\nhost = example.org\n[client]\nretries = 3\nwait = 10\n";
    assert_eq!(one(ini), Some((Kind::Data, "ini")));
    assert_eq!(one(RUST).map(|(what, _)| what), Some(Kind::Code));
}

#[test]
fn prose_is_nothing() {
    assert!(regions(&PROSE.repeat(50)).is_empty());
    let list = "Shopping:\n- milk & eggs\n- bread (two loaves)\n- 3 lemons; limes are fine\n\nName: John Smith\nDate: 3 May\n";
    assert!(regions(list).is_empty());
    let chat =
        "If you want, use C++ or C#; I prefer Rust. What is the return on $500 at 5%? Let me know :-)\n";
    assert!(regions(&chat.repeat(10)).is_empty());
}

#[test]
fn regions_are_in_order_and_within_the_text() {
    let pieces = [
        PYTHON,
        PROSE,
        RUST,
        "```\n",
        "~~~\n",
        "/*\n",
        "\"\"\"\n",
        "<!--\n",
        "{\"a\": 1}\n",
        "# Head\n\n",
        "é\u{202e}\n",
    ];
    let mut seed = 7usize;
    for _ in 0..300 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(seed >> 33) % pieces.len()]);
        }
        for cut in [text.len(), text.len() / 2, text.len() / 3] {
            let mut found = Vec::new();
            find(starter::tables(), &text.as_bytes()[..cut], &mut found);
            assert!(found.iter().all(|region| region.start < region.end && region.end <= cut));
            let inner = found.iter().filter(|region| region.language != Some("markdown"));
            assert!(inner.clone().zip(inner.skip(1)).all(|(a, b)| a.end <= b.start));
        }
    }
}
