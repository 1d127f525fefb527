//! What the targets share.

pub mod detectors;
pub mod gateway;
pub mod wire;

/// The bytes in pieces of this size; the last one may be shorter.
pub fn pieces(bytes: &[u8], size: usize) -> impl Iterator<Item = &[u8]> {
    bytes.chunks(size.max(1))
}
