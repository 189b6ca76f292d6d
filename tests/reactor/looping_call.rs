//! Starting and stopping a repeating call, also from inside its own function.

use crate::journal::{Journal, secs};
use std::cell::Cell;
use std::rc::Rc;
use twistlab::reactor::completion::Completion;
use twistlab::reactor::error::LoopingError;
use twistlab::reactor::looping::LoopingCall;
use twistlab::reactor::manual::ManualClock;
use twistlab::reactor::time::ReactorTime;

/// Notes a loop's end: that it ended well and with itself, or its error.
fn noting(ended: Completion<LoopingCall>, looping: &LoopingCall, journal: &Journal<String>, name: &str) {
    let (journal, looping, name) = (journal.clone(), looping.clone(), name.to_owned());
    ended.on_done(move |result| match result {
        Ok(same) => journal.note(format!("{name} ended, {}", if same == looping { "itself" } else { "another" })),
        Err(error) => journal.note(format!("{name} failed: {error}")),
    });
}

/// Covers LC-11.
#[test]
fn a_second_start_is_an_error_and_disturbs_nothing() {
    let clock = ManualClock::new();
    let runs = Journal::new();
    let journal = runs.clone();
    let looping = LoopingCall::new(&clock, move || journal.note("run"));
    let ended = looping.start(secs(1)).unwrap();
    assert_eq!(looping.start(secs(7)).unwrap_err(), LoopingError::Running);
    assert_eq!(looping.start_later(secs(7)).unwrap_err(), LoopingError::Running);
    assert_eq!((looping.interval(), ended.is_done()), (Some(secs(1)), false));
    clock.advance(secs(1)).unwrap();
    assert_eq!(runs.take(), ["run", "run"]);
    assert_eq!(clock.delayed_calls().len(), 1);
}

/// Covers LC-12.
#[test]
fn what_does_not_run_can_be_neither_stopped_nor_reset() {
    let clock = ManualClock::new();
    let looping = LoopingCall::new(&clock, || ());
    let refused = || assert_eq!([looping.stop(), looping.reset()], [Err(LoopingError::NotRunning); 2]);
    refused();
    let _ended = looping.start(secs(1)).unwrap();
    looping.stop().unwrap();
    refused();
}

/// Covers LC-13, LC-27.
#[test]
fn a_stop_ends_it_before_it_returns() {
    let clock = ManualClock::new();
    let heard = Journal::new();
    let looping = LoopingCall::new(&clock, || ());
    noting(looping.start(secs(1)).unwrap(), &looping, &heard, "it");
    assert_eq!(clock.delayed_calls().len(), 1);
    assert_eq!(heard.take(), [""; 0]);
    looping.stop().unwrap();
    assert!(!looping.is_running());
    assert_eq!(heard.take(), ["it ended, itself"]);
    assert!(clock.delayed_calls().is_empty());
}

/// Covers LC-14, LC-25.
#[test]
fn stopped_inside_its_function_it_has_ended_when_that_returns() {
    let clock = ManualClock::new();
    let heard = Journal::new();
    let journal = heard.clone();
    let looping = LoopingCall::with_handle(&clock, move |own| {
        own.stop().unwrap();
        journal.note(format!("running: {}", own.is_running()));
    });
    noting(looping.start_later(secs(1)).unwrap(), &looping, &heard, "it");
    clock.advance(secs(1)).unwrap();
    assert_eq!(heard.take(), ["running: false", "it ended, itself"]);
    assert!(clock.delayed_calls().is_empty());
}

/// Covers LC-25, LC-27.
#[test]
fn it_runs_from_its_start_also_while_the_function_does_and_then_nothing_waits() {
    let clock = ManualClock::new();
    let seen = Journal::new();
    let (journal, time) = (seen.clone(), clock.clone());
    let looping = LoopingCall::with_handle(&clock, move |own| {
        journal.note((own.is_running(), time.delayed_calls().len()));
    });
    let _ended = looping.start(secs(1)).unwrap();
    clock.advance(secs(1)).unwrap();
    assert_eq!(seen.take(), [(true, 0), (true, 0)]);
    assert_eq!((looping.is_running(), clock.delayed_calls().len()), (true, 1));
}

/// Covers LC-22.
#[test]
fn started_again_it_has_a_new_grid_and_a_new_end() {
    let clock = ManualClock::new();
    let heard = Journal::new();
    let looping = LoopingCall::new(&clock, || ());
    noting(looping.start(secs(1)).unwrap(), &looping, &heard, "first");
    clock.advance(secs(1) / 2).unwrap();
    looping.stop().unwrap();
    noting(looping.start(secs(1)).unwrap(), &looping, &heard, "second");
    assert_eq!(clock.delayed_calls()[0].due(), secs(3) / 2);
    looping.stop().unwrap();
    assert_eq!(heard.take(), ["first ended, itself", "second ended, itself"]);
}

/// A producer that is paused and resumed within its own write does this.
fn restarts_inside(clock: &ManualClock, heard: &Journal<String>) -> LoopingCall {
    let (journal, once) = (heard.clone(), Cell::new(true));
    LoopingCall::with_handle(clock, move |own| {
        journal.note("run".into());
        if once.take() {
            own.stop().unwrap();
            noting(own.start(secs(1)).unwrap(), own, &journal, "second");
            journal.note("restarted".into());
        }
    })
}

/// Covers LC-23.
#[test]
fn stopped_and_started_inside_its_function_it_has_one_schedule() {
    let clock = ManualClock::new();
    let heard = Journal::new();
    let looping = restarts_inside(&clock, &heard);
    noting(looping.start_later(secs(5)).unwrap(), &looping, &heard, "first");
    clock.advance(secs(7)).unwrap();
    assert_eq!(heard.take(), ["run", "restarted", "first ended, itself"], "the first end is heard, f is not nested");
    assert!(looping.is_running());
    let due: Vec<_> = clock.delayed_calls().iter().map(|call| call.due()).collect();
    assert_eq!(due, [secs(8)], "one call, on the new grid");
    clock.advance(secs(1)).unwrap();
    assert_eq!(heard.take(), ["run"]);
    looping.stop().unwrap();
    assert_eq!(heard.take(), ["second ended, itself"]);
}

/// Covers LC-23, LC-06.
#[test]
fn started_inside_its_function_the_count_goes_on_with_one() {
    let clock = ManualClock::new();
    let counts = Journal::new();
    let (journal, own) = (counts.clone(), Rc::new(std::cell::OnceCell::<LoopingCall>::new()));
    let handle = own.clone();
    let looping = LoopingCall::with_count(&clock, move |count| {
        journal.note(count);
        if count == 3 {
            let looping = handle.get().unwrap();
            looping.stop().unwrap();
            drop(looping.start(secs(1)).unwrap());
        }
    });
    own.set(looping.clone()).unwrap();
    let _ended = looping.start_later(secs(1)).unwrap();
    clock.pump(&[secs(3), secs(1), secs(2)]).unwrap();
    assert_eq!(counts.take(), [3, 1, 2]);
}

/// Covers LC-23.
#[test]
fn each_of_many_starts_inside_the_function_has_its_end() {
    let clock = ManualClock::new();
    let heard = Journal::new();
    let journal = heard.clone();
    let looping = LoopingCall::with_handle(&clock, move |own| {
        for name in ["second", "third"] {
            own.stop().unwrap();
            noting(own.start(secs(1)).unwrap(), own, &journal, name);
        }
        own.stop().unwrap();
        Err::<(), _>("broken")
    });
    noting(looping.start_later(secs(1)).unwrap(), &looping, &heard, "first");
    clock.advance(secs(1)).unwrap();
    assert_eq!(
        heard.take(),
        ["first failed: broken", "second ended, itself", "third ended, itself"],
        "the error belongs to the start whose run it was"
    );
    assert!(!looping.is_running() && clock.delayed_calls().is_empty());
}

/// Covers LC-23, LC-15.
#[test]
fn started_inside_its_function_it_outlives_the_error_of_the_run_before() {
    let clock = ManualClock::new();
    let heard = Journal::new();
    let (journal, once) = (heard.clone(), Cell::new(true));
    let looping = LoopingCall::with_handle(&clock, move |own| {
        journal.note("run".into());
        if once.take() {
            own.stop().unwrap();
            noting(own.start(secs(1)).unwrap(), own, &journal, "second");
            return Err("broken");
        }
        Ok(())
    });
    noting(looping.start(secs(1)).unwrap(), &looping, &heard, "first");
    assert_eq!(heard.take(), ["run", "first failed: broken"]);
    clock.advance(secs(1)).unwrap();
    assert_eq!(heard.take(), ["run"]);
    assert!(looping.is_running());
}

/// Covers LC-26.
#[test]
fn code_that_keeps_a_shared_clock_can_pass_it_on() {
    let clock = ManualClock::new();
    let time: Rc<dyn ReactorTime> = Rc::new(clock.clone());
    let runs = Journal::new();
    let journal = runs.clone();
    let looping = LoopingCall::new(&time, move || journal.note("run"));
    let _ended = looping.start(secs(1)).unwrap();
    clock.advance(secs(1)).unwrap();
    assert_eq!(runs.take(), ["run"; 2]);
}

#[test]
fn a_loop_that_nobody_uses_any_more_is_released() {
    let clock = ManualClock::new();
    let held = Rc::new(());
    let holds = held.clone();
    let looping = LoopingCall::with_handle(&clock, move |own| {
        assert_eq!(Rc::strong_count(&holds), 2);
        own.stop().unwrap();
    });
    drop(looping.start_later(secs(1)).unwrap());
    drop(looping);
    clock.advance(secs(1)).unwrap();
    assert_eq!(Rc::strong_count(&held), 1);
}
