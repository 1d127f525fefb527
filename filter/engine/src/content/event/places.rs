//! Which text a piece belongs to, and which texts a document ends.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use countersign_formats::order::inserted;

use super::{Delta, Ends, Piece};
use crate::content::{json::Step, position::key_of};

/// Members that number what a piece belongs to.
const NUMBERS: [&str; 5] = ["index", "output_index", "content_index", "summary_index", "contentBlockIndex"];

/// What tells the texts of a document apart beside their paths.
#[derive(Default)]
pub(super) struct Places {
    /// Numbers of objects, by the object's place and the rank of the number's name: the order in a document says nothing.
    numbers: BTreeMap<(u64, usize), u64>,
    /// Parts that are thoughts.
    thoughts: BTreeSet<u64>,
    /// `type` of the root.
    pub kind: String,
}

impl Places {
    /// Takes note of a number of an object.
    pub fn number(&mut self, object: &[Step<'_>], name: &str, number: u64) {
        if let Some(rank) = NUMBERS.iter().position(|known| *known == name) {
            self.numbers.insert((key_of(object), rank), number);
        }
    }

    /// Takes note of a part that is a thought.
    pub fn thought(&mut self, part: &[Step<'_>]) {
        self.thoughts.insert(key_of(part));
    }

    /// The piece that a string is, and the text that it belongs to.
    pub fn piece(&self, delta: Delta<'_>) -> Piece {
        let Delta { mut steps, raw, text } = delta;
        let kind = match steps.as_mut_slice() {
            // The text that a block begins with goes on in its deltas.
            [begun @ Step::Key(_), Step::Key(_)] if *begun == Step::Key("content_block".into()) => {
                *begun = Step::Key("delta".into());
                self.kind.as_str()
            }
            [Step::Key(begun), Step::Key(_)] if begun == "part" => {
                steps = Vec::from([Step::Key("delta".into())]);
                "response.output_text.delta"
            }
            _ => self.kind.as_str(),
        };
        // What ends together stands above `delta`; the root's own numbers count for all of it.
        let above = steps.iter().position(|step| matches!(step, Step::Key(key) if key == "delta"));
        let above = above.unwrap_or(steps.len().min(2));
        let scope = self.hash(&steps, above);
        let mut channel = self.hash(&steps, steps.len());
        // Responses: the type of the event is what tells texts of one place apart.
        if matches!(steps.as_slice(), [Step::Key(_)]) {
            channel = mix(channel, kind.as_bytes());
        }
        // A thought and the answer's text come in parts of the same place.
        if let [part @ .., Step::Key(_)] = steps.as_slice()
            && self.thoughts.contains(&key_of(part))
        {
            channel = mix(channel, b"thought");
        }
        Piece { channel, scope, raw, text }
    }

    /// Hash of the first steps, elements of arrays by their number where they have one.
    fn hash(&self, steps: &[Step<'_>], length: usize) -> u64 {
        let mut hash = SEED;
        for depth in 0..=length {
            let Some(prefix) = steps.get(..depth) else { break };
            let place = key_of(prefix);
            if let Some(last) = prefix.last() {
                hash = match last {
                    Step::Key(key) => mix(mix(hash, b"."), key.as_bytes()),
                    Step::Index(_) if self.is_numbered(place) => hash,
                    // Parts of a candidate follow one another over all events; their place in one event says nothing.
                    Step::Index(_) if is_parts(prefix) => hash,
                    Step::Index(index) => mix(hash, &index.to_le_bytes()),
                };
            }
            for (_, number) in self.numbers.range((place, 0)..=(place, usize::MAX)) {
                hash = mix(hash, &number.to_le_bytes());
            }
        }
        hash
    }

    fn is_numbered(&self, place: u64) -> bool {
        self.numbers.range((place, 0)..=(place, usize::MAX)).next().is_some()
    }

    /// What the document ends, by its type and by the objects that are finished.
    pub fn ends(&self, finished: &[Vec<Step<'_>>], pieces: &[Piece]) -> Ends {
        let kind = self.kind.as_str();
        if ENDS_ALL.contains(&kind) {
            return Ends::Everything;
        }
        let ends_part =
            ENDS_PART.contains(&kind) || (kind.starts_with("response.") && kind.ends_with(".done"));
        if ends_part && self.is_numbered(key_of(&[])) {
            return Ends::Scopes(Vec::from([self.hash(&[], 0)]));
        }
        let is_all = |outer: &Vec<Step<'_>>| {
            outer.is_empty() || outer.iter().any(|step| matches!(step, Step::Key(key) if key == "delta"))
        };
        let said: BTreeSet<u64> = inserted(pieces.iter().filter(|p| !p.text.is_empty()).map(|p| p.scope));
        // A reason in an event that goes on with the text may come in every event; the next one without text, or the end, ends it.
        if finished.iter().any(is_all) && said.is_empty() {
            return Ends::Everything;
        }
        let scopes =
            finished.iter().filter(|outer| !is_all(outer)).map(|outer| self.hash(outer, outer.len()));
        Ends::Scopes(scopes.filter(|scope| !said.contains(scope)).collect())
    }
}

/// Types of events that end an answer (Anthropic, Responses, Cohere).
const ENDS_ALL: [&str; 7] = [
    "message_stop",
    "response.completed",
    "response.failed",
    "response.incomplete",
    "response.done",
    "message-end",
    "error",
];

/// Types of events that end the part which they number; those of Responses end with `.done`.
const ENDS_PART: [&str; 3] = ["content_block_stop", "content-end", "tool-call-end"];

fn is_parts(prefix: &[Step<'_>]) -> bool {
    matches!(prefix, [.., Step::Key(key), Step::Index(_)] if key == "parts")
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash ^ 0xff, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}
