//! The floor under a reactor of the library, when it runs in the lab: sockets whose every call is noted, a wait that tells
//! what the kernel said, lab time, and a probe that tells what the library does above.
//!
//! ```text
//! stage ── listen_tcp, call_later, write ──> Reactor ── calls ──> the stage's protocols
//!                                              │ Probe ........ causes and effects, delayed calls, producers
//!                                              │ Multiplexer .. what is asked, what the kernel says
//!                                              └ Network ...... socket, connect, accept, send, recv, close
//! ```
//!
//! The floor can be exchanged: over a network in memory the same program runs without one system call, and it is told so.
//! It is no part of the library and changes nothing of what the library does.

mod memory;
mod multiplexer;
mod names;
mod network;
mod probe;
mod time;

use super::bench::Bench;
use super::waiting::Way;
use super::{Lab, Result, here};
use crate::event::{self, ClockKind, Event, SourceName};
use crate::reactor::multiplexer::{Mio, Multiplexer, Poll, Select};
use crate::reactor::testing::MemoryNetwork;
use crate::reactor::{ManualClock, Reactor};
use memory::MemoryFloor;
use multiplexer::ToldMultiplexer;
use names::Names;
use network::LabNetwork;
use probe::{ClockTeller, Teller};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use time::LabTime;

/// What the parts of one floor share.
struct Floor {
    bench: Arc<Bench>,
    names: RefCell<Names>,
    /// What its delayed calls go by.
    clock: ClockKind,
}

impl Floor {
    fn new(bench: &Arc<Bench>, clock: ClockKind) -> Rc<Self> {
        Rc::new(Floor { bench: bench.clone(), names: RefCell::default(), clock })
    }

    fn note(&self, source: Option<&SourceName>, line: Option<u32>, event: Event) {
        self.bench.note(source, line, event);
    }
}

impl Lab {
    /// A reactor of the library over the lab's sockets and lab time, waiting by mio or, where the scene has a knob
    /// `multiplexer`, by what that says (see [`Way::number`]).
    ///
    /// Its ports, connections and delayed calls get names by their order (`listener`, `client`, `server`, `server 2`), or
    /// those that [`Lab::next_port`], [`Lab::next_client`] and [`Lab::next_call`] gave before. When the run is abandoned it
    /// crashes, and its `run` returns.
    ///
    /// # Errors
    /// When the system has no descriptor left.
    pub fn reactor(&self) -> Result<Reactor> {
        let way = self
            .bench
            .knobs
            .find("multiplexer")
            .map_or(Way::Mio, |number| Way::number(usize::try_from(number).unwrap_or(usize::MAX)));
        self.reactor_by(way)
    }

    /// The same, waiting by the way that is given.
    ///
    /// # Errors
    /// As there.
    pub fn reactor_by(&self, way: Way) -> Result<Reactor> {
        let floor = Floor::new(&self.bench, ClockKind::Lab);
        let inner: Box<dyn Multiplexer> = match way {
            Way::Mio => Box::new(Mio::new()?),
            Way::Poll => Box::new(Poll::new()?),
            Way::Select => Box::new(Select::new()?),
        };
        let builder = Reactor::builder()
            .multiplexer(ToldMultiplexer::new(&floor, inner, way.call()))
            .network(LabNetwork::new(&floor))
            .clock(LabTime::new(&self.bench))
            .probe(Rc::new(Teller::new(&floor)));
        let reactor = builder.build()?;
        self.bench.reachable(reactor.remote());
        Ok(reactor)
    }

    /// A reactor over a network in memory, with that network: the same library and no system call. Its time moves by its
    /// waits alone.
    ///
    /// # Errors
    /// None on today's platforms; it has the shape of [`Lab::reactor`], which it stands in for.
    pub fn memory_reactor(&self) -> Result<(Reactor, MemoryNetwork)> {
        let (floor, network) = (Floor::new(&self.bench, ClockKind::Memory), MemoryNetwork::new());
        let inner = Box::new(network.multiplexer());
        let builder = Reactor::builder()
            .multiplexer(ToldMultiplexer::new(&floor, inner, event::Call::MemoryWait))
            .network(MemoryFloor::new(&floor, network.clone()))
            .clock(network.clone())
            .probe(Rc::new(Teller::new(&floor)));
        let reactor = builder.build()?;
        self.bench.reachable(reactor.remote());
        Ok((reactor, network))
    }

    /// A clock in the hand, whose delayed calls are told.
    pub fn manual_clock(&self) -> ManualClock {
        ManualClock::watched(Rc::new(ClockTeller::new(&Floor::new(&self.bench, ClockKind::Manual))))
    }

    /// The delayed call that is scheduled next gets this name, and so do those that the same line schedules after it.
    pub fn next_call(&self, name: &str) {
        here::hint(|hints| hints.call = Some(name.into()));
    }

    /// The port that listens next gets this name, and the connections that it accepts get the other, with a number from
    /// the second on.
    pub fn next_port(&self, name: &str, accepted: &str) {
        here::hint(|hints| hints.port = Some((name.into(), accepted.into())));
    }

    /// The connection attempt that begins next gets this name.
    pub fn next_client(&self, name: &str) {
        here::hint(|hints| hints.clients.push_back(name.into()));
    }

    /// Whatever the learner orders (see [`Action::Order`](super::Action::Order)) from now on is handed to this function, in
    /// a turn of the reactor, as a call from another thread. It must be called in the reactor's thread.
    pub fn on_order(&self, reactor: &Reactor, obey: impl FnMut(&str) -> crate::reactor::Result + 'static) {
        here::obey_by(obey);
        self.bench.order_by(reactor.remote());
    }
}
