//! The control plane as others see it: a process, its addresses, its files.

#[cfg(test)]
mod bundles;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod enrol;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod records;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tampering;
