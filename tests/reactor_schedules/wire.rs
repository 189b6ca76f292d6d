//! One end of a connection as the probe sees it: how many bytes went where.

use super::stream::Stream;
use std::cell::Cell;
use std::net::SocketAddr;

pub(crate) struct Wire {
    pub(crate) host: SocketAddr,
    pub(crate) peer: SocketAddr,
    /// Bytes that the transport took, that the kernel took of these, and that the kernel gave.
    pub(crate) accepted: Cell<u64>,
    pub(crate) sent: Cell<u64>,
    pub(crate) received: Cell<u64>,
    /// A close in order was asked for, by whomever.
    pub(crate) closing: Cell<bool>,
    /// A read gave the end of the stream.
    pub(crate) ended: Cell<bool>,
    /// Our direction was closed alone; all of it was.
    pub(crate) write_closed: Cell<bool>,
    pub(crate) closed: Cell<bool>,
}

impl Wire {
    pub(crate) fn new(host: SocketAddr, peer: SocketAddr) -> Self {
        Wire {
            host,
            peer,
            accepted: Cell::default(),
            sent: Cell::default(),
            received: Cell::default(),
            closing: Cell::default(),
            ended: Cell::default(),
            write_closed: Cell::default(),
            closed: Cell::default(),
        }
    }

    /// Its name: its own port, and the peer's.
    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.host.port(), self.peer.port())
    }

    /// Whether the two are the ends of one connection.
    pub(crate) fn is_other_of(&self, other: &Wire) -> bool {
        (self.host, self.peer) == (other.peer, other.host)
    }

    /// What it sends.
    pub(crate) fn outward(&self) -> Stream {
        Stream::between(self.host, self.peer)
    }

    /// What it receives.
    pub(crate) fn inward(&self) -> Stream {
        Stream::between(self.peer, self.host)
    }

    pub(crate) fn waiting(&self) -> u64 {
        self.accepted.get() - self.sent.get()
    }
}
