//! The WASI functions that the module imports and needs.

use wasmtime::{Caller, Linker};

use crate::{
    host::State,
    hostcalls::{read, write},
};

pub(crate) fn add(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    const MODULE: &str = "wasi_snapshot_preview1";
    linker.func_wrap(MODULE, "random_get", |mut caller: Caller<'_, State>, at: u32, size: u32| -> i32 {
        let mut bytes = Vec::with_capacity(size as usize);
        for _ in 0..size {
            // xorshift: different values are enough here.
            let state = &mut caller.data_mut().random;
            *state ^= *state << 13;
            *state ^= *state >> 7;
            *state ^= *state << 17;
            bytes.push((*state >> 24) as u8);
        }
        write(&mut caller, at, &bytes)
    })?;
    linker.func_wrap(
        MODULE,
        "environ_sizes_get",
        |mut caller: Caller<'_, State>, count: u32, size: u32| -> i32 {
            let env = block(&caller);
            let bytes: usize = env.iter().map(Vec::len).sum();
            write(&mut caller, count, &(env.len() as u32).to_le_bytes())
                | write(&mut caller, size, &(bytes as u32).to_le_bytes())
        },
    )?;
    linker.func_wrap(
        MODULE,
        "environ_get",
        |mut caller: Caller<'_, State>, pointers: u32, mut at: u32| -> i32 {
            let mut status = 0;
            for (i, entry) in block(&caller).iter().enumerate() {
                status |= write(&mut caller, pointers + 4 * i as u32, &at.to_le_bytes())
                    | write(&mut caller, at, entry);
                at += entry.len() as u32;
            }
            status
        },
    )?;
    linker.func_wrap(
        MODULE,
        "fd_write",
        |mut caller: Caller<'_, State>, _fd: u32, list: u32, count: u32, out: u32| -> i32 {
            let mut written = 0;
            for i in 0..count {
                let entry = read(&caller, list + 8 * i, 8).unwrap_or_default();
                let number = |at: usize| {
                    entry.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
                };
                let text = read(&caller, number(0), number(4)).unwrap_or_default();
                written += text.len() as u32;
                caller.data_mut().logs.push(String::from_utf8_lossy(&text).into_owned());
            }
            write(&mut caller, out, &written.to_le_bytes())
        },
    )?;
    Ok(())
}

fn block(caller: &Caller<'_, State>) -> Vec<Vec<u8>> {
    caller.data().env.iter().map(|(name, value)| format!("{name}={value}\0").into_bytes()).collect()
}
