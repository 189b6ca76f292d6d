//! A descriptor of the program's own, with its panics caught: a panic ends it as an error does.
//!
//! The library's own descriptors need none of this. What of theirs can panic is a callback, caught where it is called.

use super::error::panicked;
use super::outcome::Result;
use super::reason::Reason;
use super::source::{Descriptor, Taken};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

pub(crate) struct Guarded {
    descriptor: Rc<dyn Descriptor>,
    /// Whether it lives on after the end of its stream: asked at that end, inside the guard.
    lives_on: Cell<bool>,
}

impl Guarded {
    pub(crate) fn new(descriptor: Rc<dyn Descriptor>) -> Rc<Self> {
        Rc::new(Guarded { descriptor, lives_on: Cell::new(false) })
    }
}

impl Descriptor for Guarded {
    fn do_read(&self) -> Result<Taken, Reason> {
        guard(|| {
            let served = self.descriptor.do_read();
            self.lives_on.set(matches!(served, Err(Reason::Done)) && self.descriptor.is_half_closeable());
            served
        })
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        guard(|| self.descriptor.do_write())
    }

    fn connection_lost(&self, reason: Reason) {
        self.descriptor.connection_lost(reason);
    }

    fn is_half_closeable(&self) -> bool {
        self.lives_on.get()
    }

    fn read_connection_lost(&self) {
        self.descriptor.read_connection_lost();
    }
}

fn guard(serve: impl FnOnce() -> Result<Taken, Reason>) -> Result<Taken, Reason> {
    catch_unwind(AssertUnwindSafe(serve)).unwrap_or_else(|panic| Err(Reason::Error(panicked(&*panic).into())))
}
