//! Socket options, by their names in the manual pages.

use serde::{Deserialize, Serialize};

/// A socket option that the lab pins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SocketOption {
    /// Size of the send queue in bytes of kernel memory.
    #[serde(rename = "SO_SNDBUF")]
    SendBuffer,
    /// Size of the receive queue in bytes of kernel memory.
    #[serde(rename = "SO_RCVBUF")]
    ReceiveBuffer,
    /// 1: small segments leave at once (Nagle's algorithm off).
    #[serde(rename = "TCP_NODELAY")]
    NoDelay,
    /// The most bytes of payload in one segment.
    #[serde(rename = "TCP_MAXSEG")]
    MaxSegment,
}

impl SocketOption {
    /// The name in the manual pages.
    pub fn name(self) -> &'static str {
        match self {
            SocketOption::SendBuffer => "SO_SNDBUF",
            SocketOption::ReceiveBuffer => "SO_RCVBUF",
            SocketOption::NoDelay => "TCP_NODELAY",
            SocketOption::MaxSegment => "TCP_MAXSEG",
        }
    }
}
