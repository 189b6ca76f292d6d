//! The reactor library by its public face: what each part promises alone, and what only a network in memory can show. What
//! every implementation promises is the contract, `tests/contract.rs`.
//!
//! A test names the cases of the conformance list that it covers, on a line `Covers TR-01, TR-02.` of its docs.
#![allow(clippy::unwrap_used)] // what should have gone well and did not is a failed test

mod support;

mod aborting;
mod accepting;
mod attempts;
mod breaking;
mod closing;
mod completion;
mod delayed_call;
mod doubles;
mod grid;
mod interruptions;
mod journal;
mod looping_call;
mod looping_ends;
mod manual_clock;
mod memory_network;
mod pair;
mod panics;
mod probe;
mod protocols;
mod pull_producers;
mod push_producers;
mod writing;
