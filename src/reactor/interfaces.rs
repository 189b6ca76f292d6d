//! What a reactor offers, part by part, so that code can ask for no more than it uses.
//!
//! | trait | offers | [`Reactor`](super::Reactor) | [`MemoryReactor`](super::testing::MemoryReactor) | [`MemoryReactorClock`](super::testing::MemoryReactorClock) | [`ManualClock`](super::manual::ManualClock) |
//! |---|---|---|---|---|---|
//! | [`ReactorCore`] | run, stop, hooks | yes | yes | yes | |
//! | [`ReactorTime`](super::time::ReactorTime) | calls later | yes | | yes | yes |
//! | [`ReactorTcp`] | TCP ports and connections | yes | yes | yes | |
//! | [`ReactorUnix`] | the same by path | yes | yes | yes | |
//! | [`ReactorFdSet`] | any descriptor | yes | yes | yes | |
//!
//! A heartbeat asks for `ReactorTime`; that it cannot run on a `MemoryReactor` is a compile error.
//!
//! A descriptor of the program's own, a pipe say, is watched like any socket:
//!
//! ```
//! use std::io::{ErrorKind, Read, Write};
//! use std::os::unix::net::UnixStream;
//! use std::rc::Rc;
//! use twistlab::reactor::interfaces::ReactorFdSet;
//! use twistlab::reactor::source::{Descriptor, Taken};
//! use twistlab::reactor::{Reactor, Reason, Result};
//!
//! struct Bell(Rc<UnixStream>, Reactor);
//!
//! impl Descriptor for Bell {
//!     fn do_read(&self) -> Result<Taken, Reason> {
//!         let mut room = [0; 64];
//!         match (&*self.0).read(&mut room) {
//!             Ok(0) => Err(Reason::Done),
//!             Ok(got) if got < room.len() => Ok(Taken::Short), // nothing is left
//!             Ok(_) => Ok(Taken::All),                         // there may be more
//!             Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Taken::Blocked),
//!             Err(error) => Err(error.into()),
//!         }
//!     }
//!
//!     fn do_write(&self) -> Result<Taken, Reason> {
//!         Ok(Taken::Blocked)
//!     }
//!
//!     fn connection_lost(&self, reason: Reason) {
//!         assert!(reason.is_clean());
//!         self.1.stop().unwrap();
//!     }
//! }
//!
//! # fn main() -> Result {
//! let reactor = Reactor::new()?;
//! let (ours, mut theirs) = UnixStream::pair()?;
//! ours.set_nonblocking(true)?;
//! let ours = Rc::new(ours);
//! let key = reactor.register(ours.clone(), Rc::new(Bell(ours, reactor.clone())))?;
//! reactor.add_reader(key);
//! theirs.write_all(b"ding")?;
//! drop(theirs);
//! reactor.run()?; // until the bell's end
//! # Ok(())
//! # }
//! ```

use super::connector::Connector;
use super::error::{ListenError, RunError};
use super::factory::{ClientFactory, Factory};
use super::outcome::Result;
use super::port::ListeningPort;
use super::source::{Descriptor, Key};
use std::io;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// A function that is called once, when a reactor starts or stops.
pub type Hook = Box<dyn FnOnce() -> Result>;

/// The parts of a start or a stop, in their order. All hooks of one run before those of the next, in the order in which
/// they were added; one that fails is told to the log and the others run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HookPhase {
    /// At a start: not running yet. At a stop: still running, and connections still stand.
    Before,
    /// At a start: running. At a stop: not running any more; connections are being lost.
    During,
    /// After all others.
    After,
}

/// Running and stopping.
pub trait ReactorCore {
    /// Runs turns until `stop` or `crash`. With nothing to wait for it waits, too.
    ///
    /// # Errors
    /// `AlreadyRunning` from inside a callback; `NotRestartable` after a stop; `Wait` when the system cannot wait.
    fn run(&self) -> Result<(), RunError>;

    /// Asks for an end: the pass of calls that goes on is finished, then the shutdown hooks run and every connection
    /// is lost. Still running when this returns.
    ///
    /// # Errors
    /// `NotRunning` before the start and when it was asked already.
    fn stop(&self) -> Result<(), RunError>;

    /// Ends the loop after this turn; no hook runs and nothing is disconnected. It may be run again.
    ///
    /// # Errors
    /// `NotRunning`.
    fn crash(&self) -> Result<(), RunError>;

    /// Whether it runs: true from the start's `During` hooks to the stop's `Before` hooks.
    fn is_running(&self) -> bool;

    /// Calls `hook` once the reactor runs: at its start, in order, before the first delayed call. Where it runs already, now,
    /// before this returns.
    fn call_when_running(&self, hook: Hook);

    /// Adds a hook to the start.
    fn on_startup(&self, phase: HookPhase, hook: Hook);

    /// Adds a hook to the stop.
    fn on_shutdown(&self, phase: HookPhase, hook: Hook);
}

/// How a port listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenOptions {
    /// How many connections may wait to be accepted.
    pub backlog: u32,
}

impl Default for ListenOptions {
    fn default() -> Self {
        ListenOptions { backlog: 50 }
    }
}

/// How a connection is attempted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectOptions {
    /// How long an attempt may take; `None` leaves it to the kernel.
    pub timeout: Option<Duration>,
    /// The local address to connect from; `None` lets the kernel choose.
    pub from: Option<SocketAddr>,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        ConnectOptions { timeout: Some(Duration::from_secs(30)), from: None }
    }
}

/// TCP ports and connections.
pub trait ReactorTcp {
    /// Listens. When this returns, connections can come, and [`ListeningPort::host`] knows the real port.
    ///
    /// # Errors
    /// The system's, with the address; the factory was not started then.
    fn listen_tcp(
        &self,
        at: SocketAddr,
        factory: Rc<dyn Factory>,
        options: ListenOptions,
    ) -> Result<ListeningPort, ListenError>;

    /// Begins to connect in the next turn. How it fares, the factory is told; once the reactor is being stopped nothing
    /// begins and nobody is told.
    fn connect_tcp(&self, to: SocketAddr, factory: Rc<dyn ClientFactory>, options: ConnectOptions) -> Connector;
}

/// Unix-domain ports and connections, in the same shape.
pub trait ReactorUnix {
    /// Listens at a path, which is removed again when the port is closed.
    ///
    /// # Errors
    /// The system's; `AddrInUse` where the path exists.
    fn listen_unix(
        &self,
        at: &Path,
        factory: Rc<dyn Factory>,
        options: ListenOptions,
    ) -> Result<ListeningPort, ListenError>;

    /// Begins to connect in the next turn.
    fn connect_unix(&self, to: PathBuf, factory: Rc<dyn ClientFactory>, timeout: Option<Duration>) -> Connector;
}

/// Any descriptor of the system.
pub trait ReactorFdSet {
    /// Hands over a descriptor. It is watched, and asked nothing until it is added to a set.
    ///
    /// # Errors
    /// The system's: a regular file, say, cannot be waited for.
    fn register(&self, fd: Rc<dyn AsFd>, descriptor: Rc<dyn Descriptor>) -> io::Result<Key>;

    /// Takes it back: it is in no set and is told nothing more. Nothing where it is gone.
    fn deregister(&self, key: Key);

    /// Wants to read. Twice is once; nothing where it is gone.
    fn add_reader(&self, key: Key);

    /// Wants to write.
    fn add_writer(&self, key: Key);

    /// Wants to read no more.
    fn remove_reader(&self, key: Key);

    /// Wants to write no more.
    fn remove_writer(&self, key: Key);

    /// Those who want to read.
    fn readers(&self) -> Vec<Key>;

    /// Those who want to write.
    fn writers(&self) -> Vec<Key>;

    /// Empties both sets, and says who was in one. They stay registered, and are told nothing.
    fn remove_all(&self) -> Vec<Key>;
}
