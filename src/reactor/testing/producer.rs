//! A pull producer that is sure to end.

use crate::reactor::error::FlowError;
use crate::reactor::flow::{Consumer, PullProducer};
use crate::reactor::outcome::Result;
use std::cell::Cell;

/// Writes `0`, `1`, to `9`, one a resume, and unregisters itself with the tenth. An eleventh resume is an error, and so a
/// consumer that asks too often is found.
///
/// ```
/// use std::rc::Rc;
/// use twistlab::reactor::testing::{NonStreamingProducer, StringTransport};
/// use twistlab::reactor::{Producer, PullProducer, Result, Transport};
///
/// # fn main() -> Result {
/// let string = StringTransport::new();
/// let producer = Rc::new(NonStreamingProducer::new(Transport::clone(&string)));
/// string.register_producer(Producer::Pull(producer.clone()))?;
/// for _ in 0..10 {
///     producer.resume_producing()?;
/// }
/// assert_eq!(string.value(), b"0123456789");
/// assert!(producer.resume_producing().is_err());
/// # Ok(())
/// # }
/// ```
pub struct NonStreamingProducer {
    consumer: Box<dyn Consumer>,
    written: Cell<u8>,
    stopped: Cell<bool>,
}

impl NonStreamingProducer {
    const PIECES: u8 = 10;

    /// One that has written nothing, and is to be registered with `consumer` as a pull producer.
    pub fn new(consumer: impl Consumer + 'static) -> Self {
        NonStreamingProducer { consumer: Box::new(consumer), written: Cell::new(0), stopped: Cell::new(false) }
    }

    /// Whether its consumer told it to stop.
    pub fn is_stopped(&self) -> bool {
        self.stopped.get()
    }
}

impl PullProducer for NonStreamingProducer {
    fn resume_producing(&self) -> Result {
        let written = self.written.get();
        if written == Self::PIECES || self.stopped.get() {
            return Err(FlowError::Stopped.into());
        }
        self.written.set(written + 1);
        self.consumer.write(vec![b'0' + written].into());
        if written + 1 == Self::PIECES {
            self.consumer.unregister_producer()?;
        }
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        self.stopped.set(true);
        Ok(())
    }
}
