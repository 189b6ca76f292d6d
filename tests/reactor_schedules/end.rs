//! One end of a connection as its protocol knows it: what was asked for, and so what may still come.

use super::producing::Producing;
use super::wire::Wire;
use super::world::World;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use twistlab::reactor::{ConnectionState, Reason, Transport};

pub(crate) struct End {
    pub(crate) wire: Rc<Wire>,
    pub(crate) transport: Transport,
    pub(crate) half_closeable: bool,
    /// It writes by its push producer alone, which heeds its pauses: so what waits is bounded.
    pub(crate) obedient: bool,
    pub(crate) mark: Cell<usize>,
    pub(crate) producer: RefCell<Option<Rc<Producing>>>,
    /// Bytes that its protocol was given.
    pub(crate) seen: Cell<u64>,
    pub(crate) paused: Cell<bool>,
    pub(crate) aborted: Cell<bool>,
    pub(crate) halved: Cell<bool>,
    /// A callback of it failed.
    pub(crate) raised: Cell<bool>,
    pub(crate) read_ended: Cell<bool>,
    pub(crate) write_ended: Cell<bool>,
    pub(crate) lost: Cell<bool>,
}

impl End {
    /// Of a connection that was just made.
    pub(crate) fn new(world: &World, transport: &Transport, half_closeable: bool, mark: Option<usize>) -> Option<Self> {
        let (host, peer) = (transport.host().tcp()?, transport.peer().tcp()?);
        if let Some(mark) = mark {
            transport.set_high_water(mark);
        }
        Some(End {
            wire: world.watch.end(host, peer)?,
            transport: transport.clone(),
            half_closeable,
            obedient: mark.is_some(),
            mark: Cell::new(mark.unwrap_or(usize::MAX)),
            producer: RefCell::default(),
            seen: Cell::default(),
            paused: Cell::default(),
            aborted: Cell::default(),
            halved: Cell::default(),
            raised: Cell::default(),
            read_ended: Cell::default(),
            write_ended: Cell::default(),
            lost: Cell::default(),
        })
    }

    pub(crate) fn is_open(&self) -> bool {
        self.transport.state() == ConnectionState::Connected
    }

    /// Some bytes came.
    pub(crate) fn received(&self, world: &World, data: &[u8]) {
        let (name, seen) = (self.wire.name(), self.seen.get());
        let expect = |so, what: &str| world.story.expect(so, || format!("{name} was given data {what}"));
        expect(!self.lost.get(), "after its end");
        expect((1..=65_536).contains(&data.len()), "of a length that cannot be");
        expect(!self.paused.get(), "while it was paused");
        expect(!self.wire.closing.get() && !self.aborted.get(), "after it closed");
        expect(!self.read_ended.get(), "after the end of the stream");
        expect(self.wire.inward().bytes(seen, data.len()) == data, "that was not sent like this");
        self.seen.set(seen + data.len() as u64);
        expect(self.seen.get() == self.wire.received.get(), "later than it was read, or twice");
    }

    pub(crate) fn read_ended(&self, world: &World) {
        let name = self.wire.name();
        let expect =
            |so, what: &str| world.story.expect(so, || format!("{name} was told the end of the stream {what}"));
        expect(self.wire.ended.get(), "that was not read");
        expect(self.seen.get() == self.wire.received.get(), "before its last byte");
        expect(!self.paused.get(), "while it was paused");
        expect(!self.read_ended.replace(true), "twice");
        expect(!self.lost.get(), "after its end");
    }

    pub(crate) fn write_ended(&self, world: &World) {
        let so = self.halved.get() && self.wire.waiting() == 0 && !self.write_ended.replace(true) && !self.lost.get();
        world.story.expect(so, || format!("{} was told its half-close wrongly", self.wire.name()));
    }

    pub(crate) fn lost(&self, world: &World, reason: &Reason) {
        let name = self.wire.name();
        let expect = |so, what: &str| world.story.expect(so, || format!("{name}, lost ({reason}), {what}"));
        expect(!self.lost.replace(true), "was told it twice");
        expect(self.producer.borrow().is_none(), "did not stop its producer");
        let gone = self.transport.state() == ConnectionState::Disconnected && self.transport.no_delay().is_err();
        expect(gone && self.transport.buffered() == 0, "has still something");
        let other = world.watch.other(&self.wire);
        let excused = world.mood.broken > 0 || other.is_none_or(|other| other.closed.get());
        match reason {
            Reason::Done => expect(self.wire.closing.get() || self.wire.ended.get(), "was closed by nobody"),
            Reason::Lost(None) => expect(world.stopping.get(), "was left without a stop"),
            Reason::Lost(Some(_)) => expect(excused, "broke for nothing"),
            Reason::Aborted => expect(self.aborted.get(), "was not aborted"),
            Reason::Error(_) => expect(self.raised.get(), "did not fail"),
            other => world.story.blame(format!("an unknown reason: {other:?}")),
        }
        let aborted = matches!(reason, Reason::Aborted | Reason::Error(_)) || !self.aborted.get();
        expect(aborted, "was aborted");
    }

    /// What must be so after each turn.
    pub(crate) fn check(&self, world: &World) {
        let name = self.wire.name();
        let expect = |so, what: &str| world.story.expect(so, || format!("{name} {what}"));
        expect(!self.lost.get() && !self.wire.closed.get(), "is over, and its protocol was not told");
        expect(self.seen.get() == self.wire.received.get(), "was not given all that was read");
        let bound = self.mark.get().saturating_add(Producing::PIECE);
        expect(!self.obedient || self.transport.buffered() <= bound, "keeps more than the mark and one write");
    }
}
