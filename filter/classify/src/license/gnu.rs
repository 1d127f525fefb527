//! The version of a GNU licence that a text names.

use core::ops::Range;

use super::words::Word;

/// Words behind the name in which the version is looked for.
const WORDS: u8 = 40;

/// A mention of a GNU licence.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    name: &'static str,
    major: u8,
    minor: u8,
    later: bool,
    left: u8,
    before: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Mention {
    /// A mention; a name like `gplv3` already holds the version, which is 0 otherwise.
    pub(super) fn new(name: &'static str, major: u8, Range { start, end }: Range<usize>) -> Self {
        Self { name, major, minor: 0, later: false, left: WORDS, before: b'v', start, end }
    }

    /// Reads one more word. Whether more should follow.
    pub(super) fn read(&mut self, text: &[u8], word: &Word) -> bool {
        let bytes = text.get(word.start..word.end).unwrap_or_default();
        let is = |other: &[u8]| bytes.eq_ignore_ascii_case(other);
        let adjacent = word.start <= self.end + 3;
        match bytes {
            _ if is(b"later") || is(b"newer") || bytes == b"+" && adjacent => {
                self.later = true;
                self.end = word.end;
                return false;
            }
            [b'v' | b'V', digit @ b'1'..=b'3'] | [digit @ b'1'..=b'3']
                if self.major == 0 && self.before == b'v' =>
            {
                self.major = digit - b'0';
                self.before = b'.';
                self.end = word.end;
            }
            [digit @ b'0'..=b'3']
                if self.before == b'.' && text.get(word.start.wrapping_sub(1)) == Some(&b'.') =>
            {
                self.minor = digit - b'0';
                self.before = b' ';
                self.end = word.end;
            }
            _ if is(b"version") || is(b"v") || is(b"versions") => self.before = b'v',
            _ if is(b"license") || is(b"licence") || is(b"only") => {}
            _ => self.before = if self.before == b'v' && self.left < WORDS { b' ' } else { self.before },
        }
        self.left -= 1;
        self.left > 0
    }

    /// The SPDX id of what was read.
    pub(super) fn id(&self) -> &'static str {
        match (self.name, self.major, self.minor, self.later) {
            ("GPL", 1, _, false) => "GPL-1.0-only",
            ("GPL", 2, _, false) => "GPL-2.0-only",
            ("GPL", 2, _, true) => "GPL-2.0-or-later",
            ("GPL", 3, _, false) => "GPL-3.0-only",
            ("GPL", 3, _, true) => "GPL-3.0-or-later",
            ("LGPL", 2, 1, false) => "LGPL-2.1-only",
            ("LGPL", 2, 1, true) => "LGPL-2.1-or-later",
            ("LGPL", 2, _, false) => "LGPL-2.0-only",
            ("LGPL", 3, _, false) => "LGPL-3.0-only",
            ("LGPL", 3, _, true) => "LGPL-3.0-or-later",
            ("LGPL", ..) => "LGPL-2.0-or-later",
            ("AGPL", 1, _, false) => "AGPL-1.0-only",
            ("AGPL", 1, _, true) => "AGPL-1.0-or-later",
            ("AGPL", _, _, false) => "AGPL-3.0-only",
            ("AGPL", _, _, true) => "AGPL-3.0-or-later",
            ("GFDL", _, 1, true) => "GFDL-1.1-or-later",
            ("GFDL", _, 1, false) => "GFDL-1.1-only",
            ("GFDL", _, 2, true) => "GFDL-1.2-or-later",
            ("GFDL", _, 2, false) => "GFDL-1.2-only",
            ("GFDL", _, _, true) => "GFDL-1.3-or-later",
            ("GFDL", ..) => "GFDL-1.3-only",
            _ => "GPL-1.0-or-later",
        }
    }

    /// A mention without a version may be one in passing, above all by the full name.
    pub(super) fn confidence(&self) -> u16 {
        match self.major {
            0 if self.end - self.start > 12 => 750,
            0 => 800,
            _ => 950,
        }
    }
}
