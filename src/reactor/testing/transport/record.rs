//! What a transport in memory was asked, and what it answers.

use crate::reactor::address::Address;
use crate::reactor::error::FlowError;
use crate::reactor::flow::Producer;
use crate::reactor::outcome::{Caller, Result};
use crate::reactor::reason::Reason;
use crate::reactor::transport::{ConnectionState, RawTransport};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Weak;

use super::ProducerState;

/// What was recorded.
pub(super) struct Record {
    pub(super) host: Address,
    pub(super) peer: Address,
    pub(super) strictness: Strictness,
    /// Who follows up a close.
    pub(super) follower: Weak<dyn Follower>,
    pub(super) written: RefCell<Vec<u8>>,
    pub(super) closing: Cell<Closing>,
    pub(super) told: Cell<Told>,
    pub(super) write_closed: Cell<bool>,
    pub(super) producing: Cell<ProducerState>,
    pub(super) producer: RefCell<Option<Producer>>,
    pub(super) no_delay: Cell<bool>,
    pub(super) keep_alive: Cell<bool>,
}

/// Is told of each close that was asked for, until the protocol is told.
pub(in crate::reactor::testing) trait Follower {
    fn closed(&self, reason: Reason);
}

/// Nobody.
struct Nothing;

impl Follower for Nothing {
    fn closed(&self, _reason: Reason) {}
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    Strict,
    Lenient,
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    Nothing,
    Lose,
    Abort,
}

/// Whether a protocol was told of its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    NotYet,
    Lost,
}

impl Default for Record {
    fn default() -> Self {
        let at = |ip: [u8; 4], port| SocketAddr::from((Ipv4Addr::from(ip), port)).into();
        Record {
            host: at([10, 0, 0, 1], 12_345),
            peer: at([192, 168, 1, 1], 54_321),
            strictness: Strictness::Strict,
            follower: Weak::<Nothing>::new(),
            written: RefCell::default(),
            closing: Cell::new(Closing::Nothing),
            told: Cell::new(Told::NotYet),
            write_closed: Cell::new(false),
            producing: Cell::new(ProducerState::Producing),
            producer: RefCell::default(),
            no_delay: Cell::new(false),
            keep_alive: Cell::new(false),
        }
    }
}

impl Record {
    pub(super) fn is_disconnecting(&self) -> bool {
        self.closing.get() != Closing::Nothing && self.told.get() == Told::NotYet
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.closing.get() == Closing::Abort
    }

    pub(super) fn tell(&self) {
        self.told.set(Told::Lost);
    }

    fn close(&self, closing: Closing, reason: Reason) {
        if self.told.get() == Told::NotYet {
            self.closing.set(closing);
            if let Some(follower) = self.follower.upgrade() {
                follower.closed(reason);
            }
        }
    }

    /// Whether it may still be paused and resumed.
    fn check(&self) -> Result<(), FlowError> {
        let closed = self.closing.get() != Closing::Nothing && self.strictness == Strictness::Strict;
        if closed || self.producing.get() == ProducerState::Stopped { Err(FlowError::Stopped) } else { Ok(()) }
    }
}

impl RawTransport for Record {
    fn write(&self, data: Cow<'_, [u8]>, _caller: Caller) {
        self.written.borrow_mut().extend_from_slice(&data);
    }

    fn write_sequence(&self, chunks: &mut dyn Iterator<Item = Cow<'_, [u8]>>, _caller: Caller) {
        for chunk in chunks {
            self.written.borrow_mut().extend_from_slice(&chunk); // borrowed for each: the iterator is the program's
        }
    }

    fn lose_connection(&self, _caller: Caller) {
        if self.closing.get() == Closing::Nothing {
            self.close(Closing::Lose, Reason::Done);
        }
    }

    fn abort_connection(&self, _caller: Caller) {
        if self.closing.get() != Closing::Abort {
            self.close(Closing::Abort, Reason::Aborted);
        }
    }

    fn lose_write_connection(&self, _caller: Caller) {
        self.write_closed.set(true);
    }

    fn pause_producing(&self, _caller: Caller) -> Result<(), FlowError> {
        self.check()?;
        self.producing.set(ProducerState::Paused);
        Ok(())
    }

    fn resume_producing(&self, _caller: Caller) -> Result<(), FlowError> {
        self.check()?;
        self.producing.set(ProducerState::Producing);
        Ok(())
    }

    fn stop_producing(&self, caller: Caller) {
        self.producing.set(ProducerState::Stopped);
        self.lose_connection(caller);
    }

    fn register_producer(&self, producer: Producer, _caller: Caller) -> Result<(), FlowError> {
        if self.producer.borrow().is_some() {
            return Err(FlowError::AlreadyRegistered);
        }
        *self.producer.borrow_mut() = Some(producer);
        Ok(())
    }

    fn unregister_producer(&self, _caller: Caller) -> Result<(), FlowError> {
        let producer = self.producer.take(); // dropped without a borrow
        producer.map(drop).ok_or(FlowError::NotRegistered)
    }

    fn set_high_water(&self, _bytes: usize) {}

    /// All that was written: nobody takes any of it.
    fn buffered(&self) -> usize {
        self.written.borrow().len()
    }

    /// After an abort nothing is left to be done, so it is disconnected at once.
    fn state(&self) -> ConnectionState {
        match (self.told.get(), self.closing.get()) {
            (Told::Lost, _) | (_, Closing::Abort) => ConnectionState::Disconnected,
            (Told::NotYet, Closing::Lose) => ConnectionState::Disconnecting,
            (Told::NotYet, Closing::Nothing) => ConnectionState::Connected,
        }
    }

    fn host(&self) -> Address {
        self.host.clone()
    }

    fn peer(&self) -> Address {
        self.peer.clone()
    }

    fn set_no_delay(&self, on: bool) -> io::Result<()> {
        self.no_delay.set(on);
        Ok(())
    }

    fn no_delay(&self) -> io::Result<bool> {
        Ok(self.no_delay.get())
    }

    fn set_keep_alive(&self, on: bool) -> io::Result<()> {
        self.keep_alive.set(on);
        Ok(())
    }

    fn keep_alive(&self) -> io::Result<bool> {
        Ok(self.keep_alive.get())
    }
}
