//! Detector descriptions → the `detectors` blob.

use countersign_classify::compile::{self, DetectorProblem};

use super::problem::Problem;

/// Compiles detector files (name, text). Also returns lines for the build's report.
pub fn compile(files: &[(String, String)]) -> Result<(Vec<u8>, Vec<String>), Vec<Problem>> {
    let problem = |DetectorProblem { file, line, column, message }| Problem { file, line, column, message };
    let compiled =
        compile::compile(files).map_err(|problems| problems.into_iter().map(problem).collect::<Vec<_>>())?;
    let line =
        |d: compile::DetectorReport| format!("detector {:<28} {:>7} bytes", d.label, d.automaton_bytes);
    Ok((compiled.artifact, compiled.report.into_iter().map(line).collect()))
}
