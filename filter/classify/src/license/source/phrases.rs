//! Phrases that tell a licence, our own selection: lower case, words as the folded text has them, at most eight.
//!
//! They are names of licences as headers, badges and manifests write them, and short pieces of licence texts that no other text has.

use super::{permissive, reciprocal};

/// What a phrase says; [`crate::license::phrases::Meaning`] explains each.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    Id(&'static str, u16),
    Gnu(&'static str, u16),
    QuietNear,
    QuietGpl,
}

/// Phrases that say the same, with `|` between them.
pub(super) struct Group {
    pub(super) meaning: Meaning,
    pub(super) phrases: &'static str,
}

/// All groups.
pub(super) const GROUPS: [&[Group]; 2] = [permissive::LIST, reciprocal::LIST];
