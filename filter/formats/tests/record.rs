//! Records serialise to JCS as they stand, with every section present, and survive a round trip.

use std::collections::BTreeMap;

use countersign_formats::{
    jcs,
    keys::SigningKey,
    leaf::{self, Leaf, LeafError},
    limits::LEAF_BYTES_MAX,
    record::*,
};

#[expect(clippy::too_many_lines, reason = "one literal with every field of the format")]
fn full() -> Record {
    let text = |s: &str| s.to_owned();
    let coverage = Coverage {
        bytes: 9,
        decoded: BTreeMap::from([(text("base64"), 1)]),
        masked: 1,
        parts: 2,
        scanned: 3,
        skipped: 2,
        unscanned: vec![Unscanned { bytes: 4, kind: text("image"), why: text("no_detector") }],
    };
    Record {
        agreement: Some(Agreement::AsDecided),
        answer: Some(Decision {
            restored: 2,
            rules: vec![text("r")],
            verdict: text("allow"),
            ..Decision::default()
        }),
        classify: vec![Classify {
            at: BTreeMap::from([(text("user"), 1)]),
            engine: text("detect"),
            findings: vec![FindingCount { class: text("pii.us_ssn"), conf_pm: 990, n: 2 }],
            more: 1,
            rules: text("sha256:x"),
            status: text("ok"),
            ver: text("0.1.0"),
        }],
        clock: Clock::default(),
        content: Some(Content { fwd: Some(text("hmac-sha256:f")), received: text("hmac-sha256:i") }),
        corr: Some(Correlation {
            span: text("b7ad6b7169203331"),
            trace: text("0af7651916cd43dd8448eb211c80319c"),
        }),
        counts: Some(BTreeMap::from([(text("decision"), 1), (text("auth_failed"), 2)])),
        decision: Some(Decision {
            errors: vec![text("p")],
            is_final: true,
            mode: text("enforce"),
            reasons: vec![text("policy_denied")],
            restored: 1,
            rules: vec![text("r")],
            shadow: Some(Shadow { rules: vec![text("s")], verdict: text("block") }),
            transform: BTreeMap::from([(text("pii.us_ssn"), 2)]),
            verdict: text("redact"),
        }),
        delivered: Some(Delivered { bytes: 3, complete: true, status: 200 }),
        gw: Gateway {
            boot: text("b"),
            build: text("sha256:b"),
            inst: text("gw/1"),
            prev: text("sha256:p"),
            seq: 7,
        },
        host: Some(BTreeMap::from([(text("hold_headers"), true)])),
        id: text("019a9b6e-7c00-7000-8000-000000000001"),
        input: Some(coverage.clone()),
        level: Some(text("stored")),
        of: Some(text("d")),
        of_leaf: Some(text("sha256:l")),
        policy: Some(Policy {
            bundle: text("sha256:m"),
            channel: text("production"),
            engine: text("0.1.0"),
            more: 1,
            refused: Some(text("expired")),
            rules: vec![text("r")],
            ver: 3,
        }),
        response: Some(coverage),
        retain: Some(Retain { class: text("hipaa-6y") }),
        sd: BTreeMap::from([(text("subject"), text("sha256:s"))]),
        since: Some(text("2026-11-22T07:36:12.123456Z")),
        status: Some(text("complete")),
        subject: Some(Subject {
            acr: Some(text("phr")),
            amr: vec![text("mfa")],
            auth_time: Some(text("t")),
            bound: text("none"),
            idp: text("https://idp.example"),
            kid: text("k"),
            kind: text("human"),
            reference: text("subj:k:x"),
        }),
        target: Some(Target {
            format: text("openai.chat"),
            models: vec![text("m")],
            op: Some(text("chat")),
            providers: vec![text("p")],
            route: text("support"),
            stream: true,
        }),
        tenant: text("acme"),
        time: text("2026-11-22T07:36:12.123456Z"),
        kind: text("decision"),
        upstream: Some(Upstream {
            api_base: Some(text("https://api.example/v1")),
            bytes_in: 1,
            bytes_out: 2,
            configured: Some(text("openai/m")),
            cost_nusd: Some(15),
            deployment: Some(text("dep-a")),
            fallbacks: Some(0),
            group: Some(text("g")),
            guardrails: vec![text("x")],
            model: Some(text("m-1")),
            provider: Some(text("openai")),
            req_id: Some(text("r")),
            retries: Some(1),
            router: Some(text("litellm")),
            status: Some(200),
        }),
        usage: Some(Usage { input: 1, out: 2, src: text("provider") }),
        v: RECORD_VERSION,
    }
}

#[test]
fn every_section_is_canonical_and_comes_back() {
    for record in [full(), Record { v: RECORD_VERSION, ..Record::default() }] {
        let bytes = jcs::to_vec(&record).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(
            String::from_utf8(jcs::canonicalise(&value).unwrap()).unwrap(),
            String::from_utf8(bytes.clone()).unwrap()
        );
        assert_eq!(serde_json::from_slice::<Record>(&bytes).unwrap(), record);
    }
}

#[test]
fn manifests_and_enrolment_are_canonical() {
    use countersign_formats::{bundle::*, enrol::*};
    let manifest = Manifest {
        blobs: vec![BlobRef { digest: "sha256:d".into(), kind: BlobKind::Policies, size: 1 }],
        channel: "production".into(),
        expires_at: "e".into(),
        format: MANIFEST_FORMAT,
        host_capabilities: vec!["hold_headers".into()],
        issued_at: "i".into(),
        minimum_filter_version: "0.1.0".into(),
        version: 1,
    };
    let request = EnrolRequest {
        boot: "b".into(),
        build: "sha256:b".into(),
        channel: "production".into(),
        host: BTreeMap::new(),
        inst: "gw/1".into(),
        time: "t".into(),
        vkey: "v".into(),
    };
    let certificate = InstanceCertificate {
        boot: "b".into(),
        build: "sha256:b".into(),
        inst: "gw/1".into(),
        not_after: "a".into(),
        not_before: "b".into(),
        vkey: "v".into(),
    };
    for bytes in [jcs::to_vec(&manifest), jcs::to_vec(&request), jcs::to_vec(&certificate)] {
        let bytes = bytes.unwrap();
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(jcs::canonicalise(&value).unwrap(), bytes);
    }
}

#[test]
fn a_leaf_verifies_until_any_byte_changes() {
    let key = SigningKey::from_seed("gw/1", &[9; 32]).unwrap();
    let sealed = leaf::seal(jcs::to_vec(&full()).unwrap(), &key);
    let parsed = Leaf::parse(&sealed).unwrap();
    assert_eq!(parsed.record, full());
    assert_eq!(parsed.key_id, key.verifying_key().id().to_string());
    assert!(parsed.verify(key.verifying_key()));
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        let holds = Leaf::parse(&changed)
            .is_ok_and(|leaf| leaf.key_id == parsed.key_id && leaf.verify(key.verifying_key()));
        assert!(!holds, "byte {at} is not protected");
    }
    assert_eq!(Leaf::parse(&vec![b'x'; LEAF_BYTES_MAX + 1]).unwrap_err(), LeafError::TooLarge);
}

proptest::proptest! {
    #[test]
    fn no_leaf_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let _ = Leaf::parse(&bytes);
        let _ = countersign_formats::batch::parse(&bytes);
        let _ = countersign_formats::dsse::Envelope::parse(&bytes);
    }
}
