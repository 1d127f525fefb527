//! A proxy-wasm host (ABI 0.2.1) for tests of `countersign.wasm`.
//!
//! ```no_run
//! use countersign_wasm_host_tests::gateway::Gateway;
//! let mut gateway = Gateway::enforcing();
//! let effects = gateway.chat("/support", "hello");
//! assert!(effects.went_upstream);
//! ```

pub mod driver;
pub mod gateway;
pub mod host;
mod hostcalls;
mod wasi;
pub mod wire;
