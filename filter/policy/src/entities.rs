//! Entities: attributes and the hierarchy, of the bundle and of one request above it.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    vec::Vec,
};

use crate::{
    load::{self, LoadError},
    value::{Uid, Value},
};

/// Entities in one store: each route, model and provider is one.
pub const ENTITIES_MAX: usize = 100_000;

/// Ancestors of all entities of one store together: the closure of a long chain grows with its square, and a filter's memory
/// never shrinks. About 16 bytes each in wasm.
pub const ANCESTORS_MAX: usize = 500_000;

/// One entity.
#[derive(Clone, Debug, Default)]
pub struct Entity {
    /// Attributes.
    pub attributes: BTreeMap<Rc<str>, Value>,
    /// Parents; after [`Entities::from_json`] every ancestor.
    pub parents: BTreeSet<Uid>,
}

/// A store with the transitive closure of its hierarchy.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    entities: BTreeMap<Uid, Entity>,
}

impl Entities {
    /// Reads Cedar's JSON entity format: a list of `uid`, `attrs`, `parents`.
    ///
    /// # Errors
    ///
    /// [`LoadError`] for other JSON, an entity that occurs twice, a cycle, too many entities or too many ancestors.
    pub fn from_json(json: &[u8]) -> Result<Self, LoadError> {
        let mut entities = BTreeMap::new();
        for (uid, entity) in load::entities(json)? {
            if entities.len() == ENTITIES_MAX {
                return Err(LoadError::TooMany("entities"));
            }
            if entities.insert(uid, entity).is_some() {
                return Err(LoadError::Form("expected every entity once"));
            }
        }
        let mut room = ANCESTORS_MAX;
        let mut closed = BTreeMap::new();
        for (uid, entity) in &entities {
            let ancestors = ancestors(&entities, entity);
            room = room.checked_sub(ancestors.len()).ok_or(LoadError::TooMany("ancestors"))?;
            if ancestors.contains(uid) {
                return Err(LoadError::Form("expected an entity hierarchy without cycles"));
            }
            closed.insert(uid.clone(), Entity { attributes: entity.attributes.clone(), parents: ancestors });
        }
        Ok(Self { entities: closed })
    }

    /// The entity of this uid.
    pub fn get(&self, uid: &Uid) -> Option<&Entity> {
        self.entities.get(uid)
    }
}

fn ancestors(entities: &BTreeMap<Uid, Entity>, entity: &Entity) -> BTreeSet<Uid> {
    let mut found: BTreeSet<Uid> = BTreeSet::new();
    let mut open: Vec<&Uid> = entity.parents.iter().collect();
    while let Some(uid) = open.pop() {
        if found.insert(uid.clone()) {
            open.extend(entities.get(uid).into_iter().flat_map(|e| &e.parents));
        }
    }
    found
}

/// The entities of one request (its principal, its target) above those of the bundle. What a request brings hides what the
/// bundle says of the same uid.
#[derive(Clone, Debug)]
pub struct RequestEntities<'a> {
    base: &'a Entities,
    own: Vec<(Uid, Entity)>,
}

impl<'a> RequestEntities<'a> {
    /// Nothing above `base`.
    pub fn new(base: &'a Entities) -> Self {
        Self { base, own: Vec::new() }
    }

    /// Adds an entity. Ancestors of its parents that the bundle knows become its own.
    pub fn add(&mut self, uid: Uid, mut entity: Entity) {
        let above: Vec<Uid> = entity
            .parents
            .iter()
            .filter_map(|p| self.base.get(p))
            .flat_map(|p| p.parents.iter().cloned())
            .collect();
        entity.parents.extend(above);
        self.own.push((uid, entity));
    }

    /// The entity of this uid.
    pub fn get(&self, uid: &Uid) -> Option<&Entity> {
        self.own.iter().find(|(own, _)| own == uid).map(|(_, entity)| entity).or_else(|| self.base.get(uid))
    }

    /// Cedar's `in`: reflexive, also for entities that nobody knows.
    pub fn is_in(&self, uid: &Uid, ancestor: &Uid) -> bool {
        uid == ancestor || self.get(uid).is_some_and(|entity| entity.parents.contains(ancestor))
    }
}
