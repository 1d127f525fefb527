//! What is written in place of findings: placeholders, pseudonyms, and for the caller the values behind pseudonyms.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use countersign_classify::{Classifier, LabelId};
use countersign_policy::Remedy;

use crate::{
    content::{
        EditKind,
        edit::{self, Edit},
    },
    pseudonym::Pseudonyms,
};

/// Readings of a masked body until nothing is found in it any more. A placeholder can be a word that says what the number beside it is, end
/// the word that an address was glued to, or bring two things nearer to each other; one more reading settles nearly all of these.
pub const ROUNDS_MAX: usize = 4;

/// Label of a pseudonym that stands in an answer. No classifier gives it out.
pub const PSEUDONYM: LabelId = LabelId(u16::MAX);

/// Label of a value that says the answer's text once more, token by token: masking cannot change it, so it goes where anything is masked. No
/// classifier gives it out.
pub const ECHO: LabelId = LabelId(u16::MAX - 1);

/// Whether a label is one of a classifier.
pub fn is_data(label: LabelId) -> bool {
    label != PSEUDONYM && label != ECHO
}

/// Replaces the findings of one body or stream.
#[derive(Debug)]
pub struct Masker<'m> {
    /// Names the labels.
    pub classifier: &'m Classifier,
    /// Labels to change, and how.
    pub remedies: &'m [(LabelId, Remedy)],
    /// Makes and knows pseudonyms; without it, values get placeholders.
    pub pseudonyms: Option<&'m mut Pseudonyms>,
    /// Whether pseudonyms turn back into values.
    pub restore: bool,
    /// Whether values that say the text once more go.
    pub mute: bool,
    /// What was done.
    pub tally: &'m mut Tally,
}

/// A body that settled.
#[derive(Debug, Default)]
pub struct Settled {
    /// As it is now; `None`: as it was.
    pub body: Option<Vec<u8>>,
    /// Bytes that were replaced, in all readings.
    pub masked: u64,
}

/// Finds again in a body that was changed; `None` where it cannot be read.
type Find<'f> = dyn FnMut(&[u8]) -> Option<Vec<(Edit, LabelId)>> + 'f;

/// What a masker did.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Replaced spans by label.
    pub masked: BTreeMap<String, u64>,
    /// Pseudonyms turned back.
    pub restored: u64,
    names: u64,
}

impl Masker<'_> {
    /// Whether findings of a label are changed.
    pub fn wants(&self, label: LabelId) -> bool {
        match label {
            PSEUDONYM => self.restore,
            ECHO => self.mute,
            _ => self.remedies.iter().any(|(known, _)| *known == label),
        }
    }

    /// Masks a body until another reading finds nothing to mask, so that masking it again changes nothing; then turns pseudonyms back. The
    /// values that come back are the caller's own and are not looked at again. `read` gives the findings of a body, or `None` where it is
    /// none any more. `None` when the body does not settle or masking broke it: it must not pass.
    pub fn settle(
        &mut self,
        body: &[u8],
        found: Vec<(Edit, LabelId)>,
        read: &mut Find<'_>,
    ) -> Option<Settled> {
        let mut settled = Settled::default();
        let mut found = found;
        for round in 0.. {
            let current = settled.body.as_deref().unwrap_or(body);
            let wanted = found.iter().filter(|(_, label)| *label != PSEUDONYM && self.wants(*label));
            let edits: Vec<(&Edit, LabelId)> = wanted.map(|(edit, label)| (edit, *label)).collect();
            if edits.is_empty() {
                break;
            }
            if round == ROUNDS_MAX {
                return None;
            }
            settled.masked += edits.iter().map(|(edit, _)| edit.len() as u64).sum::<u64>();
            let next = self.rewrite(current, edits);
            found = read(&next)?;
            settled.body = Some(next);
        }
        let pseudonyms = found.iter().filter(|(_, label)| *label == PSEUDONYM && self.restore);
        let pseudonyms: Vec<(&Edit, LabelId)> = pseudonyms.map(|(edit, label)| (edit, *label)).collect();
        if !pseudonyms.is_empty() {
            settled.masked += pseudonyms.iter().map(|(edit, _)| edit.len() as u64).sum::<u64>();
            let current = settled.body.as_deref().unwrap_or(body);
            settled.body = Some(self.rewrite(current, pseudonyms));
        }
        Some(settled)
    }

    /// A body with these changes; all other bytes as they were.
    pub fn rewrite(&mut self, body: &[u8], edits: Vec<(&Edit, LabelId)>) -> Vec<u8> {
        edit::apply(body, edits, |edit, label| self.replacement(label, edit.kind, || edit::read(body, edit)))
    }

    /// What stands in place of a finding. Placeholders of members' names get numbers, so that names stay apart.
    pub fn replacement(
        &mut self,
        label: LabelId,
        kind: EditKind,
        original: impl FnOnce() -> String,
    ) -> String {
        if label == PSEUDONYM {
            let token = original();
            let value = self.pseudonyms.as_ref().and_then(|p| p.value(&token).map(String::from));
            self.tally.restored += u64::from(value.is_some());
            return value.unwrap_or(token);
        }
        if label == ECHO {
            return String::new();
        }
        *self.tally.masked.entry(self.classifier.label_name(label).into()).or_default() += 1;
        let word = self.classifier.placeholder(label);
        let tokenize = self.remedies.iter().any(|(l, remedy)| *l == label && *remedy == Remedy::Tokenize);
        if let Some(pseudonyms) = self.pseudonyms.as_mut().filter(|_| tokenize) {
            return pseudonyms.token(word, &original());
        }
        if kind == EditKind::Name {
            self.tally.names += 1;
            if self.tally.names > 1 {
                return format!("[{word}_{}]", self.tally.names);
            }
        }
        format!("[{word}]")
    }
}
