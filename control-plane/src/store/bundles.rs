//! Tables `bundles` and `blobs`.

use countersign_formats::time::Micros;
use sqlx::{Row as _, SqliteConnection, SqlitePool, sqlite::SqliteRow};

use super::{signed, unsigned};

/// A published bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    pub channel: String,
    pub version: u64,
    /// `sha256:` text of the manifest bytes.
    pub digest: String,
    /// DSSE envelope.
    pub envelope: String,
    pub issued_at: Micros,
    pub expires_at: Micros,
}

fn bundle(row: &SqliteRow) -> Result<Bundle, sqlx::Error> {
    Ok(Bundle {
        channel: row.try_get("channel")?,
        version: unsigned(row.try_get("version")?, "bundles.version")?,
        digest: row.try_get("digest")?,
        envelope: row.try_get("envelope")?,
        issued_at: Micros(unsigned(row.try_get("issued_at")?, "bundles.issued_at")?),
        expires_at: Micros(unsigned(row.try_get("expires_at")?, "bundles.expires_at")?),
    })
}

/// The newest bundle of every channel.
pub async fn current(pool: &SqlitePool) -> Result<Vec<Bundle>, sqlx::Error> {
    // With max() the other columns come from the row that holds the maximum (SQLite documents this for bare columns).
    let rows = sqlx::query(
        "SELECT channel, max(version) AS version, digest, envelope, issued_at, expires_at FROM bundles GROUP BY channel \
         ORDER BY channel",
    )
    .fetch_all(pool)
    .await?;
    rows.iter().map(bundle).collect()
}

/// Stores a bundle.
pub async fn add(db: &mut SqliteConnection, bundle: &Bundle) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO bundles (channel, version, digest, envelope, issued_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(&bundle.channel)
    .bind(signed(bundle.version))
    .bind(&bundle.digest)
    .bind(&bundle.envelope)
    .bind(signed(bundle.issued_at.0))
    .bind(signed(bundle.expires_at.0))
    .execute(db)
    .await
    .map(drop)
}

/// Stores a blob; one that is known already stays.
pub async fn add_blob(db: &mut SqliteConnection, digest: &str, content: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO blobs (digest, content) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING")
        .bind(digest)
        .bind(content)
        .execute(db)
        .await
        .map(drop)
}

/// The blob with this digest; `None` if there is none.
pub async fn blob(pool: &SqlitePool, digest: &str) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let row =
        sqlx::query("SELECT content FROM blobs WHERE digest = ?").bind(digest).fetch_optional(pool).await?;
    row.map(|row| row.try_get("content")).transpose()
}
