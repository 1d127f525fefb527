//! Little-endian tables in an artifact: written by the compiler, read with every bound checked.

use alloc::vec::Vec;

/// What is left of a section.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'b>(pub &'b [u8]);

impl<'b> Reader<'b> {
    pub(crate) fn u32(&mut self) -> Option<u32> {
        let (head, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*head))
    }

    pub(crate) fn u128(&mut self) -> Option<u128> {
        let (head, rest) = self.0.split_first_chunk::<16>()?;
        self.0 = rest;
        Some(u128::from_le_bytes(*head))
    }

    /// A count, and so many bytes.
    pub(crate) fn section(&mut self) -> Option<&'b [u8]> {
        let length = self.u32()? as usize;
        let (section, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(section)
    }

    /// A section of numbers of two bytes.
    pub(crate) fn u16s(&mut self) -> Option<Vec<u16>> {
        let section = self.section()?;
        let (pairs, rest) = section.as_chunks::<2>();
        rest.is_empty().then(|| pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect())
    }

    /// A section of numbers of four bytes.
    pub(crate) fn u32s(&mut self) -> Option<Vec<u32>> {
        let section = self.section()?;
        let (quads, rest) = section.as_chunks::<4>();
        rest.is_empty().then(|| quads.iter().map(|quad| u32::from_le_bytes(*quad)).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Writes what [`Reader`] reads.
#[cfg(feature = "compile")]
#[derive(Debug, Default)]
pub(crate) struct Writer(pub Vec<u8>);

#[cfg(feature = "compile")]
impl Writer {
    pub(crate) fn u32(&mut self, value: usize) {
        self.0.extend_from_slice(&u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
    }

    pub(crate) fn section(&mut self, bytes: &[u8]) {
        self.u32(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn u16s(&mut self, values: &[u16]) {
        self.u32(values.len() * 2);
        self.0.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub(crate) fn u32s(&mut self, values: &[u32]) {
        self.u32(values.len() * 4);
        self.0.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }
}
