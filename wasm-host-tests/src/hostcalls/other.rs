//! Log, clock, ticks, properties.

use wasmtime::{Caller, Linker};

use super::{NOT_FOUND, OK, fault, give, text, write};
use crate::host::State;

pub(super) fn add(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.func_wrap(
        "env",
        "proxy_log",
        |mut caller: Caller<'_, State>, _level: i32, at: u32, size: u32| -> i32 {
            if let Some(status) = fault(&caller, "proxy_log") {
                return status;
            }
            let line = text(&caller, at, size).unwrap_or_default();
            caller.data_mut().logs.push(line);
            OK
        },
    )?;
    linker.func_wrap(
        "env",
        "proxy_get_current_time_nanoseconds",
        |mut caller: Caller<'_, State>, out: u32| -> i32 {
            if let Some(status) = fault(&caller, "proxy_get_current_time_nanoseconds") {
                return status;
            }
            let now = caller.data().now;
            write(&mut caller, out, &now.to_le_bytes())
        },
    )?;
    linker.func_wrap(
        "env",
        "proxy_set_tick_period_milliseconds",
        |caller: Caller<'_, State>, _period: u32| -> i32 {
            fault(&caller, "proxy_set_tick_period_milliseconds").unwrap_or(OK)
        },
    )?;
    linker.func_wrap(
        "env",
        "proxy_get_property",
        |mut caller: Caller<'_, State>, path: u32, length: u32, pointer: u32, size: u32| {
            if let Some(status) = fault(&caller, "proxy_get_property") {
                return Ok(status);
            }
            match text(&caller, path, length).as_deref() {
                Some("source\0address") => give(&mut caller, b"192.0.2.7:4711", pointer, size),
                _ => Ok(NOT_FOUND),
            }
        },
    )?;
    Ok(())
}
