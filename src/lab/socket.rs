//! The sockets of a stage: they block as real sockets do, and every call is noted on the line after it.

use super::bench::Bench;
use super::slot::{self, Slot};
use super::{CallError, Result};
use crate::event::{Call, Event, Outcome, SocketOption, SourceName};
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::AsRawFd;
use std::panic::Location;
use std::sync::Arc;

/// Connections that may wait in a listener for `accept`.
const BACKLOG: i32 = 1;

/// A listening socket. Dropping it closes it.
pub struct Listener {
    end: End,
}

/// One end of a connection. Dropping it closes it.
pub struct Conn {
    end: End,
}

/// A socket in its slot, with the bench that notes its calls.
struct End {
    bench: Arc<Bench>,
    slot: Arc<Slot>,
}

impl Listener {
    pub(super) fn open(bench: &Arc<Bench>, name: &str, at: &Location<'_>) -> Result<Self> {
        let end = End::open(bench, name, at)?;
        end.pin_buffers(at)?;
        let address: SockAddr = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0).into();
        end.call(Call::Bind, None, at, |socket| socket.bind(&address).map(|()| 0))?;
        end.call(Call::Listen, Some(BACKLOG as u64), at, |socket| socket.listen(BACKLOG).map(|()| 0))?;
        let port = end.local_port()?;
        end.note(at, Event::Bound { port });
        Ok(Listener { end })
    }

    /// Takes the next connection; waits for one.
    ///
    /// # Errors
    /// What `accept(2)` gives.
    #[track_caller]
    pub fn accept(&self, name: &str) -> Result<Conn> {
        let at = Location::caller();
        let (source, mut accepted) = (SourceName::from(name), None);
        self.end.call(Call::Accept, None, at, |socket| {
            let (socket, peer) = socket.accept()?;
            let fd = socket.as_raw_fd();
            accepted = Some((socket, peer));
            Ok(fd as usize)
        })?;
        let Some((socket, peer)) = accepted else { return Err(CallError::Closed { source }) };
        let peer_port = peer.as_socket().map_or(0, |address| address.port());
        let slot = Slot::new(source, socket);
        let end = End { bench: self.end.bench.clone(), slot: self.end.bench.register(slot) };
        let port = end.local_port()?;
        if let Some(other) = end.bench.slot_at(peer_port) {
            let fd = end.slot.fd().unwrap_or(0);
            end.note(at, Event::Accepted { fd, peer: other.name.clone(), port, peer_port });
            end.slot.set_peer(other.name.clone());
            other.set_peer(end.slot.name.clone());
        }
        end.note_inherited(at)?;
        end.pin_no_delay(at)?;
        end.bench.gauge_pair(&end.slot);
        Ok(Conn { end })
    }
}

impl Conn {
    pub(super) fn connect(bench: &Arc<Bench>, name: &str, listener: &Listener, at: &Location<'_>) -> Result<Self> {
        let end = End::open(bench, name, at)?;
        end.pin_buffers(at)?;
        end.pin_no_delay(at)?;
        let port = listener.end.local_port()?;
        let address: SockAddr = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port).into();
        end.call(Call::Connect, None, at, |socket| socket.connect(&address).map(|()| 0))?;
        end.slot.set_port(end.local_port()?);
        Ok(Conn { end })
    }

    /// One `send(2)`: waits until the kernel has taken all of `data`, except where the connection ends meanwhile;
    /// then it says how many bytes it took.
    ///
    /// # Errors
    /// What `send(2)` gives.
    #[track_caller]
    pub fn send(&self, data: &[u8]) -> Result<usize> {
        self.send_at(data, Location::caller())
    }

    /// Sends all of `data`, in as many sends as it takes.
    ///
    /// # Errors
    /// What the first failing `send(2)` gives; how much was taken before is then not told, as with Python's `sendall`.
    #[track_caller]
    pub fn send_all(&self, mut data: &[u8]) -> Result {
        let at = Location::caller();
        while !data.is_empty() {
            let taken = self.send_at(data, at)?;
            data = &data[taken..];
        }
        Ok(())
    }

    /// One `recv(2)` of at most `most` bytes: waits for the first; empty where the peer has shut its sending side.
    ///
    /// # Errors
    /// What `recv(2)` gives.
    #[track_caller]
    pub fn recv(&self, most: usize) -> Result<Vec<u8>> {
        let mut space = vec![0; most];
        let got = self
            .end
            .call(Call::Recv, Some(most as u64), Location::caller(), |socket| slot::recv(socket, &mut space))?;
        space.truncate(got);
        Ok(space)
    }

    /// Shuts the sending side: the peer reads to the end of what was sent, then nothing.
    ///
    /// # Errors
    /// What `shutdown(2)` gives.
    #[track_caller]
    pub fn shutdown(&self) -> Result {
        let at = Location::caller();
        self.end
            .call(Call::ShutdownWrite, None, at, |socket| socket.shutdown(std::net::Shutdown::Write).map(|()| 0))?;
        Ok(())
    }

    /// Closes the socket now, on this line.
    #[track_caller]
    pub fn close(self) {
        self.end.close(Some(Location::caller().line()));
    }

    fn send_at(&self, data: &[u8], at: &Location<'_>) -> Result<usize> {
        let send = |socket: &Socket| self.end.slot.sending(|| slot::send(socket, data));
        self.end.call(Call::Send, Some(data.len() as u64), at, send)
    }
}

impl End {
    fn open(bench: &Arc<Bench>, name: &str, at: &Location<'_>) -> Result<Self> {
        let (source, line) = (SourceName::from(name), Some(at.line()));
        bench.note(Some(&source), line, Event::entered(Call::Socket, None));
        let opened = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP));
        let outcome = opened
            .as_ref()
            .map_or_else(|error| Outcome::Errno(super::error::errno(error)), |s| Outcome::Result(s.as_raw_fd() as u64));
        bench.note(Some(&source), line, Event::Returned { call: Call::Socket, asked: None, outcome });
        let socket = opened.map_err(|error| CallError::kernel(&source, Call::Socket, &error))?;
        Ok(End { bench: bench.clone(), slot: bench.register(Slot::new(source, socket)) })
    }

    /// One call: noted before, made without any lock, noted after with what the kernel answered, and gauged.
    fn call(
        &self,
        call: Call,
        asked: Option<u64>,
        at: &Location<'_>,
        make: impl FnOnce(&Socket) -> io::Result<usize>,
    ) -> Result<usize> {
        // What is opened after a run was abandoned is not woken with the rest: it must not block in the first place.
        if self.bench.gate.abandoned() {
            return Err(CallError::abandoned());
        }
        let Some(socket) = self.slot.borrow() else { return Err(CallError::Closed { source: self.slot.name.clone() }) };
        self.note(at, Event::entered(call, asked));
        let result = make(&socket);
        drop(socket);
        let outcome = match &result {
            Ok(n) => Outcome::Result(*n as u64),
            Err(error) => Outcome::Errno(super::error::errno(error)),
        };
        self.note(at, Event::Returned { call, asked, outcome });
        self.bench.gauge_pair(&self.slot);
        result.map_err(|error| CallError::kernel(&self.slot.name, call, &error))
    }

    fn pin_buffers(&self, at: &Location<'_>) -> Result {
        let knobs = self.bench.knobs.clone();
        if let Some(asked) = knobs.find("sndbuf") {
            self.pin(
                SocketOption::SendBuffer,
                asked,
                at,
                |s| s.set_send_buffer_size(asked as usize),
                Socket::send_buffer_size,
            )?;
        }
        if let Some(asked) = knobs.find("rcvbuf") {
            self.pin(
                SocketOption::ReceiveBuffer,
                asked,
                at,
                |s| s.set_recv_buffer_size(asked as usize),
                Socket::recv_buffer_size,
            )?;
        }
        Ok(())
    }

    fn pin_no_delay(&self, at: &Location<'_>) -> Result {
        let asked = self.bench.knobs.find("nodelay").unwrap_or(1);
        self.pin(
            SocketOption::NoDelay,
            asked,
            at,
            |s| s.set_tcp_nodelay(asked != 0),
            |s| s.tcp_nodelay().map(usize::from),
        )
    }

    fn pin(
        &self,
        option: SocketOption,
        asked: u64,
        at: &Location<'_>,
        set: impl FnOnce(&Socket) -> io::Result<()>,
        read: impl FnOnce(&Socket) -> io::Result<usize>,
    ) -> Result {
        let Some(socket) = self.slot.borrow() else { return Ok(()) };
        let granted = set(&socket).and_then(|()| read(&socket));
        let granted = granted.map_err(|error| CallError::kernel(&self.slot.name, Call::Socket, &error))? as u64;
        self.note(at, Event::Pinned { option, asked, granted, inherited: false });
        Ok(())
    }

    /// An accepted socket has its listener's buffers: read what that came to.
    fn note_inherited(&self, at: &Location<'_>) -> Result {
        let Some(socket) = self.slot.borrow() else { return Ok(()) };
        let kernel = |error: io::Error| CallError::kernel(&self.slot.name, Call::Accept, &error);
        for (knob, option) in [("sndbuf", SocketOption::SendBuffer), ("rcvbuf", SocketOption::ReceiveBuffer)] {
            let Some(asked) = self.bench.knobs.find(knob) else { continue };
            let granted = match option {
                SocketOption::SendBuffer => socket.send_buffer_size(),
                _ => socket.recv_buffer_size(),
            };
            let granted = granted.map_err(kernel)? as u64;
            self.note(at, Event::Pinned { option, asked, granted, inherited: true });
        }
        Ok(())
    }

    fn local_port(&self) -> Result<u16> {
        if let Some(port) = self.slot.port() {
            return Ok(port);
        }
        let name = &self.slot.name;
        let socket = self.slot.borrow().ok_or_else(|| CallError::Closed { source: name.clone() })?;
        let address = socket.local_addr().map_err(|error| CallError::kernel(name, Call::Bind, &error))?;
        let port = address.as_socket().map_or(0, |address| address.port());
        self.slot.set_port(port);
        Ok(port)
    }

    fn note(&self, at: &Location<'_>, event: Event) {
        self.bench.note(Some(&self.slot.name), Some(at.line()), event);
    }

    fn close(&self, line: Option<u32>) {
        if self.slot.close() {
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
