//! Header maps.

use wasmtime::{Caller, Linker};

use super::{BAD_ARGUMENT, NOT_FOUND, OK, encode, fault, give, text};
use crate::host::{Headers, State};

fn map(state: &mut State, kind: i32) -> Option<&mut Headers> {
    match kind {
        0 => state.stream().filter(|s| !s.request_headers_gone).map(|s| &mut s.request_headers),
        2 => state
            .stream()
            .filter(|s| s.answering && !s.response_headers_gone)
            .map(|s| &mut s.response_headers),
        6 => Some(&mut state.answer.0),
        _ => None,
    }
}

pub(super) fn add(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.func_wrap(
        "env",
        "proxy_get_header_map_pairs",
        |mut caller: Caller<'_, State>, kind: i32, pointer: u32, size: u32| {
            if let Some(status) = fault(&caller, "proxy_get_header_map_pairs") {
                return Ok(status);
            }
            let Some(bytes) = map(caller.data_mut(), kind).map(|headers| encode(headers)) else {
                return Ok(BAD_ARGUMENT);
            };
            give(&mut caller, &bytes, pointer, size)
        },
    )?;
    linker.func_wrap(
        "env",
        "proxy_get_header_map_value",
        |mut caller: Caller<'_, State>, kind: i32, name: u32, length: u32, pointer: u32, size: u32| {
            if let Some(status) = fault(&caller, "proxy_get_header_map_value") {
                return Ok(status);
            }
            let Some(name) = text(&caller, name, length) else { return Ok(super::BAD_MEMORY) };
            let Some(headers) = map(caller.data_mut(), kind) else { return Ok(BAD_ARGUMENT) };
            match headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone()) {
                Some(value) => give(&mut caller, value.as_bytes(), pointer, size),
                None => Ok(NOT_FOUND),
            }
        },
    )?;
    linker.func_wrap(
        "env",
        "proxy_replace_header_map_value",
        |mut caller: Caller<'_, State>,
         kind: i32,
         name: u32,
         name_length: u32,
         value: u32,
         value_length: u32|
         -> i32 {
            if let Some(status) = fault(&caller, "proxy_replace_header_map_value") {
                return status;
            }
            let (Some(name), Some(value)) =
                (text(&caller, name, name_length), text(&caller, value, value_length))
            else {
                return super::BAD_MEMORY;
            };
            let Some(headers) = map(caller.data_mut(), kind) else { return BAD_ARGUMENT };
            headers.retain(|(n, _)| *n != name);
            headers.push((name, value));
            OK
        },
    )?;
    linker.func_wrap(
        "env",
        "proxy_remove_header_map_value",
        |mut caller: Caller<'_, State>, kind: i32, name: u32, length: u32| -> i32 {
            if let Some(status) = fault(&caller, "proxy_remove_header_map_value") {
                return status;
            }
            let Some(name) = text(&caller, name, length) else { return super::BAD_MEMORY };
            let Some(headers) = map(caller.data_mut(), kind) else { return BAD_ARGUMENT };
            headers.retain(|(n, _)| *n != name);
            OK
        },
    )?;
    Ok(())
}
