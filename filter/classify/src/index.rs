//! Which programs could match at a place, by the first few bytes there.
//!
//! The compiler tries every program on every form that a beginning can have; at scan time the form of the place leads to the few programs
//! that fit it, however many there are.

use alloc::vec::Vec;

use crate::bytes::Reader;

/// Longest first run that is told apart.
pub(crate) const RUN_MAX: usize = 15;

/// Number of forms.
pub(crate) const FORMS: usize = 3 * (RUN_MAX + 1) * 8;

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

/// Number of the form of a run of `length` bytes of `first`, and a byte of `next` behind it.
pub(crate) fn form(first: Sort, length: usize, next: Sort) -> Option<usize> {
    let first = match first {
        Sort::Digit => 0,
        Sort::Upper => 1,
        Sort::Lower => 2,
        _ => return None,
    };
    let next = if length >= RUN_MAX { 0 } else { next as usize };
    Some((first * (RUN_MAX + 1) + length.min(RUN_MAX)) * 8 + next)
}

/// Lists of programs by form.
#[derive(Debug)]
pub(crate) struct Index {
    offsets: Vec<u32>,
    programs: Vec<u16>,
}

impl Index {
    /// `None` where a list leads out of the table.
    pub(crate) fn read(reader: &mut Reader<'_>, programs: usize) -> Option<Self> {
        let index = Self { offsets: reader.u32s()?, programs: reader.u16s()? };
        let sound = index.offsets.len() == FORMS + 1
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
        let next = rest.get(length).map_or(Sort::Other, |byte| sort(*byte));
        let form = form(first, length, next)?;
        let (from, to) = (*self.offsets.get(form)?, *self.offsets.get(form + 1)?);
        self.programs.get(from as usize..to as usize)
    }
}
