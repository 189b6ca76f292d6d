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

/// How a queue of delayed calls lies. Of new calls and of the heap at most 64 are told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Arrangement {
    /// Calls that are scheduled and not filed yet: the next pass of the queue's reactor or clock files them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new: Vec<TimerId>,
    /// The heap as it lies in memory, from its first entry on. Entry n stands above 2n + 1 and 2n + 2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heap: Vec<TimerId>,
    /// Places in the heap, from 0: entries whose call is over. They go when they surface, or are swept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dead: Vec<u8>,
    /// Places of entries whose call was given another time since: they sink to where they belong when they surface.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub misplaced: Vec<u8>,
    /// So many entries of the heap there are more.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u64,
    /// Of which clock.
    #[serde(default, skip_serializing_if = "ClockKind::is_lab")]
    pub clock: ClockKind,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
