//! One reactor, and turns until something has happened.

use super::implementer::Implementer;
use super::once::once;
use super::record::Record;
use super::scripted::Scripted;
use crate::clock::monotonic;
use crate::reactor::log::MemoryLog;
use crate::reactor::testing::MemoryNetwork;
use crate::reactor::{Builder, ClientFactory, Connector, Factory, Going, ListeningPort, Reactor};
use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

/// How many turns a reactor in memory may take.
const TURNS: u32 = 2_000_000;

/// One reactor of an implementer, and turns until something has happened.
pub struct Bench {
    /// The reactor.
    pub reactor: Reactor,
    /// Where it tells what failed.
    pub log: MemoryLog,
    /// The network of a reactor in memory.
    pub memory: Option<MemoryNetwork>,
    implementer: Implementer,
    not_here: RefCell<Option<String>>,
}

impl Bench {
    /// A new reactor of this implementer.
    pub fn on(implementer: &Implementer) -> Self {
        Bench::with(implementer, |builder| builder)
    }

    /// The same, of parts that are chosen by the case.
    pub fn with(implementer: &Implementer, choose: impl FnOnce(Builder) -> Builder) -> Self {
        Bench::made(implementer, |builder| Ok(choose(builder)))
    }

    /// The same, where the choice may need what the system has not.
    pub(super) fn made(implementer: &Implementer, choose: impl FnOnce(Builder) -> io::Result<Builder>) -> Self {
        let log = MemoryLog::new();
        let chosen = implementer.choose(Reactor::builder().log(log.clone()));
        let made = chosen.and_then(|(builder, memory)| Ok((choose(builder)?.build()?, memory)));
        let (reactor, memory) = made.expect("a reactor can be made");
        Bench { reactor, log, memory, implementer: implementer.clone(), not_here: RefCell::default() }
    }

    /// Another reactor of the same implementer, of parts that are chosen by the case.
    pub fn another(&self, choose: impl FnOnce(Builder) -> Builder) -> Self {
        Bench::with(&self.implementer, choose)
    }

    pub(super) fn implementer(&self) -> &Implementer {
        &self.implementer
    }

    /// The implementer's name.
    pub fn name(&self) -> &str {
        self.implementer.name()
    }

    /// This machine does not allow the case to be checked.
    pub fn not_here(&self, why: impl Into<String>) {
        *self.not_here.borrow_mut() = Some(why.into());
    }

    pub(super) fn reason_not_here(&self) -> Option<String> {
        self.not_here.take()
    }

    /// A port on the loopback address, at a free number.
    pub fn listen(&self, factory: Rc<dyn Factory>) -> ListeningPort {
        self.reactor.listen_tcp(loopback(0), factory).expect("a free port can be listened on")
    }

    /// Connects to that port.
    pub fn connect(&self, port: &ListeningPort, factory: Rc<dyn ClientFactory>) -> Connector {
        self.reactor.connect_tcp(port.host().tcp().expect("a TCP port"), factory)
    }

    /// A connected pair, server first. Both have been told `connection_made` when this returns.
    pub fn pair(&self, server: Scripted, client: Scripted) -> (Record, Record) {
        let (there, here) = (server.record(), client.record());
        let port = self.listen(once(server));
        self.connect(&port, once(client));
        self.until("both ends are made", || there.is_made() && here.is_made());
        port.stop_listening();
        (there, here)
    }

    /// Turns until something is so. A turn waits for a moment at most, so that what never comes is told.
    #[track_caller]
    pub fn until(&self, what: &str, mut done: impl FnMut() -> bool) {
        let (began, mut turns) = (monotonic(), 0);
        while !done() {
            turns += 1;
            let waited = monotonic().duration_since(began);
            let lost = if self.memory.is_some() { turns > TURNS } else { waited > self.implementer.longest_wait() };
            assert!(!lost, "{what}: never came on {}; the log says {:?}", self.name(), self.log.lines());
            let going = self.reactor.turn(Some(Duration::from_millis(20))).expect("a turn can be made");
            assert!(going == Going::On || done(), "{what}: the reactor is over on {}", self.name());
        }
    }

    /// Some turns that do not wait.
    pub fn turns(&self, count: usize) {
        for _ in 0..count {
            let _ = self.reactor.turn(Some(Duration::ZERO)).expect("a turn can be made");
        }
    }

    /// Whatever is under way arrives: turns until nothing has happened for a while.
    pub fn settle(&self) {
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

/// The loopback address, with this number of a port.
pub fn loopback(port: u16) -> SocketAddr {
    ([127, 0, 0, 1], port).into()
}
