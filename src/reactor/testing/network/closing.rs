//! How a connection ends: one direction, one end, or all of it at once.

use super::kernel::Kernel;
use super::stream::{Fuse, Link, Room, Stream, Way};
use super::watches::{BROKEN, ENDED, Id, WRITABLE};
use crate::reactor::address::Address;
use crate::reactor::testing::faults::Close;
use rustix::io::Errno;
use std::io;
use std::mem;
use std::net::Shutdown;

impl Kernel {
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

    /// The other end was closed in order. There is room for whatever is sent now: it goes nowhere.
    fn leave_alone(&mut self, id: Id) {
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.link = Link::Alone;
            if mem::replace(&mut stream.room, Room::Enough) == Room::Awaited {
                self.watches.tell(id, WRITABLE);
            }
        }
        self.end(id);
    }

    /// A reset came. What had come before it can still be received. By path it is an end of the stream with an error.
    fn reset(&mut self, id: Id) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        if stream.is_tcp() {
            let after_the_end = stream.inward == Way::Closed;
            self.fail(id, if after_the_end { Errno::PIPE } else { Errno::CONNRESET }.into());
        } else {
            stream.error = Some(Errno::CONNRESET.into());
            self.leave_alone(id);
        }
    }

    /// The connection breaks at this end, whose caller is told by an error: the other end is reset.
    pub(super) fn break_off(&mut self, id: Id) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        let link = mem::replace(&mut stream.link, Link::Broken);
        self.watches.tell(id, BROKEN);
        if let Link::Joined(peer) = link {
            self.reset(peer);
        }
    }

    /// Closes an end. One with bytes that nobody received is reset: its peer must not believe that they were read.
    pub(super) fn close(&mut self, id: Id) -> Option<Stream> {
        self.watches.forget(id);
        let stream = self.streams.remove(&id)?;
        let by_reset = stream.close == Close::ByReset && stream.is_tcp();
        match stream.link {
            Link::Attempted => self.ports.values_mut().for_each(|port| port.outside.retain(|outside| *outside != id)),
            Link::Joined(peer) if by_reset || !stream.inbox.is_empty() => self.reset(peer),
            Link::Joined(peer) => self.leave_alone(peer),
            Link::Alone | Link::Broken => {}
        }
        Some(stream)
    }

    pub(super) fn close_after(&mut self, host: &Address, bytes: usize, close: Close) -> io::Result<()> {
        let joined = |stream: &Stream| matches!(stream.link, Link::Joined(_)) && stream.host == *host;
        let found = self.streams.iter().filter(|(_, stream)| joined(stream)).map(|(id, _)| *id).min();
        self.burn(found.ok_or(Errno::NOTCONN)?, Fuse { left: bytes, close });
        Ok(())
    }

    /// Where the fuse has come to its end, both ends of the connection see a close.
    pub(super) fn burn(&mut self, id: Id, fuse: Fuse) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        stream.fuse = Some(fuse);
        let (0, Link::Joined(peer)) = (fuse.left, stream.link) else { return };
        for end in [id, peer] {
            match fuse.close {
                Close::InOrder => self.leave_alone(end),
                Close::ByReset => self.reset(end),
            }
        }
    }
}
