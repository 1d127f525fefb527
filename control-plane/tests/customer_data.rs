//! A pack with an organisation's own data: a dictionary, a table of exact values and fingerprints of code, from the files to a verdict.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::json;

#[path = "support/gateway.rs"]
mod support;
use support::{Gateway, answer, root};

const DICTIONARY: &str = r#"
label = "mnpi.restricted_entity"
title = "Restricted list"
placeholder = "RESTRICTED_ENTITY"
confidence_pm = 950
source = "compliance"
file = "restricted.txt"
"#;

const TABLE: &str = r#"
label = "custom.client_account"
title = "Accounts of clients"
placeholder = "CLIENT_ACCOUNT"
confidence_pm = 990
source = "export of the client register"
path = "clients.csv"
columns = ["account"]
normalise = "digits"
[near]
column = "name"
within = 100
"#;

const CODE_DETECTOR: &str = r#"
label = "code.organization"
title = "Code of our repositories"
placeholder = "CODE"
trigger = { document = "organization_code" }
confidence_pm = 850
source = "our repositories"
"#;

const POLICY: &str = r#"
@id("restricted-list") @reason("entities of the restricted list never go to a model")
forbid (principal, action == Action::"prompt", resource)
when { context.data.contains("mnpi@high") };
"#;

const CODE: &str = "
/// Books a payment.
pub fn book(ledger: &mut Ledger, payment: &Payment) -> Result<Receipt, Refusal> {
    let account = ledger.account(payment.account).ok_or(Refusal::Account)?;
    if account.balance < payment.amount { // never below zero
        return Err(Refusal::Balance { missing: payment.amount - account.balance });
    }
    account.balance -= payment.amount;
    let receipt = Receipt { number: ledger.next_number(), amount: payment.amount, day: ledger.today() };
    ledger.rows.push(Row::from(&receipt));
    Ok(receipt)
}
";

/// The starter pack's policies and routes with own data, in a folder of its own.
fn pack(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("countersign-pack-{}-{name}", std::process::id()));
    for part in ["detectors", "dictionaries", "exact", "repository"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    for file in ["access.cedar", "data.cedar", "routes.toml", "entities.json"] {
        fs::copy(root().join("policies/starter").join(file), folder.join(file)).unwrap();
    }
    for (path, text) in [
        ("own.cedar", POLICY),
        ("detectors/code.toml", CODE_DETECTOR),
        ("dictionaries/restricted.toml", DICTIONARY),
        ("dictionaries/restricted.txt", "# October\nBlue Heron Capital\nNordlicht\n"),
        ("exact/clients.toml", TABLE),
        ("exact/clients.csv", "name,account\nOkafor,4002-1177-12\n\"Lindqvist, Maja\",9000.4411\nX,12\n"),
        ("repository/ledger.rs", CODE),
        (
            "issuers.toml",
            "[[issuer]]\nname = \"corp\"\niss = \"https://idp.test\"\naudiences = [\"countersign\"]\nalgorithms = [\"EdDSA\"]\n[issuer.claims]\nfixed_tenant = \"acme\"\n[[issuer.keys]]\nkty = \"OKP\"\ncrv = \"Ed25519\"\nkid = \"k1\"\nx = \"_RckOFqgx1tk-3jNYC-h2ZH96_drE8WO1wLqyDXp9hg\"\n",
        ),
    ] {
        fs::write(folder.join(path), text).unwrap();
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (Output, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_countersign")).current_dir(folder).args(arguments).output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output, said)
}

#[test]
fn own_data_is_built_reported_and_found() {
    let folder = pack("build");
    let (made, said) = run(&folder, &["fingerprint", "repository"]);
    assert!(made.status.success() && said.contains("1 files of code"), "{said}");
    let (built, said) = run(&folder, &["bundle", "build", ".", "--out", "bundle.json"]);
    assert!(built.status.success(), "{said}");
    for line in [
        "dictionary mnpi.restricted_entity 2 terms",
        "exact custom.client_account 2 values",
        "fingerprints of code,",
        "warning: ./exact/clients.toml: 1 values of fewer than 6",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let text =
        "Is blue-heron capital long? Okafor has 40021177 12, Lindqvist has 90004411, Maja Lindqvist too.\n";
    let changed =
        CODE.replace("// never below zero", "").replace("    ", "\t").replace("/// Books a payment.", "// x");
    fs::write(folder.join("prompt.txt"), format!("{text}{changed}")).unwrap();
    let expected = ["mnpi.restricted_entity  3..21  950", "custom.client_account  39..50  990"];
    for bundle in ["bundle.json", "."] {
        let (scanned, said) = run(&folder, &["scan", "--bundle", bundle, "prompt.txt"]);
        let lines: Vec<&str> = said.lines().collect();
        assert!(scanned.status.success() && lines.starts_with(&expected), "{said}");
        assert!(lines.len() == 3 && lines[2].starts_with("code.organization  whole, by"), "{said}");
        assert!(!said.to_lowercase().contains("heron") && !said.contains("4002"), "{said}");
    }
    let other = "pub fn widest(items: &[Item]) -> Option<&Item> {\n    let mut best: Option<&Item> = None;\n    for item in items {\n        \
        if best.is_none_or(|known| known.width < item.width) { best = Some(item); }\n    }\n    best\n}\n";
    fs::write(folder.join("prompt.txt"), other).unwrap();
    assert_eq!(run(&folder, &["scan", "prompt.txt"]).1, "");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_policy_forbids_what_a_dictionary_names() {
    let folder = pack("forbid");
    let ask = |mut gateway: Gateway, text: &str| {
        let body = json!({"model": "gpt-5", "messages": [{"role": "user", "content": text}]}).to_string();
        let path = "/support/v1/chat/completions";
        gateway
            .post(path, "application/json", &[], body.as_bytes(), |_, _| {
                answer(200, "application/json", vec![b"{}".into()])
            })
            .status
    };
    let text = "What moves Nordlicht today?";
    assert_eq!(ask(Gateway::start(), text), 200);
    assert_eq!(ask(Gateway::of(&folder), text), 403);
    assert_eq!(ask(Gateway::of(&folder), "What are Nordlichter?"), 200);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_wrong_with_a_table_is_said_with_its_place_and_without_its_values() {
    let folder = pack("wrong");
    let table = folder.join("exact/clients.csv");
    let said = |description: &str, rows: &str| {
        fs::write(folder.join("exact/clients.toml"), description).unwrap();
        fs::write(&table, rows).unwrap();
        let (scanned, said) = run(&folder, &["scan", "repository/ledger.rs"]);
        assert_eq!(scanned.status.code(), Some(1), "{said}");
        assert!(!said.contains("Okafor") && !said.contains("4002"), "{said}");
        said
    };
    let rows = "name,account\nOkafor,40021177\n";
    let long = format!("{rows}Okafor,{}\n", "4002".repeat(30));
    for (description, rows, expected) in [
        (
            TABLE.replace("[\"account\"]", "[\"number\"]"),
            rows,
            "clients.toml:8:11: expected a column `number`",
        ),
        (TABLE.replace("\"name\"", "\"surname\""), rows, "clients.toml:11:10: expected a column `surname`"),
        (TABLE.replace("clients.csv", "none.csv"), rows, "clients.toml:7:8: cannot read"),
        (TABLE.replace("[near]", "min_length = 1\n[near]"), rows, "clients.toml:10:14: expected at least 4"),
        (TABLE.replace("100", "1000"), rows, "expected a companion within at most 512"),
        (TABLE.replace("custom.client", "Custom client"), rows, "expected a label"),
        (TABLE.to_owned(), "name,account\nOkafor,4002,1177\n", "clients.csv:2:1:"),
        (TABLE.to_owned(), &long, "clients.csv:3:1: expected a value of at most 8 words and 96 bytes"),
        (TABLE.to_owned(), "name,account\n", "expected values, found none"),
    ] {
        let said = said(&description, rows);
        assert!(said.contains(expected), "{expected}: {said}");
    }
    fs::remove_dir_all(&folder).unwrap();
}
