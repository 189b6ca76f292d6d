//! One end of a connection, as a protocol sees it.
//!
//! [`Transport`] is a handle: cheap to clone, kept by whoever wants to write later. What it stands for (a TCP or Unix
//! connection, a record in memory) is behind [`RawTransport`], which only those who make a new kind of
//! connection need to know.
//!
//! ```
//! use twistlab::reactor::testing::MemoryNetwork;
//! use twistlab::reactor::{ConnectionState, Protocol, Result, Transport, factory};
//!
//! struct Farewell;
//!
//! impl Protocol for Farewell {
//!     fn connection_made(&mut self, transport: &Transport) -> Result {
//!         transport.write(b"goodbye"); // kept: nothing is sent inside a write
//!         assert_eq!(transport.buffered(), 7);
//!         transport.lose_connection(); // sent first, closed then
//!         assert_eq!(transport.state(), ConnectionState::Disconnecting);
//!         Ok(())
//!     }
//!
//!     fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
//!         unreachable!("nothing is received after lose_connection")
//!     }
//! }
//!
//! # fn main() -> Result {
//! let reactor = MemoryNetwork::new().reactor();
//! reactor.listen_tcp("10.0.0.1:17".parse()?, factory(|_| Farewell))?;
//! # reactor.connect_tcp("10.0.0.1:17".parse()?, factory(|_| Farewell));
//! # for _ in 0..9 {
//! #     reactor.turn(Some(std::time::Duration::ZERO))?;
//! # }
//! # Ok(())
//! # }
//! ```

use super::address::Address;
use super::error::FlowError;
use super::flow::{Consumer, Producer, PushProducer};
use super::outcome::{Caller, Result};
use std::borrow::Cow;
use std::panic::Location;
use std::rc::Rc;
use std::{fmt, io};

/// Where a connection is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionState {
    /// It stands.
    Connected,
    /// `lose_connection` or `abort_connection` was called; `connection_lost` is still to come.
    Disconnecting,
    /// `connection_lost` was called or is being called.
    Disconnected,
}

/// What a kind of connection must do; see the methods of the same names of [`Transport`].
///
/// `caller` is the line of the program that made the call; it serves probes and has no effect.
pub trait RawTransport {
    /// See [`Transport::write`].
    fn write(&self, data: Cow<'_, [u8]>, caller: Caller);
    /// See [`Transport::write_sequence`].
    fn write_sequence(&self, chunks: &mut dyn Iterator<Item = Cow<'_, [u8]>>, caller: Caller);
    /// See [`Transport::lose_connection`].
    fn lose_connection(&self, caller: Caller);
    /// See [`Transport::abort_connection`].
    fn abort_connection(&self, caller: Caller);
    /// See [`Transport::lose_write_connection`].
    fn lose_write_connection(&self, caller: Caller);
    /// See [`Transport::pause_producing`].
    ///
    /// # Errors
    /// See there.
    fn pause_producing(&self, caller: Caller) -> Result<(), FlowError>;
    /// See [`Transport::resume_producing`].
    ///
    /// # Errors
    /// See there.
    fn resume_producing(&self, caller: Caller) -> Result<(), FlowError>;
    /// See [`Transport::stop_producing`].
    fn stop_producing(&self, caller: Caller);
    /// See [`Transport::register_producer`].
    ///
    /// # Errors
    /// See there.
    fn register_producer(&self, producer: Producer, caller: Caller) -> Result<(), FlowError>;
    /// See [`Transport::unregister_producer`].
    ///
    /// # Errors
    /// See there.
    fn unregister_producer(&self, caller: Caller) -> Result<(), FlowError>;
    /// See [`Transport::set_high_water`].
    fn set_high_water(&self, bytes: usize);
    /// See [`Transport::buffered`].
    fn buffered(&self) -> usize;
    /// See [`Transport::state`].
    fn state(&self) -> ConnectionState;
    /// See [`Transport::host`].
    fn host(&self) -> Address;
    /// See [`Transport::peer`].
    fn peer(&self) -> Address;
    /// See [`Transport::set_no_delay`].
    ///
    /// # Errors
    /// See there.
    fn set_no_delay(&self, on: bool) -> io::Result<()>;
    /// See [`Transport::no_delay`].
    ///
    /// # Errors
    /// See there.
    fn no_delay(&self) -> io::Result<bool>;
    /// See [`Transport::set_keep_alive`].
    ///
    /// # Errors
    /// See there.
    fn set_keep_alive(&self, on: bool) -> io::Result<()>;
    /// See [`Transport::keep_alive`].
    ///
    /// # Errors
    /// See there.
    fn keep_alive(&self) -> io::Result<bool>;
}

/// One end of a connection. Cheap to clone; two clones are equal.
///
/// It never calls the protocol from inside one of these methods. After `connection_lost`, and on a connection that
/// is being lost, every method does nothing and says so by no error: a program need not ask first.
#[derive(Clone)]
pub struct Transport(Rc<dyn RawTransport>);

impl Transport {
    /// A handle on a connection of whatever kind.
    pub fn new(raw: Rc<dyn RawTransport>) -> Self {
        Transport(raw)
    }

    /// Takes bytes to be sent, in order, after those taken before. Nothing is sent inside this call.
    ///
    /// A slice is copied once; an owned `Vec<u8>` is moved and never copied. Where more than the
    /// [mark](Transport::set_high_water) waits afterwards, a push producer is paused before this returns.
    ///
    /// What is written after `lose_connection` and before the connection is closed is still sent.
    #[track_caller]
    pub fn write<'a>(&self, data: impl Into<Cow<'a, [u8]>>) {
        self.0.write(data.into(), Location::caller());
    }

    /// Takes several pieces as one write: the mark is looked at once, at the end.
    #[track_caller]
    pub fn write_sequence<'a, C: Into<Cow<'a, [u8]>>>(&self, chunks: impl IntoIterator<Item = C>) {
        self.0.write_sequence(&mut chunks.into_iter().map(Into::into), Location::caller());
    }

    /// Closes in order: reading stops now; what was written is sent, then both directions are closed, then comes
    /// `connection_lost` with [`Reason::Done`](super::reason::Reason::Done), in a later turn. Again: nothing.
    ///
    /// With a pull producer registered it first waits for that one to unregister; with a push producer that is paused,
    /// for it to be resumed and drained.
    ///
    /// What the peer sent and nobody has read is dropped. A kernel answers that with a reset, so that the peer may see a
    /// connection that broke. Whoever wants to hear all of it uses [`lose_write_connection`](Transport::lose_write_connection).
    #[track_caller]
    pub fn lose_connection(&self) {
        self.0.lose_connection(Location::caller());
    }

    /// Drops what was written and resets the connection. `connection_lost` comes with
    /// [`Reason::Aborted`](super::reason::Reason::Aborted) at the beginning of the next turn. Again: nothing.
    #[track_caller]
    pub fn abort_connection(&self) {
        self.0.abort_connection(Location::caller());
    }

    /// Closes our direction alone, after what was written is sent; reading goes on. A
    /// [`HalfCloseable`](super::protocol::HalfCloseable) protocol is told when it is done. Later writes are dropped, except
    /// while a producer is registered, for which it waits as [`lose_connection`](Transport::lose_connection) does.
    #[track_caller]
    pub fn lose_write_connection(&self) {
        self.0.lose_write_connection(Location::caller());
    }

    /// Stops reading: no `data_received`, and not the peer's close either, until it is resumed.
    ///
    /// # Errors
    /// The strict test double alone: `Stopped` after a stop or a `lose_connection`.
    #[track_caller]
    pub fn pause_producing(&self) -> Result<(), FlowError> {
        self.0.pause_producing(Location::caller())
    }

    /// Reads again. Nothing where the connection is closing.
    ///
    /// # Errors
    /// The strict test double alone: `Stopped` after a stop or a `lose_connection`.
    #[track_caller]
    pub fn resume_producing(&self) -> Result<(), FlowError> {
        self.0.resume_producing(Location::caller())
    }

    /// The same as [`lose_connection`](Transport::lose_connection): whoever consumed what is read here is gone.
    #[track_caller]
    pub fn stop_producing(&self) {
        self.0.stop_producing(Location::caller());
    }

    /// Makes `producer` the one that writes here; see [`Consumer::register_producer`].
    ///
    /// # Errors
    /// `AlreadyRegistered` where there is one; that one stays.
    #[track_caller]
    pub fn register_producer(&self, producer: impl Into<Producer>) -> Result<(), FlowError> {
        self.0.register_producer(producer.into(), Location::caller())
    }

    /// There is no producer any more; it is told nothing more. A close that waited for this goes on.
    ///
    /// # Errors
    /// The strict test double alone: `NotRegistered`.
    #[track_caller]
    pub fn unregister_producer(&self) -> Result<(), FlowError> {
        self.0.unregister_producer(Location::caller())
    }

    /// Unregisters the producer and closes in order; the producer is not told.
    #[track_caller]
    pub fn stop_consuming(&self) {
        let _ = self.0.unregister_producer(Location::caller()); // none registered is as good
        self.0.lose_connection(Location::caller());
    }

    /// Sets the mark in bytes: more than this waiting after a write pauses a push producer. See
    /// [`HIGH_WATER`](super::flow::HIGH_WATER).
    pub fn set_high_water(&self, bytes: usize) {
        self.0.set_high_water(bytes);
    }

    /// Bytes written that the kernel has not taken yet.
    pub fn buffered(&self) -> usize {
        self.0.buffered()
    }

    /// Where the connection is in its life.
    pub fn state(&self) -> ConnectionState {
        self.0.state()
    }

    /// Our end. It is remembered, and so is known after the close too.
    pub fn host(&self) -> Address {
        self.0.host()
    }

    /// The other end.
    pub fn peer(&self) -> Address {
        self.0.peer()
    }

    /// Whether small pieces leave at once (`TCP_NODELAY`).
    ///
    /// # Errors
    /// The system's; on a connection that is gone, `NotConnected`.
    pub fn set_no_delay(&self, on: bool) -> io::Result<()> {
        self.0.set_no_delay(on)
    }

    /// See [`set_no_delay`](Transport::set_no_delay).
    ///
    /// # Errors
    /// As there.
    pub fn no_delay(&self) -> io::Result<bool> {
        self.0.no_delay()
    }

    /// Whether the kernel asks now and then if the peer is still there (`SO_KEEPALIVE`).
    ///
    /// # Errors
    /// As for [`set_no_delay`](Transport::set_no_delay).
    pub fn set_keep_alive(&self, on: bool) -> io::Result<()> {
        self.0.set_keep_alive(on)
    }

    /// See [`set_keep_alive`](Transport::set_keep_alive).
    ///
    /// # Errors
    /// As there.
    pub fn keep_alive(&self) -> io::Result<bool> {
        self.0.keep_alive()
    }
}

impl PartialEq for Transport {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Transport {}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transport({} -> {}, {:?})", self.host(), self.peer(), self.state())
    }
}

impl Consumer for Transport {
    fn register_producer(&self, producer: Producer) -> Result<(), FlowError> {
        Transport::register_producer(self, producer)
    }

    fn unregister_producer(&self) -> Result<(), FlowError> {
        Transport::unregister_producer(self)
    }

    fn write(&self, data: Cow<'_, [u8]>) {
        Transport::write(self, data);
    }
}

/// A transport produces what its peer sends: pausing it stops reading, and so the peer, end to end.
impl PushProducer for Transport {
    fn pause_producing(&self) -> Result {
        Ok(Transport::pause_producing(self)?)
    }

    fn resume_producing(&self) -> Result {
        Ok(Transport::resume_producing(self)?)
    }

    fn stop_producing(&self) -> Result {
        Transport::stop_producing(self);
        Ok(())
    }
}

impl From<Transport> for Producer {
    fn from(transport: Transport) -> Self {
        Producer::Push(Rc::new(transport))
    }
}
