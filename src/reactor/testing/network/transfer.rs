//! Receiving and sending, with the faults that hit them. The answers are Linux's, as measured on loopback.

use super::kernel::Kernel;
use super::stream::{Fuse, Link, Room, Stream, Way};
use super::watches::{BROKEN, Id, READABLE, WRITABLE};
use crate::reactor::source::Readiness;
use crate::reactor::testing::faults::{Call, Fault};
use rustix::io::Errno;
use std::io::{self, IoSlice};

impl Kernel {
    pub(super) fn stream(&mut self, id: Id) -> io::Result<&mut Stream> {
        Ok(self.streams.get_mut(&id).ok_or(Errno::BADF)?)
    }

    pub(super) fn recv(&mut self, id: Id, into: &mut [u8]) -> io::Result<usize> {
        let stream = self.stream(id)?;
        let there = stream.inbox.len().min(into.len());
        let limit = if stream.readiness().readable { self.meet(id, Call::Recv, there)? } else { there };
        let stream = self.stream(id)?;
        if stream.inbox.is_empty() {
            return stream.nothing_there();
        }
        if into.is_empty() {
            return Ok(0);
        }
        let count = self.faults.chunk(there.min(limit));
        let stream = self.stream(id)?;
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
        if stream.is_tcp()
            && let Some(error) = stream.error.take()
        {
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
        if !stream.is_tcp() {
            return Err(Errno::PIPE.into());
        }
        stream.link = Link::Broken;
        stream.error = Some(Errno::PIPE.into());
        self.watches.tell(id, BROKEN);
        Ok(total)
    }

    fn pass(&mut self, id: Id, peer: Id, chunks: &[IoSlice<'_>], total: usize) -> io::Result<usize> {
        let fuse = self.stream(id)?.fuse;
        let possible = self.stream(peer)?.free().min(total).min(fuse.map_or(total, |fuse| fuse.left));
        let limit = if possible == 0 { 0 } else { self.meet(id, Call::Send, possible)? };
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
        if let Some(fuse) = fuse {
            self.burn(id, Fuse { left: fuse.left - count, ..fuse });
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
}

impl Stream {
    /// What a `recv` says when the inbox is empty.
    fn nothing_there(&mut self) -> io::Result<usize> {
        let ended = self.inward == Way::Closed;
        if ended && self.is_tcp() {
            return Ok(0); // an error that came after the end is for a send, or whoever asks for it
        }
        match self.error.take() {
            Some(error) => Err(error),
            None if ended || self.link == Link::Broken => Ok(0),
            None => Err(Errno::AGAIN.into()),
        }
    }
}
