//! Places of an OpenAI chat request, by what they are for.
//!
//! They say of a finding where it stood; nothing is scanned or left out because of them.

use super::json::{Path, Step};

/// What a text of a chat request is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Message of the role `system`.
    System,
    /// Message of the role `developer`.
    Developer,
    /// Message of the role `user`.
    User,
    /// Message of the role `assistant`.
    Assistant,
    /// Name or arguments of a tool call.
    ToolCall,
    /// What a tool or function returned.
    ToolResult,
    /// Name of a participant.
    Name,
    /// Tools, functions and response formats: names, descriptions, schemas.
    Definition,
    /// Metadata and user ids.
    Metadata,
    /// Anywhere else, and every place of another format.
    #[default]
    Other,
}

impl Position {
    /// The name of the position, for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Developer => "developer",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::ToolCall => "tool_call",
            Self::ToolResult => "tool_result",
            Self::Name => "name",
            Self::Definition => "definition",
            Self::Metadata => "metadata",
            Self::Other => "other",
        }
    }

    fn of_role(role: &str) -> Self {
        match role {
            "system" => Self::System,
            "developer" => Self::Developer,
            "user" => Self::User,
            "assistant" => Self::Assistant,
            "tool" | "function" => Self::ToolResult,
            _ => Self::Other,
        }
    }
}

/// A place before the roles are known: a message may name its role last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Known(Position),
    /// In the message of this index.
    Message(u32),
}

impl Spot {
    pub(super) fn of(path: &Path<'_>) -> Self {
        Self::Known(match path.steps() {
            [Step::Key(first), Step::Index(index), rest @ ..] if first == "messages" => match rest.first() {
                Some(Step::Key(key)) if key == "tool_calls" || key == "function_call" => Position::ToolCall,
                Some(Step::Key(key)) if key == "name" => Position::Name,
                _ => return Self::Message(*index),
            },
            [Step::Key(first), ..] => match first.as_ref() {
                "tools" | "functions" | "tool_choice" | "function_call" | "response_format" => {
                    Position::Definition
                }
                "metadata" | "user" | "safety_identifier" | "prompt_cache_key" => Position::Metadata,
                _ => Position::Other,
            },
            _ => Position::Other,
        })
    }
}

/// The roles of messages, in their order.
#[derive(Debug, Default)]
pub(super) struct Roles(alloc::vec::Vec<(u32, Position)>);

impl Roles {
    /// Takes note of a string value.
    pub(super) fn string(&mut self, path: &Path<'_>, text: &str) {
        if let [Step::Key(first), Step::Index(index), Step::Key(key)] = path.steps()
            && first == "messages"
            && key == "role"
        {
            self.0.push((*index, Position::of_role(text)));
        }
    }

    pub(super) fn position(&self, spot: Spot) -> Position {
        match spot {
            Spot::Known(position) => position,
            Spot::Message(index) => {
                let found = self.0.binary_search_by_key(&index, |(known, _)| *known);
                found.ok().and_then(|at| self.0.get(at)).map_or(Position::Other, |(_, position)| *position)
            }
        }
    }
}
