//! Calling what is the program's own, and telling what happened.

use super::Engine;
use crate::reactor::error::panicked;
use crate::reactor::log::Failure;
use crate::reactor::outcome::{Caller, Result};
use crate::reactor::probe::{Callback, Noted};
use crate::reactor::source::Key;
use std::panic::{AssertUnwindSafe, catch_unwind};

impl Engine {
    /// Tells the probe, if there is one. Otherwise not even the fact is made.
    #[inline]
    pub(crate) fn note<'a>(&self, caller: Option<Caller>, noted: impl FnOnce() -> Noted<'a>) {
        if let Some(probe) = &self.probe {
            probe.note(&noted(), caller);
        }
    }

    /// Calls something of the program's own. An error, and a panic, is told once to the log and the probe.
    pub(crate) fn call(&self, key: Option<Key>, callback: Callback, call: impl FnOnce() -> Result) -> Result {
        self.note(None, || Noted::Called { key, callback });
        let result = catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| Err(panicked(&*panic).into()));
        self.note(None, || Noted::CameBack { key, callback });
        if let Err(error) = &result {
            self.note(None, || Noted::CallbackFailed { key, callback, error });
            self.log(Failure::Callback { callback, error });
        }
        result
    }

    /// Calls something whose failure ends nothing else.
    pub(crate) fn tell(&self, key: Option<Key>, callback: Callback, call: impl FnOnce() -> Result) {
        let _ = self.call(key, callback, call); // it is in the log
    }

    /// The same for something that cannot fail but by a panic.
    pub(crate) fn inform(&self, key: Option<Key>, callback: Callback, call: impl FnOnce()) {
        self.tell(key, callback, || {
            call();
            Ok(())
        });
    }

    pub(crate) fn log(&self, failure: Failure<'_>) {
        self.log.failed(failure);
    }
}
