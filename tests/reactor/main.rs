//! The reactor library by its public face: one contract for every implementation, and what each part promises alone.
//!
//! A test names the cases of the conformance list that it covers, on a line `Covers TR-01, TR-02.` of its docs.

#[macro_use]
mod support;

mod aborting;
mod breaking;
mod chapter;
mod closing;
mod failing_callbacks;
mod failing_producers;
mod flow;
mod half_close;
mod lifecycle;
mod memory_network;
mod panics;
mod pausing_reads;
mod protocols;
mod pull_producers;
mod push_producers;
mod stopped_producers;
mod writing;
