//! A run that is left wakes whatever its stage waits in: nothing is left behind.

use crate::start;
use std::path::Path;
use std::time::Duration;
use twistlab::clock::monotonic;
use twistlab::event::Event;
use twistlab::lab::{Gait, Lab, Result, Way};
use twistlab::world::Doing;

/// How long a thread may take to end: far longer than it does.
const SOON: Duration = Duration::from_secs(10);

fn waits(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    let client = lab.connect("client", &listener)?;
    let server = listener.accept("server")?;
    lab.multiplexer(Way::number(lab.knob("way")))?.wait(&[&server, &client], &[], None).map(|_| ())
}

fn waits_for_a_connection(lab: &Lab) -> Result {
    let listener = lab.listen("listener")?;
    lab.multiplexer(Way::number(lab.knob("way")))?.wait(&[&listener], &[], None).map(|_| ())
}

fn waits_for_a_click(lab: &Lab) -> Result {
    let button = lab.pipe("button")?;
    lab.multiplexer(Way::number(lab.knob("way")))?.wait(&[&button], &[], None).map(|_| ())
}

fn reads(lab: &Lab) -> Result {
    lab.pipe("keyboard")?.read(10).map(|_| ())
}

fn waits_for_orders(lab: &Lab) -> Result {
    lab.order().map(|_| ())
}

#[test]
fn a_run_that_is_left_ends_every_wait() {
    if !Path::new("/proc/self/task").exists() {
        eprintln!("skipped: this system does not tell which threads live (/proc/self/task)");
        return;
    }
    let stages: [fn(&Lab) -> Result; 5] = [waits, waits_for_a_connection, waits_for_a_click, reads, waits_for_orders];
    for (place, stage) in stages.into_iter().enumerate() {
        for gait in [Gait::Steps, Gait::Free] {
            for way in 0..3 {
                let mut watched = start(gait, &[("way", way)], stage);
                watched.until("a wait", |world| {
                    world
                        .threads
                        .first()
                        .is_some_and(|t| matches!(t.doing, Doing::In { .. }) && t.asleep_for().is_some())
                });
                let tid = watched.events.iter().find_map(|stamped| match stamped.event {
                    Event::ThreadStarted { tid } => tid,
                    _ => None,
                });
                let task = format!("/proc/self/task/{}", tid.expect("Linux tells"));
                drop(watched);
                let until = monotonic() + SOON;
                while Path::new(&task).exists() {
                    assert!(monotonic() < until, "stage {place}, way {way}, {gait:?}: it waits on after {SOON:?}");
                    std::thread::yield_now(); // nothing tells that a kernel's thread is gone but to look
                }
            }
        }
    }
}
