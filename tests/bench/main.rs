//! The lab bench by itself: pipes, waits, orders, crowds, and the counting of what a free-running stage repeats. Each
//! test is a stage of its own.

mod counting;
mod inputs;
mod reactors;
mod rescued;
mod watching;

use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;
use twistlab::clock::monotonic;
use twistlab::event::{Event, Stamped};
use twistlab::lab::run::Run;
use twistlab::lab::{Gait, Holding, Knobs, Lab, Result, Stage};
use twistlab::world::World;

/// How long a wait lasts before it counts as failed: far longer than any of them takes.
const BOUND: Duration = Duration::from_secs(30);

/// A stage that runs, what it has told so far, and what that comes to.
struct Watched {
    run: Run,
    events: Vec<Stamped>,
    world: World,
    woken: Receiver<()>,
}

/// Starts a stage.
fn start(gait: Gait, knobs: &[(&'static str, u64)], run: fn(&Lab) -> Result) -> Watched {
    let (wake, woken) = sync_channel(1);
    let stage = Stage { path: "tests/bench", text: "", program: "stage", gait, run };
    let knobs = Knobs::new(knobs.iter().copied());
    let run = Run::start(stage, knobs, Holding::Never, move || _ = wake.try_send(())).expect("there is a thread");
    Watched { run, events: Vec::new(), world: World::default(), woken }
}

/// Runs a stage to its end.
///
/// # Panics
/// Where it does not come to an end, or to a bad one.
fn play(gait: Gait, knobs: &[(&'static str, u64)], run: fn(&Lab) -> Result) -> Watched {
    let mut watched = start(gait, knobs, run);
    watched.until("the end of the stage", World::ended);
    let end = watched.events.iter().rev().find(|stamped| matches!(stamped.event, Event::Ended { .. }));
    let finished = Event::Ended { ending: twistlab::event::Ending::Finished };
    assert_eq!(end.map(|end| &end.event), Some(&finished), "how the stage ended");
    watched
}

impl Watched {
    /// Takes events until the world shows what is waited for.
    fn until(&mut self, what: &str, seen: impl Fn(&World) -> bool) {
        let until = monotonic() + BOUND;
        while !seen(&self.world) {
            for stamped in self.run.drain() {
                self.world.apply(&stamped);
                self.events.push(stamped);
            }
            if seen(&self.world) {
                return;
            }
            match self.woken.recv_timeout(until.saturating_duration_since(monotonic())) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => panic!("waited {BOUND:?} for {what}; last: {:?}", self.events.last()),
                Err(RecvTimeoutError::Disconnected) => panic!("the run dropped its wake while it was alive"),
            }
        }
    }

    /// Events with how often each happened: repeats are taken apart.
    fn counted(&self) -> impl Iterator<Item = (&Event, u64)> {
        self.events.iter().map(|stamped| match &stamped.event {
            Event::Repeated { times, what } => (&**what, *times),
            event => (event, 1),
        })
    }
}
