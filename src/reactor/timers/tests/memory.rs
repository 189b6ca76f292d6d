//! Where the calls stand: what is kept, what is given back, and what is used again.

use super::*;
use crate::reactor::error::TimerError::{AlreadyCalled, AlreadyCancelled};

/// Calls of a page, as far as a test wants to know.
const PAGE: usize = 512;

/// Covers TC-15, TC-19.
#[test]
fn the_pages_of_cancelled_calls_are_given_back_and_what_they_held_at_once() {
    const ALL: usize = 100_000;
    const LEFT: usize = ALL / 10;
    for filed in [false, true] {
        let (bench, held) = (Bench::new(), Rc::new(()));
        let hold = |n: usize| {
            let held = held.clone();
            bench.call(SECOND + Duration::from_nanos(n as u64), move || drop(held))
        };
        let mut calls: Vec<_> = (0..ALL).map(hold).collect();
        assert_eq!(bench.queue.size(), (ALL, ALL.div_ceil(PAGE)));
        if filed {
            bench.queue.begin_pass();
        }
        for (n, call) in calls.iter().enumerate().take(ALL - LEFT) {
            call.cancel().expect("it waits");
            assert_eq!(Rc::strong_count(&held), ALL - n, "this one, and one for each that waits");
        }
        assert_eq!(bench.queue.size().0, ALL, "each has a handle that may ask for it");

        let waiting = calls.split_off(ALL - LEFT);
        drop(calls);
        let (kept, pages) = bench.queue.size();
        assert!(kept <= if filed { 2 * LEFT } else { LEFT }, "{kept} are kept for {LEFT}, filed: {filed}");
        assert!(pages <= kept.div_ceil(PAGE) + 2, "{pages} pages for {kept} calls, filed: {filed}");

        drop(waiting);
        bench.step(2 * SECOND);
        bench.pass();
        bench.queue.begin_pass();
        assert_eq!(Rc::strong_count(&held), 1);
        let (kept, pages) = bench.queue.size();
        assert!(kept <= 50 && pages <= 2, "{kept} calls in {pages} pages are kept for none");
    }
}

#[test]
fn calls_that_come_and_go_stand_in_the_same_page() {
    let bench = Bench::new();
    for n in 0..10 * PAGE {
        let cancelled = bench.named(SECOND, "cancelled");
        bench.named(Duration::ZERO, "ran");
        cancelled.cancel().expect("it waits");
        bench.pass();
        assert_eq!((bench.ran().len(), bench.queue.size().1), (1, 1), "in round {n}");
    }
}

#[test]
fn a_handle_tells_of_its_own_call_for_ever() {
    let bench = Bench::new();
    let (called, cancelled) = (bench.named(SECOND, "called"), bench.named(2 * SECOND, "cancelled"));
    bench.step(SECOND);
    bench.pass();
    cancelled.cancel().expect("it waits");
    let others: Vec<_> = (0..3 * PAGE).map(|_| bench.named(3 * SECOND, "other")).collect();
    assert!(others.iter().all(|other| *other != called && *other != cancelled));
    drop(others);
    bench.step(3 * SECOND);
    bench.pass();
    let waiting = bench.named(3 * SECOND, "waits");
    let Bench { queue, .. } = bench;
    drop(queue);
    assert_eq!((called.cancel(), called.due()), (Err(AlreadyCalled), SECOND));
    assert_eq!((cancelled.cancel(), cancelled.due()), (Err(AlreadyCancelled), 2 * SECOND));
    assert_eq!((waiting.reset(SECOND), waiting.due()), (Err(AlreadyCancelled), 7 * SECOND), "it went with its queue");
}

#[test]
fn functions_of_all_types_wait_side_by_side() {
    let bench = Bench::new();
    let ran = bench.ran.clone();
    for _ in 0..2 * PAGE {
        bench.call(SECOND, || ());
        bench.named(SECOND, "small");
        let (ran, large) = (ran.clone(), [1_u8; 500]);
        bench.call(SECOND, move || ran.borrow_mut().extend((large == [1; 500]).then_some("large")));
    }
    bench.step(SECOND);
    bench.pass();
    assert_eq!(bench.ran(), ["small", "large"].repeat(2 * PAGE));
}

#[test]
fn a_function_that_was_taken_out_keeps_its_place_until_it_is_run_or_dropped() {
    let bench = Bench::new();
    let held = Rc::new(());
    for name in ["first", "second"] {
        let (ran, held) = (bench.ran.clone(), held.clone());
        bench.call(Duration::ZERO, move || ran.borrow_mut().extend(Rc::strong_count(&held).gt(&1).then_some(name)));
    }
    bench.queue.begin_pass();
    let (_, _, first) = bench.queue.pop_due(Duration::ZERO).expect("it is due");
    let (_, _, second) = bench.queue.pop_due(Duration::ZERO).expect("it is due");
    (0..PAGE).for_each(|_| drop(bench.named(SECOND, "other")));
    assert_eq!((bench.queue.size().0, Rc::strong_count(&held)), (PAGE + 2, 3));
    drop(second);
    assert_eq!((bench.queue.size().0, Rc::strong_count(&held)), (PAGE + 1, 2));
    first().expect("no call of this test fails");
    assert_eq!((bench.queue.size().0, Rc::strong_count(&held)), (PAGE, 1));
    assert_eq!(bench.ran(), ["first"]);
}

#[test]
fn what_goes_with_the_queue_may_hold_handles() {
    let bench = Bench::new();
    let others: Vec<_> = (0..3 * PAGE).map(|_| bench.named(SECOND, "other")).collect();
    let seen = bench.ran.clone();
    struct Asks(Vec<DelayedCall>, Rc<RefCell<Vec<&'static str>>>);
    impl Drop for Asks {
        fn drop(&mut self) {
            let over = self.0.drain(..).filter(|call| call.clone().cancel() == Err(AlreadyCancelled)).count();
            self.1.borrow_mut().extend((over == 3 * PAGE).then_some("all are over"));
        }
    }
    let asks = Asks(others, seen.clone());
    bench.call(SECOND, move || drop(asks));
    drop(bench);
    assert_eq!(seen.take(), ["all are over"]);
}

#[test]
fn a_handle_that_outlives_its_queue_keeps_no_other_call() {
    let bench = Bench::new();
    (0..3 * PAGE).for_each(|_| drop(bench.named(SECOND, "filed")));
    bench.queue.begin_pass();
    (0..3 * PAGE).for_each(|_| drop(bench.named(SECOND, "new")));
    let last = bench.named(SECOND, "last");
    drop(bench);
    let (calls, pages) = last.book.calls.borrow().size();
    assert_eq!(calls, 1);
    assert!(pages <= 2, "{pages} pages are kept for one call");
}
