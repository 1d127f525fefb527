//! Signs beyond ASCII between words: quotes, dashes, spaces that do not break, bullets, symbols.

use alloc::string::String;

use super::fold::{Folded, fold};

/// Whether a character ends words, as ASCII punctuation does. Letters and marks of all scripts do not, nor does what is passed over.
fn is_sign(char: char) -> bool {
    let block = matches!(char,
        '\u{a0}'..='\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20cf}' | '\u{2120}'..='\u{2122}'
        | '\u{2190}'..='\u{2bff}' | '\u{3000}'..='\u{3020}' | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}'
        | '\u{1f000}'..='\u{1faff}');
    block && !char.is_alphanumeric() && fold(char) != Folded::Gone
}

/// The text with a space for every byte of such a sign, so that all places stay the same; `None` where it holds none.
pub(crate) fn spaced(text: &str) -> Option<String> {
    if text.is_ascii() || !text.chars().any(is_sign) {
        return None;
    }
    let mut spaced = String::with_capacity(text.len());
    for char in text.chars() {
        if is_sign(char) {
            spaced.extend(core::iter::repeat_n(' ', char.len_utf8()));
        } else {
            spaced.push(char);
        }
    }
    Some(spaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_become_spaces_in_as_many_bytes() {
        assert_eq!(spaced("\u{201c}Nord\u{201d}").as_deref(), Some("   Nord   "));
        assert_eq!(spaced("a\u{a0}b\u{2014}c").as_deref(), Some("a  b   c"));
        for same in ["plain", "M\u{fc}ller", "\u{84dd}\u{9e6d}", "3\u{ba}", "no\u{200b}w", "u\u{308}"] {
            assert_eq!(spaced(same), None, "{same}");
        }
    }
}
