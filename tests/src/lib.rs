//! The end-to-end harness: everything is a process or a socket, as an operator and an application see it.
//!
//! [`stack::Stack`] starts the whole path on free ports of this machine and stops it, each process by its own id, when it is dropped.

pub mod client;
pub mod envoy;
pub mod guest;
pub mod load;
pub mod paths;
pub mod process;
pub mod routers;
pub mod stack;
pub mod streaming;
pub mod token;
pub mod upstream;
pub mod wait;
