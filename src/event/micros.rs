//! Lab time.

use serde::{Deserialize, Serialize};

/// Lab time in microseconds since the run began: monotonic time less the time the stage was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Micros(pub u64);

impl Micros {
    /// The time from `earlier` to `self`; zero where `earlier` is later.
    pub fn since(self, earlier: Micros) -> Micros {
        Micros(self.0.saturating_sub(earlier.0))
    }

    /// Whether it is no time at all.
    pub fn is_zero(&self) -> bool {
        self.0 == 0
    }

    /// The same span as a [`std::time::Duration`].
    pub fn duration(self) -> std::time::Duration {
        std::time::Duration::from_micros(self.0)
    }
}

impl std::ops::Mul<u32> for Micros {
    type Output = Micros;

    fn mul(self, times: u32) -> Micros {
        Micros(self.0.saturating_mul(u64::from(times)))
    }
}

impl From<std::time::Duration> for Micros {
    fn from(span: std::time::Duration) -> Self {
        Micros(u64::try_from(span.as_micros()).unwrap_or(u64::MAX))
    }
}
