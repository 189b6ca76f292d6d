//! A protocol made of closures.

use super::record::{Record, name};
use crate::reactor::{HalfCloseable, Protocol, Reason, Result, Transport};

/// A callback that closes the connection and no more.
pub fn closes(transport: &Transport) -> Result {
    transport.lose_connection();
    Ok(())
}

/// A callback that aborts it.
pub fn aborts(transport: &Transport) -> Result {
    transport.abort_connection();
    Ok(())
}

type OnMade = Box<dyn FnMut(&Transport) -> Result>;
type OnData = Box<dyn FnMut(&Transport, &[u8]) -> Result>;
type OnLost = Box<dyn FnMut(&Transport, &Reason) -> Result>;

/// A protocol that records everything, and does what its closures say.
pub struct Scripted {
    record: Record,
    half: Option<Halves>,
    on_made: OnMade,
    on_data: OnData,
    on_lost: OnLost,
}

struct Halves {
    record: Record,
    on_read_ended: OnMade,
    on_write_ended: OnMade,
}

impl Default for Scripted {
    fn default() -> Self {
        Scripted {
            record: Record::default(),
            half: None,
            on_made: Box::new(|_| Ok(())),
            on_data: Box::new(|_, _| Ok(())),
            on_lost: Box::new(|_, _| Ok(())),
        }
    }
}

impl Scripted {
    /// One that only records.
    pub fn new() -> Self {
        Scripted::default()
    }

    /// What happens to it.
    pub fn record(&self) -> Record {
        self.record.clone()
    }

    /// What it does in `connection_made`.
    pub fn made(mut self, call: impl FnMut(&Transport) -> Result + 'static) -> Self {
        self.on_made = Box::new(call);
        self
    }

    /// What it does in `data_received`.
    pub fn data(mut self, call: impl FnMut(&Transport, &[u8]) -> Result + 'static) -> Self {
        self.on_data = Box::new(call);
        self
    }

    /// What it does in `connection_lost`.
    pub fn lost(mut self, call: impl FnMut(&Transport, &Reason) -> Result + 'static) -> Self {
        self.on_lost = Box::new(call);
        self
    }

    /// Half-closeable; the closures are called when a direction has ended.
    pub fn half(
        mut self,
        on_read_ended: impl FnMut(&Transport) -> Result + 'static,
        on_write_ended: impl FnMut(&Transport) -> Result + 'static,
    ) -> Self {
        self.half = Some(Halves {
            record: self.record.clone(),
            on_read_ended: Box::new(on_read_ended),
            on_write_ended: Box::new(on_write_ended),
        });
        self
    }
}

impl Protocol for Scripted {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        self.record.made(transport);
        (self.on_made)(transport)
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        self.record.received_more(data);
        (self.on_data)(transport, data)
    }

    fn connection_lost(&mut self, transport: &Transport, reason: &Reason) -> Result {
        self.record.note(format!("lost: {}", name(reason)));
        (self.on_lost)(transport, reason)
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        self.half.as_mut().map(|half| half as &mut dyn HalfCloseable)
    }
}

impl HalfCloseable for Halves {
    fn read_connection_lost(&mut self, transport: &Transport) -> Result {
        self.record.note("read ended");
        (self.on_read_ended)(transport)
    }

    fn write_connection_lost(&mut self, transport: &Transport) -> Result {
        self.record.note("write ended");
        (self.on_write_ended)(transport)
    }
}
