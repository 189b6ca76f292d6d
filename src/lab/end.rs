//! One end of something in its slot, with the bench that notes its calls: what a listener, a connection and a pipe share.

use super::bench::Bench;
use super::slot::{Kind, Slot};
use super::{CallError, Result};
use crate::event::{Call, Event, Outcome, SourceName};
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::panic::Location;
use std::sync::Arc;

/// The line of the stage that makes a call; none where the reactor makes it.
pub(super) type Line = Option<u32>;

/// The line from which a function of the lab was called.
#[track_caller]
pub(super) fn caller_line() -> Line {
    Some(Location::caller().line())
}

/// A descriptor in its slot. Dropping it closes it.
pub(super) struct End {
    pub(super) bench: Arc<Bench>,
    pub(super) slot: Arc<Slot>,
}

impl End {
    pub(super) fn open(bench: &Arc<Bench>, name: &str, line: Line) -> Result<Self> {
        let source = SourceName::from(name);
        bench.note(Some(&source), line, Event::entered(Call::Socket, None));
        let opened = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP));
        let outcome = opened
            .as_ref()
            .map_or_else(|error| Outcome::Errno(super::error::errno(error)), |s| Outcome::Result(s.as_raw_fd() as u64));
        bench.note(Some(&source), line, Event::Returned { call: Call::Socket, asked: None, outcome });
        let socket = opened.map_err(|error| CallError::kernel(&source, Call::Socket, &error))?;
        Ok(End { bench: bench.clone(), slot: bench.register(Slot::new(source, Kind::Socket, socket.into())) })
    }

    /// One call on a socket: see [`End::call_fd`].
    pub(super) fn call(
        &self,
        call: Call,
        asked: Option<u64>,
        line: Line,
        make: impl FnOnce(&Socket) -> io::Result<usize>,
    ) -> Result<usize> {
        self.call_fd(call, asked, line, |fd| make(&SockRef::from(fd)))
    }

    /// One call: noted before, made without any lock, noted after with what the kernel answered, and gauged. What
    /// cannot wait is not noted before.
    pub(super) fn call_fd(
        &self,
        call: Call,
        asked: Option<u64>,
        line: Line,
        make: impl FnOnce(&OwnedFd) -> io::Result<usize>,
    ) -> Result<usize> {
        let made = self.attempt(call, asked, line, make)?;
        made.map_err(|error| CallError::kernel(&self.slot.name, call, &error))
    }

    /// The same, with the kernel's own word for what it refused.
    pub(super) fn attempt(
        &self,
        call: Call,
        asked: Option<u64>,
        line: Line,
        make: impl FnOnce(&OwnedFd) -> io::Result<usize>,
    ) -> Result<io::Result<usize>> {
        // What is opened after a run was abandoned is not woken with the rest: it must not block in the first place.
        if self.bench.gate.abandoned() {
            return Err(CallError::abandoned());
        }
        let Some(fd) = self.slot.borrow() else { return Err(CallError::Closed { source: self.slot.name.clone() }) };
        let told = |result: &io::Result<usize>| {
            let outcome = match result {
                Ok(n) => Outcome::Result(*n as u64),
                Err(error) => Outcome::Errno(super::error::errno(error)),
            };
            Event::Returned { call, asked, outcome }
        };
        let result = if !self.slot.nonblocking() {
            self.note(line, Event::entered(call, asked));
            let result = make(&fd);
            self.note(line, told(&result));
            result
        } else {
            // Nothing told of it before: what it causes in another thread must not be told before it.
            let made = self.bench.note_with(&self.slot.name, line, || {
                let result = make(&fd);
                let event = told(&result);
                (result, event)
            });
            made.ok_or_else(CallError::abandoned)?
        };
        drop(fd);
        // What was refused has moved nothing.
        if !matches!(&result, Err(error) if error.kind() == io::ErrorKind::WouldBlock) {
            self.bench.gauge_pair(&self.slot);
        }
        Ok(result)
    }

    /// Takes the next connection of a listener, by this name, and notes whose other end it is.
    pub(super) fn accept(&self, source: SourceName, line: Line) -> Result<End> {
        let mut accepted = None;
        self.call(Call::Accept, None, line, |socket| {
            let (socket, peer) = socket.accept()?;
            let fd = socket.as_raw_fd();
            accepted = Some((socket, peer));
            Ok(fd as usize)
        })?;
        let Some((socket, peer)) = accepted else { return Err(CallError::Closed { source }) };
        let peer_port = peer.as_socket().map_or(0, |address| address.port());
        let slot = Slot::new(source, Kind::Socket, socket.into());
        let end = End { bench: self.bench.clone(), slot: self.bench.register(slot) };
        let port = end.local_port()?;
        if let Some(other) = end.bench.slot_at(peer_port) {
            let fd = end.slot.fd().unwrap_or(0);
            end.note(line, Event::Accepted { fd, peer: other.name.clone(), port, peer_port });
            end.slot.set_peer(other.name.clone());
            other.set_peer(end.slot.name.clone());
        }
        end.note_inherited(line)?;
        end.pin_no_delay(line)?;
        end.bench.gauge_pair(&end.slot);
        Ok(end)
    }

    /// From now on no call on it waits, or every call may again.
    pub(super) fn set_nonblocking(&self, on: bool, line: Line) -> Result {
        let Some(fd) = self.slot.borrow() else { return Err(CallError::Closed { source: self.slot.name.clone() }) };
        let set = rustix::io::ioctl_fionbio(&fd, on).map_err(io::Error::from);
        let outcome =
            set.as_ref().map_or_else(|error| Outcome::Errno(super::error::errno(error)), |()| Outcome::Result(0));
        self.note(line, Event::Returned { call: Call::Nonblocking, asked: Some(u64::from(on)), outcome });
        self.slot.set_nonblocking(on);
        set.map_err(|error| CallError::kernel(&self.slot.name, Call::Nonblocking, &error))
    }

    pub(super) fn local_port(&self) -> Result<u16> {
        if let Some(port) = self.slot.port() {
            return Ok(port);
        }
        let name = &self.slot.name;
        let socket = self.slot.borrow().ok_or_else(|| CallError::Closed { source: name.clone() })?;
        let address =
            SockRef::from(&socket).local_addr().map_err(|error| CallError::kernel(name, Call::Bind, &error))?;
        let port = address.as_socket().map_or(0, |address| address.port());
        self.slot.set_port(port);
        Ok(port)
    }

    pub(super) fn note(&self, line: Line, event: Event) {
        self.bench.note(Some(&self.slot.name), line, event);
    }

    pub(super) fn close(&self, line: Option<u32>) {
        if self.slot.close() {
            self.bench.unwatched(&self.slot.name);
            let (call, asked, outcome) = (Call::Close, None, Outcome::Result(0));
            self.bench.note(Some(&self.slot.name), line, Event::Returned { call, asked, outcome });
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.close(None);
    }
}
