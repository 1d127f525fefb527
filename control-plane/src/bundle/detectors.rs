//! Detector descriptions, lexicons and weights → the `detectors` blob.

use std::collections::BTreeMap;

use countersign_classify::compile::{self, DetectorProblem};

use super::problem::Problem;

/// Compiles the detectors of a pack. Also returns lines for the build's report: one a family, or there would be hundreds.
pub fn compile(pack: &compile::Pack<'_>) -> Result<(Vec<u8>, Vec<String>), Vec<Problem>> {
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
    let lines = families.into_iter().map(line).collect();
    Ok((compiled.artifact, lines))
}
