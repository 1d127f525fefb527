//! The serialised form of header maps: `u32 count ‖ count × (u32 name length ‖ u32 value length) ‖ names and values, each with a
//! zero byte after it`, little-endian.

/// Writes pairs.
pub fn encode<'a>(pairs: &[(&'a str, &'a str)]) -> Vec<u8> {
    let size: usize = pairs.iter().map(|(name, value)| 10 + name.len() + value.len()).sum();
    let mut out = Vec::with_capacity(4 + size);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    out.extend_from_slice(&number(pairs.len()));
    for (name, value) in pairs {
        out.extend_from_slice(&number(name.len()));
        out.extend_from_slice(&number(value.len()));
    }
    for (name, value) in pairs {
        for text in [name, value] {
            out.extend_from_slice(text.as_bytes());
            out.push(0);
        }
    }
    out
}

/// Reads pairs; `None` when a length does not fit. Values that are no UTF-8 come with replacement characters: such a value
/// can match nothing that is expected of a header here.
pub fn decode(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    if bytes.is_empty() {
        return Some(Vec::new());
    }
    let (count, mut lengths) = number(bytes)?;
    let (_, mut texts) = bytes.split_at_checked(count.checked_mul(8)?.checked_add(4)?)?;
    let mut pairs = Vec::with_capacity(count);
    for _ in 0..count {
        let (name_length, rest) = number(lengths)?;
        let (value_length, rest) = number(rest)?;
        lengths = rest;
        let name = take(&mut texts, name_length)?;
        let value = take(&mut texts, value_length)?;
        pairs.push((String::from_utf8_lossy(name).into_owned(), String::from_utf8_lossy(value).into_owned()));
    }
    Some(pairs)
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*number) as usize, rest))
}

fn take<'a>(texts: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (text, rest) = texts.split_at_checked(length)?;
    *texts = rest.get(1..)?;
    Some(text)
}
