//! A running control plane.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, bail};
use axum::serve::ListenerExt as _;
use countersign_formats::keys::SigningKey;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    api::{self, App, Module},
    keys::Secrets,
    log::Log,
    metrics::Metrics,
    service::{ingest::Ingest, publish::Channels, read::Totals, registry::Registry},
    store::{Store, log as log_rows},
};

/// Name of the database inside the data directory.
pub const DATABASE: &str = "countersign.db";

/// How long a stopping server waits for open calls: longer than any commit, shorter than what supervisors grant.
const DRAIN_MAX: Duration = Duration::from_secs(10);

/// What a control plane is started with.
#[derive(Clone, Debug)]
pub struct Config {
    /// Directory of keys, tokens and the database; made if missing.
    pub data_dir: PathBuf,
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whether an address that others can reach is allowed. There is no TLS: a proxy must stand in front.
    pub allow_non_loopback: bool,
    /// Name of the control plane, which its keys carry.
    pub name: Option<String>,
    /// Filter module to serve.
    pub filter: Option<PathBuf>,
}

/// A started control plane. Dropping it without [`Server::stop`] leaves its tasks to the runtime.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: JoinHandle<std::io::Result<()>>,
    writing: JoinHandle<()>,
}

impl Server {
    /// Opens the data directory and listens.
    ///
    /// # Errors
    ///
    /// For an address that others can reach and is not allowed; when the directory, its keys or its database cannot be
    /// opened, or the stored log contradicts itself; when the address cannot be bound.
    pub async fn start(config: Config) -> anyhow::Result<Self> {
        if !config.listen.ip().is_loopback() && !config.allow_non_loopback {
            bail!(
                "expected a loopback address to listen on, found {}: tokens would travel without TLS (--allow-non-loopback \
                 if a TLS proxy stands in front)",
                config.listen
            );
        }
        let secrets = Secrets::open(&config.data_dir, config.name.as_deref())?;
        let filter = config.filter.as_deref().map(Module::read).transpose()?;
        let listener = TcpListener::bind(config.listen).await;
        let listener = listener.with_context(|| format!("cannot listen on {}", config.listen))?;
        let address = listener.local_addr().context("cannot read the address listened on")?;

        let store = Arc::new(Store::open(&config.data_dir.join(DATABASE)).await?);
        let log = open_log(&store, &secrets.keys.log).await?;
        let totals = Arc::new(Totals::load(&store, log.next_index()).await?);
        let (registry, metrics) = (Arc::new(Registry::default()), Arc::new(Metrics::default()));
        let (ingest, writing) = Ingest::start(
            Arc::clone(&store),
            Arc::clone(&registry),
            log,
            Arc::clone(&totals),
            Arc::clone(&metrics),
        );
        let (stop, stopping) = watch::channel(false);
        let channels = Channels::load(&store).await?;
        let mut ending = stopping.clone();
        let app = App { secrets, store, registry, ingest, channels, totals, metrics, filter, stopping };
        // An acknowledgement is one small packet that a held request waits for.
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let serve = axum::serve(listener, api::router(Arc::new(app))).with_graceful_shutdown(async move {
            let _ = ending.wait_for(|ending| *ending).await;
        });
        Ok(Self { address, stop, serving: tokio::spawn(serve.into_future()), writing })
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no new connections, answers the open calls, ends the writer. A caller that does not end its call in ten seconds
    /// is left: what was acknowledged is on disk, whatever happens to the rest.
    ///
    /// # Errors
    ///
    /// When serving failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        let drained = async {
            self.serving.await.context("the server task failed")?.context("serving failed")?;
            self.writing.await.context("the writer task failed")
        };
        tokio::time::timeout(DRAIN_MAX, drained).await.unwrap_or_else(|_| {
            tracing::warn!("stopped with open calls");
            Ok(())
        })
    }
}

/// Restores the log, or begins it. Refuses to go on from a log that contradicts itself: appending to it would sign a
/// second history.
async fn open_log(store: &Store, key: &SigningKey) -> anyhow::Result<Log> {
    let mut db = store.write().await;
    let (count, last) = log_rows::extent(&mut *db).await.context("cannot read the log")?;
    let Some(state) = log_rows::state(&mut *db).await.context("cannot read the state of the log")? else {
        if count > 0 {
            bail!("the database has {count} records and no log state: run `countersign verify`");
        }
        let log = Log::new(key.clone());
        log_rows::set_state(&mut db, &log.state()).await.context("cannot write the state of the log")?;
        return Ok(log);
    };
    if count != state.size || last.map_or(0, |last| last + 1) != count {
        bail!("the log states {} records, the database has {count}: run `countersign verify`", state.size);
    }
    Log::restore(key.clone(), &state)
        .context("the state of the log is not what its checkpoint says, or another key signed it: run `countersign verify`")
}

/// The database of a data directory.
pub fn database(data_dir: &Path) -> PathBuf {
    data_dir.join(DATABASE)
}
