//! Follows one JSON document byte by byte and notes `model` and `usage`, of the document or of the answer inside of it.

use alloc::{string::String, vec::Vec};

/// Longest text that is held: names and model ids.
const HELD_MAX: usize = 256;

/// The state: at most one held text and the names of three levels.
#[derive(Clone, Debug, Default)]
pub(super) struct Tap {
    depth: u32,
    in_string: bool,
    escaped: bool,
    /// After the colon of the current member.
    in_value: bool,
    held: Vec<u8>,
    number: Option<u64>,
    /// A sign, fraction or exponent stands in the number: it is no count.
    spoiled: bool,
    top: Name,
    second: Name,
    third: Name,
    model: Option<String>,
    inner_model: Option<String>,
    input: Option<u64>,
    output: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Name {
    #[default]
    Other,
    Model,
    Usage,
    /// `message` or `response`: events of Anthropic and of OpenAI Responses carry the answer inside of one.
    Answer,
    Input,
    Output,
}

impl Name {
    fn of(text: &[u8]) -> Self {
        match text {
            b"model" => Self::Model,
            b"usage" => Self::Usage,
            b"message" | b"response" => Self::Answer,
            b"prompt_tokens" | b"input_tokens" => Self::Input,
            b"completion_tokens" | b"output_tokens" => Self::Output,
            _ => Self::Other,
        }
    }
}

impl Tap {
    /// Takes one byte.
    pub(super) fn push(&mut self, byte: u8) {
        if self.in_string {
            self.string_byte(byte);
            return;
        }
        if byte.is_ascii_digit() {
            let digit = u64::from(byte - b'0');
            self.number = Some(self.number.unwrap_or(0).saturating_mul(10).saturating_add(digit));
            return;
        }
        self.end_number(byte);
        self.spoiled =
            !matches!(byte, b',' | b':' | b'[' | b']' | b'{' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
        match byte {
            b'"' => {
                self.in_string = true;
                self.held.clear();
            }
            b'{' | b'[' => {
                self.depth = self.depth.saturating_add(1);
                self.in_value = byte == b'[';
                match self.depth {
                    2 => self.second = Name::Other,
                    3 => self.third = Name::Other,
                    _ => {}
                }
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b':' => self.name(),
            b',' => self.in_value = false,
            _ => {}
        }
    }

    fn string_byte(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => {
                self.escaped = false;
                // An escape never stands in a name or model that is looked for.
                self.hold(b'\\');
            }
            b'\\' => self.escaped = true,
            b'"' => {
                self.in_string = false;
                let model = match (self.depth, self.top, self.second) {
                    (1, Name::Model, _) => &mut self.model,
                    (2, Name::Answer, Name::Model) => &mut self.inner_model,
                    _ => return,
                };
                if self.in_value && self.held.len() < HELD_MAX {
                    let text = core::str::from_utf8(&self.held).ok();
                    *model = text.filter(|m| !m.contains('\\')).map(String::from);
                }
            }
            other => self.hold(other),
        }
    }

    fn hold(&mut self, byte: u8) {
        if self.held.len() < HELD_MAX {
            self.held.push(byte);
        }
    }

    fn name(&mut self) {
        self.in_value = true;
        match self.depth {
            1 => self.top = Name::of(&self.held),
            2 => self.second = Name::of(&self.held),
            3 => self.third = Name::of(&self.held),
            _ => {}
        }
    }

    fn end_number(&mut self, byte: u8) {
        let Some(number) = self.number.take() else { return };
        let whole = !self.spoiled && matches!(byte, b',' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
        if !whole || !self.in_value {
            return;
        }
        match (self.depth, self.top, self.second, self.third) {
            (2, Name::Usage, Name::Input, _) | (3, Name::Answer, Name::Usage, Name::Input) => {
                self.input = Some(number)
            }
            (2, Name::Usage, Name::Output, _) | (3, Name::Answer, Name::Usage, Name::Output) => {
                self.output = Some(number)
            }
            _ => {}
        }
    }

    /// Takes over what a later document says.
    pub(super) fn merge(&mut self, later: &Self) {
        self.model = later.model.clone().or(self.model.take());
        self.inner_model = later.inner_model.clone().or(self.inner_model.take());
        self.input = later.input.or(self.input);
        self.output = later.output.or(self.output);
    }

    pub(super) fn model(&self) -> Option<&str> {
        // Where there are two, a router has put its alias beside the answer.
        self.inner_model.as_deref().or(self.model.as_deref())
    }

    pub(super) fn input_tokens(&self) -> Option<u64> {
        self.input
    }

    pub(super) fn output_tokens(&self) -> Option<u64> {
        self.output
    }
}
