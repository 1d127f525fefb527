//! Detector descriptions, lexicons, dictionaries, tables and weights → the `detectors` blob.

use std::collections::BTreeMap;

use countersign_classify::compile::{self, DetectorProblem};

use super::problem::Problem;

/// What was compiled, lines for the build's report, and warnings.
pub type Compiled = (Vec<u8>, Vec<String>, Vec<String>);

/// Compiles the detectors of a pack. The report has one line a family of detectors, or there would be hundreds, and one for each part of the
/// organisation's own data.
pub fn compile(pack: &compile::Pack<'_>) -> Result<Compiled, Vec<Problem>> {
    let problem = |DetectorProblem { file, line, column, message }| Problem { file, line, column, message };
    let compiled = compile::compile_pack(pack)
        .map_err(|problems| problems.into_iter().map(problem).collect::<Vec<_>>())?;
    let mut families: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for detector in &compiled.report {
        let family = detector.label.split('.').next().unwrap_or_default();
        let (count, bytes) = families.entry(family).or_default();
        *count += 1;
        *bytes += detector.automaton_bytes;
    }
    let line = |(family, (count, bytes)): (&str, (usize, usize))| {
        format!("detectors {family:<10} {count:>5}, {bytes:>7} bytes of automata")
    };
    let mut lines: Vec<String> = families.into_iter().map(line).collect();
    lines.extend(compiled.own.iter().map(|own| {
        let (kind, what) = if own.table { ("exact", "values") } else { ("dictionary", "terms") };
        format!("{kind} {} {} {what}, {} bytes of hashes", own.label, own.count, own.bytes)
    }));
    if !pack.fingerprints.is_empty() {
        lines.push(format!("fingerprints of code, {} bytes", pack.fingerprints.len()));
    }
    Ok((compiled.artifact, lines, compiled.warnings))
}
