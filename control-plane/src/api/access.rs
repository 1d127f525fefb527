//! Who may call.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};

use super::{Shared, problem::Problem};

/// Lets only the bearer of the admin token pass.
pub async fn admin(State(app): State<Shared>, request: Request, next: Next) -> Result<Response, Problem> {
    if bearer(request.headers()).is_some_and(|token| app.secrets.admin_token.matches(token)) {
        return Ok(next.run(request).await);
    }
    app.metrics.refused("admin", "unauthorized");
    Err(Problem::unauthorized("expected the admin token as bearer token"))
}

/// The token of `Authorization: Bearer …` (RFC 6750 §2.1).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
