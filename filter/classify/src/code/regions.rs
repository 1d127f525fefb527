//! Joins lines to regions, and says what each region is.

use alloc::vec::Vec;
use core::ops::Range;

use super::formats::Format;
use super::language::{self, Model, Verdict};
use super::lines::{self, Shape};
use super::tables;
use super::words;
use super::{Kind, Region, lines_of};

/// Sum of line scores that makes a region.
const ENOUGH: i32 = 12;
/// How far the sum may fall below its highest before the region has ended.
const DROP: i32 = 10;

/// A region while its lines are read.
#[derive(Clone, Default)]
struct Open {
    start: usize,
    end: usize,
    sum: i32,
    peak: i32,
    tally: Tally,
    /// The tally when the sum was highest.
    best: Tally,
}

/// What kinds of lines a region has.
#[derive(Clone, Copy, Default)]
struct Tally {
    lines: u32,
    code: u32,
    comments: u32,
    technical: u32,
    formats: [u32; 8],
}

impl Tally {
    fn add(&mut self, shape: &Shape) {
        if shape.blank {
            return;
        }
        self.lines += 1;
        self.code += u32::from(shape.code && shape.format.is_none());
        self.comments += u32::from(shape.comment);
        self.technical +=
            u32::from(shape.score > 0 && !shape.comment && shape.format != Some(Format::Markdown));
        if let Some(count) = shape.format.and_then(|format| self.formats.get_mut(format as usize)) {
            *count += 1;
        }
        if shape.brackets {
            self.lines -= 1;
        }
    }

    fn of(&self, format: Format) -> u32 {
        self.formats.get(format as usize).copied().unwrap_or(0)
    }
}

/// A fence that is open: where its content begins, and the language it names.
struct Fence<'t> {
    mark: u8,
    start: usize,
    named: Option<&'t str>,
    tagged: bool,
    tally: Tally,
    sum: i32,
}

/// Appends the regions in `run`, whole lines of `text`.
pub(super) fn find<'t>(model: &mut Model<'t>, text: &[u8], run: Range<usize>, out: &mut Vec<Region<'t>>) {
    let first = out.len();
    let mut open: Option<Open> = None;
    let mut fence: Option<Fence<'t>> = None;
    let mut separators = 0;
    let mut comment: Option<Comment> = None;
    let mut prose = Markdown::default();
    for range in lines_of(text, run.clone()) {
        let (start, end) = (range.start, range.end);
        let line = text.get(range.clone()).unwrap_or_default();
        if let Some((mark, tag)) = fence_mark(line) {
            match fence.take() {
                Some(done) if done.mark == mark && tag.is_empty() => {
                    close_fence(model, text, &done, start, out)
                }
                Some(other) => fence = Some(other),
                None => {
                    close(model, text, open.take(), out);
                    let named = model.tables.alias(tag).and_then(|name| model.tables.name(name));
                    let (tally, sum) = (Tally::default(), 0);
                    fence = Some(Fence { mark, start: end + 1, named, tagged: !tag.is_empty(), tally, sum });
                }
            }
            continue;
        }
        if fence.as_ref().is_some_and(|fence| fence.named.is_some()) {
            continue;
        }
        let shape = match &mut comment {
            Some(_) => Shape { comment: true, link: has_link(line), ..Shape::default() },
            None => lines::read(model.tables, text, range, &mut separators),
        };
        comment = Comment::next(comment, line, &shape);
        if let Some(fence) = &mut fence {
            fence.sum += shape.score;
            fence.tally.add(&shape);
        } else {
            prose.add(line, start..end, &shape);
            step(model, text, &mut open, start..end, &shape, out);
        }
    }
    match fence {
        Some(fence) => close_fence(model, text, &fence, run.end, out),
        None => close(model, text, open, out),
    }
    prose.close(first, out);
}

/// A comment over several lines: its end, and how many lines may still come.
struct Comment {
    end: &'static [u8],
    left: u32,
}

impl Comment {
    /// The state behind `line`.
    fn next(state: Option<Self>, line: &[u8], shape: &Shape) -> Option<Self> {
        let line = line.get(..lines::LONGEST).unwrap_or(line).trim_ascii();
        let ends = |end: &[u8], from: usize| {
            line.get(from..).is_some_and(|rest| rest.windows(end.len()).any(|window| window == end))
        };
        if let Some(Self { end, left }) = state {
            return (left > 0 && !ends(end, 0)).then(|| Self { end, left: left - 1 });
        }
        let marks = || line.windows(3).filter(|window| matches!(window, [b'"', b'"', b'"'])).count();
        // A text over lines is opened and closed by the same mark, and often begins behind code.
        let end: Option<&[u8]> = if shape.quotes && marks() % 2 == 1 {
            Some(b"\"\"\"")
        } else {
            let (length, end): (usize, &[u8]) = match line {
                [b'/', b'*', ..] => (2, b"*/"),
                [b'(', b'*', ..] => (2, b"*)"),
                [b'{', b'-', ..] => (2, b"-}"),
                [b'<', b'!', b'-', b'-', ..] => (4, b"-->"),
                [b'<', b'#', ..] => (2, b"#>"),
                _ => return None,
            };
            (!ends(end, length)).then_some(end)
        };
        end.map(|end| Self { end, left: 80 })
    }
}

/// Whether a line holds a link of Markdown.
fn has_link(line: &[u8]) -> bool {
    words::has_link(line.get(..lines::LONGEST).unwrap_or(line))
}

/// What speaks for Markdown outside fences.
#[derive(Default)]
struct Markdown {
    span: Option<Range<usize>>,
    headings: u32,
    links: u32,
    lines: u32,
    blank_before: bool,
}

impl Markdown {
    fn add(&mut self, line: &[u8], range: Range<usize>, shape: &Shape) {
        if shape.blank {
            self.blank_before = true;
            return;
        }
        let alone = self.blank_before || self.lines == 0;
        self.blank_before = false;
        self.lines += 1;
        let heading = line.first() == Some(&b'#') && alone && words::heading(line);
        let underline = self.lines == 2 && line.len() > 2 && line.iter().all(|&b| b == b'=' || b == b'-');
        self.headings += u32::from(heading || underline);
        self.links += u32::from(shape.link);
        if heading || shape.link || underline {
            let start = self.span.as_ref().map_or(range.start, |span| span.start);
            self.span = Some(start..range.end);
        } else if let Some(span) = self.span.as_mut().filter(|_| shape.score < 0 || shape.format.is_some()) {
            span.end = range.end;
        }
    }

    /// Adds the document, if there is one that is more than its code. It may hold regions that were found within.
    fn close(self, first: usize, out: &mut Vec<Region<'_>>) {
        let Some(Range { start, end }) = self.span else { return };
        let points = 2 * self.headings + 2 * self.links.min(4);
        let inside: usize =
            out.iter().skip(first).filter(|r| r.confidence_pm < 980).map(|r| r.end - r.start).sum();
        if self.headings < 2 || points < 8 || points * 6 < self.lines || inside * 2 > end - start {
            return;
        }
        out.push(Region { start, end, what: Kind::Data, language: Some("markdown"), confidence_pm: 700 });
    }
}

/// One line outside a fence.
fn step<'t>(
    model: &mut Model<'t>,
    text: &[u8],
    open: &mut Option<Open>,
    line: Range<usize>,
    shape: &Shape,
    out: &mut Vec<Region<'t>>,
) {
    let Some(region) = open else {
        if shape.score > 0 && !shape.brackets || shape.comment {
            let mut tally = Tally::default();
            tally.add(shape);
            let score = shape.score.max(0);
            let Range { start, end } = line;
            *open = Some(Open { start, end, sum: score, peak: score, tally, best: tally });
        }
        return;
    };
    region.sum += shape.score;
    region.tally.add(shape);
    if region.sum >= region.peak && !shape.blank {
        (region.peak, region.end, region.best) = (region.sum, line.end, region.tally);
    }
    if region.sum < 0 || region.peak - region.sum > DROP {
        close(model, text, open.take(), out);
    }
}

fn close<'t>(model: &mut Model<'t>, text: &[u8], open: Option<Open>, out: &mut Vec<Region<'t>>) {
    let Some(open) = open.filter(|open| open.peak >= ENOUGH) else { return };
    let verdict = model.identify(text.get(open.start..open.end).unwrap_or_default());
    let per_line = open.peak / i32::try_from(open.best.lines.max(1)).unwrap_or(1);
    let format = format(&open.best, text.get(open.start..open.end).unwrap_or_default());
    let Tally { lines, comments, technical, .. } = open.best;
    if format.is_none() && (verdict.score < language::LEAST || technical * 3 < lines.saturating_sub(comments))
    {
        return;
    }
    let strength = open.peak.min(60) + 4 * per_line.min(6) + verdict.score.min(language::CLEAR) / 10;
    let confidence = 600 + 3 * strength;
    push(open.start..open.end, format, &verdict, confidence, out);
}

fn close_fence<'t>(
    model: &mut Model<'t>,
    text: &[u8],
    fence: &Fence<'t>,
    end: usize,
    out: &mut Vec<Region<'t>>,
) {
    let end = end.max(fence.start).min(text.len());
    let body = text.get(fence.start..end).unwrap_or_default();
    if body.trim_ascii().is_empty() {
        return;
    }
    if let Some(named) = fence.named {
        let what = if tables::is_data(named) { Kind::Data } else { Kind::Code };
        out.push(Region { start: fence.start, end, what, language: Some(named), confidence_pm: 980 });
        return;
    }
    let verdict = model.identify(body);
    // A fence without a name holds prose or output as well.
    if fence.sum < 4 && !(fence.sum > 0 && verdict.score >= 100) {
        return;
    }
    let format = format(&fence.tally, body);
    let confidence = if fence.tagged { 850 } else { 800 } + fence.sum.min(30) * 5;
    push(fence.start..end, format, &verdict, confidence, out);
}

fn push<'t>(
    range: Range<usize>,
    format: Option<&'static str>,
    verdict: &Verdict<'t>,
    confidence: i32,
    out: &mut Vec<Region<'t>>,
) {
    let (what, language) = match format {
        Some(format) => (Kind::Data, Some(format)),
        None => (Kind::Code, verdict.language.filter(|_| verdict.margin > 0)),
    };
    let confidence_pm = u16::try_from(confidence.clamp(500, 980)).unwrap_or(500);
    out.push(Region { start: range.start, end: range.end, what, language, confidence_pm });
}

/// The data format of a region, if it is data.
fn format(tally: &Tally, body: &[u8]) -> Option<&'static str> {
    let body = body.trim_ascii_start();
    let lines = tally.lines.saturating_sub(tally.comments).max(1);
    let most = |count: u32, of_ten: u32| count * 10 >= lines * of_ten;
    let xml = tally.of(Format::Xml);
    if body.starts_with(b"<") && !body.starts_with(b"<?php") && !body.starts_with(b"<%") {
        let html = html(body);
        if html || most(xml, 3) {
            return Some(if html { "html" } else { "xml" });
        }
    }
    if most(tally.of(Format::Json), 6) && most(tally.of(Format::Json) + xml, 6) && tally.code * 4 < lines {
        return Some("json");
    }
    if most(xml, 6) && tally.code * 6 < lines {
        return Some(if html(body) { "html" } else { "xml" });
    }
    let (section, pair, yaml) = (tally.of(Format::Section), tally.of(Format::Pair), tally.of(Format::Yaml));
    if section > 0 && most(section + pair, 6) && yaml <= pair {
        let quoted = body.windows(3).take(2048).any(|window| window == b"= \"");
        return Some(if quoted { "toml" } else { "ini" });
    }
    if most(yaml, 5)
        && most(yaml + tally.of(Format::Markdown) + tally.of(Format::Json) + tally.of(Format::Table), 6)
    {
        return Some("yaml");
    }
    if most(pair, 9) && tally.code == 0 {
        return Some("ini");
    }
    if most(tally.of(Format::Log), 5) {
        return Some("log");
    }
    if most(tally.of(Format::Table), 8) {
        return Some("csv");
    }
    None
}

/// Whether a document of tags is HTML.
fn html(body: &[u8]) -> bool {
    let head = body.get(..400).unwrap_or(body);
    let has = |tag: &[u8]| head.windows(tag.len()).any(|window| window.eq_ignore_ascii_case(tag));
    has(b"<!doctype html")
        || has(b"<html")
        || has(b"<div")
        || has(b"<p>")
        || has(b"<body")
        || has(b"<head")
        || has(b"<script")
}

/// The mark and the tag of a line that opens or closes a fence.
fn fence_mark(line: &[u8]) -> Option<(u8, &[u8])> {
    let body = line.trim_ascii_start();
    if !matches!(body.first(), Some(b'`' | b'~')) {
        return None;
    }
    let body = body.trim_ascii_end();
    let mark = *body.first().filter(|&&b| b == b'`' || b == b'~')?;
    let marks = body.iter().take_while(|&&b| b == mark).count();
    let tag = body.get(marks..)?;
    // ```` ```code``` ```` on one line is no fence.
    if marks < 3 || tag.contains(&b'`') {
        return None;
    }
    let tag = tag.trim_ascii().strip_prefix(b"{").unwrap_or(tag.trim_ascii());
    let length = tag.iter().take_while(|b| b.is_ascii_alphanumeric() || b"+#-_.".contains(b)).count();
    Some((mark, tag.get(..length).unwrap_or_default()))
}
