//! What has happened: the last events, how often which, and the first thing that was wrong.
//!
//! What is wrong is found inside callbacks, where a panic would be caught by the reactor. So it is written down here,
//! and told after the turn.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

/// How many events are kept.
const KEPT: usize = 50;

#[derive(Default)]
pub(crate) struct Story {
    events: RefCell<VecDeque<String>>,
    counts: RefCell<BTreeMap<&'static str, u64>>,
    wrong: RefCell<Option<String>>,
    /// Counts whatever the reactor does that is not waiting.
    progress: Cell<u64>,
}

impl Story {
    pub(crate) fn note(&self, event: impl FnOnce() -> String) {
        let mut events = self.events.borrow_mut();
        if events.len() == KEPT {
            events.pop_front();
        }
        events.push_back(event());
    }

    pub(crate) fn count(&self, what: &'static str, by: u64) {
        *self.counts.borrow_mut().entry(what).or_default() += by;
    }

    /// Something is not as it must be. The first such thing is kept, with the events up to it.
    pub(crate) fn blame(&self, what: impl Into<String>) {
        let mut wrong = self.wrong.borrow_mut();
        if wrong.is_none() {
            let events: Vec<String> = self.events.borrow().iter().cloned().collect();
            *wrong = Some(format!("{}\n\nthe last events:\n  {}", what.into(), events.join("\n  ")));
        }
    }

    /// Blames, where it is not so.
    pub(crate) fn expect(&self, so: bool, what: impl FnOnce() -> String) {
        if !so {
            self.blame(what());
        }
    }

    pub(crate) fn wrong(&self) -> Option<String> {
        self.wrong.borrow().clone()
    }

    pub(crate) fn progressed(&self) {
        self.progress.set(self.progress.get() + 1);
    }

    pub(crate) fn progress(&self) -> u64 {
        self.progress.get()
    }

    pub(crate) fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.counts.borrow().clone()
    }
}
