//! Compiles detector descriptions (TOML) into the artifact that the filter loads. Native only.
//!
//! The same descriptions give the same bytes. What could make a scan slow or large is refused here: a pattern without a trigger, an
//! automaton over its size limit.

use std::{
    string::{String, ToString},
    vec::Vec,
};

use self::{
    description::{ContextDescription, Description, Source, Trigger},
    dictionary::Terms,
    exact::Tables,
    form::{Form, begins_with, form},
    pattern::Way,
    tables::{IndexBuilder, LexiconBuilder, ProgramBuilder},
};
use crate::{
    artifact::{self, AUTOMATON, Context, Detector, GroupRow, MAGIC, Metadata, WINDOW_MAX},
    bytes::Writer,
    classifier::Classifier,
    code,
    evidence::Subject,
    groups, license, validate,
};

mod description;
mod dictionary;
mod exact;
mod form;
mod pattern;
mod tables;

pub use description::DetectorProblem;
pub use dictionary::without_values;
pub use exact::{ExactSet, ExactValue, Normalise};

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
    /// One entry a dictionary and a table of exact values, in order of file name.
    pub own: Vec<OwnReport>,
    /// What is in the pack and finds nothing.
    pub warnings: Vec<String>,
}

/// What the organisation's own data costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnReport {
    /// Label.
    pub label: String,
    /// Whether it is a table of exact values; a dictionary otherwise.
    pub table: bool,
    /// Terms or values, each once.
    pub count: usize,
    /// Their hashes in the artifact, bytes.
    pub bytes: usize,
}

/// What a detector costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectorReport {
    /// Label.
    pub label: String,
    /// Size of the automaton of its pattern alone, bytes; 0 for a pattern that is a sequence of classes, and without a pattern.
    pub automaton_bytes: usize,
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
    terms: Terms,
    tables: Tables,
    own: Vec<OwnReport>,
}

/// What an artifact is made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pack<'p> {
    /// Detector descriptions: file name and text.
    pub detectors: &'p [(String, String)],
    /// Lexicons of document detectors: file name and text.
    pub lexicons: &'p [(String, String)],
    /// Dictionaries of the organisation: file name and text.
    pub dictionaries: &'p [(String, String)],
    /// Files of terms that dictionaries name: file name and text.
    pub lists: &'p [(String, String)],
    /// Tables of exact values.
    pub exact: &'p [ExactSet],
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
    problems.extend(compiler.own_data(pack));
    if !problems.is_empty() {
        return Err(problems);
    }
    compiler.finish(pack).map_err(|message| {
        std::vec![DetectorProblem { file: "detectors".to_string(), line: 1, column: 1, message }]
    })
}

impl Compiler {
    /// Adds dictionaries and tables.
    fn own_data(&mut self, pack: &Pack<'_>) -> Vec<DetectorProblem> {
        let mut problems = Vec::new();
        let mut dictionaries: Vec<&(String, String)> = pack.dictionaries.iter().collect();
        dictionaries.sort();
        for (name, text) in dictionaries {
            problems.extend(self.dictionary(&Source { name, text }, pack.lists).err());
        }
        let mut sets: Vec<&ExactSet> = pack.exact.iter().collect();
        sets.sort_by_key(|set| (&set.file, &set.label));
        problems.extend(sets.into_iter().filter_map(|set| self.exact(set).err()));
        problems
    }

    fn context(&mut self, context: &ContextDescription) -> Result<Context, String> {
        if context.words.len() > WORDS_MAX {
            return Err(std::format!("expected at most {WORDS_MAX} context words"));
        }
        if context.window > WINDOW_MAX {
            return Err(std::format!(
                "expected a window of at most {WINDOW_MAX} bytes, found {}",
                context.window
            ));
        }
        Ok(Context {
            set: self.lexicon.set(&context.words)?,
            window: context.window,
            required: context.required,
            confidence_pm: context.confidence_pm,
        })
    }

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
            detector.context = Some(self.context(&context).map_err(general)?);
        }
        let automaton_bytes = if let Form::Automaton(_, bytes) = &form { *bytes } else { 0 };
        self.report.push(DetectorReport { label: detector.label.clone(), automaton_bytes });
        self.place(index, &description.trigger, form, detector.open_end).map_err(general)?;
        self.detectors.push(detector);
        Ok(())
    }

    fn check(&self, description: &Description) -> Result<(), String> {
        description::names(&description.label, &description.placeholder, description.confidence_pm)
            .map_err(|(_, message)| message)?;
        if let Some(subject) = description.trigger.subject().filter(|subject| Subject::of(subject).is_none())
        {
            return Err(std::format!("there is no kind `{subject}` of names or documents"));
        }
        let known = description.validator.as_deref().is_none_or(|name| validate::by_name(name).is_some());
        if !known {
            let name = description.validator.as_deref().unwrap_or_default();
            return Err(std::format!("there is no validator `{name}`"));
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

    /// The tables of code and of licences, as far as detectors ask for these.
    fn documents(&mut self) -> Result<(Vec<u8>, Vec<u8>), String> {
        let asks = |needs: fn(Subject) -> bool| {
            let documents =
                self.detectors.iter().filter(|detector| detector.trigger == artifact::Trigger::Document);
            documents.filter_map(|detector| Subject::of(detector.validator.as_deref()?)).any(needs)
        };
        let (code, licenses) = (asks(Subject::needs_code), asks(Subject::needs_licenses));
        let code = if code { code::source::section()? } else { Vec::new() };
        if !licenses {
            return Ok((code, Vec::new()));
        }
        let words: Vec<String> = license::source::CUES.split('|').map(String::from).collect();
        let cues = self.lexicon.set(&words)?;
        Ok((code, license::source::section(cues)?))
    }

    fn finish(mut self, pack: &Pack<'_>) -> Result<CompiledDetectors, String> {
        self.heads.sort_unstable();
        self.heads.dedup();
        let (code, licenses) = self.documents()?;
        let asks = self
            .detectors
            .iter()
            .any(|d| d.validator.as_deref().and_then(Subject::of) == Some(Subject::OrganizationCode));
        let unused = !pack.fingerprints.is_empty() && !asks;
        let warning =
            "no detector has the trigger { document = \"organization_code\" }: fingerprints find nothing";
        let warning = unused.then_some(warning);
        let warnings = warning.map(ToString::to_string).into_iter().collect();
        let metadata = Metadata {
            detectors: self.detectors,
            patterns: self.by_pattern,
            groups: self.groups,
            endings: self.endings,
            digit_words: self.terms.digits,
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
        writer.section(&form::automaton(&self.patterns, AUTOMATON_BYTES_MAX)?);
        writer.section(pack.names);
        writer.section(pack.fingerprints);
        writer.section(&code);
        writer.section(&licenses);
        writer.section(&self.terms.section());
        writer.section(&self.tables.section());
        // The filter's own reader has the last word on limits.
        Classifier::load(&writer.0).map_err(|e| e.to_string())?;
        Ok(CompiledDetectors { artifact: writer.0, report: self.report, own: self.own, warnings })
    }
}
