//! Liveness, readiness, metrics.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{Shared, problem::Problem};

/// The process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// Records can be stored, as far as the last attempt tells, and the database can be read.
pub async fn ready(State(app): State<Shared>) -> Result<&'static str, Problem> {
    if *app.stopping.borrow() || !app.ingest.is_healthy() {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "not_ready",
            "records cannot be stored now",
        ));
    }
    crate::service::read::log_state(&app.store).await?;
    Ok("ready\n")
}

/// Prometheus text format.
pub async fn metrics(State(app): State<Shared>) -> Response {
    let text = app.metrics.render(app.totals.log_size());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
