//! The handle on a call that waits.

use crate::journal::{Journal, ms, secs};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::error::TimerError::{self, AlreadyCalled, AlreadyCancelled};
use twistlab::reactor::manual::ManualClock;
use twistlab::reactor::timers::DelayedCall;

/// All that can be asked of a call that is over.
fn asked(call: &DelayedCall) -> [Result<(), TimerError>; 3] {
    [call.cancel(), call.reset(secs(1)), call.delay(secs(1))]
}

/// Covers DC-01.
#[test]
fn a_fresh_call_is_active_and_due_when_it_was_said() {
    let clock = ManualClock::new();
    clock.advance(secs(5)).unwrap();
    let call = clock.call_later(secs(3), || ());
    assert!(call.is_active());
    assert_eq!(call.due(), secs(8));
}

/// Covers DC-02, DC-03, DC-13.
#[test]
fn a_cancelled_call_never_runs_and_says_that_it_was_cancelled() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    let call = clock.call_later(secs(1), ran.noting("ran"));
    call.cancel().unwrap();
    assert!(!call.is_active());
    assert_eq!(asked(&call), [Err(AlreadyCancelled); 3]);
    clock.advance(secs(2)).unwrap();
    assert_eq!(ran.take(), [""; 0]);
    assert_eq!(asked(&call), [Err(AlreadyCancelled); 3], "and it says so for ever");
    assert_eq!(call.due(), secs(1));
}

/// Covers DC-04, DC-13.
#[test]
fn a_called_call_says_that_it_was_called() {
    let clock = ManualClock::new();
    let call = clock.call_later(secs(1), || ());
    clock.advance(secs(5)).unwrap();
    assert!(!call.is_active());
    assert_eq!(asked(&call), [Err(AlreadyCalled); 3]);
    assert_eq!(call.due(), secs(1), "when it was due, not when it ran");
}

/// Covers DC-05.
#[test]
fn inside_its_own_function_it_was_called_already() {
    let clock = ManualClock::new();
    let own: Rc<RefCell<Option<DelayedCall>>> = Rc::default();
    let seen = Journal::new();
    let (handle, journal) = (own.clone(), seen.clone());
    let call = clock.call_later(secs(1), move || {
        let call = handle.borrow().clone().unwrap();
        journal.note((call.is_active(), asked(&call)));
    });
    *own.borrow_mut() = Some(call);
    clock.advance(secs(1)).unwrap();
    assert_eq!(seen.take(), [(false, [Err(AlreadyCalled); 3])]);
    assert!(clock.delayed_calls().is_empty(), "its own reset did nothing");
}

/// Covers DC-06, DC-09.
#[test]
fn reset_counts_from_now_and_forgets_earlier_delays() {
    let clock = ManualClock::new();
    let call = clock.call_later(secs(10), || ());
    clock.advance(secs(4)).unwrap();
    call.reset(secs(10)).unwrap();
    assert_eq!(call.due(), secs(14), "later");
    call.reset(secs(1)).unwrap();
    assert_eq!(call.due(), secs(5), "sooner");
    call.delay(secs(3)).unwrap();
    call.reset(secs(2)).unwrap();
    assert_eq!(call.due(), secs(6), "and not three more");
}

/// Covers DC-07, DC-12.
#[test]
fn delay_counts_from_when_it_was_due() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    let call = clock.call_later(secs(10), ran.noting("ran"));
    clock.advance(secs(4)).unwrap();
    call.delay(secs(3)).unwrap();
    assert_eq!(call.due(), secs(13));
    clock.advance(secs(6)).unwrap();
    assert_eq!((ran.take(), call.is_active()), (vec![], true), "at its old time nothing happens");
    clock.advance(secs(3)).unwrap();
    assert_eq!(ran.take(), ["ran"]);
}

/// Covers DC-08.
#[test]
fn only_reset_brings_a_call_forward() {
    assert_eq!(Duration::ZERO.checked_sub(ms(1)), None, "no span is negative, so a delay only delays");
    let clock = ManualClock::new();
    let ran = Journal::new();
    let call = clock.call_later(secs(10), ran.noting("ran"));
    call.reset(Duration::ZERO).unwrap();
    clock.advance(Duration::ZERO).unwrap();
    assert_eq!(ran.take(), ["ran"]);
}

/// Covers DC-10.
#[test]
fn a_call_brought_forward_overtakes() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    let _first = clock.call_later(secs(2), ran.noting("first"));
    let second = clock.call_later(secs(3), ran.noting("second"));
    clock.advance(ms(500)).unwrap();
    second.reset(secs(1)).unwrap();
    assert_eq!(clock.delayed_calls()[0], second);
    clock.advance(secs(2)).unwrap();
    assert_eq!(ran.take(), ["second", "first"]);
}

/// Covers DC-11.
#[test]
fn a_call_may_move_another_that_is_due_in_the_same_advance() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    let last = clock.call_later(secs(4), ran.noting("moved from last"));
    let gone = clock.call_later(secs(2), ran.noting("put off"));
    clock.call_later(secs(3), ran.noting("at 3"));
    let journal = ran.clone();
    clock.call_later(secs(1), move || {
        journal.note("mover");
        last.reset(Duration::ZERO).unwrap();
        gone.delay(secs(9)).unwrap();
    });
    clock.advance(secs(4)).unwrap();
    // The moved one is due now, at 4: behind the one that was due at 3.
    assert_eq!(ran.take(), ["mover", "at 3", "moved from last"]);
    clock.advance(secs(7)).unwrap();
    assert_eq!(ran.take(), ["put off"]);
}

#[test]
fn handles_are_equal_when_they_mean_the_same_call() {
    let clock = ManualClock::new();
    let call = clock.call_later(secs(1), || ());
    let other = clock.call_later(secs(1), || ());
    assert_eq!(call, call.clone());
    assert_ne!(call, other);
}

#[test]
fn dropping_every_handle_does_not_cancel() {
    let clock = ManualClock::new();
    let ran = Journal::new();
    drop(clock.call_later(secs(1), ran.noting("ran")));
    clock.advance(secs(1)).unwrap();
    assert_eq!(ran.take(), ["ran"]);
}

/// A protocol keeps the handle of its timeout, and the timeout keeps the protocol: the common circle.
#[test]
fn a_clock_that_goes_releases_its_calls_even_where_they_hold_their_own_handle() {
    let clock = ManualClock::new();
    let own: Rc<RefCell<Option<DelayedCall>>> = Rc::default();
    let holds = own.clone();
    *own.borrow_mut() = Some(clock.call_later(secs(1), move || drop(holds)));
    assert_eq!(Rc::strong_count(&own), 2);
    drop(clock);
    assert_eq!(Rc::strong_count(&own), 1);
    let call = own.borrow().clone().unwrap();
    assert!(!call.is_active());
    assert_eq!(asked(&call), [Err(AlreadyCancelled); 3]);
}
