//! What time it is, for a reactor.

use crate::clock::monotonic;
use std::time::{Duration, Instant};

/// A clock that never goes back. Times are spans since its own origin, so that a test can start at zero.
///
/// | which one do I want | |
/// |---|---|
/// | a program | [`SystemClock`], which every reactor has unless told otherwise |
/// | a test | [`ManualClock`](super::manual::ManualClock), which stands until it is advanced |
pub trait Clock {
    /// The time now.
    fn now(&self) -> Duration;
}

/// The system's monotonic clock; its origin is the moment it was made. A step of the wall clock does not move it.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// A clock that stands at zero now.
    pub fn new() -> Self {
        SystemClock { origin: monotonic() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        SystemClock::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        monotonic().duration_since(self.origin)
    }
}
