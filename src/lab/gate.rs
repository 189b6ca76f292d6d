//! Where the lab's own waits happen: rest points and sleeps. Both end at once when the run is abandoned.

use crate::clock::monotonic;
use crate::event::ControlId;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Whether rest points hold the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// Until the learner's cursor has come that far.
    AtRests,
    /// They only leave a mark: nobody steps.
    Never,
}

pub(crate) struct Gate {
    holding: Holding,
    /// The same as in the state: read before every call of a stage, also of one that spins.
    abandoned: AtomicBool,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    resting: bool,
    abandoned: bool,
    orders: VecDeque<ControlId>,
}

impl Gate {
    pub(crate) fn new(holding: Holding) -> Self {
        Gate { holding, abandoned: AtomicBool::new(false), state: Mutex::default(), changed: Condvar::new() }
    }

    pub(crate) fn holds(&self) -> bool {
        self.holding == Holding::AtRests
    }

    /// From here on the stage counts as resting: said before the rest is told, so that a release that answers
    /// the telling finds it.
    pub(crate) fn arrive(&self) {
        self.lock().resting = true;
    }

    /// Blocks until [`Gate::release`].
    pub(crate) fn wait(&self) {
        let mut state = self.lock();
        while state.resting && !state.abandoned {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether the stage is held at a rest point now.
    pub(crate) fn resting(&self) -> bool {
        self.lock().resting
    }

    /// Lets a resting stage go on. Does nothing where it does not rest.
    pub(crate) fn release(&self) {
        self.lock().resting = false;
        self.changed.notify_all();
    }

    /// Waits for the span; `false` where the run was abandoned meanwhile.
    pub(crate) fn sleep(&self, span: Duration) -> bool {
        let until = monotonic() + span;
        let mut state = self.lock();
        while !state.abandoned {
            let left = until.saturating_duration_since(monotonic());
            if left.is_zero() {
                return true;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        false
    }

    /// Tells the stage what to do next, now or when it asks.
    pub(crate) fn order(&self, control: ControlId) {
        self.lock().orders.push_back(control);
        self.changed.notify_all();
    }

    /// Waits for the next order; `None` where the run was abandoned meanwhile.
    pub(crate) fn next_order(&self) -> Option<ControlId> {
        let mut state = self.lock();
        loop {
            if state.abandoned {
                return None;
            }
            if let Some(order) = state.orders.pop_front() {
                return Some(order);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether the run was abandoned.
    pub(crate) fn abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Acquire)
    }

    pub(crate) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Release);
        self.lock().abandoned = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
