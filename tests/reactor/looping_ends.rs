//! A repeating call whose function fails, or goes on after it has returned.

use crate::journal::{Journal, ms, secs};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::completion::{Completer, Completion};
use twistlab::reactor::looping::LoopingCall;
use twistlab::reactor::manual::ManualClock;

fn outcome(ended: Completion<LoopingCall>) -> Journal<Result<(), String>> {
    let heard = Journal::new();
    let journal = heard.clone();
    ended.on_done(move |result| journal.note(result.map(drop).map_err(|error| error.to_string())));
    heard
}

fn broken() -> Vec<Result<(), String>> {
    vec![Err("broken".into())]
}

/// A loop whose runs go on until the completer of each is fired.
fn slow(clock: &ManualClock) -> (LoopingCall, Rc<RefCell<Vec<Completer>>>) {
    let runs: Rc<RefCell<Vec<Completer>>> = Rc::default();
    let begun = runs.clone();
    let looping = LoopingCall::new(clock, move || {
        let (completer, completion) = Completion::new();
        begun.borrow_mut().push(completer);
        completion
    });
    (looping, runs)
}

/// Covers LC-15.
#[test]
fn an_error_ends_it_and_comes_out_of_its_completion_alone() {
    let clock = ManualClock::new();
    let looping = LoopingCall::new(&clock, || Err::<(), _>("broken"));
    let ended = looping.start(secs(1)).unwrap();
    assert!(ended.is_done() && !looping.is_running());
    assert_eq!(outcome(ended).take(), broken());

    let heard = outcome(looping.start_later(secs(1)).unwrap());
    clock.advance(secs(1)).unwrap();
    assert_eq!(heard.take(), broken());
    assert!(!looping.is_running() && clock.delayed_calls().is_empty());
}

/// Covers LC-15.
#[test]
fn a_panic_ends_it_as_an_error_does() {
    let clock = ManualClock::new();
    let mut fine = false;
    let looping = LoopingCall::new(&clock, move || {
        fine = !fine;
        assert!(fine, "this panic is part of the test");
    });
    let heard = outcome(looping.start(secs(1)).unwrap());
    clock.advance(secs(1)).unwrap();
    let panicked = heard.take().pop().unwrap().unwrap_err();
    assert!(panicked.contains("this panic is part of the test"), "{panicked}");
    assert!(!looping.is_running() && clock.delayed_calls().is_empty());
    let _ended = looping.start(secs(1)).unwrap();
    assert!(looping.is_running(), "and it can be started again");
}

/// Covers LC-28.
#[test]
fn an_error_that_nobody_listens_for_comes_out_of_the_advance() {
    let clock = ManualClock::new();
    let failing = || LoopingCall::new(&clock, || Err::<(), _>("broken"));
    let heard = || clock.advance(secs(1)).map_err(|error| error.to_string());
    let told = Err("a delayed call failed: broken".to_owned());

    drop(failing().start_later(secs(1)).unwrap());
    assert_eq!(heard(), told, "its completion was gone when it failed");

    let ended = failing().start(secs(1)).unwrap();
    assert_eq!(heard(), Ok(()), "its completion still can be listened to");
    drop(ended);
    assert_eq!(heard(), told, "and now it cannot");

    outcome(failing().start(secs(1)).unwrap());
    assert_eq!(heard(), Ok(()), "somebody listened");
}

/// Covers LC-16, LC-17.
#[test]
fn the_next_run_waits_until_this_one_has_ended() {
    let clock = ManualClock::new();
    let (looping, runs) = slow(&clock);
    let _ended = looping.start(secs(1)).unwrap();
    clock.advance(ms(3_750)).unwrap();
    assert_eq!((looping.is_running(), runs.borrow().len()), (true, 1));
    assert!(clock.delayed_calls().is_empty());
    runs.take().remove(0).succeed(());
    assert_eq!(clock.delayed_calls()[0].due(), secs(4));
    clock.advance(ms(250)).unwrap();
    assert_eq!(runs.borrow().len(), 1);
}

/// Covers LC-18.
#[test]
fn stopped_while_a_run_goes_on_it_ends_with_that_run() {
    let clock = ManualClock::new();
    let (looping, runs) = slow(&clock);
    let heard = outcome(looping.start(secs(1)).unwrap());
    looping.stop().unwrap();
    assert_eq!((looping.is_running(), heard.take()), (false, vec![]));
    runs.take().remove(0).succeed(());
    assert_eq!(heard.take(), [Ok(())]);
    assert!(clock.delayed_calls().is_empty());
}

/// Covers LC-19.
#[test]
fn a_run_that_fails_late_ends_it() {
    let clock = ManualClock::new();
    let (looping, runs) = slow(&clock);
    let heard = outcome(looping.start(secs(1)).unwrap());
    clock.advance(secs(2)).unwrap();
    runs.take().remove(0).fail("broken");
    assert_eq!(heard.take(), broken());
    assert!(!looping.is_running() && clock.delayed_calls().is_empty());
}

/// Covers LC-18, LC-22, LC-23.
#[test]
fn started_again_while_a_run_goes_on_it_waits_for_it() {
    let clock = ManualClock::new();
    let (looping, runs) = slow(&clock);
    let first = outcome(looping.start(secs(1)).unwrap());
    clock.advance(ms(500)).unwrap();
    looping.stop().unwrap();
    let second = looping.start(secs(1)).unwrap();
    assert_eq!(runs.borrow().len(), 1, "one call at a time");
    assert!(clock.delayed_calls().is_empty());
    runs.take().remove(0).succeed(());
    assert_eq!(first.take(), [Ok(())]);
    assert!(!second.is_done());
    let due: Vec<_> = clock.delayed_calls().iter().map(|call| call.due()).collect();
    assert_eq!(due, [ms(1_500)], "on the grid of the second start");
}

/// Covers LC-21.
#[test]
fn reset_while_a_run_goes_on_the_grid_begins_there() {
    let clock = ManualClock::new();
    let (looping, runs) = slow(&clock);
    let _ended = looping.start(secs(1)).unwrap();
    clock.advance(ms(300)).unwrap();
    looping.reset().unwrap();
    clock.advance(ms(300)).unwrap();
    runs.take().remove(0).succeed(());
    assert_eq!(clock.delayed_calls()[0].due(), ms(1_300));
}

/// Covers LC-14, LC-15.
#[test]
fn whoever_hears_of_the_end_may_start_it_again() {
    let clock = ManualClock::new();
    let runs = Journal::new();
    let journal = runs.clone();
    let looping = LoopingCall::new(&clock, move || journal.note("run"));
    looping.start(Duration::from_secs(1)).unwrap().on_done(|ended| drop(ended.unwrap().start(secs(2)).unwrap()));
    looping.stop().unwrap();
    assert_eq!((looping.interval(), runs.take()), (Some(secs(2)), vec!["run", "run"]));
}
