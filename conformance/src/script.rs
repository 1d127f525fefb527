//! What the provider is to say, written into a prompt so that no gateway finds anything in it: values as letters in short words.

use std::time::Duration;

/// Where in an answer the text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The answer's own text.
    Text,
    /// Arguments of the second of two tool calls.
    Tool,
    /// Reasoning that is shown.
    Reasoning,
    /// A refusal.
    Refusal,
}

impl Place {
    /// As it is written in a script.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Tool => "tool",
            Self::Reasoning => "reasoning",
            Self::Refusal => "refusal",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Text, Self::Tool, Self::Reasoning, Self::Refusal]
            .into_iter()
            .find(|place| place.as_str() == name)
    }
}

/// How a streamed text is cut into events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Into pieces of so many characters; 0: not at all.
    Every(usize),
    /// Into two, after so many characters.
    At(usize),
}

/// What the provider is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Where.
    pub place: Place,
    /// How many choices, where an API has several.
    pub choices: usize,
    /// In which pieces, in a stream.
    pub cut: Cut,
    /// What.
    pub text: String,
    /// Pause between two events.
    pub gap: Duration,
}

impl Script {
    /// A text at a place, in pieces of three characters.
    pub fn new(place: Place, text: &str) -> Self {
        Self { place, choices: 1, cut: Cut::Every(3), text: text.to_owned(), gap: Duration::ZERO }
    }

    /// As it stands in a prompt.
    pub fn directive(&self) -> String {
        let cut = match self.cut {
            Cut::Every(n) => n.to_string(),
            Cut::At(n) => format!("@{n}"),
        };
        format!("{{{{say {} {} {cut}: {}}}}}", self.place.as_str(), self.choices, letters(&self.text))
    }

    /// What a request's body asks for. Without a directive: a short acknowledgement.
    pub fn of(body: &str) -> Self {
        let own = || Self { cut: Cut::Every(6), ..Self::new(Place::Text, "Understood.") };
        if let Some(words) = between(body, "{{drip ") {
            let numbers: Vec<u64> = words.split(' ').filter_map(|n| n.parse().ok()).collect();
            let (count, gap) = (numbers.first().copied().unwrap_or(1), numbers.get(1).copied().unwrap_or(0));
            let text = " word".repeat(usize::try_from(count).unwrap_or(1));
            return Self {
                cut: Cut::Every(5),
                gap: Duration::from_millis(gap),
                ..Self::new(Place::Text, &text)
            };
        }
        if body.contains("{{tokens}}") {
            return Self::new(Place::Text, &with_tokens(body));
        }
        between(body, "{{say ").and_then(Self::parse).unwrap_or_else(own)
    }

    fn parse(directive: &str) -> Option<Self> {
        let (head, text) = directive.split_once(": ")?;
        let mut words = head.split(' ');
        let (place, choices, cut) = (Place::of(words.next()?)?, words.next()?.parse().ok()?, words.next()?);
        let cut = match cut.strip_prefix('@') {
            Some(at) => Cut::At(at.parse().ok()?),
            None => Cut::Every(cut.parse().ok()?),
        };
        Some(Self { place, choices, cut, text: from_letters(text)?, gap: Duration::ZERO })
    }

    /// The text, cut.
    pub fn pieces(&self, text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        match self.cut {
            Cut::Every(0) => vec![text.to_owned()],
            Cut::Every(n) => chars.chunks(n).map(|piece| piece.iter().collect()).collect(),
            Cut::At(n) => {
                let (a, b) = chars.split_at(n.min(chars.len()));
                vec![a.iter().collect(), b.iter().collect()]
            }
        }
    }
}

fn between<'b>(body: &'b str, start: &str) -> Option<&'b str> {
    body.split_once(start)?.1.split_once("}}").map(|(inner, _)| inner)
}

/// Every byte as two letters of `a` to `p`, in words of eight.
fn letters(text: &str) -> String {
    let letter = |n: u8| char::from(b'a' + n);
    let all: Vec<char> = text.bytes().flat_map(|b| [letter(b >> 4), letter(b & 15)]).collect();
    let words: Vec<String> = all.chunks(8).map(|word| word.iter().collect()).collect();
    words.join(" ")
}

fn from_letters(words: &str) -> Option<String> {
    let halves: Vec<u8> = words.bytes().filter(u8::is_ascii_lowercase).map(|b| b - b'a').collect();
    let (pairs, rest) = halves.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| high << 4 | low).collect();
    rest.is_empty().then(|| String::from_utf8(bytes).ok())?
}

/// An answer that repeats, quotes, re-orders and cuts the pseudonyms of a request.
fn with_tokens(body: &str) -> String {
    let tokens = tokens(body);
    let (first, last) =
        (tokens.first().cloned().unwrap_or_default(), tokens.last().cloned().unwrap_or_default());
    let bare = |token: &str| token.trim_matches(['[', ']']).to_owned();
    let cut: String = first.chars().take(first.chars().count().saturating_sub(4)).collect();
    format!("last {last} then {first}, quoted \"{first}\", bare {} and cut {cut} end.", bare(&last))
}

/// Everything in a text that looks like a pseudonym: `[EMAIL_BCDFGHJKLM]`.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for part in text.split('[').skip(1) {
        let Some((name, _)) = part.split_once(']') else { continue };
        let plain = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        let token = format!("[{name}]");
        if plain && name.contains('_') && name.len() > 10 && !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_comes_back_from_a_prompt() {
        for cut in [Cut::Every(0), Cut::Every(2), Cut::At(7)] {
            let script = Script { cut, choices: 4, ..Script::new(Place::Tool, "card 4111 \u{e9}\"\\") };
            let prompt = format!("{{\"content\":\"please {} thanks\"}}", script.directive());
            assert_eq!(Script::of(&prompt), script);
            assert!(!prompt.contains("4111"));
        }
        assert_eq!(Script::of("hello").text, "Understood.");
        assert_eq!(Script::of("{{drip 3 5}}").text, " word word word");
        assert_eq!(Script::new(Place::Text, "abcdefg").pieces("abcdefg"), ["abc", "def", "g"]);
    }

    #[test]
    fn tokens_are_repeated_and_cut() {
        let text = with_tokens("x [EMAIL_BCDFGHJKLM] and [US_SSN_BBBBBBBBBB] but [CARD]");
        assert_eq!(
            text,
            "last [US_SSN_BBBBBBBBBB] then [EMAIL_BCDFGHJKLM], quoted \"[EMAIL_BCDFGHJKLM]\", bare US_SSN_BBBBBBBBBB and cut [EMAIL_BCDFGHJ end."
        );
    }
}
