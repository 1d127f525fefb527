//! Enrolled instances in memory: what checking a record needs, without asking the database each time.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use countersign_formats::{keys::VerifyingKey, time::Micros};

use crate::store::{
    Inconsistent, Store,
    instances::{self, Instance},
};

/// Instances kept. One entry is about 400 bytes; a fleet of 1,000 hosts with 8 workers fits. Above it the map starts anew.
const INSTANCES_MAX: usize = 10_000;

/// What is known of an instance.
#[derive(Debug)]
pub struct Known {
    pub inst: String,
    pub boot: String,
    pub key: VerifyingKey,
    pub not_before: Micros,
    pub not_after: Micros,
}

impl Known {
    fn of(instance: &Instance) -> Result<Self, sqlx::Error> {
        Ok(Self {
            inst: instance.inst.clone(),
            boot: instance.boot.clone(),
            key: VerifyingKey::parse(&instance.vkey).map_err(|_| Inconsistent("instances.vkey"))?,
            not_before: instance.not_before,
            not_after: instance.not_after,
        })
    }
}

/// The cache.
#[derive(Debug, Default)]
pub struct Registry(RwLock<HashMap<String, Arc<Known>>>);

impl Registry {
    /// The instance of this name; `None` if it never enrolled.
    pub async fn find(&self, store: &Store, inst: &str) -> Result<Option<Arc<Known>>, sqlx::Error> {
        let cached = self.0.read().unwrap_or_else(PoisonError::into_inner).get(inst).cloned();
        if cached.is_some() {
            return Ok(cached);
        }
        let Some(instance) = instances::find(store.read(), inst).await? else { return Ok(None) };
        self.put(&instance).map(Some)
    }

    /// Takes in an instance that was just stored.
    pub fn put(&self, instance: &Instance) -> Result<Arc<Known>, sqlx::Error> {
        let known = Arc::new(Known::of(instance)?);
        let mut map = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= INSTANCES_MAX {
            map.clear();
        }
        map.insert(known.inst.clone(), Arc::clone(&known));
        Ok(known)
    }
}
