//! Judges an answer while it is read: what was found so far, what the policies say of it, and what is done about it.

use alloc::{
    collections::BTreeMap,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use countersign_classify::{Classifier, Evidence, Finding, LabelId, ScanOutcome};
use countersign_formats::{
    order::inserted,
    record::{Coverage, Decision},
    routes::Route,
    time::Micros,
};
use countersign_policy::Remedy;

use crate::{
    bundle::Bundle,
    content::{Inspection, Scan},
    decide::{self, Asked, Refusal},
    evidence, findings,
    identity::Identity,
    judge::{self, Act, Judgement, Present, Question},
    mask::{self, ECHO, Masker, PSEUDONYM, Tally},
    pseudonym::Pseudonyms,
    reply::Code,
};

/// Judges one answer.
#[derive(Debug)]
pub struct Referee {
    bundle: Rc<Bundle>,
    route: Rc<Route>,
    identity: Rc<Identity>,
    source: String,
    asked: Asked,
    /// Key of pseudonyms, where the gateway has one.
    key: Option<[u8; 32]>,
    /// Whether pseudonyms of the request turn back into values.
    restores: bool,
    /// Whether parts of the answer leave before all of it is known.
    early: bool,
    labels: Vec<Present>,
    unread: Vec<String>,
    counts: BTreeMap<LabelId, (u64, u16)>,
    judgement: Judgement,
    tally: Tally,
}

impl Referee {
    /// For the answer to a request.
    pub fn new(
        bundle: Rc<Bundle>,
        route: Rc<Route>,
        identity: Rc<Identity>,
        source: String,
        asked: Asked,
        key: Option<[u8; 32]>,
    ) -> Self {
        Self {
            bundle,
            route,
            identity,
            source,
            asked,
            key,
            restores: false,
            early: false,
            labels: Vec::new(),
            unread: Vec::new(),
            counts: BTreeMap::new(),
            judgement: Judgement::default(),
            tally: Tally::default(),
        }
    }

    /// The route.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// What was asked.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Asks what may be known before the first byte: whether there may be an answer at all, and whether values are given back.
    pub fn open(&mut self, now: Micros) {
        let names =
            self.asked.pseudonyms.as_ref().filter(|p| !p.is_empty()).map(|_| self.asked.tokenized.clone());
        if let Some(labels) = names {
            let labels: Vec<Present> =
                labels.into_iter().map(|label| Present::curable(label, 1000)).collect();
            let asked = judge::ask(&self.question(Act::Restore, &labels, 0, now));
            self.restores = asked.refusal.is_none() && asked.masked.is_empty();
        }
        self.ask(0, now);
    }

    /// Takes note of findings and of what could not be read, in the first `bytes` of the answer; asks again when something is new.
    pub fn note(
        &mut self,
        found: impl Iterator<Item = (LabelId, u16)>,
        coverage: Option<&Coverage>,
        bytes: u64,
        now: Micros,
    ) {
        let mut fresh = false;
        for (label, confidence) in found.filter(|(label, _)| mask::is_data(*label)) {
            let count = self.counts.entry(label).or_default();
            *count = (count.0 + 1, count.1.max(confidence));
            fresh |= judge::add(&mut self.labels, Present::curable(label, confidence));
        }
        for label in coverage.map(judge::unread_labels).unwrap_or_default() {
            if !self.unread.contains(&label) {
                self.unread.push(label);
                fresh = true;
            }
        }
        if fresh {
            self.ask(bytes, now);
        }
    }

    /// Takes note of what the texts of an answer are as a whole.
    pub fn note_whole(&mut self, inspection: &Inspection, bytes: u64, now: Micros) {
        let mut fresh = false;
        for (found, count) in findings::conclude(&self.bundle.classifier, inspection) {
            self.counts.insert(found.label, (count, found.confidence_pm));
            fresh |= judge::add(&mut self.labels, found);
        }
        if fresh {
            self.ask(bytes, now);
        }
    }

    fn ask(&mut self, bytes: u64, now: Micros) {
        self.judgement = judge::ask(&self.question(Act::Respond, &self.labels, bytes, now));
        let tokenizes = self.judgement.masked.iter().any(|(_, remedy)| *remedy == Remedy::Tokenize);
        if tokenizes && self.asked.pseudonyms.is_none() {
            self.asked.pseudonyms = self.key.map(Pseudonyms::new);
            if self.asked.pseudonyms.is_none() {
                self.judgement.fail(Code::PseudonymKeyMissing);
            }
        }
    }

    fn question<'a>(&'a self, act: Act, labels: &'a [Present], bytes: u64, now: Micros) -> Question<'a> {
        Question {
            act,
            bundle: &self.bundle,
            route: &self.route,
            identity: &self.identity,
            models: &self.asked.models,
            stream: self.asked.stream,
            tools: self.asked.tools,
            labels,
            unread: if act == Act::Respond { &self.unread } else { &[] },
            format: self.asked.format_name(),
            bytes,
            source: &self.source,
            now,
        }
    }

    /// Why the answer must not pass, with what its caller may know of it.
    pub fn refusal(&self) -> Option<Refusal> {
        let code = self.judgement.refusal?;
        Some(decide::explain(code, &self.judgement, None, &self.bundle))
    }

    /// What finds labels in answers: the classifier, and pseudonyms where these turn back.
    pub fn scanner(&self) -> Scanner<'_> {
        Scanner { classifier: &self.bundle.classifier, pseudonyms: self.returning() }
    }

    fn returning(&self) -> Option<&Pseudonyms> {
        self.asked.pseudonyms.as_ref().filter(|p| self.restores && !p.is_empty())
    }

    /// The pseudonyms that turn back, as they are now.
    pub fn known_pseudonyms(&self) -> Option<Pseudonyms> {
        self.returning().cloned()
    }

    /// The bundle that the answer is judged by.
    pub fn bundle(&self) -> Rc<Bundle> {
        self.bundle.clone()
    }

    /// Whether findings of a label are changed.
    pub fn wants(&self, label: LabelId) -> bool {
        match label {
            PSEUDONYM => self.restores,
            ECHO => self.mutes(),
            _ => self.judgement.masked.iter().any(|(known, _)| *known == label),
        }
    }

    /// The answer passes before the verdict on the whole is known.
    pub fn pass_early(&mut self) {
        self.early = true;
    }

    /// What says the text once more goes where something is masked, and where something may be.
    fn mutes(&self) -> bool {
        self.early || !self.judgement.masked.is_empty()
    }

    /// Writes what stands in place of findings.
    pub fn masker(&mut self) -> Masker<'_> {
        let mute = self.mutes();
        Masker {
            classifier: &self.bundle.classifier,
            remedies: &self.judgement.masked,
            pseudonyms: self.asked.pseudonyms.as_mut(),
            restore: self.restores,
            mute,
            tally: &mut self.tally,
        }
    }

    /// Forgets what was counted and changed, and keeps the labels and the verdict: a second reading changes by the verdict on the whole.
    pub fn begin_again(&mut self) {
        self.counts.clear();
        self.tally = Tally::default();
    }

    /// The verdict for the outcome record: decision, and counts by label.
    pub fn conclude(&self) -> (Decision, countersign_formats::record::Classify) {
        let mut decision = decide::decision(&self.judgement);
        decision.rules = evidence::capped(self.judgement.rules.iter().map(String::as_str)).0;
        decision.transform.clone_from(&self.tally.masked);
        decision.restored = self.tally.restored;
        decision.is_final = true;
        if decision.verdict == "allow" && !self.tally.masked.is_empty() {
            decision.verdict = "redact".to_string();
        }
        let classifier = &self.bundle.classifier;
        let counts =
            inserted(self.counts.iter().map(|(label, count)| (classifier.label_name(*label), *count)));
        (decision, evidence::classify(&counts, BTreeMap::new(), &self.bundle.detectors_text))
    }
}

/// The classifier, and pseudonyms that turn back.
#[derive(Clone, Copy, Debug)]
pub struct Scanner<'a> {
    /// What finds data.
    pub classifier: &'a Classifier,
    /// What turns back.
    pub pseudonyms: Option<&'a Pseudonyms>,
}

impl Scan for Scanner<'_> {
    fn scan(&self, text: &str, findings: &mut Vec<Finding>) -> ScanOutcome {
        let outcome = self.classifier.scan(text, findings);
        self.add_pseudonyms(text, findings);
        outcome
    }

    fn read(&self, text: &str, findings: &mut Vec<Finding>, evidence: &mut Evidence) -> ScanOutcome {
        let outcome = self.classifier.read(text, findings, evidence);
        self.add_pseudonyms(text, findings);
        outcome
    }
}

impl Scanner<'_> {
    fn add_pseudonyms(&self, text: &str, findings: &mut Vec<Finding>) {
        for place in self.pseudonyms.map(|p| p.places(text)).unwrap_or_default() {
            if let (Ok(start), Ok(end)) = (u32::try_from(place.start), u32::try_from(place.end)) {
                findings.push(Finding { label: PSEUDONYM, start, end, confidence_pm: 1000 });
            }
        }
    }
}
