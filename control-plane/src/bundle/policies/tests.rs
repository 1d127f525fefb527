//! What compiles, what is refused, and where the refusal points.

use super::*;
use crate::bundle::pack::SCHEMA;

fn compiled(text: &str) -> Result<CompiledPolicies, Vec<PolicyProblem>> {
    compile(&[("a.cedar".to_owned(), text.to_owned())], SCHEMA)
}

/// The first problem of a text, as it is printed. Others are about the same place: validation speaks once for each action.
fn problem(text: &str) -> String {
    let problems = compiled(text).expect_err(text);
    let place = |problem: &PolicyProblem| (problem.line, problem.column);
    assert!(problems.iter().all(|problem| place(problem) == place(&problems[0])), "{problems:?}");
    problems[0].to_string()
}

/// Checks place and policy, and that the message speaks of `about`.
fn refused(text: &str, place: &str, about: &str) {
    let problem = problem(text);
    assert!(problem.starts_with(&format!("a.cedar:{place}: ")) && problem.contains(about), "{problem}");
}

#[test]
fn policies_of_several_files_stand_under_their_ids() {
    let files = [
        ("a.cedar", "@id(\"z\") permit (principal, action, resource);"),
        (
            "b.cedar",
            "// why\n@id(\"a\") @remedy(\"redact\") @labels(\"pii\")\nforbid (principal, action, resource)\nwhen { context.data.contains(\"pii\") };",
        ),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let compiled = compile(&files, SCHEMA).unwrap();
    let set = countersign_policy::PolicySet::from_json(&compiled.json).unwrap();
    let ids: Vec<&str> = set.policies().iter().map(|policy| policy.id.as_str()).collect();
    assert_eq!(ids, ["a", "z"]);
    assert_eq!(compile(&files, SCHEMA).unwrap().json, compiled.json, "the same bytes each time");
}

#[test]
fn text_that_is_no_cedar_is_refused_where_it_breaks() {
    refused(
        "@id(\"a\")\npermit (principal, action, resource)\nwhen { context.bytes > };",
        "3:24",
        "unexpected token",
    );
}

#[test]
fn ids_are_required_plain_and_unique() {
    refused("\n  permit (principal, action, resource);", "2:3", "expected an @id");
    refused("@id permit (principal, action, resource);", "1:1", "expected an @id");
    refused("@id(\"a b\") permit (principal, action, resource);", "1:1", "without spaces");
    let one = "@id(\"a\") permit (principal, action, resource);";
    refused(&format!("{one}\n@id(\"a\") forbid (principal, action, resource);"), "2:1", "every @id once");
}

#[test]
fn strict_validation_points_at_the_expression() {
    refused(
        "@id(\"a\")\npermit (principal, action, resource)\nwhen {\n  context.byte > 1 };",
        "4:3",
        "policy `a`: attribute `byte`",
    );
    refused(
        "@id(\"a\") permit (principal, action, resource) when { context.format == 1 };",
        "1:54",
        "policy `a`",
    );
    let never = compiled("@id(\"a\") permit (principal, action, resource) when { \"x\" == 1 };").unwrap();
    assert!(never.warnings.len() == 1 && never.warnings[0].contains("impossible"), "{:?}", never.warnings);
    // An attribute that may be missing needs its `has`.
    let guarded = |guard: &str| {
        format!("@id(\"a\") permit (principal, action, resource) when {{ {guard}context.acr == \"gold\" }};")
    };
    refused(&guarded(""), "1:54", "acr");
    compiled(&guarded("context has acr && ")).unwrap();
}

#[test]
fn what_the_evaluator_lacks_is_refused_at_its_place() {
    let permit = "@id(\"b\") permit (principal, action, resource);\n";
    for (condition, column) in [
        ("ip(\"10.0.0.1\").isLoopback()", 69),
        ("decimal(\"1.0\") == decimal(\"2.0\")", 54),
        ("datetime(\"2027-01-01\") == datetime(\"2027-01-01\")", 54),
    ] {
        let text = format!("{permit}@id(\"a\") permit (principal, action, resource) when {{ {condition} }};");
        refused(&text, &format!("2:{column}"), "not supported");
    }
    refused(
        "@id(\"a\") permit (principal, action, resource) when { principal.hasTag(\"x\") };",
        "1:64",
        "`hasTag` is not supported",
    );
    refused("@id(\"a\")\npermit (principal == ?principal, action, resource);", "2:22", "templates");
}

#[test]
fn annotations_mean_what_they_say_or_are_refused() {
    let forbid = |annotations: &str| {
        format!("\n@id(\"a\") {annotations} forbid (principal, action, resource) when {{ context.stream }};")
    };
    for (annotations, about) in [
        ("@remedy(\"mask\") @labels(\"pii\")", "@remedy to be redact or tokenize"),
        ("@remedy @labels(\"pii\")", "@remedy"),
        ("@remedy(\"redact\")", "@labels beside @remedy"),
        ("@remedy(\"redact\") @labels(\" ,\")", "@labels beside @remedy"),
        ("@remedy(\"redact\") @labels", "@labels"),
        ("@mode(\"watch\")", "@mode to be enforce or shadow"),
        ("@mode", "@mode"),
        ("@labelz(\"pii\")", "unknown annotation `@labelz`"),
    ] {
        refused(&forbid(annotations), "2:1", about);
    }
    refused(
        &forbid("@remedy(\"redact\") @labels(\"pii\")").replace("forbid", "permit"),
        "2:1",
        "on a forbid only",
    );
    compiled(&forbid("@remedy(\"tokenize\") @labels(\"pii, phi\") @mode(\"shadow\") @reason(\"why\")"))
        .unwrap();
}

#[test]
fn a_chain_that_is_too_long_is_refused_by_its_policy() {
    let chain = |terms: usize| {
        let terms = vec!["context.stream"; terms].join(" || ");
        format!(
            "@id(\"b\") permit (principal, action, resource);\n@id(\"a\") forbid (principal, action, resource) when {{ {terms} }};"
        )
    };
    compiled(&chain(50)).unwrap();
    refused(&chain(80), "2:1", "policy `a`: nested too deep");
}

#[test]
fn a_comment_before_a_policy_is_not_the_policy() {
    let policy = "@id(\"a\") permit (principal, action, resource) when { context.byte > 1 };";
    let problem = problem(&format!("// {policy}\n\n{policy}"));
    assert!(problem.starts_with("a.cedar:3:"), "{problem}");
}
