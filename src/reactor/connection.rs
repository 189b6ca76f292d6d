//! A connection over a socket: buffering, closing, producers, and when its protocol is called.
//!
//! The same code for TCP, Unix-domain and in-memory sockets. What a protocol asks of its transport changes states and
//! interest here and now; the protocol, the producer's stop and the close follow from the reactor's dispatch, never
//! from inside the protocol's own callback.
//!
//! ```text
//! Open ──lose──> Losing ──drained, no producer to wait for──> Lost (Done)
//!   │              │
//!   └─ abort, failing producer ─> Ending ──next turn──> Lost (Aborted, Error)
//!   └─ end of stream, error of a call, failing callback ──> Lost (Done, Lost, Error)
//! ```

mod ending;
mod reading;
mod wire;
mod writing;

use super::address::Address;
use super::buffer::SendBuffer;
use super::engine::Engine;
use super::flow::Producer;
use super::network::Socket;
use super::outcome::{Caller, Result};
use super::probe::{Callback, Noted};
use super::protocol::Protocol;
use super::reason::Reason;
use super::source::{Descriptor, Key, Taken};
use super::sources::{Place, Side};
use super::transport::Transport;
use std::cell::{Cell, OnceCell, RefCell};
use std::io;
use std::rc::{Rc, Weak};

pub(crate) struct Connection {
    engine: Rc<Engine>,
    this: Weak<Connection>,
    place: OnceCell<Rc<Place>>,
    host: Address,
    peer: Address,
    /// `None` once it is closed.
    socket: RefCell<Option<Rc<dyn Socket>>>,
    /// Taken out while it is called; `None` for good once the connection is lost.
    protocol: Cell<Option<Box<dyn Protocol>>>,
    /// The connector that made it, which is told of its end; a port's connection has none. `None` once it is told: a
    /// factory that keeps a lost connection's transport must not keep itself by that.
    maker: Cell<Option<Rc<dyn Maker>>>,
    life: Cell<Life>,
    input: Cell<Input>,
    output: Cell<Output>,
    buffer: RefCell<SendBuffer>,
    high_water: Cell<usize>,
    producer: RefCell<Option<Producer>>,
    /// Whether the producer was told to pause and not yet to go on.
    flow: Cell<Flow>,
    /// Why it ends, where that was found inside a callback and waits for the next turn.
    ending: Cell<Option<Reason>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    Open,
    /// To be closed when all is sent.
    Losing,
    /// To be lost in the next turn, for the reason in `ending`.
    Ending,
    Lost,
}

/// Our receiving direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    Reading,
    Paused,
    /// The peer has sent its last byte.
    Ended,
}

/// Our sending direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Output {
    Open,
    /// To be closed when all is sent.
    Closing,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Going,
    Paused,
}

/// Who made a connection and is told of its end, after the protocol.
pub(crate) trait Maker {
    fn connection_lost(&self, reason: &Reason);
}

/// What a new connection is made of.
pub(crate) struct Made {
    pub(crate) socket: Rc<dyn Socket>,
    pub(crate) host: Address,
    pub(crate) peer: Address,
    pub(crate) protocol: Box<dyn Protocol>,
    pub(crate) maker: Option<Rc<dyn Maker>>,
}

impl Connection {
    /// Makes a connection. A port's is a new source; a connector's takes the place of its attempt. Its protocol is told
    /// by [`begin`](Connection::begin).
    pub(crate) fn new(engine: &Rc<Engine>, made: Made, place: Option<Rc<Place>>) -> io::Result<Rc<Self>> {
        let source = made.socket.clone().source();
        let protocol = made.protocol.type_name();
        let connection = Rc::new_cyclic(|this| Connection {
            engine: engine.clone(),
            this: this.clone(),
            place: OnceCell::new(),
            host: made.host,
            peer: made.peer,
            socket: RefCell::new(Some(made.socket)),
            protocol: Cell::new(Some(made.protocol)),
            maker: Cell::new(made.maker),
            life: Cell::new(Life::Open),
            input: Cell::new(Input::Reading),
            output: Cell::new(Output::Open),
            buffer: RefCell::default(),
            high_water: Cell::new(engine.high_water),
            producer: RefCell::default(),
            flow: Cell::new(Flow::Going),
            ending: Cell::default(),
        });
        let place = match place {
            None => engine.register(source, connection.clone())?,
            Some(place) => {
                place.replace(connection.clone());
                place
            }
        };
        let _ = connection.place.set(place); // it had none
        engine.note(None, || Noted::ProtocolBuilt { key: connection.key(), protocol });
        Ok(connection)
    }

    pub(crate) fn key(&self) -> Key {
        self.place.get().map_or_else(Key::default, |place| place.key())
    }

    /// Wants to be read or written, or no more.
    #[inline]
    fn want(&self, side: Side, on: bool, caller: Option<Caller>) {
        if let Some(place) = self.place.get() {
            self.engine.want(place, side, on, caller);
        }
    }

    pub(crate) fn note_accepted(&self, port: Key) {
        let (key, host, peer) = (self.key(), &self.host, &self.peer);
        self.engine.note(None, || Noted::Accepted { port, key, host, peer });
    }

    /// Tells the protocol that the connection stands, and begins to read.
    pub(crate) fn begin(&self) {
        self.want(Side::Read, true, None);
        self.want(Side::Write, false, None); // an attempt waited to write
        self.with_protocol(Callback::ConnectionMade, |protocol, transport| protocol.connection_made(transport));
    }

    pub(crate) fn transport(&self) -> Option<Transport> {
        self.this.upgrade().map(|this| Transport::new(this))
    }

    fn socket(&self) -> Option<Rc<dyn Socket>> {
        self.socket.borrow().clone()
    }

    /// Calls the protocol, which is out of its place meanwhile. Where it fails the connection is lost, before this
    /// returns. Called from the reactor's dispatch alone.
    fn with_protocol(&self, callback: Callback, call: impl FnOnce(&mut dyn Protocol, &Transport) -> Result) {
        let (Some(mut protocol), Some(transport)) = (self.protocol.take(), self.transport()) else { return };
        let result = self.engine.call(Some(self.key()), callback, || call(&mut *protocol, &transport));
        self.protocol.set(Some(protocol));
        if let Err(error) = result {
            self.lose(Reason::Error(error));
        }
    }
}

impl Descriptor for Connection {
    fn do_read(&self) -> Result<Taken, Reason> {
        self.read()
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        self.send()
    }

    fn connection_lost(&self, reason: Reason) {
        self.end(reason);
    }
}
