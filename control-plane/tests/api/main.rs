//! The control plane as others see it: a process, its addresses, its files.

mod bundles;
mod durability;
mod enrol;
mod reading;
mod records;
mod support;
