//! Many bytes one way: from a producer, or as one write.

use super::Measured;
use crate::workload::CHUNK;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use twistlab::reactor::{Producer, Protocol, PushProducer, Result, Transport, factory};

/// What sends.
pub(super) trait Sender: 'static {
    fn send(self: Rc<Self>, transport: &Transport) -> Result;
}

pub(super) fn run(measured: &Rc<Measured>, sender: impl Sender, total: u64) {
    let sender = Rc::new(sender);
    let sink = {
        let measured = measured.clone();
        factory(move |_| Sink { measured: measured.clone(), left: total })
    };
    let port = measured.reactor.listen_tcp("127.0.0.1:0".parse().unwrap(), sink).unwrap();
    let source = {
        let measured = measured.clone();
        factory(move |_| Source { measured: measured.clone(), sender: sender.clone() })
    };
    measured.reactor.connect_tcp(port.host().tcp().unwrap(), source);
}

struct Source<S> {
    measured: Rc<Measured>,
    sender: Rc<S>,
}

impl<S: Sender> Protocol for Source<S> {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        self.measured.begin();
        self.sender.clone().send(transport)
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
        Ok(())
    }
}

struct Sink {
    measured: Rc<Measured>,
    left: u64,
}

impl Protocol for Sink {
    fn data_received(&mut self, _: &Transport, data: &[u8]) -> Result {
        self.left -= data.len() as u64;
        if self.left == 0 {
            self.measured.end();
        }
        Ok(())
    }
}

/// Sends so many chunks, as they can be taken.
pub(super) struct Chunks {
    pub(super) left: Cell<u64>,
}

impl Sender for Chunks {
    fn send(self: Rc<Self>, transport: &Transport) -> Result {
        let pump = Rc::new(Pump {
            chunks: self,
            chunk: vec![7; CHUNK],
            paused: Cell::new(false),
            transport: RefCell::new(Some(transport.clone())),
        });
        transport.register_producer(Producer::Push(pump.clone()))?;
        pump.resume_producing()
    }
}

struct Pump {
    chunks: Rc<Chunks>,
    chunk: Vec<u8>,
    paused: Cell<bool>,
    transport: RefCell<Option<Transport>>,
}

impl PushProducer for Pump {
    fn pause_producing(&self) -> Result {
        self.paused.set(true);
        Ok(())
    }

    fn resume_producing(&self) -> Result {
        self.paused.set(false);
        let Some(transport) = self.transport.borrow().clone() else { return Ok(()) };
        while !self.paused.get() && self.chunks.left.get() > 0 {
            self.chunks.left.set(self.chunks.left.get() - 1);
            transport.write(&self.chunk);
        }
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        self.transport.take(); // it holds us
        Ok(())
    }
}

/// Sends everything at once.
pub(super) struct Whole {
    pub(super) data: Cell<Vec<u8>>,
    pub(super) owned: bool,
}

impl Sender for Whole {
    fn send(self: Rc<Self>, transport: &Transport) -> Result {
        let data = self.data.take();
        if self.owned {
            transport.write(data);
        } else {
            transport.write(&data);
        }
        Ok(())
    }
}
