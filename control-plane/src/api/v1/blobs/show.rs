use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use countersign_formats::digest::Digest;

use crate::{
    api::{Shared, problem::Problem},
    store::bundles,
};

/// `GET /v1/blobs/{digest}`: bytes by their digest. They never change.
pub async fn show(State(app): State<Shared>, Path(digest): Path<String>) -> Result<Response, Problem> {
    if Digest::parse(&digest).is_none() {
        return Err(Problem::bad_request("expected a digest of the form sha256:base64url"));
    }
    let blob = bundles::blob(app.store.read(), &digest).await?.ok_or_else(|| Problem::not_found("blob"))?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::ETAG, format!("\"{digest}\"")),
    ];
    Ok((headers, blob).into_response())
}
