//! The proxy-wasm ABI 0.2.1, raw: imports, and wrappers that turn every status into a value.
//!
//! The Rust SDK panics on statuses that it does not expect, and it ties a call's answer to the stream that made the call, so
//! that the answer is lost when the stream ends first. A commit must survive its stream and nothing may panic in a response
//! callback (some hosts let the response pass then), hence these calls are made directly.
#![expect(unsafe_code, reason = "the one place where memory is shared with the host")]

use std::ptr::{null, null_mut};

mod raw {
    #[link(wasm_import_module = "env")]
    unsafe extern "C" {
        pub fn proxy_log(level: i32, message: *const u8, size: usize) -> i32;
        pub fn proxy_get_current_time_nanoseconds(out: *mut u64) -> i32;
        pub fn proxy_set_tick_period_milliseconds(period: u32) -> i32;
        pub fn proxy_get_buffer_bytes(
            kind: i32,
            start: usize,
            max: usize,
            data: *mut *mut u8,
            size: *mut usize,
        ) -> i32;
        pub fn proxy_set_buffer_bytes(
            kind: i32,
            start: usize,
            size: usize,
            data: *const u8,
            length: usize,
        ) -> i32;
        pub fn proxy_get_header_map_pairs(kind: i32, data: *mut *mut u8, size: *mut usize) -> i32;
        pub fn proxy_get_header_map_value(
            kind: i32,
            key: *const u8,
            key_size: usize,
            data: *mut *mut u8,
            size: *mut usize,
        ) -> i32;
        pub fn proxy_replace_header_map_value(
            kind: i32,
            key: *const u8,
            key_size: usize,
            value: *const u8,
            value_size: usize,
        ) -> i32;
        pub fn proxy_remove_header_map_value(kind: i32, key: *const u8, key_size: usize) -> i32;
        pub fn proxy_get_property(
            path: *const u8,
            path_size: usize,
            data: *mut *mut u8,
            size: *mut usize,
        ) -> i32;
        pub fn proxy_continue_stream(kind: i32) -> i32;
        pub fn proxy_send_local_response(
            status: u32,
            details: *const u8,
            details_size: usize,
            body: *const u8,
            body_size: usize,
            headers: *const u8,
            headers_size: usize,
            grpc_status: i32,
        ) -> i32;
        pub fn proxy_http_call(
            upstream: *const u8,
            upstream_size: usize,
            headers: *const u8,
            headers_size: usize,
            body: *const u8,
            body_size: usize,
            trailers: *const u8,
            trailers_size: usize,
            timeout_ms: u32,
            token: *mut u32,
        ) -> i32;
        pub fn proxy_set_effective_context(context_id: u32) -> i32;
    }

    #[link(wasm_import_module = "wasi_snapshot_preview1")]
    unsafe extern "C" {
        pub fn random_get(data: *mut u8, size: usize) -> i32;
    }
}

/// Status of a hostcall that was not `Ok`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed(pub i32);

/// `NotFound` of the ABI: the thing asked for is not there.
const NOT_FOUND: i32 = 1;

/// Buffers of the ABI.
#[derive(Clone, Copy, Debug)]
pub enum Buffer {
    /// Request body.
    RequestBody = 0,
    /// Response body.
    ResponseBody = 1,
    /// Body of a call's answer.
    CallResponseBody = 4,
    /// Plugin configuration.
    PluginConfiguration = 7,
}

/// Header maps of the ABI.
#[derive(Clone, Copy, Debug)]
pub enum Map {
    /// Request headers.
    RequestHeaders = 0,
    /// Response headers.
    ResponseHeaders = 2,
    /// Headers of a call's answer.
    CallResponseHeaders = 6,
}

/// Log levels of the ABI.
#[derive(Clone, Copy, Debug)]
pub enum LogLevel {
    /// Normal.
    Info = 2,
    /// Refused or retried.
    Warn = 3,
    /// Not protecting.
    Error = 4,
}

fn done(status: i32) -> Result<(), Failed> {
    if status == 0 { Ok(()) } else { Err(Failed(status)) }
}

/// Takes over bytes that the host wrote into memory it got from [`allocate`].
fn owned(status: i32, data: *mut u8, size: usize) -> Result<Vec<u8>, Failed> {
    match status {
        0 if data.is_null() || size == 0 => Ok(Vec::new()),
        // SAFETY: the host calls `proxy_on_memory_allocate(size)` for every buffer that it returns; that is `allocate`, which
        // leaks a vector of exactly this capacity, and the host has written all of it.
        0 => Ok(unsafe { Vec::from_raw_parts(data, size, size) }),
        NOT_FOUND => Ok(Vec::new()),
        other => Err(Failed(other)),
    }
}

/// Memory for the host, given back through [`owned`].
pub fn allocate(size: usize) -> *mut u8 {
    let mut memory = Vec::<u8>::with_capacity(size);
    let data = memory.as_mut_ptr();
    std::mem::forget(memory);
    data
}

/// Writes a log line.
pub fn log(level: LogLevel, message: &str) {
    // SAFETY: pointer and length belong to one string, which the host only reads.
    let _ = unsafe { raw::proxy_log(level as i32, message.as_ptr(), message.len()) };
}

/// Nanoseconds since the Unix epoch; 0 when the host has no clock.
pub fn now_nanos() -> u64 {
    let mut nanos = 0;
    // SAFETY: the host writes one u64.
    let _ = unsafe { raw::proxy_get_current_time_nanoseconds(&raw mut nanos) };
    nanos
}

/// Fills `out` with random bytes.
pub fn random(out: &mut [u8]) -> bool {
    // SAFETY: the host writes `out.len()` bytes.
    unsafe { raw::random_get(out.as_mut_ptr(), out.len()) == 0 }
}

/// Asks for ticks.
pub fn set_tick_period(millis: u32) -> Result<(), Failed> {
    // SAFETY: no pointers.
    done(unsafe { raw::proxy_set_tick_period_milliseconds(millis) })
}

/// Reads `size` bytes of a buffer from its start.
pub fn buffer(kind: Buffer, size: usize) -> Result<Vec<u8>, Failed> {
    let (mut data, mut length) = (null_mut(), 0);
    // SAFETY: the host writes one pointer and one length.
    let status = unsafe { raw::proxy_get_buffer_bytes(kind as i32, 0, size, &raw mut data, &raw mut length) };
    owned(status, data, length)
}

/// Replaces the whole of a buffer.
pub fn replace_buffer(kind: Buffer, bytes: &[u8]) -> Result<(), Failed> {
    // SAFETY: pointer and length belong to one slice, which the host only reads.
    done(unsafe { raw::proxy_set_buffer_bytes(kind as i32, 0, usize::MAX, bytes.as_ptr(), bytes.len()) })
}

/// Reads a header map in its serialised form (see [`crate::pairs`]).
pub fn headers(kind: Map) -> Result<Vec<u8>, Failed> {
    let (mut data, mut size) = (null_mut(), 0);
    // SAFETY: the host writes one pointer and one length.
    let status = unsafe { raw::proxy_get_header_map_pairs(kind as i32, &raw mut data, &raw mut size) };
    owned(status, data, size)
}

/// Reads one header; empty when it is absent.
pub fn header(kind: Map, name: &str) -> Result<Vec<u8>, Failed> {
    let (mut data, mut size) = (null_mut(), 0);
    // SAFETY: the name is only read; the host writes one pointer and one length.
    let status = unsafe {
        raw::proxy_get_header_map_value(kind as i32, name.as_ptr(), name.len(), &raw mut data, &raw mut size)
    };
    owned(status, data, size)
}

/// Sets one header, replacing all of its values.
pub fn set_header(kind: Map, name: &str, value: &str) -> Result<(), Failed> {
    // SAFETY: both strings are only read.
    done(unsafe {
        raw::proxy_replace_header_map_value(
            kind as i32,
            name.as_ptr(),
            name.len(),
            value.as_ptr(),
            value.len(),
        )
    })
}

/// Removes all values of one header.
pub fn remove_header(kind: Map, name: &str) -> Result<(), Failed> {
    // SAFETY: the name is only read.
    done(unsafe { raw::proxy_remove_header_map_value(kind as i32, name.as_ptr(), name.len()) })
}

/// Reads a property by its path; empty when it is absent.
pub fn property(path: &[&str]) -> Result<Vec<u8>, Failed> {
    let path = path.join("\0");
    let (mut data, mut size) = (null_mut(), 0);
    // SAFETY: the path is only read; the host writes one pointer and one length.
    let status = unsafe { raw::proxy_get_property(path.as_ptr(), path.len(), &raw mut data, &raw mut size) };
    owned(status, data, size)
}

/// Lets the paused request of the effective context go upstream.
pub fn continue_request() -> Result<(), Failed> {
    // SAFETY: no pointers.
    done(unsafe { raw::proxy_continue_stream(0) })
}

/// Answers the request of the effective context here. `headers` in serialised form.
pub fn send_local_response(status: u32, details: &str, headers: &[u8], body: &[u8]) -> Result<(), Failed> {
    // SAFETY: all slices are only read.
    done(unsafe {
        raw::proxy_send_local_response(
            status,
            details.as_ptr(),
            details.len(),
            body.as_ptr(),
            body.len(),
            headers.as_ptr(),
            headers.len(),
            -1,
        )
    })
}

/// Starts an HTTP call of the effective context. `headers` in serialised form, with `:method`, `:path`, `:authority`.
pub fn http_call(upstream: &str, headers: &[u8], body: &[u8], timeout_ms: u32) -> Result<u32, Failed> {
    let mut token = 0;
    // SAFETY: all slices are only read; the host writes one u32. No trailers: an empty slice.
    let status = unsafe {
        raw::proxy_http_call(
            upstream.as_ptr(),
            upstream.len(),
            headers.as_ptr(),
            headers.len(),
            body.as_ptr(),
            body.len(),
            null(),
            0,
            timeout_ms,
            &raw mut token,
        )
    };
    done(status).map(|()| token)
}

/// Makes the following calls act on another context.
pub fn set_effective_context(context: u32) -> Result<(), Failed> {
    // SAFETY: no pointers.
    done(unsafe { raw::proxy_set_effective_context(context) })
}
