//! `countersign conformance`

use std::{
    fs,
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context as _;
use countersign_conformance::{
    live::{Live, Routes},
    matrix::{Depth, Matrix},
    upstream::Upstream,
};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Base URL of the gateway, such as https://gateway.example.
    #[arg(long)]
    target: String,
    /// File with an identity token that the gateway accepts, for a person who may use the three routes.
    #[arg(long)]
    token_file: PathBuf,
    /// Where the recording provider listens. The gateway's routes must lead there instead of to a real provider.
    #[arg(long, default_value = "127.0.0.1:0")]
    upstream: String,
    /// Route whose policy masks payment cards in requests and answers.
    #[arg(long, default_value = "/support")]
    redact: String,
    /// Route whose policy refuses payment cards in requests and answers.
    #[arg(long, default_value = "/developer")]
    block: String,
    /// Route whose policy replaces personal data by pseudonyms, and gives the values back.
    #[arg(long, default_value = "/clinical")]
    tokenize: String,
    /// Cut streamed texts after each of their characters.
    #[arg(long)]
    full: bool,
    /// File to write the table to, in Markdown.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Runs the leak matrix against a gateway. Ends with 1 if a cell leaks.
pub fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let token = fs::read_to_string(&arguments.token_file)
        .with_context(|| format!("{}: expected an identity token", arguments.token_file.display()))?;
    let upstream = Upstream::listen(&arguments.upstream)
        .with_context(|| format!("--upstream {}: cannot listen there", arguments.upstream))?;
    eprintln!("the recording provider listens on port {}", upstream.port());
    let routes = Routes { redact: arguments.redact, block: arguments.block, tokenize: arguments.tokenize };
    let mut target = Live::new(&arguments.target, &token, routes, upstream);
    let depth = if arguments.full { Depth::Full } else { Depth::Sample };
    let mut error = std::io::stderr();
    let shows = error.is_terminal();
    let matrix = Matrix::run(&mut target, depth, |cell| {
        if shows {
            let _ = write!(error, "\r\x1b[K{cell}");
        }
    });
    if shows {
        eprintln!("\r\x1b[K");
    }
    let matrix = matrix.map_err(|e| anyhow::anyhow!(e))?;
    if let Some(file) = arguments.out {
        fs::write(&file, matrix.table()).with_context(|| format!("{}: cannot write", file.display()))?;
    }
    let (leaks, (cells, tries)) = (matrix.leaks(), matrix.size());
    for leak in &leaks {
        println!("LEAKS  {leak}");
    }
    println!("{cells} cells, {tries} requests: {} leaking", leaks.len());
    Ok(if leaks.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
