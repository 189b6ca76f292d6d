//! Who may send how much: producers and consumers.
//!
//! A consumer (a [`Transport`](super::transport::Transport), mostly) keeps what it cannot pass on yet. A *producer*
//! registered with it is told when to stop and when to go on, so that what is kept stays small:
//!
//! ```text
//! push   writes when it likes     paused inside the write that leaves more than the mark, resumed at empty
//! pull   writes when asked        resumed at registration and each time all is sent
//! ```
//!
//! | which one do I want | |
//! |---|---|
//! | data of known size: a file, an answer | [`PullProducer`]: one piece a resume |
//! | data that comes by itself: a clock, another connection | [`PushProducer`]: stop its source when paused |
//!
//! Data of known size, one piece a resume, so that no more than one piece ever waits:
//!
//! ```
//! use std::{cell::RefCell, rc::Rc};
//! use twistlab::reactor::testing::MemoryNetwork;
//! use twistlab::reactor::{Producer, Protocol, PullProducer, Result, Transport, factory};
//!
//! struct Pieces {
//!     transport: Transport,
//!     left: RefCell<Vec<Vec<u8>>>,
//! }
//!
//! impl PullProducer for Pieces {
//!     fn resume_producing(&self) -> Result {
//!         match self.left.borrow_mut().pop() {
//!             Some(piece) => self.transport.write(piece),
//!             None => {
//!                 self.transport.unregister_producer()?;
//!                 self.transport.lose_connection();
//!             }
//!         }
//!         Ok(())
//!     }
//!
//!     fn stop_producing(&self) -> Result {
//!         Ok(())
//!     }
//! }
//!
//! struct Serve;
//!
//! impl Protocol for Serve {
//!     fn connection_made(&mut self, transport: &Transport) -> Result {
//!         let pieces = Pieces { transport: transport.clone(), left: RefCell::new(vec![vec![0; 10_000]; 100]) };
//!         Ok(transport.register_producer(Producer::Pull(Rc::new(pieces)))?)
//!     }
//!
//!     fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
//!         Ok(())
//!     }
//! }
//!
//! # fn main() -> Result {
//! let reactor = MemoryNetwork::new().reactor();
//! reactor.listen_tcp("10.0.0.1:80".parse()?, factory(|_| Serve))?;
//! # reactor.turn(None)?;
//! # Ok(())
//! # }
//! ```
//!
//! And a forwarder: two transports, each the other's producer, so that a slow reader at one end stops the *reading* at
//! the other.
//!
//! ```
//! # use twistlab::reactor::{Result, Transport};
//! fn join(here: &Transport, there: &Transport) -> Result {
//!     here.register_producer(there.clone())?;
//!     Ok(there.register_producer(here.clone())?)
//! }
//! ```

use super::outcome::Result;
use std::borrow::Cow;
use std::rc::Rc;

/// Bytes that may wait in a transport before its push producer is paused: more than this many pause it.
pub const HIGH_WATER: usize = 65_536;

/// Writes when it likes, until it is told to pause.
///
/// Methods take `&self`: a pause comes from inside the `write` that the producer has just called. Pauses and resumes
/// alternate: one that writes on while it is paused is not told again, and what it writes is kept all the same.
///
/// An error of `resume_producing` or `pause_producing` ends the consumer's connection.
pub trait PushProducer {
    /// Write no more for now.
    ///
    /// # Errors
    /// End the consumer's connection.
    fn pause_producing(&self) -> Result;

    /// Write again. It may write, and be paused, inside this call. Called only after a pause.
    ///
    /// # Errors
    /// End the consumer's connection.
    fn resume_producing(&self) -> Result;

    /// The consumer is gone. Called once, before the protocol's `connection_lost`; nothing is called after it.
    ///
    /// # Errors
    /// Are told to the log.
    fn stop_producing(&self) -> Result;
}

/// Writes one piece each time it is asked.
pub trait PullProducer {
    /// Write one piece, now or later, or unregister. Called once at registration, and then each time all that was
    /// written is sent.
    ///
    /// # Errors
    /// End the consumer's connection.
    fn resume_producing(&self) -> Result;

    /// The consumer is gone; see [`PushProducer::stop_producing`].
    ///
    /// # Errors
    /// Are told to the log.
    fn stop_producing(&self) -> Result;
}

/// A producer of either kind. The kind is in the type, so that it cannot be told wrongly.
#[derive(Clone)]
pub enum Producer {
    /// Writes when it likes.
    Push(Rc<dyn PushProducer>),
    /// Writes when asked.
    Pull(Rc<dyn PullProducer>),
}

impl Producer {
    /// Tells it to go on.
    ///
    /// # Errors
    /// The producer's own.
    pub fn resume(&self) -> Result {
        match self {
            Producer::Push(push) => push.resume_producing(),
            Producer::Pull(pull) => pull.resume_producing(),
        }
    }

    /// Tells it that its consumer is gone.
    ///
    /// # Errors
    /// The producer's own.
    pub fn stop(&self) -> Result {
        match self {
            Producer::Push(push) => push.stop_producing(),
            Producer::Pull(pull) => pull.stop_producing(),
        }
    }
}

/// Takes what a producer writes, and tells it when to pause.
pub trait Consumer {
    /// Makes `producer` the one that writes here. A push producer is told nothing yet; a pull producer is resumed once,
    /// inside this call. Where the consumer is gone already, the producer is stopped instead.
    ///
    /// # Errors
    /// `AlreadyRegistered` where there is one; that one stays.
    fn register_producer(&self, producer: Producer) -> Result<(), super::error::FlowError>;

    /// There is no producer any more; it is told nothing more.
    ///
    /// # Errors
    /// `NotRegistered`, by the strict test double alone: elsewhere it does nothing then.
    fn unregister_producer(&self) -> Result<(), super::error::FlowError>;

    /// Takes bytes.
    fn write(&self, data: Cow<'_, [u8]>);
}
