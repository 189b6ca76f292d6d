//! The factory of protocols that keep what happens to them.

use super::{AccumulatingProtocol, ProtocolRecord};
use crate::reactor::address::Address;
use crate::reactor::connector::Connector;
use crate::reactor::error::ConnectError;
use crate::reactor::factory::{ClientFactory, Factory};
use crate::reactor::outcome::Result;
use crate::reactor::protocol::Protocol;
use crate::reactor::reason::Reason;
use std::cell::RefCell;
use std::rc::Rc;

/// Makes an [`AccumulatingProtocol`] for each connection, and keeps what is said to a factory.
///
/// ```
/// use std::rc::Rc;
/// use twistlab::reactor::testing::{AccumulatingFactory, MemoryNetwork};
/// use twistlab::reactor::Result;
///
/// # fn main() -> Result {
/// let reactor = MemoryNetwork::new().reactor();
/// let (server, client) = (Rc::new(AccumulatingFactory::new()), Rc::new(AccumulatingFactory::new()));
/// reactor.listen_tcp("10.0.0.1:80".parse()?, server.clone())?;
/// reactor.connect_tcp("10.0.0.1:80".parse()?, client.clone());
/// while server.records().is_empty() {
///     let _ = reactor.turn(None)?;
/// }
/// assert_eq!(client.calls(), ["start_factory", "started_connecting"]);
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct AccumulatingFactory {
    records: RefCell<Vec<ProtocolRecord>>,
    calls: RefCell<Vec<String>>,
}

impl AccumulatingFactory {
    /// A factory that has made nothing.
    pub fn new() -> Self {
        AccumulatingFactory::default()
    }

    /// A record for each protocol that was built, oldest first.
    pub fn records(&self) -> Vec<ProtocolRecord> {
        self.records.borrow().clone()
    }

    /// What else it was told, in order: the names of the methods, and behind a colon the error or the reason.
    pub fn calls(&self) -> Vec<String> {
        self.calls.borrow().clone()
    }

    fn called(&self, call: impl Into<String>) {
        self.calls.borrow_mut().push(call.into());
    }
}

impl Factory for AccumulatingFactory {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        let protocol = AccumulatingProtocol::new();
        self.records.borrow_mut().push(protocol.record());
        Ok(Some(Box::new(protocol)))
    }

    fn start_factory(&self) {
        self.called("start_factory");
    }

    fn stop_factory(&self) {
        self.called("stop_factory");
    }
}

impl ClientFactory for AccumulatingFactory {
    fn started_connecting(&self, _connector: &Connector) {
        self.called("started_connecting");
    }

    fn client_connection_failed(&self, _connector: &Connector, error: &ConnectError) {
        self.called(format!("client_connection_failed: {error}"));
    }

    fn client_connection_lost(&self, _connector: &Connector, reason: &Reason) {
        self.called(format!("client_connection_lost: {reason}"));
    }
}
