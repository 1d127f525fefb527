//! The engine's host: proxy-wasm hostcalls, every status handled.

use countersign_engine::host::{Call, Host, Level};
use countersign_formats::time::Micros;

use crate::{abi, pairs};

/// The host as one root context sees it.
#[derive(Debug)]
pub struct ProxyHost<'a> {
    /// Root context, which makes the calls: a call of a stream's own context would be cancelled with the stream.
    pub root: u32,
    /// Context that the host is calling.
    pub current: u32,
    /// Name of the control plane's cluster.
    pub cluster: &'a str,
    /// `:authority` of calls.
    pub authority: &'a str,
}

impl Host for ProxyHost<'_> {
    fn now(&self) -> Micros {
        Micros(abi::now_nanos() / 1000)
    }

    fn random(&self, out: &mut [u8]) -> bool {
        abi::random(out)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    fn call(&self, call: &Call) -> Option<u32> {
        let mut headers =
            vec![(":method", call.method), (":path", &call.path), (":authority", self.authority)];
        headers.extend(call.headers.iter().map(|(name, value)| (*name, value.as_str())));
        if self.current != self.root {
            abi::set_effective_context(self.root).ok()?;
        }
        let token = abi::http_call(self.cluster, &pairs::encode(&headers), &call.body, call.timeout_ms);
        if self.current != self.root {
            abi::set_effective_context(self.current).ok()?;
        }
        token.ok()
    }

    fn log(&self, level: Level, message: &str) {
        let level = match level {
            Level::Info => abi::LogLevel::Info,
            Level::Warn => abi::LogLevel::Warn,
            Level::Error => abi::LogLevel::Error,
        };
        abi::log(level, message);
    }
}
