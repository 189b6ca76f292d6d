//! The solutions of lesson 7's exercises, run.

#[path = "../../lessons/07-producers/solutions.rs"]
mod solutions;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;
use twistlab::event::Ending;
use twistlab::lab::{Gait, Holding, Knobs, Lab, Result, Stage, run::Run};
use twistlab::reactor::{ManualClock, PushProducer};
use twistlab::world::{StageState, World};

/// Runs a solution to its end. Gives what a look at each of its worlds gave, and the last of them.
fn run<T>(run: fn(&Lab) -> Result, look: impl Fn(&World) -> T) -> (Vec<T>, World) {
    let stage = Stage { path: "solutions.rs", text: "", program: "solution", gait: Gait::Steps, run };
    let knobs = Knobs::new([("sndbuf", 8_192), ("rcvbuf", 8_192)]);
    let (wake, woken) = sync_channel(1);
    let run = Run::start(stage, knobs, Holding::Never, move || _ = wake.try_send(())).expect("a thread");
    let (mut world, mut seen) = (World::default(), Vec::new());
    while !world.ended() {
        woken.recv_timeout(Duration::from_secs(30)).expect("the solution goes on");
        for stamped in run.drain() {
            world.apply(&stamped);
            seen.push(look(&world));
        }
    }
    assert_eq!(world.stage, StageState::Ended(Ending::Finished));
    (seen, world)
}

fn held(world: &World, source: &str) -> u64 {
    world.source(source).and_then(|source| source.held).map_or(0, |held| held.bytes)
}

#[test]
fn a_writer_that_looks_before_it_writes_is_bounded_too() {
    let (held, end) = run(solutions::by_hand, |world| held(world, "client"));
    let highest = held.into_iter().max().unwrap_or(0);
    assert!(highest > 65_536 && highest <= 65_536 + 8_192, "{highest}");
    let moved = end.source("server").map_or(0, |server| server.received.bytes);
    assert_eq!(moved, 40 * 8_192, "every byte is read");
}

#[test]
fn what_is_told_twice_happens_once() {
    let (clock, written) = (ManualClock::new(), Rc::new(Cell::new(0)));
    let counter = written.clone();
    let ticking = solutions::Ticking::new(&clock, move || counter.set(counter.get() + 1));
    let told = |tell: fn(&solutions::Ticking) -> twistlab::reactor::Result| {
        for _ in 0..2 {
            tell(&ticking).expect("it is no mistake to be told again");
        }
        clock.advance(Duration::from_secs(1)).expect("no call fails");
        clock.advance(Duration::from_secs(1)).expect("no call fails");
        written.get()
    };
    assert_eq!(told(PushProducer::pause_producing), 0, "paused before it began");
    assert_eq!(told(PushProducer::resume_producing), 3, "one write now, and one a second");
    assert_eq!(told(PushProducer::pause_producing), 3);
    assert_eq!(told(PushProducer::resume_producing), 6);
    assert_eq!(told(PushProducer::stop_producing), 6);
}

#[test]
fn an_echo_server_that_is_its_own_producer_does_not_grow_when_nobody_reads() {
    let look = |world: &World| {
        let paused =
            world.source("server").and_then(|server| server.transport.as_ref()).is_some_and(|t| t.reading_paused);
        (held(world, "server"), paused)
    };
    let (seen, _) = run(solutions::echo, look);
    let highest = seen.iter().map(|(held, _)| *held).max().unwrap_or(0);
    assert!(highest > 65_536 && highest <= 2 * 65_536, "the mark and one read, not {highest}");
    assert!(seen.iter().any(|(_, paused)| *paused), "it stops reading");
}
