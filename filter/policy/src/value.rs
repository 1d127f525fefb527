//! Values of the language.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    vec::Vec,
};

/// An entity's type and id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid {
    /// Type name, `User`.
    pub kind: Rc<str>,
    /// Id, `corp/alice`.
    pub id: Rc<str>,
}

impl Uid {
    /// A uid.
    pub fn new(kind: &str, id: &str) -> Self {
        Self { kind: kind.into(), id: id.into() }
    }
}

/// A value. Equality is Cedar's: by content, sets without order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Boolean.
    Bool(bool),
    /// 64-bit signed integer.
    Long(i64),
    /// String.
    String(Rc<str>),
    /// Entity reference.
    Entity(Uid),
    /// Set: sorted, without duplicates, which makes equality of sets equality of slices.
    Set(Rc<[Value]>),
    /// Record.
    Record(Rc<BTreeMap<Rc<str>, Value>>),
}

impl Value {
    /// A set of values.
    pub fn set(items: Vec<Self>) -> Self {
        // `collect` would sort first: five kilobytes more of the filter.
        let mut set = BTreeSet::new();
        set.extend(items);
        Self::Set(set.into_iter().collect())
    }

    /// A string.
    pub fn string(text: &str) -> Self {
        Self::String(text.into())
    }
}
