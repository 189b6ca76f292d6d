//! A handle on a listening port.
//!
//! ```
//! use twistlab::reactor::testing::MemoryNetwork;
//! use twistlab::reactor::{Protocol, Result, Transport, factory};
//!
//! # struct Echo;
//! # impl Protocol for Echo {
//! #     fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
//! #         Ok(())
//! #     }
//! # }
//! # fn main() -> Result {
//! let reactor = MemoryNetwork::new().reactor();
//! let port = reactor.listen_tcp("10.0.0.1:0".parse()?, factory(|_| Echo))?; // any free port
//! println!("listening on {}", port.host());
//! let stop = reactor.clone();
//! port.stop_listening().on_done(move |_| stop.stop().unwrap());
//! reactor.run()?; // closed in the next turn
//! # Ok(())
//! # }
//! ```

use super::address::Address;
use super::completion::Completion;
use std::fmt;
use std::rc::Rc;

/// What a kind of port must do; see the methods of the same names of [`ListeningPort`].
pub trait RawPort {
    /// See [`ListeningPort::stop_listening`].
    fn stop_listening(&self) -> Completion;
    /// See [`ListeningPort::host`].
    fn host(&self) -> Address;
}

/// A port that listens until it is told to stop. Dropping the handle does not stop it.
#[derive(Clone)]
pub struct ListeningPort(Rc<dyn RawPort>);

impl ListeningPort {
    /// A handle on a port of whatever kind.
    pub fn new(raw: Rc<dyn RawPort>) -> Self {
        ListeningPort(raw)
    }

    /// Accepts no more from now on; the socket is closed in the next turn. Connections that were accepted live on. The
    /// completion fires after the factory's `stop_factory`; so does that of a second call.
    pub fn stop_listening(&self) -> Completion {
        self.0.stop_listening()
    }

    /// Where it listens, or did: it is remembered after the close.
    pub fn host(&self) -> Address {
        self.0.host()
    }
}

impl fmt::Debug for ListeningPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListeningPort(at {})", self.host())
    }
}
