//! Who makes a protocol for each connection, and keeps what they share.
//!
//! Protocols that count together, by the factory that they keep:
//!
//! ```
//! use std::{cell::Cell, rc::Rc};
//! use twistlab::reactor::testing::MemoryNetwork;
//! use twistlab::reactor::{Address, Factory, Protocol, Result, Transport, factory};
//!
//! #[derive(Default)]
//! struct Counting {
//!     visitors: Cell<u32>,
//! }
//!
//! struct Visit(Rc<Counting>);
//!
//! impl Factory for Counting {
//!     fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
//!         Ok(Some(Box::new(Visit(self))))
//!     }
//! }
//!
//! impl Protocol for Visit {
//!     fn connection_made(&mut self, transport: &Transport) -> Result {
//!         self.0.visitors.set(self.0.visitors.get() + 1);
//!         transport.write(format!("you are number {}\n", self.0.visitors.get()).into_bytes());
//!         Ok(())
//!     }
//!
//!     fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
//!         Ok(())
//!     }
//! }
//!
//! # struct Silent;
//! # impl Protocol for Silent {
//! #     fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
//! #         Ok(())
//! #     }
//! # }
//! # fn main() -> Result {
//! let (reactor, counting) = (MemoryNetwork::new().reactor(), Rc::new(Counting::default()));
//! reactor.listen_tcp("10.0.0.1:80".parse()?, counting.clone())?;
//! for _ in 0..3 {
//!     reactor.connect_tcp("10.0.0.1:80".parse()?, factory(|_| Silent));
//! }
//! while counting.visitors.get() < 3 {
//!     reactor.turn(None)?;
//! }
//! # Ok(())
//! # }
//! ```

use super::address::Address;
use super::connector::Connector;
use super::error::ConnectError;
use super::outcome::Result;
use super::protocol::Protocol;
use super::reason::Reason;
use std::rc::Rc;

/// Makes a protocol for each connection of a port or a connector, and holds what they share.
///
/// Methods take `&self`, since one factory may serve several ports and be asked again from inside a callback; what
/// changes stands in a `Cell` or a `RefCell` of the factory's own.
///
/// `start_factory` is called when the first port or connector begins to use it, `stop_factory` when the last one
/// has done with it; both may come again later.
pub trait Factory {
    /// A protocol for the connection with `peer`; `None` refuses it, and it is closed at once.
    ///
    /// The protocol may keep `self`: that is how the protocols of one factory share.
    ///
    /// # Errors
    /// Are told to the log, and the connection is closed.
    fn build_protocol(self: Rc<Self>, peer: &Address) -> Result<Option<Box<dyn Protocol>>>;

    /// Somebody begins to use it: the first of them.
    fn start_factory(&self) {}

    /// Nobody uses it any more.
    fn stop_factory(&self) {}
}

/// A factory that also hears how its connector fares.
///
/// ```text
/// start_factory, started_connecting, build_protocol, ..., client_connection_lost, stop_factory
/// start_factory, started_connecting, client_connection_failed, stop_factory
/// ```
///
/// Calling [`Connector::connect`] in one of the last two tries again, without a stop and a start between.
pub trait ClientFactory: Factory {
    /// An attempt begins.
    fn started_connecting(&self, _connector: &Connector) {}

    /// The attempt failed; no protocol was built.
    fn client_connection_failed(&self, _connector: &Connector, _error: &ConnectError) {}

    /// The connection is over; its protocol has been told before.
    fn client_connection_lost(&self, _connector: &Connector, _reason: &Reason) {}
}

/// A factory from a function that makes a protocol.
pub fn factory<F, P>(make: F) -> Rc<FnFactory<F>>
where
    F: Fn(&Address) -> P + 'static,
    P: Protocol + 'static,
{
    Rc::new(FnFactory { make })
}

/// What [`factory`] returns.
pub struct FnFactory<F> {
    make: F,
}

impl<F, P> Factory for FnFactory<F>
where
    F: Fn(&Address) -> P,
    P: Protocol + 'static,
{
    fn build_protocol(self: Rc<Self>, peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        Ok(Some(Box::new((self.make)(peer))))
    }
}

impl<F, P> ClientFactory for FnFactory<F>
where
    F: Fn(&Address) -> P,
    P: Protocol + 'static,
{
}
