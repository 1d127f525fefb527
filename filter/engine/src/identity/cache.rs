//! Verified tokens, kept by digest until they end: a signature check costs more than everything else in a request.

use alloc::{collections::VecDeque, rc::Rc};

use countersign_formats::{digest::Digest, limits::TOKEN_BYTES_MAX, time::Micros};
use hashbrown::HashMap;

use super::Identity;

/// A bounded cache. Only successes are kept, so a flood of bad tokens leaves it as it is.
#[derive(Debug)]
pub struct TokenCache {
    max: usize,
    entries: HashMap<Digest, Entry>,
    order: VecDeque<Digest>,
}

#[derive(Debug)]
struct Entry {
    identity: Rc<Identity>,
    /// Used since it was last considered for removal.
    used: bool,
}

impl TokenCache {
    /// An empty cache of at most `max` tokens.
    pub fn new(max: usize) -> Self {
        Self { max, entries: HashMap::new(), order: VecDeque::new() }
    }

    /// The caller of a token that was verified before and still counts.
    pub fn get(&mut self, token: &str, now: Micros) -> Option<Rc<Identity>> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let entry = self.entries.get_mut(&Digest::of(token.as_bytes()))?;
        // One that ended is not marked as used: whoever repeats it would keep its place.
        entry.used = now < entry.identity.valid_until;
        entry.used.then(|| Rc::clone(&entry.identity))
    }

    /// Keeps a verified token. Where the cache is full, the oldest one goes that was not used since it was last looked at.
    pub fn insert(&mut self, token: &str, identity: Rc<Identity>) {
        let digest = Digest::of(token.as_bytes());
        if let Some(entry) = self.entries.get_mut(&digest) {
            entry.identity = identity;
            return;
        }
        while self.entries.len() >= self.max {
            let Some(oldest) = self.order.pop_front() else { return };
            match self.entries.get_mut(&oldest) {
                Some(entry) if entry.used => {
                    entry.used = false;
                    self.order.push_back(oldest);
                }
                _ => {
                    self.entries.remove(&oldest);
                }
            }
        }
        self.order.push_back(digest);
        self.entries.insert(digest, Entry { identity, used: false });
    }

    /// Forgets everything: after a new bundle, other rules may hold.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.order.clear();
    }
}
