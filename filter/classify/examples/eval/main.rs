//! Reads labelled corpora, writes what the detectors find in them as predictions, and prints a table: precision, recall and F1 by label,
//! share of clean rows that were flagged, recall by kind of disguise, and speed. Rows are JSON lines with `text` and either `spans`
//! (`start`, `end` in characters, `label`) or `label`.
#![expect(clippy::unwrap_used, reason = "a measuring program")]

mod clock;
mod score;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use countersign_classify::{Classifier, Evidence, Finding, compile};
use score::{Count, Score, Span};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    id: serde_json::Value,
    text: String,
    label: Option<String>,
    spans: Option<Vec<GoldSpan>>,
    target: Option<String>,
    kind: Option<String>,
}

#[derive(Deserialize)]
struct GoldSpan {
    start: usize,
    end: usize,
    label: String,
}

/// How labels of corpora and ours go together.
#[derive(Deserialize)]
struct Labels {
    /// Ours by the longest prefix.
    spans: BTreeMap<String, String>,
    /// For each set of documents, by a part of its name: ours in order of strength, and what the corpus calls them.
    documents: BTreeMap<String, Documents>,
}

#[derive(Deserialize)]
struct Documents {
    /// `label = name`, the first that was found decides.
    order: Vec<(String, String)>,
    /// Least confidence, per mille.
    #[serde(default)]
    least_pm: u16,
    otherwise: String,
}

/// What reading has cost.
#[derive(Default)]
struct Speed {
    bytes: u128,
    nanos: u128,
}

impl Speed {
    fn megabytes_a_second(&self) -> u128 {
        self.bytes * 1000 / self.nanos.max(1)
    }
}

struct Eval {
    classifier: Classifier,
    labels: Labels,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().map(PathBuf::from);
    let (Some(pack), Some(corpus), Some(out)) = (next(), next(), next()) else {
        eprintln!(
            "usage: eval <policy pack> <corpus folder> <folder for predictions> [weights of names | -] [set ...]"
        );
        std::process::exit(2);
    };
    let names = next().filter(|path| path.as_os_str() != "-").map(|path| fs::read(path).unwrap());
    let only: Vec<String> = std::iter::from_fn(|| arguments.next()).collect();
    let artifact = artifact(&pack, names.as_deref().unwrap_or_default());
    let start = Instant::now();
    let classifier = Classifier::load(&artifact).unwrap();
    println!(
        "{} labels, {} bytes, loaded in {:?}",
        classifier.labels().count(),
        artifact.len(),
        start.elapsed()
    );
    let labels = toml::from_str(&fs::read_to_string("testdata/eval-labels.toml").unwrap()).unwrap();
    let eval = Eval { classifier, labels };
    fs::create_dir_all(&out).unwrap();
    let mut speed = Speed::default();
    for path in listed(&corpus, "jsonl") {
        let set = name(&path);
        if only.is_empty() || only.iter().any(|wanted| set.contains(wanted.as_str())) {
            fs::write(out.join(&set), eval.set(&path, set.trim_end_matches(".jsonl"), &mut speed)).unwrap();
        }
    }
    println!("\n== all: {} bytes, {} MB/s of CPU time", speed.bytes, speed.megabytes_a_second());
}

fn artifact(pack: &Path, names: &[u8]) -> Vec<u8> {
    let texts = |folder: &str| -> Vec<(String, String)> {
        let files =
            ["starter", "catalogue"].map(|part| listed(&pack.join(part).join(folder), "toml")).concat();
        files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
    };
    let (detectors, lexicons) = (texts("detectors"), texts("lexicons"));
    let pack =
        compile::Pack { detectors: &detectors, lexicons: &lexicons, names, ..compile::Pack::default() };
    let compiled = compile::compile_pack(&pack).unwrap_or_else(|problems| {
        problems.iter().for_each(|problem| eprintln!("{problem}"));
        std::process::exit(1);
    });
    compiled.artifact
}

impl Eval {
    /// Predictions of one set as JSON lines; prints its table.
    fn set(&self, path: &Path, set: &str, all: &mut Speed) -> String {
        let text = fs::read_to_string(path).unwrap();
        let rows: Vec<Row> = text
            .lines()
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let documents = self.labels.documents.iter().filter(|(part, _)| set.contains(part.as_str()));
        let documents = documents.max_by_key(|(part, _)| part.len()).map(|(_, documents)| documents);
        let inventory: BTreeSet<String> = rows
            .iter()
            .flat_map(|row| row.spans.iter().flatten().map(|s| &s.label).chain(&row.target))
            .map(|label| score::group(label).to_owned())
            .collect();
        let (mut lines, mut score, mut nanos) = (String::new(), Score::default(), Vec::new());
        let (mut right, mut flagged, mut strongly) = (BTreeMap::<String, Count>::new(), 0, 0);
        for row in &rows {
            let (mut findings, mut evidence) = (Vec::new(), Evidence::default());
            let start = Instant::now();
            self.classifier.read_decoding(&row.text, &mut findings, &mut evidence);
            nanos.push(start.elapsed().as_nanos());
            let whole = self.classifier.conclude(&evidence, findings.iter().map(measured));
            let found = self.spans(&row.text, &findings);
            let label = documents.map(|documents| self.document(documents, &findings, &whole));
            if let Some(spans) = &row.spans {
                let gold: Vec<Span> = spans.iter().map(gold_span).collect();
                let kind = row.kind.as_deref().filter(|_| set.starts_with("adversarial"));
                score.add(&inventory, &gold, &found, kind);
            }
            if let (Some(gold), Some(label)) = (&row.label, &label) {
                right.entry(gold.clone()).or_default().gold += 1;
                right.entry(label.clone()).or_default().predicted += 1;
                right.entry(gold.clone()).or_default().right += u64::from(gold == label);
            }
            let direct = |f: &&Span| {
                !["PERSON", "LOCATION", "ADDRESS", "ZIP", "ORG", "DATE", "NRP", "URL", "AGE"]
                    .contains(&f.label.as_str())
            };
            flagged += u64::from(found.iter().any(|f| direct(&f)));
            strongly += u64::from(found.iter().filter(direct).any(|f| f.confidence_pm >= 900));
            let spans: Vec<serde_json::Value> = found.iter().map(json).collect();
            let labels: Vec<&str> =
                whole.iter().map(|(label, ..)| self.classifier.label_name(*label)).collect();
            writeln!(
                lines,
                "{}",
                serde_json::json!({ "id": row.id, "spans": spans, "label": label, "labels": labels })
            )
            .unwrap();
        }
        print_speed(set, &self.speed(&rows, all), &mut nanos);
        print_score(&score, &right);
        println!(
            "   flagged by direct identifiers, secrets and codes: {flagged} of {} rows, {strongly} at 900 per mille and more",
            rows.len()
        );
        lines
    }

    /// Reads the rows again and again for a while, and takes the CPU time of a turn: a machine has other work.
    fn speed(&self, rows: &[Row], all: &mut Speed) -> Speed {
        const LEAST: u128 = 500_000_000;
        let (mut findings, mut turns, start) = (Vec::new(), 0, clock::cpu_nanos());
        while turns == 0 || clock::cpu_nanos() - start < LEAST {
            for row in rows {
                findings.clear();
                let mut evidence = Evidence::default();
                self.classifier.read_decoding(&row.text, &mut findings, &mut evidence);
                std::hint::black_box(self.classifier.conclude(&evidence, findings.iter().map(measured)));
            }
            turns += 1;
        }
        let bytes = rows.iter().map(|row| row.text.len() as u128).sum();
        let speed = Speed { bytes, nanos: (clock::cpu_nanos() - start) / turns };
        all.bytes += speed.bytes;
        all.nanos += speed.nanos;
        speed
    }

    /// Findings with the corpus's names, in characters.
    fn spans(&self, text: &str, findings: &[Finding]) -> Vec<Span> {
        let characters = |at: u32| text.get(..at as usize).unwrap().chars().count();
        let span = |finding: &Finding| {
            let ours = self.classifier.label_name(finding.label);
            let known = self.labels.spans.iter().filter(|(prefix, _)| is_within(ours, prefix));
            let label = known.max_by_key(|(prefix, _)| prefix.len()).map_or(ours, |(_, label)| label);
            let (start, end) = (characters(finding.start), characters(finding.end));
            Span { start, end, label: label.to_owned(), confidence_pm: finding.confidence_pm }
        };
        findings.iter().map(span).collect()
    }

    fn document(
        &self,
        documents: &Documents,
        findings: &[Finding],
        whole: &[countersign_classify::Conclusion],
    ) -> String {
        let found = |wanted: &str| {
            let spans = findings.iter().map(|f| (f.label, f.confidence_pm));
            let whole = whole.iter().map(|(label, _, confidence)| (*label, *confidence));
            spans.chain(whole).any(|(label, confidence)| {
                confidence >= documents.least_pm && is_within(self.classifier.label_name(label), wanted)
            })
        };
        let first = documents.order.iter().find(|(ours, _)| found(ours));
        first.map_or(&documents.otherwise, |(_, name)| name).clone()
    }
}

fn measured(finding: &Finding) -> countersign_classify::Conclusion {
    (finding.label, u64::from(finding.end - finding.start), finding.confidence_pm)
}

fn gold_span(span: &GoldSpan) -> Span {
    Span { start: span.start, end: span.end, label: span.label.clone(), confidence_pm: 1000 }
}

fn json(span: &Span) -> serde_json::Value {
    let score = f64::from(span.confidence_pm) / 1000.0;
    serde_json::json!({ "start": span.start, "end": span.end, "label": span.label, "score": score })
}

fn is_within(label: &str, prefix: &str) -> bool {
    label.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn print_speed(set: &str, speed: &Speed, nanos: &mut [u128]) {
    nanos.sort_unstable();
    let at = |per_mille: usize| nanos.get(nanos.len() * per_mille / 1000).copied().unwrap_or(0) / 1000;
    println!(
        "\n== {set}: {} rows, {} bytes, {} MB/s of CPU time, p50 {} us, p99 {} us",
        nanos.len(),
        speed.bytes,
        speed.megabytes_a_second(),
        at(500),
        at(990)
    );
}

fn print_score(score: &Score, documents: &BTreeMap<String, Count>) {
    let line = |name: &str, count: &Count| {
        let (precision, recall, f1) = count.figures();
        println!(
            "   {name:<20} {:>6} {:>6}  P {precision:.3}  R {recall:.3}  F1 {f1:.3}",
            count.gold, count.predicted
        );
    };
    score.labels.iter().for_each(|(label, count)| line(label, count));
    if !score.labels.is_empty() {
        line("all", &score.micro());
        println!("   clean rows flagged: {} of {}", score.clean.predicted, score.clean.gold);
    }
    score.kinds.iter().for_each(|(kind, count)| {
        println!("   {kind:<20} {:>6}  recall {:.3}", count.gold, count.figures().1);
    });
    documents.iter().for_each(|(label, count)| line(label, count));
    if !documents.is_empty() {
        let (right, gold) = documents.values().fold((0, 0), |(r, g), c| (r + c.right, g + c.gold));
        println!("   right: {right} of {gold}");
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Files of a folder by extension; a folder that is missing has none.
fn listed(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let entries = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    files.sort();
    files
}
