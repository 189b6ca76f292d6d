//! How a connection ends: asked for, put off, done once.

use super::{Callback, Connection, Life, Output, Reason, Side};
use crate::reactor::engine::Later;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::Noted;
use std::net::Shutdown;
use std::rc::Rc;

impl Connection {
    /// A close in order.
    pub(super) fn lose_in_order(&self, caller: Caller) {
        if self.life.get() != Life::Open {
            return;
        }
        let (key, waiting) = (self.key(), self.buffer.borrow().len());
        self.engine.note(Some(caller), || Noted::LoseAsked { key, waiting });
        if self.output.get() == Output::Closed {
            self.end_soon(Reason::Done); // there is nothing to drain
            return;
        }
        self.life.set(Life::Losing);
        self.want(Side::Read, false, Some(caller));
        self.want(Side::Write, true, Some(caller));
    }

    pub(super) fn lose_write(&self, caller: Caller) {
        if self.life.get() != Life::Open || self.output.get() != Output::Open {
            return;
        }
        let (key, waiting) = (self.key(), self.buffer.borrow().len());
        self.output.set(Output::Closing);
        self.engine.note(Some(caller), || Noted::LoseWriteAsked { key, waiting });
        self.want(Side::Write, true, Some(caller));
    }

    pub(super) fn abort(&self, caller: Caller) {
        if !matches!(self.life.get(), Life::Open | Life::Losing) {
            return;
        }
        let (key, dropped) = (self.key(), self.buffer.borrow().len());
        self.engine.note(Some(caller), || Noted::AbortAsked { key, dropped });
        self.end_soon(Reason::Aborted);
    }

    /// Ends it in the next turn, because a callback of its own may be running now.
    pub(super) fn end_soon(&self, reason: Reason) {
        if !matches!(self.life.get(), Life::Open | Life::Losing) {
            return;
        }
        self.life.set(Life::Ending);
        self.ending.set(Some(reason));
        self.buffer.borrow_mut().clear();
        self.want(Side::Read, false, None);
        self.want(Side::Write, false, None);
        if let Some(this) = self.this.upgrade() {
            self.engine.put_off(this);
        }
    }

    /// Takes it out of the reactor and ends it. Called from the reactor's dispatch alone.
    pub(super) fn lose(&self, reason: Reason) {
        if self.life.get() != Life::Lost {
            let _this = self.engine.deregister(self.key());
            self.end(reason);
        }
    }

    /// It is out of the reactor: closes the socket, then tells the producer, the protocol and the connector, each once.
    pub(super) fn end(&self, reason: Reason) {
        if self.life.replace(Life::Lost) == Life::Lost {
            return;
        }
        let reason = match (self.ending.take(), reason) {
            (Some(Reason::Aborted), Reason::Lost(None)) => Reason::Aborted, // the reactor stops before its turn came
            (_, reason) => reason,
        };
        self.buffer.borrow_mut().clear();
        let producer = self.producer.take();
        if let Some(producer) = &producer {
            self.stop_producer(producer);
        }
        let socket = self.socket.take();
        if let Some(socket) = &socket {
            // Whatever these answer, the socket is closed next.
            let _ = match &reason {
                Reason::Aborted => socket.reset_on_close(),
                Reason::Lost(_) => Ok(()),
                Reason::Done | Reason::Error(_) => socket.shutdown(Shutdown::Both),
            };
        }
        drop(socket);
        let key = self.key();
        self.engine.note(None, || Noted::Closed { key, reason: &reason });
        if let (Some(mut protocol), Some(transport)) = (self.protocol.take(), self.transport()) {
            // The protocol is dropped inside: its drop is the program's code too.
            let reason = &reason;
            self.engine.tell(Some(key), Callback::ConnectionLost, move || protocol.connection_lost(&transport, reason));
        }
        if let Some(maker) = self.maker.take() {
            maker.connection_lost(&reason);
        }
    }
}

impl Later for Connection {
    fn now(self: Rc<Self>) {
        if let Some(reason) = self.ending.take() {
            self.lose(reason);
        }
    }

    fn never(self: Rc<Self>) {
        self.now();
    }
}
