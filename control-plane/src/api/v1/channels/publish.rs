use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::StatusCode,
};
use countersign_formats::time::Micros;
use serde::{Deserialize, Serialize};

use crate::{
    api::{Shared, problem::Problem},
    bundle::sign::SignError,
    clock, names,
    service::publish::{self, PublishError},
};

/// A bundle lives a day unless the publisher says otherwise.
const EXPIRES_IN_DEFAULT_S: u64 = 86_400;

/// A bundle that never expires would undo the protection against withheld updates.
const EXPIRES_IN_MAX_S: u64 = 400 * 86_400;

/// Query of [`publish`].
#[derive(Debug, Deserialize)]
pub struct Parameters {
    /// Seconds.
    #[serde(default)]
    expires_in: Option<u64>,
}

/// Answer of [`publish`].
#[derive(Debug, Serialize)]
pub struct Published {
    version: u64,
    digest: String,
    expires_at: String,
}

/// `POST /v1/channels/{channel}/bundles`: signs an unsigned bundle as the channel's next version.
pub async fn publish(
    State(app): State<Shared>,
    Path(channel): Path<String>,
    Query(parameters): Query<Parameters>,
    body: Bytes,
) -> Result<(StatusCode, Json<Published>), Problem> {
    if !names::is_channel(&channel) {
        return Err(Problem::bad_request(
            "expected a channel name of 1 to 64 letters, digits, dots, hyphens, underscores",
        ));
    }
    let expires_in = parameters.expires_in.unwrap_or(EXPIRES_IN_DEFAULT_S);
    if !(1..=EXPIRES_IN_MAX_S).contains(&expires_in) {
        return Err(Problem::bad_request("expected expires_in of 1 second to 400 days, in seconds"));
    }
    let now = clock::now();
    let expires_at = Micros(now.0.saturating_add(Micros::from_secs(expires_in).0));
    let bundle = publish::publish(
        &app.store,
        &app.channels,
        &app.secrets.keys.policy,
        &channel,
        body.into(),
        now,
        expires_at,
    );
    let bundle = bundle.await.map_err(problem)?;
    app.metrics.published();
    tracing::info!(channel, version = bundle.version, digest = bundle.digest, "bundle published");
    let published = Published {
        version: bundle.version,
        digest: bundle.digest,
        expires_at: bundle.expires_at.to_rfc3339(),
    };
    Ok((StatusCode::CREATED, Json(published)))
}

fn problem(error: PublishError) -> Problem {
    match error {
        PublishError::Bundle(SignError::TooLarge(what)) => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("{what} is over its limit"))
        }
        PublishError::Bundle(error) => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bundle", error.to_string())
        }
        PublishError::Storage(error) => error.into(),
        PublishError::Interrupted => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "interrupted",
            "checking the bundle was interrupted",
        ),
    }
}
