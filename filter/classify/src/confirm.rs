//! Runs the anchored automaton of the patterns that are no programs.

use regex_automata::{Anchored, dfa::Automaton as _, util::start};

use crate::artifact::Automaton;

/// Longest match of a pattern, bytes. Longer tokens are grown by their validators.
pub(crate) const MATCH_BYTES_MAX: usize = 320;

/// Runs `automaton` at `at` and tells every match: pattern and end. Adds the bytes it looked at to `work`.
pub(crate) fn matches(
    automaton: &Automaton,
    text: &[u8],
    at: usize,
    work: &mut usize,
    mut found: impl FnMut(usize, usize),
) {
    let config = start::Config::new().anchored(Anchored::Yes);
    let Ok(mut state) = automaton.start_state(&config) else { return };
    let mut steps = 0;
    let mut tell = |state, end| {
        if automaton.is_match_state(state) {
            for index in 0..automaton.match_len(state) {
                found(automaton.match_pattern(state, index).as_usize(), end);
            }
        }
    };
    for byte in text.get(at..).unwrap_or_default().iter().take(MATCH_BYTES_MAX) {
        state = automaton.next_state(state, *byte);
        // A match is told one byte late.
        tell(state, at + steps);
        steps += 1;
        *work += 1;
        if automaton.is_dead_state(state) || automaton.is_quit_state(state) {
            return;
        }
    }
    if at + steps == text.len() {
        tell(automaton.next_eoi_state(state), at + steps);
    }
}
