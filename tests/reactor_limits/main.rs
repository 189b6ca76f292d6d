//! The reactor where the system gives no more: descriptors, connections, uninterrupted waits. Limits are a process's
//! own, so these tests run in a process of their own, which is this program once more.
#![allow(clippy::print_stderr)] // what this machine does not allow is said

#[macro_use]
mod alone;

mod crowd;
mod descriptors;
#[cfg(target_os = "linux")] // it asks /proc how a process fares
mod signals;
