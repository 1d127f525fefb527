//! E-mail addresses that are written for people: `jo [at] example [dot] com`, `jo at example dot com`, `jo@example.c0m`.

use super::{byte, domain, view::Builder};

const LOCAL_MAX: usize = 64;
const LABEL_MAX: usize = 63;
const LABELS_MAX: usize = 8;
const ATS: &[&[u8]] = &[b"at", b"@", b"arroba", b"arobase", b"ett", b"chez", b"a t"];
const DOTS: &[&[u8]] = &[b"dot", b".", b"punto", b"point", b"punkt", b"d o t"];

/// A sign that is written out, with the brackets and the space around it.
#[derive(Clone, Copy)]
struct Sign {
    start: usize,
    end: usize,
    /// It stands in brackets.
    bracketed: bool,
    /// It is the plain sign without anything around it.
    plain: bool,
}

/// Writes the address whose sign `@`, or what stands for it, is at `at`: the sign itself, its first letter or its bracket.
pub(super) fn address(text: &[u8], at: usize, out: &mut Builder<'_>) {
    let before = at.checked_sub(1).map_or(0, |before| byte(text, before));
    let outer = is_space(before) || is_open(before);
    if !(outer
        || byte(text, at) == b'@' && is_local(before) && !is_plain(text, at)
        || is_open(byte(text, at)))
    {
        return;
    }
    let Some(sign) = sign_around(text, at, ATS) else { return };
    let mut dots: [Option<Sign>; LABELS_MAX] = [None; LABELS_MAX];
    let Some((last, end)) = labels(text, sign.end, &mut dots) else { return };
    let Some((local, local_dot)) = local(text, sign.start).filter(|(local, _)| *local >= out.done()) else {
        return;
    };
    let spoken = dots.iter().flatten().any(|dot| !dot.plain);
    let label = text.get(last..end).unwrap_or_default();
    let written_for = domain::written_for(label);
    if sign.plain && !spoken && written_for.is_none() && local_dot.is_none() {
        return;
    }
    let bracketed = sign.bracketed || dots.iter().flatten().any(|dot| dot.bracketed);
    let name = label.iter().all(u8::is_ascii_alphabetic);
    let known = written_for.is_some() || domain::is_top_level(label);
    // "He works at example.com": only what looks like an address is one.
    let like = sign.plain || spoken || looks_local(text.get(local..sign.start).unwrap_or_default());
    if !(known || (bracketed && name)) || !(bracketed || like) {
        return;
    }
    if let Some(dot) = local_dot {
        out.firm(dot.start, dot.end, ".");
    }
    if !sign.plain {
        out.firm(sign.start, sign.end, "@");
    }
    for dot in dots.iter().flatten().filter(|dot| !dot.plain) {
        out.firm(dot.start, dot.end, ".");
    }
    if let Some(label) = written_for {
        out.firm(last, end, label);
    }
}

/// The most common address: nothing of it is disguised.
fn is_plain(text: &[u8], at: usize) -> bool {
    let domain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let rest = text.get(at + 1..(at + 1 + LOCAL_MAX).min(text.len())).unwrap_or_default();
    let end = rest.iter().position(|b| !domain(*b)).unwrap_or(rest.len());
    let name = rest.get(..end).unwrap_or_default();
    let dotted = name.iter().rposition(|b| *b == b'.');
    let last = dotted.and_then(|dot| name.get(dot + 1..)).unwrap_or_default();
    // What is spoken may follow behind a space or a bracket, or stand before the local part.
    let open = rest.get(end).is_some_and(|b| is_space(*b) || is_open(*b));
    let local = |i: &usize| at.checked_sub(*i).is_some_and(|at| is_local(byte(text, at)));
    let spoken = spoken_dot(text, at - (1..LOCAL_MAX).take_while(local).count()).is_some();
    let digits = last.iter().any(u8::is_ascii_digit);
    !(spoken || digits || open && last.len() < 2)
}

fn is_local(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-')
}

/// The dot that is written out and ends at `end`.
fn spoken_dot(text: &[u8], end: usize) -> Option<Sign> {
    let last = end.checked_sub(1).map_or(0, |last| byte(text, last));
    if !is_space(last) && !is_close(last) {
        return None;
    }
    (3..=9).find_map(|length| {
        sign(text, end.checked_sub(length)?, DOTS).filter(|dot| dot.end == end && !dot.plain)
    })
}

fn looks_local(local: &[u8]) -> bool {
    let inner_capital =
        local.windows(2).any(|w| matches!(w, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
    inner_capital || local.iter().any(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'+'))
}

/// The sign that `at` lies in.
fn sign_around(text: &[u8], at: usize, names: &[&[u8]]) -> Option<Sign> {
    let back = |from: usize, is: fn(u8) -> bool| {
        (1..=2).take_while(|i| from.checked_sub(*i).is_some_and(|at| is(byte(text, at)))).count()
    };
    let mut start = at - back(at, is_space);
    if byte(text, at) == b'@' || byte(text, at).is_ascii_alphabetic() {
        let open = start.checked_sub(1).filter(|before| is_open(byte(text, *before)));
        start = open.map_or(start, |open| open - back(open, is_space));
    }
    sign(text, start, names)
}

/// The sign that begins at `start` with its space.
fn sign(text: &[u8], start: usize, names: &[&[u8]]) -> Option<Sign> {
    let space = |from: usize| (0..2).take_while(|i| is_space(byte(text, from + i))).count();
    let mut at = start + space(start);
    let outer = at - start;
    let open = byte(text, at);
    let bracketed = is_open(open);
    if bracketed {
        at += 1;
        at += space(at);
    }
    let rest = text.get(at..)?;
    let first = rest.first()?.to_ascii_lowercase();
    let is = |name: &&&[u8]| {
        name.first() == Some(&first)
            && rest.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name))
    };
    let name = names.iter().find(is)?;
    at += name.len();
    if bracketed {
        at += space(at);
        if !closes(open, byte(text, at)) {
            return None;
        }
        at += 1;
    }
    let end = at + space(at);
    let letters = name.first().is_some_and(u8::is_ascii_alphabetic);
    // A word without brackets stands between spaces,
    // and there `at this point in` is no address.
    if letters && !bracketed && (outer == 0 || end == at || *name == b"point") {
        return None;
    }
    Some(Sign { start, end, bracketed, plain: !letters && !bracketed && outer == 0 && end == at })
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'_' | b'-')
}

fn is_open(b: u8) -> bool {
    matches!(b, b'[' | b'(' | b'{' | b'<' | b'*')
}

fn is_close(b: u8) -> bool {
    matches!(b, b']' | b')' | b'}' | b'>' | b'*')
}

fn closes(open: u8, b: u8) -> bool {
    matches!((open, b), (b'[', b']') | (b'(', b')') | (b'{', b'}') | (b'<', b'>') | (b'*', b'*'))
}

/// Where the local part before `end` begins, and the dot in it that is written out.
fn local(text: &[u8], end: usize) -> Option<(usize, Option<Sign>)> {
    let part = |end: usize| {
        let is = |i: &usize| end.checked_sub(*i).is_some_and(|at| is_local(byte(text, at)));
        end - (1..=LOCAL_MAX).take_while(is).count()
    };
    let start = part(end);
    if start == end {
        return None;
    }
    match spoken_dot(text, start).filter(|dot| part(dot.start) < dot.start) {
        Some(dot) => Some((part(dot.start), Some(dot))),
        None => Some((start, None)),
    }
}

/// Reads the labels of a domain. Returns where the last one begins and ends.
fn labels(text: &[u8], from: usize, dots: &mut [Option<Sign>; LABELS_MAX]) -> Option<(usize, usize)> {
    let label = |from: usize| {
        let is = |i: &usize| {
            let b = byte(text, from + i);
            b.is_ascii_alphanumeric() || b == b'-' && byte(text, from + i + 1).is_ascii_alphanumeric()
        };
        from + (0..LABEL_MAX).take_while(is).count()
    };
    let (mut start, mut end) = (from, label(from));
    let mut count = 0;
    for slot in dots.iter_mut() {
        let Some(dot) = sign(text, end, DOTS).filter(|_| end > start) else { break };
        let next = label(dot.end);
        // The end of a sentence is no dot of a domain.
        if next == dot.end || (byte(text, dot.start) == b'.' && !dot.plain) {
            break;
        }
        *slot = Some(dot);
        count += 1;
        (start, end) = (dot.end, next);
    }
    (count > 0 && end - start >= 2).then_some((start, end))
}
