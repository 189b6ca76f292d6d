//! An event loop with Twisted's ideas: a reactor, protocols over transports, producers and consumers, delayed calls.
//!
//! One thread, no `async`: the reactor waits until a socket is ready or a call is due, and calls what the program gave
//! it. It knows nothing of lessons and screens and can be used by itself. It is not a runtime for futures, it has no
//! threads of its own, and it looks up no names: an address is an address.
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
//!
//! # Who calls whom
//!
//! ```text
//!  cause                                                             effect
//!    │  Reactor    waits; says that a socket is ready, that a call is due    ▲
//!    │  Transport  reads and writes bytes, keeps what cannot be sent yet     │
//!    ▼  Protocol   is told: made, data, lost; and writes, closes, pauses     │
//! ```
//!
//! One [turn](Reactor::turn) is: calls from other threads and what was put off to this turn; delayed calls that are due;
//! the wait; sources that can be read; sources that can be written. What a timer or a callback asks for is done in this
//! turn or the next, never inside the call that asked.
//!
//! # Which one do I want
//!
//! | I have | I want |
//! |---|---|
//! | connections that come to me | [`Reactor::listen_tcp`], [`Reactor::listen_unix`], a [`Factory`] |
//! | a connection to make, and to make again | [`Reactor::connect_tcp`], a [`ClientFactory`], its [`Connector`] |
//! | something to say on each connection | a [`Protocol`]; with one direction closed, [`HalfCloseable`] too |
//! | one thing to do later | [`Reactor::call_later`] |
//! | one thing to do again and again | [`LoopingCall`] |
//! | more to send than fits | a [`PullProducer`] for data of known size, a [`PushProducer`] for data that comes by itself |
//! | two connections to join | each [`Transport`] registered as the other's producer |
//! | another thread | its [`Remote`] |
//! | a descriptor of another kind | [`interfaces::ReactorFdSet`] |
//! | to see what it does | a [`probe::Probe`] |
//! | a test | [`testing`]: the same protocols and reactor without a kernel; a [`ManualClock`] for time |
//!
//! # A test without a network
//!
//! The protocol is the same text; the floor below it is exchanged.
//!
//! ```
//! use std::{cell::Cell, rc::Rc};
//! use twistlab::reactor::testing::MemoryNetwork;
//! use twistlab::reactor::{Protocol, Reason, Result, Transport, factory};
//! # struct Echo;
//! # impl Protocol for Echo {
//! #     fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
//! #         transport.write(data);
//! #         Ok(())
//! #     }
//! # }
//!
//! struct Ask(Rc<Cell<usize>>);
//!
//! impl Protocol for Ask {
//!     fn connection_made(&mut self, transport: &Transport) -> Result {
//!         transport.write(b"hello");
//!         Ok(())
//!     }
//!
//!     fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
//!         self.0.set(self.0.get() + data.len());
//!         transport.lose_connection();
//!         Ok(())
//!     }
//! }
//!
//! # fn main() -> Result {
//! let (reactor, heard) = (MemoryNetwork::new().reactor(), Rc::new(Cell::new(0)));
//! let port = reactor.listen_tcp("10.0.0.1:7".parse()?, factory(|_| Echo))?;
//! let answer = heard.clone();
//! reactor.connect_tcp("10.0.0.1:7".parse()?, factory(move |_| Ask(answer.clone())));
//! while heard.get() == 0 {
//!     reactor.turn(None)?;
//! }
//! assert_eq!(heard.get(), 5);
//! # Ok(())
//! # }
//! ```
//!
//! # When something fails
//!
//! *A callback returns an error.* It is told once to the [log](log::Log), and what the callback belongs to ends: a
//! protocol's or a producer's connection, with that error as its [`Reason`]; a repeating call, through its completion. A
//! delayed call, a hook, a factory's method belong to nothing: the error is told, and that is all. Other connections
//! and the loop do not notice.
//!
//! *A callback panics.* The panic is caught where the callback was called and becomes an error like any other
//! ([`error::Panicked`]), after the process's panic hook has had its say. The value that panicked is still told
//! `connection_lost`, and dropped. Built with `panic = "abort"`, the process ends, as it says.
//!
//! *A connection breaks.* The protocol is told [`Reason::Lost`] with the system's error. A close in order, by either
//! side, is [`Reason::Done`]; an abort by us is [`Reason::Aborted`], and the peer sees a reset. A close while unread bytes
//! wait is a reset too: the kernel sends one, so the peer may see `Lost` though all was meant well.
//!
//! *The process runs out of descriptors.* A port gives up one that it keeps in reserve, accepts who waits and closes them at once:
//! they see an end, and nobody spins. Where the system lacks something else to accept with, the port rests for a tenth of
//! a second.
//!
//! *The wait itself fails.* It is told to the log and tried again; after sixteen failures in a row
//! [`run`](Reactor::run) returns [`RunError::Wait`].
//!
//! *A method is called at a wrong moment.* What can happen to a correct program (a write after the peer has gone, a second
//! close) does nothing. What cannot (to run twice, to cancel what ran) returns an error. Nothing panics.
//!
//! # Re-entrancy
//!
//! Every method may be called from inside every callback: write, close, abort, pause, cancel, reschedule, register,
//! listen, connect, stop. Only [`run`](Reactor::run) and [`turn`](Reactor::turn) return an error there. No lock and no borrow is held
//! while a callback runs. The library's own handles are reference-counted and live in one thread.
//!
//! # Where it differs from Twisted
//!
//! The verbs, the orders and the defaults are Twisted's. [`deviations`] lists every difference, with its reason.

pub mod address;
mod buffer;
mod builder;
mod client;
pub mod clock;
pub mod completion;
mod connection;
pub mod connector;
#[doc = include_str!("reactor/deviations.md")]
pub mod deviations {}
mod ended;
mod engine;
pub mod error;
pub mod factory;
pub mod flow;
mod guarded;
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
pub use ended::{Ended, Outcome};
pub use factory::{ClientFactory, Factory, factory};
pub use flow::{Consumer, Producer, PullProducer, PushProducer};
pub use interfaces::{ConnectOptions, HookPhase, ListenOptions};
pub use looping::LoopingCall;
pub use manual::ManualClock;
pub use outcome::{BoxError, Result};
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
