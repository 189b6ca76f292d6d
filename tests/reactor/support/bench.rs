//! One reactor, and turns until something has happened.

use super::{Record, Scripted};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use twistlab::clock::monotonic;
use twistlab::reactor::error::ConnectError;
use twistlab::reactor::log::MemoryLog;
use twistlab::reactor::multiplexer::{Mio, Poll, Select};
use twistlab::reactor::testing::MemoryNetwork;
use twistlab::reactor::{
    Address, Builder, ClientFactory, Connector, Factory, Going, ListeningPort, Protocol, Reactor, Reason, Result,
};

/// How long a real reactor may take for anything at all.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many turns a reactor in memory may take.
const TURNS: u32 = 2_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Mio,
    Poll,
    Select,
    Memory,
}

pub(crate) struct Bench {
    pub(crate) reactor: Reactor,
    pub(crate) log: MemoryLog,
    pub(crate) kind: Kind,
    /// The network of a reactor in memory.
    pub(crate) memory: Option<MemoryNetwork>,
}

impl Bench {
    pub(crate) fn on(kind: Kind) -> Self {
        Bench::with(kind, |builder| builder)
    }

    /// The same, of parts that are chosen by the test.
    pub(crate) fn with(kind: Kind, choose: impl FnOnce(Builder) -> Builder) -> Self {
        let log = MemoryLog::new();
        let builder = Reactor::builder().log(log.clone());
        let mut memory = None;
        let builder = match kind {
            Kind::Mio => builder.multiplexer(Mio::new().expect("there is a descriptor to wait with")),
            Kind::Poll => builder.multiplexer(Poll::new().expect("there is a pair to wake with")),
            Kind::Select => builder.multiplexer(Select::new().expect("there is a pair to wake with")),
            Kind::Memory => {
                let network = memory.insert(MemoryNetwork::new());
                builder.multiplexer(network.multiplexer()).clock(network.clone()).network(network.clone())
            }
        };
        Bench { reactor: choose(builder).build().expect("a reactor can be made"), log, kind, memory }
    }

    /// A port on the loopback address, at a free number.
    pub(crate) fn listen(&self, factory: Rc<dyn Factory>) -> ListeningPort {
        self.reactor.listen_tcp(loopback(0), factory).expect("a free port can be listened on")
    }

    pub(crate) fn connect(&self, port: &ListeningPort, factory: Rc<dyn ClientFactory>) -> Connector {
        self.reactor.connect_tcp(port.host().tcp().expect("a TCP port"), factory)
    }

    /// A connected pair, server first. Both have been told `connection_made` when this returns.
    pub(crate) fn pair(&self, server: Scripted, client: Scripted) -> (Record, Record) {
        let (there, here) = (server.record(), client.record());
        let port = self.listen(once(server));
        self.connect(&port, once(client));
        self.until("both ends are made", || there.is_made() && here.is_made());
        port.stop_listening();
        (there, here)
    }

    /// Turns until something is so. A turn waits for a moment at most, so that what never comes is told.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, mut done: impl FnMut() -> bool) {
        let (began, mut turns) = (monotonic(), 0);
        while !done() {
            turns += 1;
            let lost = if self.kind == Kind::Memory { turns > TURNS } else { began.elapsed() > PATIENCE };
            assert!(!lost, "{what}: never came on {:?}; the log says {:?}", self.kind, self.log.lines());
            let going = self.reactor.turn(Some(Duration::from_millis(20))).expect("a turn can be made");
            assert!(going == Going::On || done(), "{what}: the reactor is over on {:?}", self.kind);
        }
    }

    /// Some turns that do not wait.
    pub(crate) fn turns(&self, count: usize) {
        for _ in 0..count {
            let _ = self.reactor.turn(Some(Duration::ZERO)).expect("a turn can be made");
        }
    }

    /// Whatever is under way arrives: turns until nothing has happened for a while.
    pub(crate) fn settle(&self) {
        for _ in 0..10 {
            let _ = self.reactor.turn(Some(Duration::from_millis(3))).expect("a turn can be made");
        }
    }
}

impl Drop for Bench {
    /// Whoever still has a connection lets go of it: the next test needs the descriptors.
    fn drop(&mut self) {
        if !std::thread::panicking() && self.reactor.stop().is_ok() {
            let _ = self.reactor.turn(Some(Duration::ZERO));
        }
    }
}

pub(crate) fn loopback(port: u16) -> SocketAddr {
    ([127, 0, 0, 1], port).into()
}

/// A factory for one connection, which writes down what a client factory is told into the protocol's record.
pub(crate) fn once(protocol: Scripted) -> Rc<Once> {
    Rc::new(Once { record: protocol.record(), protocol: RefCell::new(Some(protocol)) })
}

pub(crate) struct Once {
    record: Record,
    protocol: RefCell<Option<Scripted>>,
}

impl Factory for Once {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        self.record.note("build");
        Ok(self.protocol.take().map(|protocol| Box::new(protocol) as Box<dyn Protocol>))
    }

    fn start_factory(&self) {
        self.record.note("start");
    }

    fn stop_factory(&self) {
        self.record.note("stop");
    }
}

impl ClientFactory for Once {
    fn started_connecting(&self, _connector: &Connector) {
        self.record.note("connecting");
    }

    fn client_connection_failed(&self, _connector: &Connector, error: &ConnectError) {
        self.record.note(format!("failed: {error:?}"));
    }

    fn client_connection_lost(&self, _connector: &Connector, reason: &Reason) {
        self.record.note(format!("client lost: {}", super::record::name(reason)));
    }
}
