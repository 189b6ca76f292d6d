//! Sums in place of events that came faster than they could be kept.

use super::Micros;
use serde::{Deserialize, Serialize};

/// Calls that were counted and not kept one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// System calls that returned.
    pub calls: u64,
    /// Bytes that `send` returned.
    pub sent: u64,
    /// Bytes that `recv` returned.
    pub received: u64,
    /// Other events (gauges, turns, naps) that were not kept.
    pub others: u64,
    /// The longest that one of these sends took, in microseconds.
    #[serde(default)]
    pub longest_send: Micros,
}

impl Counts {
    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        *self == Counts::default()
    }
}
