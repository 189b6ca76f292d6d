//! Which thread of the stage this is, and in which turn: set when the lab starts a thread, read at each note.

use crate::event::ThreadName;
use std::cell::{Cell, RefCell};

thread_local! {
    static NAME: RefCell<Option<ThreadName>> = const { RefCell::new(None) };
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// The calling thread is the stage's from now on, by this name.
pub(super) fn enter(name: ThreadName) {
    NAME.set(Some(name));
}

/// The calling thread's name and turn; `lab` on a thread that is not the stage's.
pub(super) fn origin() -> (ThreadName, u32) {
    let name = NAME.with_borrow(Clone::clone);
    (name.unwrap_or_else(|| ThreadName::LAB.into()), TURN.get())
}

pub(super) fn next_turn() {
    TURN.set(TURN.get().saturating_add(1));
}

/// Whether the calling thread belongs to a stage: its panics are caught and reported as events.
pub fn is_stage_thread() -> bool {
    NAME.with_borrow(Option::is_some)
}
