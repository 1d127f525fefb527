//! Compiles detector descriptions (TOML) into the artifact that the filter loads. Native only.
//!
//! The same descriptions give the same bytes. What could make a scan slow or large is refused here: a pattern without a trigger, an
//! automaton over its size limit.

use std::{
    fmt,
    string::{String, ToString},
    vec::Vec,
};

use regex_automata::{
    MatchKind,
    dfa::{StartKind, dense},
    nfa::thompson,
    util::syntax,
};
use serde::Deserialize;

use self::{
    pattern::Way,
    tables::{IndexBuilder, LexiconBuilder, ProgramBuilder},
};
use crate::{
    artifact::{self, AUTOMATON, Context, Detector, GroupRow, MAGIC, Metadata, Required},
    bytes::Writer,
    classifier::Classifier,
    evidence::Subject,
    groups, validate,
};

mod pattern;
mod tables;

/// Largest automaton of one pattern, bytes: a pattern above this holds counted repetitions that belong into a validator.
const PATTERN_BYTES_MAX: usize = 256 * 1024;

/// Largest automaton of all patterns, bytes.
const AUTOMATON_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Context words of one detector.
const WORDS_MAX: usize = 256;

/// Compiled detectors.
#[derive(Clone, Debug)]
pub struct CompiledDetectors {
    /// The bundle's `detectors` blob.
    pub artifact: Vec<u8>,
    /// One entry a detector, in order of file name and place in the file.
    pub report: Vec<DetectorReport>,
}

/// What a detector costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectorReport {
    /// Label.
    pub label: String,
    /// Size of the automaton of its pattern alone, bytes; 0 for a pattern that is a sequence of classes, and without a pattern.
    pub automaton_bytes: usize,
}

/// What is wrong with a description, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectorProblem {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What was expected and found.
    pub message: String,
}

impl fmt::Display for DetectorProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

/// A file of several descriptions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    detector: Vec<toml::Spanned<Description>>,
}

/// A description, as people write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    label: String,
    #[expect(dead_code, reason = "for people; required so that no detector lacks it")]
    title: String,
    placeholder: String,
    trigger: Trigger,
    pattern: Option<toml::Spanned<String>>,
    validator: Option<String>,
    confidence_pm: u16,
    keep_last: Option<u32>,
    #[serde(default)]
    open_end: bool,
    context: Option<ContextDescription>,
    #[serde(default)]
    #[expect(dead_code, reason = "for people: names of the same thing elsewhere")]
    presidio: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "for people: names of the same thing elsewhere")]
    google: Vec<String>,
    #[expect(dead_code, reason = "for people; required so that no detector lacks it")]
    source: String,
}

/// Where a detector looks.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Trigger {
    Digits,
    Token,
    At,
    Colon,
    Heads(Vec<String>),
    Words(Vec<String>),
    /// A kind of name.
    Name(String),
    /// What a text is as a whole.
    Document(String),
}

impl Trigger {
    fn kind(&self) -> artifact::Trigger {
        match self {
            Self::Digits => artifact::Trigger::Digits,
            Self::Token => artifact::Trigger::Token,
            Self::At => artifact::Trigger::At,
            Self::Colon => artifact::Trigger::Colon,
            Self::Heads(_) => artifact::Trigger::Heads,
            Self::Words(_) => artifact::Trigger::Words,
            Self::Name(_) => artifact::Trigger::Name,
            Self::Document(_) => artifact::Trigger::Document,
        }
    }

    /// What a detector of names or documents is about.
    fn subject(&self) -> Option<&str> {
        match self {
            Self::Name(subject) | Self::Document(subject) => Some(subject),
            _ => None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextDescription {
    words: Vec<String>,
    window: u32,
    required: Required,
    confidence_pm: u16,
}

struct Source<'a> {
    name: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn problem(&self, offset: usize, message: impl Into<String>) -> DetectorProblem {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        DetectorProblem {
            file: self.name.to_string(),
            line: before.matches('\n').count() + 1,
            column: before.len() - line_start + 1,
            message: message.into(),
        }
    }

    /// The descriptions of the file, each with its place.
    fn descriptions(&self) -> Result<Vec<(usize, Description)>, DetectorProblem> {
        let problem =
            |e: toml::de::Error| self.problem(e.span().map_or(0, |span| span.start), e.message().to_string());
        if !self.text.lines().any(|line| line.trim() == "[[detector]]") {
            return Ok(std::vec![(0, toml::from_str(self.text).map_err(problem)?)]);
        }
        let several: Several = toml::from_str(self.text).map_err(problem)?;
        let placed = several.detector.into_iter().map(|d| (d.span().start, d.into_inner()));
        Ok(placed.collect())
    }
}

/// How the pattern of a detector is found.
enum Form {
    /// By its validator alone.
    Alone,
    Ways(Vec<Way>),
    /// By the automaton.
    Automaton(String, usize),
}

/// What has been compiled so far.
#[derive(Default)]
struct Compiler {
    detectors: Vec<Detector>,
    report: Vec<DetectorReport>,
    lexicon: LexiconBuilder,
    programs: ProgramBuilder,
    tokens: IndexBuilder,
    digits: IndexBuilder,
    heads: Vec<([u8; 3], u16)>,
    patterns: Vec<String>,
    by_pattern: Vec<u16>,
    groups: Vec<GroupRow>,
    endings: Vec<(String, u16)>,
}

/// What an artifact is made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pack<'p> {
    /// Detector descriptions: file name and text.
    pub detectors: &'p [(String, String)],
    /// Lexicons of document detectors: file name and text.
    pub lexicons: &'p [(String, String)],
    /// Weights of the tagger of names; without them, detectors of names find nothing.
    pub names: &'p [u8],
    /// Fingerprints of the organisation's own code.
    pub fingerprints: &'p [u8],
}

/// Compiles detector descriptions alone: file name and text.
///
/// # Errors
///
/// As [`compile_pack`].
pub fn compile(files: &[(String, String)]) -> Result<CompiledDetectors, Vec<DetectorProblem>> {
    compile_pack(&Pack { detectors: files, ..Pack::default() })
}

/// Compiles a pack; the order of its files does not matter.
///
/// # Errors
///
/// Every problem found, with file, line and column.
pub fn compile_pack(pack: &Pack<'_>) -> Result<CompiledDetectors, Vec<DetectorProblem>> {
    let mut files: Vec<&(String, String)> = pack.detectors.iter().collect();
    files.sort();
    let (mut problems, mut compiler) = (Vec::new(), Compiler::default());
    let mut lexicons: Vec<&(String, String)> = pack.lexicons.iter().collect();
    lexicons.sort();
    for (name, text) in lexicons {
        if let Err(problem) = compiler.lexicon(&Source { name, text }) {
            problems.push(problem);
        }
    }
    for (name, text) in files {
        let source = Source { name, text };
        let descriptions = source.descriptions().map_err(|problem| problems.push(problem));
        for (at, description) in descriptions.unwrap_or_default() {
            if let Err(problem) = compiler.add(&source, at, description) {
                problems.push(problem);
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    compiler.finish(pack).map_err(|message| {
        std::vec![DetectorProblem { file: "detectors".to_string(), line: 1, column: 1, message }]
    })
}

impl Compiler {
    /// Adds the groups of a lexicon. Endings of words are no words: they are kept apart.
    fn lexicon(&mut self, source: &Source<'_>) -> Result<(), DetectorProblem> {
        let lexicon: groups::source::Lexicon = toml::from_str(source.text)
            .map_err(|e| source.problem(e.span().map_or(0, |span| span.start), e.message().to_string()))?;
        for words in lexicon.group {
            let general =
                |message: String| source.problem(0, std::format!("group `{}`: {message}", words.name));
            let (endings, whole): (Vec<String>, Vec<String>) =
                words.words.iter().cloned().partition(|word| word.starts_with('-'));
            let set = self.lexicon.set(&whole).map_err(general)?;
            let group = u16::try_from(self.groups.len()).map_err(|e| general(e.to_string()))?;
            self.groups.push(GroupRow { set, role: words.role, place: words.place, weight: words.weight });
            let bare = endings.iter().map(|ending| (ending.trim_start_matches('-').to_string(), group));
            self.endings.extend(bare);
        }
        Ok(())
    }

    fn add(
        &mut self,
        source: &Source<'_>,
        at: usize,
        description: Description,
    ) -> Result<(), DetectorProblem> {
        let place = description.pattern.as_ref().map_or(at, |pattern| pattern.span().start);
        let form = form(&description).map_err(|message| source.problem(place, message))?;
        let general = |message: String| source.problem(at, message);
        let index = u16::try_from(self.detectors.len()).map_err(|e| general(e.to_string()))?;
        self.check(&description).map_err(general)?;
        let mut detector = Detector {
            label: description.label,
            placeholder: description.placeholder,
            trigger: description.trigger.kind(),
            validator: description.trigger.subject().map(ToString::to_string).or(description.validator),
            confidence_pm: description.confidence_pm,
            context: None,
            keep_last: description.keep_last,
            open_end: description.open_end,
        };
        if let Some(context) = description.context {
            detector.context = Some(Context {
                set: self.lexicon.set(&context.words).map_err(general)?,
                window: context.window,
                required: context.required,
                confidence_pm: context.confidence_pm,
            });
        }
        let automaton_bytes = if let Form::Automaton(_, bytes) = &form { *bytes } else { 0 };
        self.report.push(DetectorReport { label: detector.label.clone(), automaton_bytes });
        self.place(index, &description.trigger, form, detector.open_end).map_err(general)?;
        self.detectors.push(detector);
        Ok(())
    }

    fn check(&self, description: &Description) -> Result<(), String> {
        if let Some(subject) = description.trigger.subject().filter(|subject| Subject::of(subject).is_none())
        {
            return Err(std::format!("there is no kind `{subject}` of names or documents"));
        }
        let known = description.validator.as_deref().is_none_or(|name| validate::by_name(name).is_some());
        if !known {
            let name = description.validator.as_deref().unwrap_or_default();
            return Err(std::format!("there is no validator `{name}`"));
        }
        if description.context.as_ref().is_some_and(|context| context.words.len() > WORDS_MAX) {
            return Err(std::format!("expected at most {WORDS_MAX} context words"));
        }
        if description.open_end && description.validator.is_none() {
            return Err("expected a validator beside `open_end`".to_string());
        }
        Ok(())
    }

    /// Enters a detector where its trigger looks for it.
    fn place(&mut self, detector: u16, trigger: &Trigger, form: Form, open_end: bool) -> Result<(), String> {
        if let Trigger::Words(words) = trigger {
            for word in words {
                self.lexicon.trigger(word, detector)?;
            }
        }
        match form {
            Form::Alone => {}
            Form::Automaton(pattern, _) => {
                self.patterns.push(pattern);
                self.by_pattern.push(detector);
                self.head(trigger, None, AUTOMATON);
            }
            Form::Ways(ways) => {
                for way in &ways {
                    let program = self.programs.add(detector, way)?;
                    match trigger {
                        Trigger::Digits => self.digits.add(program, way, open_end),
                        Trigger::Token => self.tokens.add(program, way, open_end),
                        _ => self.head(trigger, Some(way), program),
                    }
                }
            }
        }
        Ok(())
    }

    fn head(&mut self, trigger: &Trigger, way: Option<&Way>, program: u16) {
        let Trigger::Heads(heads) = trigger else { return };
        for head in heads {
            let fits = way.is_none_or(|way| begins_with(way, head.as_bytes()));
            if let Some(first) = head.as_bytes().first_chunk::<3>().filter(|_| fits) {
                self.heads.push((*first, program));
            }
        }
    }

    fn finish(mut self, pack: &Pack<'_>) -> Result<CompiledDetectors, String> {
        self.heads.sort_unstable();
        self.heads.dedup();
        let metadata = Metadata {
            detectors: self.detectors,
            patterns: self.by_pattern,
            groups: self.groups,
            endings: self.endings,
        };
        let mut writer = Writer(MAGIC.to_vec());
        writer.section(&serde_json::to_vec(&metadata).map_err(|e| e.to_string())?);
        self.lexicon.write(&mut writer)?;
        self.programs.write(&mut writer);
        self.tokens.write(&self.programs, &mut writer);
        self.digits.write(&self.programs, &mut writer);
        let rows = self
            .heads
            .iter()
            .flat_map(|([a, b, c], program)| [u32::from_le_bytes([*a, *b, *c, 0]), u32::from(*program)]);
        writer.u32s(&rows.collect::<Vec<_>>());
        writer.section(&automaton(&self.patterns, AUTOMATON_BYTES_MAX)?);
        writer.section(pack.names);
        writer.section(pack.fingerprints);
        // The filter's own reader has the last word on limits.
        Classifier::load(&writer.0).map_err(|e| e.to_string())?;
        Ok(CompiledDetectors { artifact: writer.0, report: self.report })
    }
}

/// Reads the pattern of a description.
fn form(description: &Description) -> Result<Form, String> {
    let subject = description.trigger.subject().is_some();
    let alone = subject || matches!(description.trigger, Trigger::At | Trigger::Colon);
    let Some(pattern) = &description.pattern else {
        let validated = description.validator.is_some();
        return match description.trigger {
            Trigger::At | Trigger::Colon | Trigger::Words(_) if validated => Ok(Form::Alone),
            Trigger::Words(_) | Trigger::Name(_) | Trigger::Document(_) => Ok(Form::Alone),
            Trigger::At | Trigger::Colon => Err("expected a validator beside this trigger".to_string()),
            _ => Err("expected a pattern beside this trigger".to_string()),
        };
    };
    if alone {
        return Err("expected no pattern beside this trigger".to_string());
    }
    let pattern = pattern.get_ref();
    let hir = pattern::parse(pattern)?;
    if let Trigger::Heads(heads) = &description.trigger {
        starts_with_heads(heads, pattern)?;
    }
    if let Some(ways) = pattern::ways(&hir) {
        return Ok(Form::Ways(ways));
    }
    if pattern::captures(&hir) {
        return Err(
            "expected no capture group in a pattern that is no sequence of classes with counts".to_string()
        );
    }
    let size = automaton(std::slice::from_ref(pattern), PATTERN_BYTES_MAX)?.len();
    Ok(Form::Automaton(pattern.clone(), size))
}

fn begins_with(way: &Way, head: &[u8]) -> bool {
    let mut states = pattern::begin(way);
    for byte in head {
        let mut set = crate::program::ByteSet::default();
        set.add(*byte);
        states = pattern::step(way, &states, &set);
    }
    !states.is_empty()
}

/// A pattern that begins otherwise than its heads would never be tried there.
fn starts_with_heads(heads: &[String], pattern: &str) -> Result<(), String> {
    let begins =
        |head: &String| head.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '$');
    if heads.is_empty() || heads.iter().any(|head| head.len() < 3 || !head.is_ascii() || !begins(head)) {
        return Err(
            "expected heads of at least three ascii characters that begin with a letter, a digit, `-` or `$`"
                .to_string(),
        );
    }
    let hir = pattern::parse(pattern)?;
    for head in heads {
        let begins = match pattern::ways(&hir) {
            Some(ways) => ways.iter().any(|way| begins_with(way, head.as_bytes())),
            None => automaton_begins_with(pattern, head.as_bytes())?,
        };
        if !begins {
            return Err(std::format!("expected the pattern to match what begins with `{head}`"));
        }
    }
    Ok(())
}

fn automaton_begins_with(pattern: &str, head: &[u8]) -> Result<bool, String> {
    use regex_automata::{Anchored, dfa::Automaton as _, util::start};
    let dfa = dense(std::slice::from_ref(&pattern.to_string()), PATTERN_BYTES_MAX)?;
    let config = start::Config::new().anchored(Anchored::Yes);
    let mut state = dfa.start_state(&config).map_err(|e| e.to_string())?;
    for byte in head {
        state = dfa.next_state(state, *byte);
    }
    Ok(!dfa.is_dead_state(state))
}

fn automaton(patterns: &[String], limit: usize) -> Result<Vec<u8>, String> {
    let (bytes, padding) = dense(patterns, limit)?.to_bytes_little_endian();
    Ok(bytes.get(padding..).unwrap_or_default().to_vec())
}

/// One anchored automaton that tells every pattern. ASCII classes only: the text was brought into plain form before.
fn dense(patterns: &[String], limit: usize) -> Result<dense::DFA<Vec<u32>>, String> {
    if patterns.is_empty() {
        return dense::DFA::never_match().map_err(|e| e.to_string());
    }
    dense::Builder::new()
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .thompson(thompson::Config::new().utf8(false))
        .configure(
            dense::Config::new()
                .match_kind(MatchKind::All)
                .start_kind(StartKind::Anchored)
                .dfa_size_limit(Some(limit))
                .determinize_size_limit(Some(64 * 1024 * 1024)),
        )
        .build_many(patterns)
        .map_err(|e| {
            std::format!("the pattern does not compile to an automaton of at most {limit} bytes; use shorter counted repetitions: {e}")
        })
}
