use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    api::{Shared, problem::Problem},
    service::read,
};

/// `GET /v1/log/checkpoint`: the newest checkpoint, a signed note.
pub async fn checkpoint(State(app): State<Shared>) -> Result<Response, Problem> {
    let state = read::log_state(&app.store).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], state.checkpoint).into_response())
}
