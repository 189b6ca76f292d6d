//! The reactor library by its public face: one contract for every implementation, and what each part promises alone.
//!
//! A test names the cases of the conformance list that it covers, on a line `Covers TR-01, TR-02.` of its docs.
#![allow(clippy::unwrap_used)] // what should have gone well and did not is a failed test
#![allow(clippy::print_stderr)] // a test that this machine does not allow says so

#[macro_use]
mod support;

mod aborting;
mod accepting;
mod attempts;
mod breaking;
mod chapter;
mod closing;
mod completion;
mod connectors;
mod delayed_call;
mod descriptor_ends;
mod descriptors;
mod doubles;
mod edges;
mod factories;
mod failing_callbacks;
mod failing_producers;
mod fairness;
mod flow;
mod grid;
mod half_close;
mod idle;
mod interruptions;
mod journal;
mod lifecycle;
mod looping_call;
mod looping_ends;
mod manual_clock;
mod memory_network;
mod pair;
mod panics;
mod pausing_reads;
mod ports;
mod probe;
mod protocols;
mod pull_producers;
mod push_producers;
mod reentrancy;
mod resets;
mod reuse;
mod shutdown;
mod stopped_producers;
mod threads;
mod timers;
mod unix;
mod writing;
