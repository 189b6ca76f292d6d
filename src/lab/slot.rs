//! A registered descriptor, of a socket or a pipe: the one place from which it is gauged, acted on from outside, and
//! closed.
//!
//! It is shared by reference count, never by a second descriptor. Gauges and outside actions work
//! under the slot's lock and never block; a call that may block borrows the socket and lets the lock go. Closing
//! empties the slot first, so no number is read from a descriptor that the kernel has given to somebody else.

use super::kernel;
use crate::event::{Gauges, SourceName};
use rustix::net::{RecvFlags, SendFlags, Shutdown};
use socket2::Socket;
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// What a descriptor is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A TCP socket.
    Socket,
    /// The reading end of a pipe.
    Pipe,
}

/// Sends of the stage, counted.
#[derive(Default)]
struct Sends {
    entered: AtomicU64,
    returned: AtomicU64,
}

pub(crate) struct Slot {
    pub(crate) name: SourceName,
    kind: Kind,
    fd: Mutex<Option<Arc<OwnedFd>>>,
    nonblocking: AtomicBool,
    port: AtomicU16,
    peer: OnceLock<SourceName>,
    sends: Sends,
    /// The gauges that were noted last; locked from reading to noting.
    pub(crate) noted: Mutex<Option<Gauges>>,
}

impl Slot {
    pub(crate) fn new(name: SourceName, kind: Kind, fd: OwnedFd) -> Self {
        Slot {
            name,
            kind,
            fd: Mutex::new(Some(Arc::new(fd))),
            nonblocking: AtomicBool::new(false),
            port: AtomicU16::new(0),
            peer: OnceLock::new(),
            sends: Sends::default(),
            noted: Mutex::default(),
        }
    }

    /// The descriptor for a call that may block. It lives at least as long as the call.
    pub(crate) fn borrow(&self) -> Option<Arc<OwnedFd>> {
        self.lock().clone()
    }

    pub(crate) fn fd(&self) -> Option<u64> {
        self.lock().as_ref().and_then(|socket| u64::try_from(socket.as_raw_fd()).ok())
    }

    /// Whether no call on it waits.
    pub(crate) fn nonblocking(&self) -> bool {
        self.nonblocking.load(Ordering::Relaxed)
    }

    pub(crate) fn set_nonblocking(&self, on: bool) {
        self.nonblocking.store(on, Ordering::Relaxed);
    }

    pub(crate) fn set_port(&self, port: u16) {
        self.port.store(port, Ordering::Relaxed);
    }

    pub(crate) fn port(&self) -> Option<u16> {
        Some(self.port.load(Ordering::Relaxed)).filter(|port| *port != 0)
    }

    pub(crate) fn set_peer(&self, peer: SourceName) {
        _ = self.peer.set(peer);
    }

    pub(crate) fn peer(&self) -> Option<SourceName> {
        self.peer.get().cloned()
    }

    /// Makes a send of the stage, open to [`Slot::open_send`] until the kernel gives it back.
    pub(crate) fn sending<T>(&self, send: impl FnOnce() -> T) -> T {
        self.sends.entered.fetch_add(1, Ordering::Release);
        let sent = send();
        self.sends.returned.fetch_add(1, Ordering::Release);
        sent
    }

    /// The number of the send that is open on this socket.
    pub(crate) fn open_send(&self) -> Option<u64> {
        let returned = self.sends.returned.load(Ordering::Acquire);
        let entered = self.sends.entered.load(Ordering::Acquire);
        (entered > returned).then_some(entered)
    }

    /// Gauges of a pipe or a connected socket; `None` once it is closed or before it is connected.
    pub(crate) fn gauges(&self) -> Option<Gauges> {
        match self.kind {
            Kind::Pipe => {
                let unread = rustix::io::ioctl_fionread(self.lock().as_ref()?.as_fd()).ok();
                Some(Gauges { unread, ..Gauges::default() })
            }
            Kind::Socket => {
                self.peer.get()?;
                self.lock().as_ref().map(|socket| kernel::gauges(socket.as_fd()))
            }
        }
    }

    /// Reads from outside without waiting.
    pub(crate) fn read(&self, most: usize) -> Option<io::Result<usize>> {
        let socket = self.lock();
        let mut buffer = vec![0; most];
        let read = |socket: &Arc<OwnedFd>| rustix::net::recv(socket.as_fd(), &mut buffer[..], RecvFlags::DONTWAIT);
        socket.as_ref().map(read).map(|result| result.map(|(got, _)| got).map_err(io::Error::from))
    }

    /// Shuts the sending side from outside: a blocked send comes back short.
    pub(crate) fn shut_write(&self) -> Option<io::Result<()>> {
        self.act(|socket| rustix::net::shutdown(socket.as_fd(), Shutdown::Write))
    }

    /// Resets the connection without closing the descriptor: the peer's blocked send comes back short.
    pub(crate) fn reset(&self) -> Option<io::Result<()>> {
        self.act(|socket| rustix::net::connect_unspec(socket.as_fd()))
    }

    /// Shuts both sides: whatever blocks on this socket wakes.
    pub(crate) fn shut_both(&self) {
        self.act(|socket| rustix::net::shutdown(socket.as_fd(), Shutdown::Both));
    }

    /// Closes the socket: the slot is empty before the descriptor goes. `false` where it was closed before.
    pub(crate) fn close(&self) -> bool {
        self.lock().take().is_some()
    }

    fn act(&self, act: impl FnOnce(&OwnedFd) -> rustix::io::Result<()>) -> Option<io::Result<()>> {
        self.lock().as_ref().map(|socket| act(socket).map_err(io::Error::from))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<OwnedFd>>> {
        self.fd.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends without raising `SIGPIPE`; may block.
pub(super) fn send(socket: &Socket, data: &[u8]) -> io::Result<usize> {
    rustix::net::send(socket.as_fd(), data, SendFlags::NOSIGNAL).map_err(io::Error::from)
}

/// Receives into the space; may block.
pub(super) fn recv(socket: &Socket, space: &mut [u8]) -> io::Result<usize> {
    rustix::net::recv(socket.as_fd(), space, RecvFlags::empty()).map(|(got, _)| got).map_err(io::Error::from)
}
