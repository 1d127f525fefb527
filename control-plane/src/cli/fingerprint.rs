//! `countersign fingerprint`

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context as _;

use crate::code_files::{Files, Skipped};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folders of code, such as clones of repositories. What their .gitignore files name is left out.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// File to write; a pack takes fingerprints.bin.
    #[arg(long, default_value = "fingerprints.bin")]
    out: PathBuf,
    /// Paths to leave out, as in .gitignore: `tests/`, `*.sql`; may be given several times.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Largest file that is read, bytes.
    #[arg(long, default_value_t = 1024 * 1024)]
    max_file_bytes: u64,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let files = Files { exclude: &arguments.exclude, max_bytes: arguments.max_file_bytes };
    let mut builder = countersign_classify::fingerprint::Builder::default();
    let (mut count, mut bytes, mut skipped) = (0u64, 0u64, Skipped::default());
    for folder in &arguments.folders {
        files.each(folder, &mut skipped, |content| {
            builder.add(content);
            count += 1;
            bytes += content.len() as u64;
        })?;
    }
    let tokens = builder.tokens();
    let (set, fingerprints) = builder.finish()?;
    std::fs::write(&arguments.out, &set)
        .with_context(|| format!("cannot write {}", arguments.out.display()))?;
    println!("{count} files of code, {bytes} bytes, {tokens} tokens");
    println!("left out: {skipped}");
    println!("{} written, {fingerprints} fingerprints, {} bytes", arguments.out.display(), set.len());
    if set.len() as u64 > crate::bundle::pack::FILE_BYTES_MAX {
        println!("warning: larger than what `bundle build` takes; leave something out with --exclude");
    }
    Ok(ExitCode::SUCCESS)
}
