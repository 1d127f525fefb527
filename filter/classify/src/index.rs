//! Which programs could match at a place, by the first few bytes there.
//!
//! The compiler tries every program on every form that a beginning can have; at scan time the form of the place leads to the few programs
//! that fit it, however many there are.

use alloc::vec::Vec;

use crate::bytes::Reader;

/// Longest first run that is told apart.
pub(crate) const RUN_MAX: usize = 15;

/// Number of forms.
pub(crate) const FORMS: usize = 3 * (RUN_MAX + 1) * 8 * 8;

/// What a byte is to the form of a beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Other,
    Digit,
    Upper,
    Lower,
    Space,
    Dash,
    Dot,
    Slash,
}

pub(crate) fn sort(byte: u8) -> Sort {
    match byte {
        b'0'..=b'9' => Sort::Digit,
        b'A'..=b'Z' => Sort::Upper,
        b'a'..=b'z' => Sort::Lower,
        b' ' => Sort::Space,
        b'-' => Sort::Dash,
        b'.' => Sort::Dot,
        b'/' => Sort::Slash,
        _ => Sort::Other,
    }
}

/// Whether the byte behind one of this sort tells more of a form.
pub(crate) fn separates(sort: Sort) -> bool {
    matches!(sort, Sort::Space | Sort::Dash | Sort::Dot | Sort::Slash)
}

/// Number of the form of a run of `length` bytes of `first`, a byte of `next` behind it, and where that is a separator, one of `second`.
pub(crate) fn form(first: Sort, length: usize, next: Sort, second: Sort) -> Option<usize> {
    let first = match first {
        Sort::Digit => 0,
        Sort::Upper => 1,
        Sort::Lower => 2,
        _ => return None,
    };
    let next = if length >= RUN_MAX { 0 } else { next as usize };
    let second = if next != 0 { second as usize } else { 0 };
    Some(((first * (RUN_MAX + 1) + length.min(RUN_MAX)) * 8 + next) * 8 + second)
}

/// Lists of programs by form. Many forms have the same list, which is there once.
#[derive(Debug)]
pub(crate) struct Index {
    lists: Vec<u16>,
    offsets: Vec<u32>,
    programs: Vec<u16>,
}

impl Index {
    /// `None` where a list leads out of the table.
    pub(crate) fn read(reader: &mut Reader<'_>, programs: usize) -> Option<Self> {
        let index = Self { lists: reader.u16s()?, offsets: reader.u32s()?, programs: reader.u16s()? };
        let sound = index.lists.len() == FORMS
            && index.lists.iter().all(|list| usize::from(*list) + 1 < index.offsets.len())
            && index.offsets.is_sorted()
            && index.offsets.last().is_some_and(|last| *last as usize == index.programs.len())
            && index.programs.iter().all(|program| usize::from(*program) < programs);
        sound.then_some(index)
    }

    /// Programs for what begins at `at`.
    #[inline]
    pub(crate) fn at(&self, text: &[u8], at: usize) -> &[u16] {
        self.find(text, at).unwrap_or_default()
    }

    fn find(&self, text: &[u8], at: usize) -> Option<&[u16]> {
        let rest = text.get(at..)?;
        let first = sort(*rest.first()?);
        let length = rest.iter().take(RUN_MAX).take_while(|byte| sort(**byte) == first).count();
        let sort_at = |at: usize| rest.get(at).map_or(Sort::Other, |byte| sort(*byte));
        let next = sort_at(length);
        let second = if separates(next) { sort_at(length + 1) } else { Sort::Other };
        let list = usize::from(*self.lists.get(form(first, length, next, second)?)?);
        let (from, to) = (*self.offsets.get(list)?, *self.offsets.get(list + 1)?);
        self.programs.get(from as usize..to as usize)
    }
}
