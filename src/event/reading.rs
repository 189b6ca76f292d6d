//! What the kernel says when it is asked: gauges of a socket, the state of a thread.

use super::{Micros, Text};
use serde::{Deserialize, Serialize};

/// Kernel gauges of one socket at one moment, in bytes of payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Gauges {
    /// In the send queue and not yet acknowledged by the peer (`SIOCOUTQ`, on TCP).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queued: Option<u64>,
    /// In the send queue and not yet sent at all (`SIOCOUTQNSD`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsent: Option<u64>,
    /// In the receive queue and not yet read by the program (`FIONREAD`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<u64>,
}

/// What the kernel says of one thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadSample {
    /// Running, asleep, ...
    pub state: ThreadState,
    /// The system call it is in, where the kernel says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub syscall: Option<Text>,
    /// The kernel function it sleeps in, where the kernel says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wchan: Option<Text>,
    /// Processor time it has used since it started.
    pub cpu: Micros,
}

/// A thread's state in the kernel's own letters, spelled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreadState {
    /// `R`
    Running,
    /// `S`: asleep, wakes for a signal
    Asleep,
    /// `D`: asleep, wakes for nothing else
    DiskSleep,
    /// `T` or `t`
    Stopped,
    /// `Z`, `X` or gone
    Dead,
    /// a letter this table lacks
    Unknown,
}
