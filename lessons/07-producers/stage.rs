//! The first programs of lesson 7: a writer that nobody stops, and a producer that lets itself be stopped.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{self, Lab};
use twistlab::reactor::{LoopingCall, Producer, Protocol, PushProducer, Reactor, Reason, Result, Transport, factory};

/// How often both write.
const EVERY: Duration = Duration::from_millis(1);

// ANCHOR: reader
/// Takes so many bytes a second, and stops the reactor when the connection is over.
struct Reader {
    lab: Lab,
    reactor: Reactor,
}

impl Protocol for Reader {
    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.pause_producing()?;
        let busy = Duration::from_secs_f64(data.len() as f64 / self.lab.knob("reads") as f64);
        let transport = transport.clone();
        self.lab.next_call("reads again");
        self.reactor.call_later(busy, move || transport.resume_producing());
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, _: &Reason) -> Result {
        Ok(self.reactor.stop()?)
    }
}
// ANCHOR_END: reader

/// Connects a client that speaks `writer` to the reader, and runs until the reader has lost its connection.
fn run<P: Protocol + 'static>(lab: &Lab, writer: fn(&Lab, &Reactor) -> P) -> lab::Result {
    let reactor = lab.reactor()?;
    let (ours, theirs) = ((lab.clone(), reactor.clone()), (lab.clone(), reactor.clone()));
    let reader = factory(move |_| Reader { lab: theirs.0.clone(), reactor: theirs.1.clone() });
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), reader)?;
    reactor.connect_tcp(port.host().tcp().expect("a TCP port"), factory(move |_| writer(&ours.0, &ours.1)));
    Ok(reactor.run()?)
}

// ANCHOR: no_brakes
/// Writes every millisecond, whatever happens.
struct NoBrakes {
    lab: Lab,
    reactor: Reactor,
}

impl Protocol for NoBrakes {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let (lab, transport, mut writes) = (self.lab.clone(), transport.clone(), 0);
        lab.ask("where");
        self.lab.next_call("write");
        LoopingCall::with_handle(&self.reactor, move |ticks| {
            let (size, budget) = (lab.knob("size"), lab.knob("budget"));
            if transport.buffered() + size > budget {
                lab.exhausted_for("client", transport.buffered(), size, budget);
                transport.abort_connection();
                return ticks.stop();
            }
            transport.write(vec![b'*'; size]);
            writes += 1;
            if writes == WRITES {
                transport.lose_connection();
                return ticks.stop();
            }
            Ok(())
        })
        .start(EVERY)?;
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
        Ok(())
    }
}

/// After so many writes it has said all.
const WRITES: usize = 100;

pub(super) fn no_brakes(lab: &Lab) -> lab::Result {
    run(lab, |lab, reactor| NoBrakes { lab: lab.clone(), reactor: reactor.clone() })
}
// ANCHOR_END: no_brakes

// ANCHOR: push
/// Writes every millisecond, until it is told to pause.
struct Streaming {
    lab: Lab,
    ticks: LoopingCall,
}

impl PushProducer for Streaming {
    fn pause_producing(&self) -> Result {
        if self.ticks.is_running() {
            self.ticks.stop()?;
        }
        self.lab.rest();
        Ok(())
    }

    fn resume_producing(&self) -> Result {
        if !self.ticks.is_running() {
            self.ticks.start(EVERY)?;
        }
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        self.pause_producing()
    }
}

/// Registers the producer, and starts it.
struct Client {
    lab: Lab,
    reactor: Reactor,
}

impl Protocol for Client {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let (lab, own, sent) = (self.lab.clone(), transport.clone(), Cell::new(0));
        self.lab.next_call("write");
        let ticks = LoopingCall::with_handle(&self.reactor, move |ticks| write(&lab, &own, &sent, ticks));
        let streaming = Rc::new(Streaming { lab: self.lab.clone(), ticks });
        if self.lab.knob("registered") != 0 {
            transport.register_producer(Producer::Push(streaming.clone()))?;
        }
        self.lab.ask("who");
        self.lab.ask("again");
        streaming.resume_producing()
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> Result {
        Ok(())
    }
}

/// One write: of one size, or twice as large as the one before. The last one closes.
fn write(lab: &Lab, transport: &Transport, sent: &Cell<usize>, ticks: &LoopingCall) -> Result {
    transport.set_high_water(lab.knob("mark"));
    let size = match lab.knob("writes") {
        DOUBLING => sent.get() + 2,
        _ => lab.knob("size"),
    };
    sent.set(sent.get() + size);
    transport.write(vec![b'*'; size]);
    if sent.get() >= lab.knob("total") {
        if ticks.is_running() {
            ticks.stop()?;
        }
        transport.unregister_producer()?;
        transport.lose_connection();
    }
    Ok(())
}

/// The version whose writes are of 2, 4, 8, 16 ... bytes.
const DOUBLING: usize = 1;

pub(super) fn push(lab: &Lab) -> lab::Result {
    run(lab, |lab, reactor| Client { lab: lab.clone(), reactor: reactor.clone() })
}
// ANCHOR_END: push
