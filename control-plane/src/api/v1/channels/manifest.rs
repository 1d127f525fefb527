use std::time::Duration;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    api::{Shared, problem::Problem},
    durations,
};

/// No call is held longer: proxies between us cut at 60 s.
const WAIT_MAX: Duration = Duration::from_secs(55);

/// Query of [`manifest`].
#[derive(Debug, Deserialize)]
pub struct Parameters {
    #[serde(default)]
    wait: Option<String>,
}

/// `GET /v1/channels/{channel}/manifest`: the newest manifest as soon as it is another than the caller has.
pub async fn manifest(
    State(app): State<Shared>,
    Path(channel): Path<String>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wait = parameters.wait.as_deref().map_or(Some(Duration::ZERO), durations::parse);
    let wait = wait
        .ok_or_else(|| Problem::bad_request("expected wait as a number of seconds, such as 25s"))?
        .min(WAIT_MAX);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|etag| etag.to_str().ok());
    let known = known.map(|etag| etag.trim_matches('"'));
    let mut stopping = app.stopping.clone();
    let bundle = tokio::select! {
        // In this order: what is there already is given without waiting, even with a wait of zero.
        biased;
        bundle = app.channels.changed_from(&channel, known) => bundle,
        () = tokio::time::sleep(wait) => return unchanged(&app, &channel),
        _ = stopping.wait_for(|stopping| *stopping) => return unchanged(&app, &channel),
    };
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, format!("\"{}\"", bundle.digest)),
    ];
    Ok((headers, bundle.envelope.clone()).into_response())
}

fn unchanged(app: &Shared, channel: &str) -> Result<Response, Problem> {
    let bundle = app.channels.get(channel).ok_or_else(|| Problem::not_found("bundle in this channel"))?;
    Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, format!("\"{}\"", bundle.digest))]).into_response())
}
