//! One end of a connection: what it is joined to, what waits in it, what its two directions can still carry.
//!
//! ```text
//!            send ───────────────────────────────────────┐
//!   one end                                              v
//!            recv <── inbox ┐             ┌ inbox ── recv   the other end
//!                           └───────────────────── send
//! ```

use super::watches::{BROKEN, Id};
use crate::reactor::address::Address;
use crate::reactor::source::Readiness;
use crate::reactor::testing::faults::Close;
use std::collections::VecDeque;
use std::io;

pub(super) struct Stream {
    pub(super) host: Address,
    pub(super) peer: Address,
    pub(super) link: Link,
    /// What the peer sent and nobody has received yet.
    pub(super) inbox: VecDeque<u8>,
    /// What the inbox may hold.
    pub(super) capacity: usize,
    pub(super) inward: Way,
    pub(super) outward: Way,
    pub(super) room: Room,
    /// The pending error, as `SO_ERROR` has it.
    pub(super) error: Option<io::Error>,
    /// What closing this end will be.
    pub(super) close: Close,
    pub(super) fuse: Option<Fuse>,
    pub(super) no_delay: bool,
    pub(super) keep_alive: bool,
}

/// What an end is joined to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Nobody has answered yet.
    Attempted,
    /// The other end.
    Joined(Id),
    /// The other end was closed in order.
    Alone,
    /// The attempt failed, or the connection was reset.
    Broken,
}

/// Whether a direction can still carry bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Open,
    Closed,
}

/// Whether a send found too little room, and its sender is to be told of more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    Enough,
    Awaited,
}

/// The network closes the connection once so many more bytes were sent from this end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fuse {
    pub(super) left: usize,
    pub(super) close: Close,
}

impl Stream {
    pub(super) fn new(host: Address, peer: Address, link: Link, capacity: usize) -> Self {
        Stream {
            host,
            peer,
            link,
            inbox: VecDeque::new(),
            capacity,
            inward: Way::Open,
            outward: Way::Open,
            room: Room::Enough,
            error: None,
            close: Close::InOrder,
            fuse: None,
            no_delay: false,
            keep_alive: false,
        }
    }

    pub(super) fn readiness(&self) -> Readiness {
        match self.link {
            Link::Attempted => Readiness::default(),
            Link::Broken => BROKEN,
            Link::Joined(_) | Link::Alone => Readiness {
                readable: !self.inbox.is_empty() || self.inward == Way::Closed,
                writable: self.room == Room::Enough || self.outward == Way::Closed,
                ending: self.inward == Way::Closed,
            },
        }
    }

    /// Whether it is a connection by TCP; else it is one by path.
    pub(super) fn is_tcp(&self) -> bool {
        self.peer.tcp().is_some()
    }

    /// Bytes for which the inbox has room.
    pub(super) fn free(&self) -> usize {
        self.capacity.saturating_sub(self.inbox.len())
    }

    /// Moves bytes out of the inbox, which has as many.
    pub(super) fn unload(&mut self, into: &mut [u8]) {
        let (front, back) = self.inbox.as_slices();
        let first = front.len().min(into.len());
        into[..first].copy_from_slice(&front[..first]);
        let second = into.len() - first;
        into[first..].copy_from_slice(&back[..second]);
        self.inbox.drain(..into.len());
    }
}
