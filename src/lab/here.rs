//! Which thread of the stage this is, and in which turn: set when the lab starts a thread, read at each note.

use super::bench::Bench;
use super::{CallError, Result};
use crate::event::ThreadName;
use std::cell::{Cell, RefCell};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

thread_local! {
    static NAME: RefCell<Option<ThreadName>> = const { RefCell::new(None) };
    static TURN: Cell<u32> = const { Cell::new(0) };
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

/// Starts a thread of the stage. A panic in it is an error of that thread and of nothing else.
pub(super) fn spawn(
    bench: &Arc<Bench>,
    name: &str,
    body: impl FnOnce() -> Result + Send + 'static,
) -> io::Result<JoinHandle<Result>> {
    let (bench, name) = (bench.clone(), ThreadName::from(name));
    Builder::new().name(format!("stage:{name}")).spawn(move || {
        NAME.set(Some(name.clone()));
        bench.thread_started(name.clone());
        let result = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| Err(CallError::panic(&*panic)));
        bench.thread_ended(&name);
        result
    })
}
