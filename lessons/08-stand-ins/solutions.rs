//! Solutions of the exercises of lesson 8.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::outcome::Caller;
use twistlab::reactor::testing::contract::{Case, Implementer, Outcome, cases};
use twistlab::reactor::time::TimedCall;
use twistlab::reactor::{DelayedCall, HalfCloseable, Protocol, ReactorTime, Reason, Result, Transport};

// ANCHOR: failing
/// The cases that an implementer does not pass.
pub(super) fn failing(implementer: &Implementer) -> Vec<&'static Case> {
    let broken = |case: &&Case| matches!(case.run(implementer), Outcome::Broken(_));
    cases().filter(broken).collect()
}

/// The usual reactor, but its connections pause a producer above 1,024 bytes.
pub(super) fn small_mark() -> Implementer {
    let small = Implementer::on_system("small mark", |builder| Ok(builder.high_water(1_024)));
    small.patience(Duration::from_secs(5)) // one case waits for what never comes
}
// ANCHOR_END: failing

// ANCHOR: counted
/// Counts what a protocol receives, and is else as if it were not there.
pub(super) struct Counted {
    inside: Box<dyn Protocol>,
    received: Rc<Cell<usize>>,
}

impl Protocol for Counted {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        self.inside.connection_made(transport)
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        self.received.set(self.received.get() + data.len());
        self.inside.data_received(transport, data)
    }

    fn connection_lost(&mut self, transport: &Transport, reason: &Reason) -> Result {
        self.inside.connection_lost(transport, reason)
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        self.inside.half_closeable() // it compiles without this line
    }
}

/// The usual reactor, with a count over all its connections.
pub(super) fn counted(received: &Rc<Cell<usize>>) -> Implementer {
    let received = received.clone();
    Implementer::on_system("counted", move |builder| {
        let received = received.clone();
        Ok(builder.wrap_protocols(move |inside| Box::new(Counted { inside, received: received.clone() })))
    })
}
// ANCHOR_END: counted

// ANCHOR: twice
/// A time in which everything takes half as long as in the one inside.
#[derive(Clone)]
pub(super) struct Twice<T>(pub(super) T);

impl<T: ReactorTime> ReactorTime for Twice<T> {
    fn now(&self) -> Duration {
        2 * self.0.now()
    }

    fn schedule(&self, delay: Duration, call: TimedCall, caller: Caller) -> DelayedCall {
        self.0.schedule(delay / 2, call, caller)
    }

    fn delayed_calls(&self) -> Vec<DelayedCall> {
        self.0.delayed_calls()
    }
}
// ANCHOR_END: twice
