//! The solutions that the book's chapters fold away are programs: they compile here, run, and do what they claim.

mod buffered_writes;
mod busy_wait;
mod producers;
mod select_reactor;
mod stand_ins;
#[path = "../support/mod.rs"]
mod support;
mod timers;
mod transports_and_protocols;
