//! `countersign serve`

use std::{io::Write as _, net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::filter::LevelFilter;

use super::DataDir;
use crate::server::{Config, Server};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data_dir: DataDir,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Listen on an address that others can reach. There is no TLS: put a TLS proxy in front.
    #[arg(long)]
    allow_non_loopback: bool,
    /// Name of the control plane, which its keys carry; kept from the first start on.
    #[arg(long)]
    name: Option<String>,
    /// Filter module to serve at /filter/countersign.wasm.
    #[arg(long)]
    filter: Option<PathBuf>,
}

pub fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(LevelFilter::INFO).init();
    let config = Config {
        data_dir: arguments.data_dir.data_dir,
        listen: arguments.listen,
        allow_non_loopback: arguments.allow_non_loopback,
        name: arguments.name,
        filter: arguments.filter,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(serve(config))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config) -> anyhow::Result<()> {
    // Listening for signals begins before the ready line, so that whoever reads it may send one.
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    let server = Server::start(config).await?;
    let mut out = std::io::stdout();
    writeln!(out, "countersign listening on http://{}", server.address())
        .and_then(|()| out.flush())
        .context("cannot write the ready line")?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    server.stop().await
}
