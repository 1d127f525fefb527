//! Decides one request: inspects the body, evaluates policy for every model that it could reach, masks, and writes down what
//! was decided.

use alloc::{
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
    routes::CommitMode,
};

use crate::{
    bundle::{Bundle, manifest::FILTER_VERSION},
    content::{self, BodyFormat, Inspection},
    evidence::{self, Secrets},
    exchange::{Forward, Reading, upstream_path},
    gateway::Gateway,
    head::{self, Headers},
    host::Host,
    judge::{self, Judgement, Question},
    reply::Code,
};

/// A refusal: code, message where it says more than the code, place in the body.
pub type Refusal = (Code, Option<String>, Option<String>);

/// A decided request: its record, what travels beside it, and what becomes of the request.
pub type Outcome = (Record, Side, Result<Forward, Refusal>);

/// What was found in a request.
struct Findings<'a> {
    inspection: Inspection,
    /// Labels of the path and query, which cannot be masked.
    loose: Vec<LabelId>,
    /// Number of spans and highest confidence by label.
    counts: BTreeMap<&'a str, (u64, u16)>,
}

impl Gateway {
    /// Decides. Does not change the gateway.
    ///
    /// # Errors
    ///
    /// A code when not even a record can be made: the host has no randomness, or the route's credential is missing.
    pub(crate) fn decide(&self, reading: &Reading, body: &[u8], host: &dyn Host) -> Result<Outcome, Code> {
        let secrets = Secrets::draw(host).ok_or(Code::Internal)?;
        let mut record = self.record_of(reading, host).ok_or(Code::Internal)?;
        let committed = reading.route.commit_content;
        let (side, digests) = secrets.disclose(&reading.identity, &reading.source, committed);
        record.sd = digests;
        let headers = Headers(&reading.headers);
        let upstream = upstream_path(reading, headers.get(":path").unwrap_or_default());
        let findings = match (inspect(reading, body), &upstream) {
            (Ok(findings), Ok(_)) => findings,
            (Err(refusal), _) => return Ok(block_unread(record, side, body, refusal)),
            (_, Err(code)) => return Ok(block_unread(record, side, body, (*code, None, None))),
        };
        let judgement = self.judge(reading, &findings, body.len(), host);
        describe(&mut record, reading, &findings, &judgement);
        let masked = (!judgement.masked.is_empty())
            .then(|| findings.inspection.redact(body, &judgement.masked, &reading.bundle.classifier));
        if committed {
            let forwarded = if judgement.refusal.is_some() { None } else { masked.as_deref() };
            record.content = Some(secrets.commit(body, forwarded));
        }
        if let Some(code) = judgement.refusal {
            return Ok((record, side, Err(explain(code, &judgement, &findings, &reading.bundle))));
        }
        let forward = self.changes(reading, upstream.unwrap_or_default(), masked, body.len(), host)?;
        Ok((record, side, Ok(forward)))
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

    fn judge(&self, reading: &Reading, findings: &Findings<'_>, bytes: usize, host: &dyn Host) -> Judgement {
        let question = Question {
            bundle: &reading.bundle,
            route: &reading.route,
            identity: &reading.identity,
            facts: &findings.inspection.facts,
            spans: &findings.inspection.findings,
            loose: &findings.loose,
            format: format_name(findings.inspection.format),
            bytes,
            source: &reading.source,
            now: host.now(),
        };
        judge::prompt(&question)
    }

    /// Headers and body as they go upstream.
    fn changes(
        &self,
        reading: &Reading,
        path: Option<String>,
        body: Option<Vec<u8>>,
        received: usize,
        host: &dyn Host,
    ) -> Result<Forward, Code> {
        let headers = Headers(&reading.headers);
        let mut forward = Forward { remove: head::stripped(headers), ..Forward::default() };
        forward.remove.retain(|name| *name != reading.token_header);
        forward.remove.push(reading.token_header.clone());
        // The answer is read, so it must come unencoded.
        forward.set.push(("accept-encoding".to_string(), "identity".to_string()));
        if let Some(credential) = &reading.route.upstream {
            let secret = host.env(&credential.env).ok_or(Code::UpstreamCredentialMissing)?;
            forward.remove.retain(|name| *name != credential.header);
            forward.set.push((credential.header.clone(), [credential.prefix.as_str(), &secret].concat()));
        }
        let length = body.as_ref().map_or(received, Vec::len);
        // The proxy never corrects a length itself: an old one beside a new body would smuggle the rest of the body, or make
        // the upstream wait. A body that came in chunks gets a length as well.
        if length > 0 || headers.count("content-length") > 0 {
            forward.set.push(("content-length".to_string(), length.to_string()));
        }
        if let Some(path) = path {
            forward.set.push((":path".to_string(), path));
        }
        forward.body = body;
        Ok(forward)
    }
}

/// Reads the body, and the path and query, which can hold text as well.
fn inspect<'b>(reading: &'b Reading, body: &[u8]) -> Result<Findings<'b>, Refusal> {
    let headers = Headers(&reading.headers);
    // Two values are as bad as an unknown one: the upstream may read the other.
    let single = |name: &str| if headers.count(name) > 1 { Some("") } else { headers.get(name) };
    let path = crate::route::rest(&reading.route, &reading.path.path).unwrap_or("/");
    let format =
        content::body_format(path, single("content-type"), single("content-encoding"), !body.is_empty());
    let classifier = &reading.bundle.classifier;
    let inspection = content::inspect(body, &format, &**classifier)
        .map_err(|e| (Code::BodyInvalid, Some(format!("the request body is not well-formed: {e}")), None))?;
    if inspection.truncated {
        let message = "the request body holds more findings than the gateway can track";
        return Err((Code::BodyInvalid, Some(message.to_string()), None));
    }
    let mut in_path = Vec::new();
    for text in [Some(reading.path.path.as_str()), reading.path.query.as_deref()].into_iter().flatten() {
        if classifier.scan(text, &mut in_path).truncated {
            return Err((Code::PathInvalid, None, None));
        }
    }
    let mut counts: BTreeMap<&str, (u64, u16)> = BTreeMap::new();
    let found = inspection.findings.iter().map(|f| (f.label, f.confidence_pm));
    for (label, confidence) in found.chain(in_path.iter().map(|f| (f.label, f.confidence_pm))) {
        let entry = counts.entry(classifier.label_name(label)).or_default();
        *entry = (entry.0 + 1, entry.1.max(confidence));
    }
    Ok(Findings { inspection, loose: in_path.iter().map(|f| f.label).collect(), counts })
}

/// Fills in what was found and decided.
fn describe(record: &mut Record, reading: &Reading, findings: &Findings<'_>, judgement: &Judgement) {
    let facts = &findings.inspection.facts;
    record.classify = Vec::from([evidence::classify(&findings.counts, &reading.bundle.detectors_text, "ok")]);
    let mut coverage = findings.inspection.coverage.clone();
    let masks = || findings.inspection.findings.iter().filter(|f| judgement.masked.contains(&f.label));
    let mut transform: BTreeMap<String, u64> = BTreeMap::new();
    for found in masks() {
        *transform.entry(reading.bundle.classifier.label_name(found.label).to_string()).or_default() += 1;
        coverage.masked += found.edit.len() as u64;
    }
    record.input = Some(coverage);
    let (rules, more) = evidence::capped(judgement.rules.iter().map(String::as_str));
    if let Some(policy) = &mut record.policy {
        (policy.rules, policy.more) = (rules, more);
    }
    if let Some(target) = &mut record.target {
        target.format = format_name(findings.inspection.format).to_string();
        target.op = matches!(findings.inspection.format, BodyFormat::OpenAiChat).then(|| "chat".to_string());
        target.models = facts.models.iter().map(|m| plain(m)).collect();
        target.providers.clone_from(&judgement.providers);
        target.stream = facts.stream;
    }
    let refused = judgement.refusal.is_some();
    record.decision = Some(Decision {
        errors: evidence::capped(judgement.errors.iter().map(String::as_str)).0,
        is_final: refused,
        mode: "enforce".into(),
        reasons: judgement.refusal.iter().map(|code| code.as_str().to_string()).collect(),
        shadow: judgement.shadow.as_ref().map(|(action, rules)| Shadow {
            rules: evidence::capped(rules.iter().map(String::as_str)).0,
            verdict: action.as_str().to_string(),
        }),
        transform: if refused { BTreeMap::new() } else { transform },
        verdict: judgement.verdict.to_string(),
    });
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

/// What the caller may know: labels, policies' own reasons, and the first place. Never content.
fn explain(code: Code, judgement: &Judgement, findings: &Findings<'_>, bundle: &Bundle) -> Refusal {
    let place = findings
        .inspection
        .findings
        .iter()
        .find(|f| judgement.blamed.contains(&f.label))
        .map(|f| f.place.clone());
    let mut labels: Vec<&str> = judgement.blamed.iter().map(|l| bundle.classifier.label_name(*l)).collect();
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

/// Formats as records and policies name them.
fn format_name(format: BodyFormat) -> &'static str {
    match format {
        BodyFormat::OpenAiChat => "openai.chat",
        BodyFormat::Json => "json",
        BodyFormat::None => "none",
        BodyFormat::Opaque => "opaque",
    }
}
