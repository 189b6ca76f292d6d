//! A kernel in memory: sockets, readiness and time, without a system call.
//!
//! ```text
//! Reactor ── Network ─────> MemoryNetwork ── listen, connect: sockets of memory, faults as told
//!         ── Multiplexer ─> MemoryMultiplexer ── what became ready, each time once; else time moves
//!         ── Clock ───────> MemoryNetwork ── stands still but for waits and `advance`
//! ```
//!
//! It does what Linux does on loopback, where a program can see it: bounded queues, short sends, writability that comes
//! back only when a third is free, an end of stream behind the last byte, a reset for bytes that were never read. What is sent is
//! there at once. It is not a model of TCP: no segments, no delays, no memory of closed connections.

mod closing;
mod kernel;
mod multiplexer;
mod port;
mod socket;
mod stream;
mod transfer;
mod watches;

pub use multiplexer::MemoryMultiplexer;

use super::faults::{Attempt, Call, Chances, Chunks, Close, Fault};
use crate::reactor::Reactor;
use crate::reactor::address::Address;
use crate::reactor::clock::Clock;
use crate::reactor::network::{ListeningSocket, Network, Socket};
use kernel::Kernel;
use port::MemoryListener;
use socket::MemorySocket;
use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

/// A network of one process and one thread. Clones are the same network.
///
/// Everything in it is decided by the calls that are made and by the seed of its [`Chances`], so a run can be
/// repeated exactly. Sockets may be driven by a reactor or by hand:
///
/// ```
/// use std::io::IoSlice;
/// use std::net::{Ipv4Addr, SocketAddr};
/// use twistlab::reactor::address::Address;
/// use twistlab::reactor::network::Network;
/// use twistlab::reactor::testing::MemoryNetwork;
///
/// # fn main() -> std::io::Result<()> {
/// let network = MemoryNetwork::new();
/// let port = network.listen(&Address::Tcp(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))), 50)?;
/// let client = network.connect(&port.host()?, None)?;
/// let (server, peer) = port.accept()?;
/// assert_eq!(client.host()?, peer);
///
/// client.send(&[IoSlice::new(b"hello")])?;
/// drop(client);
/// let mut into = [0; 16];
/// assert_eq!(server.recv(&mut into)?, 5);
/// assert_eq!(server.recv(&mut into)?, 0, "the end of the stream");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct MemoryNetwork {
    kernel: Rc<RefCell<Kernel>>,
}

impl MemoryNetwork {
    /// What a queue holds unless told otherwise, in bytes.
    pub const CAPACITY: usize = 65_536;

    /// A network with nobody in it, at time zero, without faults.
    pub fn new() -> Self {
        MemoryNetwork { kernel: Rc::new(RefCell::new(Kernel::new())) }
    }

    /// A reactor over this network and its time. One with a log, a probe or another clock is built by hand, of the
    /// network and its [`multiplexer`](MemoryNetwork::multiplexer).
    pub fn reactor(&self) -> Reactor {
        let builder = Reactor::builder().clock(self.clone()).network(self.clone());
        builder.over(Box::new(self.multiplexer()))
    }

    /// A multiplexer for the sockets of this network, one for each reactor.
    pub fn multiplexer(&self) -> MemoryMultiplexer {
        MemoryMultiplexer::new(self.kernel.clone())
    }

    /// Moves the time on. Nobody is woken by it: timers are found due in the next turn.
    pub fn advance(&self, by: Duration) {
        self.kernel.borrow_mut().advance(by);
    }

    /// Sets how many bytes each direction of a connection holds between `send` and `recv`, at least 1. It goes for
    /// connections that are made from now on.
    pub fn set_capacity(&self, bytes: usize) {
        self.kernel.borrow_mut().capacity = bytes.max(1);
    }

    /// Sets how long, in real time, a wait that only another thread can end waits for that. Zero unless set.
    pub fn set_patience(&self, patience: Duration) {
        self.kernel.borrow_mut().patience = patience;
    }

    /// Sets into what chunks `recv` cuts what is there; [`Chunks::Whole`] unless set.
    pub fn set_chunks(&self, chunks: Chunks) {
        self.kernel.borrow_mut().faults.cut_into(chunks);
    }

    /// A connected pair, without a port.
    pub fn pair(&self) -> (Rc<dyn Socket>, Rc<dyn Socket>) {
        let (one, other) = self.kernel.borrow_mut().pair();
        (Rc::new(MemorySocket::new(self.kernel.clone(), one)), Rc::new(MemorySocket::new(self.kernel.clone(), other)))
    }

    /// The network itself closes a connection once `bytes` more bytes were sent by the end whose own address is `host`; with
    /// zero, now. Those bytes arrive, later ones never, and both ends see the close. Of several such connections it is the
    /// oldest.
    ///
    /// # Errors
    /// `NotConnected` where no connection has such an end.
    pub fn close_after(&self, host: &Address, bytes: usize, close: Close) -> io::Result<()> {
        self.kernel.borrow_mut().close_after(host, bytes, close)
    }

    /// The next `call` of any socket that has something to do meets `fault`. Several are met in the order given.
    pub fn fail_next(&self, call: Call, fault: Fault) {
        self.kernel.borrow_mut().faults.script(call, None, fault);
    }

    /// The same for the socket whose own end is `host`.
    pub fn fail_next_at(&self, host: &Address, call: Call, fault: Fault) {
        self.kernel.borrow_mut().faults.script(call, Some(host.clone()), fault);
    }

    /// The next connection attempt ends like this. Several are met in the order given.
    pub fn fail_next_connect(&self, attempt: Attempt) {
        self.kernel.borrow_mut().faults.script_attempt(attempt);
    }

    /// Draws faults from now on.
    pub fn set_chances(&self, chances: Chances) {
        self.kernel.borrow_mut().faults.draw_by(chances);
    }

    /// How many sockets are open, ports and connections that wait to be accepted included. Zero after a test that closed
    /// what it opened.
    pub fn open_sockets(&self) -> usize {
        self.kernel.borrow().open()
    }
}

impl Default for MemoryNetwork {
    fn default() -> Self {
        MemoryNetwork::new()
    }
}

/// The network's own time, from zero. It moves in waits, each by its whole timeout, and by [`MemoryNetwork::advance`].
impl Clock for MemoryNetwork {
    fn now(&self) -> Duration {
        self.kernel.borrow().now
    }
}

/// Unlike TCP, a connection by path fails at once where nobody listens (`NotFound`) or too many wait (`WouldBlock`), and
/// knows no reset but that for unread bytes: as in the kernel.
impl Network for MemoryNetwork {
    fn listen(&self, at: &Address, backlog: u32) -> io::Result<Rc<dyn ListeningSocket>> {
        let id = self.kernel.borrow_mut().listen(at, backlog)?;
        Ok(Rc::new(MemoryListener::new(self.kernel.clone(), id)))
    }

    fn connect(&self, to: &Address, from: Option<&Address>) -> io::Result<Rc<dyn Socket>> {
        let id = self.kernel.borrow_mut().connect(to, from)?;
        Ok(Rc::new(MemorySocket::new(self.kernel.clone(), id)))
    }
}
