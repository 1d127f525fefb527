//! Does a gateway keep what it must keep? A model provider that records every byte it gets and says what the test wants it to say, in
//! every API's wire format, and a matrix of requests and answers with a secret in every place.
//!
//! Nothing here knows the gateway's engine: what protects is judged from outside, by what the provider and the caller received.

pub mod http;
pub mod live;
pub mod matrix;
pub mod provider;
pub mod reading;
pub mod requests;
pub mod script;
pub mod upstream;
