//! Calls to the control plane, replies, release.

use wasmtime::{Caller, Linker};

use super::{BAD_ARGUMENT, OK, decode, fault, read, write};
use crate::host::{Call, Reply, State};

pub(super) fn add(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.func_wrap("env", "proxy_http_call", http_call)?;
    linker.func_wrap("env", "proxy_send_local_response", send_local_response)?;
    linker.func_wrap("env", "proxy_continue_stream", |mut caller: Caller<'_, State>, kind: i32| -> i32 {
        if let Some(status) = fault(&caller, "proxy_continue_stream") {
            return status;
        }
        match (kind, caller.data_mut().stream()) {
            (0, Some(stream)) => {
                stream.resumed = true;
                OK
            }
            _ => BAD_ARGUMENT,
        }
    })?;
    linker.func_wrap(
        "env",
        "proxy_set_effective_context",
        |mut caller: Caller<'_, State>, context: u32| -> i32 {
            if let Some(status) = fault(&caller, "proxy_set_effective_context") {
                return status;
            }
            let state = caller.data_mut();
            if context != 1 && !state.streams.contains_key(&context) {
                return BAD_ARGUMENT;
            }
            state.effective = context;
            OK
        },
    )?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the ABI's")]
fn http_call(
    mut caller: Caller<'_, State>,
    _cluster: u32,
    _cluster_length: u32,
    headers: u32,
    headers_length: u32,
    body: u32,
    body_length: u32,
    _trailers: u32,
    _trailers_length: u32,
    _timeout: u32,
    token: u32,
) -> i32 {
    if let Some(status) = fault(&caller, "proxy_http_call") {
        return status;
    }
    let headers = read(&caller, headers, headers_length).and_then(|bytes| decode(&bytes));
    let (Some(headers), Some(body)) = (headers, read(&caller, body, body_length)) else {
        return BAD_ARGUMENT;
    };
    let state = caller.data_mut();
    let number = state.next_token;
    state.next_token += 1;
    state.calls.push(Call { token: number, context: state.effective, headers, body });
    write(&mut caller, token, &number.to_le_bytes())
}

#[expect(clippy::too_many_arguments, reason = "the ABI's")]
fn send_local_response(
    mut caller: Caller<'_, State>,
    status: u32,
    _details: u32,
    _details_length: u32,
    body: u32,
    body_length: u32,
    headers: u32,
    headers_length: u32,
    _grpc: i32,
) -> i32 {
    if let Some(status) = fault(&caller, "proxy_send_local_response") {
        return status;
    }
    let headers = read(&caller, headers, headers_length).and_then(|bytes| decode(&bytes));
    let (Some(headers), Some(body)) = (headers, read(&caller, body, body_length)) else {
        return BAD_ARGUMENT;
    };
    match caller.data_mut().stream() {
        Some(stream) => {
            let place = if stream.answering { &mut stream.replacement } else { &mut stream.reply };
            *place = Some(Reply { status, headers, body });
            OK
        }
        None => BAD_ARGUMENT,
    }
}
