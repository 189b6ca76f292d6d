//! The handle on a call that waits.

use super::arena::Place;
use super::nanos;
use super::queue::{Book, due_in};
use crate::reactor::error::TimerError;
use crate::reactor::outcome::Caller;
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
pub struct DelayedCall {
    pub(super) book: Rc<Book>,
    /// Counted there.
    pub(super) place: Place,
}

impl DelayedCall {
    /// Whether it still waits: neither called nor cancelled, and its reactor is still there.
    pub fn is_active(&self) -> bool {
        self.book.calls.borrow().waits(self.place).is_ok()
    }

    /// Takes the call back: it never runs, and its function is dropped before this returns.
    ///
    /// # Errors
    /// `AlreadyCalled`, `AlreadyCancelled`; the latter also where its reactor is gone.
    #[track_caller]
    pub fn cancel(&self) -> Result<(), TimerError> {
        let (function, swept) = self.book.calls.borrow_mut().cancel(self.place)?;
        if let Some(watch) = self.book.watch.upgrade() {
            watch.cancelled(self.place, Location::caller());
            watch.swept(swept, &self.book.calls);
        }
        drop(function); // last: it may call back into the queue
        Ok(())
    }

    /// Makes it due `delay` from now, sooner or later than before. Earlier delays no longer count.
    ///
    /// # Errors
    /// As for [`cancel`](DelayedCall::cancel).
    #[track_caller]
    pub fn reset(&self, delay: Duration) -> Result<(), TimerError> {
        self.book.calls.borrow().waits(self.place)?;
        let clock = self.book.clock.upgrade().ok_or(TimerError::AlreadyCancelled)?;
        self.move_to(due_in(delay, &*clock), Location::caller())
    }

    /// Makes it due `by` later than it was to be.
    ///
    /// # Errors
    /// As for [`cancel`](DelayedCall::cancel).
    #[track_caller]
    pub fn delay(&self, by: Duration) -> Result<(), TimerError> {
        let due = self.book.calls.borrow().due(self.place).saturating_add(nanos(by));
        self.move_to(due, Location::caller())
    }

    /// When it is due, since the clock's origin. Of a call that is over: when it was to be, at last. (Twisted's
    /// `getTime`.)
    pub fn due(&self) -> Duration {
        Duration::from_nanos(self.book.calls.borrow().due(self.place))
    }

    fn move_to(&self, due: u64, caller: Caller) -> Result<(), TimerError> {
        let swept = self.book.calls.borrow_mut().move_to(self.place, due)?;
        if let Some(watch) = self.book.watch.upgrade() {
            watch.moved(self.place, Duration::from_nanos(due), caller);
            watch.swept(swept, &self.book.calls);
        }
        Ok(())
    }
}

impl Clone for DelayedCall {
    fn clone(&self) -> Self {
        self.book.calls.borrow_mut().hold(self.place);
        DelayedCall { book: self.book.clone(), place: self.place }
    }
}

impl Drop for DelayedCall {
    fn drop(&mut self) {
        self.book.calls.borrow_mut().release(self.place);
    }
}

impl PartialEq for DelayedCall {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.book, &other.book) && self.place == other.place
    }
}

impl Eq for DelayedCall {}

impl fmt::Debug for DelayedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DelayedCall").field("due", &self.due()).field("active", &self.is_active()).finish()
    }
}
