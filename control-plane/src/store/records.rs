//! Table `records`, reading.

use countersign_formats::digest::Digest;
use sqlx::{Row as _, SqliteExecutor, SqlitePool, sqlite::SqliteRow};

use super::{Inconsistent, signed, unsigned};

/// A stored record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub log_index: u64,
    /// Leaf data.
    pub leaf: Vec<u8>,
}

/// A stored record with all that its verification needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    pub log_index: u64,
    /// Leaf data.
    pub leaf: Vec<u8>,
    /// DSSE envelope; `None` if the instance is unknown.
    pub certificate: Option<String>,
    /// Merkle leaf hash as written with the leaf; `None` if the row is missing or no digest.
    pub hash: Option<Digest>,
    /// The columns that repeat parts of the leaf.
    pub columns: Columns,
}

/// Parts of a leaf that the table repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    pub id: String,
    pub inst: String,
    pub seq: u64,
    pub kind: String,
    pub tenant: String,
    pub route: Option<String>,
    pub verdict: Option<String>,
    pub of: Option<String>,
}

/// What a list asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub limit: u32,
    /// Only records behind this log index, oldest first.
    pub after: Option<u64>,
    /// Only records before this log index.
    pub before: Option<u64>,
    pub kind: Option<String>,
    pub verdict: Option<String>,
    pub route: Option<String>,
    pub tenant: Option<String>,
}

macro_rules! list {
    ($order:literal) => {
        concat!(
            "SELECT log_index, leaf FROM records WHERE log_index > ?1 AND log_index < ?2 \
             AND (?3 IS NULL OR type = ?3) AND (?4 IS NULL OR verdict = ?4) \
             AND (?5 IS NULL OR route = ?5) AND (?6 IS NULL OR tenant = ?6) ORDER BY log_index ",
            $order,
            " LIMIT ?7"
        )
    };
}

fn stored(row: &SqliteRow) -> Result<Stored, sqlx::Error> {
    Ok(Stored {
        log_index: unsigned(row.try_get("log_index")?, "records.log_index")?,
        leaf: row.try_get("leaf")?,
    })
}

/// Records that pass the filter: newest first, or oldest first where `after` is given.
pub async fn list(pool: &SqlitePool, filter: &Filter) -> Result<Vec<Stored>, sqlx::Error> {
    let sql = if filter.after.is_some() { list!("ASC") } else { list!("DESC") };
    let rows = sqlx::query(sql)
        .bind(filter.after.map_or(-1, signed))
        .bind(filter.before.map_or(i64::MAX, signed))
        .bind(&filter.kind)
        .bind(&filter.verdict)
        .bind(&filter.route)
        .bind(&filter.tenant)
        .bind(filter.limit)
        .fetch_all(pool)
        .await?;
    rows.iter().map(stored).collect()
}

/// The record with this id; `None` if there is none.
pub async fn by_id(pool: &SqlitePool, id: &str) -> Result<Option<Stored>, sqlx::Error> {
    let row =
        sqlx::query("SELECT log_index, leaf FROM records WHERE id = ?").bind(id).fetch_optional(pool).await?;
    row.as_ref().map(stored).transpose()
}

/// The first outcome of this decision; `None` if there is none.
pub async fn outcome_of(pool: &SqlitePool, id: &str) -> Result<Option<Stored>, sqlx::Error> {
    let row = sqlx::query("SELECT log_index, leaf FROM records WHERE of = ? ORDER BY log_index LIMIT 1")
        .bind(id)
        .fetch_optional(pool)
        .await?;
    row.as_ref().map(stored).transpose()
}

/// Rows of the log from `start` on, in order, below log index `end`.
pub async fn log<'e, E: SqliteExecutor<'e>>(
    db: E,
    start: u64,
    end: u64,
    limit: u32,
) -> Result<Vec<LogRow>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT r.log_index, r.leaf, r.id, r.inst, r.seq, r.type, r.tenant, r.route, r.verdict, r.of, i.certificate, h.hash \
         FROM records r LEFT JOIN instances i ON i.inst = r.inst LEFT JOIN leaf_hashes h ON h.log_index = r.log_index \
         WHERE r.log_index >= ? AND r.log_index < ? ORDER BY r.log_index LIMIT ?",
    )
    .bind(signed(start))
    .bind(signed(end))
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.iter().map(log_row).collect()
}

fn log_row(row: &SqliteRow) -> Result<LogRow, sqlx::Error> {
    let hash: Option<Vec<u8>> = row.try_get("hash")?;
    let seq: i64 = row.try_get("seq")?;
    Ok(LogRow {
        log_index: unsigned(row.try_get("log_index")?, "records.log_index")?,
        leaf: row.try_get("leaf")?,
        certificate: row.try_get("certificate")?,
        hash: hash.and_then(|h| h.try_into().ok()).map(Digest),
        columns: Columns {
            id: row.try_get("id")?,
            inst: row.try_get("inst")?,
            seq: u64::try_from(seq).map_err(|_| Inconsistent("records.seq"))?,
            kind: row.try_get("type")?,
            tenant: row.try_get("tenant")?,
            route: row.try_get("route")?,
            verdict: row.try_get("verdict")?,
            of: row.try_get("of")?,
        },
    })
}

/// How many records there are of each type and verdict.
pub async fn totals(pool: &SqlitePool) -> Result<Vec<(String, Option<String>, u64)>, sqlx::Error> {
    let rows = sqlx::query("SELECT type, verdict, count(*) AS n FROM records GROUP BY type, verdict")
        .fetch_all(pool)
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get("type")?,
                row.try_get("verdict")?,
                unsigned(row.try_get("n")?, "records, count")?,
            ))
        })
        .collect()
}
