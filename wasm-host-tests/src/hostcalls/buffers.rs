//! Bodies and configuration.

use wasmtime::{Caller, Linker};

use super::{BAD_ARGUMENT, NOT_FOUND, OK, fault, give, read};
use crate::host::State;

pub(super) fn add(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.func_wrap(
        "env",
        "proxy_get_buffer_bytes",
        |mut caller: Caller<'_, State>, kind: i32, start: u32, max: u32, pointer: u32, size: u32| {
            if let Some(status) = fault(&caller, "proxy_get_buffer_bytes") {
                return Ok(status);
            }
            let state = caller.data_mut();
            let bytes = match kind {
                0 => state.stream().map(|s| s.request_body.clone()),
                1 => state.stream().filter(|s| s.response_body_shown).map(|s| s.response_body.clone()),
                4 => Some(state.answer.1.clone()),
                7 => Some(state.configuration.clone()),
                _ => return Ok(BAD_ARGUMENT),
            };
            let Some(bytes) = bytes else { return Ok(NOT_FOUND) };
            let end = bytes.len().min((start as usize).saturating_add(max as usize));
            let Some(bytes) = bytes.get(start as usize..end) else { return Ok(BAD_ARGUMENT) };
            give(&mut caller, bytes, pointer, size)
        },
    )?;
    linker.func_wrap(
        "env",
        "proxy_set_buffer_bytes",
        |mut caller: Caller<'_, State>, kind: i32, start: u32, size: u32, data: u32, length: u32| -> i32 {
            if let Some(status) = fault(&caller, "proxy_set_buffer_bytes") {
                return status;
            }
            let Some(bytes) = read(&caller, data, length) else { return super::BAD_MEMORY };
            match (kind, start, caller.data_mut().stream()) {
                (0, 0, Some(stream)) if size as usize >= stream.request_body.len() => {
                    stream.request_body = bytes;
                    OK
                }
                (1, 0, Some(stream))
                    if stream.response_body_shown && size as usize >= stream.response_body.len() =>
                {
                    stream.response_body = bytes;
                    OK
                }
                _ => BAD_ARGUMENT,
            }
        },
    )?;
    Ok(())
}
