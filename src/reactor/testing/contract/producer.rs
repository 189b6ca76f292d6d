//! A producer made of closures, and bytes that show where they belong.

use super::Record;
use crate::reactor::{Producer, PullProducer, PushProducer, Result};
use std::rc::Rc;

type Call = Box<dyn Fn() -> Result>;

/// Notes `resume`, `pause` and `stop` in a record, and does what its closures say. It is told nothing else, so one type is
/// both kinds.
pub struct ScriptedProducer {
    record: Record,
    on_resume: Call,
    on_pause: Call,
    on_stop: Call,
}

impl ScriptedProducer {
    /// One that notes into this record, and does nothing else.
    pub fn new(record: &Record) -> Self {
        let nothing = || -> Call { Box::new(|| Ok(())) };
        ScriptedProducer { record: record.clone(), on_resume: nothing(), on_pause: nothing(), on_stop: nothing() }
    }

    /// What it does when it is to go on.
    pub fn resume(mut self, call: impl Fn() -> Result + 'static) -> Self {
        self.on_resume = Box::new(call);
        self
    }

    /// What it does when it is to wait.
    pub fn pause(mut self, call: impl Fn() -> Result + 'static) -> Self {
        self.on_pause = Box::new(call);
        self
    }

    /// What it does when nobody consumes any more.
    pub fn stop(mut self, call: impl Fn() -> Result + 'static) -> Self {
        self.on_stop = Box::new(call);
        self
    }

    /// As a push producer.
    pub fn push(self) -> Producer {
        Producer::Push(Rc::new(self))
    }

    /// As a pull producer.
    pub fn pull(self) -> Producer {
        Producer::Pull(Rc::new(self))
    }
}

impl PushProducer for ScriptedProducer {
    fn pause_producing(&self) -> Result {
        self.record.note("pause");
        (self.on_pause)()
    }

    fn resume_producing(&self) -> Result {
        self.record.note("resume");
        (self.on_resume)()
    }

    fn stop_producing(&self) -> Result {
        self.record.note("stop");
        (self.on_stop)()
    }
}

impl PullProducer for ScriptedProducer {
    fn resume_producing(&self) -> Result {
        PushProducer::resume_producing(self)
    }

    fn stop_producing(&self) -> Result {
        PushProducer::stop_producing(self)
    }
}

/// The stream's bytes tell their place, and come again after so many: a prime, so that no buffer's size hides a loss.
const PERIOD: u8 = 251;

/// So many bytes of the stream in which each byte tells its place, from the place `from` on.
pub fn counted(from: usize, bytes: usize) -> Vec<u8> {
    let period = usize::from(PERIOD);
    let mut stream = (0..PERIOD).collect::<Vec<u8>>().repeat(bytes / period + 2);
    stream.drain(..from % period);
    stream.truncate(bytes);
    stream
}

/// That the bytes are the stream from its beginning: none lost, doubled or out of order.
#[track_caller]
pub fn assert_counted(bytes: &[u8]) {
    let (period, expected) = (usize::from(PERIOD), counted(0, PERIOD.into()));
    let wrong = bytes.chunks(period).position(|chunk| *chunk != expected[..chunk.len()]);
    assert_eq!(wrong, None, "the first {period} bytes out of their place, of {}", bytes.len());
}
