//! A protocol that keeps whatever happens to it, and its factory.

mod factory;
mod record;

pub use factory::AccumulatingFactory;
pub use record::{Happened, ProtocolRecord, ReasonKind};

use crate::reactor::outcome::Result;
use crate::reactor::protocol::{HalfCloseable, Protocol};
use crate::reactor::reason::Reason;
use crate::reactor::transport::Transport;

/// A protocol that says nothing and keeps everything in a [`ProtocolRecord`], which the test holds.
///
/// ```
/// use twistlab::reactor::testing::{AccumulatingProtocol, StringTransport};
/// use twistlab::reactor::{Protocol, Reason, Result};
///
/// # fn main() -> Result {
/// let mut protocol = AccumulatingProtocol::new();
/// let (record, string) = (protocol.record(), StringTransport::new());
/// protocol.connection_made(&string)?;
/// protocol.data_received(&string, b"abc")?;
/// protocol.data_received(&string, b"def")?;
/// protocol.connection_lost(&string, &Reason::Done)?;
/// assert_eq!((record.times_made(), record.times_closed()), (1, 1));
/// assert_eq!((record.data(), record.chunks()), (b"abcdef".to_vec(), 2));
/// assert_eq!(record.reason(), Some("the connection was closed cleanly".into()));
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct AccumulatingProtocol {
    record: ProtocolRecord,
    half: Option<Half>,
}

impl AccumulatingProtocol {
    /// A protocol for whose connection the peer's end of stream is the end.
    pub fn new() -> Self {
        AccumulatingProtocol::default()
    }

    /// The same, but it lives on when one direction is closed.
    #[must_use]
    pub fn with_half_close(mut self) -> Self {
        self.half = Some(Half(self.record.clone()));
        self
    }

    /// What is kept; it outlives the protocol.
    pub fn record(&self) -> ProtocolRecord {
        self.record.clone()
    }
}

impl Protocol for AccumulatingProtocol {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        self.record.made(transport);
        Ok(())
    }

    fn data_received(&mut self, _transport: &Transport, data: &[u8]) -> Result {
        self.record.received(data);
        Ok(())
    }

    fn connection_lost(&mut self, _transport: &Transport, reason: &Reason) -> Result {
        self.record.happened(Happened::Lost(reason.into(), reason.to_string()));
        Ok(())
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        self.half.as_mut().map(|half| half as &mut dyn HalfCloseable)
    }
}

struct Half(ProtocolRecord);

impl HalfCloseable for Half {
    fn read_connection_lost(&mut self, _transport: &Transport) -> Result {
        self.0.happened(Happened::ReadLost);
        Ok(())
    }

    fn write_connection_lost(&mut self, _transport: &Transport) -> Result {
        self.0.happened(Happened::WriteLost);
        Ok(())
    }
}
