//! A Unix that is not Linux: unread bytes are known there, the rest is absent and says why.

use crate::event::{Gauges, ThreadSample};
use std::os::fd::BorrowedFd;

/// Gauges that this platform lacks.
pub(super) const ABSENT: &[&str] = &[
    "bytes in the send queue: only Linux tells (SIOCOUTQ, SIOCOUTQNSD)",
    "what a thread is doing in the kernel: only Linux tells (/proc/self/task)",
];

/// Reads the gauges that exist.
pub(super) fn gauges(socket: BorrowedFd<'_>) -> Gauges {
    Gauges { unread: rustix::io::ioctl_fionread(socket).ok(), ..Gauges::default() }
}

/// No number for threads.
pub(super) fn thread_id() -> Option<u32> {
    None
}

/// No word on threads.
pub(super) fn thread(_tid: u32) -> Option<ThreadSample> {
    None
}
