//! The queue, as those use it who make passes.

use super::calls::Calls;
use super::watch::Watch;
use super::{DelayedCall, TimerId, nanos};
use crate::reactor::clock::Clock;
use crate::reactor::outcome::{Caller, Result};
use crate::reactor::probe::Probe;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::time::Duration;

/// The queue of a reactor or a clock. See the module's page.
pub(crate) struct TimerQueue {
    clock: Rc<dyn Clock>,
    watch: Option<Rc<Watch>>,
    book: Rc<Book>,
}

/// What the queue shares with the handles. They may outlive it, to tell how their calls ended; they keep nothing else.
pub(super) struct Book {
    pub(super) calls: RefCell<Calls>,
    pub(super) clock: Weak<dyn Clock>,
    /// Where nobody watches, this was never anything.
    pub(super) watch: Weak<Watch>,
}

/// When a call is due that is to wait so long from now.
pub(super) fn due_in(delay: Duration, clock: &dyn Clock) -> u64 {
    nanos(clock.now()).saturating_add(nanos(delay))
}

impl TimerQueue {
    pub(crate) fn new(clock: Rc<dyn Clock>, probe: Option<Rc<dyn Probe>>) -> Rc<Self> {
        let watch = probe.map(|probe| Rc::new(Watch::new(probe)));
        let watched = watch.as_ref().map(Rc::downgrade).unwrap_or_default();
        let book = Book { calls: RefCell::default(), clock: Rc::downgrade(&clock), watch: watched };
        Rc::new(TimerQueue { clock, watch, book: Rc::new(book) })
    }

    pub(crate) fn schedule<F: FnOnce() -> Result + 'static>(
        &self,
        delay: Duration,
        function: F,
        caller: Caller,
    ) -> DelayedCall {
        let due = due_in(delay, &*self.clock);
        let place = self.book.calls.borrow_mut().schedule(due, function);
        let call = DelayedCall { book: self.book.clone(), place };
        if let Some(watch) = &self.watch {
            watch.scheduled(place, Duration::from_nanos(due), caller, &self.book.calls);
        }
        call
    }

    /// When the first call is due. Of those scheduled since the last pass began, too; of none that was cancelled.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        let due = self.book.calls.borrow_mut().next_due().map(Duration::from_nanos);
        self.arranged();
        due
    }

    /// Begins a pass: what was scheduled until now can be taken out when it is due.
    pub(crate) fn begin_pass(&self) {
        let swept = self.book.calls.borrow_mut().file_new();
        if let Some(watch) = &self.watch {
            watch.swept(swept, &self.book.calls);
        }
    }

    /// Where somebody wants to know: tells how the queue lies now.
    #[inline]
    fn arranged(&self) {
        if let Some(watch) = &self.watch {
            watch.arranged(&self.book.calls);
        }
    }

    /// Takes out the first call that is due, with its name (where there is a probe) and the time at which it was due. From
    /// here on it is called.
    pub(crate) fn pop_due(
        &self,
        now: Duration,
    ) -> Option<(Option<TimerId>, Duration, impl FnOnce() -> Result + use<>)> {
        let popped = self.book.calls.borrow_mut().pop_due(nanos(now));
        if popped.is_none() {
            self.arranged(); // dead ones may have surfaced
        }
        let (place, due, function) = popped?;
        let call = DelayedCall { book: self.book.clone(), place };
        let due = Duration::from_nanos(due);
        let name = self.watch.as_ref().map(|watch| watch.fired(place, now.saturating_sub(due), &self.book.calls));
        Some((name, due, move || {
            let _call = call; // keeps the place until the function was taken out of it
            function.run()
        }))
    }

    /// Every active call, in the order in which they are due.
    pub(crate) fn pending(&self) -> Vec<DelayedCall> {
        let pending = self.book.calls.borrow_mut().pending();
        pending.into_iter().map(|place| DelayedCall { book: self.book.clone(), place }).collect()
    }

    /// How many calls are active.
    pub(crate) fn len(&self) -> usize {
        self.book.calls.borrow().len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many entries the heap has, dead ones too.
    #[cfg(test)]
    pub(super) fn entries(&self) -> usize {
        self.book.calls.borrow().entries()
    }

    /// How many calls are in memory, and in how many pages.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        self.book.calls.borrow().size()
    }
}

/// A queue that goes takes its calls with it, even those on which somebody holds a handle: they may hold what holds it.
impl Drop for TimerQueue {
    fn drop(&mut self) {
        let functions = self.book.calls.borrow_mut().close();
        drop(functions); // without a borrow: they may drop handles
    }
}
