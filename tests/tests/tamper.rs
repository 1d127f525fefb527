//! Whoever changes the stored log is found out, with the place.

use std::process::Command;

use countersign_tests::{stack::Stack, wait};
use serde_json::json;

#[test]
fn changed_deleted_and_swapped_records_are_reported() {
    let mut stack = Stack::start("tamper");
    for (route, token) in [("/support", stack.issuer.alice()), ("/developer", stack.issuer.bob())] {
        let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "hi"}]});
        assert_eq!(stack.chat(route, &token, &body).status, 200);
    }
    wait::until("both outcomes", 15, || {
        let decisions = stack.control_plane.records("decision").len();
        (decisions == stack.control_plane.records("outcome").len()).then_some(())
    });
    let (valid, text) = stack.control_plane.verify();
    assert!(valid, "{text}");
    stack.control_plane.stop();
    let data = stack.control_plane.data();
    let files = ["countersign.db", "countersign.db-wal", "countersign.db-shm"].map(|name| data.join(name));
    let good = files.clone().map(|file| std::fs::read(file).ok());
    let sql = |statement: &str| {
        let script = "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nc.executescript(sys.argv[2])\nc.commit()\nc.close()";
        let database = data.join("countersign.db").display().to_string();
        let output = Command::new("python3").args(["-c", script, &database, statement]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let flip = "UPDATE records SET leaf = CAST(substr(leaf,1,300) || CASE hex(substr(leaf,301,1)) WHEN '61' THEN 'b' ELSE 'a' END || substr(leaf,302) AS BLOB) WHERE log_index = 3;";
    let swap = "UPDATE records SET log_index = -1 WHERE log_index = 2; UPDATE records SET log_index = 2 WHERE log_index = 3; UPDATE records SET log_index = 3 WHERE log_index = -1;";
    for (what, statement, place) in [
        ("one byte", flip, "3"),
        ("one record less", "DELETE FROM records WHERE log_index = 2;", "2"),
        (
            "the last record gone",
            "DELETE FROM records WHERE log_index = (SELECT max(log_index) FROM records);",
            "",
        ),
        ("two records swapped", swap, "2"),
    ] {
        sql(&format!("PRAGMA foreign_keys=OFF; PRAGMA journal_mode=DELETE; {statement}"));
        let (valid, text) = stack.control_plane.verify();
        assert!(!valid, "{what} went unnoticed");
        assert!(text.contains(place), "{what}: no place in {text}");
        for (file, content) in files.iter().zip(&good) {
            let _ = std::fs::remove_file(file);
            if let Some(content) = content {
                std::fs::write(file, content).unwrap();
            }
        }
    }
    assert!(stack.control_plane.verify().0);
}
