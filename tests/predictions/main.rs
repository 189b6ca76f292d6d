//! Every prediction is answered right by a real run, and wrong by a wrong answer; every fact that a lesson states is
//! seen happening. A file a lesson.

mod answers;
mod buffered_writes;
mod busy_wait;
mod producers;
mod select_reactor;
mod stand_ins;
#[path = "../support/mod.rs"]
mod support;
mod timers;
mod transports_and_protocols;
