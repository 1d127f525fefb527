//! The console: everything that is no other address.

use axum::http::Uri;

use super::problem::Problem;

/// A file of the console, or its page.
pub async fn show(_uri: Uri) -> Problem {
    Problem::not_found("address")
}
