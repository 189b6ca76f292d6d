//! The points in time at which a loop ticks, in whole nanoseconds.

use crate::reactor::timers::nanos;
use std::time::Duration;

/// The points `origin + k * interval`, and up to which of them the loop has counted.
pub(super) struct Grid {
    origin: Duration,
    interval: Duration,
    /// The last point that was counted; `None` before the origin itself was.
    counted: Option<u64>,
}

impl Grid {
    /// A grid whose origin is its first tick.
    pub(super) fn from(origin: Duration, interval: Duration) -> Self {
        Grid { origin, interval, counted: None }
    }

    /// A grid whose first tick is one interval after its origin.
    pub(super) fn after(origin: Duration, interval: Duration) -> Self {
        Grid { origin, interval, counted: Some(0) }
    }

    pub(super) fn interval(&self) -> Duration {
        self.interval
    }

    /// The origin itself was counted elsewhere.
    pub(super) fn count_origin(&mut self) {
        self.counted = Some(0);
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
        let before = self.counted.replace(point);
        before.map_or(point + 1, |before| point - before)
    }

    fn since_origin(&self, now: Duration) -> u64 {
        nanos(now.saturating_sub(self.origin))
    }
}
