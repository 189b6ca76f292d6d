//! A port forwarder: whatever comes in at one side goes out at the other, and a slow reader at one end stops the reading at
//! the other.

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{self, Lab};
use twistlab::reactor::{LoopingCall, Producer, Protocol, PushProducer, Reactor, Result, Transport, factory};

// ANCHOR: forwarder
/// The way in: opens the way out, and joins the two.
struct In {
    lab: Lab,
    reactor: Reactor,
    to: SocketAddr,
    out: Joined,
}

/// The way out.
struct Out {
    lab: Lab,
    way_in: Transport,
    out: Joined,
}

/// The transport of the way out, once it stands.
type Joined = Rc<std::cell::OnceCell<Transport>>;

impl Protocol for In {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        transport.pause_producing()?; // there is nowhere to put it yet
        let (lab, way_in, out) = (self.lab.clone(), transport.clone(), self.out.clone());
        self.lab.next_client("out");
        self.reactor
            .connect_tcp(self.to, factory(move |_| Out { lab: lab.clone(), way_in: way_in.clone(), out: out.clone() }));
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, data: &[u8]) -> Result {
        let Some(out) = self.out.get() else { return Ok(()) };
        out.set_high_water(self.lab.knob("mark"));
        out.write(data);
        Ok(())
    }
}

impl Protocol for Out {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        _ = self.out.set(transport.clone());
        if self.lab.knob("joined") != 0 {
            transport.register_producer(self.way_in.clone())?; // who writes there is paused when this end is full,
            self.way_in.register_producer(transport.clone())?; // and the other way round
        }
        Ok(self.way_in.resume_producing()?)
    }

    fn data_received(&mut self, _: &Transport, data: &[u8]) -> Result {
        self.way_in.set_high_water(self.lab.knob("mark"));
        self.way_in.write(data);
        Ok(())
    }
}
// ANCHOR_END: forwarder

// ANCHOR: ends
/// An end of the line. It writes so many bytes a second, and reads so many, each by a knob of its own.
struct End {
    lab: Lab,
    reactor: Reactor,
    writes: &'static str,
    reads: &'static str,
}

/// Writes a little every twentieth of a second, until it is told to pause.
struct Stream(LoopingCall);

/// How often an end writes.
const EVERY: Duration = Duration::from_millis(50);

impl PushProducer for Stream {
    fn pause_producing(&self) -> Result {
        if self.0.is_running() {
            self.0.stop()?;
        }
        Ok(())
    }

    fn resume_producing(&self) -> Result {
        if !self.0.is_running() {
            self.0.start(EVERY)?;
        }
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        self.pause_producing()
    }
}

impl Protocol for End {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let (lab, writes, own) = (self.lab.clone(), self.writes, transport.clone());
        self.lab.next_call(self.writes);
        let stream = Rc::new(Stream(LoopingCall::new(&self.reactor, move || {
            own.set_high_water(lab.knob("mark"));
            own.write(vec![b'*'; lab.knob(writes) / 20]);
        })));
        transport.register_producer(Producer::Push(stream.clone()))?;
        stream.resume_producing()
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.pause_producing()?;
        let busy = Duration::from_secs_f64(data.len() as f64 / self.lab.knob(self.reads) as f64);
        let transport = transport.clone();
        self.lab.next_call(self.reads);
        self.reactor.call_later(busy, move || transport.resume_producing());
        Ok(())
    }
}

pub(super) fn forwarder(lab: &Lab) -> lab::Result {
    let reactor = lab.reactor()?;
    let end = |writes, reads| {
        let (lab, reactor) = (lab.clone(), reactor.clone());
        factory(move |_| End { lab: lab.clone(), reactor: reactor.clone(), writes, reads })
    };
    let listen = |name, accepted, made: Rc<dyn twistlab::reactor::Factory>| {
        lab.next_port(name, accepted);
        let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), made)?;
        lab::Result::Ok(port.host().tcp().expect("a TCP port"))
    };
    let to = listen("sink's port", "sink", end("back", "sink"))?;
    let (own, made) = (lab.clone(), reactor.clone());
    let way_in = factory(move |_| In { lab: own.clone(), reactor: made.clone(), to, out: Joined::default() });
    let at = listen("forwarder", "in", way_in)?;
    lab.next_client("source");
    reactor.connect_tcp(at, end("source", "hears"));
    lab.ask("stops");
    let stopped = reactor.clone();
    lab.on_order(&reactor, move |_| Ok(stopped.stop()?));
    Ok(reactor.run()?)
}
// ANCHOR_END: ends
