//! A stage that is faster than its watcher: what was not kept one by one is counted, nothing is lost, and the
//! world still shows who is in which call.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use twistlab::clock::LabClock;
use twistlab::event::{Call, Event, Outcome, ThreadName};
use twistlab::lab::run::Run;
use twistlab::lab::{self, Holding, Knobs, Lab, Stage};
use twistlab::probe::{Origin, Probe, QUEUE_LIMIT};
use twistlab::world::{Doing, World};

/// Far longer than any of this takes.
const BOUND: Duration = Duration::from_secs(30);

fn origin(thread: &str, source: &str) -> Origin {
    Origin { thread: thread.into(), turn: 1, source: Some(source.into()), line: Some(7) }
}

/// A probe with room for so many events.
fn nearly_full(room: usize) -> Probe {
    let probe = Probe::new(Arc::new(LabClock::start()), || {});
    for _ in room..QUEUE_LIMIT {
        probe.note(origin("main", "client"), Event::TurnBegan);
    }
    probe
}

fn entered(call: Call) -> Event {
    Event::entered(call, Some(100))
}

fn returned(call: Call) -> Event {
    Event::Returned { call, asked: Some(100), outcome: Outcome::Result(100) }
}

fn world(probe: &Probe) -> World {
    let mut world = World::default();
    probe.drain().iter().for_each(|stamped| world.apply(stamped));
    world
}

fn doing(world: &World) -> &Doing {
    &world.thread(&ThreadName::from("main")).expect("it has noted something").doing
}

#[test]
fn a_call_whose_return_was_counted_is_not_open() {
    let probe = nearly_full(1);
    probe.note(origin("main", "client"), entered(Call::Send));
    probe.note(origin("main", "client"), returned(Call::Send));
    let world = world(&probe);
    assert_eq!(doing(&world), &Doing::Computing, "the thread is out of the call");
    assert_eq!(world.source("client").and_then(|client| client.sending.clone()), None);
    assert_eq!(world.source("client").map(|client| client.sent.bytes), Some(100));
}

#[test]
fn a_call_that_is_open_stays_so_whatever_else_is_counted() {
    let probe = nearly_full(0);
    probe.note(origin("main", "client"), entered(Call::Send));
    probe.note(origin("main", "client"), returned(Call::Send));
    probe.note(origin("main", "server"), entered(Call::Recv));
    probe.note(origin("main", "server"), returned(Call::Recv));
    probe.note(origin("main", "client"), entered(Call::Send));
    probe.note(origin("lab", "client"), Event::Gauged(Default::default()));
    probe.note(origin("lab", "server"), returned(Call::Recv));
    let world = world(&probe);
    assert!(matches!(doing(&world), Doing::In { call: Call::Send, .. }), "main is in send, not {:?}", doing(&world));
    let client = world.source("client").expect("it was used");
    assert!(client.sending.is_some(), "its send is open");
    assert_eq!((client.sent.calls, client.sent.bytes), (1, 100));
    let server = world.source("server").expect("it was used");
    assert_eq!((server.received.bytes, server.read_outside), (200, 100), "read by both, and by the lab");
    assert_eq!(world.tally.syscalls, 2, "what the lab did is no call of the stage");
}

#[test]
fn a_nap_that_was_counted_is_no_system_call() {
    let probe = nearly_full(0);
    probe.note(origin("main", "client"), entered(Call::Sleep));
    probe.note(origin("main", "client"), returned(Call::Sleep));
    assert_eq!(world(&probe).tally.syscalls, 0);
}

/// How often the flood sends a byte and reads it.
const TIMES: u64 = 6_000;

/// Tells that all of it is through.
static THROUGH: Mutex<Option<Sender<()>>> = Mutex::new(None);

fn flood(lab: &Lab) -> lab::Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    for _ in 0..TIMES {
        lab.turn();
        client.send_all(b"*")?;
        server.recv(1)?;
    }
    let through = THROUGH.lock().expect("nobody panicked with it").take();
    through.expect("it was put there").send(()).expect("the test waits");
    Ok(())
}

#[test]
fn a_flood_that_nobody_drains_is_bounded_and_loses_no_byte() {
    let ((through, flooded), (wake, woken)) = (channel(), channel());
    *THROUGH.lock().unwrap() = Some(through);
    let stage =
        Stage { path: "tests/flood.rs", text: "", program: "flood", gait: twistlab::lab::Gait::Steps, run: flood };
    let run = Run::start(stage, Knobs::default(), Holding::Never, move || _ = wake.send(())).unwrap();
    flooded.recv_timeout(BOUND).expect("the stage waits for nobody");
    let first = run.drain();
    assert!(first.len() >= QUEUE_LIMIT && first.len() < QUEUE_LIMIT + 100, "{} events waited", first.len());
    let mut world = World::default();
    first.iter().for_each(|stamped| world.apply(stamped));
    while !world.ended() {
        woken.recv_timeout(BOUND).expect("the stage comes to its end");
        run.drain().iter().for_each(|stamped| world.apply(stamped));
    }
    let moved = ["client", "server"].map(|name| world.source(name).map(|end| (end.sent.bytes, end.received.bytes)));
    assert_eq!(moved, [Some((TIMES, 0)), Some((0, TIMES))]);
    assert_eq!(u64::from(world.turn), TIMES);
    assert!(world.tally.counted.calls > 0);
}
