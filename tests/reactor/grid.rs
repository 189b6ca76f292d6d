//! When a repeating call runs.

use crate::journal::{Journal, ms, secs};
use proptest::prelude::*;
use std::time::Duration;
use twistlab::reactor::looping::LoopingCall;
use twistlab::reactor::manual::ManualClock;

/// A loop that notes the time of each run.
fn timed(clock: &ManualClock) -> (LoopingCall, Journal<Duration>) {
    let runs = Journal::new();
    let (journal, now) = (runs.clone(), clock.clone());
    (LoopingCall::new(clock, move || journal.note(now.now())), runs)
}

/// A loop that notes the count that it is told.
fn counted(clock: &ManualClock) -> (LoopingCall, Journal<u64>) {
    let counts = Journal::new();
    let journal = counts.clone();
    (LoopingCall::with_count(clock, move |count| journal.note(count)), counts)
}

/// Covers LC-01, LC-26.
#[test]
fn it_runs_inside_start_and_then_at_each_interval() {
    let clock = ManualClock::new();
    clock.advance(ms(300)).unwrap();
    let (looping, runs) = timed(&clock);
    let _ended = looping.start(secs(1)).unwrap();
    assert_eq!(runs.take(), [ms(300)]);
    clock.pump(&[ms(999), ms(1), secs(1)]).unwrap();
    assert_eq!(runs.take(), [ms(1_300), ms(2_300)]);
}

/// Covers LC-02.
#[test]
fn started_for_later_it_runs_first_after_one_interval() {
    let clock = ManualClock::new();
    let (looping, runs) = timed(&clock);
    let _ended = looping.start_later(secs(1)).unwrap();
    assert_eq!(runs.take(), []);
    clock.pump(&[secs(1), secs(1)]).unwrap();
    assert_eq!(runs.take(), [secs(1), secs(2)]);
}

/// Covers LC-03.
#[test]
fn called_late_it_runs_once_and_keeps_the_grid() {
    let clock = ManualClock::new();
    let (looping, runs) = timed(&clock);
    let _ended = looping.start_later(secs(1)).unwrap();
    clock.advance(ms(2_500)).unwrap();
    assert_eq!(runs.take(), [ms(2_500)]);
    assert_eq!(clock.delayed_calls()[0].due(), secs(3));
}

/// Covers LC-04.
#[test]
fn one_advance_over_two_ticks_is_one_run() {
    let clock = ManualClock::new();
    let (heartbeat, beats) = timed(&clock);
    let _ended = heartbeat.start(secs(30)).unwrap();
    clock.advance(secs(60)).unwrap();
    assert_eq!(beats.take(), [secs(0), secs(60)]);
    heartbeat.stop().unwrap();
    assert!(clock.delayed_calls().is_empty());
}

/// Covers LC-05.
#[test]
fn after_a_long_run_the_next_is_at_the_first_tick_strictly_later() {
    for (takes, next) in [(ms(1_400), secs(2)), (ms(2_000), secs(3)), (ms(1), secs(1))] {
        let clock = ManualClock::new();
        let slow = clock.clone();
        let looping = LoopingCall::new(&clock, move || slow.advance(takes));
        let _ended = looping.start(secs(1)).unwrap();
        assert_eq!(clock.delayed_calls()[0].due(), next, "after a run of {takes:?}");
    }
}

/// Covers LC-06, LC-07.
#[test]
fn with_count_it_is_told_how_many_ticks_have_passed() {
    let clock = ManualClock::new();
    let (looping, counts) = counted(&clock);
    let _ended = looping.start(secs(1)).unwrap();
    assert_eq!(counts.take(), [1]);
    clock.pump(&[secs(1), ms(3_500), ms(400), ms(100), secs(2)]).unwrap();
    // at 1, 4.5, 5 and 7; nothing at 4.9, which is no tick
    assert_eq!(counts.take(), [1, 3, 1, 2]);
}

/// Covers LC-06.
#[test]
fn ticks_that_pass_during_a_run_count_for_the_next_one() {
    let clock = ManualClock::new();
    let counts = Journal::new();
    let (slow, journal) = (clock.clone(), counts.clone());
    let looping = LoopingCall::with_count(&clock, move |count| {
        journal.note(count);
        slow.advance(ms(2_500))
    });
    let _ended = looping.start(secs(1)).unwrap();
    clock.advance(ms(500)).unwrap();
    assert_eq!(counts.take(), [1, 3]);
}

/// Covers LC-08.
#[test]
fn tenths_of_a_second_sum_up_to_the_second() {
    let clock = ManualClock::new();
    let (looping, counts) = counted(&clock);
    let _ended = looping.start_later(Duration::from_secs_f64(0.1)).unwrap();
    clock.pump(&[Duration::from_secs_f64(0.1); 10]).unwrap();
    assert_eq!(counts.take(), [1; 10]);
}

/// Covers LC-09.
#[test]
fn without_an_interval_it_runs_at_each_pass() {
    let clock = ManualClock::new();
    let runs = Journal::new();
    let (journal, now) = (runs.clone(), clock.clone());
    let looping = LoopingCall::with_handle(&clock, move |own| {
        journal.note(now.now());
        if now.now() == secs(5) {
            own.stop().unwrap(); // or this advance would have no end
        }
    });
    let _ended = looping.start(Duration::ZERO).unwrap();
    assert_eq!(runs.take(), [secs(0)]);
    assert_eq!(clock.delayed_calls()[0].due(), Duration::ZERO);
    clock.advance(secs(5)).unwrap();
    assert_eq!(runs.take(), [secs(5)]);
}

/// Covers LC-09.
#[test]
fn without_an_interval_every_count_is_one() {
    let clock = ManualClock::new();
    let (looping, counts) = counted(&clock);
    let _ended = looping.start(Duration::ZERO).unwrap();
    assert!(clock.advance(secs(5)).is_err(), "it has no end");
    assert!(counts.take().iter().all(|count| *count == 1));
    looping.stop().unwrap();
}

/// Covers LC-10, LC-24.
#[test]
fn the_interval_is_given_at_the_start_and_stays() {
    let clock = ManualClock::new();
    let (looping, _) = timed(&clock);
    assert_eq!(looping.interval(), None);
    let _ended = looping.start(ms(5)).unwrap(); // a `Duration` cannot be negative
    assert_eq!(looping.interval(), Some(ms(5)));
    looping.stop().unwrap();
    let _ended = looping.start(ms(7)).unwrap();
    assert_eq!(looping.interval(), Some(ms(7)));
}

/// Covers LC-20.
#[test]
fn a_reset_begins_the_grid_anew() {
    let clock = ManualClock::new();
    let (looping, runs) = timed(&clock);
    let _ended = looping.start(secs(1)).unwrap();
    clock.advance(ms(700)).unwrap();
    looping.reset().unwrap();
    assert_eq!(clock.delayed_calls().iter().map(|call| call.due()).collect::<Vec<_>>(), [ms(1_700)]);
    runs.take();
    clock.pump(&[ms(300), ms(700), secs(1)]).unwrap();
    assert_eq!(runs.take(), [ms(1_700), ms(2_700)]);
}

/// Covers LC-20.
#[test]
fn a_reset_begins_the_count_anew() {
    let clock = ManualClock::new();
    let (looping, counts) = counted(&clock);
    let _ended = looping.start(secs(1)).unwrap();
    clock.advance(ms(700)).unwrap();
    looping.reset().unwrap();
    counts.take();
    clock.pump(&[secs(1), secs(2)]).unwrap();
    assert_eq!(counts.take(), [1, 2]);
}

/// Covers LC-21.
#[test]
fn a_reset_inside_the_function_begins_the_grid_there() {
    let clock = ManualClock::new();
    let slow = clock.clone();
    let looping = LoopingCall::with_handle(&clock, move |own| {
        slow.advance(ms(300)).unwrap();
        own.reset().unwrap();
    });
    let _ended = looping.start(secs(1)).unwrap();
    assert_eq!(clock.delayed_calls().iter().map(|call| call.due()).collect::<Vec<_>>(), [ms(1_300)]);
}

proptest! {
    /// Covers LC-06, LC-08.
    #[test]
    fn counts_are_never_zero_and_sum_to_the_ticks(
        interval in 1u64..50,
        at_once in any::<bool>(),
        steps in proptest::collection::vec(0u64..200, 1..50),
    ) {
        let clock = ManualClock::new();
        let (looping, counts) = counted(&clock);
        let interval = Duration::from_nanos(interval);
        let _ended = if at_once { looping.start(interval) } else { looping.start_later(interval) }.unwrap();
        for step in steps {
            clock.advance(Duration::from_nanos(step)).unwrap();
            let next = clock.delayed_calls()[0].due();
            prop_assert!(next > clock.now(), "the next run is strictly later");
            prop_assert_eq!(next.as_nanos() % interval.as_nanos(), 0, "and on the grid");
        }
        let counts = counts.take();
        prop_assert!(!counts.contains(&0));
        let ticks = clock.now().as_nanos() / interval.as_nanos() + u128::from(at_once);
        prop_assert_eq!(u128::from(counts.iter().sum::<u64>()), ticks);
    }
}
