use axum::{Json, extract::State};

use crate::{api::Shared, keys::Trust};

/// `GET /v1/trust`: the public keys. To *pin* keys, take them from the data directory, not from here.
pub async fn show(State(app): State<Shared>) -> Json<Trust> {
    Json(app.secrets.keys.trust())
}
