//! Who provides what; the same program on what stands in; and one contract for all who implement it.

use super::hasty::{self, Hasty};
use std::cell::Cell;
use std::time::Duration;
use twistlab::lab::{CallError, Lab, Result};
use twistlab::reactor::interfaces::{ListenOptions, ReactorCore, ReactorFdSet, ReactorTcp, ReactorUnix};
use twistlab::reactor::multiplexer::{Mio, Multiplexer};
use twistlab::reactor::network::Network;
use twistlab::reactor::outcome::BoxError;
use twistlab::reactor::system::SystemNetwork;
use twistlab::reactor::testing::contract::{Case, Implementer, Outcome, cases};
use twistlab::reactor::testing::{
    MemoryMultiplexer, MemoryNetwork, MemoryReactor, MemoryReactorClock, StringTransport,
};
use twistlab::reactor::transport::RawTransport;
use twistlab::reactor::{
    Clock, Consumer, LoopingCall, ManualClock, Protocol, PushProducer, Reactor, ReactorTime, Reason, SystemClock,
    Transport, factory,
};

// ANCHOR: provides
/// Every type has this constant, and it says no.
trait Otherwise {
    const ANSWER: bool = false;
}

impl<T> Otherwise for T {}

/// Whether a type provides an interface, says the compiler: of two constants with one name it takes the type's own where
/// there is one, and there is one where the type provides the interface.
macro_rules! provides {
    ($who:ty, $interface:path) => {{
        struct Asked<T>(std::marker::PhantomData<T>);
        #[allow(dead_code)] // where the answer is no
        impl<T: $interface> Asked<T> {
            const ANSWER: bool = true;
        }
        <Asked<$who>>::ANSWER
    }};
}
// ANCHOR_END: provides

/// Asks of each type about each interface, and tells the answers.
macro_rules! ask {
    ($lab:ident, $($who:ident)*; $interfaces:tt) => { $(ask!(@of $lab, $who, $interfaces);)* };
    (@of $lab:ident, $who:ident, [$($interface:ident)*]) => {
        $($lab.provides(stringify!($who), stringify!($interface), provides!($who, $interface));)*
    };
}

// ANCHOR: who_provides_what
/// Asks who provides what. Then lets some of them stand in for others.
pub(super) fn who_provides_what(lab: &Lab) -> Result {
    lab.ask("fits");
    ask!(lab, Reactor MemoryReactorClock MemoryReactor ManualClock;
        [ReactorCore ReactorTime ReactorTcp ReactorUnix ReactorFdSet]);
    lab.rest();
    ask!(lab, SystemNetwork MemoryNetwork SystemClock ManualClock Mio MemoryMultiplexer;
        [Network Clock Multiplexer]);
    lab.rest();
    ask!(lab, Transport Hasty Greeting;
        [RawTransport Consumer PushProducer Protocol]);
    lab.rest();
    a_clock_stands_in(lab)?;
    lab.rest();
    a_string_stands_in(lab)?;
    lab.rest();
    tests_stand_in(lab);
    lab.rest();
    this_does_not_fit(lab);
    Ok(())
}
// ANCHOR_END: who_provides_what

// ANCHOR: heartbeat
/// Beats now, and then once an interval, by whatever tells the time.
fn heartbeat<T: ReactorTime + Clone + 'static>(lab: &Lab, time: &T) -> Result<LoopingCall> {
    let (beats, teller) = (Cell::new(0), lab.clone());
    let heart = LoopingCall::new(time, move || {
        beats.set(beats.get() + 1);
        teller.measured("beats", beats.get(), teller.now().as_micros() as u64);
    });
    drop(heart.start(lab.knob_ms("interval"))?); // how it ends is told where it ends
    Ok(heart)
}

/// One beat, and three more.
fn a_clock_stands_in(lab: &Lab) -> Result {
    let interval = lab.knob_ms("interval");
    lab.ask("beats");
    match lab.knob("time") {
        0 => {
            let clock = lab.manual_clock();
            let _heart = heartbeat(lab, &clock)?;
            clock.pump(&[interval; 3])?;
            Ok(())
        }
        1 => beat_on(lab, &lab.reactor()?, 3 * interval),
        _ => beat_on(lab, &lab.memory_reactor()?.0, 3 * interval),
    }
}

fn beat_on(lab: &Lab, reactor: &Reactor, span: Duration) -> Result {
    let _heart = heartbeat(lab, reactor)?;
    let stop = reactor.clone();
    reactor.call_later(span, move || stop.stop());
    Ok(reactor.run()?)
}
// ANCHOR_END: heartbeat

// ANCHOR: greeting
/// Greets whoever says a name. It is given a transport, and does not ask what stands behind it.
struct Greeting;

impl Protocol for Greeting {
    fn data_received(&mut self, transport: &Transport, name: &[u8]) -> twistlab::reactor::Result {
        transport.write([b"hello, ", name].concat());
        transport.lose_connection();
        Ok(())
    }
}

/// The same protocol, over a string and over a socket.
fn a_string_stands_in(lab: &Lab) -> Result {
    let string = StringTransport::new();
    Greeting.data_received(&string, b"string")?;
    lab.say(format!("over a string: {}", String::from_utf8_lossy(&string.value())));

    let reactor = lab.reactor()?;
    let port = reactor.listen_tcp(([127, 0, 0, 1], 0).into(), factory(|_| Greeting))?;
    let to = port.host().tcp().unwrap_or_else(|| ([127, 0, 0, 1], 0).into());
    let (teller, stop) = (lab.clone(), reactor.clone());
    let heard = move |_: &_| Hears { lab: teller.clone(), reactor: stop.clone(), heard: Vec::new() };
    reactor.connect_tcp(to, factory(heard));
    Ok(reactor.run()?)
}
// ANCHOR_END: greeting

// ANCHOR: tests
/// A server asks of a reactor that it listens, and no more.
fn serve(reactor: &impl ReactorTcp) -> Result {
    reactor.listen_tcp(([127, 0, 0, 1], 8007).into(), factory(|_| Greeting), ListenOptions::default())?;
    Ok(())
}

/// A producer asks for time, and for somebody to write to.
struct Ticks(LoopingCall);

impl Ticks {
    fn new(time: &(impl ReactorTime + Clone + 'static), to: &Transport) -> Self {
        let to = to.clone();
        Ticks(LoopingCall::new(time, move || to.write(b"*")))
    }
}

impl PushProducer for Ticks {
    fn pause_producing(&self) -> twistlab::reactor::Result {
        Ok(self.0.stop()?)
    }

    fn resume_producing(&self) -> twistlab::reactor::Result {
        drop(self.0.start(Duration::from_secs(1))?);
        Ok(())
    }

    fn stop_producing(&self) -> twistlab::reactor::Result {
        self.pause_producing()
    }
}

/// Both, tested: by a reactor that only writes down what it is asked, and a consumer that only keeps what it is given.
fn tests_stand_in(lab: &Lab) {
    lab.check("a server listens, and greets whoever comes", None, || {
        let (reactor, string) = (MemoryReactor::new(), StringTransport::new());
        serve(&reactor)?;
        let asked = reactor.listens().remove(0);
        same("the port", &asked.at.port(), &Some(8007))?;
        if let Some(mut protocol) = asked.factory.build_protocol(&string.peer())? {
            protocol.data_received(&string, b"test")?;
        }
        same("what was written", &string.value(), &b"hello, test".to_vec())
    });
    lab.check("a producer stops and goes on as its consumer says", None, || {
        let (clock, consumer, second) = (ManualClock::new(), StringTransport::new(), Duration::from_secs(1));
        let ticks = Ticks::new(&clock, &consumer);
        ticks.resume_producing()?;
        clock.pump(&[second; 2])?;
        ticks.pause_producing()?;
        clock.advance(60 * second)?;
        same("what was written until the pause", &consumer.value().len(), &3)?;
        ticks.resume_producing()?;
        ticks.stop_producing()?;
        same("calls that wait at the end", &clock.delayed_calls().len(), &0)
    });
}
// ANCHOR_END: tests

fn same<T: PartialEq + std::fmt::Debug>(what: &str, seen: &T, due: &T) -> Result {
    if seen == due { Ok(()) } else { Err(BoxError::from(format!("{what}: {seen:?}, and not {due:?}")))? }
}

/// Says a name, and hears what comes until the end.
struct Hears {
    lab: Lab,
    reactor: Reactor,
    heard: Vec<u8>,
}

impl Protocol for Hears {
    fn connection_made(&mut self, transport: &Transport) -> twistlab::reactor::Result {
        transport.write(b"socket");
        Ok(())
    }

    fn data_received(&mut self, _: &Transport, data: &[u8]) -> twistlab::reactor::Result {
        self.heard.extend_from_slice(data);
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, _: &Reason) -> twistlab::reactor::Result {
        self.lab.say(format!("over a socket: {}", String::from_utf8_lossy(&self.heard)));
        Ok(self.reactor.stop()?)
    }
}

/// What the compiler printed for `does_not_fit.rs`, where a heartbeat is given a reactor that has no time.
fn this_does_not_fit(lab: &Lab) {
    let words = |line: &&str| !line.contains("-->") && line.contains(char::is_alphanumeric);
    include_str!("does_not_fit.txt").lines().filter(words).take(9).for_each(|line| lab.say(line));
}

/// Who can be held to the contract, in the order of the knob.
const IMPLEMENTERS: [fn() -> Implementer; 5] =
    [Implementer::mio, Implementer::poll, Implementer::select, Implementer::memory, hasty::implementer];

/// Its place, and that of the one who comes when the other was there first.
const HASTY: usize = 4;
const USUAL: usize = 0;

/// The themes of the contract that `cases=some` runs.
const SOME: [&str; 4] = ["closing", "aborting", "protocols", "stopped_producers"];

// ANCHOR: contract
/// Holds one implementer to the contract, and another when the learner swaps them.
pub(super) fn contract(lab: &Lab) -> Result {
    let chosen = lab.knob("implementer").min(HASTY);
    lab.ask("usual");
    hold(lab, &IMPLEMENTERS[chosen]())?;

    lab.order()?;
    let other = if chosen == HASTY { USUAL } else { HASTY };
    hold(lab, &IMPLEMENTERS[other]())
}

/// Runs the cases against it, each on a new reactor, and tells how each came out.
fn hold(lab: &Lab, implementer: &Implementer) -> Result {
    let (mut run, mut broken) = (0, 0);
    lab.say(format!("held to the contract: {}", implementer.name()));
    for case in cases().filter(|case| is_chosen(lab, case) && case.applies_to(implementer)) {
        lab.turn();
        let covers = Some(case.covers().join(", ")).filter(|covers| !covers.is_empty());
        let held = lab.check(case.to_string(), covers.as_deref(), || match case.run(implementer) {
            Outcome::Broken(why) => Err(CallError::Reactor { why }),
            Outcome::Held | Outcome::NotHere(_) => Ok(()),
        });
        (run, broken) = (run + 1, broken + u64::from(!held));
        lab.rest();
    }
    lab.measured(&format!("broken by {}", implementer.name()), run, broken);
    Ok(())
}
// ANCHOR_END: contract

fn is_chosen(lab: &Lab, case: &Case) -> bool {
    !lab.abandoned() && (lab.knob("cases") == 1 || SOME.contains(&case.theme()))
}
