use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;

use crate::{
    api::{Shared, problem::Problem},
    service::read::{self, Page},
    store::records::Filter,
};

const LIMIT_DEFAULT: u32 = 50;
const LIMIT_MAX: u32 = 500;

/// Query of [`list`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    limit: Option<u32>,
    after: Option<u64>,
    before: Option<u64>,
    #[serde(rename = "type")]
    kind: Option<String>,
    verdict: Option<String>,
    route: Option<String>,
    tenant: Option<String>,
}

/// `GET /v1/records`: newest first, or oldest first behind `after`.
pub async fn list(
    State(app): State<Shared>,
    parameters: Result<Query<Parameters>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Page>, Problem> {
    let Query(parameters) = parameters.map_err(|_| {
        Problem::bad_request("expected a query of limit, after, before, type, verdict, route, tenant")
    })?;
    let limit = parameters.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(Problem::bad_request(format!("expected a limit of 1 to {LIMIT_MAX}")));
    }
    let filter = Filter {
        limit,
        after: parameters.after,
        before: parameters.before,
        kind: parameters.kind,
        verdict: parameters.verdict,
        route: parameters.route,
        tenant: parameters.tenant,
    };
    Ok(Json(read::page(&app.store, &filter).await?))
}
