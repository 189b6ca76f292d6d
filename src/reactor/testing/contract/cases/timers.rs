//! Delayed calls on a reactor: when they run, and for how long it waits.

use super::{Bench, Order, Scripted, VirtualTime};
use crate::reactor::error::TimerError;
use crate::reactor::{Reactor, ReactorTime, Result};
use std::rc::Rc;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// The same reactor in another time.
fn timed(bench: &Bench) -> (VirtualTime, Reactor, Order) {
    let time = VirtualTime::of(bench);
    let reactor = time.bench.reactor.clone();
    (time, reactor, Order::default())
}

/// Turns that wait as long as they like.
fn turns(reactor: &Reactor, count: usize) {
    for _ in 0..count {
        let _ = reactor.turn(None).expect("a turn can be made");
    }
}

/// Two connections to which data has come that nobody has read yet; `on_data` is given its number.
fn two_with_data(bench: &Bench, on_data: impl Fn(usize) + Clone + 'static) -> impl FnOnce() {
    let ends = [0, 1].map(|number| {
        let on_data = on_data.clone();
        let server = Scripted::new().data(move |_, _| -> Result {
            on_data(number);
            Ok(())
        });
        let (server, client) = bench.pair(server, Scripted::new());
        server.transport().pause_producing().expect("it can be paused");
        client.transport().write(b"data");
        server
    });
    bench.settle();
    move || ends.iter().for_each(|server| server.transport().resume_producing().expect("it can be resumed"))
}

cases! { ANYWHERE
    /// Covers TC-01, TC-02, CH-05.
    fn each_wait_is_for_the_first_call_and_then_for_ever(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        for (name, seconds) in [("B", 2), ("A", 1), ("C", 3)] {
            reactor.call_later(seconds * SECOND, order.noting(name));
        }
        turns(&reactor, 4);
        assert_eq!(order.seen(), ["A", "B", "C"]);
        assert_eq!(time.waits(), [Some(SECOND), Some(SECOND), Some(SECOND), None]);
    }

    /// Covers TC-03, TC-07.
    fn a_call_that_becomes_due_in_a_slow_pass_waits_for_the_next_one(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        let (clock, slow) = (time.clock.clone(), order.clone());
        reactor.call_later(SECOND, move || {
            clock.advance(10 * SECOND);
            slow.note("slow");
        });
        reactor.call_later(2 * SECOND, order.noting("overdue"));
        turns(&reactor, 2);
        assert_eq!(order.seen(), ["slow"]);
        assert_eq!(time.waits(), [Some(SECOND), Some(Duration::ZERO)]);
        turns(&reactor, 1);
        assert_eq!(order.seen(), ["slow", "overdue"]);
    }

    /// Covers TC-04.
    fn a_call_in_the_far_future_runs_when_it_is_due(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        let far = 10_000_000 * SECOND;
        reactor.call_later(far, order.noting("at last"));
        let mut waited = Duration::ZERO;
        while order.seen().is_empty() {
            assert!(waited <= far, "it never came");
            turns(&reactor, 1);
            for wait in time.waits().into_iter().flatten() {
                assert!(wait <= 2_147_483 * SECOND, "no system can count {wait:?}");
                waited += wait;
            }
        }
        assert_eq!((waited, reactor.now()), (far, far));
    }

    /// Covers TC-05.
    fn a_call_that_becomes_due_in_the_wait_runs_after_its_reads_and_writes(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        let seen = order.clone();
        let resume = two_with_data(&time.bench, move |_| seen.note("data"));
        resume();
        reactor.call_later(Duration::ZERO, order.noting("due"));
        reactor.call_later(SECOND, order.noting("due meanwhile"));
        time.lag_once(SECOND);
        turns(&reactor, 1);
        assert_eq!(order.seen(), ["due", "data", "data"]);
        turns(&reactor, 1);
        assert_eq!(order.seen(), ["due", "data", "data", "due meanwhile"]);
    }

    /// Covers TC-06.
    fn a_call_scheduled_in_a_pass_waits_for_the_next_one(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        let (inner, added) = (reactor.clone(), order.noting("added"));
        let first = order.clone();
        reactor.call_later(Duration::ZERO, move || {
            inner.call_later(Duration::ZERO, added);
            first.note("first");
        });
        reactor.call_later(Duration::ZERO, order.noting("second"));
        turns(&reactor, 1);
        assert_eq!(order.seen(), ["first", "second"]);
        assert_eq!(time.waits(), [Some(Duration::ZERO)], "one look at the sources between");
        turns(&reactor, 1);
        assert_eq!(order.seen(), ["first", "second", "added"]);
    }

    /// Covers TC-08, TC-09.
    fn overdue_calls_run_by_their_times_and_then_by_their_order(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        for (name, seconds) in [("c", 3), ("a", 1), ("b1", 2), ("b2", 2), ("b3", 2)] {
            reactor.call_later(seconds * SECOND, order.noting(name));
        }
        time.clock.advance(10 * SECOND);
        turns(&reactor, 1);
        assert_eq!(order.seen(), ["a", "b1", "b2", "b3", "c"]);
    }

    /// Covers TC-10.
    fn a_call_that_fails_is_logged_once_and_the_pass_goes_on(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        reactor.call_later(Duration::ZERO, || Err::<(), _>("no"));
        reactor.call_later(Duration::ZERO, || -> () { panic!("worse") });
        reactor.call_later(Duration::ZERO, order.noting("next"));
        turns(&reactor, 2);
        assert_eq!(order.seen(), ["next"]);
        let expected = ["TimedCall failed: no", "TimedCall failed: the callback panicked: worse"];
        assert_eq!(time.bench.log.lines(), expected);
    }

    /// Covers TC-11, TC-14, TC-19.
    fn a_cancelled_call_is_gone_at_once(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        let held = Rc::new(());
        let (kept, never) = (Rc::downgrade(&held), order.clone());
        let second = reactor.call_later(SECOND, move || {
            let _held = held;
            never.note("cancelled");
        });
        let handle = second.clone();
        let first = reactor.call_later(SECOND, move || handle.cancel());
        first.reset(Duration::ZERO).and_then(|()| second.reset(Duration::ZERO)).expect("both wait");
        reactor.call_later(5 * SECOND, order.noting("last"));
        turns(&reactor, 1);
        assert_eq!((second.is_active(), second.cancel()), (false, Err(TimerError::AlreadyCancelled)));
        assert!(kept.upgrade().is_none(), "what it held is released");
        assert_eq!(time.waits(), [Some(5 * SECOND)], "nobody waits for it");
        turns(&reactor, 1);
        assert_eq!(order.seen(), ["last"]);
    }

    /// Covers TC-13.
    fn every_waiting_call_can_be_listed(bench: &Bench) {
        let (_time, reactor, order) = timed(bench);
        let later = reactor.call_later(5 * SECOND, order.noting("later"));
        let cancelled = reactor.call_later(SECOND, order.noting("cancelled"));
        cancelled.cancel().expect("it waits");
        assert_eq!(reactor.delayed_calls(), std::slice::from_ref(&later), "before the first pass");
        let (inner, seen, known) = (reactor.clone(), order.clone(), later.clone());
        let running = reactor.call_later(SECOND, move || {
            let added = inner.call_later(SECOND, || {});
            seen.note(format!("as expected: {}", inner.delayed_calls() == [added, known.clone()]));
        });
        assert!(reactor.delayed_calls().contains(&running));
        turns(&reactor, 2);
        assert_eq!(order.seen(), ["as expected: true"]);
        assert!(!running.is_active() && later.is_active());
    }

    /// Covers TC-16.
    fn a_call_scheduled_while_data_is_served_waits_for_the_next_pass(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        let (seen, inner) = (order.clone(), reactor.clone());
        let resume = two_with_data(&time.bench, move |number| {
            seen.note("data");
            inner.call_later(Duration::ZERO, seen.noting(["from the first", "from the second"][number]));
        });
        resume();
        turns(&reactor, 1);
        assert_eq!(order.seen(), ["data", "data"]);
        turns(&reactor, 1);
        assert_eq!(order.seen().len(), 4, "{:?}", order.seen());
    }

    /// Covers TC-17.
    fn a_call_scheduled_before_the_start_counts_from_then(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        reactor.call_later(5 * SECOND, order.noting("due"));
        time.clock.advance(3 * SECOND);
        turns(&reactor, 2);
        assert_eq!(order.seen(), ["due"]);
        assert_eq!(time.waits()[0], Some(2 * SECOND));
    }

    fn a_turn_waits_no_longer_than_it_may(bench: &Bench) {
        let (time, reactor, order) = timed(bench);
        reactor.call_later(SECOND, order.noting("due"));
        for at_most in [Duration::from_millis(300), Duration::ZERO, 5 * SECOND] {
            let _ = reactor.turn(Some(at_most)).expect("a turn can be made");
        }
        assert_eq!(time.waits().into_iter().flatten().map(|wait| wait.as_millis()).collect::<Vec<_>>(), [300, 0, 700]);
    }

    fn no_call_is_early_by_a_real_clock(bench: &Bench) {
        let (order, reactor) = (Order::default(), bench.reactor.clone());
        for millis in [7, 1, 3, 0] {
            let (order, now, due) = (order.clone(), reactor.clone(), reactor.now() + Duration::from_millis(millis));
            reactor.call_later(Duration::from_millis(millis), move || {
                order.note(format!("{millis}, early: {}", now.now() < due));
            });
        }
        bench.until("all have run", || order.seen().len() == 4);
        assert_eq!(order.seen(), ["0, early: false", "1, early: false", "3, early: false", "7, early: false"]);
    }
}
