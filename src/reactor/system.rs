//! Sockets of the kernel: TCP and Unix-domain streams, non-blocking from their first moment.

use super::address::Address;
use super::network::{ListeningSocket, Network, Socket};
use super::source::Source;
use rustix::io::Errno;
use rustix::net::sockopt;
use rustix::net::{
    self, AddressFamily, RecvFlags, SendAncillaryBuffer, SendFlags, SocketAddrAny, SocketAddrUnix, SocketFlags,
    SocketType,
};
use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, IoSlice};
use std::net::{Shutdown, SocketAddr};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// The sockets of the system this runs on. What a reactor uses unless told otherwise.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNetwork;

impl Network for SystemNetwork {
    fn listen(&self, at: &Address, backlog: u32) -> io::Result<Rc<dyn ListeningSocket>> {
        let fd = open(at)?;
        match at {
            Address::Tcp(address) => {
                sockopt::set_socket_reuseaddr(&fd, true)?; // else a port that was just closed is taken for a while
                net::bind(&fd, address)?;
            }
            Address::Unix(path) => net::bind(&fd, &unix(path.as_deref())?)?,
        }
        let path = Unlink(match at {
            Address::Unix(path) => path.clone(),
            Address::Tcp(_) => None,
        });
        net::listen(&fd, i32::try_from(backlog).unwrap_or(i32::MAX))?;
        Ok(Rc::new(Listener { fd, reserve: RefCell::new(reserve().ok()), _path: path }))
    }

    fn connect(&self, to: &Address, from: Option<&Address>) -> io::Result<Rc<dyn Socket>> {
        let fd = open(to)?;
        if let Some(Address::Tcp(from)) = from {
            net::bind(&fd, from)?;
        }
        let begun = match to {
            Address::Tcp(address) => net::connect(&fd, address),
            Address::Unix(path) => net::connect(&fd, &unix(path.as_deref())?),
        };
        match begun {
            // An interrupted attempt goes on, as one in progress does.
            Ok(()) | Err(Errno::INPROGRESS | Errno::INTR) => Ok(Rc::new(Stream(fd))),
            Err(error) => Err(error.into()),
        }
    }
}

/// A socket for that kind of address.
fn open(address: &Address) -> io::Result<OwnedFd> {
    let family = match address {
        Address::Tcp(SocketAddr::V4(_)) => AddressFamily::INET,
        Address::Tcp(SocketAddr::V6(_)) => AddressFamily::INET6,
        Address::Unix(_) => AddressFamily::UNIX,
    };
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    Ok(net::socket_with(family, SocketType::STREAM, flags, None)?)
}

fn unix(path: Option<&Path>) -> io::Result<SocketAddrUnix> {
    let path = path.ok_or(io::ErrorKind::InvalidInput)?;
    Ok(SocketAddrUnix::new(path)?)
}

fn address(any: SocketAddrAny) -> io::Result<Address> {
    if any.address_family() == AddressFamily::UNIX {
        let unix = SocketAddrUnix::try_from(any)?;
        let path = unix.path_bytes().map(|bytes| PathBuf::from(OsStr::from_bytes(bytes)));
        return Ok(Address::Unix(path));
    }
    Ok(Address::Tcp(any.try_into()?))
}

/// A descriptor to give up when there are no others, so that a peer at the door can be told that nobody is in.
fn reserve() -> io::Result<File> {
    File::open("/dev/null")
}

struct Stream(OwnedFd);

impl AsFd for Stream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Socket for Stream {
    fn source(self: Rc<Self>) -> Source {
        Source::Fd(self)
    }

    fn recv(&self, into: &mut [u8]) -> io::Result<usize> {
        let (_, got) = net::recv(&self.0, into, RecvFlags::empty())?;
        Ok(got)
    }

    fn send(&self, chunks: &[IoSlice<'_>]) -> io::Result<usize> {
        // Without the flag a peer that is gone would be a signal.
        Ok(match chunks {
            [chunk] => net::send(&self.0, chunk, SendFlags::NOSIGNAL)?,
            chunks => net::sendmsg(&self.0, chunks, &mut SendAncillaryBuffer::default(), SendFlags::NOSIGNAL)?,
        })
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        let how = match how {
            Shutdown::Read => net::Shutdown::Read,
            Shutdown::Write => net::Shutdown::Write,
            Shutdown::Both => net::Shutdown::Both,
        };
        Ok(net::shutdown(&self.0, how)?)
    }

    fn reset_on_close(&self) -> io::Result<()> {
        Ok(sockopt::set_socket_linger(&self.0, Some(Duration::ZERO))?)
    }

    fn take_error(&self) -> io::Result<Option<io::Error>> {
        Ok(sockopt::socket_error(&self.0)?.err().map(Into::into))
    }

    fn host(&self) -> io::Result<Address> {
        address(net::getsockname(&self.0)?)
    }

    fn peer(&self) -> io::Result<Address> {
        net::getpeername(&self.0)?.map_or(Ok(Address::Unix(None)), address)
    }

    fn set_no_delay(&self, on: bool) -> io::Result<()> {
        Ok(sockopt::set_tcp_nodelay(&self.0, on)?)
    }

    fn no_delay(&self) -> io::Result<bool> {
        Ok(sockopt::tcp_nodelay(&self.0)?)
    }

    fn set_keep_alive(&self, on: bool) -> io::Result<()> {
        Ok(sockopt::set_socket_keepalive(&self.0, on)?)
    }

    fn keep_alive(&self) -> io::Result<bool> {
        Ok(sockopt::socket_keepalive(&self.0)?)
    }
}

struct Listener {
    fd: OwnedFd,
    reserve: RefCell<Option<File>>,
    _path: Unlink,
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// Removes the path of a Unix-domain port when that is closed.
struct Unlink(Option<PathBuf>);

impl Drop for Unlink {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path); // somebody else may have done it
        }
    }
}

impl Listener {
    fn accept_fd(&self) -> rustix::io::Result<(OwnedFd, Option<SocketAddrAny>)> {
        net::acceptfrom_with(&self.fd, SocketFlags::NONBLOCK | SocketFlags::CLOEXEC)
    }
}

impl ListeningSocket for Listener {
    fn source(self: Rc<Self>) -> Source {
        Source::Fd(self)
    }

    fn accept(&self) -> io::Result<(Rc<dyn Socket>, Address)> {
        let (fd, peer) = self.accept_fd()?;
        let peer = peer.map_or(Ok(Address::Unix(None)), address)?;
        let mut reserve_held = self.reserve.borrow_mut();
        if reserve_held.is_none() {
            *reserve_held = reserve().ok(); // there are descriptors again, it seems
        }
        Ok((Rc::new(Stream(fd)), peer))
    }

    fn turn_away(&self, limit: usize) -> io::Result<usize> {
        let mut reserve_held = self.reserve.borrow_mut();
        drop(reserve_held.take().ok_or_else(|| io::Error::from(Errno::MFILE))?);
        let mut gone = 0;
        let turned_away = loop {
            if gone == limit {
                break Ok(gone);
            }
            match self.accept_fd() {
                Ok(_) | Err(Errno::CONNABORTED | Errno::PERM) => gone += 1, // closed at once, or gone by itself
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break Ok(gone),
                Err(error) => break Err(error.into()), // another thread had the descriptor first
            }
        };
        *reserve_held = reserve().ok();
        turned_away
    }

    fn host(&self) -> io::Result<Address> {
        address(net::getsockname(&self.fd)?)
    }
}
