//! A producer, a consumer and a buffer between them, with every lever in your hand.

use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{self, Lab};
use twistlab::reactor::{
    LoopingCall, Producer, Protocol, PushProducer, Reactor, ReactorTime, Result, Transport, factory,
};

// ANCHOR: cockpit
/// Writes a little every twentieth of a second, until it is told to pause.
struct Stream(LoopingCall);

impl PushProducer for Stream {
    fn pause_producing(&self) -> Result {
        if self.0.is_running() {
            self.0.stop()?;
        }
        Ok(())
    }

    fn resume_producing(&self) -> Result {
        if !self.0.is_running() {
            self.0.start_later(EVERY)?;
        }
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        self.pause_producing()
    }
}

struct Writer(Lab, Reactor);

impl Protocol for Writer {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let (lab, own) = (self.0.clone(), transport.clone());
        self.0.next_call("write");
        let stream = Rc::new(Stream(LoopingCall::new(&self.1, move || {
            own.set_high_water(lab.knob("mark"));
            own.write(vec![b'*'; lab.knob("produce") / 20]);
        })));
        transport.register_producer(Producer::Push(stream.clone()))?;
        stream.resume_producing()
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
        Ok(())
    }
}

/// Reads so many bytes a second, and every second it is busy with something else for a while.
struct Reader {
    lab: Lab,
    reactor: Reactor,
    leaves: Duration,
}

impl Protocol for Reader {
    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.pause_producing()?;
        let mut busy = Duration::from_secs_f64(data.len() as f64 / self.lab.knob("consume") as f64);
        if self.reactor.now() >= self.leaves {
            busy += AWAY;
            self.leaves += Duration::from_secs(1);
        }
        let transport = transport.clone();
        self.lab.next_call("read again");
        self.reactor.call_later(busy, move || transport.resume_producing());
        Ok(())
    }
}

/// How often the producer writes.
const EVERY: Duration = Duration::from_millis(50);

/// How long the reader is busy with something else, every second.
const AWAY: Duration = Duration::from_millis(200);

pub(super) fn cockpit(lab: &Lab) -> lab::Result {
    let reactor = lab.reactor()?;
    let (own, made) = (lab.clone(), reactor.clone());
    let reader = factory(move |_| Reader { lab: own.clone(), reactor: made.clone(), leaves: Duration::from_secs(1) });
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), reader)?;
    let (own, made) = (lab.clone(), reactor.clone());
    reactor.connect_tcp(port.host().tcp().expect("a TCP port"), factory(move |_| Writer(own.clone(), made.clone())));
    let stopped = reactor.clone();
    lab.on_order(&reactor, move |_| Ok(stopped.stop()?));
    Ok(reactor.run()?)
}
// ANCHOR_END: cockpit
