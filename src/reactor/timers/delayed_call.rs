//! The handle on a call that waits.

use super::{Place, Timer, TimerQueue, nanos};
use crate::reactor::error::TimerError;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

/// A handle on a call that waits for its time. Two clones are equal; dropping them does not cancel the call.
///
/// A call is *active* until it is called or cancelled, whichever is first; it is called at most once. Inside its own
/// function it is not active any more. What it holds is released when it is cancelled, not when it would have been due.
///
/// ```
/// use std::time::Duration;
/// use twistlab::reactor::error::TimerError;
/// use twistlab::reactor::manual::ManualClock;
///
/// let clock = ManualClock::new();
/// let timeout = clock.call_later(Duration::from_secs(30), || println!("nobody answered"));
/// timeout.reset(Duration::from_secs(60)).unwrap(); // something came: 60 s from now
/// assert_eq!(timeout.due(), Duration::from_secs(60));
/// timeout.cancel().unwrap();
/// assert_eq!(timeout.cancel(), Err(TimerError::AlreadyCancelled));
/// ```
///
/// Twisted's `delay` takes a negative number to bring a call forward. A [`Duration`] has no sign: use
/// [`reset`](DelayedCall::reset), which moves a call either way.
#[derive(Clone)]
pub struct DelayedCall(pub(super) Rc<Timer>);

impl DelayedCall {
    /// Whether it still waits: neither called nor cancelled, and its reactor is still there.
    pub fn is_active(&self) -> bool {
        self.queue().is_ok()
    }

    /// Takes the call back: it never runs, and its function is dropped before this returns.
    ///
    /// # Errors
    /// `AlreadyCalled`, `AlreadyCancelled`; the latter also where its reactor is gone.
    #[track_caller]
    pub fn cancel(&self) -> Result<(), TimerError> {
        self.queue()?.cancel(&self.0, Location::caller());
        Ok(())
    }

    /// Makes it due `delay` from now, sooner or later than before. Earlier delays no longer count.
    ///
    /// # Errors
    /// As for [`cancel`](DelayedCall::cancel).
    #[track_caller]
    pub fn reset(&self, delay: Duration) -> Result<(), TimerError> {
        let queue = self.queue()?;
        let due = queue.due_in(delay);
        queue.move_to(&self.0, due, Location::caller());
        Ok(())
    }

    /// Makes it due `by` later than it was to be.
    ///
    /// # Errors
    /// As for [`cancel`](DelayedCall::cancel).
    #[track_caller]
    pub fn delay(&self, by: Duration) -> Result<(), TimerError> {
        let due = self.0.rank().due.saturating_add(nanos(by));
        self.queue()?.move_to(&self.0, due, Location::caller());
        Ok(())
    }

    /// When it is due, since the clock's origin. Of a call that is over: when it was to be, at last. (Twisted's
    /// `getTime`.)
    pub fn due(&self) -> Duration {
        Duration::from_nanos(self.0.rank().due)
    }

    /// The queue that it waits in, or why it does not wait.
    fn queue(&self) -> Result<Rc<TimerQueue>, TimerError> {
        match self.0.place.get() {
            Place::Over(error) => Err(error),
            Place::New | Place::Filed(_) => self.0.queue.upgrade().ok_or(TimerError::AlreadyCancelled),
        }
    }
}

impl PartialEq for DelayedCall {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for DelayedCall {}

impl fmt::Debug for DelayedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DelayedCall").field("due", &self.due()).field("active", &self.is_active()).finish()
    }
}
