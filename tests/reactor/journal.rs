//! What happened, in order.

use std::cell::RefCell;
use std::fmt::Debug;
use std::rc::Rc;
use std::time::Duration;

/// Written by callbacks, read by the test. Clones share.
pub(crate) struct Journal<T>(Rc<RefCell<Vec<T>>>);

impl<T> Journal<T> {
    pub(crate) fn new() -> Self {
        Journal(Rc::default())
    }

    pub(crate) fn note(&self, entry: T) {
        self.0.borrow_mut().push(entry);
    }

    /// A function that notes one entry.
    pub(crate) fn noting(&self, entry: T) -> impl FnOnce() + use<T> {
        let journal = self.clone();
        move || journal.note(entry)
    }

    /// What was noted since the last call of this.
    pub(crate) fn take(&self) -> Vec<T> {
        self.0.take()
    }
}

impl<T> Clone for Journal<T> {
    fn clone(&self) -> Self {
        Journal(self.0.clone())
    }
}

impl<T: Debug> Debug for Journal<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.borrow().fmt(f)
    }
}

pub(crate) const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

pub(crate) const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}
