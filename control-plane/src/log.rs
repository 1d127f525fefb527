//! The log: one order of all leaves, its Merkle tree, and the checkpoint that states both.

use countersign_formats::{
    digest::Digest,
    keys::SigningKey,
    merkle::Frontier,
    note::{self, Checkpoint},
};

use crate::store::log::State;

/// The growing tree and the key that signs for it.
#[derive(Clone, Debug)]
pub struct Log {
    key: SigningKey,
    frontier: Frontier,
}

impl Log {
    /// An empty log.
    pub fn new(key: SigningKey) -> Self {
        Self { key, frontier: Frontier::new() }
    }

    /// The log as it was stored. `None` when size and subtrees do not belong together, or the stored checkpoint does not
    /// state them: then nothing may be appended, since two different trees of one log would be signed.
    pub fn restore(key: SigningKey, state: &State) -> Option<Self> {
        let frontier = Frontier::restore(state.size, state.subtrees.clone())?;
        let text = note::verify(&state.checkpoint, key.verifying_key()).ok()?;
        let stated = Checkpoint::parse(text).ok()?;
        (stated.size == frontier.size() && stated.root == frontier.root()).then_some(Self { key, frontier })
    }

    /// The key that signs checkpoints.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Index that the next leaf gets.
    pub fn next_index(&self) -> u64 {
        self.frontier.size()
    }

    /// Appends a leaf by its Merkle leaf hash.
    pub fn push(&mut self, leaf: Digest) {
        self.frontier.push(leaf);
    }

    /// What is stored, with a signed checkpoint.
    pub fn state(&self) -> State {
        let checkpoint = Checkpoint {
            origin: self.key.verifying_key().name().to_owned(),
            size: self.frontier.size(),
            root: self.frontier.root(),
        };
        State {
            size: checkpoint.size,
            subtrees: self.frontier.subtrees().to_vec(),
            checkpoint: note::sign(&checkpoint.to_text(), &self.key),
        }
    }
}

#[cfg(test)]
mod tests {
    use countersign_formats::merkle::leaf_hash;

    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed("cp.example/log", &[seed; 32]).unwrap()
    }

    #[test]
    fn a_restored_log_goes_on_like_the_first() {
        let mut log = Log::new(key(1));
        for n in 0..7u8 {
            log.push(leaf_hash(&[n]));
            let mut again = Log::restore(key(1), &log.state()).unwrap();
            let mut on = log.clone();
            again.push(leaf_hash(b"next"));
            on.push(leaf_hash(b"next"));
            assert_eq!(again.state(), on.state());
        }
    }

    #[test]
    fn a_changed_state_is_not_restored() {
        let mut log = Log::new(key(1));
        log.push(leaf_hash(b"a"));
        log.push(leaf_hash(b"b"));
        log.push(leaf_hash(b"c"));
        let state = log.state();
        assert!(Log::restore(key(1), &state).is_some());
        assert!(Log::restore(key(2), &state).is_none());
        assert!(Log::restore(key(1), &State { size: 5, ..state.clone() }).is_none());
        let subtrees = state.subtrees.iter().rev().copied().collect();
        assert!(Log::restore(key(1), &State { subtrees, ..state }).is_none());
    }
}
