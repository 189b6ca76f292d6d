//! The first programs of lesson 6: calls for later on a reactor of the library, in order, taken back, and late.

use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;
use twistlab::lab::{Lab, Result};
use twistlab::reactor::error::TimerError;
use twistlab::reactor::{self, DelayedCall, Going, Outcome, Protocol, Reactor, ReactorTime, Transport, factory};

// ANCHOR: call_later
/// Three calls for later, and a connection beside them: the reactor waits for all of it in one place.
pub(super) fn call_later(lab: &Lab) -> Result {
    let (reactor, unit, line) = (lab.reactor()?, lab.knob_ms("unit"), Line::default());
    let own = line.clone();
    let port = reactor.listen_tcp(any_port(), factory(move |_| own.clone()))?;
    let at = port.host().port().unwrap_or(0);
    let peer = lab.spawn("peer", move |lab| answer(lab, at))?;

    let held = lab.clone();
    later(lab, &reactor, "B", 2 * unit, move || held.rest());
    let (asking, held) = (line.clone(), lab.clone());
    later(lab, &reactor, "A", unit, move || {
        held.ask("answer");
        held.rest();
        asking.write(b"?");
    });
    let held = lab.clone();
    later(lab, &reactor, "C", 3 * unit, move || {
        held.rest();
        line.close();
    });

    let own = reactor.clone();
    lab.on_order(&reactor, move |_| Ok(own.stop()?));
    lab.ask("sleep");
    lab.rest();
    match lab.knob("version") {
        NAPS => nap(lab, &reactor)?,
        _ => reactor.run()?,
    }
    peer.join()
}
// ANCHOR_END: call_later

/// Schedules a call, by a name that the screens show.
#[track_caller]
fn later<O: Outcome>(
    lab: &Lab,
    reactor: &Reactor,
    name: &str,
    delay: Duration,
    call: impl FnOnce() -> O + 'static,
) -> DelayedCall {
    lab.next_call(name);
    reactor.call_later(delay, call)
}

fn any_port() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

// ANCHOR: line
/// The one connection: its transport, as soon as there is one.
#[derive(Clone, Default)]
struct Line(Rc<RefCell<Option<Transport>>>);

impl Protocol for Line {
    fn connection_made(&mut self, transport: &Transport) -> reactor::Result {
        self.0.replace(Some(transport.clone()));
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, _: &[u8]) -> reactor::Result {
        Ok(())
    }
}

impl Line {
    fn write(&self, data: &[u8]) {
        self.0.borrow().iter().for_each(|transport| transport.write(data));
    }

    fn close(&self) {
        self.0.borrow().iter().for_each(Transport::lose_connection);
    }
}

/// The peer, in a thread of its own: it takes a while to answer.
fn answer(lab: &Lab, port: u16) -> Result {
    let client = lab.connect_to("client", port)?;
    while !client.recv(64)?.is_empty() {
        lab.sleep(lab.knob_ms("unit") * 2 / 5)?;
        client.send(b"!")?;
    }
    Ok(())
}
// ANCHOR_END: line

// ANCHOR: nap
/// Two waits where one would do: for the clock alone, and then a look at the sockets, without waiting.
fn nap(lab: &Lab, reactor: &Reactor) -> Result {
    loop {
        let next = reactor.delayed_calls().first().map(|next| next.due().saturating_sub(reactor.now()));
        if let Some(left) = next {
            lab.sleep(left)?;
        }
        if reactor.turn(next.map(|_| Duration::ZERO))? == Going::Over {
            return Ok(());
        }
    }
}
// ANCHOR_END: nap

/// The version that naps.
const NAPS: usize = 1;

// ANCHOR: handles
/// Some calls are taken back, some moved. What is cancelled leaves the heap later.
pub(super) fn handles(lab: &Lab) -> Result {
    let (reactor, unit) = (lab.reactor()?, lab.knob_ms("unit"));
    let [a, b, d, e] =
        [("A", 6), ("B", 5), ("D", 4), ("E", 2)].map(|(name, units)| later(lab, &reactor, name, units * unit, || ()));
    let (called, own) = (a.clone(), lab.clone());
    later(lab, &reactor, "C", 3 * unit, move || told(&own, called.reset(unit)));
    e.cancel()?; // nothing has filed it yet
    if lab.knob("early") == 1 {
        lab.ask("entry");
        b.cancel()?;
    }

    let own = lab.clone();
    later(lab, &reactor, "x", unit, move || -> reactor::Result {
        if b.is_active() {
            own.ask("entry");
            own.rest();
            b.cancel()?;
        }
        a.reset(unit)?;
        d.delay(3 * unit)?;
        told(&own, b.cancel());
        Ok(())
    });
    let (own, again) = (lab.clone(), reactor.clone());
    later(lab, &reactor, "y", 8 * unit, move || timeouts(&own, &again));
    lab.rest();
    reactor.run()?;
    Ok(())
}

fn told(lab: &Lab, done: std::result::Result<(), TimerError>) {
    lab.say(done.map_or_else(|error| error.to_string(), |()| "done".into()));
}
// ANCHOR_END: handles

// ANCHOR: timeouts
/// Many timeouts are filed, as each of many connections has one. Then all answer, and one after another is cancelled.
fn timeouts(lab: &Lab, reactor: &Reactor) {
    let far = 60 * lab.knob_ms("unit");
    let calls: Vec<_> = (0..lab.knob("timeouts")).map(|_| later(lab, reactor, "t", far, || ())).collect();
    let (own, again) = (lab.clone(), reactor.clone());
    later(lab, reactor, "z", Duration::ZERO, move || -> reactor::Result {
        own.ask("sweep");
        own.rest();
        calls.iter().try_for_each(DelayedCall::cancel)?;
        own.rest();
        Ok(again.stop()?)
    });
}
// ANCHOR_END: timeouts

// ANCHOR: late
/// A call every tenth of a second. Two others compute: one in one go, and one as long, in pieces.
pub(super) fn late(lab: &Lab) -> Result {
    let reactor = lab.reactor()?;
    for tick in 1..=20 {
        later(lab, &reactor, &tick.to_string(), tick * TICK, || ());
    }
    let own = lab.clone();
    later(lab, &reactor, "long", TICK * 5 / 2, move || {
        own.ask("late");
        own.rest();
        compute(&own, own.knob_ms("compute"));
    });
    let (own, again) = (lab.clone(), reactor.clone());
    later(lab, &reactor, "pieces", TICK * 25 / 2, move || {
        own.ask("pieces");
        own.rest();
        let pieces = own.knob("pieces") as u32;
        in_pieces(&own, &again, pieces, own.knob_ms("compute") / pieces);
    });
    let own = reactor.clone();
    later(lab, &reactor, "stop", TICK * 41 / 2, move || own.stop());
    lab.rest();
    reactor.run()?;
    Ok(())
}

/// Computes for so long. No call comes back meanwhile, and nothing else runs in this thread.
fn compute(lab: &Lab, span: Duration) {
    let until = lab.now() + span;
    while lab.now() < until && !lab.abandoned() {
        std::hint::spin_loop();
    }
}

/// Computes one piece. The next is a call of its own, without delay: between two of them the loop turns.
fn in_pieces(lab: &Lab, reactor: &Reactor, left: u32, piece: Duration) {
    compute(lab, piece);
    if left > 1 {
        let (own, again) = (lab.clone(), reactor.clone());
        later(lab, reactor, "piece", Duration::ZERO, move || in_pieces(&own, &again, left - 1, piece));
    }
}

const TICK: Duration = Duration::from_millis(100);
// ANCHOR_END: late
