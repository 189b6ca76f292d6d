//! The sockets of a stage: they block as real sockets do, and every call is noted on the line after it.

use super::Result;
use super::bench::Bench;
use super::end::{End, Line, caller_line};
use super::slot;
use crate::event::{Call, Event, SourceName};
use socket2::{SockAddr, Socket};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

/// Connections that may wait in a listener for `accept`.
const BACKLOG: i32 = 1;

/// A listening socket. Dropping it closes it.
pub struct Listener {
    pub(super) end: End,
}

/// One end of a connection. Dropping it closes it.
pub struct Conn {
    pub(super) end: End,
}

impl Listener {
    pub(super) fn open(bench: &Arc<Bench>, name: &str, line: Line) -> Result<Self> {
        let end = End::open(bench, name, line)?;
        end.pin_buffers(line)?;
        let address: SockAddr = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0).into();
        end.call(Call::Bind, None, line, |socket| socket.bind(&address).map(|()| 0))?;
        end.call(Call::Listen, Some(BACKLOG as u64), line, |socket| socket.listen(BACKLOG).map(|()| 0))?;
        let port = end.local_port()?;
        end.note(line, Event::Bound { port });
        Ok(Listener { end })
    }

    /// Takes the next connection; waits for one.
    ///
    /// # Errors
    /// What `accept(2)` gives.
    #[track_caller]
    pub fn accept(&self, name: &str) -> Result<Conn> {
        let end = self.end.accept(SourceName::from(name), caller_line())?;
        Ok(Conn { end })
    }
}

impl Listener {
    /// From now on `accept` does not wait: where no connection is there, it gives `EAGAIN`.
    ///
    /// # Errors
    /// What the kernel gives.
    #[track_caller]
    pub fn set_nonblocking(&self) -> Result {
        self.end.set_nonblocking(true, caller_line())
    }

    /// Closes the socket now, on this line.
    #[track_caller]
    pub fn close(self) {
        self.end.close(caller_line());
    }
}

impl Conn {
    pub(super) fn connect(bench: &Arc<Bench>, name: &str, port: u16, line: Line) -> Result<Self> {
        let end = End::open(bench, name, line)?;
        end.pin_buffers(line)?;
        end.pin_no_delay(line)?;
        let address: SockAddr = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port).into();
        end.call(Call::Connect, None, line, |socket| socket.connect(&address).map(|()| 0))?;
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
        self.send_at(data, caller_line())
    }

    /// Sends all of `data`, in as many sends as it takes.
    ///
    /// # Errors
    /// What the first failing `send(2)` gives; how much was taken before is then not told, as with Python's `sendall`.
    #[track_caller]
    pub fn send_all(&self, mut data: &[u8]) -> Result {
        let line = caller_line();
        while !data.is_empty() {
            let taken = self.send_at(data, line)?;
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
        let got =
            self.end.call(Call::Recv, Some(most as u64), caller_line(), |socket| slot::recv(socket, &mut space))?;
        space.truncate(got);
        Ok(space)
    }

    /// From now on no call on it waits: what would have to wait gives `EAGAIN`, and a send takes what fits.
    ///
    /// # Errors
    /// What the kernel gives.
    #[track_caller]
    pub fn set_nonblocking(&self) -> Result {
        self.end.set_nonblocking(true, caller_line())
    }

    /// Shuts the sending side: the peer reads to the end of what was sent, then nothing.
    ///
    /// # Errors
    /// What `shutdown(2)` gives.
    #[track_caller]
    pub fn shutdown(&self) -> Result {
        let line = caller_line();
        self.end
            .call(Call::ShutdownWrite, None, line, |socket| socket.shutdown(std::net::Shutdown::Write).map(|()| 0))?;
        Ok(())
    }

    /// Closes the socket now, on this line. Whoever holds it still and calls it finds it closed.
    #[track_caller]
    pub fn close(&self) {
        self.end.close(caller_line());
    }

    fn send_at(&self, data: &[u8], line: Line) -> Result<usize> {
        let send = |socket: &Socket| self.end.slot.sending(|| slot::send(socket, data));
        self.end.call(Call::Send, Some(data.len() as u64), line, send)
    }
}
