//! What applications see of a blocked request or answer, by every official Python SDK: the gateway's words, before an answer and in the middle of
//! one; and an answer that nothing is wrong with as the provider gave it.
//!
//! Two do not raise an error of their API's inside of a stream. Cohere's raises nothing: it gives out an event with `finish_reason: ERROR`, and an
//! application that does not look at it takes the answer for complete. Mistral's raises that the event is no chunk, with the event in its text. On a route with `answers = "buffer"` both
//! raise as they do for any refusal.

use std::{
    io::Write as _,
    process::{Child, Command, Stdio},
};

use countersign_tests::{
    paths,
    stack::{Options, Stack},
    upstream::script::{Place, Script},
};
use serde_json::{Value, json};

/// What the provider says when nothing is wrong with it.
const HARMLESS: &str =
    "The order left the warehouse on Monday, and it will be at your door by Thursday afternoon. ";
/// What a developer must not be told.
const CARD: &str = "4111 1111 1111 1111";

/// What an SDK makes of the gateway's errors.
struct Sdk {
    api: &'static str,
    /// Class of a 403.
    refused: &'static str,
    /// Class of an error inside of a stream.
    cut: &'static str,
    /// Shown in place of the gateway's code, by SDKs that read no code of a refusal.
    in_place_of_code: Option<&'static str>,
}

const fn sdk(api: &'static str, refused: &'static str, cut: &'static str) -> Sdk {
    Sdk { api, refused, cut, in_place_of_code: None }
}

const SDKS: [Sdk; 9] = [
    sdk("openai.chat", "openai.PermissionDeniedError", "openai.APIError"),
    sdk("openai.responses", "openai.PermissionDeniedError", "openai.APIError"),
    sdk("openai.completions", "openai.PermissionDeniedError", "openai.APIError"),
    sdk("anthropic.messages", "anthropic.PermissionDeniedError", "anthropic.APIStatusError"),
    sdk("google.generate_content", "google.ClientError", "google.ClientError"),
    bedrock("bedrock.converse"),
    bedrock("bedrock.invoke"),
    // Its streams never raise: an error is an event, of which the script makes an exception as an application would.
    sdk("cohere.chat", "cohere.ForbiddenError", "__main__.FinishReasonError"),
    // Inside of a stream it knows no errors, only events that do not fit.
    sdk("mistral.chat", "mistralai.SDKError", "mistralai.ResponseValidationError"),
];

/// boto3 makes classes for the exceptions of a service, and keeps only message and AWS's own code of a refusal.
const fn bedrock(api: &'static str) -> Sdk {
    Sdk {
        api,
        refused: "botocore.AccessDeniedException",
        cut: "botocore.EventStreamError",
        in_place_of_code: Some("AccessDeniedException"),
    }
}

/// Class of an exception, and what an application can read of it: of the message, and the code.
type Error = (&'static str, [&'static str; 2]);

/// One call, and what is to come of it.
struct Row {
    name: &'static str,
    route: &'static str,
    content: String,
    stream: bool,
    /// What is raised, if anything.
    error: Option<Error>,
    /// Whether the provider is asked.
    asked: bool,
    /// Whether the answer is held until its end.
    held: bool,
}

/// What every SDK is asked; `held`: on a route that holds streams until their ends.
fn rows(sdk: &Sdk, held: bool) -> Vec<Row> {
    let says = |text: &str| format!("please {}", Script::new(Place::Text, text).directive());
    let allowed = says(HARMLESS);
    let blocked = says(&[HARMLESS, HARMLESS, HARMLESS, "Paid with ", CARD, ". Goodbye."].concat());
    let key = ["my key is AKIA", "IOSFODNN7EXAMPLE"].concat();
    let refused = |message, code| Some((sdk.refused, [message, sdk.in_place_of_code.unwrap_or(code)]));
    let (secret, card) =
        ("credentials never go to a model", "customer data does not belong into developer prompts");
    let support = |name, stream| {
        let error = refused(secret, "content_blocked");
        Row { name, route: "/support", content: key.clone(), stream, error, asked: false, held: false }
    };
    let developer = |name, content: &String, stream, error| Row {
        name,
        route: "/developer",
        content: content.clone(),
        stream,
        error,
        asked: true,
        held: false,
    };
    if held {
        let row = |name, content, error| Row { held, ..developer(name, content, true, error) };
        return vec![
            row("held stream refused", &blocked, refused(card, "answer_blocked")),
            row("held stream allowed", &allowed, None),
        ];
    }
    vec![
        support("prompt refused", false),
        support("stream refused", true),
        developer("stream cut", &blocked, true, Some((sdk.cut, [card, "answer_blocked"]))),
        developer("answer refused", &blocked, false, refused(card, "answer_blocked")),
        developer("stream allowed", &allowed, true, None),
        developer("answer allowed", &allowed, false, None),
    ]
}

/// What differs from what is to come of a row.
fn differences(row: &Row, shown: &Value) -> Vec<String> {
    let pieces: Vec<&str> =
        shown["pieces"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let (seen, delivered) = (shown.to_string(), pieces.concat());
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    let class = row.error.map(|(class, _)| class);
    expect(shown["class"].as_str() == class, class.unwrap_or("no exception"));
    for text in row.error.into_iter().flat_map(|(_, texts)| texts) {
        expect(seen.contains(text), text);
    }
    for secret in [CARD, "4111", "IOSFODNN7EXAMPLE"] {
        expect(!seen.contains(secret) && !delivered.contains(secret), "no secret");
    }
    if row.error.is_none() {
        expect(delivered == HARMLESS, "the whole answer, unchanged");
        expect(!row.stream || pieces.len() > 10, "an answer in pieces");
    } else if row.stream && row.asked && !row.held {
        // What came before the finding was on its way already.
        let before = [HARMLESS; 3].concat() + "Paid with ";
        expect(pieces.len() > 10 && before.starts_with(&delivered), "the beginning of the answer");
    } else {
        expect(pieces.is_empty(), "no answer");
    }
    wrong
}

fn start(stack: &Stack, api: &str, rows: &[Row]) -> Child {
    let token = |row: &Row| if row.route == "/support" { stack.issuer.alice() } else { stack.issuer.bob() };
    let case = |row: &Row| json!({"route": row.route, "token": token(row), "content": row.content, "stream": row.stream});
    let cases: Vec<Value> = rows.iter().map(case).collect();
    let root = format!("http://127.0.0.1:{}", stack.envoy.port);
    let mut command = Command::new(paths::venv("python"));
    // Settings of whoever runs the tests would take the place of the ones here.
    for (name, _) in std::env::vars() {
        if ["AWS_", "OPENAI_", "ANTHROPIC_", "GOOGLE_", "GEMINI_", "CO_", "MISTRAL_"]
            .iter()
            .any(|p| name.starts_with(p))
        {
            command.env_remove(name);
        }
    }
    command.arg(paths::root().join("tests/python/sdk_cases.py"));
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_CONFIG_FILE", "/dev/null");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("python runs");
    let request = json!({"api": api, "root": root, "cases": cases}).to_string();
    child.stdin.take().expect("a pipe").write_all(request.as_bytes()).expect("python reads");
    child
}

fn finish(child: Child) -> Vec<Value> {
    let output = child.wait_with_output().expect("python ends");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn every_sdk_shows_what_the_gateway_says() {
    check(&Stack::start("sdk-errors"), false);
}

/// Where streams are held until the verdict, a refusal is an error of every SDK's own, also of those that raise none inside of a stream.
#[test]
fn every_sdk_raises_for_a_stream_that_is_held() {
    let routes = std::fs::read_to_string(paths::root().join("tests/demo/routes.toml")).expect("routes.toml");
    let routes = routes.replace("name = \"developer\"", "name = \"developer\"\nanswers = \"buffer\"");
    check(&Stack::with("sdk-errors-held", &Options { routes: Some(routes), ..Options::default() }), true);
}

fn check(stack: &Stack, held: bool) {
    let before = stack.envoy.stat("http.gateway.downstream_rq_total");
    let tables: Vec<(&str, Vec<Row>)> = SDKS.iter().map(|sdk| (sdk.api, rows(sdk, held))).collect();
    // Beside each other: most of the time goes into loading the SDKs.
    let running: Vec<Child> = tables.iter().map(|(api, rows)| start(stack, api, rows)).collect();
    let mut failures = Vec::new();
    for ((api, rows), child) in tables.iter().zip(running) {
        let shown = finish(child);
        assert_eq!(shown.len(), rows.len(), "{api}");
        for (row, shown) in rows.iter().zip(&shown) {
            println!("{api}, {}: {} {}", row.name, shown["class"], shown["text"]);
            let wrong = differences(row, shown);
            if !wrong.is_empty() {
                failures.push(format!(
                    "{api}, {}: expected {}; the sdk showed {shown}",
                    row.name,
                    wrong.join(", ")
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    // Each call was one request: nothing was asked again, by any of them.
    let rows: Vec<&Row> = tables.iter().flat_map(|(_, rows)| rows).collect();
    assert_eq!(stack.envoy.stat("http.gateway.downstream_rq_total") - before, rows.len() as u64);
    let asked = stack.upstream.take();
    assert_eq!(asked.len(), rows.iter().filter(|row| row.asked).count());
    assert!(asked.iter().all(|request| !request.text().contains("IOSFODNN7EXAMPLE")));
}
