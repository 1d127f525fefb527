//! The console: everything that is no other address.

use axum::{
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use countersign_web_ui::{Asset, CONTENT_SECURITY_POLICY, asset, index};

use super::problem::Problem;

/// A file of the console, or its page: the page reads the address itself.
pub async fn show(method: Method, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let path = uri.path().trim_start_matches('/');
    let page = path.is_empty() || path == "decisions" || path.starts_with("decisions/");
    let found = if page { Some(index()) } else { asset(path) };
    let found = found.filter(|_| matches!(method, Method::GET | Method::HEAD));
    Ok(answer(found.ok_or_else(|| Problem::not_found("address"))?, &headers))
}

fn answer(asset: Asset, headers: &HeaderMap) -> Response {
    let caching = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let common = [
        (header::ETAG, asset.etag.to_string()),
        (header::CACHE_CONTROL, caching.to_owned()),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY.to_owned()),
    ];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|etag| etag.as_bytes() == asset.etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, asset.content_type.to_string())], asset.bytes.to_vec()).into_response()
}
