//! The leak matrix: every API × place of a secret × verdict × manner of answering × split, through whatever gateway is given.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    http::Recorded,
    reading,
    requests::{self, Prompt, Request, Sight},
    script::{Cut, Place, Script},
};

/// What the policy of a route does about a payment card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Masks it.
    Redact,
    /// Refuses it.
    Block,
    /// Puts a pseudonym in its place, and gives the value back in the answer.
    Tokenize,
}

impl Verdict {
    /// As tables name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Redact => "redact",
            Self::Block => "block",
            Self::Tokenize => "tokenize",
        }
    }
}

/// One request to a gateway.
#[derive(Clone, Debug)]
pub struct Question<'q> {
    /// Which route.
    pub verdict: Verdict,
    /// Path without route.
    pub path: &'q str,
    /// Media type.
    pub media: &'q str,
    /// Body.
    pub body: &'q [u8],
    /// Where the bytes of the answer are cut in two on their way to the gateway, for gateways that can be shown that.
    pub cut: Option<usize>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// What the provider received.
    pub received: Vec<Recorded>,
    /// Status that the caller got.
    pub status: u16,
    /// Media type that the caller got.
    pub media: String,
    /// Body that the caller got.
    pub body: Vec<u8>,
}

/// A gateway with the recording provider behind it.
pub trait Target {
    /// Sends a request.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    fn ask(&mut self, question: &Question<'_>) -> Result<Observed, String>;
}

/// What a cell of the matrix shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The secret did not pass, the rest did.
    Protected,
    /// The request or answer was refused.
    Refused,
    /// There is nothing to show, and why.
    NotApplicable(&'static str),
    /// The secret passed, or something else is wrong.
    Leaks(String),
}

/// Direction, API, place, manner: a row of the table.
type Row = (&'static str, String, &'static str, &'static str);

/// The matrix, filled.
#[derive(Debug, Default)]
pub struct Matrix {
    cells: BTreeMap<(Row, Verdict), (Cell, usize)>,
}

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Texts whole, in single characters, and cut in the middle of the secret.
    Sample,
    /// Texts cut after each character, and the answer's bytes after each byte.
    Full,
}

/// A card that every network's check accepts.
const SECRET: &str = "4111 1111 1111 1111";
/// What stands around it.
const AROUND: (&str, &str) = ("the number is ", " as agreed, and nothing else.");

fn text() -> String {
    [AROUND.0, SECRET, AROUND.1].concat()
}

impl Matrix {
    /// Fills it. `progress` hears of each cell.
    ///
    /// # Errors
    ///
    /// Where the gateway does not answer.
    pub fn run(
        target: &mut dyn Target,
        depth: Depth,
        mut progress: impl FnMut(&str),
    ) -> Result<Self, String> {
        let mut matrix = Self::default();
        let all = [Verdict::Redact, Verdict::Block, Verdict::Tokenize];
        for request in requests::all(&text()) {
            progress(&format!("prompt  {} {}", request.api, request.position));
            for verdict in all {
                let cell = prompt(target, &request, verdict)?;
                matrix.add(("prompt", request.api.to_owned(), request.position, "any"), verdict, cell);
            }
        }
        for place in [Place::Text, Place::Tool, Place::Reasoning, Place::Refusal] {
            for prompt in requests::prompts("x") {
                let manner = if prompt.stream { "stream" } else { "whole" };
                progress(&format!("answer  {} {} {manner}", prompt.api, place.as_str()));
                let row = || ("answer", prompt.api.to_owned(), place.as_str(), manner);
                for verdict in [Verdict::Redact, Verdict::Block] {
                    let cell = answers(target, &prompt, place, verdict, depth)?;
                    matrix.add(row(), verdict, cell);
                }
                let cell = if place == Place::Text {
                    restored(target, &prompt)?
                } else {
                    (Cell::NotApplicable("the provider repeats pseudonyms in its text"), 0)
                };
                matrix.add(row(), Verdict::Tokenize, cell);
            }
        }
        Ok(matrix)
    }

    fn add(&mut self, row: Row, verdict: Verdict, cell: (Cell, usize)) {
        self.cells.insert((row, verdict), cell);
    }

    /// Cells that leak.
    pub fn leaks(&self) -> Vec<String> {
        let leaks = self.cells.iter().filter_map(
            |(((direction, api, place, manner), verdict), (cell, _))| match cell {
                Cell::Leaks(why) => {
                    Some(format!("{direction} {api} {place} {manner} {}: {why}", verdict.as_str()))
                }
                _ => None,
            },
        );
        leaks.collect()
    }

    /// Cells, and requests that were made for them.
    pub fn size(&self) -> (usize, usize) {
        (self.cells.len(), self.cells.values().map(|(_, tries)| tries).sum())
    }

    /// The table in Markdown.
    pub fn table(&self) -> String {
        let mut rows: BTreeMap<&Row, BTreeMap<Verdict, &Cell>> = BTreeMap::new();
        for ((row, verdict), (cell, _)) in &self.cells {
            rows.entry(row).or_default().insert(*verdict, cell);
        }
        let mut out = String::from(
            "| direction | API | place | answer | redact | block | tokenize |\n|---|---|---|---|---|---|---|\n",
        );
        for ((direction, api, place, manner), cells) in rows {
            let _ = write!(out, "| {direction} | {api} | {place} | {manner} |");
            for verdict in [Verdict::Redact, Verdict::Block, Verdict::Tokenize] {
                let cell = match cells.get(&verdict) {
                    Some(Cell::Protected) => "protected".to_owned(),
                    Some(Cell::Refused) => "refused".to_owned(),
                    Some(Cell::NotApplicable(why)) => format!("not applicable ({why})"),
                    Some(Cell::Leaks(why)) => format!("**LEAKS** ({why})"),
                    None => String::new(),
                };
                let _ = write!(out, " {cell} |");
            }
            out.push('\n');
        }
        out
    }
}

/// A secret in a request.
fn prompt(target: &mut dyn Target, request: &Request, verdict: Verdict) -> Result<(Cell, usize), String> {
    let question =
        Question { verdict, path: &request.path, media: request.media, body: &request.body, cut: None };
    let observed = target.ask(&question)?;
    let received = observed.received.iter().any(|request| {
        let media = request.header("content-type").unwrap_or_default();
        let mut texts =
            reading::texts(if media.starts_with("multipart") { "" } else { media }, &request.body);
        texts.push(request.text());
        texts.iter().any(|text| reading::holds(text, SECRET))
    });
    let forwarded = !observed.received.is_empty();
    let refuses = request.sight != Sight::Readable || verdict == Verdict::Block;
    let cell = match (received, forwarded, observed.status) {
        (true, ..) => Cell::Leaks("the provider received the secret".to_owned()),
        (false, false, 403) => Cell::Refused,
        (false, true, 200) if !refuses => Cell::Protected,
        (false, true, 200) => Cell::Leaks("expected a refusal, and it was forwarded".to_owned()),
        (_, _, status) => Cell::Leaks(format!("expected 200 or 403, found {status}")),
    };
    Ok((cell, 1))
}

/// A secret in an answer, in every split.
fn answers(
    target: &mut dyn Target,
    prompt: &Prompt,
    place: Place,
    verdict: Verdict,
    depth: Depth,
) -> Result<(Cell, usize), String> {
    let text = text();
    let middle = AROUND.0.len() + SECRET.len() / 2;
    let mut cuts = vec![Cut::Every(0), Cut::Every(1), Cut::At(middle)];
    if depth == Depth::Full && prompt.stream {
        cuts.extend((1..text.len()).map(Cut::At));
    }
    let mut tries = 0;
    let mut seen = Cell::Protected;
    for cut in cuts.iter().take(if prompt.stream { usize::MAX } else { 1 }) {
        for choices in [1, 4] {
            let script = Script { cut: *cut, choices, ..Script::new(place, &text) };
            let observed = ask(target, prompt, verdict, &script, None)?;
            tries += 1;
            seen = judge(&observed, verdict);
            if matches!(seen, Cell::Leaks(_)) {
                return Ok((seen, tries));
            }
        }
    }
    if depth == Depth::Full {
        let script = Script { cut: Cut::Every(5), ..Script::new(place, &text) };
        let body = provider_answer(prompt, &script);
        for at in 1..body {
            let observed = ask(target, prompt, verdict, &script, Some(at))?;
            tries += 1;
            if let leak @ Cell::Leaks(_) = judge(&observed, verdict) {
                return Ok((leak, tries));
            }
        }
    }
    Ok((seen, tries))
}

/// Length of the provider's own answer.
fn provider_answer(prompt: &Prompt, script: &Script) -> usize {
    let request = Recorded {
        method: "POST".to_owned(),
        path: prompt.path.to_owned(),
        body: with(prompt, &script.directive()),
        ..Recorded::default()
    };
    crate::provider::answer(&request).body().len()
}

fn with(prompt: &Prompt, content: &str) -> Vec<u8> {
    let prompts = requests::prompts(content);
    let same = prompts
        .into_iter()
        .find(|p| p.path == prompt.path && p.stream == prompt.stream && p.api == prompt.api);
    same.map(|prompt| prompt.body).unwrap_or_default()
}

fn ask(
    target: &mut dyn Target,
    prompt: &Prompt,
    verdict: Verdict,
    script: &Script,
    cut: Option<usize>,
) -> Result<Observed, String> {
    let body = with(prompt, &script.directive());
    target.ask(&Question { verdict, path: prompt.path, media: "application/json", body: &body, cut })
}

fn judge(observed: &Observed, verdict: Verdict) -> Cell {
    let texts = reading::texts(&observed.media, &observed.body);
    let all = String::from_utf8_lossy(&observed.body);
    if observed.received.is_empty() {
        return Cell::Leaks(format!("the prompt did not reach the provider: status {}", observed.status));
    }
    if texts.iter().any(|text| reading::holds(text, SECRET)) {
        return Cell::Leaks("the caller received the secret".to_owned());
    }
    let refused = observed.status == 403 || (observed.status == 200 && all.contains("answer_blocked"));
    match (verdict, observed.status, refused) {
        (Verdict::Block, _, true) => Cell::Refused,
        // What stands around the secret must be there: an empty answer protects nobody.
        (Verdict::Redact, 200, false)
            if texts.iter().any(|text| text.contains("as agreed, and nothing else.")) =>
        {
            Cell::Protected
        }
        (_, status, _) => {
            Cell::Leaks(format!("expected a {} answer, found status {status}", verdict.as_str()))
        }
    }
}

/// A pseudonym that the provider repeats comes back as the value that it stands for.
fn restored(target: &mut dyn Target, prompt: &Prompt) -> Result<(Cell, usize), String> {
    let value = "jane.roe@example.com";
    let body = with(prompt, &format!("Write to {value} at once. {{{{tokens}}}}"));
    let question = Question {
        verdict: Verdict::Tokenize,
        path: prompt.path,
        media: "application/json",
        body: &body,
        cut: None,
    };
    let observed = target.ask(&question)?;
    let received = observed.received.iter().map(Recorded::text).collect::<String>();
    let texts = reading::texts(&observed.media, &observed.body);
    let cell = if received.contains("jane.roe") {
        Cell::Leaks("the provider received the value".to_owned())
    } else if !received.contains("[EMAIL_") {
        Cell::Leaks(format!("the provider received no pseudonym: status {}", observed.status))
    } else if !texts
        .iter()
        .any(|text| text.contains(&format!("quoted \"{value}\", bare {value} and cut [EMAIL_")))
    {
        Cell::Leaks("the caller did not get the value back".to_owned())
    } else {
        Cell::Protected
    };
    Ok((cell, 1))
}
