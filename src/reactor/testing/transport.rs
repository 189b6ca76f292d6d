//! A transport that sends nothing and keeps everything: to call a protocol with, and to look at afterwards.
//!
//! ```
//! use twistlab::reactor::testing::StringTransport;
//! use twistlab::reactor::{Protocol, Result, Transport};
//!
//! struct Echo;
//! impl Protocol for Echo {
//!     fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
//!         transport.write(data);
//!         Ok(())
//!     }
//! }
//!
//! # fn main() -> Result {
//! let string = StringTransport::new();
//! Echo.data_received(&string, b"hello")?;
//! assert_eq!(string.value(), b"hello");
//! # Ok(())
//! # }
//! ```

mod record;

pub(super) use record::Follower;

use crate::reactor::address::Address;
use crate::reactor::flow::Producer;
use crate::reactor::transport::Transport;
use record::{Record, Strictness};
use std::fmt;
use std::ops::Deref;
use std::rc::{Rc, Weak};

/// What the producing side of a transport was told last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProducerState {
    /// Nothing, or to resume.
    Producing,
    /// To pause.
    Paused,
    /// To stop: nothing follows.
    Stopped,
}

/// Records what is asked of it. It is a handle, and stands for a [`Transport`] wherever one is borrowed.
///
/// Nothing follows from what is recorded: no byte leaves, a producer is told nothing, and no protocol is called, not
/// even after a close; see [`StringTransportWithDisconnection`](super::StringTransportWithDisconnection) for one
/// that does that. Writes are recorded after a close too, so that a test can see them.
///
/// It is strict, so that it finds what a real transport would let pass: to pause or resume after a stop, and
/// (unless it is [`lenient`](StringTransport::lenient)) after a close, is [`FlowError::Stopped`](crate::reactor::error::FlowError::Stopped); to unregister a producer
/// that is not there is [`FlowError::NotRegistered`](crate::reactor::error::FlowError::NotRegistered).
#[derive(Clone)]
pub struct StringTransport {
    record: Rc<Record>,
    transport: Transport,
}

impl StringTransport {
    /// From 10.0.0.1:12345 to 192.168.1.1:54321, strict.
    pub fn new() -> Self {
        StringTransport::of(Record::default())
    }

    /// The same with other addresses; nothing is recorded yet.
    #[must_use]
    pub fn between(self, host: impl Into<Address>, peer: impl Into<Address>) -> Self {
        let (host, peer, strictness) = (host.into(), peer.into(), self.record.strictness);
        StringTransport::of(Record { host, peer, strictness, ..Record::default() })
    }

    /// The same, but it may be paused and resumed after a close; nothing is recorded yet.
    #[must_use]
    pub fn lenient(self) -> Self {
        let (host, peer) = (self.host(), self.peer());
        StringTransport::of(Record { host, peer, strictness: Strictness::Lenient, ..Record::default() })
    }

    /// One whose closes somebody follows up.
    pub(super) fn followed_by(follower: Weak<dyn Follower>) -> Self {
        StringTransport::of(Record { follower, ..Record::default() })
    }

    /// Its protocol is told of its end now.
    pub(super) fn set_told(&self) {
        self.record.tell();
    }

    fn of(record: Record) -> Self {
        let record = Rc::new(record);
        StringTransport { transport: Transport::new(record.clone()), record }
    }

    /// All bytes written since the beginning or the last [`clear`](StringTransport::clear).
    pub fn value(&self) -> Vec<u8> {
        self.record.written.borrow().clone()
    }

    /// Forgets what was written.
    pub fn clear(&self) {
        self.record.written.borrow_mut().clear();
    }

    /// Whether a close or an abort was asked for, and no protocol was told of its end yet.
    pub fn is_disconnecting(&self) -> bool {
        self.record.is_disconnecting()
    }

    /// Whether an abort was asked for.
    pub fn is_aborted(&self) -> bool {
        self.record.is_aborted()
    }

    /// Whether the sending direction alone was to be closed.
    pub fn is_write_closed(&self) -> bool {
        self.record.write_closed.get()
    }

    /// What its producing side, the reading, was told last.
    pub fn producer_state(&self) -> ProducerState {
        self.record.producing.get()
    }

    /// The producer that is registered.
    pub fn producer(&self) -> Option<Producer> {
        self.record.producer.borrow().clone()
    }

    /// Whether a push producer is registered.
    pub fn is_streaming(&self) -> bool {
        matches!(*self.record.producer.borrow(), Some(Producer::Push(_)))
    }
}

impl Default for StringTransport {
    fn default() -> Self {
        StringTransport::new()
    }
}

impl Deref for StringTransport {
    type Target = Transport;

    fn deref(&self) -> &Transport {
        &self.transport
    }
}

impl fmt::Debug for StringTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StringTransport({:?}, {} bytes)", self.state(), self.record.written.borrow().len())
    }
}
