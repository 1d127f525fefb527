//! `countersign.wasm`: translation between proxy-wasm and the engine, nothing else.
//!
//! [`abi`] holds the hostcalls, [`exports`] the callbacks, [`vm`] the contexts of one VM. Decisions are the engine's.

pub mod abi;
pub mod exports;
pub mod host;
pub mod pairs;
pub mod vm;
