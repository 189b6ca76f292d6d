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

mod delayed_call;
mod heap;
mod queue;
#[cfg(test)]
mod tests;

pub use delayed_call::DelayedCall;
pub(crate) use queue::TimerQueue;

use super::error::TimerError;
use super::time::TimedCall;
use heap::Rank;
use std::cell::Cell;
use std::rc::Weak;
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

/// One call. The queue and the handles share it, so it can say how it ended for as long as anybody can ask.
struct Timer {
    id: TimerId,
    queue: Weak<TimerQueue>,
    rank: Cell<Rank>,
    place: Cell<Place>,
    call: Cell<Option<TimedCall>>,
}

#[derive(Clone, Copy)]
enum Place {
    /// Scheduled since the last pass began.
    New,
    /// In the heap. The rank of the entry may be lower than that of the call, if it was moved to later.
    Filed(Rank),
    Over(TimerError),
}

impl Timer {
    fn rank(&self) -> Rank {
        self.rank.get()
    }

    fn is_new(&self) -> bool {
        matches!(self.place.get(), Place::New)
    }

    fn is_filed_at(&self, rank: Rank) -> bool {
        matches!(self.place.get(), Place::Filed(filed) if filed == rank)
    }

    /// It goes into the heap at its present rank.
    fn file(&self) -> Rank {
        self.place.set(Place::Filed(self.rank()));
        self.rank()
    }
}
