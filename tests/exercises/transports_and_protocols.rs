//! The solutions of lesson 5's exercises, run.

#[path = "../../lessons/05-transports-and-protocols/solutions.rs"]
mod solutions;

use std::sync::mpsc::sync_channel;
use std::time::Duration;
use twistlab::event::{Callback, Ending, Reason};
use twistlab::lab::{Gait, Holding, Knobs, Lab, Result, Stage, run::Run};
use twistlab::world::{Role, Source, StageState, World};

/// Runs a solution to its end.
fn run(run: fn(&Lab) -> Result) -> World {
    let stage = Stage { path: "solutions.rs", text: "", program: "solution", gait: Gait::Steps, run };
    let (wake, woken) = sync_channel(1);
    let run = Run::start(stage, Knobs::new([]), Holding::Never, move || _ = wake.try_send(())).expect("a thread");
    let mut world = World::default();
    while !world.ended() {
        woken.recv_timeout(Duration::from_secs(30)).expect("the solution goes on");
        run.drain().iter().for_each(|stamped| world.apply(stamped));
    }
    assert_eq!(world.stage, StageState::Ended(Ending::Finished));
    world
}

fn reason(end: &Source) -> Option<Reason> {
    end.transport.as_ref()?.ended.as_ref().map(|ended| ended.reason)
}

#[test]
fn each_line_is_answered_in_whatever_pieces_it_comes() {
    let world = run(solutions::lines);
    assert_eq!(world.checks.len(), 3);
    assert!(world.checks.iter().all(|check| check.failure.is_none()), "{:?}", world.checks);
}

#[test]
fn a_club_that_closes_its_port_ends_its_visits_in_order() {
    let world = run(solutions::closing_club);
    let visits: Vec<&Source> = world.sources.iter().filter(|end| end.role == Role::Accepted).collect();
    assert_eq!(visits.len(), 3);
    // The stop of the reactor, a second later, would be Lost.
    assert!(visits.iter().all(|visit| reason(visit) == Some(Reason::Done)), "{visits:?}");
}

#[test]
fn whoever_has_said_all_can_still_hear() {
    let world = run(solutions::ask_and_hear);
    let [client, server] = ["client", "server"].map(|name| world.source(name).expect("it is there"));
    assert_eq!((server.received.bytes, client.received.bytes), (1_000, 4), "\"1000\" came back");
    let calls = |end: &Source, of| end.transport.as_ref().map_or(0, |transport| transport.called(of));
    assert!(calls(server, Callback::DataReceived) > 100, "it came in small pieces");
    assert_eq!([reason(client), reason(server)], [Some(Reason::Done); 2]);
}
