//! The callbacks that the host calls (proxy-wasm ABI 0.2.1).
//!
//! Each one borrows the VM's state and passes on. Where the state is borrowed already, which no host does today, the answer
//! is the closed one: a paused request.
#![expect(unsafe_code, reason = "exported symbols carry unsafe attributes")]

use std::{cell::RefCell, panic};

use crate::{abi, vm::Vm};

/// What a stream callback answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Action {
    /// Go on.
    Continue = 0,
    /// Hold.
    Pause = 1,
}

thread_local! {
    static VM: RefCell<Vm> = RefCell::new(Vm::default());
}

fn with<T>(closed: T, f: impl FnOnce(&mut Vm) -> T) -> T {
    VM.with(|vm| match vm.try_borrow_mut() {
        Ok(mut vm) => f(&mut vm),
        Err(_) => closed,
    })
}

/// Names the ABI version.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_abi_version_0_2_1() {}

/// Memory for the host.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_memory_allocate(size: usize) -> *mut u8 {
    abi::allocate(size)
}

/// A context begins: a root (without parent), or a stream of a root.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_context_create(context: u32, parent: u32) {
    with((), |vm| vm.created(context, parent));
}

/// The VM begins. A panic must not print what it was about: only where it was.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_vm_start(_root: u32, _size: usize) -> i32 {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line()));
        abi::log(abi::LogLevel::Error, &format!("the filter stopped at {place}"));
    }));
    1
}

/// A root context gets its configuration.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_configure(root: u32, size: usize) -> i32 {
    i32::from(with(false, |vm| vm.configure(root, size)))
}

/// Time passes.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_tick(root: u32) {
    with((), |vm| vm.tick(root));
}

/// Request headers.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_request_headers(context: u32, _count: usize, end: i32) -> Action {
    with(Action::Pause, |vm| vm.request_headers(context, end != 0))
}

/// A request body, `size` bytes so far.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_request_body(context: u32, size: usize, end: i32) -> Action {
    with(Action::Pause, |vm| vm.request_body(context, size, end != 0))
}

/// Request trailers.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_request_trailers(context: u32, _count: usize) -> Action {
    with(Action::Pause, |vm| vm.request_trailers(context))
}

/// Response headers.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_response_headers(context: u32, _count: usize, end: i32) -> Action {
    with(Action::Pause, |vm| vm.response_headers(context, end != 0))
}

/// A piece of a response body.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_response_body(context: u32, size: usize, end: i32) -> Action {
    with(Action::Pause, |vm| vm.response_body(context, size, end != 0))
}

/// Response trailers.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_response_trailers(context: u32, _count: usize) -> Action {
    with(Action::Pause, |vm| vm.response_trailers(context))
}

/// The answer to a call of a root context.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_http_call_response(
    context: u32,
    token: u32,
    _headers: usize,
    size: usize,
    _trailers: usize,
) {
    with((), |vm| vm.call_answered(context, token, size));
}

/// A context ends; nothing holds it back.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_done(_context: u32) -> i32 {
    1
}

/// The last moment at which a stream's properties can be read.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_log(context: u32) {
    with((), |vm| vm.finished(context));
}

/// A context is gone.
#[unsafe(no_mangle)]
pub extern "C" fn proxy_on_delete(context: u32) {
    with((), |vm| vm.deleted(context));
}
