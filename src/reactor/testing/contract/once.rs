//! A factory for one connection.

use super::record::{Record, name};
use super::scripted::Scripted;
use crate::reactor::error::ConnectError;
use crate::reactor::{Address, ClientFactory, Connector, Factory, Protocol, Reason, Result};
use std::cell::RefCell;
use std::rc::Rc;

/// A factory for one connection, which writes down what a client factory is told into the protocol's record.
pub fn once(protocol: Scripted) -> Rc<Once> {
    Rc::new(Once { record: protocol.record(), protocol: RefCell::new(Some(protocol)) })
}

/// What [`once`] returns.
pub struct Once {
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
        self.record.note(format!("client lost: {}", name(reason)));
    }
}
