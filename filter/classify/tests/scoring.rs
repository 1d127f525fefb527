//! The scoring of `make eval`, on spans made by hand, and the form of its sample.

#[path = "../examples/eval/score.rs"]
mod score;

use std::{collections::BTreeSet, fs};

use score::{Score, Span, group};

fn spans(spans: &[(&str, usize, usize)]) -> Vec<Span> {
    let span = |(label, start, end): &(&str, usize, usize)| Span {
        start: *start,
        end: *end,
        label: (*label).to_owned(),
        confidence_pm: 1000,
    };
    spans.iter().map(span).collect()
}

#[test]
fn a_finding_counts_where_it_overlaps_by_half_and_once() {
    let inventory: BTreeSet<String> = ["PHONE", "NATIONAL_ID"].map(String::from).into();
    let mut score = Score::default();
    let mut add = |gold: &[(&str, usize, usize)], found: &[(&str, usize, usize)]| {
        score.add(&inventory, &spans(gold), &spans(found), Some("kind"));
    };
    // Exact, half of what both cover, less than half, another label.
    add(&[("PHONE", 0, 10)], &[("PHONE", 0, 10)]);
    add(&[("PHONE", 0, 10)], &[("PHONE", 5, 10)]);
    add(&[("PHONE", 0, 10)], &[("PHONE", 6, 10)]);
    add(&[("PHONE", 0, 10)], &[("ID_VIN", 0, 10)]);
    // One finding over two spans is right once; labels of one group are one.
    add(&[("ID_TAX", 0, 10), ("ID_VIN", 10, 20)], &[("ID_OTHER", 0, 20)]);
    // Nobody asked for mail, so that this row is clean, and flagged.
    add(&[("EMAIL", 0, 10)], &[("EMAIL", 0, 10), ("PHONE", 20, 30)]);
    let phone = score.labels["PHONE"];
    assert_eq!((phone.gold, phone.predicted, phone.right), (4, 4, 2));
    let number = score.labels["NATIONAL_ID"];
    assert_eq!((number.gold, number.predicted, number.right), (2, 2, 1));
    assert_eq!((score.clean.gold, score.clean.predicted), (1, 1));
    assert_eq!(score.kinds["kind"].gold, 6);
    assert_eq!(score.micro().figures(), (0.5, 0.5, 0.5));
    assert_eq!((group("ZIP"), group("ID_ANY")), ("LOCATION", "NATIONAL_ID"));
}

#[test]
fn the_sample_is_well_formed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/eval");
    let mut rows = 0;
    for file in fs::read_dir(folder).unwrap() {
        for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let length = row["text"].as_str().unwrap().chars().count() as u64;
            assert!(row["spans"].is_array() != row["label"].is_string(), "{line}");
            for span in row["spans"].as_array().into_iter().flatten() {
                let (start, end) = (span["start"].as_u64().unwrap(), span["end"].as_u64().unwrap());
                assert!(start < end && end <= length && span["label"].is_string(), "{line}");
            }
            rows += 1;
        }
    }
    assert!(rows >= 50, "only {rows} rows");
}
