//! `countersign records`

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::Value;

use super::client::{Client, Remote, encoded};
use crate::service::read::{Detail, Page, Shown};

#[derive(Debug, Subcommand)]
pub enum Records {
    /// List records, newest first.
    List(ListArguments),
    /// Show one record with its outcome.
    Show(ShowArguments),
}

#[derive(Debug, clap::Args)]
pub struct ListArguments {
    #[command(flatten)]
    remote: Remote,
    /// At most this many records.
    #[arg(long, default_value_t = 20)]
    limit: u32,
    /// Only records of this type.
    #[arg(long = "type")]
    kind: Option<String>,
    /// Only decisions with this verdict.
    #[arg(long)]
    verdict: Option<String>,
    /// Only records of this route.
    #[arg(long)]
    route: Option<String>,
    /// Only records of this tenant.
    #[arg(long)]
    tenant: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct ShowArguments {
    /// Id of the record.
    id: String,
    #[command(flatten)]
    remote: Remote,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(command: &Records) -> anyhow::Result<ExitCode> {
    match command {
        Records::List(arguments) => list(arguments)?,
        Records::Show(arguments) => show(arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list(arguments: &ListArguments) -> anyhow::Result<()> {
    let mut path = format!("/v1/records?limit={}", arguments.limit);
    for (name, value) in [
        ("type", &arguments.kind),
        ("verdict", &arguments.verdict),
        ("route", &arguments.route),
        ("tenant", &arguments.tenant),
    ] {
        if let Some(value) = value {
            path.push_str(&format!("&{name}={}", encoded(value)));
        }
    }
    let page: Page = Client::new(&arguments.remote)?.get(&path)?;
    if arguments.json {
        println!("{}", serde_json::to_string(&page)?);
    } else {
        page.records.iter().for_each(|shown| println!("{}", line(shown)));
    }
    Ok(())
}

fn show(arguments: &ShowArguments) -> anyhow::Result<()> {
    let path = format!("/v1/records/{}", encoded(&arguments.id));
    let detail: Detail = Client::new(&arguments.remote)?.get(&path)?;
    if arguments.json {
        println!("{}", serde_json::to_string(&detail)?);
        return Ok(());
    }
    for shown in [Some(&detail.shown), detail.outcome.as_ref()].into_iter().flatten() {
        println!("log index {}, leaf {}", shown.log_index, shown.leaf_hash);
        println!("{}", serde_json::to_string_pretty(&shown.record)?);
    }
    Ok(())
}

/// One record on one line. Control characters cannot get in: JSON text has none outside of escapes.
fn line(shown: &Shown) -> String {
    let at = |path: &str| match shown.record.pointer(path) {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.escape_default().to_string(),
        Some(other) => other.to_string(),
    };
    let verdict =
        if shown.record.get("decision").is_some() { at("/decision/verdict") } else { at("/status") };
    format!(
        "{:>8}  {}  {:<16}  {:<10}  {:<16}  {:<16}  {}",
        shown.log_index,
        at("/time"),
        at("/type"),
        verdict,
        at("/tenant"),
        at("/target/route"),
        at("/id")
    )
}
