//! The solutions of lesson 3's exercises, run.

#[path = "../../lessons/03-select-reactor/solutions.rs"]
mod solutions;

use crate::support::over;
use std::sync::mpsc::sync_channel;
use std::time::Duration;
use twistlab::event::{Ending, Event};
use twistlab::lab::{Gait, Holding, Knobs, Lab, Result, Stage, run::Run};
use twistlab::world::{StageState, World};

/// Plays a solution to its end, which must be a good one: the world at its end, and what it printed.
fn play(program: fn(&Lab) -> Result) -> (World, Vec<String>) {
    let stage = Stage {
        path: "lessons/03-select-reactor/solutions.rs",
        text: include_str!("../../lessons/03-select-reactor/solutions.rs"),
        program: "solution",
        gait: Gait::Steps,
        run: program,
    };
    let (wake, woken) = sync_channel(1);
    let run = Run::start(stage, Knobs::default(), Holding::Never, move || _ = wake.try_send(()));
    let run = run.expect("the system gives a thread");
    let (mut world, mut said) = (World::default(), Vec::new());
    while !over(&world) {
        woken.recv_timeout(Duration::from_secs(30)).expect("a solution comes to its end");
        for stamped in run.drain() {
            world.apply(&stamped);
            if let Event::Said { text } = &stamped.event {
                said.push(text.to_string());
            }
        }
    }
    assert_eq!(world.stage, StageState::Ended(Ending::Finished));
    (world, said)
}

#[test]
fn an_end_is_heard_once_and_answered() {
    let (world, said) = play(solutions::hears_the_end);
    assert_eq!(said, ["late"]);
    let wheel = &world.threads[0].wheel;
    assert!(wheel.wakeups <= 3, "woken for the bytes, the end and the room, and no more: {wheel:?}");
}

#[test]
fn reading_until_eagain_misses_nothing() {
    let (world, said) = play(solutions::until_eagain);
    assert_eq!(said, ["100 bytes"]);
    assert!(world.threads[0].wheel.wakeups <= 2, "what was told once was used up");
    assert!(world.source("server").is_some_and(|server| server.refused > 0), "EAGAIN said that nothing is left");
}

#[test]
fn what_is_remembered_is_served_a_bite_a_turn() {
    let (world, said) = play(solutions::remembers);
    assert_eq!(said, ["little is read", "much is read"], "the large one does not keep the small one waiting");
    assert_eq!(world.source("from-much").map(|line| line.received.bytes), Some(100));
    assert_eq!(world.source("from-little").map(|line| line.received.bytes), Some(20));
}
