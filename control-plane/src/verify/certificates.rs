//! Whose key signed a record.

use std::collections::HashMap;

use countersign_formats::{
    dsse::Envelope,
    enrol::{CERTIFICATE_TYPE, InstanceCertificate},
    keys::VerifyingKey,
    leaf::Leaf,
    time::Micros,
};

use super::report::{CheckName, Findings, Place};

/// Certificates read so far. A log has few of them and many records.
#[derive(Debug, Default)]
pub struct Certificates {
    read: HashMap<String, Result<Certificate, &'static str>>,
    without_key: u64,
}

#[derive(Clone, Debug)]
struct Certificate {
    inst: String,
    boot: String,
    key: VerifyingKey,
    not_before: Micros,
    not_after: Micros,
}

impl Certificates {
    /// Records whose signature could not be checked for want of a key.
    pub fn without_key(&self) -> u64 {
        self.without_key
    }

    /// Checks certificate and signature of a record.
    pub fn check(
        &mut self,
        pinned: &[VerifyingKey],
        envelope: Option<&str>,
        leaf: &Leaf<'_>,
        place: &Place,
        findings: &mut Findings,
    ) {
        let certificate = match envelope {
            None => Err("the record's instance has no certificate"),
            Some(envelope) => match self.read.get(envelope) {
                Some(known) => known.clone(),
                None => {
                    let certificate = read(envelope, pinned);
                    self.read.insert(envelope.to_owned(), certificate.clone());
                    certificate
                }
            },
        };
        let certificate = match certificate {
            Ok(certificate) => certificate,
            Err(why) => {
                self.without_key += 1;
                return findings.problem(CheckName::Certificates, place.clone(), why);
            }
        };
        let record = &leaf.record;
        if record.gw.inst != certificate.inst || record.gw.boot != certificate.boot {
            findings.problem(
                CheckName::Certificates,
                place.clone(),
                "the certificate is for another instance or start",
            );
        }
        match Micros::parse_rfc3339(&record.time) {
            Some(time) if certificate.not_before <= time && time <= certificate.not_after => {}
            Some(_) => {
                let message = "the record's time is outside the certificate's validity";
                findings.problem(CheckName::Certificates, place.clone(), message);
            }
            None => findings.problem(
                CheckName::Certificates,
                place.clone(),
                "expected the record's time in rfc 3339",
            ),
        }
        if leaf.key_id != certificate.key.id().to_string() || !leaf.verify(&certificate.key) {
            findings.problem(
                CheckName::Signatures,
                place.clone(),
                "the record is not signed by its instance's key",
            );
        }
    }
}

fn read(envelope: &str, pinned: &[VerifyingKey]) -> Result<Certificate, &'static str> {
    let form = "expected an instance certificate";
    let envelope = Envelope::parse(envelope.as_bytes()).map_err(|_| form)?;
    let payload = envelope.verify(CERTIFICATE_TYPE, pinned, 1);
    let payload = payload.map_err(|_| "the certificate is not signed by a pinned enrolment key")?;
    let certificate: InstanceCertificate = serde_json::from_slice(&payload).map_err(|_| form)?;
    let key = VerifyingKey::parse(&certificate.vkey).map_err(|_| form)?;
    if key.name() != certificate.inst {
        return Err("the certificate's key has another name than its instance");
    }
    Ok(Certificate {
        key,
        not_before: Micros::parse_rfc3339(&certificate.not_before).ok_or(form)?,
        not_after: Micros::parse_rfc3339(&certificate.not_after).ok_or(form)?,
        inst: certificate.inst,
        boot: certificate.boot,
    })
}
