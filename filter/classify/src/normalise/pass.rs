//! One pass over a text: every place that could be disguised, and what it becomes in which view.

use alloc::vec::Vec;

use super::{
    Decode, address, byte,
    confusable::look_alike,
    decode,
    escape::escape,
    fold::{Folded, fold, is_overlay},
    join::{self, Glue},
    numbers, sieve, spread,
    view::{Builder, Kind, View},
};

/// Bytes of a word to each side of a look-alike that tell its script.
const WORD_BACK: usize = 64;
const WORD_MAX: usize = 256;

/// Views of one text. Without `fold` characters and escapes stay what they are.
pub(super) fn pass(text: &str, parent: Option<usize>, decode: Decode, fold: bool) -> Vec<View> {
    let mut pass = Pass {
        text,
        bytes: text.as_bytes(),
        fold,
        folded: Builder::new(text),
        joined: Builder::new(text),
        loose: Builder::new(text),
        spoken: Builder::new(text),
        spread: Builder::new(text),
        word: 0,
        number: 0,
        run: 0,
    };
    pass.run();
    let mut decoded = Builder::new(text);
    if decode == Decode::Decode && fold {
        decode::decode(text.as_bytes(), &mut decoded);
    }
    let parts = [
        (pass.folded, Kind::Folded),
        (decoded, Kind::Decoded),
        (pass.joined, Kind::Joined),
        (pass.spoken, Kind::Spoken),
        (pass.spread, Kind::Spread),
        (pass.loose, Kind::Loose),
    ];
    parts.into_iter().filter_map(|(builder, kind)| builder.finish(kind, parent)).collect()
}

struct Pass<'t> {
    text: &'t str,
    bytes: &'t [u8],
    fold: bool,
    folded: Builder<'t>,
    joined: Builder<'t>,
    loose: Builder<'t>,
    spoken: Builder<'t>,
    spread: Builder<'t>,
    /// The characters before this are done.
    word: usize,
    /// The numbers in words before this are done.
    number: usize,
    /// The runs of characters apart before this are done.
    run: usize,
}

impl Pass<'_> {
    fn run(&mut self) {
        let mut kinds = [0; sieve::STEP];
        for at in (0..self.bytes.len()).step_by(sieve::STEP) {
            let whole = at.checked_sub(1).and_then(|from| self.bytes.get(from..from + sieve::WINDOW));
            let border;
            let window = match whole.and_then(|window| window.try_into().ok()) {
                Some(window) => window,
                None => {
                    border = self.border(at);
                    &border
                }
            };
            sieve::sieve(window, &mut kinds);
            let words = window.get(1..).unwrap_or_default().as_chunks().0;
            for (i, words) in words.iter().enumerate() {
                let word = numbers::may_be_number(words).map(|word| at + i * 16 + word);
                if let Some(word) = word.filter(|word| *word >= self.number) {
                    self.number = numbers::numbers(self.bytes, word, &mut self.spoken);
                }
            }
            for (i, kinds) in kinds.as_chunks::<8>().0.iter().enumerate() {
                let kinds = u64::from_le_bytes(*kinds);
                if kinds != 0 {
                    self.look(at + i * 8, kinds);
                }
            }
        }
    }

    /// The window at the beginning or the end of the text.
    fn border(&self, at: usize) -> [u8; sieve::WINDOW] {
        let mut window = [0; sieve::WINDOW];
        let before = at.checked_sub(1).map_or(0, |before| byte(self.bytes, before));
        let here = self.bytes.get(at..).unwrap_or_default();
        for (out, b) in window.iter_mut().zip(core::iter::once(&before).chain(here)) {
            *out = *b;
        }
        window
    }

    /// Looks at the places of eight bytes that the sieve has kept.
    fn look(&mut self, from: usize, mut kinds: u64) {
        while kinds != 0 {
            let place = kinds.trailing_zeros() as usize / 8;
            let (at, kind) = (from + place, (kinds >> (place * 8)) as u8);
            kinds &= !(0xff << (place * 8));
            if kind & sieve::RARE != 0 {
                self.place(at);
            }
            if kind & sieve::AT != 0 && !byte(self.bytes, at + 2).is_ascii_alphabetic() {
                address::address(self.bytes, at, &mut self.spoken);
            }
            if kind & sieve::APART != 0 && at >= self.run {
                self.run = self.run.max(spread::spread(self.bytes, at, &mut self.spread));
            }
        }
    }

    fn place(&mut self, at: usize) {
        match byte(self.bytes, at) {
            0x80.. if self.fold => self.character(at),
            b'&' | b'%' | b'\\' | b'=' if self.fold => self.escape(at),
            b'<' | b'*' | b'`' | b'~' | b'_' => {
                if let Some(joint) = join::mark(self.bytes, at) {
                    self.joined.firm(joint.start, joint.end, "");
                }
                if byte(self.bytes, at) == b'`' {
                    self.quote(at);
                }
            }
            b'"' | b'\'' => self.quote(at),
            b'\n' => {
                if let Some(joint) = join::line_break(self.bytes, at) {
                    self.loose.firm(joint.start, joint.end, "");
                }
            }
            b'@' => address::address(self.bytes, at, &mut self.spoken),
            b'[' | b'{' => {
                if matches!(byte(self.bytes, at + 1), b'a' | b'A' | b'@' | b' ') {
                    address::address(self.bytes, at, &mut self.spoken);
                }
            }
            _ => {}
        }
    }

    fn quote(&mut self, at: usize) {
        match join::concatenation(self.bytes, at) {
            Some((joint, Glue::Operator)) => self.joined.firm(joint.start, joint.end, ""),
            Some((joint, Glue::Comma)) => self.loose.firm(joint.start, joint.end, ""),
            None => {}
        }
    }

    fn escape(&mut self, at: usize) {
        if at < self.folded.done() {
            return;
        }
        let Some((char, end)) = escape(self.bytes, at) else { return };
        let (before, after) = (self.before(at), byte(self.bytes, end));
        let to = match fold(char) {
            Folded::Same => Some(char),
            Folded::To(to) => Some(to),
            Folded::Gone => None,
        };
        let firm = match to {
            None => before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric(),
            // An escaped escape.
            Some('&' | '%' | '\\') => matches!(after, b'#' | b'u' | b'x' | b'U' | b'0'..=b'9'),
            Some(char) if char.is_ascii_alphanumeric() || char == '@' => true,
            Some(char) if char.is_ascii() => before.is_ascii_digit() || after.is_ascii_digit(),
            Some(char) => look_alike(char).is_some(),
        };
        self.change(at, end, to, firm);
        // A second look at the bytes of an escape is none.
        self.word = self.word.max(end);
    }

    fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |before| byte(self.bytes, before))
    }

    fn change(&mut self, start: usize, end: usize, to: Option<char>, firm: bool) {
        if firm {
            let mut buffer = [0; 4];
            self.folded.firm(start, end, to.map_or("", |char| char.encode_utf8(&mut buffer)));
        } else {
            self.folded.gentle(start, end, to);
        }
    }

    /// A character beyond ASCII.
    fn character(&mut self, at: usize) {
        // What follows a lead byte is its character.
        if at < self.word || byte(self.bytes, at) < 0xc0 {
            return;
        }
        let Some(char) = self.text.get(at..).and_then(|rest| rest.chars().next()) else { return };
        let end = at + char.len_utf8();
        self.word = end;
        let (before, after) = (self.before(at), byte(self.bytes, end));
        match fold(char) {
            Folded::Same if is_overlay(char) && before.is_ascii_alphanumeric() => {
                self.change(at, end, None, true)
            }
            // Any accent over a digit.
            Folded::Same if matches!(char, '\u{300}'..='\u{36f}') && before.is_ascii_digit() => {
                self.change(at, end, None, true);
            }
            Folded::Same if look_alike(char).is_some() => self.word_of(at),
            Folded::Same => {}
            Folded::Gone => {
                let part = |b: u8| b.is_ascii_alphanumeric() || b == b'@';
                self.change(at, end, None, part(before) || part(after));
            }
            Folded::To(to) if to.is_ascii_alphanumeric() || to == '@' => self.change(at, end, Some(to), true),
            Folded::To(to) => {
                let digits = before.is_ascii_digit() && after.is_ascii_digit();
                let tight = before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric();
                // Dashes join words in prose.
                let joins = matches!(char, ' ' | '\u{2013}'..='\u{2015}') || to == ' ';
                self.change(at, end, Some(to), digits || tight && !joins);
            }
        }
    }

    /// The word around a look-alike: it is folded if it mixes scripts and holds nothing but what looks like ASCII.
    fn word_of(&mut self, at: usize) {
        let start = self.word_start(at);
        let rest = self.text.get(start..).unwrap_or_default();
        let (mut end, mut ascii, mut others, mut capitals) = (start, false, 0, true);
        for char in rest.chars() {
            if end > at + WORD_MAX {
                break;
            }
            let size = char.len_utf8();
            if char.is_ascii() {
                if !char.is_ascii_alphanumeric() {
                    break;
                }
                ascii = true;
            } else if look_alike(char).is_some() {
                capitals &= char.is_uppercase();
                others += 1;
            } else {
                match fold(char) {
                    Folded::Gone => {}
                    Folded::To(to) if to.is_ascii_alphanumeric() => ascii = true,
                    Folded::Same if char.is_alphanumeric() => {
                        // Another script: nothing to fold up to the next ASCII character.
                        let word =
                            self.bytes.get(end..(end + WORD_MAX).min(self.bytes.len())).unwrap_or_default();
                        self.word = end + word.iter().take_while(|b| !b.is_ascii()).count();
                        return;
                    }
                    _ => break,
                }
            }
            end += size;
        }
        self.word = end;
        let numbered = || capitals && (2..=4).contains(&others) && self.numbered(start, end);
        if !(ascii || self.beside(start, end) || numbered()) {
            return;
        }
        let mut from = start;
        for char in self.text.get(start..end).unwrap_or_default().chars() {
            let next = from + char.len_utf8();
            match (look_alike(char), fold(char)) {
                (Some(to), _) | (None, Folded::To(to)) => self.change(from, next, Some(to), true),
                (None, Folded::Gone) => self.change(from, next, None, true),
                (None, Folded::Same) => {}
            }
            from = next;
        }
    }

    fn word_start(&self, at: usize) -> usize {
        let from = self.text.ceil_char_boundary(at.saturating_sub(WORD_BACK).max(self.folded.done()));
        let before = self.text.get(from..at).unwrap_or_default();
        let word = |char: char| char.is_alphanumeric() || fold(char) == Folded::Gone;
        before.char_indices().rev().take_while(|(_, char)| word(*char)).last().map_or(at, |(i, _)| from + i)
    }

    /// A word of another script is a part of an ASCII token: `-`, `.`, `@` and the like join them.
    fn beside(&self, start: usize, end: usize) -> bool {
        let joins = |b: u8| matches!(b, b'-' | b'_' | b'.' | b'@' | b'/' | b':' | b'+' | b'=');
        let part = |b: u8| b.is_ascii_alphanumeric() || b == b'@';
        let before = self.before(start);
        let after = byte(self.bytes, end);
        before == b'@'
            || after == b'@'
            || joins(before) && start.checked_sub(2).is_some_and(|at| part(byte(self.bytes, at)))
            || joins(after) && part(byte(self.bytes, end + 1))
    }

    /// A number stands next to the word.
    fn numbered(&self, start: usize, end: usize) -> bool {
        let space = |b: u8| matches!(b, b' ' | b'-');
        space(byte(self.bytes, end)) && byte(self.bytes, end + 1).is_ascii_digit()
            || space(self.before(start))
                && start.checked_sub(2).is_some_and(|at| byte(self.bytes, at).is_ascii_digit())
    }
}
