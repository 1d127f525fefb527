//! Calls the filter's callbacks in Envoy's order.

use std::{path::PathBuf, sync::OnceLock};

use wasmtime::{Config, Engine, Instance, Linker, Module, Store};

use crate::{
    host::{Call, Headers, Reply, State},
    hostcalls, wasi,
};

pub use crate::hostcalls::ALL as HOSTCALLS;

mod response;

/// Root context.
const ROOT: u32 = 1;

/// The filter stopped inside of this callback. The VM is dead.
#[derive(Debug)]
pub struct Trapped {
    /// Callback.
    pub callback: String,
}

/// Result of a callback.
pub type Outcome<T> = Result<T, Trapped>;

/// What became of a request.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// The filter's own answer.
    pub reply: Option<Reply>,
    /// Whether the request went upstream.
    pub went_upstream: bool,
    /// Headers as they went upstream.
    pub headers: Headers,
    /// Body as it went upstream.
    pub body: Vec<u8>,
}

/// One VM.
pub struct Driver {
    store: Store<State>,
    instance: Instance,
    next_context: u32,
    dead: bool,
    fuel: u64,
}

fn module() -> &'static (Engine, Module) {
    static MODULE: OnceLock<(Engine, Module)> = OnceLock::new();
    MODULE.get_or_init(|| {
        let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/countersign.wasm");
        let path = std::env::var_os("COUNTERSIGN_WASM").map_or(default, PathBuf::from);
        let bytes = std::fs::read(&path)
            .unwrap_or_else(|_| panic!("{} is missing: run `make wasm` first", path.display()));
        let mut config = Config::new();
        config.consume_fuel(true);
        let engine = Engine::new(&config).expect("an engine");
        let module = Module::new(&engine, bytes).expect("a module");
        (engine, module)
    })
}

/// Steps that one callback may take: far more than a request of the largest size needs.
const FUEL: u64 = 20_000_000_000;

impl Driver {
    /// Starts a VM with this configuration and environment. `memory_bytes` bounds its linear memory.
    pub fn start(configuration: &str, env: &[(String, String)], memory_bytes: usize) -> Outcome<Self> {
        let (engine, module) = module();
        let mut store = Store::new(engine, State::new(memory_bytes));
        store.limiter(|state| &mut state.limits);
        store.set_fuel(FUEL).expect("fuel");
        let mut linker = Linker::new(engine);
        hostcalls::add(&mut linker).and_then(|()| wasi::add(&mut linker)).expect("the hostcalls");
        linker.define_unknown_imports_as_traps(module).expect("the other imports");
        let instance = linker.instantiate(&mut store, module).expect("an instance");
        let memory = instance.get_memory(&mut store, "memory");
        let allocate = instance.get_typed_func(&mut store, "proxy_on_memory_allocate").ok();
        let state = store.data_mut();
        (state.memory, state.allocate) = (memory, allocate);
        state.env = env.to_vec();
        state.configuration = configuration.as_bytes().to_vec();
        let mut driver = Self { store, instance, next_context: 2, dead: false, fuel: FUEL };
        if driver.instance.get_func(&mut driver.store, "_initialize").is_some() {
            driver.call("_initialize", ROOT, &[])?;
        }
        driver.call("proxy_on_context_create", ROOT, &[ROOT as i32, 0])?;
        driver.call("proxy_on_vm_start", ROOT, &[ROOT as i32, 0])?;
        let size = configuration.len() as i32;
        let configured = driver.call("proxy_on_configure", ROOT, &[ROOT as i32, size])?;
        assert_eq!(configured, 1, "refused: {:?}", driver.state().logs);
        Ok(driver)
    }

    /// State of the host.
    pub fn state(&mut self) -> &mut State {
        self.store.data_mut()
    }

    /// Bytes of linear memory.
    pub fn memory_bytes(&mut self) -> usize {
        self.store.data().memory.map_or(0, |memory| memory.data_size(&self.store))
    }

    /// Steps that the following callbacks may take; above, they trap.
    pub fn limit_steps(&mut self, steps: u64) {
        self.fuel = steps;
    }

    fn call(&mut self, name: &str, context: u32, arguments: &[i32]) -> Outcome<i32> {
        if self.dead {
            return Err(Trapped { callback: format!("{name}, after an earlier trap") });
        }
        let state = self.store.data_mut();
        (state.current, state.effective) = (context, context);
        self.store.set_fuel(self.fuel).expect("fuel");
        let function =
            self.instance.get_func(&mut self.store, name).unwrap_or_else(|| panic!("no export {name}"));
        let arguments: Vec<wasmtime::Val> = arguments.iter().map(|n| wasmtime::Val::I32(*n)).collect();
        let mut results = vec![wasmtime::Val::I32(0); function.ty(&self.store).results().len()];
        match function.call(&mut self.store, &arguments, &mut results) {
            Ok(()) => Ok(results.first().and_then(wasmtime::Val::i32).unwrap_or(0)),
            Err(_) => {
                self.dead = true;
                Err(Trapped { callback: name.to_owned() })
            }
        }
    }

    /// Lets `millis` pass and ticks.
    pub fn tick(&mut self, millis: u64) -> Outcome<()> {
        self.state().now += millis * 1_000_000;
        self.call("proxy_on_tick", ROOT, &[ROOT as i32]).map(drop)
    }

    /// Takes the calls that wait.
    pub fn calls(&mut self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// Answers a call.
    pub fn answer(&mut self, token: u32, status: u32, body: &[u8]) -> Outcome<()> {
        let state = self.state();
        let Some(at) = state.calls.iter().position(|call| call.token == token) else { return Ok(()) };
        let call = state.calls.remove(at);
        state.answer = (vec![(":status".to_owned(), status.to_string())], body.to_vec());
        let arguments = [call.context as i32, token as i32, 1, body.len() as i32, 0];
        let answered = self.call("proxy_on_http_call_response", call.context, &arguments).map(drop);
        self.state().answer = Default::default();
        answered
    }

    /// A request up to the point where it is answered, gone upstream, or held. Returns its context.
    pub fn request(&mut self, headers: &Headers, chunks: &[&[u8]]) -> Outcome<(u32, bool)> {
        let context = self.next_context;
        self.next_context += 1;
        let stream = crate::host::Stream { request_headers: headers.clone(), ..Default::default() };
        self.state().streams.insert(context, stream);
        self.call("proxy_on_context_create", context, &[context as i32, ROOT as i32])?;
        let end = i32::from(chunks.is_empty());
        let mut action =
            self.call("proxy_on_request_headers", context, &[context as i32, headers.len() as i32, end])?;
        let mut continued = action == 0;
        for (i, chunk) in chunks.iter().enumerate() {
            if self.reply(context).is_some() {
                break;
            }
            let stream = self.state().streams.get_mut(&context).expect("the stream");
            if action == 0 {
                stream.request_headers_gone = true;
                // Nothing holds the request: what came so far has left, and the filter sees one chunk at a time.
                stream.sent.append(&mut stream.request_body);
            }
            stream.request_body.extend_from_slice(chunk);
            let size = stream.request_body.len() as i32;
            let end = i32::from(i + 1 == chunks.len());
            action = self.call("proxy_on_request_body", context, &[context as i32, size, end])?;
            continued |= action == 0;
        }
        Ok((context, continued))
    }

    fn reply(&mut self, context: u32) -> Option<Reply> {
        self.state().streams.get(&context).and_then(|s| s.reply.clone())
    }

    /// What became of a request so far.
    pub fn effects(&mut self, context: u32, continued: bool) -> Effects {
        let stream = self.state().streams.get(&context).cloned().unwrap_or_default();
        let went_upstream = stream.reply.is_none() && (continued || stream.resumed);
        let body = [stream.sent, stream.request_body].concat();
        Effects { reply: stream.reply, went_upstream, headers: stream.request_headers, body }
    }

    /// A stream ends. Calls of its own context would be cancelled with it.
    pub fn finish(&mut self, context: u32) -> Outcome<()> {
        // The log callback sees everything again.
        if let Some(stream) = self.state().streams.get_mut(&context) {
            stream.request_headers_gone = false;
            stream.response_headers_gone = false;
        }
        for callback in ["proxy_on_log", "proxy_on_done", "proxy_on_delete"] {
            self.call(callback, context, &[context as i32])?;
        }
        let state = self.state();
        state.streams.remove(&context);
        state.calls.retain(|call| call.context != context);
        Ok(())
    }
}
