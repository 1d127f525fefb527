//! The database: the only module that knows SQL.
//!
//! One SQLite file in WAL mode with `synchronous=FULL`, so that a returned commit stands on disk. One connection writes,
//! behind a lock; reads go to a small pool and never wait for a write.

pub mod bundles;
pub mod instances;
pub mod log;
pub mod records;

use std::{fs::File, path::Path, time::Duration};

use anyhow::Context as _;
use sqlx::{
    ConnectOptions as _, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{Mutex, MutexGuard};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Readers at a time. Reads are short; more would only wait for the two or four cores.
const READERS: u32 = 4;

/// The writer's WAL is folded into the database file every so many pages (4 KiB each). Larger than SQLite's 1000, so that
/// the pause comes less often.
const CHECKPOINT_PAGES: &str = "4000";

/// The open database.
#[derive(Debug)]
pub struct Store {
    readers: SqlitePool,
    writer: Mutex<SqliteConnection>,
}

impl Store {
    /// Opens or creates the database file and brings its schema up to date.
    pub async fn open(file: &Path) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .disable_statement_logging();
        let mut writer =
            options.connect().await.with_context(|| format!("cannot open database {}", file.display()))?;
        MIGRATIONS.run(&mut writer).await.context("cannot bring the database schema up to date")?;
        // The directory entry of a new file is not covered by SQLite's own syncs.
        if let Some(directory) = file.parent() {
            File::open(directory).and_then(|d| d.sync_all()).context("cannot sync the data directory")?;
        }
        Ok(Self { readers: readers(file), writer: Mutex::new(writer) })
    }

    /// Opens an existing database for reading only, as `verify` does beside a running server.
    pub async fn open_read_only(file: &Path) -> anyhow::Result<SqliteConnection> {
        read_options(file)
            .connect()
            .await
            .with_context(|| format!("cannot open database {} for reading", file.display()))
    }

    /// The writing connection, for one holder at a time in the order of asking.
    pub async fn write(&self) -> MutexGuard<'_, SqliteConnection> {
        self.writer.lock().await
    }

    /// The readers.
    pub fn read(&self) -> &SqlitePool {
        &self.readers
    }
}

fn readers(file: &Path) -> SqlitePool {
    SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(read_options(file))
}

fn read_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging()
}

/// A column holds what this program never writes.
#[derive(Debug)]
pub struct Inconsistent(pub &'static str);

impl std::fmt::Display for Inconsistent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the database is inconsistent at {}", self.0)
    }
}

impl std::error::Error for Inconsistent {}

impl From<Inconsistent> for sqlx::Error {
    fn from(error: Inconsistent) -> Self {
        Self::Decode(Box::new(error))
    }
}

/// SQLite integers are signed; what we store fits.
pub(crate) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(crate) fn unsigned(n: i64, place: &'static str) -> Result<u64, sqlx::Error> {
    u64::try_from(n).map_err(|_| Inconsistent(place).into())
}
