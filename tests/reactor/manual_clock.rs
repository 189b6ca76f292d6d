//! The clock in the hand.

use crate::journal::{Journal, ms, secs};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::clock::Clock;
use twistlab::reactor::interfaces::ReactorCore;
use twistlab::reactor::manual::{AdvanceError, ManualClock};
use twistlab::reactor::time::ReactorTime;

/// Covers CK-01.
#[test]
fn it_begins_at_zero_with_nothing_to_do() {
    let clock = ManualClock::new();
    assert_eq!(clock.now(), Duration::ZERO);
    assert!(clock.delayed_calls().is_empty());
    clock.advance(Duration::ZERO).unwrap();
}

/// Covers CK-02, CK-03, TC-08, TC-09.
#[test]
fn an_advance_moves_time_first_and_then_runs_what_is_due_in_order() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    let at = |delay, name| {
        let (journal, clock) = (ran.clone(), clock.clone());
        clock.clone().call_later(delay, move || journal.note((name, clock.now())));
    };
    at(secs(2), "b");
    at(secs(1), "a");
    at(secs(2), "c");
    at(secs(2), "d");
    at(secs(4), "later");
    clock.advance(secs(3)).unwrap();
    assert_eq!(ran.take(), ["a", "b", "c", "d"].map(|name| (name, secs(3))), "each sees the final time");
    clock.advance(secs(1)).unwrap();
    assert_eq!(ran.take(), [("later", secs(4))]);
}

/// Covers TC-01, CH-05.
#[test]
fn three_calls_run_by_time_whatever_the_order_they_came_in() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    for (delay, name) in [(2, "B"), (1, "A"), (3, "C")] {
        clock.call_later(secs(delay), ran.noting(name));
    }
    for name in ["A", "B", "C"] {
        assert_eq!(clock.advance_to_next().unwrap(), Some(secs(1)));
        assert_eq!(ran.take(), [name]);
    }
    assert_eq!(clock.advance_to_next().unwrap(), None);
    assert_eq!(clock.now(), secs(3), "with no call to go to, time stands");
}

/// Covers CK-04.
#[test]
fn a_pump_is_its_advances() {
    let clock = ManualClock::new();
    let seen = Journal::new();
    for delay in [1, 3, 6] {
        let (journal, now) = (seen.clone(), clock.clone());
        clock.call_later(secs(delay), move || journal.note((delay, now.now())));
    }
    clock.pump(&[secs(1), secs(2), secs(3)]).unwrap();
    assert_eq!(seen.take(), [(1, secs(1)), (3, secs(3)), (6, secs(6))]);
}

/// Covers CK-05.
#[test]
fn a_call_without_delay_waits_for_an_advance() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    clock.call_later(Duration::ZERO, ran.noting("ran"));
    assert_eq!(ran.take(), [""; 0]);
    assert_eq!(clock.advance_to_next().unwrap(), Some(Duration::ZERO));
    assert_eq!(ran.take(), ["ran"]);
}

/// Covers CK-06.
#[test]
fn a_call_without_delay_from_inside_runs_in_the_same_advance_behind_what_is_due() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    let (journal, inner) = (ran.clone(), clock.clone());
    clock.call_later(secs(1), move || {
        inner.call_later(Duration::ZERO, journal.noting("inner"));
        journal.note("outer");
    });
    clock.call_later(secs(2), ran.noting("due at the end of it"));
    clock.advance(secs(2)).unwrap();
    assert_eq!(ran.take(), ["outer", "due at the end of it", "inner"]);
}

/// Covers CK-07.
#[test]
fn a_delay_from_inside_counts_from_the_final_time() {
    let clock = ManualClock::new();
    let inner = clock.clone();
    clock.call_later(secs(1), move || {
        inner.call_later(secs(1), || ());
    });
    clock.advance(secs(10)).unwrap();
    assert_eq!(clock.delayed_calls()[0].due(), secs(11));
}

/// Covers CK-08.
#[test]
fn an_error_comes_out_and_the_rest_waits() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    clock.call_later(secs(1), ran.noting("before"));
    let broken = clock.call_later(secs(1), || Err::<(), _>("broken"));
    clock.call_later(secs(1), ran.noting("behind"));
    let error = clock.advance(secs(5)).unwrap_err();
    assert!(matches!(&error, AdvanceError::Call(inner) if inner.to_string() == "broken"), "{error}");
    assert_eq!((clock.now(), ran.take()), (secs(5), vec!["before"]));
    assert!(!broken.is_active(), "it was called");
    clock.advance(Duration::ZERO).unwrap();
    assert_eq!(ran.take(), ["behind"]);
}

/// Covers CK-08.
#[test]
fn a_pump_stops_at_an_error() {
    let clock = ManualClock::new();
    clock.call_later(secs(1), || Err::<(), _>("broken"));
    assert!(clock.pump(&[secs(1), secs(1)]).is_err());
    assert_eq!(clock.now(), secs(1));
}

#[test]
fn a_panic_comes_out_and_the_clock_can_still_be_used() {
    fn broken() {
        panic!("this panic is part of the test");
    }
    let clock = ManualClock::new();
    let ran = Journal::new();
    clock.call_later(secs(1), broken);
    clock.call_later(secs(1), ran.noting("behind"));
    assert!(catch_unwind(AssertUnwindSafe(|| clock.advance(secs(1)))).is_err());
    clock.advance(Duration::ZERO).unwrap();
    assert_eq!(ran.take(), ["behind"]);
}

/// Covers CK-09.
#[test]
fn a_call_may_advance_the_clock_that_runs_it() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    let (journal, inner) = (ran.clone(), clock.clone());
    clock.call_later(secs(1), move || {
        journal.note("outer begins");
        inner.advance(secs(2)).unwrap();
        journal.note("outer ends");
    });
    clock.call_later(secs(1), ran.noting("due with it"));
    clock.call_later(secs(3), ran.noting("due within"));
    clock.call_later(secs(4), ran.noting("due later"));
    clock.advance(secs(1)).unwrap();
    assert_eq!(clock.now(), secs(3));
    assert_eq!(ran.take(), ["outer begins", "due with it", "due within", "outer ends"]);
}

/// Covers CK-10, TC-13.
#[test]
fn delayed_calls_are_those_that_wait_in_due_order() {
    let clock = ManualClock::new();
    let third = clock.call_later(secs(3), || ());
    let second = clock.call_later(secs(2), || ());
    let gone = clock.call_later(secs(2), || ());
    let first = clock.call_later(secs(1), || ());
    gone.cancel().unwrap();
    assert_eq!(clock.delayed_calls(), [first, second.clone(), third.clone()]);
    clock.advance(secs(1)).unwrap();
    assert_eq!(clock.delayed_calls(), [second, third]);
}

/// Covers TC-13.
#[test]
fn a_running_call_is_not_among_those_that_wait() {
    let clock = ManualClock::new();
    let seen = Journal::new();
    let (journal, inner) = (seen.clone(), clock.clone());
    clock.call_later(secs(1), move || {
        let next = inner.call_later(secs(1), || ());
        journal.note(inner.delayed_calls() == [next]);
    });
    clock.advance(secs(1)).unwrap();
    assert_eq!(seen.take(), [true]);
}

/// Covers CK-11, TC-11.
#[test]
fn a_call_may_cancel_another_that_is_due_with_it() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    let doomed = clock.call_later(secs(2), ran.noting("doomed"));
    let journal = ran.clone();
    clock.call_later(secs(1), move || {
        journal.note("first");
        doomed.cancel().unwrap();
    });
    clock.advance(secs(2)).unwrap();
    assert_eq!(ran.take(), ["first"]);
}

/// Covers CK-12, TC-12.
#[test]
fn no_span_is_negative_so_time_never_goes_back() {
    assert_eq!(Duration::ZERO.checked_sub(ms(1)), None);
    let clock = ManualClock::new();
    clock.advance(Duration::MAX).unwrap();
    clock.advance(secs(1)).unwrap();
    assert_eq!(clock.now(), Duration::MAX, "nor does it run over");
}

/// Covers CK-13.
#[test]
fn calls_that_go_on_without_delay_are_stopped_by_the_budget() {
    fn again(clock: &ManualClock) {
        let next = clock.clone();
        clock.call_later(Duration::ZERO, move || again(&next));
    }
    let clock = ManualClock::new();
    again(&clock);
    assert!(matches!(clock.advance(secs(1)), Err(AdvanceError::Endless)));
    clock.delayed_calls()[0].cancel().unwrap();
    clock.advance(secs(1)).unwrap();
}

/// Covers CK-13.
#[test]
fn calls_that_were_there_before_need_no_budget() {
    let clock = ManualClock::new();
    for _ in 0..=ManualClock::BUDGET + 1 {
        clock.call_later(secs(1), || ());
    }
    clock.advance(secs(1)).unwrap();
    assert!(clock.delayed_calls().is_empty());
}

/// Covers CK-14, IF-01.
#[test]
fn it_is_time_and_no_reactor() {
    struct Runs<T>(PhantomData<T>);
    trait Cannot {
        const RUN: bool = false;
    }
    impl<T> Cannot for Runs<T> {}
    #[allow(dead_code)] // there where it runs
    impl<T: ReactorCore> Runs<T> {
        const RUN: bool = true;
    }
    const { assert!(!Runs::<ManualClock>::RUN) };
    let clock = ManualClock::new();
    let (time, origin): (Rc<dyn ReactorTime>, Rc<dyn Clock>) = (Rc::new(clock.clone()), Rc::new(clock.clone()));
    let ran = Journal::new();
    time.call_later(secs(1), ran.noting("ran"));
    clock.advance(secs(1)).unwrap();
    assert_eq!((ran.take(), time.now(), origin.now()), (vec!["ran"], secs(1), secs(1)));
    assert!(time.delayed_calls().is_empty());
}

/// Covers TC-04.
#[test]
fn a_distant_call_runs_when_it_is_due() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    clock.call_later(secs(10_000_000), ran.noting("ran"));
    let never = clock.call_later(Duration::MAX, || ());
    never.delay(Duration::MAX).unwrap();
    clock.advance(secs(9_999_999)).unwrap();
    assert_eq!(ran.take(), [""; 0]);
    clock.advance(secs(1)).unwrap();
    assert_eq!(ran.take(), ["ran"]);
    assert!(never.is_active());
}

/// Covers TC-19.
#[test]
fn what_a_call_holds_is_released_when_it_is_cancelled() {
    let clock = ManualClock::new();
    let held = Rc::new(());
    let holds = held.clone();
    let call = clock.call_later(secs(1), move || drop(holds));
    assert_eq!(Rc::strong_count(&held), 2);
    call.cancel().unwrap();
    assert_eq!(Rc::strong_count(&held), 1, "at the cancel, not when it would have been due");
}

/// Covers TC-19.
#[test]
fn what_a_call_holds_may_use_the_clock_when_it_is_dropped() {
    struct Last(ManualClock, Journal<&'static str>);
    impl Drop for Last {
        fn drop(&mut self) {
            let (clock, journal) = (self.0.clone(), self.1.clone());
            for call in clock.delayed_calls() {
                call.cancel().unwrap();
            }
            clock.call_later(secs(1), journal.noting("a last word"));
        }
    }
    let clock = ManualClock::new();
    let ran = Journal::new();
    let last = Last(clock.clone(), ran.clone());
    let call = clock.call_later(secs(1), move || drop(last));
    clock.call_later(secs(1), ran.noting("cancelled by the drop"));
    call.cancel().unwrap();
    clock.advance(secs(1)).unwrap();
    assert_eq!(ran.take(), ["a last word"]);
}
