//! The solutions of lesson 7's exercises. They are no scenes: the tests run them, and the chapter quotes them.

use std::time::Duration;
use twistlab::lab::{self, Lab};
use twistlab::reactor::{
    LoopingCall, Protocol, PushProducer, Reactor, ReactorTime, Reason, Result, Transport, factory,
};

const EVERY: Duration = Duration::from_millis(1);

// ANCHOR: by_hand
/// Writes every millisecond, if not too much waits.
struct Polite {
    reactor: Reactor,
}

impl Protocol for Polite {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        let (transport, mut left) = (transport.clone(), 40);
        LoopingCall::with_handle(&self.reactor, move |ticks| {
            if transport.buffered() > 65_536 {
                return Ok(()); // perhaps at the next tick
            }
            transport.write(vec![b'*'; 8_192]);
            left -= 1;
            if left == 0 {
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
// ANCHOR_END: by_hand

/// Reads slowly, and stops the reactor at the end.
struct Reader {
    reactor: Reactor,
}

impl Protocol for Reader {
    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.pause_producing()?;
        let busy = Duration::from_secs_f64(data.len() as f64 / 1_000_000.0);
        let transport = transport.clone();
        self.reactor.call_later(busy, move || transport.resume_producing());
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, _: &Reason) -> Result {
        Ok(self.reactor.stop()?)
    }
}

pub(super) fn by_hand(lab: &Lab) -> lab::Result {
    let reactor = lab.reactor()?;
    let reading = reactor.clone();
    let reader = factory(move |_| Reader { reactor: reading.clone() });
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), reader)?;
    let writing = reactor.clone();
    let writer = factory(move |_| Polite { reactor: writing.clone() });
    reactor.connect_tcp(port.host().tcp().expect("a TCP port"), writer);
    Ok(reactor.run()?)
}

// ANCHOR: echo
/// Says back what it hears, and hears no more while too much of that waits.
struct Echo;

impl Protocol for Echo {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        Ok(transport.register_producer(transport.clone())?)
    }

    fn data_received(&mut self, transport: &Transport, data: &[u8]) -> Result {
        transport.write(data);
        Ok(())
    }
}
// ANCHOR_END: echo

/// Says a lot and listens to nothing, until it has said so often more than the queues between hold.
struct Deaf {
    reactor: Reactor,
}

impl Protocol for Deaf {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        transport.pause_producing()?;
        let (transport, mut ticks_left) = (transport.clone(), 200);
        let reactor = self.reactor.clone();
        LoopingCall::with_handle(&self.reactor, move |ticks| -> Result {
            transport.write(vec![b'*'; 16_384]);
            ticks_left -= 1;
            if ticks_left == 0 {
                ticks.stop()?;
                reactor.stop()?;
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

/// Against a client that never reads.
pub(super) fn echo(lab: &Lab) -> lab::Result {
    let reactor = lab.reactor()?;
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), factory(|_| Echo))?;
    let deaf = reactor.clone();
    let client = factory(move |_| Deaf { reactor: deaf.clone() });
    reactor.connect_tcp(port.host().tcp().expect("a TCP port"), client);
    Ok(reactor.run()?)
}

// ANCHOR: twice
/// A push producer that may be told anything twice.
pub(super) struct Ticking(LoopingCall);

impl Ticking {
    /// Calls `write` once a second while it produces, by the time of a reactor or of a clock in the hand.
    pub(super) fn new(time: &(impl ReactorTime + Clone + 'static), write: impl FnMut() + 'static) -> Self {
        Ticking(LoopingCall::new(time, write))
    }
}

impl PushProducer for Ticking {
    fn pause_producing(&self) -> Result {
        if self.0.is_running() {
            self.0.stop()?;
        }
        Ok(())
    }

    fn resume_producing(&self) -> Result {
        if !self.0.is_running() {
            self.0.start(Duration::from_secs(1))?;
        }
        Ok(())
    }

    fn stop_producing(&self) -> Result {
        self.pause_producing()
    }
}
// ANCHOR_END: twice
