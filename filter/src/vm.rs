//! The contexts of one VM: roots with a gateway each, and the streams of each root.

use std::collections::HashMap;

use countersign_engine::{
    answer::{self, BodyStep, HeaderChanges},
    config::Config,
    exchange::{Ending, Forward, HeadStep, Step},
    gateway::{Effect, Gateway, TICK_MS},
    host::Answer,
    reply::{Code, Reply},
};

use crate::{
    abi::{self, Buffer, LogLevel, Map},
    exports::Action,
    host::ProxyHost,
    pairs,
};

/// Envoy's response flag for a caller that closed its connection.
const DOWNSTREAM_CONNECTION_TERMINATION: u64 = 0x4000;

/// All contexts.
#[derive(Debug, Default)]
pub struct Vm {
    roots: HashMap<u32, Option<Gateway>>,
    /// Stream to root.
    streams: HashMap<u32, u32>,
}

/// A gateway that is borrowed together with its host.
struct Call<'a> {
    gateway: &'a mut Gateway,
    root: u32,
    current: u32,
    cluster: String,
    authority: String,
}

impl Call<'_> {
    fn run<T>(self, f: impl FnOnce(&mut Gateway, &ProxyHost<'_>) -> T) -> T {
        let host = ProxyHost {
            root: self.root,
            current: self.current,
            cluster: &self.cluster,
            authority: &self.authority,
        };
        f(self.gateway, &host)
    }
}

impl Vm {
    /// A context begins.
    pub fn created(&mut self, context: u32, parent: u32) {
        if parent == 0 {
            self.roots.insert(context, None);
        } else {
            self.streams.insert(context, parent);
        }
    }

    /// Reads the configuration of a root. False stops the host from using the filter.
    pub fn configure(&mut self, root: u32, size: usize) -> bool {
        let host = ProxyHost { root, current: root, cluster: "", authority: "" };
        let gateway = abi::buffer(Buffer::PluginConfiguration, size)
            .map_err(|e| format!("plugin configuration: the host does not give it (status {})", e.0))
            .and_then(|json| Config::parse(&json).map_err(|e| e.to_string()))
            .and_then(|config| Gateway::new(config, &host).map_err(|e| e.to_string()));
        match gateway {
            Ok(gateway) => {
                self.roots.insert(root, Some(gateway));
                abi::set_tick_period(TICK_MS).is_ok()
            }
            Err(message) => {
                abi::log(LogLevel::Error, &message);
                false
            }
        }
    }

    /// Time passes.
    pub fn tick(&mut self, root: u32) {
        if let Some(call) = self.call(root, root) {
            let effects = call.run(|gateway, host| gateway.tick(host));
            apply(effects, root);
        }
    }

    /// The answer to a call of a root.
    pub fn call_answered(&mut self, root: u32, token: u32, size: usize) {
        let status = abi::header(Map::CallResponseHeaders, ":status").unwrap_or_default();
        let status = std::str::from_utf8(&status).ok().and_then(|s| s.parse().ok()).unwrap_or(0);
        let body = abi::buffer(Buffer::CallResponseBody, size).unwrap_or_default();
        if let Some(call) = self.call(root, root) {
            let effects =
                call.run(|gateway, host| gateway.answered(token, Answer { status, body: &body }, host));
            apply(effects, root);
        }
    }

    /// Request headers.
    pub fn request_headers(&mut self, stream: u32, end: bool) -> Action {
        let Some(call) = self.call_of_stream(stream) else { return closed() };
        let Some(headers) = abi::headers(Map::RequestHeaders).ok().and_then(|bytes| pairs::decode(&bytes))
        else {
            return closed();
        };
        let source = abi::property(&["source", "address"]).unwrap_or_default();
        let source = String::from_utf8_lossy(&source).into_owned();
        let step = call.run(|gateway, host| gateway.request_headers(stream, headers, &source, host));
        match step {
            HeadStep::Refuse(reply) => refuse(&reply),
            HeadStep::ReadBody if end => self.decide(stream, &[]),
            HeadStep::ReadBody => Action::Pause,
        }
    }

    /// A request body. The host keeps it until the end, since the filter pauses.
    pub fn request_body(&mut self, stream: u32, size: usize, end: bool) -> Action {
        let Some(call) = self.call_of_stream(stream) else { return closed() };
        if size > call.gateway.body_bytes_max() {
            return refuse(&call.run(|gateway, host| gateway.refuse_body(stream, Code::BodyTooLarge, host)));
        }
        if !end {
            return Action::Pause;
        }
        match abi::buffer(Buffer::RequestBody, size) {
            // A host may give fewer bytes than it announced (one keeps large bodies in a file): they would go unread.
            Ok(body) if body.len() == size => self.decide(stream, &body),
            _ => refuse(&call.run(|gateway, host| gateway.refuse_body(stream, Code::Internal, host))),
        }
    }

    /// Request trailers: no API of a model provider uses them, and what they hold would go unread.
    pub fn request_trailers(&mut self, stream: u32) -> Action {
        let Some(call) = self.call_of_stream(stream) else { return closed() };
        refuse(&call.run(|gateway, host| gateway.refuse_body(stream, Code::BodyInvalid, host)))
    }

    /// Response headers. What cannot be read or changed must not pass.
    pub fn response_headers(&mut self, stream: u32, end: bool) -> Action {
        let Some(call) = self.call_of_stream(stream) else { return Action::Continue };
        let Some(headers) = abi::headers(Map::ResponseHeaders).ok().and_then(|bytes| pairs::decode(&bytes))
        else {
            return self.give_up_answer(stream);
        };
        match call.run(|gateway, host| gateway.response_headers(stream, &headers, end, host)) {
            answer::HeadStep::Hold => Action::Pause,
            answer::HeadStep::Refuse(reply) => refuse(&reply),
            answer::HeadStep::Pass(changes) => match change(&changes) {
                Ok(()) => Action::Continue,
                Err(_) => self.give_up_answer(stream),
            },
        }
    }

    /// A piece of a response body, or all of it so far where it is held.
    pub fn response_body(&mut self, stream: u32, size: usize, end: bool) -> Action {
        let Some(call) = self.call_of_stream(stream) else { return Action::Continue };
        let read = || if size == 0 { Some(Vec::new()) } else { abi::buffer(Buffer::ResponseBody, size).ok() };
        let BodyStep { hold, body, head } =
            call.run(|gateway, host| gateway.response_body(stream, size, end, read, host));
        if hold {
            return Action::Pause;
        }
        let replaced = match &body {
            // There is no buffer to change where nothing came.
            Some(body) if !(body.is_empty() && size == 0) => abi::replace_buffer(Buffer::ResponseBody, body),
            _ => Ok(()),
        };
        match replaced.and_then(|()| head.as_ref().map_or(Ok(()), change)) {
            Ok(()) => Action::Continue,
            Err(_) => self.give_up_answer(stream),
        }
    }

    /// Response trailers: the answer is complete. What is held back cannot be written any more, so it does not pass.
    pub fn response_trailers(&mut self, stream: u32) -> Action {
        let Some(call) = self.call_of_stream(stream) else { return Action::Continue };
        if call.gateway.holds_answer(stream) {
            return self.give_up_answer(stream);
        }
        let Some(call) = self.call_of_stream(stream) else { return Action::Continue };
        call.run(|gateway, host| gateway.response_body(stream, 0, true, || Some(Vec::new()), host));
        Action::Continue
    }

    /// The answer is replaced by a refusal or, where its headers are gone, cut off.
    fn give_up_answer(&mut self, stream: u32) -> Action {
        let reply =
            self.call_of_stream(stream).map(|call| call.run(|gateway, _| gateway.give_up_answer(stream)));
        reply.map_or_else(closed, |reply| refuse(&reply))
    }

    /// A stream is over.
    pub fn finished(&mut self, stream: u32) {
        let Some(call) = self.call_of_stream(stream) else { return };
        let flags = abi::property(&["response", "flags"]).unwrap_or_default();
        let flags = flags.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let ending =
            if flags & DOWNSTREAM_CONNECTION_TERMINATION == 0 { Ending::Other } else { Ending::ClientGone };
        call.run(|gateway, host| gateway.finished(stream, ending, host));
    }

    /// A context is gone. A stream that ended without its log callback still gets its outcome.
    pub fn deleted(&mut self, context: u32) {
        self.finished(context);
        self.streams.remove(&context);
        self.roots.remove(&context);
    }

    fn decide(&mut self, stream: u32, body: &[u8]) -> Action {
        let Some(call) = self.call_of_stream(stream) else { return closed() };
        let (step, effects) = call.run(|gateway, host| gateway.request(stream, body, host));
        let action = match step {
            Step::Refuse(reply) => refuse(&reply),
            Step::Forward(forward) => self.forward(stream, &forward),
        };
        apply(effects, stream);
        action
    }

    /// Changes the request. A change that the host refuses refuses the request.
    fn forward(&mut self, stream: u32, forward: &Forward) -> Action {
        let body =
            forward.body.as_ref().map_or(Ok(()), |body| abi::replace_buffer(Buffer::RequestBody, body));
        let removed =
            || forward.remove.iter().try_for_each(|name| abi::remove_header(Map::RequestHeaders, name));
        let set = || {
            forward.set.iter().try_for_each(|(name, value)| abi::set_header(Map::RequestHeaders, name, value))
        };
        if body.and_then(|()| removed()).and_then(|()| set()).is_err() {
            let reply = self
                .call_of_stream(stream)
                .map(|call| call.run(|gateway, host| gateway.give_up(stream, Code::Internal, host)));
            return reply.map_or_else(closed, |reply| refuse(&reply));
        }
        if forward.wait { Action::Pause } else { Action::Continue }
    }

    fn call_of_stream(&mut self, stream: u32) -> Option<Call<'_>> {
        let root = *self.streams.get(&stream)?;
        self.call(root, stream)
    }

    fn call(&mut self, root: u32, current: u32) -> Option<Call<'_>> {
        let gateway = self.roots.get_mut(&root)?.as_mut()?;
        let (cluster, authority) = gateway.control_plane();
        let (cluster, authority) = (cluster.to_owned(), authority.to_owned());
        Some(Call { gateway, root, current, cluster, authority })
    }
}

/// Carries out effects on other streams, then goes back to the context that the host is calling.
fn apply(effects: Vec<Effect>, current: u32) {
    if effects.is_empty() {
        return;
    }
    for Effect { stream, refusal } in effects {
        if abi::set_effective_context(stream).is_err() {
            continue;
        }
        match refusal {
            // A request that can neither be answered nor released stays held until the host's own timeout.
            Some(reply) => {
                refuse(&reply);
            }
            None => {
                let _ = abi::continue_request();
            }
        }
    }
    let _ = abi::set_effective_context(current);
}

/// Changes an answer's headers.
fn change(changes: &HeaderChanges) -> Result<(), abi::Failed> {
    changes.remove.iter().try_for_each(|name| abi::remove_header(Map::ResponseHeaders, name))?;
    changes.set.iter().try_for_each(|(name, value)| abi::set_header(Map::ResponseHeaders, name, value))
}

/// Answers here. A host that refuses even that leaves the request held: closed.
fn refuse(reply: &Reply) -> Action {
    let headers: Vec<(&str, &str)> =
        reply.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if abi::send_local_response(reply.status, "countersign", &pairs::encode(&headers), &reply.body).is_err() {
        abi::log(LogLevel::Error, "the host did not take a refusal; the request stays held");
    }
    Action::Pause
}

/// Something is missing that must be there: no way forward.
fn closed() -> Action {
    refuse(&countersign_engine::reply::refuse(Code::Internal, None, None, ""))
}
