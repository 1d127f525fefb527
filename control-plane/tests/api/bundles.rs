use std::sync::{OnceLock, mpsc};

use countersign_formats::{
    b64,
    bundle::{BlobKind, MANIFEST_TYPE, Manifest, UnsignedBundle},
    digest::Digest,
    dsse::Envelope,
    keys::VerifyingKey,
    time::Micros,
};

use crate::support::{Answer, Scratch, Server, build, now, pack};

/// A bundle whose only route has this name; built once, since compiling detectors takes time.
fn unsigned(route: &str) -> UnsignedBundle {
    static BUILT: OnceLock<UnsignedBundle> = OnceLock::new();
    let mut bundle = BUILT
        .get_or_init(|| {
            let scratch = Scratch::new();
            let out = scratch.path().join("bundle.json");
            let (code, _, error) = build(&pack(&scratch), &out);
            assert_eq!(code, Some(0), "{error}");
            serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap()
        })
        .clone();
    let routes = format!(
        r#"{{"routes":[{{"name":"{route}","path_prefix":"/","identity":[{{"source":"bearer"}}]}}]}}"#
    );
    set(&mut bundle, BlobKind::Routes, routes.as_bytes());
    bundle
}

fn set(bundle: &mut UnsignedBundle, kind: BlobKind, content: &[u8]) {
    let blob = bundle.blobs.iter_mut().find(|blob| blob.kind == kind).unwrap();
    blob.content = b64::encode_std(content);
}

fn publish(server: &Server, channel: &str, bundle: &UnsignedBundle) -> Answer {
    let body = serde_json::to_vec(bundle).unwrap();
    server.post(&format!("/v1/channels/{channel}/bundles?expires_in=3600"), &body)
}

/// The manifest of an answer, its signature checked.
fn manifest(server: &Server, answer: &Answer) -> Manifest {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let trust = server.get("/v1/trust", &[]).json();
    let key = VerifyingKey::parse(trust["policy"][0].as_str().unwrap()).unwrap();
    let payload = Envelope::parse(&answer.body).unwrap().verify(MANIFEST_TYPE, &[key], 1).unwrap();
    assert_eq!(answer.header("etag"), format!("\"{}\"", Digest::of(&payload).to_text()));
    serde_json::from_slice(&payload).unwrap()
}

#[test]
fn a_published_bundle_is_signed_and_its_blobs_are_served() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    assert_eq!(server.get("/v1/channels/production/manifest", &[]).problem(), (404, "not_found".into()));
    let bundle = unsigned("support");
    let published = publish(&server, "production", &bundle);
    assert_eq!((published.status, published.json()["version"].as_u64()), (201, Some(1)));

    let answer = server.get("/v1/channels/production/manifest", &[]);
    let manifest = manifest(&server, &answer);
    assert_eq!((manifest.channel.as_str(), manifest.version, manifest.format), ("production", 1, 1));
    assert_eq!(published.json()["digest"].as_str().unwrap(), answer.header("etag").trim_matches('"'));
    let expires_in = Micros::parse_rfc3339(&manifest.expires_at).unwrap().0 - now().0;
    assert!(expires_in.abs_diff(3600 * 1_000_000) < 60 * 1_000_000);
    assert!(manifest.blobs.iter().map(|b| b.kind).eq(BlobKind::ALL));
    for blob in &manifest.blobs {
        let answer = server.get(&format!("/v1/blobs/{}", blob.digest), &[]);
        assert_eq!((answer.status, answer.body.len() as u64), (200, blob.size));
        assert_eq!(Digest::of(&answer.body).to_text(), blob.digest);
        let sent = bundle.blobs.iter().find(|b| b.kind == blob.kind).unwrap();
        assert_eq!(b64::encode_std(&answer.body), sent.content);
        assert!(answer.header("cache-control").contains("immutable"));
    }
    let known = answer.header("etag").to_owned();
    let same = server.get("/v1/channels/production/manifest", &[("if-none-match", &known)]);
    assert_eq!((same.status, same.body.len()), (304, 0));
    assert_eq!(server.get(&format!("/v1/blobs/{}", Digest::ZERO.to_text()), &[]).problem().0, 404);
    assert_eq!(server.get("/v1/blobs/x", &[]).problem().0, 400);
}

#[test]
fn versions_rise_per_channel_and_outlive_a_restart() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    for (channel, version) in [("production", 1), ("production", 2), ("canary", 1), ("production", 3)] {
        let answer = publish(&server, channel, &unsigned(&format!("r{version}")));
        assert_eq!(answer.json()["version"].as_u64(), Some(version));
    }
    let before = server.get("/v1/channels/production/manifest", &[]);
    server.kill();
    let server = Server::start(scratch.path());
    let after = server.get("/v1/channels/production/manifest", &[]);
    assert_eq!(after.body, before.body);
    assert_eq!(manifest(&server, &server.get("/v1/channels/canary/manifest", &[])).version, 1);
    assert_eq!(publish(&server, "production", &unsigned("r4")).json()["version"].as_u64(), Some(4));
    let channels = server.read("/v1/status").json()["channels"].clone();
    assert_eq!(channels[0]["channel"], "canary");
    assert_eq!((&channels[1]["channel"], &channels[1]["version"]), (&"production".into(), &4.into()));
}

#[test]
fn waiting_calls_wake_for_their_channel_only() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    publish(&server, "production", &unsigned("first"));
    let first = server.get("/v1/channels/production/manifest", &[]).header("etag").to_owned();
    std::thread::scope(|scope| {
        let (woken, wakes) = mpsc::channel();
        for (name, path) in [
            ("known", "/v1/channels/production/manifest?wait=50s"),
            ("new", "/v1/channels/canary/manifest?wait=50s"),
        ] {
            let (server, first, woken) = (&server, &first, woken.clone());
            scope.spawn(move || woken.send((name, server.get(path, &[("if-none-match", first)]))).unwrap());
        }
        // Whether or not the calls wait already, each must answer for its own channel, and only then.
        publish(&server, "canary", &unsigned("canary"));
        let (name, answer) = wakes.recv().unwrap();
        assert_eq!((name, manifest(&server, &answer).channel.as_str()), ("new", "canary"));
        publish(&server, "production", &unsigned("second"));
        let (name, answer) = wakes.recv().unwrap();
        assert_eq!((name, manifest(&server, &answer).version), ("known", 2));
    });
}

#[test]
fn a_wait_ends_with_the_time_or_the_server() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    assert_eq!(
        server.get("/v1/channels/production/manifest?wait=1ms", &[]).problem(),
        (404, "not_found".into())
    );
    publish(&server, "production", &unsigned("first"));
    let known = server.get("/v1/channels/production/manifest", &[]).header("etag").to_owned();
    let known = [("if-none-match", known.as_str())];
    assert_eq!(server.get("/v1/channels/production/manifest?wait=1ms", &known).status, 304);
    assert_eq!(
        server.get("/v1/channels/production/manifest?wait=soon", &known).problem(),
        (400, "bad_request".into())
    );
}

#[test]
fn bundles_that_the_filter_would_refuse_are_refused() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let mut twice = unsigned("r");
    twice.blobs[1] = twice.blobs[0].clone();
    let mut missing = unsigned("r");
    missing.blobs.pop();
    let mut base64 = unsigned("r");
    base64.blobs[0].content = "!".into();
    let version = UnsignedBundle { minimum_filter_version: "1.0".into(), ..unsigned("r") };
    let format = UnsignedBundle { format: 2, ..unsigned("r") };
    for kind in BlobKind::ALL {
        for content in
            [&b""[..], b"{}", br#"{"routes":[{"name":"r","unknown":1}],"issuers":[{"unknown":1}]}"#]
        {
            let mut bundle = unsigned("r");
            set(&mut bundle, kind, content);
            assert_eq!(publish(&server, "production", &bundle).problem(), (422, "bundle".into()), "{kind:?}");
        }
    }
    for bundle in [twice, missing, base64, version, format] {
        assert_eq!(publish(&server, "production", &bundle).problem(), (422, "bundle".into()), "{bundle:?}");
    }
    let mut large = unsigned("r");
    set(&mut large, BlobKind::Detectors, &vec![0; 8 * 1024 * 1024 + 1]);
    assert_eq!(publish(&server, "production", &large).problem(), (413, "too_large".into()));
    let body = serde_json::to_vec(&unsigned("r")).unwrap();
    for path in [
        "/v1/channels/a%20b/bundles",
        "/v1/channels/x/bundles?expires_in=0",
        "/v1/channels/x/bundles?expires_in=99999999",
    ] {
        assert_eq!(server.post(path, &body).problem(), (400, "bad_request".into()), "{path}");
    }
    let fleet = format!("Bearer {}", server.fleet);
    let path = server.address("/v1/channels/production/bundles");
    for headers in [&[("authorization", fleet.as_str())][..], &[]] {
        assert_eq!(
            crate::support::send("POST", &path, headers, &body).unwrap().problem(),
            (401, "unauthorized".into())
        );
    }
    assert_eq!(server.get("/v1/channels/production/manifest", &[]).status, 404);
}
