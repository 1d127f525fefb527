//! The filter module, for hosts that load it from an address.

use std::path::Path;

use anyhow::Context as _;
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use countersign_formats::digest::Digest;

use super::{Shared, problem::Problem};

/// A module of 64 MiB would take Envoy minutes to compile; ours is under one.
const MODULE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The module's bytes and their digest.
#[derive(Clone, Debug)]
pub struct Module {
    bytes: Bytes,
    etag: String,
}

impl Module {
    /// Reads a module file.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let bytes =
            std::fs::read(file).with_context(|| format!("cannot read filter module {}", file.display()))?;
        let wasm = bytes.starts_with(b"\0asm") && bytes.len() <= MODULE_BYTES_MAX;
        anyhow::ensure!(wasm, "expected a wasm module of at most 64 MiB in {}", file.display());
        Ok(Self { etag: format!("\"{}\"", Digest::of(&bytes).to_text()), bytes: bytes.into() })
    }
}

/// `GET /filter/countersign.wasm`.
pub async fn show(State(app): State<Shared>, headers: HeaderMap) -> Result<Response, Problem> {
    let module =
        app.filter.as_ref().ok_or_else(|| Problem::not_found("filter module: none is configured"))?;
    let known =
        headers.get(header::IF_NONE_MATCH).is_some_and(|etag| etag.as_bytes() == module.etag.as_bytes());
    let etag = (header::ETAG, module.etag.clone());
    let fresh = (header::CACHE_CONTROL, "no-cache".to_owned());
    if known {
        return Ok((StatusCode::NOT_MODIFIED, [etag, fresh]).into_response());
    }
    Ok(([etag, fresh, (header::CONTENT_TYPE, "application/wasm".to_owned())], module.bytes.clone())
        .into_response())
}
