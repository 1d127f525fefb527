//! The scan: trigger, confirm, context, merge.

use alloc::{string::String, vec, vec::Vec};
use core::fmt;

use crate::{
    artifact::{self, ArtifactError, Automaton, Detector, Required, Trigger, Validator},
    confirm, context, merge,
    normalise::normalise,
    trigger::Triggers,
    validate,
};

/// Index of a label of one [`Classifier`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId(pub u16);

/// A span that a detector found. Never the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Label.
    pub label: LabelId,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Per mille.
    pub confidence_pm: u16,
}

/// How a scan ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScanOutcome {
    /// The scan ended early, by its work budget or the limit of findings: the text is not known to be clean.
    pub truncated: bool,
}

/// Findings of one scan.
const FINDINGS_MAX: usize = 65_536;

/// Steps of automata that a text may cost: this many a byte, and some to begin with. Clean text costs less than one a byte; only a text
/// that consists of heads of tokens comes near.
const STEPS_PER_BYTE: usize = 24;
const STEPS_MIN: usize = 64 * 1024;

/// Compiled detectors, ready to scan.
pub struct Classifier {
    detectors: Vec<Detector>,
    /// Label of each detector.
    labels: Vec<LabelId>,
    names: Vec<(String, String)>,
    triggers: Triggers,
    digits: Automaton,
    heads: Automaton,
    /// Pattern index to detector, for each automaton.
    by_digits: Vec<usize>,
    by_heads: Vec<usize>,
    /// Detectors of digit runs, `@` and colons without a pattern.
    plain: Vec<usize>,
}

impl fmt::Debug for Classifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names.iter().map(|(name, _)| name)).finish()
    }
}

impl Classifier {
    /// Loads compiled detectors.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] for bytes that the compiler did not write.
    pub fn load(artifact: &[u8]) -> Result<Self, ArtifactError> {
        let parts = artifact::read(artifact)?;
        let detectors = parts.metadata.detectors;
        let mut names: Vec<(String, String)> = Vec::new();
        let (mut labels, mut plain) = (Vec::new(), Vec::new());
        let (mut by_digits, mut by_heads) = (vec![0; detectors.len()], vec![0; detectors.len()]);
        for (index, detector) in detectors.iter().enumerate() {
            let known = names.iter().position(|(name, _)| *name == detector.label);
            let label = known.unwrap_or(names.len());
            if known.is_none() {
                names.push((detector.label.clone(), detector.placeholder.clone()));
            }
            labels.push(LabelId(u16::try_from(label).unwrap_or(u16::MAX)));
            let table = match (&detector.trigger, detector.pattern) {
                (Trigger::Digits, Some(_)) => &mut by_digits,
                (Trigger::Heads(_), Some(_)) => &mut by_heads,
                _ => {
                    plain.push(index);
                    continue;
                }
            };
            if let Some(entry) = detector.pattern.and_then(|pattern| table.get_mut(pattern as usize)) {
                *entry = index;
            }
        }
        let heads = detectors.iter().flat_map(|d| match &d.trigger {
            Trigger::Heads(heads) => heads.as_slice(),
            _ => &[],
        });
        let triggers = Triggers::new(heads.map(String::as_str));
        let (digits, heads) = (parts.digits, parts.heads);
        Ok(Self { labels, names, triggers, digits, heads, by_digits, by_heads, plain, detectors })
    }

    /// Name of a label, `pii.us_ssn`; empty for an id of another classifier.
    pub fn label_name(&self, label: LabelId) -> &str {
        self.names.get(usize::from(label.0)).map_or("", |(name, _)| name)
    }

    /// Word that replaces findings of a label, without brackets.
    pub fn placeholder(&self, label: LabelId) -> &str {
        self.names.get(usize::from(label.0)).map_or("REDACTED", |(_, placeholder)| placeholder)
    }

    /// Every label with its name.
    pub fn labels(&self) -> impl Iterator<Item = (LabelId, &str)> {
        self.names
            .iter()
            .enumerate()
            .map(|(i, (name, _))| (LabelId(u16::try_from(i).unwrap_or(u16::MAX)), name.as_str()))
    }

    /// Appends what stands in `text`: sorted, without overlaps, on character borders.
    pub fn scan(&self, text: &str, findings: &mut Vec<Finding>) -> ScanOutcome {
        let from = findings.len();
        let Some(plain) = normalise(text) else { return self.scan_plain(text.as_bytes(), findings) };
        let outcome = self.scan_plain(plain.text.as_bytes(), findings);
        for finding in findings.iter_mut().skip(from) {
            let (start, last) = plain.original(finding.start, finding.end);
            // The last character may be longer in the original than the one byte it became.
            let length =
                text.get(last as usize..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            finding.start = start;
            finding.end = last + u32::try_from(length).unwrap_or(1);
        }
        outcome
    }

    fn scan_plain(&self, text: &[u8], findings: &mut Vec<Finding>) -> ScanOutcome {
        let from = findings.len();
        let mut budget = STEPS_MIN.saturating_add(text.len().saturating_mul(STEPS_PER_BYTE));
        let mut at = 0;
        let mut truncated = u32::try_from(text.len()).is_err();
        while let Some(place) = self.triggers.next(text, at) {
            let before = findings.len();
            let steps = self.look(text, place, findings);
            budget = budget.saturating_sub(steps);
            if budget == 0 || findings.len() - from > FINDINGS_MAX {
                truncated = true;
                break;
            }
            at = place + 1;
            // A long token that was found whole is not looked into again.
            if let Some(end) =
                findings.iter().skip(before).map(|f| f.end as usize).max().filter(|end| *end > place + 128)
            {
                at = end;
            }
        }
        merge::merge(findings, from, |finding| {
            u32::from(self.label_name(finding.label).starts_with("secret."))
        });
        ScanOutcome { truncated }
    }

    /// Looks closer at a trigger. Returns the steps it took.
    fn look(&self, text: &[u8], at: usize, findings: &mut Vec<Finding>) -> usize {
        let byte = text.get(at).copied().unwrap_or(0);
        let mut steps = 1;
        match byte {
            b'@' | b':' => {
                for index in &self.plain {
                    let Some(detector) = self.detectors.get(*index) else { continue };
                    let span = match (&detector.trigger, detector.validator) {
                        (Trigger::At, Validator::Email) if byte == b'@' => validate::email(text, at),
                        (Trigger::Colon, Validator::Ipv6) if byte == b':' => validate::ipv6(text, at),
                        _ => None,
                    };
                    steps += 8;
                    self.keep(*index, text, span, findings);
                }
                return steps;
            }
            b'0'..=b'9' => {
                steps += self.run(&self.digits, &self.by_digits, text, at, findings);
                for index in &self.plain {
                    let is_iban = self.detectors.get(*index).is_some_and(|d| d.validator == Validator::Iban);
                    if is_iban
                        && at.checked_sub(1).and_then(|i| text.get(i)).is_some_and(u8::is_ascii_alphabetic)
                    {
                        self.keep(*index, text, validate::iban(text, at), findings);
                    }
                }
            }
            _ => {}
        }
        let free = !byte.is_ascii_alphanumeric() || !word_before(text, at);
        if free && self.triggers.may_be_head(text.get(at..).unwrap_or_default()) {
            steps += self.run(&self.heads, &self.by_heads, text, at, findings);
        }
        steps
    }

    /// Runs an automaton and keeps the longest valid match of each pattern: what is too long may hold two values, one behind the other.
    fn run(
        &self,
        automaton: &Automaton,
        detectors: &[usize],
        text: &[u8],
        at: usize,
        findings: &mut Vec<Finding>,
    ) -> usize {
        // Few patterns match at one place, each with a few ends at the borders of its groups, in order of appearance.
        let mut ends: Vec<(usize, usize)> = Vec::new();
        let steps = confirm::matches(automaton, text, at, |pattern, end| {
            // Validators that grow a match find its end themselves.
            let grows = detectors
                .get(pattern)
                .and_then(|index| self.detectors.get(*index))
                .is_some_and(|detector| matches!(detector.validator, Validator::Jwt | Validator::PrivateKey));
            if !grows && word_after(text, end) {
                return;
            }
            ends.push((pattern, end));
        });
        let mut found: Vec<usize> = Vec::new();
        for (pattern, end) in ends.into_iter().rev() {
            let Some(index) = detectors.get(pattern).filter(|_| !found.contains(&pattern)) else { continue };
            let span = self.validated(*index, text, at, end);
            if span.is_some() {
                found.push(pattern);
                self.keep(*index, text, span, findings);
            }
        }
        steps
    }

    fn validated(&self, index: usize, text: &[u8], at: usize, end: usize) -> validate::Span {
        let bytes = text.get(at..end)?;
        let plus = at.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'+');
        let open = at.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'(');
        let start = at - usize::from(plus || open);
        let free = !word_before(text, at) && !dotted_before(text, at);
        let valid = match self.detectors.get(index)?.validator {
            Validator::None => {
                !bytes.first().is_some_and(u8::is_ascii_alphanumeric) || !word_before(text, at)
            }
            Validator::PaymentCard => free && validate::payment_card(bytes),
            Validator::UsSsn => free && validate::us_ssn(bytes),
            Validator::Phone => return (free && validate::phone(bytes, plus)).then_some((start, end)),
            Validator::Ipv4 => !word_before(text, at) && validate::ipv4(text, at, end),
            Validator::RecordNumber => return record_number(text, at, end),
            Validator::Jwt => return validate::jwt(text, at),
            Validator::PrivateKey => return validate::private_key(text, at),
            Validator::Iban | Validator::Email | Validator::Ipv6 => false,
        };
        valid.then_some((at, end))
    }

    fn keep(&self, index: usize, text: &[u8], span: validate::Span, findings: &mut Vec<Finding>) {
        let (Some((mut start, end)), Some(detector), Some(label)) =
            (span, self.detectors.get(index), self.labels.get(index))
        else {
            return;
        };
        let mut confidence_pm = detector.confidence_pm;
        if let Some(context) = &detector.context {
            let bare = text.get(start..end).is_some_and(|bytes| bytes.iter().all(u8::is_ascii_digit));
            if context::present(context, text, start, end) {
                confidence_pm = context.confidence_pm;
            } else if context.required == Required::Always || (context.required == Required::Bare && bare) {
                return;
            }
        }
        if let Some(last) = detector.keep_last {
            start = start.max(end.saturating_sub(last as usize));
        }
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
            findings.push(Finding { label: *label, start, end, confidence_pm });
        }
    }
}

fn word_before(text: &[u8], at: usize) -> bool {
    at.checked_sub(1).and_then(|i| text.get(i)).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

fn word_after(text: &[u8], end: usize) -> bool {
    text.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Inside of a decimal or dotted number: `0.4111…`, `1.2.3`.
fn dotted_before(text: &[u8], at: usize) -> bool {
    let byte = |back: usize| at.checked_sub(back).and_then(|i| text.get(i));
    matches!(byte(1), Some(b'.')) && byte(2).is_some_and(u8::is_ascii_digit)
}

/// The whole token around a digit run: record numbers carry letters and dashes.
fn record_number(text: &[u8], at: usize, end: usize) -> validate::Span {
    const SIDE: usize = 12;
    let part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    let before = text.get(at.saturating_sub(SIDE)..at)?.iter().rev().take_while(|b| part(b)).count();
    let after = text.get(end..)?.iter().take(SIDE).take_while(|b| part(b)).count();
    let (start, end) = (at - before, end + after);
    let letters = text.get(start..end)?.iter().filter(|b| b.is_ascii_alphabetic()).count();
    (letters <= 4 && end - start <= 20).then_some((start, end))
}
