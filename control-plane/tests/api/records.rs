use countersign_formats::{
    batch,
    digest::Digest,
    jcs,
    keys::VerifyingKey,
    leaf,
    limits::{BATCH_BYTES_MAX, LEAF_BYTES_MAX},
    merkle::{Frontier, leaf_hash},
    note::{self, Checkpoint},
    record::Record,
};

use crate::support::{Gateway, Scratch, Server};

fn log_size(server: &Server) -> u64 {
    server.read("/v1/status").json()["records"].as_u64().unwrap()
}

/// The log as leaves, with its checkpoint checked against them.
fn checked_log(server: &Server) -> Vec<Vec<u8>> {
    let trust = server.get("/v1/trust", &[]).json();
    let key = VerifyingKey::parse(trust["log"].as_str().unwrap()).unwrap();
    let answer = server.read("/v1/log/checkpoint");
    let checkpoint = Checkpoint::parse(note::verify(answer.text(), &key).unwrap()).unwrap();
    assert_eq!(checkpoint.origin, "countersign.local/log");
    let mut leaves = Vec::new();
    loop {
        let page = server.read(&format!("/v1/log/entries?start={}&limit=7", leaves.len())).json();
        let entries = page["entries"].as_array().unwrap();
        for entry in entries {
            assert_eq!(entry["log_index"].as_u64().unwrap(), leaves.len() as u64, "log indexes are dense");
            leaves.push(countersign_formats::b64::decode_std(entry["leaf"].as_str().unwrap()).unwrap());
        }
        if entries.is_empty() {
            break;
        }
    }
    let mut tree = Frontier::new();
    leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
    assert_eq!((checkpoint.size, checkpoint.root), (tree.size(), tree.root()));
    leaves
}

#[test]
fn records_are_stored_once_in_order() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    assert!(checked_log(&server).is_empty());
    let mut gateway = Gateway::enrolled(&server);
    let mut leaves: Vec<Vec<u8>> = Vec::new();
    for n in 1..=5 {
        leaves.push(gateway.store(&server, &gateway.record("heartbeat", "acme")));
        assert_eq!(checked_log(&server).len(), n, "the checkpoint covers every batch");
    }
    // What is stored already counts as stored, alone or with what follows.
    let next = gateway.seal(&gateway.record("heartbeat", "acme"));
    for from in [4, 0, 2] {
        let answer =
            gateway.send(&server, &leaves[from..].iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
        assert_eq!((answer.status, answer.json()["next_seq"].as_u64()), (200, Some(5)));
    }
    let answer = gateway.send(&server, &[&leaves[3], &leaves[4], &next]).unwrap();
    assert_eq!((answer.status, answer.json()["next_seq"].as_u64()), (200, Some(6)));
    leaves.push(next);
    assert_eq!(checked_log(&server), leaves);
}

#[test]
fn a_chain_with_a_hole_is_refused_with_the_number_that_is_expected() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let mut gateway = Gateway::enrolled(&server);
    gateway.store(&server, &gateway.record("heartbeat", "acme"));
    let one = gateway.seal(&gateway.record("heartbeat", "acme"));
    let two = gateway.seal(&gateway.record("heartbeat", "acme"));
    for leaves in [vec![&two[..]], vec![&two, &one], vec![&one, &one]] {
        let answer = gateway.send(&server, &leaves).unwrap();
        assert_eq!((answer.status, answer.json()["next_seq"].as_u64()), (409, Some(1)));
    }
    assert_eq!(log_size(&server), 1, "a batch is stored whole or not at all");
    assert_eq!(gateway.send(&server, &[&one, &two]).unwrap().status, 200);
    let broken = Record {
        gw: countersign_formats::record::Gateway {
            prev: Digest::ZERO.to_text(),
            ..gateway.record("x", "x").gw
        },
        ..gateway.record("heartbeat", "acme")
    };
    let broken = gateway.seal(&broken);
    assert_eq!(gateway.send(&server, &[&broken]).unwrap().status, 409);
    assert_eq!(checked_log(&server).len(), 3);
}

#[test]
fn a_second_record_under_one_number_is_refused() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let mut gateway = Gateway::enrolled(&server);
    let other = gateway.record("heartbeat", "acme");
    let first = gateway.store(&server, &gateway.record("heartbeat", "acme"));
    let mut fork = Gateway { key: gateway.key.clone(), boot: gateway.boot.clone(), ..Gateway::new() };
    let fork = fork.seal(&other);
    let answer = gateway.send(&server, &[&fork]).unwrap();
    assert_eq!(answer.problem(), (422, "fork".into()));
    assert_eq!(checked_log(&server), [first]);
}

#[test]
fn records_that_are_not_the_senders_or_not_well_formed_are_refused() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let (gateway, other) = (Gateway::enrolled(&server), Gateway::enrolled(&server));
    let good = gateway.record("heartbeat", "acme");
    let seal = |record: &Record| leaf::seal(jcs::to_vec(record).unwrap(), &gateway.key);
    let refused = |leaf: &[u8]| gateway.send(&server, &[leaf]).unwrap().problem();

    let foreign_key = leaf::seal(jcs::to_vec(&good).unwrap(), &other.key);
    assert_eq!(refused(&foreign_key), (422, "signature".into()));
    let mut flipped = seal(&good);
    flipped[20] ^= 1;
    let (status, code) = refused(&flipped);
    assert!(status == 422 && (code == "signature" || code == "form"), "{code}");
    for record in [
        Record { gw: other.record("x", "x").gw, ..good.clone() },
        Record { kind: "other".into(), ..good.clone() },
        Record { kind: "decision".into(), ..good.clone() },
        Record { kind: "outcome".into(), ..good.clone() },
        Record { time: "2020-01-01T00:00:00.000000Z".into(), ..good.clone() },
        Record { time: "2999-01-01T00:00:00.000000Z".into(), ..good.clone() },
        Record { id: "1".into(), ..good.clone() },
        Record { tenant: String::new(), ..good.clone() },
        Record { v: 2, ..good.clone() },
    ] {
        assert_eq!(refused(&seal(&record)), (422, "form".into()), "{record:?}");
    }
    let text = String::from_utf8(jcs::to_vec(&good).unwrap()).unwrap();
    for payload in [text.replacen('{', "{ ", 1), text.replacen("\"v\":1", "\"v\":1,\"v\":1", 1)] {
        assert_eq!(refused(&leaf::seal(payload.into_bytes(), &gateway.key)), (422, "form".into()));
    }
    assert_eq!(refused(&vec![b'x'; LEAF_BYTES_MAX + 1]), (422, "form".into()));
    assert_eq!(gateway.send_body(&server, b"").unwrap().problem(), (422, "form".into()));
    assert_eq!(gateway.send_body(&server, &[0, 0, 0, 9, 1]).unwrap().problem(), (422, "form".into()));
    assert_eq!(
        gateway.send_body(&server, &vec![0; BATCH_BYTES_MAX + 1]).unwrap().problem(),
        (413, "too_large".into())
    );
    let stranger = Gateway::new();
    let leaf = leaf::seal(jcs::to_vec(&stranger.record("heartbeat", "acme")).unwrap(), &stranger.key);
    assert_eq!(stranger.send(&server, &[&leaf]).unwrap().problem(), (401, "unknown_instance".into()));
    assert_eq!(log_size(&server), 0);
    assert_eq!(gateway.send(&server, &[&seal(&good)]).unwrap().status, 200);
}

#[test]
fn an_id_is_used_once_across_instances() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let (mut first, mut second) = (Gateway::enrolled(&server), Gateway::enrolled(&server));
    let record = first.record("heartbeat", "acme");
    first.store(&server, &record);
    let again = second.seal(&Record { id: record.id.clone(), ..second.record("heartbeat", "umbrella") });
    assert_eq!(second.send(&server, &[&again]).unwrap().problem(), (422, "form".into()));
    assert_eq!(log_size(&server), 1);
}

#[test]
fn side_data_stays_beside_the_log() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let mut gateway = Gateway::enrolled(&server);
    let (text, digest) =
        countersign_formats::commitment::disclosure(&[7; 16], "subject", "alice".into()).unwrap();
    let side = batch::Side { disclosures: vec![text], opening: None };
    let side = serde_json::to_vec(&side).unwrap();
    let bare = leaf::seal(jcs::to_vec(&gateway.record("heartbeat", "acme")).unwrap(), &gateway.key);
    let mut body = Vec::new();
    batch::push(&mut body, &bare, &side);
    assert_eq!(
        gateway.send_body(&server, &body).unwrap().problem(),
        (422, "form".into()),
        "not committed to"
    );
    let record =
        Record { sd: [("subject".to_owned(), digest)].into(), ..gateway.record("heartbeat", "acme") };
    let leaf = gateway.seal(&record);
    body.clear();
    batch::push(&mut body, &leaf, &side);
    assert_eq!(gateway.send_body(&server, &body).unwrap().status, 200);
    assert_eq!(checked_log(&server), [leaf]);
    assert!(!server.read(&format!("/v1/records/{}", record.id)).text().contains("alice"));
}

#[test]
fn many_instances_at_once_share_one_dense_log() {
    const INSTANCES: usize = 6;
    const BATCHES: usize = 8;
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    std::thread::scope(|scope| {
        for n in 0..INSTANCES {
            let server = &server;
            scope.spawn(move || {
                let mut gateway = Gateway::enrolled(server);
                for batch in 0..BATCHES {
                    let leaves: Vec<Vec<u8>> = (0..=batch % 3)
                        .map(|_| {
                            gateway.seal(
                                &gateway.record("heartbeat", if n % 2 == 0 { "acme" } else { "umbrella" }),
                            )
                        })
                        .collect();
                    let leaves: Vec<&[u8]> = leaves.iter().map(Vec::as_slice).collect();
                    let answer = gateway.send(server, &leaves).unwrap();
                    assert_eq!(
                        (answer.status, answer.json()["next_seq"].as_u64()),
                        (200, Some(gateway.next_seq))
                    );
                }
            });
        }
    });
    let per_instance: usize = (0..BATCHES).map(|batch| batch % 3 + 1).sum();
    assert_eq!(checked_log(&server).len(), INSTANCES * per_instance);
}

#[test]
fn an_empty_header_or_another_content_type_is_refused() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let gateway = Gateway::enrolled(&server);
    let address = server.address("/v1/records");
    let inst = ("x-countersign-instance", gateway.inst());
    let answer =
        crate::support::send("POST", &address, &[("content-type", "application/json"), inst], b"x").unwrap();
    assert_eq!(answer.problem(), (415, "content_type".into()));
    let answer =
        crate::support::send("POST", &address, &[("content-type", batch::BATCH_TYPE)], b"x").unwrap();
    assert_eq!(answer.problem(), (401, "unauthorized".into()));
}
