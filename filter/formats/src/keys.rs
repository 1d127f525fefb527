//! Ed25519 keys with a name, as C2SP signed notes write them.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use ed25519_dalek::{Signature, Signer as _};
use sha2::{Digest as _, Sha256};

use crate::b64;

/// Signature type byte of Ed25519 in a note's key.
const TYPE_ED25519: u8 = 0x01;

/// First four bytes of SHA-256 over name, type and key: a hint which key signed, never a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl KeyId {
    fn of(name: &str, public: &[u8; 32]) -> Self {
        let mut hash = Sha256::new();
        hash.update(name.as_bytes());
        hash.update([b'\n', TYPE_ED25519]);
        hash.update(public);
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
        Self([a, b, c, d])
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// A key that checks signatures.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    id: KeyId,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    /// From a name and the 32 bytes of an Ed25519 public key.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for a name that a note cannot carry and for bytes that are no point, or a weak one.
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, KeyError> {
        if name.is_empty()
            || name.len() > 256
            || name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
        {
            return Err(KeyError::Name);
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(public).map_err(|_| KeyError::Point)?;
        if key.is_weak() {
            return Err(KeyError::Point);
        }
        Ok(Self { name: name.to_string(), id: KeyId::of(name, public), key })
    }

    /// Reads `name+hex8(id)+base64(type ‖ key)` and checks the id.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for any other form.
    pub fn parse(vkey: &str) -> Result<Self, KeyError> {
        let (name, rest) = vkey.split_once('+').ok_or(KeyError::Form)?;
        let (id, key) = rest.split_once('+').ok_or(KeyError::Form)?;
        let key = b64::decode_std(key).ok_or(KeyError::Form)?;
        let (TYPE_ED25519, public) = key.split_first().map(|(t, k)| (*t, k)).ok_or(KeyError::Form)? else {
            return Err(KeyError::Form);
        };
        let key = Self::new(name, public.try_into().map_err(|_| KeyError::Form)?)?;
        if key.id.to_string() == id { Ok(key) } else { Err(KeyError::Id) }
    }

    /// The signed-note form.
    pub fn to_vkey(&self) -> String {
        let mut typed = Vec::with_capacity(33);
        typed.push(TYPE_ED25519);
        typed.extend_from_slice(self.key.as_bytes());
        format!("{}+{}+{}", self.name, self.id, b64::encode_std(&typed))
    }

    /// Name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Id of the key.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether `signature` is this key's over `message`, by the strict rules (no small-order keys, canonical s).
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_vkey())
    }
}

/// A key that signs. Its seed is never printed.
#[derive(Clone)]
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    verifying: VerifyingKey,
}

impl SigningKey {
    /// From a name and a secret seed of 32 random bytes.
    ///
    /// # Errors
    ///
    /// [`KeyError::Name`] for a name that a note cannot carry.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let verifying = VerifyingKey::new(name, key.verifying_key().as_bytes())?;
        Ok(Self { key, verifying })
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The public half.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifying.to_vkey())
    }
}

/// Why a key was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// Not `name+id+key` with an Ed25519 key.
    Form,
    /// A name that a signed note cannot carry.
    Name,
    /// The id does not belong to name and key.
    Id,
    /// No usable Ed25519 point.
    Point,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "expected a verification key of the form name+id+base64 with an ed25519 key",
            Self::Name => {
                "expected a key name of 1 to 256 characters without spaces, control characters and plus signs"
            }
            Self::Id => "the key id does not belong to this name and key",
            Self::Point => "the key bytes are no usable ed25519 point",
        })
    }
}

impl core::error::Error for KeyError {}
