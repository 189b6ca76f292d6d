//! What the queue knows of a call, beside its function.

use super::arena::Place;
use super::heap::Rank;
use crate::reactor::error::TimerError;

/// A call. It stays in its place as long as anything refers to it: time, the heap, or a handle.
pub(super) struct Timer {
    pub(super) rank: Rank,
    pub(super) handles: u32,
    pub(super) state: State,
}

#[derive(Clone, Copy)]
pub(super) enum State {
    /// Scheduled since the last pass began: a link of the chain of new ones.
    New(Links),
    /// In the heap, with so many entries: one that was overtaken stays there for a while.
    Filed { entries: u32 },
    /// The heap may still have entries of it.
    Over { how: TimerError, entries: u32 },
}

/// The neighbours in a chain.
#[derive(Clone, Copy, Default)]
pub(super) struct Links {
    pub(super) before: Option<Place>,
    pub(super) after: Option<Place>,
}

impl Timer {
    /// Whether it waits, or else how it ended.
    pub(super) fn waits(&self) -> Result<(), TimerError> {
        match self.state {
            State::New(_) | State::Filed { .. } => Ok(()),
            State::Over { how, .. } => Err(how),
        }
    }

    /// Whether nothing refers to it any more.
    pub(super) fn is_forgotten(&self) -> bool {
        self.handles == 0 && matches!(self.state, State::Over { entries: 0, .. })
    }
}
