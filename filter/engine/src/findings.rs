//! What is found in a request: in its body, and in its path, query and headers.

use alloc::{
    borrow::Cow,
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use countersign_classify::{Classifier, LabelId};
use countersign_formats::routes::Unlisted;

use crate::{
    content::{self, FormatDecision, Inspection, inflate},
    decide::Refusal,
    exchange::Reading,
    head::Headers,
    judge::{self, Present},
    outgoing,
    reply::Code,
};

/// Label of addresses, which headers of proxies hold by their nature.
const IP_ADDRESS: &str = "pii.ip_address";

/// What was found in a request.
pub struct Findings<'a> {
    /// How the body was read.
    pub format: FormatDecision,
    /// The body.
    pub inspection: Inspection,
    /// Labels that are present.
    pub labels: Vec<Present>,
    /// Labels of content that could not be read.
    pub unread: Vec<String>,
    /// Number of spans and highest confidence by label.
    pub counts: BTreeMap<&'a str, (u64, u16)>,
    /// Headers that hold findings: they stay behind.
    pub headers: Vec<String>,
}

/// Reads the body, and the path, query and headers, which can hold text as well.
pub fn inspect<'b>(reading: &'b Reading, body: &[u8], encoded: bool) -> Result<Findings<'b>, Refusal> {
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
    let is_address = |label: LabelId| classifier.label_name(label) == IP_ADDRESS;
    let mut loose = Vec::new();
    let host = headers.get(":authority").or_else(|| headers.get("host"));
    let texts = [
        (Some(reading.path.path.as_str()), false),
        (reading.path.query.as_deref(), false),
        (media, false),
        (host, true),
    ];
    for (text, of_host) in texts {
        let read = content::scan_text(text.unwrap_or_default(), &**classifier);
        if read.truncated {
            return Err((Code::PathInvalid, None, None));
        }
        let hits = read.hits.into_iter().map(|(_, label, pm)| (label, pm));
        loose.extend(hits.filter(|(label, _)| !(of_host && is_address(*label))));
    }
    let mut in_headers = Vec::new();
    let mut tainted = Vec::new();
    for (name, value) in outgoing::readable(reading) {
        // A name is text of the caller's as well.
        let read = [name, value].map(|text| content::scan_text(text, &**classifier));
        let address = |label: LabelId| is_address(label) && outgoing::holds_addresses(name);
        let before = in_headers.len();
        let hits = read.iter().flat_map(|read| &read.hits);
        in_headers.extend(hits.filter(|hit| !address(hit.1)).map(|hit| (hit.1, hit.2)));
        if read.iter().any(|read| read.truncated) || in_headers.len() > before {
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
    let mut labels = present(&loose, &inspection);
    for (found, count) in conclude(classifier, &inspection) {
        let entry = counts.entry(classifier.label_name(found.label)).or_default();
        *entry = (count, found.confidence_pm);
        judge::add(&mut labels, found);
    }
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

/// Labels of what stands beside the body, where nothing is changed, and of the body.
fn present(loose: &[(LabelId, u16)], inspection: &Inspection) -> Vec<Present> {
    let mut labels = Vec::new();
    for (label, confidence) in loose {
        judge::add(&mut labels, Present::fixed(*label, *confidence));
    }
    for found in &inspection.findings {
        judge::add(&mut labels, Present::curable(found.label, found.confidence_pm));
    }
    labels
}

/// What the texts of a body are as a whole, each with a count for the record. Only patient data can be cured: by changing the identifiers.
pub fn conclude(classifier: &Classifier, inspection: &Inspection) -> Vec<(Present, u64)> {
    let spans = inspection.findings.iter().map(|found| {
        let bytes = found.edit.span.end.saturating_sub(found.edit.span.start) as u64;
        (found.label, bytes, found.confidence_pm)
    });
    let whole = classifier.conclude(&inspection.evidence, spans).into_iter();
    whole
        .map(|(label, _, confidence)| {
            let curable = Some(label) == classifier.patient_data();
            (Present { label, curable, confidence_pm: confidence }, 1)
        })
        .collect()
}

/// The body without its content encoding, and whether one is left that cannot be undone. An inflated body goes upstream as it was read.
pub fn decoded<'b>(reading: &Reading, body: &'b [u8], limit: usize) -> (Cow<'b, [u8]>, bool) {
    let headers = Headers(&reading.headers);
    match (headers.count("content-encoding"), headers.get("content-encoding").map(str::trim)) {
        (0, _) => (Cow::Borrowed(body), false),
        (1, Some(coding)) if coding.eq_ignore_ascii_case("identity") => (Cow::Borrowed(body), false),
        (1, Some(coding)) if ["gzip", "x-gzip", "deflate"].iter().any(|c| coding.eq_ignore_ascii_case(c)) => {
            match inflate::inflate(body, limit) {
                Ok(plain) => (Cow::Owned(plain), false),
                Err(_) => (Cow::Borrowed(body), true),
            }
        }
        _ => (Cow::Borrowed(body), true),
    }
}
