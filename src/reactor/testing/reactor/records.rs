//! What a reactor was asked to open.

use crate::reactor::address::Address;
use crate::reactor::completion::Completion;
use crate::reactor::connector::{Connector, RawConnector};
use crate::reactor::error::ConnectorError;
use crate::reactor::factory::{ClientFactory, Factory};
use crate::reactor::interfaces::{ConnectOptions, ListenOptions};
use crate::reactor::outcome::Result;
use crate::reactor::port::{ListeningPort, RawPort};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A port that was asked for. Clones are the same record.
#[derive(Clone)]
pub struct ListenRecord {
    /// Where it was to listen. A port number 0 stays 0.
    pub at: Address,
    /// Who was to make its protocols. It was not started.
    pub factory: Rc<dyn Factory>,
    /// How.
    pub options: ListenOptions,
    port: Rc<RecordedPort>,
}

impl ListenRecord {
    pub(super) fn new(at: Address, factory: Rc<dyn Factory>, options: ListenOptions) -> Self {
        let port = Rc::new(RecordedPort { at: at.clone(), listening: Cell::new(true) });
        ListenRecord { at, factory, options, port }
    }

    /// Whether `stop_listening` was not called yet.
    pub fn is_listening(&self) -> bool {
        self.port.listening.get()
    }

    /// The port that was returned.
    pub fn port(&self) -> ListeningPort {
        ListeningPort::new(self.port.clone())
    }
}

struct RecordedPort {
    at: Address,
    listening: Cell<bool>,
}

impl RawPort for RecordedPort {
    /// Is done at once.
    fn stop_listening(&self) -> Completion {
        self.listening.set(false);
        let (completer, completion) = Completion::new();
        completer.succeed(());
        completion
    }

    fn host(&self) -> Address {
        self.at.clone()
    }
}

/// A connection that was asked for. Clones are the same record.
#[derive(Clone)]
pub struct ConnectRecord {
    /// Where to.
    pub to: Address,
    /// Who was to make its protocol. It was told `started_connecting`, and nothing else.
    pub factory: Rc<dyn ClientFactory>,
    /// How.
    pub options: ConnectOptions,
    connector: Rc<RecordedConnector>,
}

/// What was asked of the [`Connector`] of a [`ConnectRecord`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectorCall {
    /// `connect`.
    Connect,
    /// `stop_connecting`.
    StopConnecting,
    /// `disconnect`.
    Disconnect,
}

impl ConnectRecord {
    pub(super) fn new(to: Address, factory: Rc<dyn ClientFactory>, options: ConnectOptions) -> Self {
        let connector = Rc::new(RecordedConnector { to: to.clone(), calls: RefCell::default() });
        ConnectRecord { to, factory, options, connector }
    }

    /// The connector that was returned. It keeps what it is asked, and nothing comes of it.
    pub fn connector(&self) -> Connector {
        Connector::new(self.connector.clone())
    }

    /// What was asked of the connector, in order.
    pub fn calls(&self) -> Vec<ConnectorCall> {
        self.connector.calls.borrow().clone()
    }
}

struct RecordedConnector {
    to: Address,
    calls: RefCell<Vec<ConnectorCall>>,
}

impl RecordedConnector {
    fn called(&self, call: ConnectorCall) {
        self.calls.borrow_mut().push(call);
    }
}

impl RawConnector for RecordedConnector {
    fn connect(&self) -> Result<(), ConnectorError> {
        self.called(ConnectorCall::Connect);
        Ok(())
    }

    fn stop_connecting(&self) -> Result<(), ConnectorError> {
        self.called(ConnectorCall::StopConnecting);
        Ok(())
    }

    fn disconnect(&self) {
        self.called(ConnectorCall::Disconnect);
    }

    fn destination(&self) -> Address {
        self.to.clone()
    }
}
