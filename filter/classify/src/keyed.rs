//! Numbers by hashes: ascending keys in an artifact, looked up by their leading bits.

use alloc::vec::Vec;

use crate::bytes::Reader;

/// A table of keys. What a key stands for is its place among them.
#[derive(Debug)]
pub(crate) struct Keyed {
    keys: Vec<u32>,
    /// Where the keys with the same leading bits begin, and the end of the last ones.
    starts: Vec<u16>,
    shift: u32,
}

/// Spreads a hash over all bits; no two become one.
#[inline]
fn key(hash: u32) -> u32 {
    (hash ^ hash >> 15).wrapping_mul(0x9e37_79b1)
}

impl Keyed {
    /// Reads a section of keys that ascend.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let keys = reader.u32s()?;
        let count = u16::try_from(keys.len()).ok()?;
        if !keys.is_sorted_by(|a, b| a < b) {
            return None;
        }
        let bits = 1 + (u32::from(count).max(1) - 1).checked_ilog2().map_or(0, |log| log + 1);
        let shift = 32 - bits;
        let mut starts = alloc::vec![count; (1 << bits) + 1];
        for (at, key) in (0..count).zip(&keys).rev() {
            *starts.get_mut((key >> shift) as usize)? = at;
        }
        // Where no key begins so, the next one's place stands.
        let mut next = count;
        for start in starts.iter_mut().rev() {
            next = next.min(*start);
            *start = next;
        }
        Some(Self { keys, starts, shift })
    }

    /// Number of keys.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The place of a hash.
    #[inline]
    pub(crate) fn find(&self, hash: u32) -> Option<usize> {
        let key = key(hash);
        let bucket = (key >> self.shift) as usize;
        let (start, end) = (*self.starts.get(bucket)?, *self.starts.get(bucket + 1)?);
        if start == end {
            return None;
        }
        let (start, end) = (usize::from(start), usize::from(end));
        self.keys.get(start..end)?.iter().position(|known| *known == key).map(|at| start + at)
    }
}

/// Rows by hashes, in the order that [`Keyed`] reads; the last of two with one hash is told.
///
/// # Errors
///
/// The hash that is there twice.
#[cfg(feature = "compile")]
pub(crate) fn sorted<V>(rows: impl IntoIterator<Item = (u32, V)>) -> Result<(Vec<u32>, Vec<V>), u32> {
    let mut rows: Vec<(u32, V)> = rows.into_iter().map(|(hash, value)| (key(hash), value)).collect();
    rows.sort_by_key(|(key, _)| *key);
    match rows.windows(2).find(|pair| matches!(pair, [(a, _), (b, _)] if a == b)) {
        Some(pair) => Err(pair.first().map_or(0, |(key, _)| *key)),
        None => Ok(rows.into_iter().unzip()),
    }
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use super::*;
    use crate::bytes::Writer;

    #[test]
    fn hashes_are_found_and_others_are_not() {
        for count in [0u32, 1, 2, 3, 50, 5000] {
            let (keys, values) = sorted((0..count).map(|hash| (hash * 7, hash))).unwrap();
            let mut writer = Writer::default();
            writer.u32s(&keys);
            let table = Keyed::read(&mut Reader(&writer.0)).unwrap();
            assert!((0..count).all(|hash| values[table.find(hash * 7).unwrap()] == hash));
            assert!((0..count).all(|hash| table.find(hash * 7 + 1).is_none()));
        }
        assert!(sorted([(1, 'a'), (1, 'b')]).is_err());
    }

    #[test]
    fn keys_out_of_order_are_refused() {
        let mut writer = Writer::default();
        writer.u32s(&[3, 3]);
        assert!(Keyed::read(&mut Reader(&writer.0)).is_none());
    }
}
