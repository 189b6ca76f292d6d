//! One end of a connection: its queue, its two directions, and how it ends. The rules are Linux's, as measured on
//! loopback.
//!
//! ```text
//!            send ───────────────────────────────────────┐
//!   one end                                              v
//!            recv <── inbox ┐             ┌ inbox ── recv   the other end
//!                           └───────────────────── send
//! ```

use super::kernel::Kernel;
use super::watches::{BROKEN, ENDED, Id, READABLE, WRITABLE};
use crate::reactor::address::Address;
use crate::reactor::source::Readiness;
use crate::reactor::testing::faults::{Call, Fault};
use rustix::io::Errno;
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::net::Shutdown;

pub(super) struct Stream {
    pub(super) host: Address,
    pub(super) peer: Address,
    pub(super) link: Link,
    /// The pending error, as `SO_ERROR` has it.
    pub(super) error: Option<io::Error>,
    pub(super) closing: Closing,
    pub(super) no_delay: bool,
    pub(super) keep_alive: bool,
    /// What the peer sent and nobody has received yet.
    inbox: VecDeque<u8>,
    capacity: usize,
    inward: Way,
    outward: Way,
    room: Room,
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
enum Way {
    Open,
    Closed,
}

/// Whether a send found too little room, and its sender is to be told of more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Enough,
    Awaited,
}

/// What a close will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    InOrder,
    ByReset,
}

impl Stream {
    pub(super) fn new(host: Address, peer: Address, link: Link, capacity: usize) -> Self {
        Stream {
            host,
            peer,
            link,
            error: None,
            closing: Closing::InOrder,
            no_delay: false,
            keep_alive: false,
            inbox: VecDeque::new(),
            capacity,
            inward: Way::Open,
            outward: Way::Open,
            room: Room::Enough,
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

    fn free(&self) -> usize {
        self.capacity.saturating_sub(self.inbox.len())
    }

    /// Moves bytes out of the inbox.
    fn unload(&mut self, into: &mut [u8]) {
        let (front, back) = self.inbox.as_slices();
        let first = front.len().min(into.len());
        into[..first].copy_from_slice(&front[..first]);
        let second = into.len() - first;
        into[first..].copy_from_slice(&back[..second]);
        self.inbox.drain(..into.len());
    }
}

impl Kernel {
    pub(super) fn stream(&mut self, id: Id) -> io::Result<&mut Stream> {
        Ok(self.streams.get_mut(&id).ok_or(Errno::BADF)?)
    }

    pub(super) fn recv(&mut self, id: Id, into: &mut [u8]) -> io::Result<usize> {
        let stream = self.stream(id)?;
        let there = stream.inbox.len().min(into.len());
        let limit = match stream.readiness().readable {
            true => self.meet(id, Call::Recv, there)?,
            false => there,
        };
        let stream = self.stream(id)?;
        if into.is_empty() {
            return Ok(0);
        }
        if there == 0 {
            return match (stream.inward, stream.error.take(), stream.link) {
                (Way::Closed, ..) => Ok(0),
                (_, Some(error), _) => Err(error),
                (_, None, Link::Broken) => Ok(0),
                _ => Err(Errno::AGAIN.into()),
            };
        }
        let count = there.min(limit);
        stream.unload(&mut into[..count]);
        let ending = stream.readiness().ending;
        if count < there {
            self.watches.tell(id, Readiness { ending, ..READABLE });
        }
        self.room_made(id);
        Ok(count)
    }

    /// The sender at the other end is told of room once a third is free: for less it is not worth waking.
    fn room_made(&mut self, id: Id) {
        let Some(reader) = self.streams.get(&id) else { return };
        let (Link::Joined(peer), free, capacity) = (reader.link, reader.free(), reader.capacity) else { return };
        let Some(sender) = self.streams.get_mut(&peer) else { return };
        if sender.room == Room::Awaited && free >= capacity.div_ceil(3) {
            sender.room = Room::Enough;
            self.watches.tell(peer, WRITABLE);
        }
    }

    pub(super) fn send(&mut self, id: Id, chunks: &[IoSlice<'_>]) -> io::Result<usize> {
        let total = chunks.iter().map(|chunk| chunk.len()).sum::<usize>();
        let stream = self.stream(id)?;
        if let Some(error) = stream.error.take() {
            return Err(error);
        }
        match stream.link {
            _ if stream.outward == Way::Closed => Err(Errno::PIPE.into()),
            Link::Attempted => Err(Errno::AGAIN.into()),
            Link::Broken => Err(Errno::PIPE.into()),
            Link::Alone => self.send_to_nobody(id, total),
            Link::Joined(peer) => self.pass(id, peer, chunks, total),
        }
    }

    /// The other end was closed. TCP learns that only by sending: the bytes go, a reset comes back.
    fn send_to_nobody(&mut self, id: Id, total: usize) -> io::Result<usize> {
        let stream = self.stream(id)?;
        stream.link = Link::Broken;
        if let Address::Unix(_) = stream.peer {
            return Err(Errno::PIPE.into());
        }
        stream.error = Some(Errno::PIPE.into());
        self.watches.tell(id, BROKEN);
        Ok(total)
    }

    fn pass(&mut self, id: Id, peer: Id, chunks: &[IoSlice<'_>], total: usize) -> io::Result<usize> {
        let possible = self.stream(peer)?.free().min(total);
        let limit = match possible {
            0 => 0,
            _ => self.meet(id, Call::Send, possible)?,
        };
        let count = possible.min(limit);
        if count < possible {
            self.watches.tell(id, WRITABLE);
        } else if count < total {
            self.stream(id)?.room = Room::Awaited;
        }
        if count == 0 {
            return if total == 0 { Ok(0) } else { Err(Errno::AGAIN.into()) };
        }
        let inbox = &mut self.stream(peer)?.inbox;
        let was_empty = inbox.is_empty();
        let mut left = count;
        for chunk in chunks {
            let part = &chunk[..chunk.len().min(left)];
            inbox.extend(part);
            left -= part.len();
        }
        if was_empty {
            self.watches.tell(peer, READABLE);
        }
        Ok(count)
    }

    /// What a fault leaves of a call that could move so many bytes: how many at most.
    fn meet(&mut self, id: Id, call: Call, possible: usize) -> io::Result<usize> {
        let stream = self.streams.get(&id).ok_or(Errno::BADF)?;
        match self.faults.hit(call, &stream.host, possible) {
            None => Ok(possible),
            Some(Fault::Cut(most)) => Ok(most.max(1)),
            Some(Fault::Interrupted) => Err(Errno::INTR.into()),
            Some(Fault::Blocked) => {
                let again = if call == Call::Recv { READABLE } else { WRITABLE };
                let ending = stream.readiness().ending;
                self.watches.tell(id, Readiness { ending, ..again });
                Err(Errno::AGAIN.into())
            }
            Some(Fault::Error(error)) => {
                self.break_off(id);
                Err(error)
            }
        }
    }

    pub(super) fn shutdown(&mut self, id: Id, how: Shutdown) -> io::Result<()> {
        let stream = self.stream(id)?;
        let (Link::Joined(_) | Link::Alone) = stream.link else { return Err(Errno::NOTCONN.into()) };
        let (link, outward) = (stream.link, stream.outward);
        if how != Shutdown::Write {
            stream.inward = Way::Closed;
            self.watches.tell(id, ENDED);
        }
        if how != Shutdown::Read && outward == Way::Open {
            self.stream(id)?.outward = Way::Closed;
            self.watches.tell(id, WRITABLE);
            if let Link::Joined(peer) = link {
                self.end(peer);
            }
        }
        Ok(())
    }

    /// The last byte from the other end is in the inbox.
    fn end(&mut self, id: Id) {
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.inward = Way::Closed;
            self.watches.tell(id, ENDED);
        }
    }

    /// The connection breaks here: the other end is reset.
    pub(super) fn break_off(&mut self, id: Id) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        let link = std::mem::replace(&mut stream.link, Link::Broken);
        self.watches.tell(id, BROKEN);
        if let Link::Joined(peer) = link {
            self.reset(peer);
        }
    }

    /// A reset came. What had come before it can still be received.
    fn reset(&mut self, id: Id) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        let after_the_end = stream.inward == Way::Closed;
        self.fail(id, if after_the_end { Errno::PIPE } else { Errno::CONNRESET }.into());
    }

    /// Closes an end. One with bytes that nobody received is reset: its peer must not believe that they were read.
    pub(super) fn close(&mut self, id: Id) -> Option<Stream> {
        self.watches.forget(id);
        let stream = self.streams.remove(&id)?;
        let by_reset = stream.closing == Closing::ByReset && stream.peer.tcp().is_some();
        match stream.link {
            Link::Attempted => self.ports.values_mut().for_each(|port| port.outside.retain(|outside| *outside != id)),
            Link::Joined(peer) if by_reset || !stream.inbox.is_empty() => self.reset(peer),
            Link::Joined(peer) => self.leave_alone(peer),
            Link::Alone | Link::Broken => {}
        }
        Some(stream)
    }

    /// The other end was closed in order.
    fn leave_alone(&mut self, id: Id) {
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.link = Link::Alone; // it waits for no room: all that it sent was received
        }
        self.end(id);
    }
}
