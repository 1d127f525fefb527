//! Tables `records` (appending), `leaf_hashes`, `sides` and `log_state`.

use countersign_formats::digest::Digest;
use sqlx::{Row as _, Sqlite, SqliteConnection, SqliteExecutor, sqlite::SqliteArguments};

use super::{Inconsistent, instances::Advance, signed, unsigned};

/// A record about to be stored: leaf data and the parts of it that are searched for.
#[derive(Clone, Copy, Debug)]
pub struct NewRow<'a> {
    pub log_index: u64,
    pub id: &'a str,
    pub inst: &'a str,
    pub seq: u64,
    pub kind: &'a str,
    pub tenant: &'a str,
    pub route: Option<&'a str>,
    pub verdict: Option<&'a str>,
    pub of: Option<&'a str>,
    pub leaf: &'a [u8],
    /// Merkle leaf hash.
    pub hash: Digest,
    /// Side data; empty: none.
    pub side: &'a [u8],
}

/// Size, right edge and checkpoint of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub size: u64,
    pub subtrees: Vec<Digest>,
    /// Signed note.
    pub checkpoint: String,
}

/// Begins a transaction that holds the write lock from the start.
pub async fn begin(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("BEGIN IMMEDIATE").execute(db).await.map(drop)
}

/// Begins a transaction that sees the database as it is now.
pub async fn begin_reading(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("BEGIN").execute(db).await.map(drop)
}

/// Commits: on return the transaction stands on disk.
pub async fn commit(db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("COMMIT").execute(db).await.map(drop)
}

/// Rolls back. An error is of no use here: without a transaction there is nothing to undo, and a broken connection undoes
/// by itself.
pub async fn rollback(db: &mut SqliteConnection) {
    let _ = sqlx::query("ROLLBACK").execute(db).await;
}

// Every call costs a hand-over to the connection's thread and back, about as much as the statement itself. So statements are
// joined: one record is one call from BEGIN to COMMIT, and more records go eight to a call.
macro_rules! append {
    () => {
        "INSERT INTO records (log_index, id, inst, seq, type, tenant, route, verdict, of, leaf) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?); \
         INSERT INTO leaf_hashes (log_index, hash) VALUES (?, ?); \
         INSERT INTO sides (log_index, side) SELECT ?, ? WHERE ?; "
    };
}
macro_rules! advance {
    () => {
        "UPDATE instances SET next_seq = ?, last_digest = ?, last_seen = ?, bundle_digest = coalesce(?, bundle_digest), \
         bundle_version = coalesce(?, bundle_version) WHERE inst = ?; "
    };
}
macro_rules! state {
    () => {
        "INSERT INTO log_state (only, size, subtrees, checkpoint) VALUES (0, ?, ?, ?) ON CONFLICT (only) \
         DO UPDATE SET size = excluded.size, subtrees = excluded.subtrees, checkpoint = excluded.checkpoint; "
    };
}

type Query<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

fn bind_row<'q>(query: Query<'q>, row: &NewRow<'q>) -> Query<'q> {
    query
        .bind(signed(row.log_index))
        .bind(row.id)
        .bind(row.inst)
        .bind(signed(row.seq))
        .bind(row.kind)
        .bind(row.tenant)
        .bind(row.route)
        .bind(row.verdict)
        .bind(row.of)
        .bind(row.leaf)
        .bind(signed(row.log_index))
        .bind(row.hash.0.to_vec())
        .bind(signed(row.log_index))
        .bind(row.side)
        .bind(!row.side.is_empty())
}

fn bind_advance<'q>(query: Query<'q>, to: &'q Advance) -> Query<'q> {
    query
        .bind(signed(to.next_seq))
        .bind(to.last_digest.0.to_vec())
        .bind(signed(to.last_seen.0))
        .bind(to.bundle.as_ref().map(|b| b.digest.as_str()))
        .bind(to.bundle.as_ref().map(|b| signed(b.version)))
        .bind(&to.inst)
}

fn bind_state<'q>(query: Query<'q>, state: &'q State) -> Query<'q> {
    let subtrees: Vec<u8> = state.subtrees.iter().flat_map(|d| d.0).collect();
    query.bind(signed(state.size)).bind(subtrees).bind(&state.checkpoint)
}

/// Stores a group of records in one transaction: rows, where the chains stand, the state of the log. On return all of it
/// stands on disk; after an error the caller rolls back.
pub async fn commit_group(
    db: &mut SqliteConnection,
    rows: &[NewRow<'_>],
    advances: &[Advance],
    state: &State,
) -> Result<(), sqlx::Error> {
    if let ([row], [to]) = (rows, advances) {
        let query = sqlx::query(concat!("BEGIN IMMEDIATE; ", append!(), advance!(), state!(), "COMMIT"));
        return bind_state(bind_advance(bind_row(query, row), to), state).execute(db).await.map(drop);
    }
    begin(db).await?;
    let (eights, rest) = rows.as_chunks::<8>();
    for eight in eights {
        let query = sqlx::query(concat!(
            append!(),
            append!(),
            append!(),
            append!(),
            append!(),
            append!(),
            append!(),
            append!()
        ));
        eight.iter().fold(query, bind_row).execute(&mut *db).await?;
    }
    for row in rest {
        bind_row(sqlx::query(append!()), row).execute(&mut *db).await?;
    }
    let (eights, rest) = advances.as_chunks::<8>();
    for eight in eights {
        let query = sqlx::query(concat!(
            advance!(),
            advance!(),
            advance!(),
            advance!(),
            advance!(),
            advance!(),
            advance!(),
            advance!()
        ));
        eight.iter().fold(query, bind_advance).execute(&mut *db).await?;
    }
    for to in rest {
        bind_advance(sqlx::query(advance!()), to).execute(&mut *db).await?;
    }
    bind_state(sqlx::query(concat!(state!(), "COMMIT")), state).execute(db).await.map(drop)
}

/// Replaces the state.
pub async fn set_state(db: &mut SqliteConnection, state: &State) -> Result<(), sqlx::Error> {
    bind_state(sqlx::query(state!()), state).execute(db).await.map(drop)
}

/// The state; `None` before the first start.
pub async fn state<'e, E: SqliteExecutor<'e>>(db: E) -> Result<Option<State>, sqlx::Error> {
    let Some(row) =
        sqlx::query("SELECT size, subtrees, checkpoint FROM log_state").fetch_optional(db).await?
    else {
        return Ok(None);
    };
    let subtrees: Vec<u8> = row.try_get("subtrees")?;
    let (chunks, rest) = subtrees.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(Inconsistent("log_state.subtrees").into());
    }
    Ok(Some(State {
        size: unsigned(row.try_get("size")?, "log_state.size")?,
        subtrees: chunks.iter().copied().map(Digest).collect(),
        checkpoint: row.try_get("checkpoint")?,
    }))
}

/// The checkpoint alone, whatever the rest of the state says; `None` if there is none.
pub async fn checkpoint(db: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    let row = sqlx::query("SELECT checkpoint FROM log_state").fetch_optional(db).await?;
    row.map(|row| row.try_get("checkpoint")).transpose()
}

/// Number of records and the highest log index among them.
pub async fn extent<'e, E: SqliteExecutor<'e>>(db: E) -> Result<(u64, Option<u64>), sqlx::Error> {
    let row = sqlx::query("SELECT count(*) AS n, max(log_index) AS last FROM records").fetch_one(db).await?;
    let last: Option<i64> = row.try_get("last")?;
    Ok((
        unsigned(row.try_get("n")?, "records, count")?,
        last.map(|n| unsigned(n, "records.log_index")).transpose()?,
    ))
}

/// Leaf data of an instance's record; `None` if there is none.
pub async fn leaf_at<'e, E: SqliteExecutor<'e>>(
    db: E,
    inst: &str,
    seq: u64,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let row = sqlx::query("SELECT leaf FROM records WHERE inst = ? AND seq = ?")
        .bind(inst)
        .bind(signed(seq))
        .fetch_optional(db)
        .await?;
    row.map(|row| row.try_get("leaf")).transpose()
}

/// Which of these record ids are stored already. `ids` is a JSON array.
pub async fn known_ids<'e, E: SqliteExecutor<'e>>(db: E, ids: &str) -> Result<Vec<String>, sqlx::Error> {
    let rows = sqlx::query("SELECT id FROM records WHERE id IN (SELECT value FROM json_each(?))")
        .bind(ids)
        .fetch_all(db)
        .await?;
    rows.iter().map(|row| row.try_get("id")).collect()
}
