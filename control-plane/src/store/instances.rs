//! Table `instances`.

use countersign_formats::{digest::Digest, time::Micros};
use sqlx::{Row as _, SqliteConnection, SqliteExecutor, SqlitePool, sqlite::SqliteRow};

use super::{Inconsistent, signed, unsigned};

/// An enrolled filter VM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    pub inst: String,
    pub boot: String,
    pub build: String,
    pub channel: String,
    /// JSON object.
    pub host: String,
    pub vkey: String,
    /// DSSE envelope.
    pub certificate: String,
    pub not_before: Micros,
    pub not_after: Micros,
    pub enrolled_at: Micros,
    pub last_seen: Micros,
    pub next_seq: u64,
    pub last_digest: Digest,
    pub bundle: Option<ActiveBundle>,
}

/// The bundle that an instance last said it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveBundle {
    pub digest: String,
    pub version: u64,
}

/// Where an instance's chain stands after a group of records.
#[derive(Clone, Debug)]
pub struct Advance {
    pub inst: String,
    pub next_seq: u64,
    pub last_digest: Digest,
    pub last_seen: Micros,
    pub bundle: Option<ActiveBundle>,
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT inst, boot, build, channel, host, vkey, certificate, not_before, not_after, enrolled_at, last_seen, \
             next_seq, last_digest, bundle_digest, bundle_version FROM instances ",
            $tail
        )
    };
}

fn instance(row: &SqliteRow) -> Result<Instance, sqlx::Error> {
    let micros = |column: &'static str| -> Result<Micros, sqlx::Error> {
        Ok(Micros(unsigned(row.try_get(column)?, "instances, a time")?))
    };
    let last_digest: Vec<u8> = row.try_get("last_digest")?;
    let bundle: Option<String> = row.try_get("bundle_digest")?;
    let version: Option<i64> = row.try_get("bundle_version")?;
    Ok(Instance {
        inst: row.try_get("inst")?,
        boot: row.try_get("boot")?,
        build: row.try_get("build")?,
        channel: row.try_get("channel")?,
        host: row.try_get("host")?,
        vkey: row.try_get("vkey")?,
        certificate: row.try_get("certificate")?,
        not_before: micros("not_before")?,
        not_after: micros("not_after")?,
        enrolled_at: micros("enrolled_at")?,
        last_seen: micros("last_seen")?,
        next_seq: unsigned(row.try_get("next_seq")?, "instances.next_seq")?,
        last_digest: Digest(last_digest.try_into().map_err(|_| Inconsistent("instances.last_digest"))?),
        bundle: match (bundle, version) {
            (Some(digest), Some(version)) => {
                Some(ActiveBundle { digest, version: unsigned(version, "instances.bundle_version")? })
            }
            _ => None,
        },
    })
}

/// The instance of this name; `None` if there is none.
pub async fn find<'e, E: SqliteExecutor<'e>>(db: E, inst: &str) -> Result<Option<Instance>, sqlx::Error> {
    let row = sqlx::query(select!("WHERE inst = ?")).bind(inst).fetch_optional(db).await?;
    row.as_ref().map(instance).transpose()
}

/// The latest enrolled instances, newest first.
pub async fn list(pool: &SqlitePool, limit: u32) -> Result<Vec<Instance>, sqlx::Error> {
    let rows =
        sqlx::query(select!("ORDER BY enrolled_at DESC, inst LIMIT ?")).bind(limit).fetch_all(pool).await?;
    rows.iter().map(instance).collect()
}

/// Adds an instance, or renews the certificate of a known one. Chain and key of a known one stay.
pub async fn put(db: &mut SqliteConnection, instance: &Instance) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO instances (inst, boot, build, channel, host, vkey, certificate, not_before, not_after, enrolled_at, \
         last_seen, next_seq, last_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (inst) DO UPDATE SET certificate = excluded.certificate, not_after = excluded.not_after, \
         last_seen = excluded.last_seen",
    )
    .bind(&instance.inst)
    .bind(&instance.boot)
    .bind(&instance.build)
    .bind(&instance.channel)
    .bind(&instance.host)
    .bind(&instance.vkey)
    .bind(&instance.certificate)
    .bind(signed(instance.not_before.0))
    .bind(signed(instance.not_after.0))
    .bind(signed(instance.enrolled_at.0))
    .bind(signed(instance.last_seen.0))
    .bind(signed(instance.next_seq))
    .bind(instance.last_digest.0.to_vec())
    .execute(db)
    .await?;
    Ok(())
}
