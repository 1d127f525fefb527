//! What the places of a request are for, by the tables of [`super::api`].
//!
//! They say of a finding where it stood; nothing is scanned or left out because of them.

use alloc::vec::Vec;

use countersign_formats::order;

use super::{
    api::Api,
    json::{Path, Step},
};

/// What a text of a request is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Instructions of the application: the roles `system` and `developer`, and members of their own.
    System,
    /// A message of the role `user`.
    User,
    /// A message of the role `assistant` or `model`.
    Assistant,
    /// A prompt without roles.
    Prompt,
    /// Name or arguments of a tool call.
    ToolCall,
    /// What a tool or function returned.
    ToolResult,
    /// A document or file that is given along.
    Document,
    /// An image, audio or video.
    Media,
    /// Name of a participant.
    Name,
    /// Tools, functions and response formats: names, descriptions, schemas.
    Definition,
    /// Metadata and user ids.
    Metadata,
    /// Stop sequences and other settings.
    Setting,
    /// Anywhere else.
    #[default]
    Other,
}

impl Position {
    /// As records name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Prompt => "prompt",
            Self::ToolCall => "tool_call",
            Self::ToolResult => "tool_result",
            Self::Document => "document",
            Self::Media => "media",
            Self::Name => "name",
            Self::Definition => "definition",
            Self::Metadata => "metadata",
            Self::Setting => "setting",
            Self::Other => "other",
        }
    }

    fn of_role(role: &str) -> Self {
        match role {
            "system" | "developer" => Self::System,
            "user" => Self::User,
            "assistant" | "model" => Self::Assistant,
            "tool" | "function" => Self::ToolResult,
            _ => Self::Other,
        }
    }
}

/// What a table says of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is this.
    Is(Position),
    /// The role of the message decides.
    OfRole,
}

/// A place before the roles are known: a message may name its role last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Known(Position),
    /// In the message of this key.
    Message(u64),
}

/// Members that hold a whole request of the same or another API: batches, and routers' fallbacks.
pub(super) const WRAPPERS: [&str; 5] = ["body", "params", "requests", "extra_body", "fallbacks"];

/// The steps without wrappers around the request that they are part of.
pub(super) fn unwrapped<'a, 'd>(mut steps: &'a [Step<'d>]) -> &'a [Step<'d>] {
    loop {
        steps = match steps {
            [Step::Key(key), Step::Index(_), rest @ ..] if WRAPPERS.contains(&key.as_ref()) => rest,
            [Step::Key(key), rest @ ..] if !rest.is_empty() && WRAPPERS.contains(&key.as_ref()) => rest,
            _ => return steps,
        };
    }
}

impl Spot {
    pub(super) fn of(api: Option<&Api>, path: &Path<'_>) -> Self {
        let Some(api) = api else { return Self::Known(Position::Other) };
        let steps = unwrapped(path.steps());
        let place = api.places.iter().find(|(pattern, _)| begins(steps, pattern)).map(|(_, place)| place);
        match place {
            Some(Place::Is(position)) => Self::Known(*position),
            Some(Place::OfRole) => Self::Message(message(path.steps(), steps.len())),
            None => Self::Known(Position::Other),
        }
    }
}

/// Key of the message that a path leads into: its steps up to the first index after the wrappers.
fn message(steps: &[Step<'_>], inner: usize) -> u64 {
    let end = steps.len().saturating_sub(inner) + 2;
    key_of(steps.get(..end).unwrap_or(steps))
}

/// A number that stands for a place; different ones for different places, but for chance.
pub(super) fn key_of(steps: &[Step<'_>]) -> u64 {
    let mix = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    steps.iter().fold(0xcbf2_9ce4_8422_2325, |hash, step| match step {
        Step::Key(key) => key.bytes().fold(mix(hash, b'.'), mix),
        Step::Index(index) => index.to_le_bytes().into_iter().fold(mix(hash, b'#'), mix),
    })
}

/// Whether the steps begin as the pattern says: `messages[].content` and everything below it.
fn begins(steps: &[Step<'_>], pattern: &str) -> bool {
    let mut steps = steps.iter();
    for part in pattern.split('.') {
        let (name, index) = part.strip_suffix("[]").map_or((part, false), |name| (name, true));
        if !matches!(steps.next(), Some(Step::Key(key)) if key == name) {
            return false;
        }
        if index && !matches!(steps.next(), Some(Step::Index(_))) {
            return false;
        }
    }
    true
}

/// The roles of messages.
#[derive(Debug, Default)]
pub(super) struct Roles(Vec<(u64, Position)>);

impl Roles {
    /// Takes note of a string value.
    pub(super) fn string(&mut self, path: &Path<'_>, text: &str) {
        let steps = unwrapped(path.steps());
        if let [Step::Key(list), Step::Index(_), Step::Key(key)] = steps
            && key == "role"
            && matches!(list.as_ref(), "messages" | "input" | "contents")
        {
            self.0.push((message(path.steps(), steps.len()), Position::of_role(text)));
        }
    }

    /// Ends the reading.
    pub(super) fn sort(&mut self) {
        order::sort_by_key(&mut self.0, |(key, _)| *key);
    }

    pub(super) fn position(&self, spot: Spot) -> Position {
        match spot {
            Spot::Known(position) => position,
            Spot::Message(key) => {
                let found = self.0.binary_search_by_key(&key, |(known, _)| *known);
                found.ok().and_then(|at| self.0.get(at)).map_or(Position::Other, |(_, position)| *position)
            }
        }
    }
}
