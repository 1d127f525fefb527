//! The life of one request: headers, body, decision, record, release, answer, outcome.

use alloc::{
    boxed::Box,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use countersign_formats::{
    batch::Side,
    record::{Coverage, Decision, Record},
    routes::{CommitMode, Route},
    time::Micros,
};

use crate::{
    answer::{Answer, Referee},
    bundle::Bundle,
    content::{NormalPath, normalise_path},
    decide::Approved,
    evidence,
    gateway::{Effect, Gateway, code_of},
    head::{self, Headers, Token},
    host::{Host, Level},
    identity::Identity,
    ledger::StreamId,
    reply::{self, Code, Reply},
};

/// Turned away before the caller was known: code, and the reason to count where that says more.
type Turned = (Code, Option<&'static str>);

/// What to do after the headers.
#[derive(Debug)]
pub enum HeadStep {
    /// Hold the headers and read the whole body.
    ReadBody,
    /// Answer here.
    Refuse(Reply),
}

/// What to do after the body.
#[derive(Debug)]
pub enum Step {
    /// Answer here.
    Refuse(Reply),
    /// Change the request, then hold it (`wait`) or let it go.
    Forward(Forward),
}

/// Changes to a request that goes upstream.
#[derive(Debug, Default)]
pub struct Forward {
    /// New body; `None`: unchanged.
    pub body: Option<Vec<u8>>,
    /// Headers to set, pseudo-headers included.
    pub set: Vec<(String, String)>,
    /// Headers to remove.
    pub remove: Vec<String>,
    /// Whether to hold the request until an [`Effect`] names its stream.
    pub wait: bool,
}

/// A request under way.
#[derive(Debug)]
pub enum Exchange {
    /// The caller is known, the body is being read.
    Reading(Box<Reading>),
    /// Decided; held until its record is stored, or on its way.
    Decided(Box<Decided>),
    /// Answered here.
    Refused,
}

/// What is known of a request before its body.
#[derive(Debug)]
pub struct Reading {
    /// Bundle that decides: the one that was active when the headers came.
    pub bundle: Rc<Bundle>,
    /// Route.
    pub route: Rc<Route>,
    /// Caller.
    pub identity: Rc<Identity>,
    /// Normalised path and query.
    pub path: NormalPath,
    /// Headers, as received.
    pub headers: Vec<(String, String)>,
    /// Header that carried the identity token.
    pub token_header: String,
    /// Peer address.
    pub source: String,
}

/// What is kept of a decided request until its outcome.
#[derive(Debug)]
pub struct Decided {
    /// Id of the decision record.
    pub id: String,
    /// Tenant of the caller.
    pub tenant: String,
    /// Digest of the decision record's leaf data, where it is sealed.
    pub leaf: Option<String>,
    /// Body bytes that go upstream.
    pub bytes_out: u64,
    /// Whether the request went upstream.
    pub released: bool,
    /// The answer.
    pub answer: Answer,
}

impl Exchange {
    /// The record is stored: the request goes upstream.
    pub fn released(&mut self) {
        if let Self::Decided(decided) = self {
            decided.released = true;
        }
    }
}

/// How a stream ended, as far as the host tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The caller closed the connection.
    ClientGone,
    /// Any other way.
    Other,
}

impl Gateway {
    /// Takes a request's headers.
    pub fn request_headers(
        &mut self,
        stream: StreamId,
        headers: Vec<(String, String)>,
        source: &str,
        host: &dyn Host,
    ) -> HeadStep {
        match self.admit(headers, source, host) {
            Ok(reading) => {
                self.exchanges.insert(stream, Exchange::Reading(Box::new(reading)));
                HeadStep::ReadBody
            }
            Err((code, reason)) => {
                self.count_refusal(code, reason);
                self.exchanges.insert(stream, Exchange::Refused);
                let id = evidence::record("decision", "", host).map(|record| record.id).unwrap_or_default();
                HeadStep::Refuse(reply::refuse(code, None, None, &id))
            }
        }
    }

    /// Everything that needs no body: bundle, path, route, room for a record, caller.
    fn admit(
        &mut self,
        headers: Vec<(String, String)>,
        source: &str,
        host: &dyn Host,
    ) -> Result<Reading, Turned> {
        let now = host.now();
        let view = Headers(&headers);
        let bundle = Rc::clone(self.bundle.as_ref().ok_or((Code::NoBundle, None))?);
        if bundle.is_expired(now) {
            return Err((Code::BundleExpired, None));
        }
        if head::is_upgrade(view) {
            return Err((Code::UpgradeRefused, None));
        }
        let path =
            normalise_path(view.get(":path").unwrap_or_default()).map_err(|_| (Code::PathInvalid, None))?;
        let authority = view.get(":authority").or_else(|| view.get("host")).unwrap_or_default();
        let route = Rc::clone(bundle.routes.find(&path.path, authority).ok_or((Code::RouteUnknown, None))?);
        self.ready_to_record(now).map_err(|code| (code, None))?;
        let (identity, token_header) = self.authenticate(&bundle, &route, view, now)?;
        Ok(Reading { bundle, route, identity, path, headers, token_header, source: source.to_string() })
    }

    fn authenticate(
        &mut self,
        bundle: &Bundle,
        route: &Route,
        headers: Headers<'_>,
        now: Micros,
    ) -> Result<(Rc<Identity>, String), Turned> {
        let (token, header) = match head::token(route, headers) {
            Token::Found { token, header } => (token, header),
            Token::Missing => return Err((Code::TokenMissing, Some("token_missing"))),
            Token::Malformed => return Err((Code::TokenInvalid, Some("token_malformed"))),
        };
        if let Some(identity) = self.tokens.get(token, now) {
            return Ok((identity, header));
        }
        let identity =
            bundle.issuers.verify(token, now).map_err(|e| (Code::TokenInvalid, Some(e.reason())))?;
        let identity = Rc::new(identity);
        self.tokens.insert(token, Rc::clone(&identity));
        Ok((identity, header))
    }

    /// Takes a request's whole body and decides. The effects concern other streams.
    pub fn request(&mut self, stream: StreamId, body: &[u8], host: &dyn Host) -> (Step, Vec<Effect>) {
        let Some(Exchange::Reading(reading)) = self.exchanges.insert(stream, Exchange::Refused) else {
            return (Step::Refuse(reply::refuse(Code::Internal, None, None, "")), Vec::new());
        };
        let verdict = self.decide(&reading, body, host);
        let (record, side, forward) = match verdict {
            Ok(decision) => decision,
            Err(code) => {
                self.count_refusal(code, None);
                return (Step::Refuse(reply::refuse(code, None, None, "")), Vec::new());
            }
        };
        match forward {
            Err(refusal) => (Step::Refuse(self.refuse_recorded(record, &side, refusal, host)), Vec::new()),
            Ok(approved) => self.forward(stream, *reading, (record, side), approved, body.len(), host),
        }
    }

    /// A body that will not be read: over the limit, or with trailers. The caller is known, so it is recorded.
    pub fn refuse_body(&mut self, stream: StreamId, code: Code, host: &dyn Host) -> Reply {
        let Some(Exchange::Reading(reading)) = self.exchanges.insert(stream, Exchange::Refused) else {
            return reply::refuse(code, None, None, "");
        };
        match self.refused_unread(&reading, code, host) {
            Some((record, side)) => self.refuse_recorded(record, &side, (code, None, None), host),
            None => reply::refuse(code, None, None, ""),
        }
    }

    fn refuse_recorded(
        &mut self,
        record: Record,
        side: &Side,
        (code, message, param): crate::decide::Refusal,
        host: &dyn Host,
    ) -> Reply {
        let id = record.id.clone();
        self.count("decision.block");
        let mut reply = match self.ledger.append_now(record, side, None) {
            Ok(leaf) => {
                let mut reply = reply::refuse(code, message.as_deref(), param.as_deref(), &id);
                reply.headers.push((LEAF_HEADER, leaf.to_text()));
                reply
            }
            Err(e) => {
                host.log(Level::Error, "a refusal could not be recorded: the queue is full");
                self.count("dropped");
                reply::refuse(code_of(e), None, None, &id)
            }
        };
        reply.headers.push((DECISION_HEADER, id));
        reply
    }

    fn forward(
        &mut self,
        stream: StreamId,
        reading: Reading,
        (record, side): (Record, Side),
        approved: Approved,
        body_bytes: usize,
        host: &dyn Host,
    ) -> (Step, Vec<Effect>) {
        let Approved { mut forward, asked } = approved;
        let id = record.id.clone();
        let verdict = record.decision.as_ref().map(|d| d.verdict.clone()).unwrap_or_default();
        let durable = reading.route.commit == CommitMode::Durable;
        let leaf = if durable {
            self.ledger.append_now(record, &side, Some(stream)).map(|leaf| Some(leaf.to_text()))
        } else {
            self.ledger.append(record, &side).map(|()| None)
        };
        let leaf = match leaf {
            Ok(leaf) => leaf,
            Err(e) => {
                self.count_refusal(code_of(e), None);
                return (Step::Refuse(reply::refuse(code_of(e), None, None, &id)), Vec::new());
            }
        };
        let key = self.pseudonym_key_of(&reading);
        let bytes_out = forward.body.as_ref().map_or(body_bytes, Vec::len) as u64;
        let tenant = reading.identity.tenant.clone();
        let Reading { bundle, route, identity, source, .. } = reading;
        let answer = Answer::new(Referee::new(bundle, route, identity, source, asked, key));
        let decided = Decided { id, tenant, leaf, bytes_out, released: !durable, answer };
        self.exchanges.insert(stream, Exchange::Decided(Box::new(decided)));
        self.count(&["decision.", &verdict].concat());
        forward.wait = durable;
        if !durable {
            return (Step::Forward(forward), Vec::new());
        }
        let mut effects = self.commit(host);
        // The host may refuse the commit call on the spot; then this stream is among the effects.
        match effects.iter().position(|effect| effect.stream == stream).map(|at| effects.swap_remove(at)) {
            Some(Effect { refusal: Some(reply), .. }) => (Step::Refuse(reply), effects),
            _ => (Step::Forward(forward), effects),
        }
    }

    /// Gives up a decided request that must not go upstream, with an outcome record, and returns the refusal.
    pub(crate) fn abandon(&mut self, stream: StreamId, code: Code, host: &dyn Host) -> Reply {
        self.count_refusal(code, None);
        match self.exchanges.insert(stream, Exchange::Refused) {
            Some(Exchange::Decided(decided)) => {
                self.outcome(&decided, "gateway_abort", host);
                let mut reply = reply::refuse(code, None, None, &decided.id);
                reply.headers.push((DECISION_HEADER, decided.id.clone()));
                reply
            }
            _ => reply::refuse(code, None, None, ""),
        }
    }

    /// The host did not take a change: the request must not go upstream.
    pub fn give_up(&mut self, stream: StreamId, code: Code, host: &dyn Host) -> Reply {
        self.ledger.forget(stream);
        if let Some(Exchange::Decided(decided)) = self.exchanges.get_mut(&stream) {
            decided.released = false;
        }
        self.abandon(stream, code, host)
    }

    fn refused_unread(&self, reading: &Reading, code: Code, host: &dyn Host) -> Option<(Record, Side)> {
        let (mut record, side) = self.decision_record(reading, host)?;
        record.decision = Some(Decision {
            is_final: true,
            mode: "enforce".into(),
            reasons: Vec::from([code.as_str().to_string()]),
            verdict: "block".into(),
            ..Decision::default()
        });
        record.input = Some(Coverage::default());
        Some((record, side))
    }
}

/// The path that goes upstream, where the route cuts its prefix. Cut from the raw path, which stays as it is otherwise:
/// some providers sign it.
///
/// # Errors
///
/// [`Code::PathInvalid`] when the raw path writes the prefix in another way than the normalised one.
pub fn upstream_path(reading: &Reading, raw: &str) -> Result<Option<String>, Code> {
    let route = &reading.route;
    if !route.strip_prefix || route.path_prefix == "/" {
        return Ok(None);
    }
    let rest = raw.strip_prefix(route.path_prefix.as_str()).ok_or(Code::PathInvalid)?;
    match rest.bytes().next() {
        Some(b'/') => Ok(Some(rest.to_string())),
        None | Some(b'?') => Ok(Some(["/", rest].concat())),
        Some(_) => Err(Code::PathInvalid),
    }
}

/// Response header with the id of the decision record.
pub const DECISION_HEADER: &str = "x-countersign-decision";
/// Response header with the digest of the decision record's leaf data.
pub const LEAF_HEADER: &str = "x-countersign-leaf";
