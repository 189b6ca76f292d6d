//! Calls later: the part of a reactor that only needs a clock.
//!
//! Code that asks for time alone runs on a reactor, and in a test on a clock in the hand:
//!
//! ```
//! use std::{cell::Cell, rc::Rc, time::Duration};
//! use twistlab::reactor::{ManualClock, ReactorTime};
//!
//! fn remind(time: &dyn ReactorTime, rung: Rc<Cell<bool>>) {
//!     time.call_later(Duration::from_secs(3_600), move || rung.set(true));
//! }
//!
//! let (clock, rung) = (ManualClock::new(), Rc::new(Cell::new(false)));
//! remind(&clock, rung.clone());
//! clock.advance(Duration::from_secs(3_600)).unwrap();
//! assert!(rung.get());
//! ```

use super::ended::{Ended, Outcome};
use super::outcome::{Caller, Result};
use super::timers::DelayedCall;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

/// A call that waits for its time.
pub type TimedCall = Box<dyn FnOnce() -> Result>;

/// Whatever can call later: a [`Reactor`](super::Reactor), or a [`ManualClock`](super::manual::ManualClock) in a test.
/// Code that only needs time should ask for this, so that a test can hold its clock in the hand.
pub trait ReactorTime {
    /// The time now, since the clock's origin. (Twisted's `seconds`.)
    fn now(&self) -> Duration;

    /// Calls `call` once, `delay` from now; see the provided `call_later`, which takes any function.
    fn schedule(&self, delay: Duration, call: TimedCall, caller: Caller) -> DelayedCall;

    /// Every call that has neither run nor been cancelled, in the order in which they are due. One that runs at this
    /// moment is not among them.
    fn delayed_calls(&self) -> Vec<DelayedCall>;
}

impl dyn ReactorTime + '_ {
    /// Calls `call` once, `delay` from now. Dropping the handle does not cancel the call.
    #[track_caller]
    pub fn call_later<O: Outcome>(&self, delay: Duration, call: impl FnOnce() -> O + 'static) -> DelayedCall {
        self.schedule(delay, timed(call), Location::caller())
    }
}

/// A shared clock or reactor is one, too: code that keeps an `Rc<dyn ReactorTime>` can pass it on.
impl<T: ReactorTime + ?Sized> ReactorTime for Rc<T> {
    fn now(&self) -> Duration {
        (**self).now()
    }

    fn schedule(&self, delay: Duration, call: TimedCall, caller: Caller) -> DelayedCall {
        (**self).schedule(delay, call, caller)
    }

    fn delayed_calls(&self) -> Vec<DelayedCall> {
        (**self).delayed_calls()
    }
}

/// A function in the shape that the queue keeps. What goes on after it has returned is not waited for.
pub(crate) fn timed<O: Outcome>(call: impl FnOnce() -> O + 'static) -> TimedCall {
    Box::new(move || match call().into_ended() {
        Ended::Now(result) => result,
        Ended::Later(_) => Ok(()),
    })
}
