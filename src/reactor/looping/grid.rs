//! The points in time at which a loop ticks, in whole nanoseconds.

use crate::reactor::timers::nanos;
use std::time::Duration;

/// The points `origin + k * interval`, and up to which of them the loop has counted. The origin itself is no point: what
/// runs there is the start.
pub(super) struct Grid {
    origin: Duration,
    interval: Duration,
    counted: u64,
}

impl Grid {
    pub(super) fn new(origin: Duration, interval: Duration) -> Self {
        Grid { origin, interval, counted: 0 }
    }

    pub(super) fn interval(&self) -> Duration {
        self.interval
    }

    /// How long from `now` to the next point. One that is now is over: the next one is a whole interval away.
    pub(super) fn until_next(&self, now: Duration) -> Duration {
        let interval = nanos(self.interval);
        let into = self.since_origin(now).checked_rem(interval).unwrap_or(0);
        Duration::from_nanos(interval - into)
    }

    /// Counts the points up to `now`: how many are new since the last count. Without an interval there are no points,
    /// and each run is one.
    pub(super) fn count(&mut self, now: Duration) -> u64 {
        let Some(point) = self.since_origin(now).checked_div(nanos(self.interval)) else { return 1 };
        point - std::mem::replace(&mut self.counted, point)
    }

    fn since_origin(&self, now: Duration) -> u64 {
        nanos(now.saturating_sub(self.origin))
    }
}
