//! Brings disguised text into the form that detectors read, with a way back.
//!
//! [`views`] makes *views* of a text: neighbourhoods of the places where something was disguised, in plain form. A clean text has none, and
//! to find that out costs a fraction of the scan. Detectors read the text itself **and** each view; there is no need to read unchanged
//! text twice, so a view shows a place with 128 bytes before and 64 bytes behind it, enough for patterns and context words.
//!
//! ```text
//! let mut out = Views::default();
//! views(text, Decode::Leave, &mut out);
//! for view in out.iter() {
//!     for finding in scan(view.text()) {
//!         if view.changed(finding.start, finding.end) {          // else the text itself, or the view's parent, has it too
//!             let (start, end) = view.original(finding.start, finding.end);
//!             ...                                                 // `view.kind()` says how much evidence is needed
//!         }
//!     }
//! }
//! if out.truncated() { /* the text is not known to be clean */ }
//! ```
//!
//! Kinds, in falling order of assurance ([`Kind`]): `Folded`, `Decoded`, `Joined`, `Spoken`, `Spread`, `Loose`. A finding of `Loose` may
//! join what is apart: it counts only with check digits, a distinctive head or context, and not where the text itself has a
//! finding. Places apart are divided by a NUL, which no detector matches.
//!
//! Characters and escapes are undone first; the result is looked at again for everything, and once more ([`DEPTH`]), so
//! nested disguises come out. Ranges map back to the original text through all of it, on character borders, covering the whole
//! disguised stretch.
//!
//! Time is linear in the text: every place looks at a bounded number of bytes around it. All views together take at most four times
//! the text's size; when more would be needed, [`Views::truncated`] is set.

mod address;
mod confusable;
mod decode;
mod domain;
mod escape;
mod fold;
mod join;
mod numbers;
mod pass;
mod sieve;
mod signs;
mod spread;
#[cfg(test)]
mod tests_of_views;
mod view;

use alloc::vec::Vec;

pub use fold::{Folded, fold};
pub(crate) use signs::spaced;
pub(crate) use view::{Kind, View};

/// How often disguises may be nested.
const DEPTH: usize = 2;
/// Views take at most this many times the size of the text, and so much for any.
const SIZE_FACTOR: usize = 4;
const SIZE_MIN: usize = 4096;

/// What to do with base64 and hexadecimal text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decode {
    /// The caller has decoded it, or has no use for it.
    Leave,
    /// Views of kind [`Kind::Decoded`].
    Decode,
}

/// The views of one text.
#[derive(Debug, Default)]
pub(crate) struct Views {
    views: Vec<View>,
    truncated: bool,
}

impl Views {
    /// The views; of those that came about one from the other the first one comes first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Seen<'_>> {
        self.views.iter().map(|view| Seen { view, views: &self.views })
    }

    /// Something was left out: the text is not known to be clean.
    pub(crate) fn truncated(&self) -> bool {
        self.truncated
    }

    /// Forgets all of them; the memory can be used again.
    pub(crate) fn clear(&mut self) {
        self.views.clear();
        self.truncated = false;
    }
}

/// A view and those that it came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'v> {
    view: &'v View,
    views: &'v [View],
}

impl<'v> Seen<'v> {
    /// How it came about.
    pub(crate) fn kind(&self) -> Kind {
        self.view.kind
    }

    /// Plain text.
    pub(crate) fn text(&self) -> &'v str {
        &self.view.text
    }

    /// Whether a range holds anything that this view changed.
    pub(crate) fn changed(&self, start: usize, end: usize) -> bool {
        self.view.changed(start, end)
    }

    /// The range of the original text that a range of the view stands for.
    pub(crate) fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let (mut range, mut view) = ((start, end), Some(self.view));
        while let Some(here) = view {
            range = here.source(range.0, range.1);
            // Parents come first: this ends.
            view = here.parent.and_then(|parent| self.views.get(parent));
        }
        range
    }
}

/// Appends the views of `text`, none if nothing in it is disguised.
pub(crate) fn views(text: &str, decode: Decode, out: &mut Views) {
    out.clear();
    // Marks hold twice an offset in 32 bits.
    if text.len() > (u32::MAX / 2) as usize {
        out.truncated = true;
        return;
    }
    let mut room = SIZE_MIN + text.len() * SIZE_FACTOR;
    let mut take = |made: Vec<View>, out: &mut Views| {
        for view in made {
            match room.checked_sub(view.size()) {
                Some(rest) => {
                    room = rest;
                    out.views.push(view);
                }
                None => out.truncated = true,
            }
        }
    };
    take(pass::pass(text, None, decode, true), out);
    // Views of plain characters are looked at like a text.
    let (mut next, mut depth) = (0, 1);
    while depth <= DEPTH {
        let until = out.views.len();
        while next < until {
            let made = match out.views.get(next) {
                Some(view) if matches!(view.kind, Kind::Folded | Kind::Decoded) => {
                    pass::pass(&view.text, Some(next), decode, depth < DEPTH)
                }
                _ => Vec::new(),
            };
            take(made, out);
            next += 1;
        }
        depth += 1;
    }
}

/// A byte of the text; zero beyond its end.
fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}
