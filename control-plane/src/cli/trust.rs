//! `countersign trust`

use std::process::ExitCode;

use super::DataDir;
use crate::keys::Secrets;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data_dir: DataDir,
    /// Name of the control plane, where the keys are made by this command.
    #[arg(long)]
    name: Option<String>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let secrets = Secrets::open(&arguments.data_dir.data_dir, arguments.name.as_deref())?;
    println!("{}", serde_json::to_string(&secrets.keys.trust())?);
    Ok(ExitCode::SUCCESS)
}
