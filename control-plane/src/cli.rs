//! The command line.

mod bundle;
mod client;
mod conformance;
mod fingerprint;
mod records;
mod scan;
mod serve;
mod trust;
mod verify;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// The control plane of Countersign.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the control plane.
    Serve(serve::Arguments),
    /// Print the public keys to pin, as JSON.
    Trust(trust::Arguments),
    /// Build and publish bundles.
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// Fingerprint folders of code, for a pack's fingerprints.bin.
    Fingerprint(fingerprint::Arguments),
    /// Say what a bundle's or a pack's detectors find in a file: label, bytes, confidence; never the text.
    Scan(scan::Arguments),
    /// Read records of a running control plane.
    #[command(subcommand)]
    Records(records::Records),
    /// Check a log: signatures, chains, pairing, Merkle root. Ends with 1 if anything is invalid.
    Verify(verify::Arguments),
    /// Send secrets in every place of every API through a gateway, and see whether one passes. Ends with 1 if one does.
    Conformance(conformance::Arguments),
}

/// Runs a command and says how it ended. Errors go to standard error.
pub fn run(cli: Cli) -> ExitCode {
    let done = match cli.command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Trust(arguments) => trust::run(&arguments),
        Command::Bundle(command) => bundle::run(command),
        Command::Fingerprint(arguments) => fingerprint::run(&arguments),
        Command::Scan(arguments) => scan::run(arguments),
        Command::Records(command) => records::run(&command),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Conformance(arguments) => conformance::run(arguments),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("countersign: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// `--data-dir`.
#[derive(Debug, clap::Args)]
struct DataDir {
    /// Directory of keys, tokens and the database.
    #[arg(long)]
    data_dir: PathBuf,
}
