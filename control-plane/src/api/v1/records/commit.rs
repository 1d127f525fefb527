use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use countersign_formats::batch::{BATCH_TYPE, BatchReply};

use crate::{
    api::{Shared, problem::Problem},
    clock,
    service::ingest::IngestError,
};

/// `POST /v1/records`: stores a batch; 200 means that all of it stands on disk.
pub async fn commit(State(app): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let answer = match sender(&headers) {
        Ok(inst) => app.ingest.commit(inst, &body, clock::now()).await,
        Err(problem) => {
            app.metrics.refused("records", problem.code);
            return problem.into_response();
        }
    };
    let error = match answer {
        Ok(next_seq) => return Json(BatchReply { next_seq }).into_response(),
        Err(error) => error,
    };
    let problem = match error {
        IngestError::Gap(next_seq) => {
            app.metrics.refused("records", "gap");
            return (StatusCode::CONFLICT, Json(BatchReply { next_seq })).into_response();
        }
        other => problem(&other),
    };
    app.metrics.refused("records", problem.code);
    problem.into_response()
}

fn sender(headers: &HeaderMap) -> Result<&str, Problem> {
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes() != BATCH_TYPE.as_bytes()) {
        let detail = format!("expected content type {BATCH_TYPE}");
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type", detail));
    }
    let inst = headers.get("x-countersign-instance").and_then(|inst| inst.to_str().ok());
    inst.ok_or_else(|| Problem::unauthorized("expected the sender in x-countersign-instance"))
}

fn problem(error: &IngestError) -> Problem {
    let unprocessable = |code, detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail);
    let unavailable = |code, detail: &str| Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
    match error {
        IngestError::UnknownInstance => {
            Problem::new(StatusCode::UNAUTHORIZED, "unknown_instance", "this instance is not enrolled")
        }
        IngestError::Expired => Problem::new(
            StatusCode::UNAUTHORIZED,
            "certificate_expired",
            "the instance's certificate is not valid now",
        ),
        IngestError::Form(place, expected) => unprocessable("form", format!("entry {place}: {expected}")),
        IngestError::Signature(place) => {
            unprocessable("signature", format!("entry {place}: not signed by the instance's key"))
        }
        IngestError::Gap(next_seq) => {
            Problem::new(StatusCode::CONFLICT, "gap", format!("expected sequence number {next_seq}"))
        }
        IngestError::Fork(seq) => {
            unprocessable("fork", format!("another record with sequence number {seq} is stored already"))
        }
        IngestError::QueueFull => unavailable("queue_full", "too many calls wait to be stored"),
        IngestError::Storage => unavailable("storage", "the records could not be stored"),
    }
}
