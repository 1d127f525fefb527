//! Tiny proxy-wasm filters for comparison and faults, built from `tests/guests`.

use std::{path::PathBuf, process::Command};

use crate::{paths, process};

/// Builds `tests/guests/<name>.rs` and returns the module.
pub fn build(name: &str) -> PathBuf {
    let out = process::folder(name).join(format!("{name}.wasm"));
    let output = Command::new("rustc")
        .args([
            "--edition",
            "2024",
            "-O",
            "-C",
            "panic=abort",
            "-C",
            "strip=symbols",
            "--target",
            "wasm32v1-none",
        ])
        .args(["--crate-type", "cdylib", "-o"])
        .arg(&out)
        .arg(paths::root().join(format!("tests/guests/{name}.rs")))
        .output()
        .expect("rustc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    out
}
