//! What holds for the views of every text.
#![expect(clippy::string_slice, reason = "a test may fail loudly")]

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use super::SIZE_MIN;
use super::{Decode, Kind, Views, byte, views};

fn made(text: &str) -> Views {
    let mut out = Views::default();
    views(text, Decode::Decode, &mut out);
    out
}

/// What a view of the kind says where it has `plain`, in the original text.
fn behind<'t>(text: &'t str, kind: Kind, plain: &str) -> Option<&'t str> {
    let out = made(text);
    out.iter().filter(|view| view.kind() == kind).find_map(|view| {
        let at = view.text().find(plain)?;
        assert!(view.changed(at, at + plain.len()), "{text}");
        let (start, end) = view.original(at, at + plain.len());
        Some(&text[start..end])
    })
}

#[track_caller]
fn check(kind: Kind, disguised: &str, plain: &str) {
    for (before, after) in [("", ""), ("see ", " there"), ("a: ", ".\n"), ("\u{436} ", " \u{e9}")] {
        let text = [before, disguised, after].concat();
        assert_eq!(behind(&text, kind, plain), Some(disguised), "{text:?} {:?}", made(&text));
    }
}

#[test]
fn characters_fold() {
    check(Kind::Folded, "\u{ff14}\u{ff11}\u{ff11}\u{ff11}\u{ff0d}\u{ff11}", "4111-1");
    check(Kind::Folded, "4\u{200b}11\u{ad}1", "4111");
    check(Kind::Folded, "5\u{336}3\u{336}6", "536");
    check(Kind::Folded, "\u{0665}\u{0663}\u{0666}-\u{0669}", "536-9");
    check(Kind::Folded, "j\u{43e}@ex\u{430}mple.\u{441}\u{43e}m", "jo@example.com");
    check(Kind::Folded, "4111\u{a0}1111", "4111 1111");
    check(Kind::Folded, "\u{391}\u{392}12", "AB12");
    // A token of look-alikes alone, in an address.
    check(Kind::Folded, "jo@\u{441}\u{43e}.com", "jo@co.com");
}

#[test]
fn escapes_decode() {
    check(Kind::Folded, "&#52;&#x31;&#49;1", "4111");
    check(Kind::Folded, "%34%31%31%31", "4111");
    check(Kind::Folded, "\\u0034\\u{31}\\x31\\x31", "4111");
    check(Kind::Folded, "jo%40example.com", "jo@example.com");
    check(Kind::Folded, "jo&commat;example.com", "jo@example.com");
    check(Kind::Folded, "=34=31=31=31", "4111");
    check(Kind::Folded, "\\064\\061\\061", "411");
    check(Kind::Folded, "536%2D90%2d4399", "536-90-4399");
    // Nested once, and a form of a character within.
    check(Kind::Folded, "%2534%2531%2531", "411");
    check(Kind::Folded, "&amp;#52;&amp;#49;", "41");
    check(Kind::Folded, "%EF%BC%94%EF%BC%91", "41");
}

#[test]
fn parts_join() {
    check(Kind::Joined, "jo<!-- x -->hn@example.com", "john@example.com");
    check(Kind::Joined, "5369<b>04</b>399", "536904399");
    check(Kind::Joined, "5369/* */04399", "536904399");
    check(Kind::Joined, "5369**04**399", "536904399");
    check(Kind::Joined, "5369*04*399", "536904399");
    check(Kind::Joined, "5369`04`399", "536904399");
    for glue in [" + ", "+", " . ", " .. ", " & ", " || ", " ", " \\\n  ", "\n    "] {
        let text = format!("\"5369\"{glue}\"04399\"");
        assert_eq!(behind(&text, Kind::Joined, "536904399").map(str::len), Some(text.len() - 2), "{text}");
    }
}

#[test]
fn lines_and_items_join_loosely() {
    check(Kind::Loose, "DE8937\n0400440532", "DE89370400440532");
    check(Kind::Loose, "jo.smi-\r\n  th@example.com", "jo.smith@example.com");
    check(Kind::Loose, "536-90\n-4399", "536-90-4399");
    let items = behind("[\"4111\", \"1111\"]", Kind::Loose, "41111111");
    assert_eq!(items, Some("4111\", \"1111"));
    assert_eq!(behind("{\"4111\": 1, \"1111\": \"2222\", \"3333\": 1}", Kind::Loose, "22223333"), None);
}

#[test]
fn characters_apart_join() {
    check(Kind::Spread, "4 1 1 1 3 2 7 9", "41113279");
    check(Kind::Spread, "41.11.32.79.5", "411132795");
    check(Kind::Spread, "4, 1, 1, 1, 3, 2, 7, 9", "41113279");
    check(Kind::Spread, "4_1_1_1_3_2_7_9", "41113279");
    check(Kind::Spread, "DE-89-37-04-00-44", "DE8937040044");
    check(Kind::Spread, "j o @ e x a m p l e . c o m", "jo@example.com");
    // The dot went with the dots.
    check(Kind::Spread, "jo.@e.xa.mp.le.co.m", "jo@example.com");
    assert_eq!(behind("is a 4 1 1 1 3 2 7 9 then", Kind::Spread, "41113279"), Some("4 1 1 1 3 2 7 9"));
}

#[test]
fn spoken_numbers_and_addresses() {
    check(Kind::Spoken, "five three six dash nine zero dash four three nine nine", "536-90-4399");
    check(Kind::Spoken, "double five oh one seven two three", "5501723");
    check(Kind::Spoken, "cinco tres seis nueve cero cuatro tres", "5369043");
    check(Kind::Spoken, "f\u{fc}nf drei sechs neun null vier drei", "5369043");
    check(Kind::Spoken, "cinq trois six neuf z\u{e9}ro quatre trois", "5369043");
    check(Kind::Spoken, "FIVE, THREE, SIX, NINE, ZERO, FOUR, THREE", "5369043");
    for address in [
        "jo [at] example [dot] com",
        "jo(at)example(dot)com",
        "jo at example dot com",
        "jo AT example DOT com",
        "jo{at}example.com",
        "jo@example [dot] com",
        "jo @ example . com",
        "jo <at> example.com",
    ] {
        check(Kind::Spoken, address, "jo@example.com");
    }
    check(Kind::Spoken, "jo dot smith at example dot com", "jo.smith@example.com");
    assert_eq!(behind("jo@example.c0m", Kind::Spoken, "example.com"), Some("example.c0m"));
}

#[test]
fn encodings_decode() {
    check(Kind::Decoded, "NTM2LTkwLTQzOTk=", "536-90-4399");
    check(Kind::Decoded, "3533362d39302d34333939", "536-90-4399");
    // Percent signs within.
    check(Kind::Folded, "JTM0JTMxJTMxJTMx", "4111");
}

#[test]
fn honest_text_has_no_views() {
    for text in [
        "It was a dark night, and nobody at home saw it: one or two of them slept. At four, they left.",
        "let c = a + b; println!(\"{} %d\\n\", \"x\".to_owned() + y); // 100% of 3 * 4 * 5",
        "for (i = 0; i < n; i++) { s += a[i] & 0xff; x **= 2; } \"\\t\\r\\n\" 'it''s'",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n\n**bold** and `code` and __init__.py",
        "Mail jo@example.com or call 555-0100; see https://example.com/a_b?x=1&y=2 at once.",
        "He works at example.com. Look at the dot on the i. We met at noon (at home).",
        "caf\u{e9} \u{2014} na\u{ef}ve \u{201c}quotes\u{201d} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{26a0}\u{fe0f} ok",
        "\u{43f}\u{440}\u{438}\u{432}\u{435}\u{442} \u{43a}\u{430}\u{43a} \u{434}\u{435}\u{43b}\u{430} \u{3b1}\u{3b2}\u{3b3}",
        "1 2 3 4 5 6 7 8 9 10\n\n0 0 1 0 0 1 0 0 1",
        "take 20 mg to 60 mg or 10 to 12 at most",
        "48 65 6c 6c 6f 20 77 6f 72 6c 64 and 00:1b:44:11:3a:b7",
        "x=42 y=10 C:\\temp\\new \\d+ &copy; &nbsp; a&b 5%of",
    ] {
        assert_eq!(made(text).iter().count(), 0, "{text} {:?}", made(text));
    }
}

/// Long enough for every step to be taken many times, and short enough for a test without optimisation.
const HOSTILE: usize = 100_000;

#[test]
fn hostile_texts_take_bounded_work() {
    for unit in [
        "&#",
        "&",
        "%",
        "%25",
        "&amp;",
        "&#38;",
        "**",
        "*1",
        "**1",
        "\\u",
        "\\\\",
        "=",
        "\"",
        "\" + \"",
        "\n",
        "1\n",
        "@",
        "a@",
        " at ",
        "a at b.c ",
        "[at]",
        " dot ",
        "1 ",
        "1 2 3 4 5 9 8 ",
        "11.",
        "four ",
        "dash ",
        "double ",
        "<",
        "<!--",
        "a<!-- -->1",
        "/*",
        "1/*",
        "\u{430}",
        "\u{430}a",
        "\u{436}\u{430}",
        "\u{200b}",
        "1\u{200b}",
        "\u{ff11}",
        "%41",
        "&#x41;",
        "\"1\", ",
        " ",
        "a@b.c0m ",
        "a@b . ",
        "=41",
        "\\101",
        "QUJD",
        "414243",
    ] {
        let text = unit.repeat(HOSTILE / unit.len());
        let out = made(&text);
        let size: usize = out.iter().map(|view| view.text().len()).sum();
        assert!(size <= 4 * text.len(), "{unit:?} {size}");
    }
}

/// Time grows with the text and not with its square: four times the text takes less than nine times as long.
#[test]
#[ignore = "measures time"]
fn hostile_texts_take_linear_time() {
    extern crate std;
    for unit in ["&#", "%25", "**1", "<!--", "a@", "four ", "1 2 3 4 5 9 8 ", "\u{430}", "\" + \"", "1\n"] {
        let time = |length: usize| {
            let text = unit.repeat(length / unit.len());
            let run = || {
                let start = std::time::Instant::now();
                made(&text);
                start.elapsed()
            };
            (0..3).map(|_| run()).min().unwrap()
        };
        assert!(time(4 * HOSTILE) < 9 * time(HOSTILE), "{unit:?}");
    }
}

fn texts() -> impl Strategy<Value = String> {
    let of = |pieces: &[&str]| {
        proptest::sample::select(pieces.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let piece = prop_oneof![
        "\\PC{0,12}",
        "[0-9 .@:+()-]{0,24}",
        "[a-zA-Z0-9 ]{0,12}",
        of(&[
            "&#52;",
            "%34",
            "\\u0034",
            "\\x34",
            "=34=35=36",
            "%25",
            "&amp;",
            "<!-- -->",
            "**",
            "\" + \"",
            "\n",
            "\r\n"
        ]),
        of(&[
            "4 1 1 1 3 2 7",
            "41.11.32.79",
            "four one ",
            "double ",
            " dash ",
            " [at] ",
            " dot com",
            "@example.c0m",
            " "
        ]),
        of(&[
            "\u{ff14}",
            "\u{200b}",
            "\u{430}",
            "\u{436}",
            "\u{301}",
            "\u{2011}",
            "\u{a0}",
            "\u{665}",
            "\u{1d7d2}",
            "\0"
        ]),
        of(&["NTM2LTkwLTQzOTk=", "3533362d39302d34333939", "jo@example.com", "ABCDEFGH", "12345678"]),
    ];
    // Places far apart have windows of their own.
    let long = (piece.clone(), 0..300_usize).prop_map(|(piece, n)| piece + &"x ".repeat(n));
    proptest::collection::vec(prop_oneof![6 => piece, 1 => long], 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn ranges_map_back_in_order_and_on_character_borders(text in texts()) {
        let out = made(&text);
        let size: usize = out.iter().map(|view| view.text().len()).sum();
        prop_assert!(size <= SIZE_MIN + 4 * text.len() && (!out.truncated() || size > text.len()));
        for view in out.iter() {
            let mut last = (0, 0);
            for (at, char) in view.text().char_indices() {
                let range = view.original(at, at + char.len_utf8());
                prop_assert!(range.0 <= range.1 && range.1 <= text.len());
                prop_assert!(text.is_char_boundary(range.0) && text.is_char_boundary(range.1));
                prop_assert!(last.0 <= range.0 && last.1 <= range.1);
                // What no view changed is what stands there.
                if view.kind() == Kind::Spread && char != '\0' && !view.changed(at, at + 1) && made_from_text(&out, view.text()) {
                    prop_assert_eq!(text.get(range.0..range.1), view.text().get(at..at + char.len_utf8()));
                }
                let whole = view.original(0, at + char.len_utf8());
                prop_assert!(whole.0 <= range.0 && whole.1 == range.1);
                last = range;
            }
        }
    }

    #[test]
    fn folded_text_has_no_more_folds(text in texts()) {
        let out = made(&text);
        // The view of the last level is plain: nothing in it folds, unless disguises were nested deeper.
        for view in out.iter().filter(|view| view.kind() == Kind::Folded) {
            let again = made(view.text());
            let firm = again.iter().filter(|again| again.kind() == Kind::Folded).count();
            let nested = view.text().bytes().any(|b| matches!(b, b'&' | b'%' | b'\\' | b'=')) || !view.text().is_ascii();
            prop_assert!(firm == 0 || nested);
        }
    }

    #[test]
    fn plain_words_have_no_views(text in "[a-z]{1,9}( [a-z]{1,9}){0,40}") {
        let out = made(&text);
        // Words of digits, and what is spelt apart, can come about by chance; characters and joins cannot.
        prop_assert!(out.iter().all(|view| matches!(view.kind(), Kind::Spoken | Kind::Spread)));
    }

    #[test]
    fn any_range_is_safe(text in texts(), start in 0..64_usize, length in 0..64_usize) {
        for view in made(&text).iter() {
            let (from, to) = view.original(start, start + length);
            prop_assert!(from <= to && to <= text.len());
            let _ = view.changed(start, start + length);
        }
    }
}

fn made_from_text(out: &Views, view: &str) -> bool {
    out.views.iter().any(|known| known.text == view && known.parent.is_none())
}

#[test]
fn bytes_beyond_the_end_are_zero() {
    assert_eq!((byte(b"a", 0), byte(b"a", 1)), (b'a', 0));
    assert!(made("").iter().next().is_none());
    assert_eq!("".to_owned(), String::new());
}
