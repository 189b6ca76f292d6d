//! Delayed calls: their names, and the clocks that they go by.

use serde::{Deserialize, Serialize};

/// A delayed call of one clock's queue: the first is 1, and none is given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimerId(pub u64);

/// What a queue of delayed calls goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Lab time: the reactor's own delayed calls.
    #[default]
    Lab,
    /// A clock that stands until the program advances it.
    Manual,
    /// The time of a network in memory: it moves only by its waits.
    Memory,
}

impl ClockKind {
    /// Whether it is lab time.
    pub fn is_lab(&self) -> bool {
        *self == ClockKind::Lab
    }
}

/// Why a reactor's wait was given its timeout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Zero: a source is still ready from before, so nobody may sleep.
    StillReady,
    /// Zero: something was put off to the next turn, or the reactor was told to stop.
    CallsWait,
    /// Until the next delayed call is due.
    NextTimer,
    /// No longer than the program said.
    Asked,
    /// No timeout: only readiness or another thread can end the wait.
    NothingDue,
}
