//! Talk of events that move a price: results, dividends, take-overs, debt, trials, before the public knows.
//!
//! Each sentence is scored by the words of the lexicon: an event, or a business figure that moves; amounts and percentages; the period;
//! a company; a plan; and cues that it is not public yet. Without such a cue the confidence stays low or medium: the same sentence may
//! have been in the newspaper. Text alone cannot tell what is material and non-public (Regulation (EU) 596/2014 art. 7; 17 CFR 243.101
//! leaves both to judgement), so no confidence is high by this alone.
//!
//! Limits: English; words, not grammar; a sentence ends at a full stop and a space, a line's end, or after [`SENTENCE_MAX`] bytes.

use alloc::vec::Vec;

use crate::{
    groups::{Group, Hit, Role, placed},
    simd,
};

/// A sentence about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Per mille.
    pub confidence_pm: u16,
}

/// Longest sentence, bytes.
const SENTENCE_MAX: usize = 600;

/// Scores sentences by the words of groups that stand in them.
#[derive(Clone, Debug)]
pub struct Scorer {
    groups: Vec<Group>,
}

/// What a sentence shows: the heaviest word of a role, or whether there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    start: usize,
    end: usize,
    event: u32,
    events: u32,
    topic: u32,
    topics: u32,
    movement: u32,
    period: u32,
    company: u32,
    plan: u32,
    private: u32,
    comment: u32,
    figures: u32,
    name: bool,
}

impl Scorer {
    /// For these groups, in the order of the hits' indices. Those of other lexicons do no harm.
    #[must_use]
    pub fn new(groups: &[Group]) -> Self {
        Self { groups: groups.to_vec() }
    }

    /// Appends the sentences about events.
    pub fn events(&self, text: &str, hits: &[Hit], events: &mut Vec<Event>) {
        let told = |hit: &Hit| {
            let group = self.groups.get(usize::from(hit.group));
            group.is_some_and(|group| matches!(group.role, Role::Event | Role::Topic))
        };
        if !hits.iter().any(told) {
            return;
        }
        let sentences = self.evidence(text, hits);
        let somewhere = sentences.iter().map(|s| s.private).max().unwrap_or(0);
        for (index, sentence) in sentences.iter().enumerate() {
            // A cue in a neighbour counts in full, one elsewhere by half.
            let near =
                sentences.get(index.saturating_sub(2)..sentences.len().min(index + 3)).unwrap_or_default();
            let private = near.iter().map(|s| s.private).max().unwrap_or(0).max(somewhere / 2);
            let confidence_pm = sentence.confidence_pm(private);
            if let (Ok(start), Ok(end), 1..) =
                (u32::try_from(sentence.start), u32::try_from(sentence.end), confidence_pm)
            {
                events.push(Event { start, end, confidence_pm });
            }
        }
    }

    /// Evidence of each sentence.
    #[must_use]
    pub fn evidence(&self, text: &str, hits: &[Hit]) -> Vec<Evidence> {
        let mut hits = hits.iter().peekable();
        let mut found = Vec::new();
        for (start, end) in sentences(text.as_bytes()) {
            let mut evidence = Evidence { start, end, ..Evidence::default() };
            while let Some(hit) = hits.next_if(|hit| (hit.start as usize) < end) {
                if let Some(group) =
                    self.groups.get(usize::from(hit.group)).filter(|g| placed(g.place, text, hit))
                {
                    evidence.add(group);
                }
            }
            // Without an event there is nothing that figures could tell of.
            if evidence.event + evidence.topic > 0 {
                let sentence = text.as_bytes().get(start..end).unwrap_or_default();
                evidence.figures = figures(sentence);
                evidence.name = named(sentence);
            }
            found.push(evidence);
        }
        found
    }
}

impl Evidence {
    fn add(&mut self, group: &Group) {
        let weight = u32::from(group.weight);
        match group.role {
            Role::Event => {
                self.event = self.event.max(weight);
                self.events += 1;
            }
            Role::Topic => {
                self.topic = self.topic.max(weight);
                self.topics += 1;
            }
            Role::Movement => self.movement = self.movement.max(weight),
            Role::Period => self.period = self.period.max(weight),
            Role::Company => self.company = self.company.max(weight),
            Role::Plan => self.plan = self.plan.max(weight),
            Role::Private => self.private = self.private.max(weight),
            Role::Comment => self.comment += weight,
            _ => {}
        }
    }

    /// Points without regard to what is public. 0 where nothing happens to a business.
    #[must_use]
    pub fn points(&self) -> u32 {
        let moved = self.movement > 0 || self.figures > 0;
        let event = match (self.event, self.topic) {
            (0, 1..) if moved => self.topic,
            (0, _) => return 0,
            (event, topic) => event + topic / 3 + (self.events - 1).min(2) * 2,
        };
        let subject = self.company.max(if self.name { 2 } else { 0 });
        let more = self.movement + self.period + subject + self.plan / 2 + self.figures.min(3) * 3;
        (event + more).saturating_sub(self.comment)
    }

    fn confidence_pm(&self, private: u32) -> u16 {
        let points = self.points();
        if points < POINTS_MIN {
            return 0;
        }
        let base = 200 + (points - POINTS_MIN) * 18;
        let confidence = if private == 0 { base.min(PUBLIC_MAX_PM) } else { (base + private * 30).min(950) };
        u16::try_from(confidence).unwrap_or(950)
    }
}

/// Fewest points that are told at all.
const POINTS_MIN: u32 = 10;

/// Most confidence without a cue that the event is not public.
const PUBLIC_MAX_PM: u32 = 600;

/// Sentences as byte ranges, without gaps.
fn sentences(text: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut start = 0;
    core::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let window = rest.get(..rest.len().min(SENTENCE_MAX)).unwrap_or(rest);
        let ends = |at: usize| {
            let pair = window.get(at..at + 2).unwrap_or_default();
            matches!(pair, [b'\n', _] | [b'.' | b'?' | b'!', b' ' | b'\n' | b'"']) && !abbreviated(window, at)
        };
        let length = simd::places(window, |block| simd::any_of(block, *b"\n.?!")).find(|at| ends(*at));
        let length = length.map_or(window.len(), |at| at + 1);
        let from = start;
        start += length;
        Some((from, start))
    })
}

/// A full stop behind one letter or a short title ends no sentence: `J. Smith`, `Mr. Smith`, `Acme Inc. said`.
fn abbreviated(text: &[u8], at: usize) -> bool {
    if text.get(at) != Some(&b'.') {
        return false;
    }
    let word =
        text.get(..at).unwrap_or_default().rsplit(|b| !b.is_ascii_alphanumeric()).next().unwrap_or_default();
    let one_letter = matches!(word, [letter] if letter.is_ascii_uppercase());
    one_letter
        || [b"Mr".as_slice(), b"Mrs", b"Ms", b"Dr", b"Inc", b"Corp", b"Co", b"Ltd", b"No", b"vs", b"approx"]
            .contains(&word)
}

/// Amounts and percentages of a sentence: `12 per cent`, `4.5%`, `$3bn`, `EUR17.6bn`, `20p a share`, `150 million`.
fn figures(text: &[u8]) -> u32 {
    let (mut count, mut at) = (0, 0);
    while let Some(offset) = text.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)) {
        let start = at + offset;
        let length = text.get(start..).map_or(0, |rest| {
            rest.iter().take(24).take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'/')).count()
        });
        let end = start + length.max(1);
        let before = text.get(start.saturating_sub(8)..start).unwrap_or_default();
        let after = text.get(end..text.len().min(end + 12)).unwrap_or_default();
        count += u32::from(currency_before(before) || unit_behind(after));
        at = end;
    }
    count
}

fn currency_before(before: &[u8]) -> bool {
    const SIGNS: [&[u8]; 13] = [
        b"$",
        b"\xC2\xA3",
        b"\xE2\x82\xAC",
        b"\xC2\xA5",
        b"EUR",
        b"USD",
        b"GBP",
        b"CHF",
        b"JPY",
        b"pound(s)",
        b"Pounds",
        b"Dollars",
        b"Euros",
    ];
    let before = before.strip_suffix(b" ").unwrap_or(before);
    SIGNS.iter().any(|sign| before.ends_with(sign))
}

fn unit_behind(after: &[u8]) -> bool {
    const UNITS: [&[u8]; 16] = [
        b"%",
        b"percent",
        b"per cent",
        b"per-cent",
        b"bn",
        b"billion",
        b"million",
        b"mn",
        b"m",
        b"tn",
        b"p",
        b"cents",
        b"basis points",
        b"bps",
        b"pp",
        b"c",
    ];
    let after = after.strip_prefix(b" ").or(after.strip_prefix(b"-")).unwrap_or(after);
    let ends = |unit: &&&[u8]| {
        after.strip_prefix(**unit).is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
    };
    UNITS.iter().any(|unit| ends(&unit))
}

/// Whether a capitalised word stands behind another word.
fn named(text: &[u8]) -> bool {
    text.windows(4).any(|w| {
        matches!(w, [a, b' ', b, c] if (a.is_ascii_lowercase() || *a == b',') && b.is_ascii_uppercase() && c.is_ascii_alphabetic())
    })
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use super::*;
    use crate::groups::starter;

    fn events(text: &str) -> Vec<Event> {
        let (scorers, hits) = starter::read(text);
        let mut events = Vec::new();
        scorers.mnpi.events(text, &hits, &mut events);
        events
    }

    fn surest(text: &str) -> u16 {
        events(text).iter().map(|event| event.confidence_pm).max().unwrap_or(0)
    }

    #[test]
    fn not_public_events_are_sure() {
        for text in [
            "STRICTLY CONFIDENTIAL. Project Heron: we will acquire Larkfield plc for $2.4bn in cash, signing is planned for Friday.",
            "Draft earnings release, do not distribute: third quarter revenue of $812 million, down 9% year over year.",
            "Embargoed until Monday 7am: the board has approved a special dividend of 30p per share.",
            "The phase 3 trial missed its primary endpoint. This has not been announced, keep this quiet before the market opens.",
            "Not yet public: the company will restate its 2025 results, an accounting error of EUR 41 million.",
        ] {
            assert!(surest(text) >= 700, "{} for {text}", surest(text));
        }
    }

    #[test]
    fn news_of_events_is_told_but_not_sure() {
        for text in [
            "Larkfield said pre-tax profit rose 12 per cent to £340m in the first half.",
            "Northmoor agreed to buy a 30 per cent stake in Larkfield.",
            "The group raised its interim dividend by 4 per cent.",
        ] {
            assert!((1..=PUBLIC_MAX_PM).contains(&u32::from(surest(text))), "{} for {text}", surest(text));
        }
    }

    #[test]
    fn everyday_talk_is_no_event() {
        for text in [
            "Write a sales letter for my bakery and suggest three names.",
            "What is a dividend? Explain it to students with an example.",
            "Project Manager wanted; confidential applications by e-mail.",
            "The test results of the build are in the log, and the margin of the page is 2 cm.",
            "As a result the function returns early.",
        ] {
            assert!(surest(text) < 400, "{} for {text}", surest(text));
        }
    }

    #[test]
    fn sentences_and_figures() {
        let text = b"Mr. Smith of Acme Inc. said so. It rose.\nThen it fell to 3.5%!";
        let parts: Vec<(usize, usize)> = sentences(text).collect();
        assert_eq!(parts, [(0, 31), (31, 40), (40, 41), (41, 62)]);
        assert_eq!(figures(b"rose 12 per cent to $3bn, 4.5% and EUR17.6bn, 20p"), 5);
        assert_eq!(figures(b"in 2019 room 12 was 3 metres"), 0);
        assert!(sentences(&[b'x'; 5_000]).all(|(start, end)| end - start <= SENTENCE_MAX));
    }
}
