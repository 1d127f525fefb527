use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{Entity, Kind, Tagger, TaggerError};

const WEIGHTS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/names/names.bin"));

fn tagger() -> Tagger {
    Tagger::load(WEIGHTS).unwrap()
}

fn names(tagger: &Tagger, text: &str) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    tagger.tag(text.as_bytes(), &mut found);
    found
        .iter()
        .map(|name| (name.kind, text.get(name.start as usize..name.end as usize).unwrap().to_string()))
        .collect()
}

#[test]
fn names_in_four_languages() {
    use Kind::{Group, Location, Organization, Person};
    let cases: &[(&str, &[(Kind, &str)])] = &[
        (
            "Please forward the invoice to Margaret Holloway in Toronto.",
            &[(Person, "Margaret Holloway"), (Location, "Toronto")],
        ),
        (
            "Our Italian office asked Siemens AG for a quote.",
            &[(Group, "Italian"), (Organization, "Siemens AG")],
        ),
        (
            "Ms. Okafor was discharged from Lakeview General Hospital.",
            &[(Person, "Okafor"), (Location, "Lakeview General Hospital")],
        ),
        (
            "Nombre: Lucía Fernández Prieto\nMunicipio: Salamanca",
            &[(Person, "Lucía Fernández Prieto"), (Location, "Salamanca")],
        ),
        (
            "Ich heiße Jürgen Baumann und wohne in Freiburg.",
            &[(Person, "Jürgen Baumann"), (Location, "Freiburg")],
        ),
        (
            "Je m'appelle Hélène Marchand et j'habite à Lyon.",
            &[(Person, "Hélène Marchand"), (Location, "Lyon")],
        ),
        ("my name is robert miller", &[(Person, "robert miller")]),
    ];
    let tagger = tagger();
    for (text, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(kind, name)| (*kind, (*name).to_string())).collect();
        assert_eq!(names(&tagger, text), expected, "{text}");
    }
}

#[test]
fn text_without_names_has_none() {
    let tagger = tagger();
    for text in [
        "",
        "How do I sort a list of numbers in descending order?",
        "Write a Python script that reads a CSV file.",
        "SELECT id FROM orders WHERE total > 10;",
        "fn main() { let mut total = 0; for item in items { total += item; } }",
        "my_name@example.org",
    ] {
        assert_eq!(names(&tagger, text), vec![], "{text}");
    }
}

#[test]
fn spans_are_in_order_and_on_borders_of_characters() {
    let tagger = tagger();
    let parts = [
        "Zoë Çelik",
        "Łódź",
        " – ",
        "“Ana”",
        "\u{301}",
        "日本",
        "é",
        "St. ",
        "O’Neil",
        "\n",
        "🙂",
        ", ",
        "İzmir ",
    ];
    for seed in 0..400_usize {
        let text: String =
            (0..9).map(|step| parts[(seed * 7 + step * (seed % 11 + 1)) % parts.len()]).collect();
        let mut found = Vec::new();
        tagger.tag(text.as_bytes(), &mut found);
        let mut last = 0;
        for Entity { start, end, confidence_pm, .. } in found {
            assert!(last <= start && start < end && confidence_pm <= 1000, "{text}");
            assert!(text.get(start as usize..end as usize).is_some(), "{text}");
            last = end;
        }
    }
}

#[test]
fn any_bytes_are_read() {
    let tagger = tagger();
    let mut state = 1_u32;
    for length in 0..300 {
        let bytes: Vec<u8> = (0..length)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        let mut found = Vec::new();
        tagger.tag(&bytes, &mut found);
        assert!(found.iter().all(|name| name.end as usize <= bytes.len()));
    }
}

#[test]
fn long_texts_are_read_in_parts_and_the_answer_is_always_the_same() {
    let tagger = tagger();
    let text = "The order for Margaret Holloway goes to Toronto today. ".repeat(2_000);
    let (mut first, mut second) = (Vec::new(), Vec::new());
    tagger.tag(text.as_bytes(), &mut first);
    tagger.clone().tag(text.as_bytes(), &mut second);
    assert_eq!(first, second);
    let cities = first.iter().filter(|name| name.kind == Kind::Location).count();
    assert!(cities > 1_990, "{cities}");
}

#[test]
fn damaged_files_are_refused() {
    assert_eq!(Tagger::load(b"").unwrap_err(), TaggerError::Format);
    assert_eq!(Tagger::load(b"CSNAM\x02\x11\x11").unwrap_err(), TaggerError::Format);
    assert_eq!(Tagger::load(b"CSNAM\x01\x11").unwrap_err(), TaggerError::Length);
    assert_eq!(Tagger::load(b"CSNAM\x01\x3f\x3f").unwrap_err(), TaggerError::Size);
    assert_eq!(Tagger::load(&WEIGHTS[..WEIGHTS.len() - 1]).unwrap_err(), TaggerError::Length);
    let longer = [WEIGHTS, b"x"].concat();
    let refused = Tagger::load(&longer).unwrap_err();
    assert_eq!(format!("{refused}"), "the name tagger's weights file has the wrong length");
}

#[test]
fn weights_of_noise_do_no_harm() {
    let mut noise = WEIGHTS.to_vec();
    for (index, byte) in noise.iter_mut().enumerate().skip(8) {
        *byte = (index as u32).wrapping_mul(2_654_435_761).to_le_bytes()[3];
    }
    let mut found = Vec::new();
    Tagger::load(&noise)
        .unwrap()
        .tag(b"Dear Dr. O'Brien, the St. Mary's Hospital of York, 3M & Co. wrote.", &mut found);
}
