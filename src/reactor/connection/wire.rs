//! A connection as a [`Transport`](crate::reactor::transport::Transport) sees it: each method passes on to its part.

use super::{Connection, Life};
use crate::reactor::address::Address;
use crate::reactor::error::FlowError;
use crate::reactor::flow::Producer;
use crate::reactor::network::Socket;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::Noted;
use crate::reactor::transport::{ConnectionState, RawTransport};
use std::borrow::Cow;
use std::io;
use std::rc::Rc;

impl Connection {
    fn open_socket(&self) -> io::Result<Rc<dyn Socket>> {
        self.socket.borrow().clone().ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl RawTransport for Connection {
    fn write(&self, data: Cow<'_, [u8]>, caller: Caller) {
        if self.takes_writes() {
            let bytes = data.len();
            self.keep(data);
            self.written(bytes, caller);
        }
    }

    fn write_sequence(&self, chunks: &mut dyn Iterator<Item = Cow<'_, [u8]>>, caller: Caller) {
        // The iterator is the program's: it may write, end the connection, or panic. So it comes to its end first.
        let chunks: Vec<Cow<'_, [u8]>> = chunks.collect();
        if self.takes_writes() {
            let bytes = chunks.iter().map(|chunk| chunk.len()).sum();
            chunks.into_iter().for_each(|chunk| self.keep(chunk));
            self.written(bytes, caller);
        }
    }

    fn lose_connection(&self, caller: Caller) {
        self.lose_in_order(caller);
    }

    fn abort_connection(&self, caller: Caller) {
        self.abort(caller);
    }

    fn lose_write_connection(&self, caller: Caller) {
        self.lose_write(caller);
    }

    fn pause_producing(&self, caller: Caller) -> Result<(), FlowError> {
        self.pause(caller);
        Ok(())
    }

    fn resume_producing(&self, caller: Caller) -> Result<(), FlowError> {
        self.resume(caller);
        Ok(())
    }

    fn stop_producing(&self, caller: Caller) {
        self.lose_in_order(caller);
    }

    fn register_producer(&self, producer: Producer, caller: Caller) -> Result<(), FlowError> {
        self.register(producer, caller)
    }

    fn unregister_producer(&self, caller: Caller) -> Result<(), FlowError> {
        self.unregister(caller);
        Ok(())
    }

    fn set_high_water(&self, bytes: usize) {
        if self.high_water.replace(bytes) != bytes {
            self.engine.note(None, || Noted::MarkSet { key: self.key(), mark: bytes });
        }
    }

    fn buffered(&self) -> usize {
        self.buffer.borrow().len()
    }

    fn state(&self) -> ConnectionState {
        match self.life.get() {
            Life::Open => ConnectionState::Connected,
            Life::Losing | Life::Ending => ConnectionState::Disconnecting,
            Life::Lost => ConnectionState::Disconnected,
        }
    }

    fn host(&self) -> Address {
        self.host.clone()
    }

    fn peer(&self) -> Address {
        self.peer.clone()
    }

    fn set_no_delay(&self, on: bool) -> io::Result<()> {
        self.open_socket()?.set_no_delay(on)
    }

    fn no_delay(&self) -> io::Result<bool> {
        self.open_socket()?.no_delay()
    }

    fn set_keep_alive(&self, on: bool) -> io::Result<()> {
        self.open_socket()?.set_keep_alive(on)
    }

    fn keep_alive(&self) -> io::Result<bool> {
        self.open_socket()?.keep_alive()
    }
}
