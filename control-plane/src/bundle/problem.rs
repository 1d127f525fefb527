//! What is wrong with a source file, and where.

use std::{fmt, ops::Range};

use serde::de::DeserializeOwned;

/// One complaint, printed as `file:line:column: message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// What was expected and found.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

/// A source file.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Name to show.
    pub name: &'a str,
    /// Content.
    pub text: &'a str,
}

impl Source<'_> {
    /// A complaint about what begins at byte `offset`.
    pub fn problem(&self, offset: usize, message: impl Into<String>) -> Problem {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Problem {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            message: message.into(),
        }
    }

    /// A complaint about a span.
    pub fn at(&self, span: Range<usize>, message: impl Into<String>) -> Problem {
        self.problem(span.start, message)
    }

    /// Reads TOML.
    pub fn toml<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        toml::from_str(self.text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            self.problem(start, error.message().lines().collect::<Vec<_>>().join("; "))
        })
    }

    /// Reads JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_str(self.text).map_err(|error| Problem {
            file: self.name.to_owned(),
            line: error.line().max(1),
            column: error.column().max(1),
            message: error.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_lines_and_columns_in_characters() {
        let source = Source { name: "a.toml", text: "x = 1\nü = \"é\" oops\n" };
        let problem = source.toml::<toml::Table>().unwrap_err();
        assert_eq!((problem.line, problem.file.as_str()), (2, "a.toml"));
        let at = source.text.find("oops").unwrap();
        assert_eq!(source.problem(at, "m").to_string(), "a.toml:2:9: m");
        assert_eq!(source.problem(usize::MAX, "m").line, 3);
        let json = Source { name: "b.json", text: "{\n \"a\": }" };
        assert_eq!(json.json::<serde_json::Value>().unwrap_err().line, 2);
    }
}
