use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use crate::support::{Gateway, Scratch, Server, change};

/// Kills the server while several gateways commit, starts it again, and looks for everything that was acknowledged.
#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    const GATEWAYS: usize = 4;
    const ENOUGH: usize = 40;
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let gateways: Vec<Mutex<Gateway>> =
        (0..GATEWAYS).map(|_| Mutex::new(Gateway::enrolled(&server))).collect();
    let acknowledged: Vec<Mutex<Vec<String>>> = (0..GATEWAYS).map(|_| Mutex::default()).collect();
    let count = AtomicUsize::new(0);
    let (enough, is_enough) = std::sync::mpsc::channel();
    let mut unanswered: Vec<Vec<u8>> = Vec::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = gateways
            .iter()
            .zip(&acknowledged)
            .map(|(gateway, acknowledged)| {
                let (server, count, enough) = (&server, &count, enough.clone());
                scope.spawn(move || {
                    let mut gateway = gateway.lock().unwrap();
                    loop {
                        let record = gateway.decision("acme", "support", "allow");
                        let leaf = gateway.seal(&record);
                        match gateway.send(server, &[&leaf]) {
                            Ok(answer) if answer.status == 200 => {
                                acknowledged.lock().unwrap().push(record.id)
                            }
                            // The call that the kill cut off.
                            _ => return leaf,
                        }
                        if count.fetch_add(1, Ordering::Relaxed) + 1 == ENOUGH {
                            enough.send(()).unwrap();
                        }
                    }
                })
            })
            .collect();
        is_enough.recv().unwrap();
        server.signal_kill();
        unanswered = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    });
    drop(server);

    let server = Server::start(scratch.path());
    let mut all = 0;
    for ids in &acknowledged {
        for id in ids.lock().unwrap().iter() {
            assert_eq!(server.read(&format!("/v1/records/{id}")).status, 200, "acknowledged {id} is lost");
            all += 1;
        }
    }
    assert!(all >= ENOUGH);
    // The cut-off records may or may not be stored; sending them again stores each exactly once.
    for (gateway, leaf) in gateways.iter().zip(&unanswered) {
        let gateway = gateway.lock().unwrap();
        let answer = gateway.send(&server, &[leaf]).unwrap();
        assert_eq!((answer.status, answer.json()["next_seq"].as_u64()), (200, Some(gateway.next_seq)));
    }
    let (passed, report) = server.verify();
    assert!(passed, "{report:#}");
    assert_eq!(report["records"].as_u64(), Some((all + GATEWAYS) as u64));
}

#[test]
fn a_terminated_server_answers_what_it_took() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let mut gateway = Gateway::enrolled(&server);
    gateway.store(&server, &gateway.record("heartbeat", "acme"));
    gateway.store(&server, &gateway.record("heartbeat", "umbrella"));
    assert!(server.terminate());
    let server = Server::start(scratch.path());
    gateway.store(&server, &gateway.record("heartbeat", "acme"));
    assert_eq!(server.read("/v1/status").json()["records"], 3);
}

#[test]
fn a_failed_commit_is_not_acknowledged_and_leaves_the_log_whole() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let (mut one, mut two) = (Gateway::enrolled(&server), Gateway::enrolled(&server));
    one.store(&server, &one.decision("acme", "support", "allow"));
    two.store(&server, &two.decision("umbrella", "support", "block"));
    // The second statement of the transaction fails, as a full disk would make it.
    change(
        scratch.path(),
        "CREATE TRIGGER fail BEFORE INSERT ON leaf_hashes BEGIN SELECT raise(ABORT, 'fail'); END",
    );
    let leaf = one.seal(&one.decision("acme", "support", "allow"));
    let next = one.seal(&one.decision("acme", "legal", "block"));
    for leaves in [vec![&leaf[..]], vec![&leaf, &next]] {
        assert_eq!(one.send(&server, &leaves).unwrap().problem(), (503, "storage".into()));
        assert_eq!(server.get("/readyz", &[]).problem(), (503, "not_ready".into()));
    }
    assert_eq!(server.read("/v1/status").json()["records"], 2);
    change(scratch.path(), "DROP TRIGGER fail");
    let answer = one.send(&server, &[&leaf, &next]).unwrap();
    assert_eq!((answer.status, answer.json()["next_seq"].as_u64()), (200, Some(3)));
    two.store(&server, &two.record("heartbeat", "umbrella"));
    assert_eq!(server.get("/readyz", &[]).status, 200);
    let (passed, report) = server.verify();
    assert!(passed, "{report:#}");
    assert_eq!(report["records"], 5);
}
