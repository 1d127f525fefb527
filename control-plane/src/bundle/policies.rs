//! Compiles Cedar text: parses, validates strictly against the schema, refuses what the filter's evaluator lacks.

use std::{collections::BTreeMap, fmt, str::FromStr};

use cedar_policy::{Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use countersign_policy::LoadError;
use miette::Diagnostic;

/// Compiled policies.
#[derive(Debug)]
pub struct CompiledPolicies {
    /// Cedar's JSON policy set: the bundle's `policies` blob.
    pub json: Vec<u8>,
    /// What the validator remarks without refusing.
    pub warnings: Vec<String>,
}

/// What is wrong with a policy, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyProblem {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// Id, where the policy has one.
    pub policy: Option<String>,
    /// What was expected and found.
    pub message: String,
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if let Some(policy) = &self.policy {
            write!(f, "policy `{policy}`: ")?;
        }
        f.write_str(&self.message)
    }
}

/// One source file.
struct Source<'a> {
    name: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn problem(&self, offset: usize, policy: Option<&str>, message: impl Into<String>) -> PolicyProblem {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        PolicyProblem {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            policy: policy.map(str::to_owned),
            message: message.into(),
        }
    }
}

/// Compiles files of (name, text).
///
/// # Errors
///
/// Every problem found, with file, line and column.
pub fn compile(files: &[(String, String)], schema: &str) -> Result<CompiledPolicies, Vec<PolicyProblem>> {
    let (mut problems, mut set, mut places) = (Vec::new(), PolicySet::new(), BTreeMap::new());
    for (file, (name, text)) in files.iter().enumerate() {
        let source = Source { name, text };
        match PolicySet::from_str(text) {
            Ok(parsed) => collect((file, &source), &parsed, &mut set, &mut places, &mut problems),
            Err(errors) => problems
                .extend(errors.iter().map(|e| source.problem(offset(e).unwrap_or(0), None, e.to_string()))),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let warnings = validate(&set, schema, files, &places)?;
    let json = set.clone().to_json().map_err(|e| vec![general(files, format!("no json form: {e}"))])?;
    let json = serde_json::to_vec(&json).map_err(|e| vec![general(files, format!("no json form: {e}"))])?;
    // The filter loads this with the same code; what it lacks is refused here, by the policy's name.
    match countersign_policy::PolicySet::from_json(&json) {
        Ok(_) => Ok(CompiledPolicies { json, warnings }),
        Err(whole) => Err(refused(&set, whole, files, &places)),
    }
}

/// What the evaluator refuses, policy by policy.
fn refused(
    set: &PolicySet,
    whole: LoadError,
    files: &[(String, String)],
    places: &Places,
) -> Vec<PolicyProblem> {
    let one = |policy: &Policy| {
        let alone = PolicySet::from_policies([policy.clone()]).ok()?.to_json().ok()?;
        let error = match countersign_policy::PolicySet::from_json(alone.to_string().as_bytes()).err()? {
            LoadError::Policy(_, error) => *error,
            other => other,
        };
        let offset = match &error {
            LoadError::Unsupported(name) => within(files, places, policy, name),
            _ => None,
        };
        Some(at(files, places, policy.id().as_ref(), offset, error.to_string()))
    };
    let problems: Vec<PolicyProblem> = set.policies().filter_map(one).collect();
    if problems.is_empty() { vec![general(files, whole.to_string())] } else { problems }
}

/// Where a policy's text calls the function of this name.
fn within(files: &[(String, String)], places: &Places, policy: &Policy, function: &str) -> Option<usize> {
    let (file, start) = places.get(AsRef::<str>::as_ref(policy.id()))?;
    let own = files.get(*file)?.1.get(*start..)?;
    own.find(&format!("{function}(")).map(|at| start + at)
}

type Places = BTreeMap<String, (usize, usize)>;

/// Adds one file's policies under their `@id`.
fn collect(
    (file, source): (usize, &Source<'_>),
    parsed: &PolicySet,
    set: &mut PolicySet,
    places: &mut Places,
    problems: &mut Vec<PolicyProblem>,
) {
    if parsed.templates().next().is_some() {
        let at = source.text.find('?').unwrap_or(0);
        problems.push(source.problem(at, None, "templates are not supported by the filter"));
    }
    for policy in parsed.policies() {
        let offset = offset_of(source.text, policy);
        let Some(id) = policy.annotation("id").filter(|id| !id.is_empty()) else {
            problems.push(source.problem(offset, None, "expected an @id annotation"));
            continue;
        };
        let plain = id.len() <= 128 && id.bytes().all(|b| b.is_ascii_graphic());
        if !plain {
            problems.push(source.problem(
                offset,
                Some(id),
                "expected an @id of at most 128 printable characters without spaces",
            ));
            continue;
        }
        for (name, _) in policy.annotations() {
            if !["id", "remedy", "labels", "reason", "mode"].contains(&name) {
                problems.push(source.problem(offset, Some(id), format!("unknown annotation `@{name}`")));
            }
        }
        if places.insert(id.to_owned(), (file, offset)).is_some()
            || set.add(policy.new_id(PolicyId::new(id))).is_err()
        {
            problems.push(source.problem(offset, Some(id), "expected every @id once"));
        }
    }
}

/// Where a policy begins: the annotations and effect are found again by the policy's own text.
fn offset_of(text: &str, policy: &Policy) -> usize {
    // The same text in a comment before it is not the policy.
    let commented =
        |at: usize| text.get(..at).and_then(|t| t.lines().next_back()).is_some_and(|l| l.contains("//"));
    let own = policy.to_cedar().unwrap_or_default();
    text.match_indices(own.trim()).map(|(at, _)| at).find(|at| !commented(*at)).unwrap_or(0)
}

fn validate(
    set: &PolicySet,
    schema: &str,
    files: &[(String, String)],
    places: &Places,
) -> Result<Vec<String>, Vec<PolicyProblem>> {
    let (schema, _) =
        Schema::from_cedarschema_str(schema).map_err(|e| vec![general(files, format!("schema: {e}"))])?;
    let result = Validator::new(schema).validate(set, ValidationMode::Strict);
    let problems: Vec<PolicyProblem> = result
        .validation_errors()
        .map(|e| {
            let (id, message): (&str, _) = (e.policy_id().as_ref(), e.to_string());
            // The problem names the policy itself.
            let message = message.strip_prefix(&format!("for policy `{id}`, ")).unwrap_or(&message);
            at(files, places, id, offset(e), message.to_owned())
        })
        .collect();
    if problems.is_empty() {
        Ok(result.validation_warnings().map(ToString::to_string).collect())
    } else {
        Err(problems)
    }
}

/// A problem of the policy of this id: where the offset says, or else where the policy begins.
fn at(
    files: &[(String, String)],
    places: &Places,
    id: &str,
    offset: Option<usize>,
    message: String,
) -> PolicyProblem {
    let place = places.get(id).and_then(|(file, start)| Some((files.get(*file)?, *start)));
    match place {
        Some(((name, text), start)) => {
            Source { name, text }.problem(offset.unwrap_or(start), Some(id), message)
        }
        None => general(files, message),
    }
}

fn general(files: &[(String, String)], message: String) -> PolicyProblem {
    let file = files.first().map(|(name, _)| name.clone()).unwrap_or_default();
    PolicyProblem { file, line: 1, column: 1, policy: None, message }
}

/// Byte offset of what a diagnostic points at.
fn offset(error: &dyn Diagnostic) -> Option<usize> {
    error.labels().and_then(|mut labels| labels.next()).map(|label| label.offset())
}

#[cfg(test)]
mod tests;
