//! The library's reactor on the lab's floor: what is told of it, and that it ends with its run.

use crate::{play, start};
use std::rc::Rc;
use std::time::Duration;
use twistlab::event::{Call, Callback, ClockKind, Event, Outcome, Reason, Why};
use twistlab::lab::{Gait, Lab, Result};
use twistlab::reactor::{Factory, LoopingCall, Protocol, Reactor, Transport, factory};
use twistlab::world::{HowOver, Role, SourceState, World};

/// Replies once to each piece, and ends the connection after some of them.
struct PingPong {
    opens: bool,
    left: usize,
    reactor: Reactor,
}

impl Protocol for PingPong {
    fn connection_made(&mut self, transport: &Transport) -> twistlab::reactor::Result {
        if self.opens {
            transport.write(b"*");
        }
        Ok(())
    }

    fn data_received(&mut self, transport: &Transport, _: &[u8]) -> twistlab::reactor::Result {
        self.left -= 1;
        match self.left {
            0 => transport.lose_connection(),
            _ => transport.write(b"*"),
        }
        Ok(())
    }

    fn connection_lost(&mut self, _: &Transport, _: &twistlab::reactor::Reason) -> twistlab::reactor::Result {
        if self.opens {
            let reactor = self.reactor.clone();
            self.reactor.call_later(Duration::from_millis(1), move || reactor.stop());
        }
        Ok(())
    }
}

fn play_ping_pong(reactor: &Reactor, at: std::net::SocketAddr) -> Result {
    let making = |opens| {
        let reactor = reactor.clone();
        factory(move |_| PingPong { opens, left: 10, reactor: reactor.clone() })
    };
    let (serving, asking): (Rc<dyn Factory>, _) = (making(false), making(true));
    let port = reactor.listen_tcp(at, serving)?;
    reactor.connect_tcp(port.host().tcp().expect("a TCP port"), asking);
    reactor.run()?;
    Ok(())
}

fn over_tcp(lab: &Lab) -> Result {
    play_ping_pong(&lab.reactor()?, ([127, 0, 0, 1], 0).into())
}

fn in_memory(lab: &Lab) -> Result {
    play_ping_pong(&lab.memory_reactor()?.0, ([10, 0, 0, 1], 7).into())
}

/// What must be told of ping-pong, whatever the floor.
fn assert_ping_pong(world: &World) {
    let [client, server] = ["client", "server"].map(|name| world.source(name).unwrap_or_else(|| panic!("a {name}")));
    assert_eq!(client.peer.as_ref().map(|peer| peer.as_str()), Some("server"));
    assert_eq!((client.role, server.role), (Role::Connected, Role::Accepted));
    for end in [client, server] {
        let transport = end.transport.as_ref().expect("the library told of it");
        assert_eq!(transport.protocol.as_ref().map(|name| name.as_str()), Some("PingPong"));
        assert_eq!(transport.called(Callback::ConnectionMade), 1, "{}", end.name);
        assert_eq!(transport.called(Callback::ConnectionLost), 1, "{}", end.name);
        assert_eq!(transport.ended.as_ref().map(|ended| ended.reason), Some(Reason::Done), "{}", end.name);
        assert_eq!(end.state, SourceState::Closed, "{}", end.name);
    }
    assert_eq!(client.sent.bytes, server.received.bytes, "no byte is lost");
    assert_eq!(client.sent.bytes, client.transport.as_ref().map_or(0, |transport| transport.written));
    assert!(world.threads[0].calls.is_empty(), "every call came back: {:?}", world.threads[0].calls);
    assert!(world.turn > 10, "each reply takes a turn: {}", world.turn);
    assert_eq!(world.timers.fired, 1, "what stopped it; the deadline of the attempt was cancelled");
    assert_eq!(world.timers.cancelled, 1);
    let own = world.timers.over.front().map(|over| over.timer.label());
    assert_eq!(own.as_deref(), Some("connect timeout"), "what the library puts off has a name, too");
}

#[test]
fn over_tcp_the_calls_of_the_kernel_and_of_the_library_are_told() {
    let watched = play(Gait::Steps, &[("sndbuf", 4_096)], over_tcp);
    assert_ping_pong(&watched.world);
    let called = |call| {
        watched.events.iter().filter(|e| matches!(&e.event, Event::Returned { call: made, outcome: Outcome::Result(_), .. } if *made == call)).count()
    };
    assert!(called(Call::Send) >= 19 && called(Call::Recv) >= 19, "{} sends", called(Call::Send));
    assert_eq!(called(Call::MemoryRead) + called(Call::MemoryWrite), 0);
    assert!(watched.world.tally.syscalls > 60);
    let whys: Vec<Why> = watched
        .events
        .iter()
        .filter_map(|e| match e.event {
            Event::WaitChosen { why } => Some(why),
            _ => None,
        })
        .collect();
    assert!(whys.contains(&Why::NothingDue) && whys.contains(&Why::NextTimer), "{whys:?}");
    assert!(watched.world.source("client").is_some_and(|client| !client.pins.is_empty()), "its buffers are pinned");
}

#[test]
fn in_memory_the_same_happens_without_a_system_call() {
    let watched = play(Gait::Steps, &[], in_memory);
    assert_ping_pong(&watched.world);
    assert_eq!(watched.world.tally.syscalls, 0);
}

fn with_timers(lab: &Lab) -> Result {
    let reactor = lab.reactor()?;
    for (name, millis) in [("B", 2), ("A", 1), ("C", 3)] {
        lab.next_call(name);
        reactor.call_later(Duration::from_millis(20 * millis), || ());
    }
    lab.next_call("never");
    let never = reactor.call_later(Duration::from_secs(3_600), || ());
    never.reset(Duration::from_secs(7_200))?;
    never.cancel()?;
    let ending = reactor.clone();
    lab.next_call("stop");
    reactor.call_later(Duration::from_millis(80), move || ending.stop());
    reactor.run()?;
    Ok(())
}

#[test]
fn delayed_calls_are_told_by_their_names_and_never_early() {
    let watched = play(Gait::Steps, &[], with_timers);
    let timers = &watched.world.timers;
    let over: Vec<String> = timers.over.iter().map(|over| over.timer.label()).collect();
    assert_eq!(over, ["never", "A", "B", "C", "stop"], "in the order in which they ended");
    for over in &timers.over {
        if let HowOver::Fired { .. } = over.how {
            assert!(over.at >= over.timer.due, "{} was called early", over.timer.label());
        }
    }
    assert!(timers.waiting.is_empty());
    let lines: Vec<bool> = watched
        .events
        .iter()
        .filter(|e| matches!(e.event, Event::TimerScheduled { .. }))
        .map(|e| e.line.is_some())
        .collect();
    assert_eq!(lines, [false; 5], "lines of another file than the stage's are not told");
}

fn by_hand(lab: &Lab) -> Result {
    let clock = lab.manual_clock();
    lab.next_call("heartbeat");
    let beat = LoopingCall::new(&clock, || ());
    drop(beat.start(Duration::from_secs(30))?);
    clock.advance(Duration::from_secs(60))?;
    beat.stop()?;
    Ok(())
}

#[test]
fn a_manual_clock_tells_its_own_time() {
    let watched = play(Gait::Steps, &[], by_hand);
    let timers = &watched.world.timers;
    assert_eq!(timers.manual.map(|now| now.duration()), Some(Duration::from_secs(60)));
    assert_eq!((timers.fired, timers.cancelled), (1, 1), "a late heartbeat runs once");
    assert!(timers.over.iter().all(|over| over.timer.clock == ClockKind::Manual));
}

fn obeying(lab: &Lab) -> Result {
    let reactor = lab.reactor()?;
    let (own, said) = (reactor.clone(), lab.clone());
    lab.on_order(&reactor, move |order| {
        said.say(order);
        if order == "stop" { Ok(own.stop()?) } else { Ok(()) }
    });
    lab.say("ready");
    reactor.run()?;
    Ok(())
}

#[test]
fn an_order_is_a_call_from_another_thread() {
    let mut watched = start(Gait::Steps, &[], obeying);
    watched.until("it takes orders", |world| world.said.is_some());
    for order in ["first", "stop"] {
        watched.run.act(order.into(), twistlab::lab::Action::Order, None);
    }
    watched.until("the end", World::ended);
    let said: Vec<&str> = watched
        .events
        .iter()
        .filter_map(|e| match &e.event {
            Event::Said { text } => Some(&**text),
            _ => None,
        })
        .collect();
    assert_eq!(said, ["ready", "first", "stop"]);
    let calls =
        watched.events.iter().filter(|e| matches!(e.event, Event::Called { callback: Callback::CallFromThread }));
    assert_eq!(calls.count(), 2);
}

fn for_ever(lab: &Lab) -> Result {
    let _port = lab.reactor()?;
    let reactor = lab.reactor()?;
    lab.say("it waits for ever");
    reactor.run()?;
    ENDED.store(true, std::sync::atomic::Ordering::Release);
    Ok(())
}

static ENDED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

#[test]
fn a_reactor_that_waits_for_ever_ends_with_its_run() {
    let mut watched = start(Gait::Steps, &[], for_ever);
    watched.until("it waits", |world| world.said.is_some());
    drop(watched);
    let until = twistlab::clock::monotonic() + crate::BOUND;
    while !ENDED.load(std::sync::atomic::Ordering::Acquire) {
        assert!(twistlab::clock::monotonic() < until, "the stage still waits");
        std::thread::yield_now();
    }
}

fn checking(lab: &Lab) -> Result {
    lab.check("holds", Some("CH-01"), || Ok(()));
    lab.check("fails", None, || {
        assert_eq!(1 + 1, 3, "arithmetic");
        Ok(())
    });
    Ok(())
}

#[test]
fn a_case_that_panics_is_told_as_failed() {
    let watched = play(Gait::Steps, &[], checking);
    let checks = &watched.world.checks;
    assert_eq!(checks.len(), 2);
    assert_eq!(checks[0].failure, None);
    assert!(checks[1].failure.as_ref().is_some_and(|why| why.contains("arithmetic")), "{checks:?}");
}
