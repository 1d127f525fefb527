use countersign_formats::{
    dsse::Envelope,
    enrol::{CERTIFICATE_TYPE, EnrolRequest, InstanceCertificate},
    keys::VerifyingKey,
    time::Micros,
};

use crate::support::{Gateway, Scratch, Server, key, now};

#[test]
fn a_certificate_names_the_key_and_is_signed_by_the_enrolment_key() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let gateway = Gateway::new();
    let body = gateway.request(&gateway.enrolment());
    let first = server.enrol(&server.fleet, &body);
    assert_eq!(first.status, 200, "{}", first.text());

    let trust = server.get("/v1/trust", &[]).json();
    let enrolment = VerifyingKey::parse(trust["enrolment"][0].as_str().unwrap()).unwrap();
    assert_eq!(enrolment.name(), "countersign.local/enrolment");
    let envelope = first.json()["certificate"].as_str().unwrap().to_owned();
    let payload =
        Envelope::parse(envelope.as_bytes()).unwrap().verify(CERTIFICATE_TYPE, &[enrolment], 1).unwrap();
    let certificate: InstanceCertificate = serde_json::from_slice(&payload).unwrap();
    assert_eq!(certificate.vkey, gateway.key.verifying_key().to_vkey());
    assert_eq!(
        (certificate.inst.as_str(), certificate.boot.as_str()),
        (gateway.inst(), gateway.boot.as_str())
    );
    let (from, to) = (certificate.not_before, certificate.not_after);
    assert!(Micros::parse_rfc3339(&from).unwrap() <= now() && now() < Micros::parse_rfc3339(&to).unwrap());

    let again = server.enrol(&server.fleet, &body);
    assert_eq!((again.status, again.body), (200, first.body), "the same key gets the same certificate");
}

#[test]
fn only_the_fleet_token_enrols() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let gateway = Gateway::new();
    let body = gateway.request(&gateway.enrolment());
    for token in ["", "wrong", &server.admin, &format!("{}x", server.fleet)] {
        let answer = server.enrol(token, &body);
        assert_eq!(answer.problem(), (401, "unauthorized".into()));
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    assert_eq!(server.read("/v1/gateways").json()["gateways"].as_array().unwrap().len(), 0);
}

#[test]
fn a_name_belongs_to_the_first_key() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let gateway = Gateway::enrolled(&server);
    let thief = Gateway { key: key(&gateway.boot, [9; 32]), boot: gateway.boot.clone(), ..Gateway::new() };
    let answer = server.enrol(&server.fleet, &thief.request(&thief.enrolment()));
    assert_eq!(answer.problem(), (409, "other_key".into()));
}

#[test]
fn what_is_not_proven_or_not_well_formed_is_refused() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let (gateway, other) = (Gateway::new(), Gateway::new());
    let enrol = |body: &[u8]| server.enrol(&server.fleet, body).problem();
    assert_eq!(enrol(&other.request(&gateway.enrolment())), (422, "signature".into()));
    let late = Micros(now().0 - 11 * 60 * 1_000_000).to_rfc3339();
    assert_eq!(
        enrol(&gateway.request(&EnrolRequest { time: late, ..gateway.enrolment() })),
        (422, "clock".into())
    );
    for request in [
        EnrolRequest { boot: other.boot.clone(), ..gateway.enrolment() },
        EnrolRequest { inst: other.inst().into(), ..gateway.enrolment() },
        EnrolRequest { vkey: "x".into(), ..gateway.enrolment() },
        EnrolRequest { channel: "a/b".into(), ..gateway.enrolment() },
        EnrolRequest { time: "now".into(), ..gateway.enrolment() },
        EnrolRequest { build: String::new(), ..gateway.enrolment() },
    ] {
        assert_eq!(enrol(&gateway.request(&request)), (400, "form".into()), "{request:?}");
    }
    for body in [&b""[..], b"{}", b"[", br#"{"payload":"!","payloadType":"x","signatures":[]}"#] {
        assert_eq!(enrol(body), (400, "form".into()));
    }
    assert_eq!(enrol(&vec![b' '; 20_000]), (413, "too_large".into()));
    assert_eq!(server.read("/v1/gateways").json()["gateways"].as_array().unwrap().len(), 0);
}
