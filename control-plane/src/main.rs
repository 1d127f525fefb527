//! The `countersign` command.

use std::process::ExitCode;

use clap::Parser as _;
use countersign::cli::Cli;

fn main() -> ExitCode {
    countersign::cli::run(Cli::parse())
}
