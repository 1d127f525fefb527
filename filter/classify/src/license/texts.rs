//! Phrases that tell a licence, our own selection: lower case, words as the folded text has them, at most eight.
//!
//! They are names of licences as headers, badges and manifests write them, and short pieces of licence texts that no other text has.

mod permissive;
mod reciprocal;

use super::phrases::Meaning;

/// Phrases that say the same, with `|` between them.
pub(super) struct Group {
    pub(super) meaning: Meaning,
    pub(super) phrases: &'static str,
}

/// All groups.
pub(super) const GROUPS: [&[Group]; 2] = [permissive::LIST, reciprocal::LIST];
