//! `countersign bundle`

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Context as _;
use clap::Subcommand;
use serde::Deserialize;

use super::client::{Client, Remote, encoded};
use crate::{
    bundle::pack::{self, Pack},
    durations,
};

#[derive(Debug, Subcommand)]
pub enum Bundle {
    /// Compile a policy pack folder to an unsigned bundle.
    Build(BuildArguments),
    /// Have a bundle signed and published to a channel.
    Publish(PublishArguments),
}

#[derive(Debug, clap::Args)]
pub struct BuildArguments {
    /// Folder with *.cedar, detectors/*.toml, lexicons/*.toml, dictionaries/*.toml, exact/*.toml, fingerprints.bin, routes.toml, issuers.toml,
    /// entities.json.
    directory: PathBuf,
    /// File to write.
    #[arg(long)]
    out: PathBuf,
    /// Another place for routes.toml.
    #[arg(long)]
    routes: Option<PathBuf>,
    /// Another place for issuers.toml.
    #[arg(long)]
    issuers: Option<PathBuf>,
    /// A folder with more detectors, lexicons, dictionaries and exact tables, such as policies/catalogue; may be given several times.
    #[arg(long, value_name = "FOLDER")]
    with: Vec<PathBuf>,
    /// Weights of the tagger of names, policies/names/names.bin; without them names are not looked for.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Another place for entities.json.
    #[arg(long)]
    entities: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct PublishArguments {
    /// Bundle, as `bundle build` wrote it.
    file: PathBuf,
    #[command(flatten)]
    remote: Remote,
    /// Channel to publish to.
    #[arg(long)]
    channel: String,
    /// How long the bundle is valid; gateways block everything after it.
    #[arg(long, default_value = "24h", value_parser = duration)]
    expires_in: Duration,
}

fn duration(text: &str) -> Result<Duration, String> {
    durations::parse(text).ok_or_else(|| "expected a duration such as 90s, 15m, 24h or 7d".to_owned())
}

#[derive(Deserialize)]
struct Published {
    version: u64,
    digest: String,
    expires_at: String,
}

pub fn run(command: Bundle) -> anyhow::Result<ExitCode> {
    match command {
        Bundle::Build(arguments) => build(arguments),
        Bundle::Publish(arguments) => publish(&arguments),
    }
}

fn build(arguments: BuildArguments) -> anyhow::Result<ExitCode> {
    let BuildArguments { directory, out, routes, issuers, entities, with, names } = arguments;
    let built = match pack::build(&Pack { directory, routes, issuers, entities, with, names }) {
        Ok(built) => built,
        Err(problems) => {
            problems.iter().for_each(|problem| eprintln!("{problem}"));
            return Ok(ExitCode::FAILURE);
        }
    };
    std::fs::write(&out, &built.json).with_context(|| format!("cannot write {}", out.display()))?;
    built.report.iter().for_each(|line| println!("{line}"));
    built.warnings.iter().for_each(|line| println!("warning: {line}"));
    println!("{} written, {} bytes", out.display(), built.json.len());
    Ok(ExitCode::SUCCESS)
}

fn publish(arguments: &PublishArguments) -> anyhow::Result<ExitCode> {
    let file = &arguments.file;
    let bundle = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let channel = encoded(&arguments.channel);
    let path = format!("/v1/channels/{channel}/bundles?expires_in={}", arguments.expires_in.as_secs());
    let published: Published = Client::new(&arguments.remote)?.post(&path, &bundle)?;
    println!(
        "version {}\ndigest {}\nexpires_at {}",
        published.version, published.digest, published.expires_at
    );
    Ok(ExitCode::SUCCESS)
}
