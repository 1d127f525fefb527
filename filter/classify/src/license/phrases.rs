//! Phrases by the hashes of their words: one look-up per word says whether a phrase can end there.

use super::texts::{GROUPS, Group};
use super::words::{BASIS, Word, step};

/// Words of the longest phrase.
pub(super) const LONGEST: usize = 8;

/// What a phrase says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// A licence, with this confidence.
    Id(&'static str, u16),
    /// A GNU licence, whose version follows: `GPL`, `LGPL`, `AGPL` or `GFDL`.
    Gnu(&'static str),
    /// GNU licences named just behind this phrase belong to another licence's text.
    QuietNear,
    /// The text of a lesser licence, which speaks of the GPL throughout.
    QuietGpl,
}

/// Slots of both tables: powers of two, at least twice the number of phrases.
const SLOTS: usize = 2048;

/// A table with open addressing: hashes and values; a value of 0 is an empty slot.
type Slots<V> = [(u32, V); SLOTS];

/// The last words of phrases: the word's hash, and a bit for each length of a phrase that ends with it.
static ENDS: Slots<u8> = tables().0;
/// Phrases: the hash over the word hashes from last to first, and the number of the phrase's group plus one.
static WHOLE: Slots<u16> = tables().1;

/// Above the number of groups in a list.
const PER_LIST: usize = 1024;

const fn join(state: u64, word: u64) -> u64 {
    (state.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// What tells hashes of one slot apart.
const fn key(hash: u64) -> u32 {
    (hash >> 32) as u32
}

const fn place(hash: u64) -> usize {
    (hash ^ hash >> 33) as usize % SLOTS
}

#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn tables() -> (Slots<u8>, Slots<u16>) {
    let (mut ends, mut whole) = ([(0, 0u8); SLOTS], [(0, 0u16); SLOTS]);
    let mut list = 0;
    while list < GROUPS.len() {
        let mut group = 0;
        while group < GROUPS[list].len() {
            let mut rest = GROUPS[list][group].phrases.as_bytes();
            while !rest.is_empty() {
                let (hashes, count, tail) = words(rest);
                rest = tail;
                insert(&mut ends, &mut whole, &hashes, count, (list * PER_LIST + group + 1) as u16);
            }
            group += 1;
        }
        list += 1;
    }
    (ends, whole)
}

/// The word hashes of the first phrase, their number, and what follows it.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn words(phrases: &[u8]) -> ([u64; LONGEST], usize, &[u8]) {
    let (mut hashes, mut count) = ([BASIS; LONGEST], 0);
    let mut rest = phrases;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match *byte {
            b'|' => break,
            b' ' => count += 1,
            byte => hashes[count] = step(hashes[count], byte),
        }
    }
    (hashes, count + 1, rest)
}

#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn insert(
    ends: &mut Slots<u8>,
    whole: &mut Slots<u16>,
    hashes: &[u64; LONGEST],
    count: usize,
    number: u16,
) {
    let (mut state, mut back) = (0, count);
    while back > 0 {
        back -= 1;
        state = join(state, hashes[back]);
    }
    let last = hashes[count - 1];
    let mut slot = place(last);
    while ends[slot].1 != 0 && ends[slot].0 != key(last) {
        slot = (slot + 1) % SLOTS;
    }
    ends[slot] = (key(last), ends[slot].1 | 1 << (count - 1));
    let mut slot = place(state);
    while whole[slot].1 != 0 {
        assert!(whole[slot].0 != key(state), "a phrase is there twice");
        slot = (slot + 1) % SLOTS;
    }
    whole[slot] = (key(state), number);
}

/// The value of a hash in a table, or that of the empty slot where it would be.
fn get<V: Copy + Default + PartialEq>(table: &Slots<V>, hash: u64) -> V {
    let mut at = place(hash);
    loop {
        match table.get(at) {
            Some(&(known, value)) if value != V::default() && known != key(hash) => at = (at + 1) % SLOTS,
            Some(&(_, value)) => return value,
            None => return V::default(),
        }
    }
}

/// Calls `found` for every phrase that ends at the newest of the `last` words, newest first, with where it begins.
pub(super) fn ending_here(last: &[Word; LONGEST], mut found: impl FnMut(usize, &Meaning)) {
    let Some(newest) = last.first() else { return };
    let lengths = get(&ENDS, newest.hash);
    if lengths == 0 {
        return;
    }
    let mut state = 0;
    for (count, word) in last.iter().enumerate() {
        state = join(state, word.hash);
        if lengths & 1 << count != 0
            && let Some(Group { meaning, .. }) = group(get(&WHOLE, state))
        {
            found(word.start, meaning);
        }
    }
}

fn group(number: u16) -> Option<&'static Group> {
    let at = usize::from(number.checked_sub(1)?);
    GROUPS.get(at / PER_LIST)?.get(at % PER_LIST)
}

const fn hash(word: &[u8]) -> u64 {
    let (mut state, mut rest) = (BASIS, word);
    while let [byte, tail @ ..] = rest {
        state = step(state, *byte);
        rest = tail;
    }
    state
}

/// Whether a word is one behind which manifests and headers put an SPDX expression.
pub(super) fn is_license(word: u64) -> bool {
    const WORDS: [u64; 5] =
        [hash(b"license"), hash(b"licence"), hash(b"identifier"), hash(b"licenses"), hash(b"module_license")];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_room_and_phrases_are_folded() {
        let phrases = || GROUPS.iter().copied().flatten().flat_map(|group| group.phrases.split('|'));
        assert!(phrases().count() * 5 < SLOTS * 4, "{}", phrases().count());
        for phrase in phrases() {
            assert!(phrase.split(' ').count() <= LONGEST, "{phrase}");
            assert!(
                phrase.bytes().all(|b| b == b' ' || b == b'+' || super::super::words::inner(b)),
                "{phrase}"
            );
            assert_eq!(phrase, phrase.to_ascii_lowercase());
        }
        for group in GROUPS.iter().copied().flatten() {
            if let Meaning::Id(id, _) = group.meaning {
                assert!(super::super::ids::family(id).is_some(), "{id}");
            }
        }
    }
}
