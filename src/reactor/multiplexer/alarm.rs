//! A deadline that mio's wait meets to the microsecond.
//!
//! mio takes its timeout in whole milliseconds, rounded up, so that timers would be late by half of one, and the kernel
//! adds up to a thousandth of the wait as slack. So on Linux a timerfd(2) stands among the watched descriptors. It is set as rarely as
//! is right:
//!
//! ```text
//! set for a later moment than is wanted, or over ... it is set anew: one system call
//! set for that moment .............................. nothing is done
//! set for an earlier one ........................... it rings too early, once, and is set anew then
//! ```
//!
//! By the last line a deadline that is put off at every message (an idle timeout) costs one call each time it
//! *would* have passed, and not one a message. It is never read: each time it rings is an edge.

use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::time::{Duration, Instant};

/// The same deadline, computed in two turns, differs by the time between two readings of the clock. So much later than
/// wanted is the same moment.
const SAME: Duration = Duration::from_micros(20);

/// See the module's page.
pub(super) struct Alarm {
    timer: OwnedFd,
    rings: Option<Instant>,
}

impl Alarm {
    /// One that is not set, reported as `token`.
    pub(super) fn new(registry: &Registry, token: Token) -> io::Result<Self> {
        let timer = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK)?;
        registry.register(&mut SourceFd(&timer.as_raw_fd()), token, Interest::READABLE)?;
        Ok(Alarm { timer, rings: None })
    }

    /// It rings at `until`, or before.
    pub(super) fn set(&mut self, now: Instant, until: Instant) -> io::Result<()> {
        if self.rings.is_some_and(|rings| now < rings && rings <= until + SAME) {
            return Ok(());
        }
        // Zero would unset it.
        let left = until.duration_since(now).max(Duration::from_nanos(1));
        let once = Itimerspec {
            it_interval: Timespec { tv_sec: 0, tv_nsec: 0 },
            it_value: Timespec { tv_sec: left.as_secs().cast_signed(), tv_nsec: left.subsec_nanos().into() },
        };
        timerfd_settime(&self.timer, TimerfdTimerFlags::empty(), &once)?;
        self.rings = Some(until);
        Ok(())
    }
}
