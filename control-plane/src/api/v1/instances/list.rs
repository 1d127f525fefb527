use axum::{Json, extract::State};
use serde::Serialize;

use crate::{
    api::{Shared, problem::Problem},
    service::read::{self, GatewayShown},
};

/// Answer of [`list`].
#[derive(Debug, Serialize)]
pub struct Gateways {
    gateways: Vec<GatewayShown>,
}

/// `GET /v1/gateways`: the latest enrolled instances.
pub async fn list(State(app): State<Shared>) -> Result<Json<Gateways>, Problem> {
    Ok(Json(Gateways { gateways: read::gateways(&app.store).await? }))
}
