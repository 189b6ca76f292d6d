//! Lab time as a reactor's clock: while the stage is held it stands still, so a hold makes no delayed call late.

use crate::lab::bench::Bench;
use crate::reactor::Clock;
use std::sync::Arc;
use std::time::Duration;

/// The lab's clock.
pub(super) struct LabTime(Arc<Bench>);

impl LabTime {
    pub(super) fn new(bench: &Arc<Bench>) -> Self {
        LabTime(bench.clone())
    }
}

impl Clock for LabTime {
    fn now(&self) -> Duration {
        self.0.probe.clock().now().duration()
    }
}
