//! Characters that stand for an ASCII one, or for nothing.

/// What a character is to detectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// Itself.
    Same,
    /// Another form of an ASCII character.
    To(char),
    /// Passed over.
    Gone,
}

/// The zeros of the scripts' decimal digits; nine more follow each (Unicode 16, `General_Category=Nd`; U+1D7CE–1D7FF and width
/// forms apart).
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0,
    0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70,
    0x1ccf0, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f0, 0x1e950, 0x1fbf0,
];

/// Runs of other compatibility forms of one ASCII character: superscript, subscript, letter-like, vertical and small forms
/// (Unicode, NFKC), and a few marks that look like one.
const FORMS: &[(u32, &str)] = &[
    (0xb2, "23"),
    (0xb9, "1"),
    (0x17f, "s"),
    (0x2b0, "h"),
    (0x2b2, "jr"),
    (0x2b7, "wy"),
    (0x2e1, "lsx"),
    (0x1d2c, "A"),
    (0x1d2e, "B"),
    (0x1d30, "DE"),
    (0x1d33, "GHIJKLMN"),
    (0x1d3c, "O"),
    (0x1d3e, "PRTUWa"),
    (0x1d47, "bde"),
    (0x1d4d, "g"),
    (0x1d4f, "km"),
    (0x1d52, "o"),
    (0x1d56, "ptu"),
    (0x1d5b, "v"),
    (0x1d62, "iruv"),
    (0x1d9c, "c"),
    (0x1da0, "f"),
    (0x1dbb, "z"),
    (0x2024, "."),
    (0x2044, "/"),
    (0x2070, "0i"),
    (0x2074, "456789+"),
    (0x207c, "=()n0123456789+"),
    (0x208c, "=()"),
    (0x2090, "aeox"),
    (0x2095, "hklmnpst"),
    (0x2102, "C"),
    (0x210a, "gHHHh"),
    (0x2110, "IILl"),
    (0x2115, "N"),
    (0x2119, "PQRRR"),
    (0x2124, "Z"),
    (0x2128, "Z"),
    (0x212a, "K"),
    (0x212c, "BC"),
    (0x212f, "eEF"),
    (0x2133, "Mo"),
    (0x2139, "i"),
    (0x2145, "Ddeij"),
    (0x2160, "I"),
    (0x2164, "V"),
    (0x2169, "X"),
    (0x216c, "LCDMi"),
    (0x2174, "v"),
    (0x2179, "x"),
    (0x217c, "lcdm"),
    (0x2215, "/"),
    (0x2236, ":"),
    (0x2c7c, "jV"),
    (0x2e31, "."),
    (0x3002, "."),
    (0xa7f2, "CFQ"),
    (0xfb29, "+"),
    (0xfe10, ","),
    (0xfe13, ":;!?"),
    (0xfe33, "__(){}"),
    (0xfe47, "[]"),
    (0xfe4d, "___,"),
    (0xfe52, "."),
    (0xfe54, ";:?!"),
    (0xfe59, "(){}"),
    (0xfe5f, "#&*+-<>="),
    (0xfe68, "\\$%@"),
    (0xff61, "."),
    (0x107a5, "q"),
];

/// What a character is to detectors. ASCII is always itself, and what another character stands for is ASCII.
pub fn fold(char: char) -> Folded {
    let code = u32::from(char);
    let letter = |first: u8, index: u32| {
        u8::try_from(index).map_or(Folded::Same, |i| Folded::To(char::from(first.wrapping_add(i))))
    };
    match code {
        // The most common of what stands for nothing else: Latin, Greek, Cyrillic, Hebrew and Arabic letters, quotation marks, kana,
        // ideographs, hangul, emoji.
        0..=0x9f
        | 0xba..=0x17e
        | 0x180..=0x2af
        | 0x370..=0x589
        | 0x58b..=0x61b
        | 0x61d..=0x65f
        | 0x66a..=0x6ef
        | 0x2016..=0x2023
        | 0x2025..=0x2027
        | 0x3003..=0xa4cf
        | 0xac00..=0xd7ff
        | 0x1f300..=0x1faff => Folded::Same,
        // Soft hyphen, joiners, zero-width, bidi controls, word joiner, byte-order mark, variation selectors, keycap, tags and
        // what Unicode calls `Default_Ignorable_Code_Point`.
        0xad
        | 0x034f
        | 0x061c
        | 0x115f..=0x1160
        | 0x17b4..=0x17b5
        | 0x180b..=0x180f
        | 0x200b..=0x200f
        | 0x202a..=0x202e
        | 0x2060..=0x206f
        | 0x20e3
        | 0xfe00..=0xfe0f
        | 0xfeff
        | 0xffa0
        | 0xfff0..=0xfffb
        | 0x1bca0..=0x1bca3
        | 0x1d173..=0x1d17a
        | 0xe0000..=0xe0fff => Folded::Gone,
        0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028..=0x2029 | 0x202f | 0x205f | 0x3000 => Folded::To(' '),
        0x058a | 0x2010..=0x2015 | 0x2043 | 0x2212 | 0xfe58 => Folded::To('-'),
        0x2460..=0x2468 => letter(b'1', code - 0x2460),
        0x2474..=0x247c => letter(b'1', code - 0x2474),
        0x2488..=0x2490 => letter(b'1', code - 0x2488),
        0x249c..=0x24b5 => letter(b'a', code - 0x249c),
        0x24b6..=0x24cf => letter(b'A', code - 0x24b6),
        0x24d0..=0x24e9 => letter(b'a', code - 0x24d0),
        0x24ea | 0x24ff => Folded::To('0'),
        0x24f5..=0x24fd => letter(b'1', code - 0x24f5),
        0x2776..=0x277e => letter(b'1', code - 0x2776),
        0x2780..=0x2788 => letter(b'1', code - 0x2780),
        0x278a..=0x2792 => letter(b'1', code - 0x278a),
        0xff01..=0xff5e => char::from_u32(code - 0xfee0).map_or(Folded::Same, Folded::To),
        0x1d400..=0x1d6a3 => match (code - 0x1d400) % 52 {
            upper @ 0..26 => letter(b'A', upper),
            lower => letter(b'a', lower - 26),
        },
        0x1d7ce..=0x1d7ff => letter(b'0', (code - 0x1d7ce) % 10),
        0x1f101..=0x1f10a => letter(b'0', code - 0x1f101),
        0x1f110..=0x1f129 => letter(b'A', code - 0x1f110),
        0x1f130..=0x1f149 => letter(b'A', code - 0x1f130),
        0x1f150..=0x1f169 => letter(b'A', code - 0x1f150),
        0x1f170..=0x1f189 => letter(b'A', code - 0x1f170),
        _ => listed(code),
    }
}

/// Digits and forms of the tables.
fn listed(code: u32) -> Folded {
    let before = |after: usize| after.checked_sub(1);
    let digit = before(ZEROS.partition_point(|zero| *zero <= code))
        .and_then(|i| ZEROS.get(i))
        .and_then(|zero| char::from_digit(code - zero, 10));
    let form = || {
        let (first, forms) = FORMS.get(before(FORMS.partition_point(|(first, _)| *first <= code))?)?;
        forms.as_bytes().get(usize::try_from(code - first).ok()?).map(|byte| char::from(*byte))
    };
    // `from_digit` knows nothing of numbers beyond 9 when the radix is 10.
    digit.or_else(form).map_or(Folded::Same, Folded::To)
}

/// Marks that are written over or under another character: bars, strokes, underlines. Over an ASCII letter or digit they are a disguise.
pub(super) fn is_overlay(char: char) -> bool {
    matches!(u32::from(char), 0x0305 | 0x0332 | 0x0333 | 0x0334..=0x0338 | 0x033f | 0x035e..=0x035f | 0x20d0..=0x20f0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_apart() {
        assert!(ZEROS.windows(2).all(|w| w[0] + 10 <= w[1]));
        assert!(FORMS.windows(2).all(|w| w[0].0 + w[0].1.len() as u32 <= w[1].0));
        assert!(FORMS.iter().all(|(_, forms)| forms.is_ascii()));
    }

    #[test]
    fn only_ascii_comes_out_and_ascii_stays() {
        for char in '\0'..=char::MAX {
            match fold(char) {
                Folded::To(to) => assert!(to.is_ascii() && !char.is_ascii(), "{char:?}"),
                Folded::Gone => assert!(!char.is_ascii()),
                Folded::Same => {}
            }
        }
    }

    #[test]
    fn forms_of_a_character() {
        for (forms, plain) in [
            ("\u{ff14}\u{0664}\u{1d7d2}\u{2074}\u{2463}\u{2779}\u{09ea}\u{1fbf4}", '4'),
            ("\u{24b6}\u{1d400}\u{ff21}\u{1d538}\u{1f130}", 'A'),
        ] {
            for form in forms.chars() {
                assert_eq!(fold(form), Folded::To(plain), "{form:?}");
            }
        }
        for same in "\u{e9}\u{e4}\u{430}\u{3b1}\u{4e00}\u{3042}\u{1f600}".chars() {
            assert_eq!(fold(same), Folded::Same);
        }
        assert_eq!(fold('\u{e0041}'), Folded::Gone);
    }
}
