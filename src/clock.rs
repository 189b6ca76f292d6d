//! The lab's clock: monotonic time less the time that the stage was held.
//!
//! It is the only place that reads the system's clock. A stage that rests because the learner looks at
//! something does not grow late by it: while anything is held, lab time stands still.

use crate::event::Micros;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Reads the monotonic clock. The screen's loop uses it too, for frames and pace.
#[allow(clippy::disallowed_methods)] // the one place
pub fn monotonic() -> Instant {
    Instant::now()
}

/// Lab time of one run, from zero.
#[derive(Debug)]
pub struct LabClock {
    start: Instant,
    state: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    total: Duration,
    since: Option<Instant>,
}

impl LabClock {
    /// A clock that stands at zero now.
    pub fn start() -> Self {
        LabClock { start: monotonic(), state: Mutex::default() }
    }

    /// Lab time now. It never goes back.
    pub fn now(&self) -> Micros {
        let state = self.lock();
        let until = state.since.unwrap_or_else(monotonic);
        until.duration_since(self.start).saturating_sub(state.total).into()
    }

    /// Stops the clock. Does nothing where it is stopped already.
    pub fn hold(&self) {
        let mut state = self.lock();
        state.since.get_or_insert_with(monotonic);
    }

    /// Lets the clock go on, and says how long it stood.
    pub fn release(&self) -> Micros {
        let mut state = self.lock();
        let held = state.since.take().map_or(Duration::ZERO, |since| since.elapsed());
        state.total += held;
        held.into()
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lab_time_stands_still_while_held() {
        let clock = LabClock::start();
        clock.hold();
        let before = clock.now();
        let spin = monotonic();
        while spin.elapsed() < Duration::from_millis(2) {}
        assert_eq!(clock.now(), before);
        assert!(clock.release() >= Micros(2_000));
        assert!(clock.now() < Micros(before.0 + 2_000));
    }
}
