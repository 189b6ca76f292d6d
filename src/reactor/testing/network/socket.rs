//! The handle of one end of a connection in memory.

use super::kernel::Kernel;
use super::stream::{Link, Stream};
use super::watches::Id;
use crate::reactor::address::Address;
use crate::reactor::network::Socket;
use crate::reactor::source::Source;
use crate::reactor::testing::faults::Close;
use rustix::io::Errno;
use std::cell::RefCell;
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::rc::Rc;

/// Dropping it closes the end.
pub(super) struct MemorySocket {
    kernel: Rc<RefCell<Kernel>>,
    id: Id,
}

impl MemorySocket {
    pub(super) fn new(kernel: Rc<RefCell<Kernel>>, id: Id) -> Self {
        MemorySocket { kernel, id }
    }

    fn with<T>(&self, ask: impl FnOnce(&mut Stream) -> T) -> io::Result<T> {
        self.kernel.borrow_mut().stream(self.id).map(ask)
    }

    /// The option is TCP's; a connection by path does not have it.
    fn with_tcp<T>(&self, ask: impl FnOnce(&mut Stream) -> T) -> io::Result<T> {
        self.with(|stream| if stream.is_tcp() { Ok(ask(stream)) } else { Err(Errno::OPNOTSUPP.into()) })?
    }
}

impl Socket for MemorySocket {
    fn source(self: Rc<Self>) -> Source {
        Source::Memory(self.id)
    }

    fn recv(&self, into: &mut [u8]) -> io::Result<usize> {
        self.kernel.borrow_mut().recv(self.id, into)
    }

    fn send(&self, chunks: &[IoSlice<'_>]) -> io::Result<usize> {
        self.kernel.borrow_mut().send(self.id, chunks)
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.kernel.borrow_mut().shutdown(self.id, how)
    }

    fn reset_on_close(&self) -> io::Result<()> {
        self.with(|stream| stream.close = Close::ByReset)
    }

    fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.with(|stream| stream.error.take())
    }

    fn host(&self) -> io::Result<Address> {
        self.with(|stream| stream.host.clone())
    }

    fn peer(&self) -> io::Result<Address> {
        self.with(|stream| match stream.link {
            Link::Joined(_) | Link::Alone => Ok(stream.peer.clone()),
            Link::Attempted | Link::Broken => Err(Errno::NOTCONN.into()),
        })?
    }

    fn set_no_delay(&self, on: bool) -> io::Result<()> {
        self.with_tcp(|stream| stream.no_delay = on)
    }

    fn no_delay(&self) -> io::Result<bool> {
        self.with_tcp(|stream| stream.no_delay)
    }

    fn set_keep_alive(&self, on: bool) -> io::Result<()> {
        self.with(|stream| stream.keep_alive = on)
    }

    fn keep_alive(&self) -> io::Result<bool> {
        self.with(|stream| stream.keep_alive)
    }
}

impl Drop for MemorySocket {
    fn drop(&mut self) {
        let closed = self.kernel.borrow_mut().close(self.id);
        drop(closed); // an error in it may be the program's own, and is dropped where nothing is borrowed
    }
}
