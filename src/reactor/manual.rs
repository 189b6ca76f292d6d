//! A clock in the hand: time that passes when the test says so.
//!
//! ```
//! use std::time::Duration;
//! use twistlab::reactor::manual::ManualClock;
//!
//! let clock = ManualClock::new();
//! clock.call_later(Duration::from_secs(30), || println!("half a minute"));
//! clock.advance(Duration::from_secs(29)).unwrap(); // nothing yet
//! clock.advance(Duration::from_secs(1)).unwrap(); // prints, and no time was spent
//! ```

use super::clock::Clock;
use super::ended::Outcome;
use super::outcome::{BoxError, Caller};
use super::probe::{Noted, Probe};
use super::time::{ReactorTime, TimedCall, timed};
use super::timers::{DelayedCall, TimerQueue};
use std::cell::Cell;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

/// Time that stands still until it is [advanced](ManualClock::advance), and the calls that wait for it. (Twisted's
/// `task.Clock`.) Clones share: one for the test, one for the code under test.
///
/// It is time and nothing else: it cannot run, stop or listen. A reactor may be given one as its clock, too; the reactor's
/// calls then wait in the reactor, and run in its turns.
///
/// An advance goes in one step: first it is later, then all that is due runs, and each call sees the *final* time.
/// So a call that repeats every second runs once in `advance(60 s)`; to see sixty, advance sixty times.
///
/// It differs from a reactor in one thing: a call that schedules another with no delay sees that one run in the same
/// advance, where a reactor puts it off to the next turn.
///
/// An error of a call comes out of the advance that ran it, and a panic likewise. Time has moved then, that call is over,
/// and those behind it wait for the next advance.
#[derive(Clone)]
pub struct ManualClock {
    hand: Rc<Hand>,
    queue: Rc<TimerQueue>,
    probe: Option<Rc<dyn Probe>>,
}

struct Hand(Cell<Duration>);

impl Clock for Hand {
    fn now(&self) -> Duration {
        self.0.get()
    }
}

impl ManualClock {
    /// How many calls that were scheduled during an advance may run in it. More of them, and it has no end.
    pub const BUDGET: usize = 100_000;

    /// A clock that stands at zero, with no calls.
    pub fn new() -> Self {
        ManualClock::of(None)
    }

    /// The same, with somebody who is told what becomes of its calls.
    pub fn watched(probe: Rc<dyn Probe>) -> Self {
        ManualClock::of(Some(probe))
    }

    fn of(probe: Option<Rc<dyn Probe>>) -> Self {
        let hand = Rc::new(Hand(Cell::new(Duration::ZERO)));
        ManualClock { queue: TimerQueue::new(hand.clone(), probe.clone()), hand, probe }
    }

    /// The time now, since zero.
    pub fn now(&self) -> Duration {
        self.hand.now()
    }

    /// Calls `call` once, when time has been advanced by `delay` from now; never inside this call. Dropping the handle
    /// does not cancel it.
    #[track_caller]
    pub fn call_later<O: Outcome>(&self, delay: Duration, call: impl FnOnce() -> O + 'static) -> DelayedCall {
        self.queue.schedule(delay, timed(call), Location::caller())
    }

    /// Makes it `by` later, then runs what is due: by time, and first come, first served among equals. Zero runs
    /// what is due already. May be called from inside a call: the inner advance runs what is due, the outer one goes on.
    ///
    /// # Errors
    /// `Call` with the error of the first call that failed; `Endless` where calls go on scheduling calls without delay.
    #[track_caller]
    pub fn advance(&self, by: Duration) -> Result<(), AdvanceError> {
        let now = self.now().saturating_add(by);
        self.hand.0.set(now);
        if let Some(probe) = &self.probe {
            probe.note(&Noted::Advanced { by, now }, Some(Location::caller()));
        }
        let mut budget = self.queue.len().saturating_add(Self::BUDGET);
        loop {
            self.queue.begin_pass(); // so that calls of this advance can run in it
            let Some((_, _, call)) = self.queue.pop_due(self.now()) else { return Ok(()) };
            call().map_err(AdvanceError::Call)?;
            budget = budget.checked_sub(1).ok_or(AdvanceError::Endless)?;
        }
    }

    /// Advances to when the next call is due, and runs all that is due then. Returns by how much; `None` where no call
    /// waits, and then no time passes.
    ///
    /// # Errors
    /// As for [`advance`](ManualClock::advance).
    #[track_caller]
    pub fn advance_to_next(&self) -> Result<Option<Duration>, AdvanceError> {
        let Some(due) = self.queue.next_due() else { return Ok(None) };
        let by = due.saturating_sub(self.now());
        self.advance(by)?;
        Ok(Some(by))
    }

    /// Advances by each of `steps` in turn.
    ///
    /// # Errors
    /// As for [`advance`](ManualClock::advance); the steps behind the one that failed are not made.
    #[track_caller]
    pub fn pump(&self, steps: &[Duration]) -> Result<(), AdvanceError> {
        for step in steps {
            self.advance(*step)?;
        }
        Ok(())
    }

    /// Every active call, in the order in which they are due.
    pub fn delayed_calls(&self) -> Vec<DelayedCall> {
        self.queue.pending()
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        ManualClock::new()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Duration {
        ManualClock::now(self)
    }
}

impl ReactorTime for ManualClock {
    fn now(&self) -> Duration {
        ManualClock::now(self)
    }

    fn schedule(&self, delay: Duration, call: TimedCall, caller: Caller) -> DelayedCall {
        self.queue.schedule(delay, call, caller)
    }

    fn delayed_calls(&self) -> Vec<DelayedCall> {
        ManualClock::delayed_calls(self)
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManualClock").field("now", &self.now()).field("calls", &self.queue.len()).finish()
    }
}

/// An advance that did not come to its end. Time has moved, and what did not run waits for the next advance.
#[derive(Debug)]
#[non_exhaustive]
pub enum AdvanceError {
    /// A call failed with this.
    Call(BoxError),
    /// More than [`ManualClock::BUDGET`] calls were scheduled and ran within it: a call repeats without delay.
    Endless,
}

impl fmt::Display for AdvanceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AdvanceError::Call(error) => write!(f, "a delayed call failed: {error}"),
            AdvanceError::Endless => {
                write!(
                    f,
                    "more than {} calls ran in one advance: one of them repeats without delay",
                    ManualClock::BUDGET
                )
            }
        }
    }
}

impl std::error::Error for AdvanceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            AdvanceError::Call(error) => Some(error.as_ref()),
            AdvanceError::Endless => None,
        }
    }
}
