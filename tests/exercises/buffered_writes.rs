//! The solutions of lesson 4's exercises, run.

#[path = "../../lessons/04-buffered-writes/solutions.rs"]
mod solutions;

use std::sync::mpsc::sync_channel;
use std::time::Duration;
use twistlab::event::Ending;
use twistlab::lab::{Gait, Holding, Knobs, Lab, Result, Stage, run::Run};
use twistlab::world::{StageState, World};

/// Runs a solution to its end, with the queues of the scenes.
fn run(run: fn(&Lab) -> Result) -> Vec<World> {
    let stage = Stage { path: "solutions.rs", text: "", program: "solution", gait: Gait::Steps, run };
    let knobs = Knobs::new([("sndbuf", 4_096), ("rcvbuf", 4_096)]);
    let (wake, woken) = sync_channel(1);
    let run = Run::start(stage, knobs, Holding::Never, move || _ = wake.try_send(())).expect("a thread");
    let mut worlds = vec![World::default()];
    while !worlds.last().is_some_and(World::ended) {
        woken.recv_timeout(Duration::from_secs(30)).expect("the solution goes on");
        for stamped in run.drain() {
            let mut world = worlds.last().cloned().unwrap_or_default();
            world.apply(&stamped);
            worlds.push(world);
        }
    }
    let end = worlds.iter().find(|world| world.ended()).map(|world| &world.stage);
    assert_eq!(end, Some(&StageState::Ended(Ending::Finished)));
    worlds
}

/// What the client sent and what the server read.
fn moved(world: &World) -> (u64, u64) {
    let (client, server) = (world.source("client"), world.source("server"));
    (client.map_or(0, |client| client.sent.bytes), server.map_or(0, |server| server.received.bytes))
}

#[test]
fn send_fully_sends_all_and_waits_in_select_alone() {
    let worlds = run(solutions::blocking_again);
    let client = |world: &World| world.source("client").cloned();
    let refused = worlds.iter().filter_map(client).map(|client| client.refused).max();
    assert!(refused > Some(0), "the message is larger than the room");
    assert!(worlds.iter().filter_map(client).all(|client| client.longest_send.0 < 100_000), "no send waits");
    assert!(worlds.iter().any(|world| moved(world) == (65_536, 65_536)), "every byte is read");
}

#[test]
fn compacting_copies_less_than_it_sends_and_keeps_less_than_it_needs() {
    let worlds = run(solutions::measured_compacting);
    let end = worlds.last().expect("there are worlds");
    let copied = end.points("copied");
    assert_eq!(copied.len(), 3);
    assert!(copied.iter().all(|(size, copied)| copied < size), "{copied:?}");
    let kept = end.points("kept of the sent, more than of the rest");
    assert!(kept.iter().all(|(_, more)| *more == 0), "{kept:?}");
}

#[test]
fn a_bounded_writer_stays_within_its_budget_and_loses_nothing() {
    let worlds = run(solutions::bounded);
    let held = worlds.iter().filter_map(|world| world.source("client")?.held);
    assert!(held.clone().all(|held| held.highest <= 4_096 && held.refused.is_none()));
    assert!(held.clone().any(|held| held.bytes == 4_096), "it was full");
    assert!(worlds.iter().any(|world| moved(world) == (131_070, 131_070)), "2 + 4 + 8 ... + 65,536");
}
