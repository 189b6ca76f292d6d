//! The lab's sockets as the library's: their buffers pinned, each call noted on the line after it.
//!
//! They are those that a hand-built stage has, only that none of their calls waits.

use super::Floor;
use super::names::Handle;
use crate::event::{Call, Event};
use crate::lab::CallError;
use crate::lab::end::End;
use crate::lab::here;
use crate::reactor::address::Address;
use crate::reactor::network::{ListeningSocket, Network, Socket};
use crate::reactor::source::Source;
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendAncillaryBuffer, SendFlags};
use socket2::{SockAddr, SockRef};
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Makes them.
pub(super) struct LabNetwork {
    floor: Rc<Floor>,
}

/// One end of a connection. Dropping it closes it.
struct LabSocket {
    /// Let go before the slot lets go of it: then closing is noted after it was done.
    fd: Arc<OwnedFd>,
    end: End,
}

/// A listening one.
struct LabListener {
    floor: Rc<Floor>,
    /// What its connections are called.
    accepted: String,
    socket: Rc<LabSocket>,
}

impl LabNetwork {
    pub(super) fn new(floor: &Rc<Floor>) -> Self {
        LabNetwork { floor: floor.clone() }
    }

    fn open(&self, name: &str) -> io::Result<Rc<LabSocket>> {
        let end = End::open(&self.floor.bench, self.floor.bench.fresh(name).as_str(), None).map_err(refused)?;
        LabSocket::new(&self.floor, end)
    }
}

impl LabSocket {
    fn new(floor: &Floor, end: End) -> io::Result<Rc<Self>> {
        let fd = end.slot.borrow().ok_or(Errno::BADF)?;
        floor.names.borrow_mut().made(Handle::Fd(fd.as_raw_fd()), &end.slot.name);
        end.set_nonblocking(true, None).map_err(refused)?;
        Ok(Rc::new(LabSocket { fd, end }))
    }

    fn call(
        &self,
        call: Call,
        asked: Option<usize>,
        make: impl FnOnce(&OwnedFd) -> io::Result<usize>,
    ) -> io::Result<usize> {
        self.end.attempt(call, asked.map(|asked| asked as u64), None, make).map_err(refused)?
    }
}

/// An error of the lab's as one of the system's.
fn refused(error: CallError) -> io::Error {
    io::Error::other(error)
}

impl Network for LabNetwork {
    fn listen(&self, at: &Address, backlog: u32) -> io::Result<Rc<dyn ListeningSocket>> {
        let (name, accepted) = here::hinted(|hints| hints.port.take()).unwrap_or(("listener".into(), "server".into()));
        let address: SockAddr = at.tcp().ok_or(io::ErrorKind::Unsupported)?.into();
        let socket = self.open(&name)?;
        let end = &socket.end;
        end.pin_buffers(None).map_err(refused)?;
        socket.call(Call::Bind, None, |fd| SockRef::from(fd).bind(&address).map(|()| 0))?;
        let waiting = i32::try_from(backlog).unwrap_or(i32::MAX);
        socket.call(Call::Listen, Some(backlog as usize), |fd| SockRef::from(fd).listen(waiting).map(|()| 0))?;
        let port = end.local_port().map_err(refused)?;
        end.note(None, Event::Bound { port });
        Ok(Rc::new(LabListener { floor: self.floor.clone(), accepted, socket }))
    }

    fn connect(&self, to: &Address, from: Option<&Address>) -> io::Result<Rc<dyn Socket>> {
        let name = here::hinted(|hints| hints.clients.pop_front()).unwrap_or_else(|| "client".into());
        let address: SockAddr = to.tcp().ok_or(io::ErrorKind::Unsupported)?.into();
        let socket = self.open(&name)?;
        let end = &socket.end;
        end.pin_buffers(None).map_err(refused)?;
        end.pin_no_delay(None).map_err(refused)?;
        if let Some(from) = from.and_then(Address::tcp) {
            socket.call(Call::Bind, None, |fd| SockRef::from(fd).bind(&from.into()).map(|()| 0))?;
        }
        match socket.call(Call::Connect, None, |fd| SockRef::from(fd).connect(&address).map(|()| 0)) {
            Err(error) if !matches!(Errno::from_io_error(&error), Some(Errno::INPROGRESS | Errno::INTR)) => Err(error),
            _ => {
                end.local_port().map_err(refused)?; // by which whoever accepts it finds its name
                Ok(socket)
            }
        }
    }
}

impl AsFd for LabSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl Socket for LabSocket {
    fn source(self: Rc<Self>) -> Source {
        Source::Fd(self)
    }

    fn recv(&self, into: &mut [u8]) -> io::Result<usize> {
        self.call(Call::Recv, Some(into.len()), |fd| Ok(rustix::net::recv(fd, into, RecvFlags::empty())?.0))
    }

    fn send(&self, chunks: &[IoSlice<'_>]) -> io::Result<usize> {
        let asked = chunks.iter().map(|chunk| chunk.len()).sum();
        self.call(Call::Send, Some(asked), |fd| {
            // Without the flag a peer that is gone would be a signal.
            let flags = SendFlags::NOSIGNAL;
            Ok(match chunks {
                [chunk] => rustix::net::send(fd, chunk, flags)?,
                chunks => rustix::net::sendmsg(fd, chunks, &mut SendAncillaryBuffer::default(), flags)?,
            })
        })
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        let call = match how {
            Shutdown::Write => Call::ShutdownWrite,
            Shutdown::Read | Shutdown::Both => Call::ShutdownBoth,
        };
        self.call(call, None, |fd| SockRef::from(fd).shutdown(how).map(|()| 0)).map(|_| ())
    }

    fn reset_on_close(&self) -> io::Result<()> {
        SockRef::from(&self.fd).set_linger(Some(Duration::ZERO))
    }

    fn take_error(&self) -> io::Result<Option<io::Error>> {
        SockRef::from(&self.fd).take_error()
    }

    fn host(&self) -> io::Result<Address> {
        address(&SockRef::from(&self.fd).local_addr()?)
    }

    fn peer(&self) -> io::Result<Address> {
        address(&SockRef::from(&self.fd).peer_addr()?)
    }

    fn set_no_delay(&self, on: bool) -> io::Result<()> {
        SockRef::from(&self.fd).set_tcp_nodelay(on)
    }

    fn no_delay(&self) -> io::Result<bool> {
        SockRef::from(&self.fd).tcp_nodelay()
    }

    fn set_keep_alive(&self, on: bool) -> io::Result<()> {
        SockRef::from(&self.fd).set_keepalive(on)
    }

    fn keep_alive(&self) -> io::Result<bool> {
        SockRef::from(&self.fd).keepalive()
    }
}

fn address(address: &SockAddr) -> io::Result<Address> {
    address.as_socket().map(Address::Tcp).ok_or_else(|| io::ErrorKind::Unsupported.into())
}

impl ListeningSocket for LabListener {
    fn source(self: Rc<Self>) -> Source {
        Source::Fd(self.socket.clone())
    }

    fn accept(&self) -> io::Result<(Rc<dyn Socket>, Address)> {
        // A name is given to what is there: the call may find nobody.
        let name = self.floor.bench.next_fresh(&self.accepted);
        let end = self.socket.end.accept(name, None).map_err(|error| match error {
            CallError::Kernel { errno, .. } if errno.name() == "EAGAIN" => io::ErrorKind::WouldBlock.into(),
            other => refused(other),
        })?;
        _ = self.floor.bench.fresh(&self.accepted);
        let socket = LabSocket::new(&self.floor, end)?;
        let peer = socket.peer()?;
        Ok((socket, peer))
    }

    fn turn_away(&self, _limit: usize) -> io::Result<usize> {
        Err(Errno::MFILE.into()) // no descriptor is kept in reserve
    }

    fn host(&self) -> io::Result<Address> {
        self.socket.host()
    }
}
