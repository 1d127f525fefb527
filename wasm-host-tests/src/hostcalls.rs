//! The imports of the ABI. Each one gives its status from [`State::faults`] where there is one.

use wasmtime::{Caller, Linker};

use crate::host::{Headers, State};

mod buffers;
mod calls;
mod headers;
mod other;

/// `Ok`, `NotFound`, `BadArgument`, `InvalidMemoryAccess` of the ABI.
pub(crate) const OK: i32 = 0;
pub(crate) const NOT_FOUND: i32 = 1;
pub(crate) const BAD_ARGUMENT: i32 = 2;
pub(crate) const BAD_MEMORY: i32 = 6;

/// Every import that the module uses, for tests that make each one fail in turn.
pub const ALL: [&str; 14] = [
    "proxy_log",
    "proxy_get_current_time_nanoseconds",
    "proxy_set_tick_period_milliseconds",
    "proxy_get_buffer_bytes",
    "proxy_set_buffer_bytes",
    "proxy_get_header_map_pairs",
    "proxy_get_header_map_value",
    "proxy_replace_header_map_value",
    "proxy_remove_header_map_value",
    "proxy_get_property",
    "proxy_continue_stream",
    "proxy_send_local_response",
    "proxy_http_call",
    "proxy_set_effective_context",
];

pub(crate) fn add(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    buffers::add(linker)?;
    calls::add(linker)?;
    headers::add(linker)?;
    other::add(linker)
}

/// The status that a test wants from this call.
pub(crate) fn fault(caller: &Caller<'_, State>, name: &str) -> Option<i32> {
    caller.data().faults.get(name).copied()
}

/// Reads guest memory; `None` outside of it.
pub(crate) fn read(caller: &Caller<'_, State>, at: u32, size: u32) -> Option<Vec<u8>> {
    let memory = caller.data().memory?;
    memory.data(caller).get(at as usize..(at as usize).checked_add(size as usize)?).map(<[u8]>::to_vec)
}

pub(crate) fn text(caller: &Caller<'_, State>, at: u32, size: u32) -> Option<String> {
    String::from_utf8(read(caller, at, size)?).ok()
}

/// Writes guest memory.
pub(crate) fn write(caller: &mut Caller<'_, State>, at: u32, bytes: &[u8]) -> i32 {
    let memory = caller.data().memory;
    match memory.map(|memory| memory.write(&mut *caller, at as usize, bytes)) {
        Some(Ok(())) => OK,
        _ => BAD_MEMORY,
    }
}

/// Gives bytes to the guest: memory from its own allocator, pointer and size where it asked for them.
pub(crate) fn give(
    caller: &mut Caller<'_, State>,
    bytes: &[u8],
    pointer: u32,
    size: u32,
) -> wasmtime::Result<i32> {
    let Some(allocate) = caller.data().allocate.clone() else { return Ok(BAD_MEMORY) };
    let at = allocate.call(&mut *caller, bytes.len() as u32)?;
    Ok(write(caller, at, bytes)
        | write(caller, pointer, &at.to_le_bytes())
        | write(caller, size, &(bytes.len() as u32).to_le_bytes()))
}

/// Header maps as the ABI serialises them.
pub(crate) fn encode(headers: &Headers) -> Vec<u8> {
    let mut out = (headers.len() as u32).to_le_bytes().to_vec();
    for (name, value) in headers {
        out.extend((name.len() as u32).to_le_bytes());
        out.extend((value.len() as u32).to_le_bytes());
    }
    for (name, value) in headers {
        for text in [name, value] {
            out.extend(text.as_bytes());
            out.push(0);
        }
    }
    out
}

/// The other way.
pub(crate) fn decode(bytes: &[u8]) -> Option<Headers> {
    if bytes.is_empty() {
        return Some(Headers::new());
    }
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    let count = number(0)?;
    let mut at = 4 + 8 * count;
    let mut headers = Headers::new();
    for i in 0..count {
        let mut take = |length: usize| {
            let text = String::from_utf8(bytes.get(at..at + length)?.to_vec()).ok();
            at += length + 1;
            text
        };
        headers.push((take(number(4 + 8 * i)?)?, take(number(8 + 8 * i)?)?));
    }
    Some(headers)
}
