//! An event loop with Twisted's ideas: a reactor, protocols over transports, producers, delayed calls.
//!
//! ```no_run
//! use twistlab::reactor::{Protocol, Reactor, Result, Transport, factory};
//!
//! struct Echo;
//!
//! impl Protocol for Echo {
//!     fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
//!         transport.write(data);
//!         Ok(())
//!     }
//! }
//!
//! fn main() -> Result {
//!     let reactor = Reactor::new()?;
//!     reactor.listen_tcp("127.0.0.1:8007".parse()?, factory(|_| Echo))?;
//!     Ok(reactor.run()?)
//! }
//! ```

pub mod address;
mod buffer;
mod builder;
mod client;
pub mod clock;
pub mod completion;
mod connection;
pub mod connector;
mod engine;
pub mod error;
pub mod factory;
pub mod flow;
pub mod interfaces;
mod life;
pub mod log;
pub mod looping;
pub mod manual;
pub mod multiplexer;
pub mod network;
pub mod outcome;
pub mod port;
pub mod probe;
pub mod protocol;
mod provides;
pub mod reason;
mod remote;
mod server;
pub mod source;
mod sources;
pub mod system;
pub mod testing;
pub mod time;
pub mod timers;
pub mod transport;

pub use address::Address;
pub use builder::Builder;
pub use clock::{Clock, SystemClock};
pub use completion::Completion;
pub use connector::Connector;
pub use factory::{ClientFactory, Factory, factory};
pub use flow::{Consumer, Producer, PullProducer, PushProducer};
pub use interfaces::{ConnectOptions, HookPhase, ListenOptions};
pub use looping::LoopingCall;
pub use manual::ManualClock;
pub use outcome::{BoxError, Outcome, Result};
pub use port::ListeningPort;
pub use protocol::{HalfCloseable, Protocol};
pub use reason::Reason;
pub use remote::Remote;
pub use sources::Sources;
pub use time::ReactorTime;
pub use timers::DelayedCall;
pub use transport::{ConnectionState, Transport};

use engine::Engine;
use error::{ListenError, RunError};
use interfaces::{ReactorCore, ReactorTcp, ReactorUnix};
use std::io;
use std::net::SocketAddr;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// Whether a reactor goes on after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Going {
    /// It runs.
    On,
    /// It was stopped or crashed.
    Over,
}

/// An event loop. A cheap handle: clones are the same reactor. It lives in one thread; others have a [`Remote`].
#[derive(Clone)]
pub struct Reactor(Rc<Engine>);

impl Reactor {
    /// A reactor over the system's sockets, waiting by mio.
    ///
    /// # Errors
    /// The system's: there may be no descriptor left.
    pub fn new() -> io::Result<Self> {
        Reactor::builder().build()
    }

    /// A reactor of chosen parts.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Runs turns until [`stop`](Reactor::stop) or [`crash`](Reactor::crash). With nothing to wait for it waits, too.
    ///
    /// # Errors
    /// `AlreadyRunning` from inside a callback; `NotRestartable` after a stop; `Wait` when the system cannot wait.
    pub fn run(&self) -> Result<(), RunError> {
        while self.0.turn(None)? == Going::On {}
        Ok(())
    }

    /// Runs one turn: calls, delayed calls that are due, the wait (at most `at_most`), reads, writes. The first one starts
    /// the reactor.
    ///
    /// # Errors
    /// As [`run`](Reactor::run).
    pub fn turn(&self, at_most: Option<Duration>) -> Result<Going, RunError> {
        self.0.turn(at_most)
    }

    /// See [`ReactorCore::stop`].
    ///
    /// # Errors
    /// `NotRunning` before the start, and when it was asked already.
    pub fn stop(&self) -> Result<(), RunError> {
        self.0.stop()
    }

    /// See [`ReactorCore::crash`].
    ///
    /// # Errors
    /// `NotRunning`.
    pub fn crash(&self) -> Result<(), RunError> {
        self.0.crash()
    }

    /// See [`ReactorCore::is_running`].
    pub fn is_running(&self) -> bool {
        self.0.is_running()
    }

    /// See [`ReactorCore::call_when_running`].
    pub fn call_when_running<O: Outcome>(&self, hook: impl FnOnce() -> O + 'static) {
        ReactorCore::call_when_running(self, time::timed(hook));
    }

    /// See [`ReactorCore::on_startup`].
    pub fn on_startup<O: Outcome>(&self, phase: HookPhase, hook: impl FnOnce() -> O + 'static) {
        ReactorCore::on_startup(self, phase, time::timed(hook));
    }

    /// See [`ReactorCore::on_shutdown`].
    pub fn on_shutdown<O: Outcome>(&self, phase: HookPhase, hook: impl FnOnce() -> O + 'static) {
        ReactorCore::on_shutdown(self, phase, time::timed(hook));
    }

    /// Calls `call` once, `delay` from now, never earlier. Dropping the handle does not cancel it.
    #[track_caller]
    pub fn call_later<O: Outcome>(&self, delay: Duration, call: impl FnOnce() -> O + 'static) -> DelayedCall {
        self.0.timers.schedule(delay, time::timed(call), Location::caller())
    }

    /// What other threads may have of it.
    pub fn remote(&self) -> Remote {
        self.0.remote.clone()
    }

    /// Listens on a TCP address; see [`ReactorTcp::listen_tcp`].
    ///
    /// # Errors
    /// As there.
    pub fn listen_tcp(&self, at: SocketAddr, factory: Rc<dyn Factory>) -> Result<ListeningPort, ListenError> {
        ReactorTcp::listen_tcp(self, at, factory, ListenOptions::default())
    }

    /// Connects to a TCP address; see [`ReactorTcp::connect_tcp`].
    pub fn connect_tcp(&self, to: SocketAddr, factory: Rc<dyn ClientFactory>) -> Connector {
        ReactorTcp::connect_tcp(self, to, factory, ConnectOptions::default())
    }

    /// Listens at a path; see [`ReactorUnix::listen_unix`].
    ///
    /// # Errors
    /// As there.
    pub fn listen_unix(&self, at: impl AsRef<Path>, factory: Rc<dyn Factory>) -> Result<ListeningPort, ListenError> {
        ReactorUnix::listen_unix(self, at.as_ref(), factory, ListenOptions::default())
    }

    /// Connects to a path; see [`ReactorUnix::connect_unix`].
    pub fn connect_unix(&self, to: impl Into<PathBuf>, factory: Rc<dyn ClientFactory>) -> Connector {
        ReactorUnix::connect_unix(self, to.into(), factory, ConnectOptions::default().timeout)
    }
}
