//! The solutions of lesson 6's exercises, run.

#[path = "../../lessons/06-timers/solutions.rs"]
mod solutions;

use std::sync::mpsc::sync_channel;
use std::time::Duration;
use twistlab::event::{Ending, Micros};
use twistlab::lab::{Gait, Holding, Knobs, Lab, Result, Stage, run::Run};
use twistlab::world::{HowOver, StageState, World};

/// Runs a solution to its end.
fn run(run: fn(&Lab) -> Result) -> World {
    let stage = Stage { path: "solutions.rs", text: "", program: "solution", gait: Gait::Steps, run };
    let (wake, woken) = sync_channel(1);
    let run = Run::start(stage, Knobs::default(), Holding::Never, move || _ = wake.try_send(())).expect("a thread");
    let mut world = World::default();
    while !world.ended() {
        woken.recv_timeout(Duration::from_secs(30)).expect("the solution goes on");
        run.drain().iter().for_each(|stamped| world.apply(stamped));
    }
    assert_eq!(world.stage, StageState::Ended(Ending::Finished));
    world
}

#[test]
fn inside_its_own_function_a_call_has_run_already() {
    let world = run(solutions::inside);
    assert_eq!(world.said.as_deref(), Some("the delayed call has run already"));
}

#[test]
fn an_impatient_protocol_is_put_off_by_what_comes_and_leaves_nothing_behind() {
    let world = run(solutions::timeout);
    assert_eq!((world.timers.scheduled, world.timers.fired), (1, 1), "one call, moved and not made anew");
    assert!(world.timers.waiting.is_empty());
}

#[test]
fn work_in_slices_makes_nobody_wait_for_all_of_it() {
    let world = run(solutions::budget);
    assert_eq!(world.said.as_deref(), Some("all is done"));
    let late = world.timers.over.iter().filter(|over| over.timer.label() == "tick").filter_map(|over| match over.how {
        HowOver::Fired { late } => Some(late),
        HowOver::Cancelled => None,
    });
    let lates: Vec<Micros> = late.collect();
    assert!(lates.len() >= 4, "the ticks came between the slices: {lates:?}");
    let mut sorted = lates.clone();
    sorted.sort();
    assert!(sorted[sorted.len() / 2] < Micros(50_000), "none waited for the fifth of a second: {lates:?}");
}
