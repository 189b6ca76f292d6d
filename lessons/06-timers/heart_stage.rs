//! Programs of lesson 6 with a heart: a protocol that writes a byte at each beat, on a reactor and by a clock in the hand.

use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{Lab, Result};
use twistlab::reactor::outcome::Caller;
use twistlab::reactor::testing::StringTransport;
use twistlab::reactor::time::TimedCall;
use twistlab::reactor::{
    self, ConnectionState, DelayedCall, LoopingCall, ManualClock, Protocol, Reactor, ReactorTime, Reason, Remote,
    Transport, factory,
};

// ANCHOR: heartbeat
/// Writes a byte now and at each interval, as long as its connection lives.
struct Heartbeat {
    time: Rc<dyn ReactorTime>,
    interval: Duration,
    beat: Option<LoopingCall>,
}

impl Protocol for Heartbeat {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        let transport = transport.clone();
        let beat = LoopingCall::new(&self.time, move || transport.write(b"*"));
        drop(beat.start(self.interval)?); // nobody asks how it ends
        self.beat = Some(beat);
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, _: &Reason) -> reactor::Result {
        Ok(self.beat.take().map_or(Ok(()), |beat| beat.stop())?)
    }
}
// ANCHOR_END: heartbeat

// ANCHOR: beating
/// A heart on a reactor. Once, the program computes for longer than a beat; and in the end the peer hangs up.
pub(super) fn beating(lab: &Lab) -> Result {
    let (reactor, interval) = (lab.reactor()?, lab.knob_ms("interval"));
    let (own, version) = (lab.clone(), lab.knob("version"));
    let time: Rc<dyn ReactorTime> = Rc::new(Followed { lab: lab.clone(), reactor: reactor.clone() });
    let hearts = factory(move |_| {
        own.next_call("beat");
        heart(version, time.clone(), interval)
    });
    let port = reactor.listen_tcp((Ipv4Addr::LOCALHOST, 0).into(), hearts)?;
    let (at, remote) = (port.host().port().unwrap_or(0), reactor.remote());
    let peer = lab.spawn("peer", move |lab| hang_up(lab, at, &remote))?;

    let own = lab.clone();
    lab.next_call("busy");
    reactor.call_later(interval * 9 / 4, move || {
        own.ask("late");
        own.rest();
        compute(&own, interval * 5 / 2);
    });
    lab.rest();
    reactor.run()?;
    peer.join()
}
// ANCHOR_END: beating

// ANCHOR: followed
/// A reactor's time, with a rest before each call: so nobody who looks on is left behind.
struct Followed {
    lab: Lab,
    reactor: Reactor,
}

impl ReactorTime for Followed {
    fn now(&self) -> Duration {
        self.reactor.now()
    }

    fn schedule(&self, delay: Duration, call: TimedCall, caller: Caller) -> DelayedCall {
        let lab = self.lab.clone();
        let held = move || {
            lab.rest();
            call()
        };
        self.reactor.schedule(delay, Box::new(held), caller)
    }

    fn delayed_calls(&self) -> Vec<DelayedCall> {
        self.reactor.delayed_calls()
    }
}
// ANCHOR_END: followed

// ANCHOR: peer
/// The peer, in a thread of its own: it takes what comes until it is told to hang up.
fn hang_up(lab: &Lab, port: u16, remote: &Remote) -> Result {
    let mut line = Some(lab.connect_to("client", port)?);
    while lab.order()? != "stop" {
        if let Some(client) = line.take() {
            client.recv(65_536)?;
            client.close();
        }
    }
    remote.call_from_thread(|reactor: &Reactor| reactor.stop());
    Ok(())
}

/// Computes for so long, and nothing else runs in this thread.
fn compute(lab: &Lab, span: Duration) {
    let until = lab.now() + span;
    while lab.now() < until && !lab.abandoned() {
        std::hint::spin_loop();
    }
}
// ANCHOR_END: peer

// ANCHOR: slips
/// The right heart, or one of three others.
fn heart(version: usize, time: Rc<dyn ReactorTime>, interval: Duration) -> Box<dyn Protocol> {
    let heart = Heartbeat { time, interval, beat: None };
    match version {
        CHAINED => Box::new(Chained(heart)),
        MAKES_UP => Box::new(MakesUp(heart)),
        FORGETS => Box::new(Forgets(heart)),
        _ => Box::new(heart),
    }
}

/// Each beat schedules the next, one interval from when it ran: what was late stays late.
struct Chained(Heartbeat);

impl Protocol for Chained {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        chain(self.0.time.clone(), self.0.interval, transport.clone());
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        Ok(())
    }
}

fn chain(time: Rc<dyn ReactorTime>, interval: Duration, transport: Transport) {
    if transport.state() == ConnectionState::Connected {
        transport.write(b"*");
        let again = time.clone();
        time.call_later(interval, move || chain(again, interval, transport));
    }
}

/// A beat that is late makes up for those that were missed.
struct MakesUp(Heartbeat);

impl Protocol for MakesUp {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        let transport = transport.clone();
        let beat = LoopingCall::with_count(&self.0.time, move |count| {
            (0..count).for_each(|_| transport.write(b"*"));
        });
        drop(beat.start(self.0.interval)?);
        self.0.beat = Some(beat);
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        Ok(())
    }

    fn connection_lost(&mut self, transport: &Transport, reason: &Reason) -> reactor::Result {
        self.0.connection_lost(transport, reason)
    }
}

/// Nobody stops the loop when the connection is over.
struct Forgets(Heartbeat);

impl Protocol for Forgets {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.0.connection_made(transport)
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        Ok(())
    }
}
// ANCHOR_END: slips

const CHAINED: usize = 1;
const MAKES_UP: usize = 2;
const FORGETS: usize = 3;

// ANCHOR: by_hand
/// The same heart, without a network and without time: a transport that keeps what is written, a clock that is moved.
pub(super) fn by_hand(lab: &Lab) -> Result {
    let (clock, transport) = (lab.manual_clock(), StringTransport::new());
    let interval = Duration::from_secs(lab.knob("interval") as u64);
    let mut heart = Heartbeat { time: Rc::new(clock.clone()), interval, beat: None };
    let written = || lab.measured("written", clock.now().as_secs(), transport.value().len() as u64);

    lab.next_call("beat");
    heart.connection_made(&transport)?;
    written();
    loop {
        match lab.order()?.as_str() {
            "minute" => {
                let steps = lab.knob("steps") as u32;
                (0..steps).try_for_each(|_| clock.advance(MINUTE / steps))?;
            }
            "second" => clock.advance(SECOND)?,
            "next" => drop(clock.advance_to_next()?),
            "inside" => inside(lab, &clock)?,
            _ => break,
        }
        written();
    }
    heart.connection_lost(&transport, &Reason::Done)?;
    clock.advance(MINUTE)?;
    written();
    Ok(())
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
// ANCHOR_END: by_hand

// ANCHOR: inside
/// A call schedules another one without delay: by the clock in the hand, and on a reactor.
fn inside(lab: &Lab, clock: &ManualClock) -> Result {
    two(lab, Rc::new(clock.clone()));
    clock.advance(Duration::ZERO)?;
    lab.say("the advance is over");

    let reactor = lab.reactor()?;
    two(lab, Rc::new(reactor.clone()));
    reactor.turn(Some(Duration::ZERO))?;
    lab.say("the turn is over");
    reactor.turn(Some(Duration::ZERO))?;
    Ok(())
}

fn two(lab: &Lab, time: Rc<dyn ReactorTime>) {
    let (own, again) = (lab.clone(), time.clone());
    lab.next_call("outer");
    time.call_later(Duration::ZERO, move || {
        own.next_call("inner");
        again.call_later(Duration::ZERO, || ());
    });
}
// ANCHOR_END: inside
