//! How a pattern is found: as programs, by the automaton, or by its validator alone.

use std::{
    string::{String, ToString},
    vec::Vec,
};

use regex_automata::{
    MatchKind,
    dfa::{StartKind, dense},
    nfa::thompson,
    util::syntax,
};

use super::{
    description::{Description, Trigger},
    pattern::{self, Way},
};

/// Largest automaton of one pattern, bytes: a pattern above this holds counted repetitions that belong into a validator.
const PATTERN_BYTES_MAX: usize = 256 * 1024;

/// How the pattern of a detector is found.
pub(super) enum Form {
    /// By its validator alone.
    Alone,
    Ways(Vec<Way>),
    /// By the automaton.
    Automaton(String, usize),
}

/// Reads the pattern of a description.
pub(super) fn form(description: &Description) -> Result<Form, String> {
    let subject = description.trigger.subject().is_some();
    let alone = subject || matches!(description.trigger, Trigger::At | Trigger::Colon);
    let Some(pattern) = &description.pattern else {
        let validated = description.validator.is_some();
        return match description.trigger {
            Trigger::At | Trigger::Colon | Trigger::Words(_) if validated => Ok(Form::Alone),
            Trigger::Words(_) | Trigger::Name(_) | Trigger::Document(_) => Ok(Form::Alone),
            Trigger::At | Trigger::Colon => Err("expected a validator beside this trigger".to_string()),
            _ => Err("expected a pattern beside this trigger".to_string()),
        };
    };
    if alone {
        return Err("expected no pattern beside this trigger".to_string());
    }
    let pattern = pattern.get_ref();
    let hir = pattern::parse(pattern)?;
    if let Trigger::Heads(heads) = &description.trigger {
        starts_with_heads(heads, pattern)?;
    }
    if let Some(ways) = pattern::ways(&hir) {
        return Ok(Form::Ways(ways));
    }
    if pattern::captures(&hir) {
        return Err(
            "expected no capture group in a pattern that is no sequence of classes with counts".to_string()
        );
    }
    let size = automaton(std::slice::from_ref(pattern), PATTERN_BYTES_MAX)?.len();
    Ok(Form::Automaton(pattern.clone(), size))
}

pub(super) fn begins_with(way: &Way, head: &[u8]) -> bool {
    let mut states = pattern::begin(way);
    for byte in head {
        let mut set = crate::program::ByteSet::default();
        set.add(*byte);
        states = pattern::step(way, &states, &set);
    }
    !states.is_empty()
}

/// A pattern that begins otherwise than its heads would never be tried there.
fn starts_with_heads(heads: &[String], pattern: &str) -> Result<(), String> {
    let begins =
        |head: &String| head.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '$');
    if heads.is_empty() || heads.iter().any(|head| head.len() < 3 || !head.is_ascii() || !begins(head)) {
        return Err(
            "expected heads of at least three ascii characters that begin with a letter, a digit, `-` or `$`"
                .to_string(),
        );
    }
    let hir = pattern::parse(pattern)?;
    for head in heads {
        let begins = match pattern::ways(&hir) {
            Some(ways) => ways.iter().any(|way| begins_with(way, head.as_bytes())),
            None => automaton_begins_with(pattern, head.as_bytes())?,
        };
        if !begins {
            return Err(std::format!("expected the pattern to match what begins with `{head}`"));
        }
    }
    Ok(())
}

fn automaton_begins_with(pattern: &str, head: &[u8]) -> Result<bool, String> {
    use regex_automata::{Anchored, dfa::Automaton as _, util::start};
    let dfa = dense(std::slice::from_ref(&pattern.to_string()), PATTERN_BYTES_MAX)?;
    let config = start::Config::new().anchored(Anchored::Yes);
    let mut state = dfa.start_state(&config).map_err(|e| e.to_string())?;
    for byte in head {
        state = dfa.next_state(state, *byte);
    }
    Ok(!dfa.is_dead_state(state))
}

pub(super) fn automaton(patterns: &[String], limit: usize) -> Result<Vec<u8>, String> {
    let (bytes, padding) = dense(patterns, limit)?.to_bytes_little_endian();
    Ok(bytes.get(padding..).unwrap_or_default().to_vec())
}

/// One anchored automaton that tells every pattern. ASCII classes only: the text was brought into plain form before.
fn dense(patterns: &[String], limit: usize) -> Result<dense::DFA<Vec<u32>>, String> {
    if patterns.is_empty() {
        return dense::DFA::never_match().map_err(|e| e.to_string());
    }
    dense::Builder::new()
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .thompson(thompson::Config::new().utf8(false))
        .configure(
            dense::Config::new()
                .match_kind(MatchKind::All)
                .start_kind(StartKind::Anchored)
                .dfa_size_limit(Some(limit))
                .determinize_size_limit(Some(64 * 1024 * 1024)),
        )
        .build_many(patterns)
        .map_err(|e| {
            std::format!("the pattern does not compile to an automaton of at most {limit} bytes; use shorter counted repetitions: {e}")
        })
}
