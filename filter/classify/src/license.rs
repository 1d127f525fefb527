//! Which licences a text is under, or speaks of: SPDX ids and families.
//!
//! `cues → words → phrases → licences`. Words of licences ("licence", "copyright", "redistribute") are told by the pass over the text, so
//! that a text without them costs nothing. Around them the text is folded to words, so that comment marks, line breaks and case
//! vanish; where a word can end a known phrase, the hashes of the last words are looked up. `SPDX-License-Identifier` expressions and
//! manifest fields (`"license": "MIT"`) are read as SPDX expressions, GNU licences with their version.
//!
//! # Limits
//!
//! A phrase has at most eight words. A licence that only a URL of a vendor names is not known.

mod cues;
mod gnu;
mod ids;
mod phrases;
#[cfg(feature = "compile")]
pub(crate) mod source;
mod tables;
mod words;

pub(crate) use tables::Tables;

use alloc::vec::Vec;
use core::ops::Range;

use tables::Id;

/// What a licence asks for, from the strongest to the weakest in how far it reaches into the code of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Everything linked to it must be under it: GPL, AGPL. Label `license.copyleft`.
    Copyleft,
    /// Changes to it must be under it: LGPL, MPL, EPL, CDDL. Label `license.copyleft_limited`.
    CopyleftLimited,
    /// Proprietary, source-available, non-commercial. Label `license.restricted`.
    Restricted,
    /// Almost anything is allowed: MIT, BSD, Apache. Label `license.permissive`.
    Permissive,
    /// A patent grant, a contributor agreement, or the like. Label `license.other`.
    Other,
}

impl Family {
    /// Every family, by its number in artifacts.
    const ALL: [Self; 5] =
        [Self::Copyleft, Self::CopyleftLimited, Self::Restricted, Self::Permissive, Self::Other];
}

/// The group of the words around which licences are looked for.
pub(crate) const CUE: u16 = u16::MAX;

/// A licence, and where the text names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct License<'t> {
    /// First byte of the phrase or id.
    pub start: usize,
    /// Behind its last byte.
    pub end: usize,
    /// SPDX id; a `LicenseRef-` where SPDX has none.
    pub spdx: &'t str,
    /// Family.
    pub family: Family,
    /// Confidence, per mille.
    pub confidence_pm: u16,
}

/// Appends the licences that `text` names, each once per stretch of licence words; `cues` is where those are, ascending.
pub(crate) fn find<'t>(tables: &'t Tables, text: &[u8], cues: &[usize], out: &mut Vec<License<'t>>) {
    cues::around(text.len(), cues, |stretch| read(tables, text, stretch, out));
}

/// Reads one stretch of the text.
fn read<'t>(tables: &'t Tables, text: &[u8], stretch: Range<usize>, out: &mut Vec<License<'t>>) {
    let first = out.len();
    let mut found = Found { tables, out, first, gnu: None, quiet_until: 0, quiet: false, link: None };
    let mut last = [words::Word::default(); phrases::LONGEST];
    let mut at = stretch.start;
    while let Some(word) = words::next(text, at, stretch.end) {
        at = word.end;
        last.rotate_right(1);
        if let Some(newest) = last.first_mut() {
            *newest = word;
        }
        found.gnu_word(text, &word);
        phrases::ending_here(tables, &last, |start, meaning| found.add(start..word.end, meaning));
        if phrases::leads_expression(text.get(word.start..word.end).unwrap_or_default()) {
            if let Some(range) = link(text, &word) {
                found.file_link(range);
            }
            ids::expression(tables, text, &word, |range, id| found.push(range, id, 980));
        }
    }
    found.finish();
}

/// The link that ends with the word `license`, if it leads to a file of a repository.
fn link(text: &[u8], word: &words::Word) -> Option<Range<usize>> {
    const LONGEST: usize = 160;
    let before = text.get(word.start.saturating_sub(LONGEST)..word.start)?;
    let blank = before.iter().rposition(|byte| byte.is_ascii_whitespace() || b"\"'(<".contains(byte));
    let url = before.get(blank.map_or(0, |at| at + 1)..)?;
    let has = |part: &[u8]| url.windows(part.len()).any(|window| window == part);
    let host =
        url.starts_with(b"http") && (has(b"github") || has(b"gitlab") || has(b"bitbucket") || has(b"code."));
    let file =
        url.last() == Some(&b'/') && (has(b"/blob/") || has(b"/raw/") || has(b"/browse/") || has(b"//raw."));
    (host && file).then(|| word.start - url.len()..word.end)
}

/// What has been found in one stretch.
struct Found<'t, 'o> {
    tables: &'t Tables,
    out: &'o mut Vec<License<'t>>,
    first: usize,
    gnu: Option<gnu::Mention>,
    /// Mentions of GNU licences before this place belong to another licence's text.
    quiet_until: usize,
    quiet: bool,
    link: Option<Range<usize>>,
}

impl Found<'_, '_> {
    fn gnu_word(&mut self, text: &[u8], word: &words::Word) {
        let Some(mut mention) = self.gnu.take() else { return };
        if mention.read(text, word) {
            self.gnu = Some(mention);
        } else {
            self.settle(&mention);
        }
    }

    fn add(&mut self, range: Range<usize>, meaning: phrases::Meaning) {
        match meaning {
            phrases::Meaning::Id(id, confidence) => self.push(range, id, confidence),
            phrases::Meaning::Gnu(name, major) => {
                // A longer phrase that ends at the same word says more than a shorter one.
                if let Some(open) = self.gnu.as_mut().filter(|open| open.end == range.end) {
                    if range.start < open.start {
                        *open = gnu::Mention::new(name, major, range);
                    }
                    return;
                }
                if let Some(open) = self.gnu.take() {
                    self.settle(&open);
                }
                if range.start >= self.quiet_until {
                    self.gnu = Some(gnu::Mention::new(name, major, range));
                }
            }
            phrases::Meaning::QuietNear => self.quiet_until = range.end + 400,
            phrases::Meaning::QuietGpl => self.quiet = true,
        }
    }

    /// Takes a mention of a GNU licence whose version is known as far as the text tells it.
    fn settle(&mut self, mention: &gnu::Mention) {
        self.push_named(mention.start..mention.end, mention.id(), mention.confidence());
    }

    fn push_named(&mut self, range: Range<usize>, name: &str, confidence_pm: u16) {
        if let Some(id) = self.tables.named(name.as_bytes()) {
            self.push(range, id, confidence_pm);
        }
    }

    fn push(&mut self, range: Range<usize>, id: Id, confidence_pm: u16) {
        let (spdx, family) = self.tables.id(id);
        let known = self.out.iter_mut().skip(self.first).find(|license| license.spdx == spdx);
        match known {
            Some(known) => known.confidence_pm = known.confidence_pm.max(confidence_pm),
            None => {
                self.out.push(License { start: range.start, end: range.end, spdx, family, confidence_pm });
            }
        }
    }

    /// A link to the licence file of a public repository names no licence. Most of those are permissive, so that is what it counts as,
    /// with little confidence, if the stretch says nothing else.
    fn file_link(&mut self, range: Range<usize>) {
        self.link.get_or_insert(range);
    }

    /// Settles what is open, and drops what another finding makes more exact.
    fn finish(mut self) {
        if let Some(mention) = self.gnu.take() {
            self.settle(&mention);
        }
        if let Some(range) = self.link.take().filter(|_| self.out.len() == self.first) {
            self.push_named(range, "LicenseRef-repository", 500);
        }
        let Self { out, first, quiet, .. } = self;
        let has = |out: &Vec<License<'_>>, id: &str| out.iter().skip(first).any(|license| license.spdx == id);
        let lesser = out.iter().skip(first).any(|license| license.spdx.starts_with("LGPL-"));
        let vague: [(&str, &[&str]); 4] = [
            ("GPL-1.0-or-later", &["GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later"]),
            (
                "LGPL-2.0-or-later",
                &["LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"],
            ),
            ("BSD-2-Clause", &["BSD-3-Clause", "BSD-4-Clause", "Apache-1.1", "OpenSSL", "SSLeay-standalone"]),
            ("BSD-3-Clause", &["BSD-4-Clause", "Apache-1.1"]),
        ];
        let drops = vague.map(|(id, exact)| exact.iter().any(|exact| has(out, exact)).then_some(id));
        let named = out.iter().skip(first).any(|license| !license.spdx.starts_with("LicenseRef-"));
        let mut at = 0;
        out.retain(|license| {
            at += 1;
            let mine = at > first;
            let gpl = license.spdx.starts_with("GPL-");
            // Headers of lesser licences speak of the GPL in passing, without its version.
            let passing = license.spdx == "GPL-1.0-or-later" && license.confidence_pm < 800;
            let weak = license.spdx.starts_with("LicenseRef-") && license.confidence_pm <= 700;
            let weak = weak || license.spdx == "LicenseRef-permissive";
            let dropped =
                drops.contains(&Some(license.spdx)) || gpl && lesser && (quiet || passing) || weak && named;
            !(mine && dropped)
        });
    }
}

/// The tables of the compiler, for tests.
#[cfg(all(test, feature = "compile"))]
mod starter {
    use std::sync::OnceLock;

    use super::{Tables, source};

    pub(super) fn tables() -> &'static Tables {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(|| Tables::read(&source::section(0).unwrap()).unwrap())
    }
}

#[cfg(all(test, feature = "compile"))]
mod tests;
