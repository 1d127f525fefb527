//! Evaluates Cedar policies from their public JSON form, and what Cedar leaves to the application: remedies, shadow mode,
//! explanations.
//!
//! The control plane parses and validates Cedar text with the `cedar-policy` crate and ships `PolicySet::to_json`. This crate reads
//! that form and must agree with `cedar-policy` exactly on the part of the language that it supports: decision, determining
//! policies, erroring policies. A property test holds the two against each other.
//!
//! # What this crate does not do
//!
//! It parses no Cedar text, validates nothing against a schema, and knows no extension types, templates or tags: a policy that needs
//! them is refused when it is published.
#![no_std]

extern crate alloc;

pub mod entities;
pub mod eval;
pub mod expr;
pub mod load;
pub mod set;
pub mod value;
pub mod verdict;

pub use entities::{Entities, Entity, RequestEntities};
pub use eval::{Evaluation, Request, evaluate};
pub use load::LoadError;
pub use set::{Effect, Mode, Policy, PolicySet, Remedy};
pub use value::{Uid, Value};
pub use verdict::{Action, HIGH_PM, Label, MEDIUM_PM, Shadow, Verdict, decide};
