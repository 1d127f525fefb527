//! Base64: standard with padding for envelopes and signature lines, URL-safe without padding inside records and tokens.

use alloc::{string::String, vec::Vec};

use base64ct::{Base64, Base64UrlUnpadded, Encoding};

/// Standard alphabet, padded (RFC 4648 §4).
pub fn encode_std(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// URL-safe alphabet, unpadded (RFC 4648 §5).
pub fn encode_url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Decodes the standard alphabet with padding; `None` for anything else.
pub fn decode_std(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// Decodes the URL-safe alphabet without padding; `None` for anything else.
pub fn decode_url(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}
