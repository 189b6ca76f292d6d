//! What a program does with one connection.
//!
//! A line at a time, whatever pieces the lines come in:
//!
//! ```
//! use twistlab::reactor::testing::MemoryNetwork;
//! use twistlab::reactor::{Protocol, Result, Transport, factory};
//!
//! #[derive(Default)]
//! struct Lines(Vec<u8>);
//!
//! impl Protocol for Lines {
//!     fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
//!         self.0.extend_from_slice(data);
//!         while let Some(end) = self.0.iter().position(|byte| *byte == b'\n') {
//!             let line: Vec<u8> = self.0.drain(..=end).collect();
//!             match &line[..] {
//!                 b"bye\n" => transport.lose_connection(),
//!                 _ => transport.write(line),
//!             }
//!         }
//!         Ok(())
//!     }
//! }
//!
//! # fn main() -> Result {
//! let reactor = MemoryNetwork::new().reactor();
//! reactor.listen_tcp("10.0.0.1:23".parse()?, factory(|_| Lines::default()))?;
//! # reactor.turn(None)?;
//! # Ok(())
//! # }
//! ```

use super::outcome::Result;
use super::reason::Reason;
use super::transport::Transport;

/// What a program does with one connection. One value a connection; the [`Factory`](super::factory::Factory) makes it.
///
/// The order, for each connection:
///
/// ```text
/// connection_made   once, before any data, even when data came with the connection
/// data_received     any number of times, never with an empty slice
/// connection_lost   once, always, with a reason; nothing is called after it, and the value is dropped
/// ```
///
/// No method is called from inside another of the same connection: what a callback asks of its transport (write,
/// close, abort, pause) takes effect now, but what follows from it is called later. So `&mut self` is all the
/// synchronisation there is.
///
/// An error returned by a method (and a panic in it) is told once to the [log](super::log) and ends this connection
/// with [`Reason::Error`]; the peer sees an orderly close. Others are not concerned.
pub trait Protocol {
    /// The connection stands. What is written here is sent; a connection may be closed or paused here.
    ///
    /// # Errors
    /// End the connection: [`connection_lost`](Protocol::connection_lost) follows, with the error.
    fn connection_made(&mut self, _transport: &Transport) -> Result {
        Ok(())
    }

    /// Bytes came: 1 to 65,536 of them, in order, cut anywhere. A stream has no message boundaries.
    ///
    /// # Errors
    /// End the connection.
    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result;

    /// The connection is gone. Whatever is asked of the transport now does nothing.
    ///
    /// # Errors
    /// Are told to the log.
    fn connection_lost(&mut self, _transport: &Transport, _reason: &Reason) -> Result {
        Ok(())
    }

    /// The name of its type, for probes and logs. A protocol has no need to say it.
    fn type_name(&self) -> &'static str {
        std::any::type_name::<Self>()
    }

    /// A protocol that can live with one direction closed returns itself here. For any other, the peer's end of
    /// stream is the end of the connection.
    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        None
    }
}

/// A protocol that goes on when one direction is closed.
pub trait HalfCloseable {
    /// The peer has sent its last byte; writing still works. Called once; no `data_received` follows.
    ///
    /// # Errors
    /// End the connection.
    fn read_connection_lost(&mut self, _transport: &Transport) -> Result {
        Ok(())
    }

    /// Our side is closed as [`Transport::lose_write_connection`] asked, after all that was written. Called once.
    ///
    /// # Errors
    /// End the connection.
    fn write_connection_lost(&mut self, _transport: &Transport) -> Result {
        Ok(())
    }
}

impl Protocol for Box<dyn Protocol> {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        (**self).connection_made(transport)
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        (**self).data_received(transport, data)
    }

    fn connection_lost(&mut self, transport: &Transport, reason: &Reason) -> Result {
        (**self).connection_lost(transport, reason)
    }

    fn type_name(&self) -> &'static str {
        (**self).type_name()
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        (**self).half_closeable()
    }
}
