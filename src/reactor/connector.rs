//! A handle on a connection that is attempted, made, and perhaps attempted again.
//!
//! Try again, a second later, for as long as it takes:
//!
//! ```
//! use std::{rc::Rc, time::Duration};
//! use twistlab::reactor::error::ConnectError;
//! use twistlab::reactor::testing::MemoryNetwork;
//! use twistlab::reactor::{Address, ClientFactory, Connector, Factory, Protocol, Reactor, Result};
//!
//! struct Patient(Reactor);
//!
//! impl Factory for Patient {
//!     fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
//!         self.0.stop()?; // it stands: this example is over
//!         Ok(None)
//!     }
//! }
//!
//! impl ClientFactory for Patient {
//!     fn client_connection_failed(&self, connector: &Connector, _error: &ConnectError) {
//!         let again = connector.clone();
//!         self.0.call_later(Duration::from_secs(1), move || again.connect());
//!     }
//! }
//!
//! # fn main() -> Result {
//! let reactor = MemoryNetwork::new().reactor();
//! reactor.connect_tcp("10.0.0.1:80".parse()?, Rc::new(Patient(reactor.clone()))); // nobody is there yet
//! let late = reactor.clone();
//! reactor.call_later(Duration::from_secs(5), move || -> Result {
//!     late.listen_tcp("10.0.0.1:80".parse()?, Rc::new(Patient(late.clone())))?;
//!     Ok(())
//! });
//! reactor.run()?;
//! # Ok(())
//! # }
//! ```

use super::address::Address;
use super::error::ConnectorError;
use std::fmt;
use std::rc::Rc;

/// What a kind of connector must do; see the methods of the same names of [`Connector`].
pub trait RawConnector {
    /// See [`Connector::connect`].
    ///
    /// # Errors
    /// See there.
    fn connect(&self) -> Result<(), ConnectorError>;
    /// See [`Connector::stop_connecting`].
    ///
    /// # Errors
    /// See there.
    fn stop_connecting(&self) -> Result<(), ConnectorError>;
    /// See [`Connector::disconnect`].
    fn disconnect(&self);
    /// See [`Connector::destination`].
    fn destination(&self) -> Address;
}

/// Attempts a connection, and may be told to try again. Two clones are equal, so a factory can tell its connectors apart.
#[derive(Clone)]
pub struct Connector(Rc<dyn RawConnector>);

impl Connector {
    /// A handle on a connector of whatever kind.
    pub fn new(raw: Rc<dyn RawConnector>) -> Self {
        Connector(raw)
    }

    /// Tries (again). The attempt begins in the next turn.
    ///
    /// # Errors
    /// `Busy` while it connects or is connected; `Over` where the reactor was stopped.
    pub fn connect(&self) -> Result<(), ConnectorError> {
        self.0.connect()
    }

    /// Gives the attempt up: the factory is told `client_connection_failed` before this returns.
    ///
    /// # Errors
    /// `NotConnecting` where no attempt goes on.
    pub fn stop_connecting(&self) -> Result<(), ConnectorError> {
        self.0.stop_connecting()
    }

    /// Ends it, whatever it does: an attempt as by `stop_connecting`, a connection as by `lose_connection`.
    pub fn disconnect(&self) {
        self.0.disconnect();
    }

    /// Where it connects to.
    pub fn destination(&self) -> Address {
        self.0.destination()
    }
}

impl PartialEq for Connector {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Connector {}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connector(to {})", self.destination())
    }
}
