//! The reactor's own word of what it does, held against what can be: a probe and a log.

use super::story::Story;
use super::wire::Wire;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::log::{Failure, Log};
use twistlab::reactor::outcome::Caller;
use twistlab::reactor::probe::{Noted, Phase, Probe, Why};
use twistlab::reactor::source::Key;
use twistlab::reactor::testing::MemoryNetwork;
use twistlab::reactor::{Address, Clock, Reason};

/// So many turns in a row may refuse to wait and then find nothing to do.
const IDLE: u64 = 8;
/// The most that one send is offered.
const SEND_LIMIT: usize = 128 * 1024;

pub(crate) struct Watch {
    story: Rc<Story>,
    network: MemoryNetwork,
    wires: RefCell<BTreeMap<Key, Rc<Wire>>>,
    ends: RefCell<HashMap<(SocketAddr, SocketAddr), Rc<Wire>>>,
    turn: Cell<u64>,
    /// When the turn began.
    now: Cell<Duration>,
    phase: Cell<Option<Phase>>,
    /// What the progress was when the turn began, and whether its wait was none by the reactor's own will.
    before: Cell<u64>,
    eager: Cell<bool>,
    idle: Cell<u64>,
    logged: Cell<u64>,
}

impl Watch {
    pub(crate) fn new(story: Rc<Story>, network: MemoryNetwork) -> Self {
        Watch {
            story,
            network,
            wires: RefCell::default(),
            ends: RefCell::default(),
            turn: Cell::default(),
            now: Cell::default(),
            phase: Cell::default(),
            before: Cell::default(),
            eager: Cell::default(),
            idle: Cell::default(),
            logged: Cell::default(),
        }
    }

    pub(crate) fn turn(&self) -> u64 {
        self.turn.get()
    }

    /// When the turn began.
    pub(crate) fn turn_began(&self) -> Duration {
        self.now.get()
    }

    pub(crate) fn phase(&self) -> Option<Phase> {
        self.phase.get()
    }

    /// How many failures of callbacks the log was told.
    pub(crate) fn logged(&self) -> u64 {
        self.logged.get()
    }

    /// The end of a connection that is at the first address.
    pub(crate) fn end(&self, host: SocketAddr, peer: SocketAddr) -> Option<Rc<Wire>> {
        self.ends.borrow().get(&(host, peer)).cloned()
    }

    /// The other end, if that was ever a connection.
    pub(crate) fn other(&self, wire: &Wire) -> Option<Rc<Wire>> {
        self.end(wire.peer, wire.host)
    }

    fn began(&self, turn: u64) {
        let idle = self.eager.get() && self.before.get() == self.story.progress();
        self.idle.set(if idle { self.idle.get() + 1 } else { 0 });
        self.story.expect(self.idle.get() <= IDLE, || format!("{IDLE} turns in a row did not wait and did nothing"));
        self.before.set(self.story.progress());
        self.turn.set(turn);
        self.now.set(self.network.now());
        self.phase.set(None);
        self.story.count("turns", 1);
    }

    fn connected(&self, key: Key, host: &Address, peer: &Address) {
        let (Some(host), Some(peer)) = (host.tcp(), peer.tcp()) else { return };
        let wire = Rc::new(Wire::new(host, peer));
        self.story.note(|| format!("{}-{} stands", host.port(), peer.port()));
        self.story.count("connections", 1);
        self.wires.borrow_mut().insert(key, wire.clone());
        let before = self.ends.borrow_mut().insert((host, peer), wire);
        self.story.expect(before.is_none(), || format!("{host} - {peer} came twice"));
    }

    /// The open end by that name; what is noted of a closed one is wrong.
    fn open(&self, key: Key, what: &str) -> Option<Rc<Wire>> {
        let wire = self.wires.borrow().get(&key).cloned();
        let closed = wire.as_ref().is_some_and(|wire| wire.closed.get());
        self.story.expect(!closed, || format!("{what} on a closed connection"));
        wire
    }

    fn read(&self, key: Key, got: Result<usize, &io::Error>) {
        let Some(wire) = self.open(key, "a read") else { return };
        let Ok(got) = got else { return self.failed(&wire, "read", got) };
        self.story.progressed();
        wire.received.set(wire.received.get() + got as u64);
        self.story.note(|| format!("{} read {got}, {} in all", wire.name(), wire.received.get()));
        wire.ended.set(wire.ended.get() || got == 0);
        let Some(other) = self.other(&wire) else { return };
        let (received, sent) = (wire.received.get(), other.sent.get());
        if got == 0 {
            self.story.expect(received == sent, || format!("the end came after {received} of {sent} bytes"));
        } else {
            self.story.expect(received <= sent, || format!("{received} bytes were read of {sent} sent"));
        }
    }

    fn written(&self, key: Key, asked: usize, got: Result<usize, &io::Error>, left: usize) {
        let Some(wire) = self.open(key, "a send") else { return };
        self.story.expect((1..=SEND_LIMIT).contains(&asked), || format!("{asked} bytes were offered to one send"));
        let Ok(got) = got else { return self.failed(&wire, "send", got) };
        self.story.progressed();
        self.story.count("bytes sent", got as u64);
        wire.sent.set(wire.sent.get() + got as u64);
        self.story.note(|| format!("{} sent {got} of {asked}, {left} left", wire.name()));
        self.story.expect(wire.waiting() == left as u64, || format!("{} bytes should be left", wire.waiting()));
    }

    fn failed(&self, wire: &Wire, what: &str, got: Result<usize, &io::Error>) {
        let Err(error) = got else { return };
        self.story.note(|| format!("{} could not {what}: {error}", wire.name()));
        if error.kind() != io::ErrorKind::WouldBlock {
            self.story.progressed();
        }
    }

    fn buffered(&self, key: Key, bytes: usize, waiting: usize) {
        let Some(wire) = self.open(key, "a write") else { return };
        wire.accepted.set(wire.accepted.get() + bytes as u64);
        self.story.note(|| format!("{} took {bytes}, {waiting} wait", wire.name()));
        self.story.expect(wire.waiting() == waiting as u64, || format!("{} bytes should wait", wire.waiting()));
    }

    fn closed(&self, key: Key, reason: &Reason) {
        let Some(wire) = self.open(key, "a close") else { return };
        wire.closed.set(true);
        self.story.progressed();
        self.story.note(|| format!("{} closed: {reason}", wire.name()));
        let flushed = !reason.is_clean() || wire.ended.get() || wire.waiting() == 0;
        self.story.expect(flushed, || format!("it was closed in order with {} bytes to send", wire.waiting()));
    }
}

impl Probe for Watch {
    fn note(&self, noted: &Noted<'_>, _caller: Option<Caller>) {
        match noted {
            Noted::TurnBegan { turn } => self.began(*turn),
            Noted::PhaseBegan { phase } => self.phase.set(Some(*phase)),
            Noted::WaitBegan { why, .. } => self.eager.set(matches!(why, Why::StillReady | Why::CallsWait)),
            Noted::Accepted { key, host, peer, .. } | Noted::Connected { key, host, peer } => {
                self.connected(*key, host, peer);
            }
            Noted::Read { key, got, .. } => self.read(*key, *got),
            Noted::Written { key, asked, got, left } => self.written(*key, *asked, *got, *left),
            Noted::Buffered { key, bytes, waiting } => self.buffered(*key, *bytes, *waiting),
            Noted::LoseAsked { key, .. } => {
                let wire = self.open(*key, "a wish to close");
                wire.iter().for_each(|wire| wire.closing.set(true));
                self.story.progressed();
            }
            Noted::WriteClosed { key } => {
                let wire = self.open(*key, "a half-close");
                wire.iter().for_each(|wire| wire.write_closed.set(true));
                self.story.progressed();
            }
            Noted::Closed { key, reason } => self.closed(*key, reason),
            Noted::WaitEnded { .. }
            | Noted::KernelSaid { .. }
            | Noted::InterestChanged { .. }
            | Noted::Dispatched { .. } => {}
            _ => self.story.progressed(),
        }
    }
}

/// The log's side of a [`Watch`], which the reactor wants to own.
pub(crate) struct Ledger(pub(crate) Rc<Watch>);

impl Log for Ledger {
    fn failed(&self, failure: Failure<'_>) {
        let (watch, text) = (&self.0, failure.to_string());
        watch.story.note(|| format!("logged: {text}"));
        match failure {
            Failure::Callback { .. } => {
                watch.logged.set(watch.logged.get() + 1);
                watch.story.expect(text.contains("drawn"), || format!("it failed by itself: {text}"));
            }
            Failure::Accept(_) => watch.story.count("accepts failed", 1),
            _ => watch.story.blame(text),
        }
    }
}
