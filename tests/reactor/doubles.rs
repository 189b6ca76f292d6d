//! The doubles for tests: what they record, what they refuse, what they never do.

mod accumulating;
mod disconnection;
mod reactors;
mod string;
