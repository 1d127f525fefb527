//! `countersign scan`

use std::{
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use countersign_classify::{Classifier, Evidence, GUESS_PM};
use countersign_formats::bundle::BlobKind;

use crate::bundle::{
    pack::{self, Pack},
    sign,
};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// File to read, or - for standard input.
    file: PathBuf,
    /// Bundle, as `bundle build` wrote it, or a pack's folder.
    #[arg(long, default_value = ".", value_name = "BUNDLE OR FOLDER")]
    bundle: PathBuf,
    /// A folder with more detectors, as for `bundle build`; beside a pack's folder only.
    #[arg(long, value_name = "FOLDER")]
    with: Vec<PathBuf>,
    /// Weights of the tagger of names; beside a pack's folder only.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
}

pub fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { file, bundle, with, names } = arguments;
    let artifact = if bundle.is_dir() {
        let pack = Pack { directory: bundle, with, names, routes: None, issuers: None, entities: None };
        match pack::detectors_of(&pack) {
            Ok(artifact) => artifact,
            Err(problems) => {
                problems.iter().for_each(|problem| eprintln!("{problem}"));
                return Ok(ExitCode::FAILURE);
            }
        }
    } else {
        of_bundle(&bundle)?
    };
    let classifier = Classifier::load(&artifact)?;
    let (lines, whole) = report(&classifier, &read(&file)?);
    let mut out = std::io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    if !whole {
        eprintln!("the text was not read to its end: the filter would not pass it as clean");
    }
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn of_bundle(file: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let parts = sign::check(&bytes).with_context(|| format!("{} is no bundle", file.display()))?;
    let blob = parts.blobs.into_iter().find(|blob| blob.kind == BlobKind::Detectors);
    blob.map(|blob| blob.content).context("expected a bundle with detectors, found none")
}

fn read(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
    } else {
        bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        anyhow::anyhow!("expected text in UTF-8, found other bytes at {at}")
    })
}

/// Findings, a line each: label, bytes, confidence. Then what the text is as a whole. Also whether the text was read to its end.
fn report(classifier: &Classifier, text: &str) -> (Vec<String>, bool) {
    let (mut findings, mut evidence) = (Vec::new(), Evidence::default());
    let outcome = classifier.read_decoding(text, &mut findings, &mut evidence);
    let found = findings.iter().map(|f| (f.label, u64::from(f.end - f.start), f.confidence_pm));
    let conclusions = classifier.conclude(&evidence, found);
    let places = findings.iter().map(|f| {
        // Policies do not hear of guesses.
        let guess = if f.confidence_pm < GUESS_PM { "  guess" } else { "" };
        format!("{}  {}..{}  {}{guess}", classifier.label_name(f.label), f.start, f.end, f.confidence_pm)
    });
    let mut lines: Vec<String> = places.collect();
    lines.extend(conclusions.iter().map(|(label, bytes, confidence_pm)| {
        format!("{}  whole, by {bytes} bytes  {confidence_pm}", classifier.label_name(*label))
    }));
    (lines, !outcome.truncated)
}
