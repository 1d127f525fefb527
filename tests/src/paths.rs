//! Where things are in the checkout.

use std::path::PathBuf;

/// The checkout.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the checkout")
}

fn built(variable: &str, default: &str, command: &str) -> PathBuf {
    let path = std::env::var_os(variable).map_or_else(|| root().join(default), PathBuf::from);
    assert!(path.exists(), "{} is missing: run `{command}` first", path.display());
    path
}

/// The filter module.
pub fn wasm() -> PathBuf {
    built("COUNTERSIGN_WASM", "target/countersign.wasm", "make wasm")
}

/// The control plane.
pub fn countersign() -> PathBuf {
    built("COUNTERSIGN_BIN", "target/debug/countersign", "cargo build -p countersign")
}

/// A program of the Python environment.
pub fn venv(program: &str) -> PathBuf {
    built("COUNTERSIGN_NO_OVERRIDE", &format!(".venv/bin/{program}"), "make setup")
}
