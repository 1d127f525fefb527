//! The least that an inspecting filter does: it holds a request until its body is complete, and looks at nothing.
//!
//! The proxy-wasm ABI 0.2.1 without a library. The harness builds it with plain `rustc`.
#![no_std]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

const CONTINUE: i32 = 0;
const PAUSE: i32 = 1;

#[unsafe(no_mangle)]
extern "C" fn proxy_abi_version_0_2_1() {}

/// The host asks for memory only to hand over what a guest has requested; this one requests nothing.
#[unsafe(no_mangle)]
extern "C" fn proxy_on_memory_allocate(_size: u32) -> u32 {
    0
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_context_create(_context: u32, _root: u32) {}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_vm_start(_context: u32, _bytes: u32) -> u32 {
    1
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_configure(_context: u32, _bytes: u32) -> u32 {
    1
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_request_headers(_context: u32, _headers: u32, end_of_stream: u32) -> i32 {
    if end_of_stream == 0 { PAUSE } else { CONTINUE }
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_request_body(_context: u32, _bytes: u32, end_of_stream: u32) -> i32 {
    if end_of_stream == 0 { PAUSE } else { CONTINUE }
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_done(_context: u32) -> u32 {
    1
}

#[unsafe(no_mangle)]
extern "C" fn proxy_on_delete(_context: u32) {}
