//! The seam between a reactor and sockets: what connections, ports and attempts are made of.
//!
//! [`SystemNetwork`](super::system::SystemNetwork) makes sockets of the kernel, a [`MemoryNetwork`](super::testing::MemoryNetwork) makes
//! them of memory. Everything above this seam (buffers, closing, producers, factories) is the same code for both.

use super::address::Address;
use super::source::Source;
use std::io;
use std::io::IoSlice;
use std::net::Shutdown;
use std::rc::Rc;

/// A stream socket that never blocks: where it would, it says `WouldBlock`.
pub trait Socket {
    /// What to wait for.
    fn source(self: Rc<Self>) -> Source;
    /// Reads up to `into.len()` bytes; `Ok(0)` is the end of the stream.
    ///
    /// # Errors
    /// The system's. `Interrupted` may be returned and is tried again by the caller.
    fn recv(&self, into: &mut [u8]) -> io::Result<usize>;
    /// Sends as much of the chunks, in order, as there is room for.
    ///
    /// # Errors
    /// As for `recv`. A peer that is gone is an error and never a signal.
    fn send(&self, chunks: &[IoSlice<'_>]) -> io::Result<usize>;
    /// Closes one direction or both.
    ///
    /// # Errors
    /// The system's.
    fn shutdown(&self, how: Shutdown) -> io::Result<()>;
    /// Makes the coming close a reset.
    ///
    /// # Errors
    /// The system's.
    fn reset_on_close(&self) -> io::Result<()>;
    /// Takes the pending error: how a connection attempt that became ready has ended.
    ///
    /// # Errors
    /// The system's.
    fn take_error(&self) -> io::Result<Option<io::Error>>;
    /// Our end.
    ///
    /// # Errors
    /// The system's.
    fn host(&self) -> io::Result<Address>;
    /// The other end.
    ///
    /// # Errors
    /// The system's; `NotConnected` while it is not.
    fn peer(&self) -> io::Result<Address>;
    /// Sets `TCP_NODELAY`.
    ///
    /// # Errors
    /// The system's.
    fn set_no_delay(&self, on: bool) -> io::Result<()>;
    /// Reads `TCP_NODELAY`.
    ///
    /// # Errors
    /// The system's.
    fn no_delay(&self) -> io::Result<bool>;
    /// Sets `SO_KEEPALIVE`.
    ///
    /// # Errors
    /// The system's.
    fn set_keep_alive(&self, on: bool) -> io::Result<()>;
    /// Reads `SO_KEEPALIVE`.
    ///
    /// # Errors
    /// The system's.
    fn keep_alive(&self) -> io::Result<bool>;
}

/// A listening socket that never blocks.
pub trait ListeningSocket {
    /// What to wait for.
    fn source(self: Rc<Self>) -> Source;
    /// Takes one waiting connection.
    ///
    /// # Errors
    /// `WouldBlock` when none waits; else the system's.
    fn accept(&self) -> io::Result<(Rc<dyn Socket>, Address)>;
    /// Out of descriptors: accepts what waits, at most `limit` connections, by the help of a descriptor kept in reserve, and closes each at
    /// once, so that the peers see an end instead of waiting. Returns how many; fewer than `limit` when nobody is left.
    ///
    /// # Errors
    /// The system's: there was no reserve.
    fn turn_away(&self, limit: usize) -> io::Result<usize>;
    /// Where it listens.
    ///
    /// # Errors
    /// The system's.
    fn host(&self) -> io::Result<Address>;
}

/// Makes sockets.
pub trait Network {
    /// Listens; when this returns, connections can come. Port 0 is any free port.
    ///
    /// # Errors
    /// The system's.
    fn listen(&self, at: &Address, backlog: u32) -> io::Result<Rc<dyn ListeningSocket>>;

    /// Begins to connect, from the local address `from` where one is given. The socket becomes writable when the
    /// attempt has ended; [`Socket::take_error`] says how.
    ///
    /// # Errors
    /// The system's: the attempt has failed already.
    fn connect(&self, to: &Address, from: Option<&Address>) -> io::Result<Rc<dyn Socket>>;
}
