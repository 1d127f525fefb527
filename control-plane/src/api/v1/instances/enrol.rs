use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use countersign_formats::enrol::EnrolReply;

use crate::{
    api::{Shared, access, problem::Problem},
    clock,
    service::enrol::{self, EnrolError},
};

/// `POST /v1/enrol`: a certificate for the key of a new instance.
pub async fn enrol(
    State(app): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<EnrolReply>, Problem> {
    let answer = if access::bearer(&headers).is_some_and(|token| app.secrets.fleet_token.matches(token)) {
        enrol::enrol(&app.store, &app.registry, &app.secrets.keys.enrolment, &body, clock::now())
            .await
            .map_err(problem)
    } else {
        Err(Problem::unauthorized("expected the fleet token as bearer token"))
    };
    match &answer {
        Ok(_) => app.metrics.enrolled(),
        Err(problem) => app.metrics.refused("enrol", problem.code),
    }
    Ok(Json(EnrolReply { certificate: answer? }))
}

fn problem(error: EnrolError) -> Problem {
    let unprocessable = |code, detail: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail);
    match error {
        EnrolError::Form(expected) => Problem::new(StatusCode::BAD_REQUEST, "form", expected),
        EnrolError::Signature => {
            unprocessable("signature", "the request is not signed by the key that it names")
        }
        EnrolError::Clock => {
            unprocessable("clock", "the time of the request is more than ten minutes from the server's")
        }
        EnrolError::OtherKey => {
            Problem::new(StatusCode::CONFLICT, "other_key", "this instance name is enrolled with another key")
        }
        EnrolError::Storage(error) => error.into(),
    }
}
