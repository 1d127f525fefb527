//! Decides one request: inspects body, path and headers, evaluates policy for every model that it could reach, masks, and writes
//! down what was decided.

use alloc::{
    borrow::Cow,
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use countersign_classify::LabelId;
use countersign_formats::{
    batch::Side,
    limits::MODEL_BYTES_MAX,
    record::{Decision, Policy, Record, Retain, Shadow, Target},
    routes::{CommitMode, Unlisted},
};
use countersign_policy::Remedy;

use crate::{
    bundle::{Bundle, manifest::FILTER_VERSION},
    content::{self, BodyFormat, FormatDecision, Inspection, inflate, multipart},
    evidence::{self, Secrets},
    exchange::{Forward, Reading, upstream_path},
    gateway::Gateway,
    head::{self, Headers},
    host::Host,
    judge::{self, Act, Judgement, Question},
    mask::{Masker, Tally},
    outgoing,
    pseudonym::Pseudonyms,
    reply::Code,
};

/// A refusal: code, message where it says more than the code, place in the body.
pub type Refusal = (Code, Option<String>, Option<String>);

/// A decided request: its record, what travels beside it, and what becomes of the request.
pub type Outcome = (Record, Side, Result<Approved, Refusal>);

/// A request that goes upstream.
#[derive(Debug)]
pub struct Approved {
    /// How it changes on its way.
    pub forward: Forward,
    /// What its answer is judged by.
    pub asked: Asked,
}

/// What is known of a request when its answer comes.
#[derive(Debug, Default)]
pub struct Asked {
    /// How its body was read.
    pub format: Option<FormatDecision>,
    /// Every model that it could reach.
    pub models: Vec<String>,
    /// Whether a stream was asked for.
    pub stream: bool,
    /// Whether tools are offered.
    pub tools: bool,
    /// Its pseudonyms.
    pub pseudonyms: Option<Pseudonyms>,
    /// Labels that they stand for.
    pub tokenized: Vec<LabelId>,
}

impl Asked {
    /// The format as policies know it.
    pub fn format_name(&self) -> &'static str {
        self.format.as_ref().map_or("none", FormatDecision::name)
    }
}

/// Label of addresses, which headers of proxies hold by their nature.
const IP_ADDRESS: &str = "pii.ip_address";

/// What was found in a request.
struct Findings<'a> {
    format: FormatDecision,
    inspection: Inspection,
    /// Labels that are present, and whether all places of each can be changed.
    labels: Vec<(LabelId, bool)>,
    /// Labels of content that could not be read.
    unread: Vec<String>,
    /// Number of spans and highest confidence by label.
    counts: BTreeMap<&'a str, (u64, u16)>,
    /// Headers that hold findings: they stay behind.
    headers: Vec<String>,
}

impl Gateway {
    /// Decides. Does not change the gateway.
    ///
    /// # Errors
    ///
    /// A code when not even a record can be made: the host has no randomness, or a credential or key is missing.
    pub(crate) fn decide(&self, reading: &Reading, body: &[u8], host: &dyn Host) -> Result<Outcome, Code> {
        let secrets = Secrets::draw(host).ok_or(Code::Internal)?;
        let mut record = self.record_of(reading, host).ok_or(Code::Internal)?;
        let committed = reading.route.commit_content;
        let (side, digests) = secrets.disclose(&reading.identity, &reading.source, committed);
        record.sd = digests;
        let path = upstream_path(reading, Headers(&reading.headers).get(":path").unwrap_or_default());
        let (plain, encoded) = decoded(reading, body, self.config.body_bytes_max);
        let findings = match (inspect(reading, &plain, encoded), &path) {
            (Ok(findings), Ok(_)) => findings,
            (Err(refusal), _) => return Ok(block_unread(record, side, body, refusal)),
            (_, Err(code)) => return Ok(block_unread(record, side, body, (*code, None, None))),
        };
        let judgement = ask(reading, &findings, plain.len(), host);
        let (mut pseudonyms, mut tally) = (None, Tally::default());
        if judgement.masked.iter().any(|(_, remedy)| *remedy == Remedy::Tokenize) {
            pseudonyms =
                Some(Pseudonyms::new(self.pseudonym_key_of(reading).ok_or(Code::PseudonymKeyMissing)?));
        }
        let inflated = matches!(plain, Cow::Owned(_));
        let masked = (!judgement.masked.is_empty() && judgement.refusal.is_none()).then(|| {
            let mut masker = Masker {
                classifier: &reading.bundle.classifier,
                remedies: &judgement.masked,
                pseudonyms: pseudonyms.as_mut(),
                restore: false,
                tally: &mut tally,
            };
            findings.inspection.rewrite(&plain, &mut masker)
        });
        if let (Some(masked), BodyFormat::Multipart(boundary)) = (&masked, &findings.format.format)
            && multipart::parse(masked, boundary).is_err()
        {
            // What was found stood where the form itself is written: masked, it is a form that nobody reads alike.
            let message = "the form holds data that cannot be masked without breaking it".to_string();
            return Ok(block_unread(record, side, body, (Code::BodyInvalid, Some(message), None)));
        }
        describe(&mut record, reading, &findings, &judgement, tally.masked);
        let changed = masked.or_else(|| inflated.then(|| plain.to_vec()));
        if committed {
            let forwarded = if judgement.refusal.is_some() { None } else { changed.as_deref() };
            record.content = Some(secrets.commit(body, forwarded));
        }
        if let Some(code) = judgement.refusal {
            let place = place_of(&findings.inspection, &judgement);
            return Ok((record, side, Err(explain(code, &judgement, place, &reading.bundle))));
        }
        let forward = changes(
            reading,
            &record,
            (path.unwrap_or_default(), changed, body.len()),
            &findings.headers,
            host,
        )?;
        let Findings { format, inspection, .. } = findings;
        let facts = inspection.facts;
        let tokenized = judgement.masked.iter().filter(|(_, remedy)| *remedy == Remedy::Tokenize);
        let asked = Asked {
            format: Some(format),
            models: facts.models,
            stream: facts.stream,
            tools: facts.tools,
            pseudonyms,
            tokenized: tokenized.map(|(label, _)| *label).collect(),
        };
        Ok((record, side, Ok(Approved { forward, asked })))
    }

    /// Key of the pseudonyms of the caller's tenant; `None` where the gateway has none.
    pub(crate) fn pseudonym_key_of(&self, reading: &Reading) -> Option<[u8; 32]> {
        let key = self.pseudonym_key.as_ref()?;
        Some(key.pseudonym_key(&reading.identity.tenant, reading.bundle.routes.token_epoch))
    }

    /// The record of a request that is refused without being read.
    pub(crate) fn decision_record(&self, reading: &Reading, host: &dyn Host) -> Option<(Record, Side)> {
        let secrets = Secrets::draw(host)?;
        let mut record = self.record_of(reading, host)?;
        let (side, digests) = secrets.disclose(&reading.identity, &reading.source, false);
        record.sd = digests;
        Some((record, side))
    }

    fn record_of(&self, reading: &Reading, host: &dyn Host) -> Option<Record> {
        let mut record = evidence::record("decision", &reading.identity.tenant, host)?;
        let bundle = &reading.bundle;
        record.corr = head::correlation(Headers(&reading.headers));
        record.subject = Some(evidence::subject(&reading.identity, self.subject_key.as_ref()?));
        record.policy = Some(Policy {
            bundle: bundle.digest_text.clone(),
            channel: bundle.verified.manifest.channel.clone(),
            engine: FILTER_VERSION.into(),
            ver: bundle.verified.manifest.version,
            ..Policy::default()
        });
        record.retain = reading.route.retain.clone().map(|class| Retain { class });
        record.target = Some(Target { route: reading.route.name.clone(), ..Target::default() });
        let level = if reading.route.commit == CommitMode::Durable { "stored" } else { "queued" };
        record.level = Some(level.to_string());
        Some(record)
    }
}

fn ask(reading: &Reading, findings: &Findings<'_>, bytes: usize, host: &dyn Host) -> Judgement {
    let facts = &findings.inspection.facts;
    judge::ask(&Question {
        act: Act::Prompt,
        bundle: &reading.bundle,
        route: &reading.route,
        identity: &reading.identity,
        models: &facts.models,
        stream: facts.stream,
        tools: facts.tools,
        labels: &findings.labels,
        unread: &findings.unread,
        format: findings.format.name(),
        bytes: bytes as u64,
        source: &reading.source,
        now: host.now(),
    })
}

/// The body without its content encoding, and whether one is left that cannot be undone. An inflated body goes upstream as it was read.
fn decoded<'b>(reading: &Reading, body: &'b [u8], limit: usize) -> (Cow<'b, [u8]>, bool) {
    let headers = Headers(&reading.headers);
    match (headers.count("content-encoding"), headers.get("content-encoding").map(str::trim)) {
        (0, _) => (Cow::Borrowed(body), false),
        (1, Some(coding)) if coding.eq_ignore_ascii_case("identity") => (Cow::Borrowed(body), false),
        (1, Some(coding)) if ["gzip", "x-gzip", "deflate"].iter().any(|c| coding.eq_ignore_ascii_case(c)) => {
            match inflate::inflate(body, limit) {
                Some(plain) => (Cow::Owned(plain), false),
                None => (Cow::Borrowed(body), true),
            }
        }
        _ => (Cow::Borrowed(body), true),
    }
}

/// Headers and body as they go upstream.
fn changes(
    reading: &Reading,
    record: &Record,
    (path, body, received): (Option<String>, Option<Vec<u8>>, usize),
    tainted: &[String],
    host: &dyn Host,
) -> Result<Forward, Code> {
    let subject = record.subject.as_ref().map_or("", |subject| subject.reference.as_str());
    let mut remove = outgoing::stripped(&reading.headers, &reading.route);
    remove.push(reading.token_header.clone());
    remove.extend_from_slice(tainted);
    if body.is_some() {
        remove.push("content-encoding".to_string());
    }
    let mut set = outgoing::set(reading, &record.id, subject, host)?;
    let length = body.as_ref().map_or(received, Vec::len);
    // The proxy never corrects a length itself: an old one beside a new body would smuggle the rest of the body, or make
    // the upstream wait. A body that came in chunks gets a length as well.
    if length > 0 || outgoing::has_length(reading) {
        set.push(("content-length".to_string(), length.to_string()));
    }
    if let Some(path) = path {
        set.push((":path".to_string(), path));
    }
    remove.sort_unstable();
    remove.dedup();
    remove.retain(|name| !set.iter().any(|(known, _)| known == name));
    Ok(Forward { body, set, remove, wait: false })
}

/// Reads the body, and the path, query and headers, which can hold text as well.
fn inspect<'b>(reading: &'b Reading, body: &[u8], encoded: bool) -> Result<Findings<'b>, Refusal> {
    let headers = Headers(&reading.headers);
    // Two values are as bad as an unknown one: the upstream may read the other.
    let media = if headers.count("content-type") > 1 { Some("") } else { headers.get("content-type") };
    let path = crate::route::rest(&reading.route, &reading.path.path).unwrap_or("/");
    let method = headers.get(":method").unwrap_or_default();
    let format = content::body_format(method, path, media, encoded, !body.is_empty());
    if format.endpoint.is_none() && reading.route.other_endpoints == Unlisted::Refuse {
        return Err((Code::EndpointUnknown, None, None));
    }
    let classifier = &reading.bundle.classifier;
    let mut inspection = content::inspect(body, &format, &**classifier)
        .map_err(|e| (Code::BodyInvalid, Some(format!("the request body is not well-formed: {e}")), None))?;
    if inspection.truncated {
        let message = "the request body holds more findings than the gateway can track";
        return Err((Code::BodyInvalid, Some(message.to_string()), None));
    }
    if let Some(field) = inspection.facts.router_field
        && reading.route.router_fields == Unlisted::Refuse
    {
        let message = format!("{}: `{field}`", Code::FieldRefused.message());
        return Err((Code::FieldRefused, Some(message), Some(field.to_string())));
    }
    let mut loose = Vec::new();
    for text in [Some(reading.path.path.as_str()), reading.path.query.as_deref(), media].into_iter().flatten()
    {
        let read = content::scan_text(text, &**classifier);
        if read.truncated {
            return Err((Code::PathInvalid, None, None));
        }
        loose.extend(read.hits.into_iter().map(|(_, label, pm)| (label, pm)));
    }
    let mut in_headers = Vec::new();
    let mut tainted = Vec::new();
    for (name, value) in outgoing::readable(reading) {
        let read = content::scan_text(value, &**classifier);
        let address =
            |label: LabelId| classifier.label_name(label) == IP_ADDRESS && outgoing::holds_addresses(name);
        let before = in_headers.len();
        in_headers.extend(read.hits.iter().filter(|hit| !address(hit.1)).map(|hit| (hit.1, hit.2)));
        if read.truncated || in_headers.len() > before {
            tainted.push(name.to_string());
        } else if value.trim_start().starts_with(['{', '[']) {
            name_models(&mut inspection, value)?;
        }
    }
    let mut counts: BTreeMap<&str, (u64, u16)> = BTreeMap::new();
    let found = inspection.findings.iter().map(|f| (f.label, f.confidence_pm));
    let beside = loose.iter().chain(&in_headers).copied();
    for (label, confidence) in found.chain(beside) {
        let entry = counts.entry(classifier.label_name(label)).or_default();
        *entry = (entry.0 + 1, entry.1.max(confidence));
    }
    let loose = loose.iter().map(|(label, _)| (*label, false));
    let labels = distinct(loose.chain(inspection.findings.iter().map(|f| (f.label, true))));
    let unread = judge::unread_labels(&inspection.coverage);
    Ok(Findings { format, inspection, labels, unread, counts, headers: tainted })
}

/// Adds the models that a router's configuration in a header names.
fn name_models(inspection: &mut Inspection, value: &str) -> Result<(), Refusal> {
    let invalid = || {
        (Code::BodyInvalid, Some("a header that the route passes is not well-formed JSON".to_string()), None)
    };
    let models = content::facts::models_of(value).map_err(|_| invalid())?;
    for model in models {
        inspection.facts.name_models(&model).map_err(|_| invalid())?;
    }
    Ok(())
}

/// Each label once; the first entry of a label decides whether it can be changed.
pub(crate) fn distinct(found: impl Iterator<Item = (LabelId, bool)>) -> Vec<(LabelId, bool)> {
    let mut labels: Vec<(LabelId, bool)> = Vec::new();
    for (label, curable) in found {
        if !labels.iter().any(|(known, _)| *known == label) {
            labels.push((label, curable));
        }
    }
    labels
}

/// Fills in what was found and decided.
fn describe(
    record: &mut Record,
    reading: &Reading,
    findings: &Findings<'_>,
    judgement: &Judgement,
    transform: BTreeMap<String, u64>,
) {
    let (inspection, facts) = (&findings.inspection, &findings.inspection.facts);
    let mut at: BTreeMap<String, u64> = BTreeMap::new();
    for found in &inspection.findings {
        *at.entry(found.position.as_str().to_string()).or_default() += 1;
    }
    record.classify = Vec::from([evidence::classify(&findings.counts, at, &reading.bundle.detectors_text)]);
    let mut coverage = inspection.coverage.clone();
    let masked = |label: LabelId| judgement.masked.iter().any(|(known, _)| *known == label);
    if judgement.refusal.is_none() {
        let spans = inspection.findings.iter().filter(|f| masked(f.label)).map(|f| f.edit.len() as u64);
        coverage.masked = spans.sum();
    }
    record.input = Some(coverage);
    let (rules, more) = evidence::capped(judgement.rules.iter().map(String::as_str));
    if let Some(policy) = &mut record.policy {
        (policy.rules, policy.more) = (rules, more);
    }
    if let Some(target) = &mut record.target {
        target.format = findings.format.name().to_string();
        target.op = findings.format.endpoint.and_then(|e| e.api.operation).map(str::to_string);
        target.models = facts.models.iter().map(|m| plain(m)).collect();
        target.providers.clone_from(&judgement.providers);
        target.stream = facts.stream;
    }
    let mut decision = decision(judgement);
    decision.is_final = judgement.refusal.is_some();
    decision.transform = transform;
    record.decision = Some(decision);
}

/// A judgement as a record states it, without what was done about it.
pub(crate) fn decision(judgement: &Judgement) -> Decision {
    Decision {
        errors: evidence::capped(judgement.errors.iter().map(String::as_str)).0,
        mode: "enforce".into(),
        reasons: judgement.refusal.iter().map(|code| code.as_str().to_string()).collect(),
        shadow: judgement.shadow.as_ref().map(|(action, rules)| Shadow {
            rules: evidence::capped(rules.iter().map(String::as_str)).0,
            verdict: action.as_str().to_string(),
        }),
        verdict: judgement.verdict.to_string(),
        ..Decision::default()
    }
}

/// A model name is the caller's text: what is not a plain name stays out of the record.
fn plain(model: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:/@,".contains(&b);
    if model.len() <= MODEL_BYTES_MAX.min(128) && model.bytes().all(is_plain) {
        model.to_string()
    } else {
        "(not a plain name)".to_string()
    }
}

fn block_unread(mut record: Record, side: Side, body: &[u8], refusal: Refusal) -> Outcome {
    record.decision = Some(Decision {
        is_final: true,
        mode: "enforce".into(),
        reasons: Vec::from([refusal.0.as_str().to_string()]),
        verdict: "block".into(),
        ..Decision::default()
    });
    record.input = Some(evidence::uninspected(body.len() as u64, "body", "malformed"));
    (record, side, Err(refusal))
}

/// The first place that a block is about.
pub(crate) fn place_of(inspection: &Inspection, judgement: &Judgement) -> Option<String> {
    let blamed = inspection.findings.iter().find(|f| judgement.blamed.contains(&f.label));
    blamed.map(|f| f.place.clone())
}

/// What the caller may know: labels, policies' own reasons, and the first place. Never content.
pub(crate) fn explain(code: Code, judgement: &Judgement, place: Option<String>, bundle: &Bundle) -> Refusal {
    let found = judgement.blamed.iter().map(|l| bundle.classifier.label_name(*l));
    let mut labels: Vec<&str> = found.chain(judgement.blamed_unread.iter().map(String::as_str)).collect();
    labels.sort_unstable();
    labels.dedup();
    let mut message = code.message().to_string();
    if !labels.is_empty() {
        message = format!("{message}: {}", labels.join(", "));
    }
    if let Some(reason) = &judgement.reason {
        message = format!("{message} ({reason})");
    }
    (code, Some(message), place)
}
