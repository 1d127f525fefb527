//! Licences as they are written: ids, names and phrases. They are compiled into the artifact.

mod cues;
mod ids;
mod permissive;
mod phrases;
mod reciprocal;

use std::{collections::BTreeMap, string::String, vec::Vec};

pub(crate) use self::cues::CUES;
use self::phrases::{GROUPS, Group, Meaning};
use super::Family;
use super::phrases::{GNU, LONGEST, join};
use super::tables::{hash, short};
use crate::{bytes::Writer, keyed};

/// The tables of licences, as [`super::Tables`] reads them; `cues` is the set of the words of [`CUES`].
///
/// # Errors
///
/// What the tables have no room for.
pub(crate) fn section(cues: u16) -> Result<Vec<u8>, String> {
    let ids: Vec<(&str, Family)> =
        ids::LISTS.iter().flat_map(|(ids, family)| ids.iter().map(|id| (*id, *family))).collect();
    let number = |name: &str| {
        let at = ids.iter().position(|(id, _)| *id == name);
        at.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| std::format!("there is no licence `{name}`"))
    };
    let mut writer = Writer::default();
    writer.u32(usize::from(cues));
    writer.section(ids.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(" ").as_bytes());
    let family = |family: Family| Family::ALL.iter().position(|known| *known == family).unwrap_or(0) as u8;
    writer.section(&ids.iter().map(|(_, of)| family(*of)).collect::<Vec<_>>());
    let mut names = Vec::new();
    for (name, id) in ids.iter().map(|(id, _)| (*id, *id)).chain(ids::ALIASES.iter().copied()) {
        names.push((short(hash(name.as_bytes())), number(id)?));
    }
    keyed(names, &mut writer)?;
    let (mut ends, mut whole, mut rows) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (group, at) in GROUPS.iter().copied().flatten().zip(0u16..) {
        for phrase in group.phrases.split('|') {
            let words: Vec<u64> = phrase.split(' ').map(|word| hash(word.as_bytes())).collect();
            let Some(last) = words.last().filter(|_| words.len() <= LONGEST) else {
                return Err(std::format!("expected at most {LONGEST} words in `{phrase}`"));
            };
            *ends.entry(short(*last)).or_insert(0) |= 1 << (words.len() - 1);
            whole.push((short(words.iter().rev().fold(0, |state, word| join(state, *word))), at));
        }
        rows.extend(match group.meaning {
            Meaning::Id(id, confidence) => [0, number(id)?, confidence],
            Meaning::Gnu(name, version) => {
                [1, GNU.iter().position(|known| *known == name).map_or(u16::MAX, |at| at as u16), version]
            }
            Meaning::QuietNear => [2, 0, 0],
            Meaning::QuietGpl => [3, 0, 0],
        });
    }
    keyed(ends, &mut writer)?;
    keyed(whole, &mut writer)?;
    writer.u16s(&rows);
    Ok(writer.0)
}

/// Writes numbers by hashes.
fn keyed(rows: impl IntoIterator<Item = (u32, u16)>, writer: &mut Writer) -> Result<(), String> {
    let (keys, values) =
        keyed::sorted(rows).map_err(|hash| std::format!("two phrases or names have the hash {hash:08x}"))?;
    writer.u32s(&keys);
    writer.u16s(&values);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::Tables;

    #[test]
    fn phrases_are_folded() {
        for phrase in GROUPS.iter().copied().flatten().flat_map(|Group { phrases, .. }| phrases.split('|')) {
            let inner = |byte: u8| byte == b' ' || byte == b'+' || crate::license::words::inner(byte);
            assert!(phrase.bytes().all(inner), "{phrase}");
            assert_eq!(phrase, phrase.to_ascii_lowercase());
        }
    }

    #[test]
    fn ids_have_families_in_any_case() {
        let tables = Tables::read(&section(3).unwrap()).unwrap();
        assert_eq!(tables.cues, 3);
        let family = |name: &str| tables.named(name.as_bytes()).map(|id| tables.id(id).1);
        assert_eq!(family("lgpl-2.1-ONLY"), Some(Family::CopyleftLimited));
        assert_eq!(family("gplv3+"), Some(Family::Copyleft));
        assert_eq!(family("nothing"), None);
    }

    #[test]
    fn sections_that_are_not_whole_are_refused() {
        let section = section(0).unwrap();
        for cut in [0, 3, 9, section.len() / 3, section.len() / 2, section.len() - 1] {
            assert!(Tables::read(section.get(..cut).unwrap()).is_none(), "{cut}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_changed_section_panics(changes in proptest::collection::vec((0usize..1 << 16, 0u8..), 1..4)) {
            const TEXT: &[u8] = b"SPDX-License-Identifier: MIT OR GPL-2.0+\nunder the GNU General Public License, version 2 or later";
            let mut section = section(0).unwrap();
            let length = section.len();
            for (at, byte) in changes {
                section[at % length] = byte;
            }
            if let Some(tables) = Tables::read(&section) {
                crate::license::find(&tables, TEXT, &[5, 60], &mut Vec::new());
            }
        }
    }
}
