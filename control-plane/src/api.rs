//! The HTTP interface: every address on one page.

mod access;
mod console;
mod filter;
mod health;
mod problem;
pub mod v1;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, header},
    middleware,
    response::Response,
    routing::{get, post},
};
use countersign_formats::limits::BATCH_BYTES_MAX;
use tokio::sync::watch;

use crate::{
    bundle::sign::UNSIGNED_BYTES_MAX,
    keys::Secrets,
    metrics::Metrics,
    service::{enrol::ENROL_BYTES_MAX, ingest::Ingest, publish::Channels, read::Totals, registry::Registry},
    store::Store,
};

/// What every handler may use.
#[derive(Debug)]
pub struct App {
    pub secrets: Secrets,
    pub store: Arc<Store>,
    pub registry: Arc<Registry>,
    pub ingest: Ingest,
    pub channels: Channels,
    pub totals: Arc<Totals>,
    pub metrics: Arc<Metrics>,
    pub filter: Option<Module>,
    /// Turns true when the server stops, so that waiting calls end.
    pub stopping: watch::Receiver<bool>,
}

pub use filter::Module;

pub type Shared = Arc<App>;

/// The whole URL map.
pub fn router(app: Shared) -> Router {
    let fleet = Router::new()
        .route("/v1/enrol", post(v1::instances::enrol).layer(DefaultBodyLimit::max(ENROL_BYTES_MAX)))
        .route("/v1/channels/{channel}/manifest", get(v1::channels::manifest))
        .route("/v1/blobs/{digest}", get(v1::blobs::show))
        .route("/filter/countersign.wasm", get(filter::show));
    let admin = Router::new()
        .route(
            "/v1/channels/{channel}/bundles",
            post(v1::channels::publish).layer(DefaultBodyLimit::max(UNSIGNED_BYTES_MAX)),
        )
        .route("/v1/records/{id}", get(v1::records::show))
        .route("/v1/status", get(v1::status::show))
        .route("/v1/gateways", get(v1::instances::list))
        .route("/v1/log/checkpoint", get(v1::log::checkpoint))
        .route("/v1/log/entries", get(v1::log::entries))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&app), access::admin));
    // Gateways post records, authenticated by signature; administrators read them, by token.
    let list =
        get(v1::records::list).route_layer(middleware::from_fn_with_state(Arc::clone(&app), access::admin));
    let records = Router::new()
        .route("/v1/records", list.post(v1::records::commit).layer(DefaultBodyLimit::max(BATCH_BYTES_MAX)));
    let public = Router::new()
        .route("/v1/trust", get(v1::trust::show))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics));
    Router::new()
        .merge(fleet)
        .merge(admin)
        .merge(records)
        .merge(public)
        .fallback(console::show)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(middleware::map_response(headers))
        .with_state(app)
}

/// Headers of every answer, and one shape for errors: the framework refuses oversized bodies and unreadable queries with a
/// line of text. Answers are stored by nobody unless a handler says otherwise.
async fn headers(response: Response) -> Response {
    const ALWAYS: [(HeaderName, HeaderValue); 3] = [
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    ];
    let mut response = problem::shaped(response);
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
