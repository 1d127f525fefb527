//! The weights file: `"CSNAM\x01" ‖ u8 log2 of rows ‖ u8 log2 of slots ‖ transitions ‖ lexicon slots ‖ rows`, little endian.
//!
//! A row holds eight weights, one per tag but `Outside`, whose score is 0. Transitions are `i16`, by class of the token, tag before and
//! tag.

use alloc::vec::Vec;
use core::fmt;

use super::lexicon::Lexicon;

/// First bytes of a weights file; the last one is the format version.
pub(crate) const MAGIC: &[u8; 6] = b"CSNAM\x01";
/// Tags with a weight in a row: begin and inside of each kind.
pub(crate) const WEIGHTS: usize = 8;
/// Tags with `Outside`.
pub(crate) const TAGS: usize = 9;
/// Most features of a token.
pub(crate) const ASKED: usize = 48;
/// Classes of tokens that transitions tell apart.
pub(crate) const CLASSES: usize = 16;
/// Exponents of the largest tables.
const LOG_MAX: u8 = 20;

/// Scores of the tags of a token that depend on the tag before.
pub(crate) type Transition = [[i16; TAGS]; TAGS];

/// Everything that is loaded.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub lexicon: Lexicon,
    pub transitions: Vec<Transition>,
    pub rows: Vec<[i8; WEIGHTS]>,
}

/// A weights file that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaggerError {
    /// Not a weights file, or of another version.
    Format,
    /// A table is too large.
    Size,
    /// The file is shorter or longer than its header says.
    Length,
}

impl fmt::Display for TaggerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "not a name tagger's weights file of this version",
            Self::Size => "a table of the name tagger is too large",
            Self::Length => "the name tagger's weights file has the wrong length",
        })
    }
}

impl core::error::Error for TaggerError {}

impl Model {
    /// Copies the tables out of a file.
    pub(crate) fn load(bytes: &[u8]) -> Result<Self, TaggerError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(TaggerError::Format)?;
        let (&[log_rows, log_slots], rest) = rest.split_first_chunk::<2>().ok_or(TaggerError::Length)?;
        if log_rows > LOG_MAX || log_slots > LOG_MAX {
            return Err(TaggerError::Size);
        }
        let (rows, slots) = (1_usize << log_rows, 1_usize << log_slots);
        let (transitions, rest) =
            rest.split_at_checked(CLASSES * TAGS * TAGS * 2).ok_or(TaggerError::Length)?;
        let (lexicon, weights) = rest.split_at_checked(slots * 4).ok_or(TaggerError::Length)?;
        if weights.len() != rows * WEIGHTS {
            return Err(TaggerError::Length);
        }
        let mut numbers = transitions.as_chunks::<2>().0.iter().map(|two| i16::from_le_bytes(*two));
        let transitions = (0..CLASSES)
            .map(|_| core::array::from_fn(|_| core::array::from_fn(|_| numbers.next().unwrap_or(0))))
            .collect();
        let slots = lexicon.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect();
        let rows = weights
            .as_chunks::<WEIGHTS>()
            .0
            .iter()
            .map(|row| row.map(|byte| i8::from_le_bytes([byte])))
            .collect();
        Ok(Self { lexicon: Lexicon::new(slots), transitions, rows })
    }

    /// Sums the rows of features. A sum of [`ASKED`] weights of a byte each fits 16 bits.
    pub(crate) fn sum(&self, features: &[u32]) -> [i16; WEIGHTS] {
        let mask = self.rows.len() - 1;
        let mut sum = [0_i16; WEIGHTS];
        for row in features.iter().filter_map(|feature| self.rows.get(*feature as usize & mask)) {
            for (score, weight) in sum.iter_mut().zip(row) {
                *score = score.wrapping_add(i16::from(*weight));
            }
        }
        sum
    }
}
