//! RSA signatures with SHA-256 (RFC 8017), verification only.
//!
//! Key, signature and message are public: nothing here has a secret that time could tell. Numbers are lists of 32 bits, the least significant
//! ones first; products are Montgomery's, so that no number is ever divided.

use alloc::{vec, vec::Vec};
use core::cmp::Ordering;

use sha2::{Digest as _, Sha256};

/// Bytes of a digest, and of the salt that RFC 7518 §3.5 asks for.
const DIGEST: usize = 32;
/// `DigestInfo` of SHA-256 up to the digest (RFC 8017 §9.2, note 1).
const DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];

/// A public key, ready for use.
pub struct PublicKey {
    modulus: Vec<u32>,
    bits: usize,
    exponent: u64,
    /// −1/modulus, modulo 2^32.
    inverse: u32,
    /// R² modulo the modulus; R is the first power of 2^32 above it.
    square: Vec<u32>,
}

impl PublicKey {
    /// A key of an odd modulus, the most significant byte first and not zero, and an exponent that is not zero.
    pub fn new(modulus: &[u8], exponent: u64) -> Option<Self> {
        let bits = modulus.len().checked_mul(8)?.checked_sub(modulus.first()?.leading_zeros() as usize)?;
        let modulus = limbs(modulus);
        if bits < 2 || exponent == 0 {
            return None;
        }
        let lowest = *modulus.first().filter(|limb| **limb & 1 == 1)?;
        // Newton's method: an odd number is its own inverse modulo 8, and each round doubles the bits.
        let inverse = (0..4)
            .fold(lowest, |inverse, _| inverse.wrapping_mul(2u32.wrapping_sub(lowest.wrapping_mul(inverse))));
        let mut key = Self { modulus, bits, exponent, inverse: inverse.wrapping_neg(), square: Vec::new() };
        key.square = key.square_of_r()?;
        Some(key)
    }

    /// Whether a signature is RSASSA-PKCS1-v1_5's over the message (RFC 8017 §8.2.2).
    pub fn verifies_pkcs1(&self, message: &[u8], signature: &[u8]) -> bool {
        let Some(opened) = self.open(signature) else { return false };
        let Some(filler) = opened.len().checked_sub(3 + DIGEST_INFO.len() + DIGEST) else { return false };
        let (filler, digest) = (vec![0xff; filler], Sha256::digest(message));
        opened == [&[0, 1], filler.as_slice(), &[0], &DIGEST_INFO, digest.as_slice()].concat()
    }

    /// Whether a signature is RSASSA-PSS's over the message, with MGF1 of SHA-256 and a salt of 32 bytes (RFC 8017 §8.1.2).
    pub fn verifies_pss(&self, message: &[u8], signature: &[u8]) -> bool {
        self.open(signature).is_some_and(|opened| self.is_pss(&opened, message).unwrap_or(false))
    }

    /// EMSA-PSS-VERIFY (RFC 8017 §9.1.2).
    fn is_pss(&self, opened: &[u8], message: &[u8]) -> Option<bool> {
        // The encoded message has one bit less than the modulus.
        let bits = self.bits.checked_sub(1)?;
        let (above, encoded) = opened.split_at_checked(opened.len().checked_sub(bits.div_ceil(8))?)?;
        let (masked, rest) = encoded.split_at_checked(encoded.len().checked_sub(DIGEST + 1)?)?;
        let (hash, end) = rest.split_at_checked(DIGEST)?;
        let used = 0xff_u8 >> (encoded.len() * 8).checked_sub(bits)?;
        let unused_are_zero = above.iter().all(|b| *b == 0) && masked.first()? & !used == 0;
        let mut block: Vec<u8> = masked.iter().zip(mask(hash)).map(|(byte, mask)| byte ^ mask).collect();
        *block.first_mut()? &= used;
        let (padding, salt) = block.split_at_checked(block.len().checked_sub(DIGEST)?)?;
        let (one, zeros) = padding.split_last()?;
        let padded = *one == 1 && zeros.iter().all(|b| *b == 0);
        let expected = Sha256::new()
            .chain_update([0; 8])
            .chain_update(Sha256::digest(message))
            .chain_update(salt)
            .finalize();
        Some(end == [0xbc] && unused_are_zero && padded && expected.as_slice() == hash)
    }

    /// RSAVP1 (RFC 8017 §5.2.2): what the signature was made of, as long as the modulus. None for a signature of another length, and for
    /// one that is not below the modulus.
    fn open(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let bytes = self.bits.div_ceil(8);
        let number = limbs(signature);
        if signature.len() != bytes || compare(&number, &self.modulus).is_ge() {
            return None;
        }
        let base = self.product(&number, &self.square);
        let mut power = base.clone();
        for bit in (0..self.exponent.ilog2()).rev() {
            power = self.product(&power, &power);
            if self.exponent >> bit & 1 == 1 {
                power = self.product(&power, &base);
            }
        }
        let mut one = vec![0; self.modulus.len()];
        *one.first_mut()? = 1;
        let opened = self.product(&power, &one);
        let mut out: Vec<u8> = opened.iter().flat_map(|limb| limb.to_le_bytes()).take(bytes).collect();
        out.reverse();
        Some(out)
    }

    /// a·b/R modulo the modulus, for a and b below it and as long.
    fn product(&self, a: &[u32], b: &[u32]) -> Vec<u32> {
        // Below twice the modulus after every round: one bit above its limbs.
        let (mut sum, mut above) = (vec![0; self.modulus.len()], 0);
        for digit in a {
            above += u64::from(add_multiple(&mut sum, *digit, b));
            let factor = sum.first().map_or(0, |lowest| lowest.wrapping_mul(self.inverse));
            above += u64::from(add_multiple(&mut sum, factor, &self.modulus));
            // The lowest limb is zero now.
            above = shift(&mut sum, above);
        }
        if above > 0 || compare(&sum, &self.modulus).is_ge() {
            subtract(&mut sum, &self.modulus);
        }
        sum
    }

    /// R², by doubling one until it is 2·R, and squaring that as R is squared.
    fn square_of_r(&self) -> Option<Vec<u32>> {
        let bits = self.modulus.len().checked_mul(32)?;
        let mut two = vec![0; self.modulus.len()];
        *two.first_mut()? = 1;
        for _ in 0..=bits {
            self.double(&mut two);
        }
        let mut power = two;
        for bit in (0..bits.checked_ilog2()?).rev() {
            power = self.product(&power, &power);
            if bits >> bit & 1 == 1 {
                self.double(&mut power);
            }
        }
        Some(power)
    }

    fn double(&self, number: &mut [u32]) {
        let mut above = 0;
        for limb in number.iter_mut() {
            (*limb, above) = (*limb << 1 | above, *limb >> 31);
        }
        if above > 0 || compare(number, &self.modulus).is_ge() {
            subtract(number, &self.modulus);
        }
    }
}

/// MGF1 (RFC 8017 §B.2.1), as long as one likes.
fn mask(seed: &[u8]) -> impl Iterator<Item = u8> {
    (0..=u32::MAX).flat_map(move |counter| {
        Sha256::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize()
    })
}

fn limbs(bytes: &[u8]) -> Vec<u32> {
    let number = |limb: &[u8]| limb.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
    bytes.rchunks(4).map(number).collect()
}

/// Compares numbers of one length.
fn compare(a: &[u32], b: &[u32]) -> Ordering {
    a.iter().rev().cmp(b.iter().rev())
}

/// Adds a multiple of a number to another; gives what is carried out.
fn add_multiple(sum: &mut [u32], factor: u32, number: &[u32]) -> u32 {
    let mut carry = 0;
    for (limb, other) in sum.iter_mut().zip(number) {
        let all = u64::from(*limb) + u64::from(factor) * u64::from(*other) + u64::from(carry);
        (*limb, carry) = (all as u32, (all >> 32) as u32);
    }
    carry
}

/// Moves a number down by one limb, and the low half of what stands above it in; gives the other half.
fn shift(number: &mut [u32], above: u64) -> u64 {
    let mut from_above = above as u32;
    for limb in number.iter_mut().rev() {
        core::mem::swap(limb, &mut from_above);
    }
    above >> 32
}

/// Subtracts, modulo the power of 2^32 that the length gives.
fn subtract(from: &mut [u32], number: &[u32]) {
    let mut borrow = false;
    for (limb, other) in from.iter_mut().zip(number) {
        let (rest, first) = limb.overflowing_sub(*other);
        let (rest, second) = rest.overflowing_sub(u32::from(borrow));
        (*limb, borrow) = (rest, first || second);
    }
}

#[cfg(test)]
mod tests {
    use countersign_formats::b64;
    use proptest::prelude::*;
    use rsa::BoxedUint;

    use super::*;

    /// Random numbers of `bytes` bytes, with the patterns at which carries go wrong.
    fn number(bytes: usize) -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![4 => any::<u8>(), 1 => Just(0), 1 => Just(0xff)];
        prop_oneof![
            4 => proptest::collection::vec(any::<u8>(), bytes),
            2 => proptest::collection::vec(byte, bytes),
            1 => Just(vec![0xff; bytes]),
        ]
    }

    fn key_and_signature() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
        (1..70usize).prop_flat_map(|bytes| (number(bytes), number(bytes)))
    }

    proptest! {
        #[test]
        fn powers_are_those_of_another_implementation(
            (mut modulus, signature) in key_and_signature(), exponent in prop_oneof![Just(3), Just(65_537), 1..1u64 << 33],
        ) {
            let last = modulus.len() - 1;
            modulus[last] |= 3;
            modulus[0] |= 1;
            let precision = u32::try_from(modulus.len().next_multiple_of(8) * 8).unwrap();
            let of = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, precision).unwrap();
            let (n, s) = (of(&modulus), of(&signature));
            let opened = PublicKey::new(&modulus, exponent).unwrap().open(&signature);
            if s >= n {
                prop_assert_eq!(opened, None);
            } else {
                let power = s.pow_mod(&BoxedUint::from(exponent), &n.to_odd().unwrap()).to_be_bytes();
                prop_assert_eq!(opened.as_deref(), power.get(power.len() - modulus.len()..));
            }
        }
    }

    /// Keys of sizes around whole bytes, and signatures that OpenSSL 3 made with them.
    fn of_openssl() -> Vec<serde_json::Value> {
        serde_json::from_str(include_str!("../../testdata/openssl-rsa.json")).unwrap()
    }

    #[test]
    fn signatures_of_openssl() {
        for case in of_openssl() {
            let bytes = |name: &str| b64::decode_url(case[name].as_str().unwrap()).unwrap();
            let key = PublicKey::new(&bytes("n"), case["e"].as_u64().unwrap()).unwrap();
            assert_eq!(key.bits as u64, case["bits"]);
            let message = case["message"].as_str().unwrap().as_bytes();
            let (pkcs1, pss) = (bytes("pkcs1"), bytes("pss"));
            assert!(key.verifies_pkcs1(message, &pkcs1) && key.verifies_pss(message, &pss));
            assert!(!key.verifies_pkcs1(message, &pss) && !key.verifies_pss(message, &pkcs1));
            assert!(!key.verifies_pkcs1(b"another", &pkcs1) && !key.verifies_pss(b"another", &pss));
            assert!(!key.verifies_pss(message, &bytes("pss_salt_20")), "a salt of 20 bytes");
            assert!(!key.verifies_pkcs1(message, &bytes("pkcs1_sha1")), "another hash");
            for at in [0, 1, pss.len() / 2, pss.len() - 1] {
                let (mut pkcs1, mut pss) = (pkcs1.clone(), pss.clone());
                (pkcs1[at], pss[at]) = (pkcs1[at] ^ 1, pss[at] ^ 1);
                assert!(!key.verifies_pkcs1(message, &pkcs1) && !key.verifies_pss(message, &pss));
            }
            // As long as the modulus, no shorter and no longer, also where only zeros are added.
            for other in [&pkcs1[1..], &[&[0], pkcs1.as_slice()].concat(), &[]] {
                assert!(!key.verifies_pkcs1(message, other) && !key.verifies_pss(message, other));
            }
        }
    }

    /// What a key of exponent 1 opens is what it is given: encoded messages of every form, without a private key.
    #[test]
    fn encoded_messages_of_another_form_are_refused() {
        let key = PublicKey::new(&[0xff; 256], 1).unwrap();
        let message = b"a message";
        let digest = Sha256::digest(message);
        let pkcs1 = |head: &[u8], filler: usize, info: &[u8]| {
            [head, &vec![0xff; filler], &[0], info, digest.as_slice()].concat()
        };
        let good = pkcs1(&[0, 1], 202, &DIGEST_INFO);
        assert!(key.verifies_pkcs1(message, &good));
        let without_null = [&[0x30, 0x2f, 0x30, 0x0b], &DIGEST_INFO[4..15], &[4, 0x20]].concat();
        let long_form = [&[0x30, 0x81, 0x31], &DIGEST_INFO[2..]].concat();
        let others = [
            pkcs1(&[0, 2], 202, &DIGEST_INFO),
            pkcs1(&[0, 1], 204, &without_null),
            pkcs1(&[0, 1], 201, &long_form),
            [pkcs1(&[0, 1], 8, &DIGEST_INFO), vec![0; 194]].concat(),
        ];
        for other in others {
            assert_eq!(other.len(), 256);
            assert!(!key.verifies_pkcs1(message, &other), "{other:x?}");
        }

        let salt = [7; 32];
        let hash = Sha256::new().chain_update([0; 8]).chain_update(digest).chain_update(salt).finalize();
        let pss = |padding: &[u8], first: u8, end: u8| {
            let block = [&vec![0; 190 - padding.len()], padding, &[1], &salt[..]].concat();
            let mut encoded: Vec<u8> =
                block.iter().zip(mask(&hash)).map(|(byte, mask)| byte ^ mask).collect();
            encoded[0] = encoded[0] & 0x7f | first;
            [&encoded, hash.as_slice(), &[end]].concat()
        };
        assert!(key.verifies_pss(message, &pss(&[], 0, 0xbc)));
        for other in [pss(&[], 0x80, 0xbc), pss(&[], 0, 0xbb), pss(&[1], 0, 0xbc), pss(&[2, 0], 0, 0xbc)] {
            assert_eq!(other.len(), 256);
            assert!(!key.verifies_pss(message, &other), "{other:x?}");
        }
    }

    #[test]
    fn an_even_modulus_is_no_key() {
        assert!(PublicKey::new(&[0xfe; 256], 3).is_none());
        assert!(PublicKey::new(&[], 3).is_none());
        assert!(PublicKey::new(&[1], 3).is_none());
        assert!(PublicKey::new(&[0xff; 256], 0).is_none());
    }
}
