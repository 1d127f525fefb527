//! What the module asks of its host, and what it offers.

use std::{collections::BTreeSet, path::PathBuf};

use countersign_wasm_host_tests::driver::HOSTCALLS;
use wasmtime::{Engine, Module};

/// Envoy compiles the module at start, one to three seconds a megabyte, once a worker (docs/PERFORMANCE.md).
const SIZE_MAX: usize = 1_300_000;

fn bytes() -> Vec<u8> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/countersign.wasm");
    let path = std::env::var_os("COUNTERSIGN_WASM").map_or(default, PathBuf::from);
    std::fs::read(&path).unwrap_or_else(|_| panic!("{} is missing: run `make wasm` first", path.display()))
}

#[test]
fn its_size_is_bounded() {
    let size = bytes().len();
    assert!(size <= SIZE_MAX, "{size} bytes, expected at most {SIZE_MAX}");
}

#[test]
fn it_asks_only_for_what_every_host_has() {
    let module = Module::new(&Engine::default(), bytes()).unwrap();
    let of = |name: &str| {
        module.imports().filter(|i| i.module() == name).map(|i| i.name().to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(of("env"), HOSTCALLS.map(str::to_owned).into(), "the fault tests must know every hostcall");
    let wasi = of("wasi_snapshot_preview1");
    // No files, no sockets, no arguments. `proc_exit` is how an abort of the runtime ends.
    let known = ["clock_time_get", "environ_get", "environ_sizes_get", "fd_write", "proc_exit", "random_get"];
    let others: Vec<_> = wasi.iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(module.imports().all(|i| ["env", "wasi_snapshot_preview1"].contains(&i.module())));
}

#[test]
fn it_offers_the_callbacks_of_one_abi_version() {
    let module = Module::new(&Engine::default(), bytes()).unwrap();
    let exports: BTreeSet<_> = module.exports().map(|e| e.name().to_owned()).collect();
    let versions: Vec<_> = exports.iter().filter(|name| name.starts_with("proxy_abi_version_")).collect();
    assert_eq!(versions, ["proxy_abi_version_0_2_1"]);
    for callback in [
        "memory",
        "proxy_on_memory_allocate",
        "proxy_on_context_create",
        "proxy_on_vm_start",
        "proxy_on_configure",
        "proxy_on_tick",
        "proxy_on_request_headers",
        "proxy_on_request_body",
        "proxy_on_request_trailers",
        "proxy_on_response_headers",
        "proxy_on_response_body",
        "proxy_on_response_trailers",
        "proxy_on_http_call_response",
        "proxy_on_done",
        "proxy_on_log",
        "proxy_on_delete",
    ] {
        assert!(exports.contains(callback), "{callback} is missing");
    }
}
