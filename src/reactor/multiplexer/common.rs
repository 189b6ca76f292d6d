//! What the three that ask a kernel have in common: descriptors, long timeouts, interruptions.

use crate::reactor::source::Source;
use rustix::event::Timespec;
use std::io;
use std::os::fd::BorrowedFd;
use std::time::Duration;

/// The longest wait: what fits a C int of milliseconds, 24 days. Whoever waits for something later asks again then.
const LONGEST: Duration = Duration::from_secs(2_147_483);

/// The descriptor of a source of the system.
pub(super) fn descriptor(source: &Source) -> io::Result<BorrowedFd<'_>> {
    match source {
        Source::Fd(fd) => Ok(fd.as_fd()),
        Source::Memory(_) => Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "a connection in memory has no descriptor: only a memory network can wait for it",
        )),
    }
}

/// A timeout that every system takes.
pub(super) fn clamped(timeout: Option<Duration>) -> Option<Duration> {
    timeout.map(|timeout| timeout.min(LONGEST))
}

/// A timeout in the kernel's form, to the nanosecond.
pub(super) fn timespec(timeout: Option<Duration>) -> Option<Timespec> {
    clamped(timeout).map(|timeout| Timespec {
        tv_sec: timeout.as_secs().cast_signed(), // clamped: it fits
        tv_nsec: timeout.subsec_nanos().into(),
    })
}

/// Whether the wait came to its end: a signal that interrupts it is no error.
pub(super) fn uninterrupted<T, E: Into<io::Error>>(waited: Result<T, E>) -> io::Result<bool> {
    match waited.map_err(Into::into) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(false),
        Err(error) => Err(error),
    }
}
