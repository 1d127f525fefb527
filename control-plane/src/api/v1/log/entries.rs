use axum::{
    Json,
    extract::{Query, State},
};
use countersign_formats::b64;
use serde::Deserialize;

use crate::{
    api::{Shared, problem::Problem},
    store::records,
    wire::{LogEntry, LogPage},
};

const LIMIT_DEFAULT: u32 = 100;
/// 256 leaves of at most 16 KiB, in base64 and with their certificates, stay under 6 MiB.
const LIMIT_MAX: u32 = 256;

/// Query of [`entries`].
#[derive(Debug, Deserialize)]
pub struct Parameters {
    #[serde(default)]
    start: u64,
    limit: Option<u32>,
}

/// `GET /v1/log/entries`: leaves in the order of the log, with the certificates of their writers.
pub async fn entries(
    State(app): State<Shared>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<LogPage>, Problem> {
    let limit = parameters.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(Problem::bad_request(format!("expected a limit of 1 to {LIMIT_MAX}")));
    }
    let rows = records::log(app.store.read(), parameters.start, u64::MAX, limit).await?;
    let entries = rows.into_iter().map(|row| LogEntry {
        log_index: row.log_index,
        leaf: b64::encode_std(&row.leaf),
        certificate: row.certificate,
        merkle_hash: row.hash.map(|hash| hash.to_text()),
    });
    Ok(Json(LogPage { entries: entries.collect() }))
}
