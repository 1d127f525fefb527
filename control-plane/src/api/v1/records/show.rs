use axum::{
    Json,
    extract::{Path, State},
};

use crate::{
    api::{Shared, problem::Problem},
    service::read::{self, Detail},
};

/// `GET /v1/records/{id}`.
pub async fn show(State(app): State<Shared>, Path(id): Path<String>) -> Result<Json<Detail>, Problem> {
    read::detail(&app.store, &id).await?.map(Json).ok_or_else(|| Problem::not_found("record"))
}
