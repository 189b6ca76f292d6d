//! The reactor library by its public face: one contract for every implementation, and what each part promises alone.
//!
//! A test names the cases of the conformance list that it covers, on a line `Covers TR-01, TR-02.` of its docs.

#[macro_use]
mod support;

mod accepting;
mod attempts;
mod connectors;
mod descriptor_ends;
mod descriptors;
mod edges;
mod factories;
mod fairness;
mod interruptions;
mod lifecycle;
mod memory_network;
mod ports;
mod reentrancy;
mod resets;
mod reuse;
mod shutdown;
mod threads;
mod timers;
mod unix;
