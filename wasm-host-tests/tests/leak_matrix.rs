//! The sample of the leak matrix through the module: what the engine shows in a process of its own, the bytes of `countersign.wasm` show in
//! a VM. `--nocapture` prints how much was tried.

use std::{collections::BTreeMap, path::Path, time::Instant};

use countersign_conformance::{
    http::Recorded,
    matrix::{Depth, Matrix, Observed, Question, Target, Verdict},
    provider, requests,
};
use countersign_wasm_host_tests::{
    driver::Effects,
    gateway::{Answer, Gateway},
    host::{Delivered, Headers},
};

/// A VM with the recording provider behind it.
struct Module {
    gateway: Gateway,
    requests: usize,
}

impl Target for Module {
    fn ask(&mut self, question: &Question<'_>) -> Result<Observed, String> {
        self.requests += 1;
        let headers = headers(question);
        let mut received = Vec::new();
        let exchange = self.gateway.exchange(&headers, &[question.body], |_, effects| {
            let request = recorded(effects);
            let answer = answer(&request, question.cut);
            received.push(request);
            answer
        });
        let (effects, delivered) = exchange.map_err(|trapped| format!("a trap in {}", trapped.callback))?;
        // Outcome records leave with the next commit; a queue of them that only grows would end in refusals.
        self.gateway.try_run(100).map_err(|trapped| format!("a trap in {}", trapped.callback))?;
        Ok(observed(received, effects, &delivered))
    }
}

fn headers(question: &Question<'_>) -> Headers {
    let route = match question.verdict {
        Verdict::Redact => "/support",
        Verdict::Block => "/developer",
        Verdict::Tokenize => "/clinical",
    };
    let mut headers = Gateway::headers(route);
    for (name, value) in &mut headers {
        match name.as_str() {
            ":path" => *value = [route, question.path].concat(),
            "content-type" => question.media.clone_into(value),
            _ => {}
        }
    }
    headers
}

/// The request as the provider gets it.
fn recorded(effects: &Effects) -> Recorded {
    let named = |name: &str| {
        let found = effects.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    Recorded {
        method: named(":method"),
        path: named(":path"),
        headers: effects.headers.clone(),
        body: effects.body.clone(),
        connection: 0,
    }
}

/// What the provider says, event by event, or cut in two.
fn answer(request: &Recorded, cut: Option<usize>) -> Answer {
    let reply = provider::answer(request);
    let pieces = match cut {
        Some(at) => {
            let body = reply.body();
            let (a, b) = body.split_at(at.min(body.len()));
            vec![a.to_vec(), b.to_vec()]
        }
        None => reply.pieces,
    };
    let mut answer = Answer::new(reply.media, pieces);
    answer.headers[0].1 = reply.status.to_string();
    answer
}

/// What the caller got: the answer, or the filter's own reply.
fn observed(received: Vec<Recorded>, effects: Effects, delivered: &Delivered) -> Observed {
    let status = |status: u32| u16::try_from(status).expect("a status");
    match effects.reply {
        Some(reply) => {
            Observed { received, status: status(reply.status), media: String::new(), body: reply.body }
        }
        None => Observed {
            received,
            status: status(delivered.status()),
            media: delivered.header("content-type").unwrap_or_default().to_owned(),
            body: delivered.body(),
        },
    }
}

/// Cells of the matrix, whatever gateway is asked: every request, and every place of every answer, by every verdict.
fn expected() -> usize {
    const VERDICTS: usize = 3;
    const PLACES: usize = 4;
    VERDICTS * (requests::all("x").len() + PLACES * requests::prompts("x").len())
}

/// Rows of a table by what they are about.
fn rows(table: &str) -> BTreeMap<String, &str> {
    let rows = table.lines().filter(|line| line.starts_with("| answer |") || line.starts_with("| prompt |"));
    rows.map(|row| (row.split(" | ").take(4).collect(), row)).collect()
}

/// Rows in which the module does something else than the documentation says, which is filled natively. A row that only one of them has is
/// nobody's mistake: the documentation is written when a change is complete.
fn contradictions(table: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/COVERAGE.md");
    let text = std::fs::read_to_string(file).expect("docs/COVERAGE.md");
    let (documented, shown) = (rows(&text), rows(table));
    assert!(documented.len() > 200, "{} rows are documented", documented.len());
    let differs = |(about, row): (&String, &&str)| {
        let other = documented.get(about).filter(|other| *other != row)?;
        Some(format!("{row}\n{other}"))
    };
    shown.iter().filter_map(differs).collect()
}

#[test]
fn no_cell_leaks() {
    let mut target = Module { gateway: Gateway::enforcing(), requests: 0 };
    let start = Instant::now();
    let matrix = Matrix::run(&mut target, Depth::Sample, |_| {}).expect("answers");
    let (cells, requests) = (matrix.size().0, target.requests);
    println!("{cells} cells, {requests} requests, {:.1} s", start.elapsed().as_secs_f64());
    let leaks = matrix.leaks();
    assert!(leaks.is_empty(), "{} of {cells} leak:\n{}", leaks.len(), leaks.join("\n"));
    assert_eq!(cells, expected(), "a cell of its own for each");
    let contradictions = contradictions(&matrix.table());
    assert!(contradictions.is_empty(), "expected as documented:\n{}", contradictions.join("\n"));
    // Every request and answer is accounted for, to the byte.
    target.gateway.run(2);
    for record in &target.gateway.records {
        for coverage in [&record.input, &record.response].into_iter().flatten() {
            let unscanned: u64 = coverage.unscanned.iter().map(|part| part.bytes).sum();
            assert_eq!(coverage.bytes, coverage.scanned + coverage.skipped + unscanned, "{record:?}");
        }
    }
    let decisions = target.gateway.records.iter().filter(|record| record.kind == "decision").count();
    assert_eq!(decisions, requests, "every request has its record");
}
