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
    order,
    record::{Coverage, Decision, Policy, Record, Retain, Shadow, Target},
    routes::CommitMode,
};
use countersign_policy::Remedy;

use crate::{
    bundle::{Bundle, manifest::FILTER_VERSION},
    content::{FormatDecision, Inspection},
    evidence::{self, Secrets},
    exchange::{Forward, Reading, upstream_path},
    findings::{self, Findings},
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
        let (plain, encoded) = findings::decoded(reading, body, self.config.body_bytes_max);
        let findings = match (findings::inspect(reading, &plain, encoded), &path) {
            (Ok(findings), Ok(_)) => findings,
            (Err(refusal), _) => return Ok(block_unread(record, side, body, refusal)),
            (_, Err(code)) => return Ok(block_unread(record, side, body, (*code, None, None))),
        };
        let mut judgement = ask(reading, &findings, plain.len(), host);
        let (mut pseudonyms, mut tally) = (None, Tally::default());
        if judgement.masked.iter().any(|(_, remedy)| *remedy == Remedy::Tokenize) {
            pseudonyms =
                Some(Pseudonyms::new(self.pseudonym_key_of(reading).ok_or(Code::PseudonymKeyMissing)?));
        }
        let mut changed = matches!(plain, Cow::Owned(_)).then(|| plain.to_vec());
        let mut spans = 0;
        if !judgement.masked.is_empty() && judgement.refusal.is_none() {
            let scanner = &*reading.bundle.classifier;
            let mut masker = Masker {
                classifier: scanner,
                remedies: &judgement.masked,
                pseudonyms: pseudonyms.as_mut(),
                restore: false,
                mute: false,
                tally: &mut tally,
            };
            match findings.inspection.rewrite(&plain, &findings.format, scanner, &mut masker) {
                Some(settled) => (changed, spans) = (settled.body.or(changed), settled.masked),
                None => {
                    judgement.fail(Code::MaskingFailed);
                    tally = Tally::default();
                }
            }
        }
        describe(&mut record, reading, &findings, &judgement, (tally.masked, spans));
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
    order::sort_once(&mut remove);
    remove.retain(|name| !set.iter().any(|(known, _)| known == name));
    Ok(Forward { body, set, remove, wait: false })
}

/// Fills in what was found and decided.
fn describe(
    record: &mut Record,
    reading: &Reading,
    findings: &Findings<'_>,
    judgement: &Judgement,
    (transform, masked): (BTreeMap<String, u64>, u64),
) {
    let (inspection, facts) = (&findings.inspection, &findings.inspection.facts);
    let mut at: BTreeMap<String, u64> = BTreeMap::new();
    for found in &inspection.findings {
        *at.entry(found.position.as_str().to_string()).or_default() += 1;
    }
    record.classify = Vec::from([evidence::classify(&findings.counts, at, &reading.bundle.detectors_text)]);
    record.input = Some(Coverage { masked, ..inspection.coverage.clone() });
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
    order::sort_once(&mut labels);
    let mut message = code.message().to_string();
    if !labels.is_empty() {
        message = format!("{message}: {}", labels.join(", "));
    }
    if let Some(reason) = &judgement.reason {
        message = format!("{message} ({reason})");
    }
    (code, Some(message), place)
}
