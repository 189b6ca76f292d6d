//! Rest points: a stage is held there until it is let go, its clock stands still meanwhile, and no release is lost.

mod support;

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use support::{Player, events, over, scene, tail};
use twistlab::event::{Event, Micros, Stamped};
use twistlab::lab::run::Run;
use twistlab::lab::{Holding, Knobs};
use twistlab::world::{HowOver, StageState, Thread, World};

/// How long the tests look at a stage that must not move.
const LOOK: Duration = Duration::from_millis(300);

#[test]
fn a_stage_rests_until_it_is_released_and_its_clock_stands_still() {
    let mut player = Player::start(scene("round-trip"), &[], Holding::AtRests);
    let mut rests = 0;
    while !over(player.trace.head()) {
        player.until("a rest or the end", |world| world.stage == StageState::Resting || over(world));
        if player.trace.head().stage == StageState::Resting {
            rests += 1;
            let moved = player.within(LOOK, |world| world.stage != StageState::Resting);
            assert!(!moved, "rest {rests} ended by itself\n{}", tail(&player.trace));
            player.run.release();
            player.until("the stage on its way", |world| world.stage != StageState::Resting);
        }
    }
    assert_eq!(rests, 2, "round trip has two rest points");
    let at = |want: fn(&Event) -> bool| events(&player.trace).filter(move |stamped| want(&stamped.event));
    let rested = at(|event| matches!(event, Event::Rested));
    for (rested, released) in rested.zip(at(|event| matches!(event, Event::Released { .. }))) {
        let Event::Released { held } = released.event else { unreachable!() };
        assert!(held >= Micros::from(LOOK), "it was held for {held:?}");
        let passed = released.at.since(rested.at);
        assert!(passed.0 < held.0 / 2, "held for {held:?}, and lab time went on by {passed:?}");
    }
}

/// Its delays are shorter than the time for which it is held.
#[test]
fn a_hold_makes_no_delayed_call_late() {
    let mut player = Player::start(scene("call-later"), &["unit=100".into()], Holding::AtRests);
    let mut rests = 0;
    loop {
        player.until("a rest, or nothing due", |world| world.stage == StageState::Resting || waits_for_ever(world));
        if player.trace.head().stage != StageState::Resting {
            break;
        }
        rests += 1;
        let moved = player.within(LOOK, |world| world.stage != StageState::Resting);
        assert!(!moved, "rest {rests} ended by itself\n{}", tail(&player.trace));
        player.run.release();
        player.until("the stage on its way", |world| world.stage != StageState::Resting);
    }
    assert_eq!(rests, 4, "one before the loop, and one in each call");
    let over = &player.trace.head().timers.over;
    assert_eq!(over.iter().map(|over| over.timer.label()).collect::<Vec<_>>(), ["A", "B", "C"]);
    for over in over {
        let HowOver::Fired { late } = over.how else { panic!("{} was cancelled", over.timer.label()) };
        assert!(late.0 < Micros::from(LOOK).0 / 2, "{} was late by the hold: {late:?}", over.timer.label());
        assert!(over.at >= over.timer.due, "{} was early", over.timer.label());
    }
    assert!(player.trace.head().tally.held >= Micros::from(4 * LOOK), "it was held for long");
}

fn waits_for_ever(world: &World) -> bool {
    let for_ever =
        |thread: &Thread| matches!(&thread.wheel.wait, Some(wait) if wait.ready.is_none() && wait.timeout.is_none());
    world.timers.fired >= 3 && world.threads.iter().any(for_ever)
}

#[test]
fn no_rest_holds_where_nobody_steps() {
    let mut player = Player::start(scene("round-trip"), &[], Holding::Never);
    player.until("the end", over);
    let holds = events(&player.trace).filter_map(|stamped| match stamped.event {
        Event::Released { held } => Some(held),
        _ => None,
    });
    assert_eq!(holds.collect::<Vec<_>>(), [Micros(0), Micros(0)], "each rest leaves its mark and no more");
}

/// A watcher that lets the stage go from within its wake: on the stage's own thread, before that waits.
#[derive(Default)]
struct Eager(Mutex<Option<Run>>);

impl Eager {
    fn watch(&self, ended: &Sender<()>) {
        let run = self.0.lock().expect("no watcher panics");
        let Some(run) = run.as_ref() else { return };
        let news = run.drain();
        let seen = |want: fn(&Event) -> bool| news.iter().any(|stamped: &Stamped| want(&stamped.event));
        if seen(|event| matches!(event, Event::Rested)) {
            run.release();
        }
        if seen(|event| matches!(event, Event::Ended { .. })) {
            _ = ended.send(());
        }
    }
}

#[test]
fn a_release_that_comes_before_the_wait_is_not_lost() {
    let (ended, end) = channel();
    let eager = Arc::new(Eager::default());
    let watcher: Weak<Eager> = Arc::downgrade(&eager);
    let again = ended.clone();
    let wake = move || {
        if let Some(eager) = watcher.upgrade() {
            eager.watch(&ended);
        }
    };
    let round_trip = scene("round-trip");
    let knobs = Knobs::new(round_trip.knobs.iter().map(|knob| (knob.name, knob.default)));
    let run = Run::start(round_trip.stage, knobs, Holding::AtRests, wake).unwrap();
    *eager.0.lock().unwrap() = Some(run);
    eager.watch(&again); // what came before the watcher had the run
    end.recv_timeout(Duration::from_secs(10)).expect("a stage that was released rests for ever");
}
