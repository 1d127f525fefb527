use axum::{Json, extract::State};

use crate::{
    api::{Shared, problem::Problem},
    service::read::{self, Status},
};

/// `GET /v1/status`.
pub async fn show(State(app): State<Shared>) -> Result<Json<Status>, Problem> {
    Ok(Json(read::status(&app.store, &app.totals, &app.channels).await?))
}
