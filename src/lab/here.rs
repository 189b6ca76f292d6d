//! Which thread of the stage this is, and in which turn: set when the lab starts a thread, read at each note.

use super::hints::Hints;
use super::repeats::Repeats;
use crate::event::{Call, Counts, Event, Outcome, SourceName, ThreadName};
use std::cell::{Cell, RefCell};
use std::sync::Arc;

thread_local! {
    static NAME: RefCell<Option<ThreadName>> = const { RefCell::new(None) };
    static TURN: Cell<u32> = const { Cell::new(0) };
    static QUIET: RefCell<Option<Sums>> = const { RefCell::new(None) };
    static HINTS: RefCell<Hints> = RefCell::default();
    static OBEYS: RefCell<Option<Obeys>> = const { RefCell::new(None) };
    static REPEATS: RefCell<Option<Arc<Repeats>>> = const { RefCell::new(None) };
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

/// What this thread does again and again is counted there from now on.
pub(super) fn count_by(repeats: Arc<Repeats>) {
    REPEATS.set(Some(repeats));
}

/// Asks where this thread counts, if it does.
pub(super) fn repeats<T>(ask: impl FnOnce(&Repeats) -> T) -> Option<T> {
    REPEATS.with_borrow(|repeats| repeats.as_deref().map(ask))
}

/// What obeys the learner's orders in a reactor's thread.
type Obeys = Box<dyn FnMut(&str) -> crate::reactor::Result>;

/// Takes or gives names for what this thread makes next.
pub(super) fn hint(give: impl FnOnce(&mut Hints)) {
    HINTS.with_borrow_mut(give);
}

/// The same, with what it found.
pub(super) fn hinted<T>(take: impl FnOnce(&mut Hints) -> T) -> T {
    HINTS.with_borrow_mut(take)
}

/// From now on this obeys, in this thread.
pub(super) fn obey_by(obey: impl FnMut(&str) -> crate::reactor::Result + 'static) {
    OBEYS.set(Some(Box::new(obey)));
}

/// Obeys. What obeys is out of its place meanwhile, and may name another in its stead.
pub(super) fn obey(order: &str) -> crate::reactor::Result {
    let Some(mut obeys) = OBEYS.take() else { return Ok(()) };
    let obeyed = obeys(order);
    OBEYS.with_borrow_mut(|place| _ = place.get_or_insert(obeys));
    obeyed
}

/// What is only summed, by source.
type Sums = Vec<(Option<SourceName>, Counts)>;

/// From now on this thread's events are summed and not told.
pub(super) fn be_quiet() {
    QUIET.set(Some(Sums::new()));
}

/// From now on they are told again: gives the sums of those that were not.
pub(super) fn speak() -> Sums {
    QUIET.take().unwrap_or_default()
}

/// Whether this thread's events are summed and not told.
pub(super) fn is_quiet() -> bool {
    QUIET.with_borrow(Option::is_some)
}

/// Sums an event where this thread is quiet; says whether it is.
pub(super) fn sum(source: Option<&SourceName>, event: &Event) -> bool {
    QUIET.with_borrow_mut(|quiet| {
        let Some(sums) = quiet else { return false };
        let place = sums.iter().position(|(known, _)| known.as_ref() == source).unwrap_or_else(|| {
            sums.push((source.cloned(), Counts::default()));
            sums.len() - 1
        });
        let counts = &mut sums[place].1;
        match event {
            Event::Entered { .. } => {}
            Event::Woke { .. } => counts.calls += 1,
            Event::Returned { call, outcome, .. } if call.is_syscall() => {
                counts.calls += 1;
                match (call, outcome) {
                    (Call::Send, Outcome::Result(n)) => counts.sent += n,
                    (Call::Recv | Call::Read, Outcome::Result(n)) => counts.received += n,
                    _ => {}
                }
            }
            _ => counts.others += 1,
        }
        true
    })
}

/// The calling thread's turn.
pub(super) fn turn() -> u32 {
    TURN.get()
}

pub(super) fn next_turn() {
    TURN.set(TURN.get().saturating_add(1));
}

/// Whether the calling thread belongs to a stage: its panics are caught and reported as events.
pub fn is_stage_thread() -> bool {
    NAME.with_borrow(Option::is_some)
}
