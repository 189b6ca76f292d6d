//! From the socket to the protocol.

use super::{Callback, Connection, Input, Life, Output, Reason, Result, Side, Taken};
use crate::reactor::engine::{READ_SIZE, Room};
use crate::reactor::error::panicked;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::Noted;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many reads one turn makes of one connection: 128 KiB. One is what Twisted makes; two move a stream faster, and
/// more would let a busy connection starve the others.
const READS: usize = 2;

impl Connection {
    pub(super) fn read(&self) -> Result<Taken, Reason> {
        let mut room = self.engine.room.take().unwrap_or_else(new_room);
        let taken = self.read_into(&mut *room);
        self.engine.room.set(Some(room));
        taken
    }

    fn read_into(&self, room: &mut [u8]) -> Result<Taken, Reason> {
        for _ in 0..READS {
            let Some(got) = self.receive(room) else { return Ok(Taken::Blocked) };
            let key = self.key();
            self.engine.note(None, || Noted::Read { key, asked: room.len(), got: got.as_ref().map(|got| *got) });
            match got {
                Ok(0) => return self.read_ended(),
                Ok(got) => {
                    let data = &room[..got];
                    self.with_protocol(Callback::DataReceived, |protocol, transport| {
                        protocol.data_received(transport, data)
                    });
                    if got < room.len() {
                        return Ok(Taken::Short);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Taken::Blocked),
                Err(error) => return Err(error.into()),
            }
            if self.life.get() != Life::Open || self.input.get() != Input::Reading {
                break;
            }
        }
        Ok(Taken::All)
    }

    /// One read; `None` where the socket is gone.
    fn receive(&self, room: &mut [u8]) -> Option<io::Result<usize>> {
        let socket = self.socket.borrow();
        let socket = socket.as_ref()?;
        loop {
            match socket.recv(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                got => return Some(got),
            }
        }
    }

    /// The peer has sent its last byte.
    fn read_ended(&self) -> Result<Taken, Reason> {
        let Some(mut protocol) = self.protocol.take() else { return Err(Reason::Done) };
        let lives_on = catch_unwind(AssertUnwindSafe(|| protocol.half_closeable().is_some()));
        self.protocol.set(Some(protocol));
        match lives_on {
            Ok(true) => {}
            Ok(false) => return Err(Reason::Done),
            Err(panic) => return Err(Reason::Error(panicked(&*panic).into())),
        }
        self.input.set(Input::Ended);
        self.want(Side::Read, false, None);
        self.half_closed(Callback::ReadConnectionLost);
        Ok(Taken::Blocked)
    }

    /// One direction is closed. Tells the protocol, where it wants to know; with both closed there is nothing left.
    pub(super) fn half_closed(&self, callback: Callback) {
        self.with_protocol(callback, |protocol, transport| match protocol.half_closeable() {
            Some(half) if callback == Callback::ReadConnectionLost => half.read_connection_lost(transport),
            Some(half) => half.write_connection_lost(transport),
            None => Ok(()),
        });
        let open = self.life.get() == Life::Open; // else it ends by what the protocol has just asked for
        if open && self.input.get() == Input::Ended && self.output.get() == Output::Closed {
            self.lose(Reason::Done);
        }
    }

    pub(super) fn pause(&self, caller: Caller) {
        if self.life.get() == Life::Open && self.input.get() == Input::Reading {
            self.input.set(Input::Paused);
            self.engine.note(Some(caller), || Noted::ReadingPaused { key: self.key() });
            self.want(Side::Read, false, Some(caller));
        }
    }

    pub(super) fn resume(&self, caller: Caller) {
        if self.life.get() == Life::Open && self.input.get() == Input::Paused {
            self.input.set(Input::Reading);
            self.engine.note(Some(caller), || Noted::ReadingResumed { key: self.key() });
            self.want(Side::Read, true, Some(caller));
        }
    }
}

/// Room on the heap: an array that size must not pass over the stack.
#[cold]
fn new_room() -> Box<Room> {
    vec![0; READ_SIZE].into_boxed_slice().try_into().unwrap_or_else(|_| Box::new([0; READ_SIZE]))
}
