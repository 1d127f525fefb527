//! Binary fuse filters (Graf, Lemire: "Binary Fuse Filters: Fast and Smaller Than Xor Filters", JEA 27, 2022) in an artifact: the numbers that
//! describe one, checked so that no look-up leaves its table.

use xorf::Descriptor;

/// Longest segment of a filter, entries.
const SEGMENT_MAX: u32 = 1 << 18;

/// Splits the description of a filter from its entries, of `width` bytes each. `None` where a look-up would leave the entries.
pub(crate) fn descriptor(bytes: &[u8], width: usize) -> Option<(Descriptor, &[u8])> {
    let (seed, rest) = bytes.split_first_chunk::<8>()?;
    let (segment, rest) = rest.split_first_chunk::<4>()?;
    let (segments, rest) = rest.split_first_chunk::<4>()?;
    let seed = u64::from_le_bytes(*seed);
    let segment_length = u32::from_le_bytes(*segment);
    let segment_count_length = u32::from_le_bytes(*segments);
    // A look-up reads one place in each of three neighbouring segments, so all segments must be whole.
    let whole = segment_length.is_power_of_two() && segment_length <= SEGMENT_MAX;
    let length = segment_count_length.checked_add(segment_length.checked_mul(2)?)?;
    let fits = whole
        && rest.len().is_multiple_of(width)
        && segment_count_length > 0
        && segment_count_length.is_multiple_of(segment_length)
        && usize::try_from(length).is_ok_and(|length| length <= rest.len() / width);
    let segment_length_mask = segment_length.wrapping_sub(1);
    let descriptor = Descriptor { seed, segment_length, segment_length_mask, segment_count_length };
    fits.then_some((descriptor, rest))
}

/// Appends what [`descriptor`] reads.
#[cfg(feature = "compile")]
pub(crate) fn write(descriptor: &Descriptor, bytes: &mut alloc::vec::Vec<u8>) {
    bytes.extend(descriptor.seed.to_le_bytes());
    bytes.extend(descriptor.segment_length.to_le_bytes());
    bytes.extend(descriptor.segment_count_length.to_le_bytes());
}
