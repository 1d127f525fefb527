//! The scan of one text: the pass goes ahead, and behind it the places that it told are looked at.

use alloc::vec::Vec;

use crate::{
    artifact::{AUTOMATON, Detector, Required, Trigger, WINDOW_MAX},
    classifier::{Classifier, Finding, ScanOutcome},
    confirm,
    context::{self, Around},
    groups,
    lexicon::Hit,
    pass::{Kind, Pass, Place},
    program::{Condition, Match, Program},
    validate::Candidate,
};

/// Findings of one scan.
const FINDINGS_MAX: usize = 65_536;

/// Bytes that detectors may look at in a text: this many a byte, and some to begin with. Clean text costs less than one a byte; only a text
/// that consists of beginnings of things comes near.
const WORK_PER_BYTE: usize = 24;
const WORK_MIN: usize = 64 * 1024;

/// Bytes that the pass goes on before the places in them are looked at, and how far it stays ahead of them.
const PAGE: usize = 4096;
const AHEAD: usize = 2 * WINDOW_MAX as usize;

pub(crate) struct Scan<'s> {
    classifier: &'s Classifier,
    text: &'s [u8],
    findings: &'s mut Vec<Finding>,
    from: usize,
    hits: Vec<Hit>,
    around: Around,
    /// Matches at one place, by detector.
    matches: Vec<(u16, Match)>,
    /// Where words of groups go, if they are asked for.
    words: Option<&'s mut Vec<groups::Hit>>,
    work: usize,
}

impl<'s> Scan<'s> {
    pub(crate) fn new(classifier: &'s Classifier, text: &'s [u8], findings: &'s mut Vec<Finding>) -> Self {
        let from = findings.len();
        let (hits, around, matches) = (Vec::new(), Around::default(), Vec::new());
        Self { classifier, text, findings, from, hits, around, matches, words: None, work: 0 }
    }

    /// Has the words of groups collected as well.
    pub(crate) fn collect_words(&mut self, words: &'s mut Vec<groups::Hit>) {
        self.words = Some(words);
    }

    pub(crate) fn run(mut self) -> ScanOutcome {
        let budget = WORK_MIN.saturating_add(self.text.len().saturating_mul(WORK_PER_BYTE));
        let truncated = ScanOutcome { truncated: true };
        if u32::try_from(self.text.len()).is_err() {
            return truncated;
        }
        let mut pass = Pass::new(self.text, &self.classifier.lexicon, &self.classifier.heads);
        let (mut places, mut page_end, mut skip) = (Vec::new(), 0, 0);
        while page_end < self.text.len() {
            page_end += PAGE;
            let known = self.hits.len();
            pass.advance(page_end + AHEAD, &mut self.hits, &mut places);
            self.note_words(known);
            let due = places.partition_point(|place: &Place| (place.at as usize) < page_end);
            for place in places.drain(..due) {
                // Terms of the organisation go before what has a form: they are looked for in long tokens as well.
                let own = || matches!(place.kind, Kind::Words { .. }) && self.classifier.has_own();
                if (place.at as usize) < skip && !own() {
                    continue;
                }
                let before = self.findings.len();
                self.look(place);
                if self.work > budget || self.findings.len() - self.from > FINDINGS_MAX {
                    return truncated;
                }
                // A long token that was found whole is not looked into again.
                let ends = self.findings.iter().skip(before).map(|finding| finding.end as usize);
                skip = ends.filter(|end| *end > place.at as usize + 128).max().unwrap_or(skip);
            }
            let old = self.hits.partition_point(|hit| (hit.start as usize + AHEAD) < page_end);
            self.hits.drain(..old);
        }
        ScanOutcome::default()
    }

    /// Notes the words of groups among the hits from this one on.
    fn note_words(&mut self, from: usize) {
        let classifier = self.classifier;
        let Some(words) = self.words.as_deref_mut() else { return };
        for hit in self.hits.iter().skip(from) {
            let sets = classifier.lexicon.meaning(hit.meaning).map_or(&[][..], |meaning| &meaning.sets);
            // Sets of context words have lower numbers.
            let least = classifier.groups.first().map_or(u16::MAX, |(set, _)| *set);
            for set in sets.iter().skip_while(|set| **set < least) {
                let first = classifier.groups.partition_point(|(known, _)| known < set);
                let of_set = classifier.groups.iter().skip(first).take_while(|(known, _)| known == set);
                words.extend(of_set.map(|(_, group)| groups::Hit {
                    group: *group,
                    start: hit.start,
                    end: hit.end,
                }));
            }
        }
    }

    /// Looks closer at a place.
    fn look(&mut self, place: Place) {
        let at = place.at as usize;
        self.work += 1;
        match place.kind {
            Kind::At => self.ask(&self.classifier.at, at),
            Kind::Colon => self.ask(&self.classifier.colon, at),
            Kind::Token => {
                self.programs(self.classifier.tokens.at(self.text, at), at);
                self.automaton(Trigger::Token, at, None);
                if self.text.get(at).is_some_and(u8::is_ascii_digit) {
                    self.programs(self.classifier.digits.at(self.text, at), at);
                    self.automaton(Trigger::Digits, at, None);
                }
            }
            Kind::Digits => {
                self.programs(self.classifier.digits.at(self.text, at), at);
                self.automaton(Trigger::Digits, at, None);
            }
            Kind::Head => self.head(at),
            Kind::Words { meaning, end } => return self.words(meaning, at, end as usize),
        }
        self.settle();
    }

    /// Asks the validators of detectors without a pattern.
    fn ask(&mut self, detectors: &[u16], at: usize) {
        for detector in detectors {
            self.work += 8;
            self.matches.push((*detector, Match { end: at + 1, value: (at, at + 1) }));
        }
    }

    /// Runs the programs that could match at `at`. Those that want context do not run where none of it is near, and programs of the same
    /// steps, which are neighbours in the list, run once.
    fn programs(&mut self, programs: &[u16], at: usize) {
        let classifier = self.classifier;
        let inside = word_before(self.text, at) || dotted_before(self.text, at);
        let mut collected = false;
        let mut last: Option<(&Program, Option<Match>)> = None;
        for index in programs {
            let Some(condition) = classifier.conditions.get(usize::from(*index)) else { continue };
            if inside && !condition.open_end
                || condition.always.is_some_and(|set| !self.is_near(set, at, &mut collected))
            {
                continue;
            }
            let Some(program) = classifier.programs.get(*index) else { continue };
            let found = match last {
                Some((known, found)) if known.does_the_same(program) => found,
                _ => classifier.programs.run(program, self.text, at, &mut self.work),
            };
            last = Some((program, found));
            let Some(found) = found else { continue };
            if !condition.open_end {
                let bare = condition.bare.filter(|_| self.is_number(found.value));
                if word_goes_on(self.text, found.value.1)
                    || bare.is_some_and(|set| !self.is_near(set, at, &mut collected))
                {
                    continue;
                }
            }
            self.matches.push((program.detector, found));
        }
    }

    /// Whether a word of a set stands so near to `at` that it could be that of a candidate there.
    fn is_near(&mut self, set: u16, at: usize, collected: &mut bool) -> bool {
        if !*collected {
            self.around.collect(&self.classifier.lexicon, &self.hits, at);
            *collected = true;
        }
        self.around.has(set)
    }

    fn is_number(&self, (start, end): (usize, usize)) -> bool {
        self.text.get(start..end).is_some_and(|bytes| bytes.iter().all(u8::is_ascii_digit))
    }

    /// Runs one program at `at`; `free` is where a word must begin.
    fn program(&mut self, index: u16, at: usize, free: usize) {
        let classifier = self.classifier;
        let Some(program) = classifier.programs.get(index) else { return };
        let Some(found) = classifier.programs.run(program, self.text, at, &mut self.work) else { return };
        self.offer(program.detector, found, free);
    }

    /// Keeps a match whose borders are right.
    fn offer(&mut self, detector: u16, found: Match, free: usize) {
        let Some(about) = self.classifier.detectors.get(usize::from(detector)) else { return };
        let numeric = matches!(about.trigger, Trigger::Digits | Trigger::Token);
        let inside = word_before(self.text, free) || (numeric && dotted_before(self.text, free));
        if about.open_end || !(inside || word_goes_on(self.text, found.value.1)) {
            self.matches.push((detector, found));
        }
    }

    fn automaton(&mut self, trigger: Trigger, at: usize, only: Option<u16>) {
        let classifier = self.classifier;
        if !classifier.by_automaton.contains(&trigger) {
            return;
        }
        let mut found: Vec<(u16, usize)> = Vec::new();
        confirm::matches(&classifier.automaton, self.text, at, &mut self.work, |pattern, end| {
            if let Some(detector) = classifier.patterns.get(pattern) {
                found.push((*detector, end));
            }
        });
        let mut collected = false;
        for (detector, end) in found {
            let Some(about) = classifier.detectors.get(usize::from(detector)) else { continue };
            let always = Condition::of(about).always;
            if about.trigger == trigger
                && only.is_none_or(|only| only == detector)
                && always.is_none_or(|set| self.is_near(set, at, &mut collected))
            {
                let free = if trigger == Trigger::Words { 0 } else { at };
                self.offer(detector, Match { end, value: (at, end) }, free);
            }
        }
    }

    fn head(&mut self, at: usize) {
        let classifier = self.classifier;
        let Some(first) = self.text.get(at..).and_then(<[u8]>::first_chunk::<3>) else { return };
        let from = classifier.headed.partition_point(|(head, _)| head < first);
        let here = classifier.headed.iter().skip(from).take_while(|(head, _)| head == first);
        let starts_word = first.first().is_some_and(u8::is_ascii_alphanumeric);
        for (_, program) in here {
            if *program == AUTOMATON {
                self.automaton(Trigger::Heads, at, None);
            } else {
                self.program(*program, at, if starts_word { at } else { 0 });
            }
        }
    }

    fn words(&mut self, meaning: u16, start: usize, end: usize) {
        let classifier = self.classifier;
        let triggers = classifier.lexicon.meaning(meaning).map_or(&[][..], |meaning| &meaning.triggers);
        for detector in triggers {
            self.work += 8;
            let programs = classifier.by_detector.get(usize::from(*detector)).map_or(&[][..], Vec::as_slice);
            if classifier.patterns.contains(detector) {
                self.automaton(Trigger::Words, end, Some(*detector));
            } else if programs.is_empty() {
                self.matches.push((*detector, Match { end, value: (start, end) }));
            }
            for program in programs {
                self.program(*program, end, 0);
            }
        }
        self.settle();
    }

    /// Takes the longest valid match of each detector: what is too long may hold two values, one behind the other.
    fn settle(&mut self) {
        let order = |(detector, found): &(u16, Match)| (*detector, core::cmp::Reverse(found.end));
        if !self.matches.is_sorted_by_key(order) {
            self.matches.sort_unstable_by_key(order);
        }
        let mut done = None;
        let matches = core::mem::take(&mut self.matches);
        for (detector, found) in &matches {
            if done != Some(*detector) && self.keep(*detector, found) {
                done = Some(*detector);
            }
        }
        self.matches = matches;
        self.matches.clear();
    }

    fn keep(&mut self, index: u16, found: &Match) -> bool {
        let classifier = self.classifier;
        let (Some(detector), Some(validator), Some(label)) = (
            classifier.detectors.get(usize::from(index)),
            classifier.validators.get(usize::from(index)),
            classifier.labels.get(usize::from(index)),
        ) else {
            return false;
        };
        let cased = detector.trigger == Trigger::CasedTerms;
        if (cased || detector.trigger == Trigger::Terms)
            && !classifier.terms.holds(index, cased, self.text, found.value)
        {
            return false;
        }
        let (start, end) = found.value;
        let span = match validator {
            Some(validator) => validator(&Candidate { text: self.text, start, end }),
            None => Some(found.value),
        };
        let Some((mut start, end)) = span.filter(|(start, end)| start < end && *end <= self.text.len())
        else {
            return false;
        };
        let Some(confidence_pm) = self.confidence(detector, start, end) else { return false };
        if let Some(last) = detector.keep_last {
            start = start.max(end.saturating_sub(last as usize));
        }
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
            self.findings.push(Finding { label: *label, start, end, confidence_pm });
        }
        true
    }

    /// Confidence of a finding, or `None` where it lacks the context that it needs.
    fn confidence(&self, detector: &Detector, start: usize, end: usize) -> Option<u16> {
        let Some(context) = &detector.context else { return Some(detector.confidence_pm) };
        if context::present(context, &self.classifier.lexicon, &self.hits, start, end) {
            return Some(context.confidence_pm);
        }
        let bare = || context.required == Required::Bare && self.is_number((start, end));
        let lacks = context.required == Required::Always || bare();
        (!lacks).then_some(detector.confidence_pm)
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn word_before(text: &[u8], at: usize) -> bool {
    let ours = text.get(at).is_some_and(|byte| is_part(*byte));
    ours && at.checked_sub(1).and_then(|i| text.get(i)).is_some_and(|byte| is_part(*byte))
}

/// Whether the word that ends a match goes on behind it.
fn word_goes_on(text: &[u8], end: usize) -> bool {
    let ours = end.checked_sub(1).and_then(|i| text.get(i)).is_some_and(|byte| is_part(*byte));
    ours && text.get(end).is_some_and(|byte| is_part(*byte))
}

/// Inside of a decimal or dotted number: `0.4111…`, `1.2.3`.
fn dotted_before(text: &[u8], at: usize) -> bool {
    let byte = |back: usize| at.checked_sub(back).and_then(|i| text.get(i));
    matches!(byte(1), Some(b'.')) && byte(2).is_some_and(u8::is_ascii_digit)
}
