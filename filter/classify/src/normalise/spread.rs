//! Characters, or pairs of them, that are written apart: `4 1 1 1`, `41.11.11`, `j o @ e x`.

use alloc::vec::Vec;

use super::{byte, domain, view::Builder};

/// Letters and digits that a run must hold.
const PAYLOAD_MIN: usize = 7;
/// Groups of one run. What is longer is a table.
const GROUPS_MAX: usize = 256;

/// How the characters of a run stand apart.
#[derive(Clone, Copy)]
struct Style {
    /// Characters of a group: one or two.
    size: usize,
    separator: u8,
    /// A space follows each separator.
    spaced: bool,
}

impl Style {
    /// The end of a separator at `at`.
    fn separator(self, text: &[u8], at: usize) -> Option<usize> {
        if byte(text, at) != self.separator {
            return None;
        }
        let mut end = at + 1;
        // Words that are written apart stand further apart.
        let wide = self.separator == b' ' && self.size == 1;
        if self.spaced || wide {
            let most = if wide { 2 } else { 1 };
            end += (0..most).take_while(|i| byte(text, end + i) == b' ').count();
        }
        (!self.spaced || end == at + 2).then_some(end)
    }

    fn group(self, text: &[u8], at: usize) -> usize {
        (0..self.size).take_while(|i| self.is_payload(byte(text, at + i))).count()
    }

    fn is_payload(self, b: u8) -> bool {
        b.is_ascii_graphic() && b != self.separator
    }
}

/// Writes the run that the separator at `place` belongs to. Returns where it ends: there is no need to look again before.
pub(super) fn spread(text: &[u8], place: usize, out: &mut Builder<'_>) -> usize {
    let separator = byte(text, place);
    if !is_separator(separator) {
        return 0;
    }
    // The space behind a comma comes first where the run begins behind another one.
    let behind = byte(text, place + 2);
    if separator == b' ' && behind != b' ' && is_separator(behind) && byte(text, place + 5) == behind {
        let style = Style { size: 1, separator: behind, spaced: true };
        return run(text, place + 2, style, out).unwrap_or(0);
    }
    let style = if behind == separator {
        Style { size: 1, separator, spaced: false }
    } else {
        let spaced = separator != b' ' && byte(text, place + 1) == b' ';
        Style { size: if spaced { 1 } else { 2 }, separator, spaced }
    };
    run(text, place, style, out).unwrap_or(0)
}

fn is_separator(b: u8) -> bool {
    matches!(b, b' ' | b'.' | b'-' | b'_' | b'/' | b',' | b'|' | b'*' | b'~' | b';' | b'\t')
}

/// The run around a separator.
fn run(text: &[u8], separator: usize, style: Style, out: &mut Builder<'_>) -> Option<usize> {
    let begin = begin(text, separator, style, out.done());
    let mut end = begin;
    let mut groups: Vec<(usize, usize)> = Vec::new();
    while groups.len() < GROUPS_MAX {
        let size = style.group(text, end);
        // Only the first group and the last one may be short.
        let goes_on = || style.separator(text, end + size).is_some_and(|next| style.group(text, next) > 0);
        if size == 0 || (size < style.size && !groups.is_empty() && goes_on()) {
            break;
        }
        // A group that goes on is a word behind the run, unless it is only punctuation that goes on.
        if byte(text, end + size).is_ascii_alphanumeric() {
            break;
        }
        groups.push((end, end + size));
        let Some(next) = style.separator(text, end + size) else { break };
        end = next;
    }
    let looked = groups.last()?.1;
    let groups = trimmed(text, &groups, style);
    if !is_worth(text, groups, style) {
        return Some(looked);
    }
    write(text, groups, out);
    Some(looked)
}

/// The beginning of the group before a separator; of a few more groups, where the look came late.
fn begin(text: &[u8], separator: usize, style: Style, limit: usize) -> usize {
    let mut begin = separator;
    let mut at = separator;
    for _ in 0..6 {
        let size = (1..=style.size)
            .take_while(|i| {
                at.checked_sub(*i).is_some_and(|at| at >= limit && style.is_payload(byte(text, at)))
            })
            .count();
        let start = at - size;
        let goes_on = start.checked_sub(1).is_some_and(|at| {
            let b = byte(text, at);
            b != style.separator && (b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80)
        });
        if size == 0 || goes_on {
            break;
        }
        begin = start;
        let gap = if style.spaced { 2 } else { 1 };
        match start.checked_sub(gap) {
            Some(before) if before >= limit && style.separator(text, before) == Some(start) => at = before,
            _ => break,
        }
        // Only the first group may be short.
        if size < style.size {
            break;
        }
    }
    if begin == separator { separator + 1 } else { begin }
}

/// A run without the short word that may stand before or behind it: `a 4 1 1 1`, `is 41 11 11`.
fn trimmed<'g>(text: &[u8], groups: &'g [(usize, usize)], style: Style) -> &'g [(usize, usize)] {
    let bytes = |group: &(usize, usize)| text.get(group.0..group.1).unwrap_or_default();
    let is_word = |group: &(usize, usize)| bytes(group).iter().all(u8::is_ascii_alphabetic);
    let is_number = |groups: &[(usize, usize)]| !groups.iter().any(is_word);
    match groups {
        _ if style.separator != b' ' => groups,
        [first, rest @ .., last] if is_word(first) && is_word(last) && is_number(rest) => rest,
        [first, rest @ ..] if is_word(first) && is_number(rest) => rest,
        [rest @ .., last] if is_word(last) && is_number(rest) => rest,
        _ => groups,
    }
}

/// Whether a run may be a value: enough letters and digits, no plain sequence, no dump of bytes.
fn is_worth(text: &[u8], groups: &[(usize, usize)], style: Style) -> bool {
    let (mut digits, mut letters, mut at, mut others) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut seen, mut hex) = (0_u32, true);
    for b in groups.iter().flat_map(|(start, end)| text.get(*start..*end).unwrap_or_default()) {
        match b {
            b'0'..=b'9' => {
                digits += 1;
                seen |= 1 << (b - b'0');
            }
            b'@' => at += 1,
            _ if b.is_ascii_alphabetic() => {
                letters += 1;
                hex &= b.is_ascii_hexdigit();
            }
            _ => others += 1,
        }
    }
    // Pairs between spaces may be short words beside numbers: `20 mg to 60 mg`.
    let words = style.size == 2 && style.separator == b' ' && at == 0 && digits < 2 * letters;
    // A head of two letters, as of an account number, makes no dump of bytes.
    let head = groups.first().map_or(0, |group| {
        text.get(group.0..group.1).unwrap_or_default().iter().filter(|b| b.is_ascii_alphabetic()).count()
    });
    let dump = style.size == 2 && hex && at == 0 && letters > 0 && !(head == 2 && letters == 2);
    digits + letters >= PAYLOAD_MIN
        && (digits > 0 || at == 1)
        && at <= 1
        && others * 3 <= digits + letters
        && !dump
        && !words
        && (letters > 0 || seen.count_ones() >= 3)
        && !is_sequence(text, groups)
}

/// `1 2 3 4 5 6 7`, as numbered things stand.
fn is_sequence(text: &[u8], groups: &[(usize, usize)]) -> bool {
    let value = |group: &(usize, usize)| {
        let digits = text.get(group.0..group.1).unwrap_or_default();
        core::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u8>().ok())
    };
    groups
        .iter()
        .zip(groups.iter().skip(1))
        .all(|(a, b)| matches!((value(a), value(b)), (Some(a), Some(b)) if a + 1 == b || b + 1 == a))
}

fn write(text: &[u8], groups: &[(usize, usize)], out: &mut Builder<'_>) {
    // A dot that went with the separators comes back before the end of a domain.
    let mut tail = [0_u8; 24];
    let bytes = || groups.iter().flat_map(|(start, end)| text.get(*start..*end).unwrap_or_default());
    let name = bytes().skip_while(|b| **b != b'@').skip(1);
    let mut length = 0;
    let skip = name.clone().count().saturating_sub(tail.len());
    for (out, b) in tail.iter_mut().zip(name.clone().skip(skip)) {
        *out = *b;
        length += 1;
    }
    let dotless = bytes().any(|b| *b == b'@') && !name.clone().any(|b| *b == b'.');
    let top = if dotless { domain::top_level_suffix(tail.get(..length).unwrap_or_default()) } else { 0 };
    let dot_at = bytes().count() - top;
    let (mut end, mut count) = (None, 0);
    for (start, group_end) in groups {
        if let Some(end) = end {
            out.firm(end, *start, "");
        }
        let here = dot_at.saturating_sub(count);
        if top > 0 && count <= dot_at && dot_at < count + (group_end - start) {
            out.firm(start + here, start + here, ".");
        }
        count += group_end - start;
        end = Some(*group_end);
    }
}
