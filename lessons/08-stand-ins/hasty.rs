//! A transport that is right in every signature, and wrong in one moment.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::io;
use std::rc::{Rc, Weak};
use twistlab::reactor::error::FlowError;
use twistlab::reactor::outcome::Caller;
use twistlab::reactor::testing::contract::Implementer;
use twistlab::reactor::transport::RawTransport;
use twistlab::reactor::{Address, ConnectionState, HalfCloseable, Producer, Protocol, Reason, Result, Transport};

/// The usual reactor, but between each connection and its protocol stands somebody who is in a hurry.
pub(super) fn implementer() -> Implementer {
    Implementer::on_system("hasty", |builder| Ok(builder.wrap_protocols(|protocol| Box::new(Between::new(protocol)))))
}

// ANCHOR: hasty
/// What the protocol gets in place of the transport: it passes every call on to it.
pub(super) struct Hasty {
    transport: Transport,
    protocol: Weak<Inside>,
}

impl RawTransport for Hasty {
    fn lose_connection(&self, _: Caller) {
        self.transport.lose_connection(); // right: what was written goes first, and the end comes later
        if let Some(protocol) = self.protocol.upgrade() {
            protocol.is_lost_now(); // wrong: "it will be closed anyway, so I can tell it now"
        }
    }

    fn write(&self, data: Cow<'_, [u8]>, _: Caller) {
        self.transport.write(data);
    }

    // ANCHOR_END: hasty
    fn stop_producing(&self, caller: Caller) {
        self.lose_connection(caller); // it is another name for the same
    }

    fn write_sequence(&self, chunks: &mut dyn Iterator<Item = Cow<'_, [u8]>>, _: Caller) {
        self.transport.write_sequence(chunks);
    }

    fn abort_connection(&self, _: Caller) {
        self.transport.abort_connection();
    }

    fn lose_write_connection(&self, _: Caller) {
        self.transport.lose_write_connection();
    }

    fn pause_producing(&self, _: Caller) -> Result<(), FlowError> {
        self.transport.pause_producing()
    }

    fn resume_producing(&self, _: Caller) -> Result<(), FlowError> {
        self.transport.resume_producing()
    }

    fn register_producer(&self, producer: Producer, _: Caller) -> Result<(), FlowError> {
        self.transport.register_producer(producer)
    }

    fn unregister_producer(&self, _: Caller) -> Result<(), FlowError> {
        self.transport.unregister_producer()
    }

    fn set_high_water(&self, bytes: usize) {
        self.transport.set_high_water(bytes);
    }

    fn buffered(&self) -> usize {
        self.transport.buffered()
    }

    fn state(&self) -> ConnectionState {
        self.transport.state()
    }

    fn host(&self) -> Address {
        self.transport.host()
    }

    fn peer(&self) -> Address {
        self.transport.peer()
    }

    fn set_no_delay(&self, on: bool) -> io::Result<()> {
        self.transport.set_no_delay(on)
    }

    fn no_delay(&self) -> io::Result<bool> {
        self.transport.no_delay()
    }

    fn set_keep_alive(&self, on: bool) -> io::Result<()> {
        self.transport.set_keep_alive(on)
    }

    fn keep_alive(&self) -> io::Result<bool> {
        self.transport.keep_alive()
    }
}

/// The protocol, and what it knows of its end.
struct Inside {
    protocol: RefCell<Box<dyn Protocol>>,
    transport: RefCell<Option<Transport>>,
    end: Cell<End>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Ahead,
    /// To be told as soon as the callback returns that goes on: nobody can call what is being called.
    Due,
    Told,
}

impl Inside {
    /// Calls the protocol, unless it has heard its end already.
    fn call(&self, call: impl FnOnce(&mut dyn Protocol, &Transport) -> Result) -> Result {
        let Some(transport) = self.transport.borrow().clone() else { return Ok(()) };
        if self.end.get() == End::Told {
            return Ok(());
        }
        let result = call(&mut **self.protocol.borrow_mut(), &transport);
        if self.end.get() == End::Due {
            self.is_lost_now();
        }
        result
    }

    fn is_lost_now(&self) {
        let Some(transport) = self.transport.borrow().clone() else { return };
        if self.end.get() == End::Told {
            return;
        }
        self.end.set(End::Due);
        if let Ok(mut protocol) = self.protocol.try_borrow_mut() {
            self.end.set(End::Told);
            let _ = protocol.connection_lost(&transport, &Reason::Done); // no reactor is there to log its failure
        }
    }
}

/// What the connection calls: it passes all on to the protocol.
struct Between(Rc<Inside>);

impl Between {
    fn new(protocol: Box<dyn Protocol>) -> Self {
        let (protocol, transport, end) = (RefCell::new(protocol), RefCell::default(), Cell::new(End::Ahead));
        Between(Rc::new(Inside { protocol, transport, end }))
    }
}

impl Protocol for Between {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let hasty = Hasty { transport: transport.clone(), protocol: Rc::downgrade(&self.0) };
        *self.0.transport.borrow_mut() = Some(Transport::new(Rc::new(hasty)));
        self.0.call(|protocol, transport| protocol.connection_made(transport))
    }

    fn data_received(&mut self, _: &Transport, data: &[u8]) -> Result {
        self.0.call(|protocol, transport| protocol.data_received(transport, data))
    }

    fn connection_lost(&mut self, _: &Transport, reason: &Reason) -> Result {
        let told = self.0.call(|protocol, transport| protocol.connection_lost(transport, reason));
        self.0.end.set(End::Told);
        told
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        let can = self.0.protocol.borrow_mut().half_closeable().is_some();
        can.then_some(self)
    }
}

impl HalfCloseable for Between {
    fn read_connection_lost(&mut self, _: &Transport) -> Result {
        self.0.call(|protocol, transport| match protocol.half_closeable() {
            Some(half) => half.read_connection_lost(transport),
            None => Ok(()),
        })
    }

    fn write_connection_lost(&mut self, _: &Transport) -> Result {
        self.0.call(|protocol, transport| match protocol.half_closeable() {
            Some(half) => half.write_connection_lost(transport),
            None => Ok(()),
        })
    }
}
