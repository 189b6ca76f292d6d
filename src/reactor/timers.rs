//! The calls that wait for their time.
//!
//! The queue runs nothing itself: a reactor, or a clock in a test, begins a pass, takes out what is due, and calls it.
//!
//! ```text
//! schedule ---> new ---begin_pass---> heap ---pop_due---> the caller runs it
//!                |                     |
//!                +------- cancel ------+---> dropped at once
//! ```
//!
//! What is scheduled during a pass stays with the new ones, so it never runs in that pass. And a call that is cancelled
//! soon never costs a place in the heap: most timeouts are.
//!
//! Among calls that are due at the same nanosecond, the one that was given this time first runs first.
//!
//! No borrow is held while code of the program runs, be it a clock, a probe, or the drop of what a call holds.
//!
//! ```text
//! DelayedCall ──┐             ┌─ chain   those that are new       ┐
//! DelayedCall ──┼─> calls ────┼─ heap    those that are filed     ├─ name calls by their places
//! TimerQueue  ──┘             └─ arena   pages: what is known of each call, and its function
//! ```
//!
//! A call keeps its place as long as it waits, has entries in the heap, or has handles. So a handle can tell how its call
//! ended for as long as anybody can ask, and no place is ever mistaken for that of another call.

mod arena;
mod calls;
mod chain;
mod delayed_call;
mod functions;
mod heap;
mod page;
mod queue;
#[cfg(test)]
mod tests;
mod timer;
mod watch;

pub use delayed_call::DelayedCall;
pub(crate) use queue::TimerQueue;

use std::time::Duration;

/// A delayed call's name, for probes: the first of a queue is 1, and none is given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId(u64);

impl TimerId {
    /// Its number.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// A span in the unit of the queue. What lies beyond 584 years is due then, which is never.
pub(super) fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}
