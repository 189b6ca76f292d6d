//! The queue alone, as a reactor uses it: passes, and what stays in memory.

mod memory;
mod model;
mod probed;

use super::{DelayedCall, TimerQueue};
use crate::reactor::manual::ManualClock;
use crate::reactor::time::timed;
use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

/// A queue, its clock, and the names of the calls that ran.
struct Bench {
    clock: ManualClock,
    queue: Rc<TimerQueue>,
    ran: Rc<RefCell<Vec<&'static str>>>,
}

impl Bench {
    fn new() -> Self {
        let clock = ManualClock::new();
        Bench { queue: TimerQueue::new(Rc::new(clock.clone()), None), clock, ran: Rc::default() }
    }

    fn call(&self, delay: Duration, call: impl FnOnce() + 'static) -> DelayedCall {
        self.queue.schedule(delay, timed(call), Location::caller())
    }

    fn named(&self, delay: Duration, name: &'static str) -> DelayedCall {
        let ran = self.ran.clone();
        self.call(delay, move || ran.borrow_mut().push(name))
    }

    /// One pass, as a reactor makes it: `now` is taken once.
    fn pass(&self) {
        self.queue.begin_pass();
        let now = self.clock.now();
        while let Some((_, due, call)) = self.queue.pop_due(now) {
            assert!(due <= now, "due at {due:?}, called at {now:?}");
            call().expect("no call of these tests fails");
        }
    }

    fn step(&self, by: Duration) {
        self.clock.advance(by).expect("no call waits in the clock itself");
    }

    fn ran(&self) -> Vec<&'static str> {
        self.ran.take()
    }

    /// Calls that are in memory though perhaps over, or entries of the heap, whichever are more.
    fn kept(&self) -> usize {
        self.queue.size().0.max(self.queue.entries())
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// Covers TC-01, TC-02.
#[test]
fn the_time_to_wait_is_until_the_first_call() {
    let bench = Bench::new();
    for (delay, name) in [(2, "B"), (1, "A"), (3, "C")] {
        bench.named(delay * SECOND, name);
    }
    for name in ["A", "B", "C"] {
        let due = bench.queue.next_due().expect("a call waits");
        assert_eq!(due - bench.clock.now(), SECOND);
        bench.step(SECOND);
        bench.pass();
        assert_eq!(bench.ran(), [name]);
    }
    assert_eq!(bench.queue.next_due(), None);
    assert!(bench.queue.is_empty());
}

/// Covers TC-04.
#[test]
fn what_is_due_beyond_all_time_is_never_due() {
    let bench = Bench::new();
    bench.step(SECOND);
    let never = bench.named(Duration::MAX, "never");
    bench.named(10_000_000 * SECOND, "in four months");
    bench.step(10_000_000 * SECOND);
    bench.pass();
    assert_eq!(bench.ran(), ["in four months"]);
    assert!(never.is_active());
}

/// Covers TC-06.
#[test]
fn a_call_scheduled_during_a_pass_never_runs_in_it() {
    let bench = Bench::new();
    let (queue, ran) = (bench.queue.clone(), bench.ran.clone());
    bench.call(Duration::ZERO, move || {
        ran.borrow_mut().push("outer");
        let ran = ran.clone();
        queue.schedule(Duration::ZERO, timed(move || ran.borrow_mut().push("inner")), Location::caller());
    });
    bench.pass();
    assert_eq!(bench.ran(), ["outer"], "though time stands still");
    assert_eq!(bench.queue.next_due(), Some(Duration::ZERO), "and nobody may sleep");
    bench.pass();
    assert_eq!(bench.ran(), ["inner"]);
}

/// Covers TC-07.
#[test]
fn what_becomes_due_during_a_pass_waits_for_the_next() {
    let bench = Bench::new();
    let clock = bench.clock.clone();
    bench.call(SECOND, move || clock.advance(SECOND).expect("a slow call"));
    bench.named(2 * SECOND, "late");
    bench.step(SECOND);
    bench.pass();
    assert_eq!(bench.ran(), [""; 0]);
    bench.pass();
    assert_eq!(bench.ran(), ["late"]);
}

/// Covers TC-08, TC-09.
#[test]
fn calls_run_by_time_and_then_first_come_first_served() {
    let bench = Bench::new();
    for name in ["A", "B", "C", "D", "E", "F"] {
        bench.named(2 * SECOND, name);
    }
    let moved = bench.named(3 * SECOND, "moved here last");
    bench.named(SECOND, "first");
    bench.pass();
    moved.reset(2 * SECOND).expect("it waits");
    bench.step(5 * SECOND);
    bench.pass();
    assert_eq!(bench.ran(), ["first", "A", "B", "C", "D", "E", "F", "moved here last"]);
}

/// Covers TC-11, TC-13.
#[test]
fn a_call_may_cancel_another_of_the_same_pass() {
    let bench = Bench::new();
    let doomed = bench.named(2 * SECOND, "doomed");
    let (queue, seen) = (bench.queue.clone(), Rc::new(RefCell::new(Vec::new())));
    let (handle, journal) = (doomed.clone(), seen.clone());
    bench.call(SECOND, move || {
        journal.borrow_mut().extend(queue.pending());
        handle.cancel().expect("it waits");
    });
    bench.step(2 * SECOND);
    bench.pass();
    assert_eq!(bench.ran(), [""; 0]);
    assert_eq!(seen.take(), [doomed], "the one that runs does not wait");
}

/// Covers TC-17.
#[test]
fn a_delay_counts_from_the_call_and_not_from_the_first_pass() {
    let bench = Bench::new();
    bench.named(2 * SECOND, "early bird");
    bench.step(2 * SECOND);
    bench.pass();
    assert_eq!(bench.ran(), ["early bird"]);
}

/// Covers TC-13.
#[test]
fn new_calls_are_among_those_that_wait() {
    let bench = Bench::new();
    let second = bench.named(2 * SECOND, "second");
    bench.pass();
    let first = bench.named(SECOND, "first");
    bench.named(SECOND, "cancelled").cancel().expect("it waits");
    assert_eq!(bench.queue.pending(), [first, second]);
    assert_eq!(bench.queue.len(), 2);
}

/// Covers TC-14.
#[test]
fn nobody_wakes_for_a_cancelled_call() {
    for filed in [false, true] {
        let bench = Bench::new();
        let head = bench.named(SECOND, "head");
        bench.named(2 * SECOND, "next");
        if filed {
            bench.pass();
        }
        head.cancel().expect("it waits");
        assert_eq!(bench.queue.next_due(), Some(2 * SECOND));
    }
}

#[test]
fn a_call_moved_to_later_is_not_waited_for_at_its_old_time() {
    let bench = Bench::new();
    let moved = bench.named(SECOND, "moved");
    bench.named(2 * SECOND, "other");
    bench.pass();
    moved.delay(2 * SECOND).expect("it waits");
    assert_eq!(bench.queue.next_due(), Some(2 * SECOND));
    moved.reset(Duration::ZERO).expect("it waits");
    assert_eq!(bench.queue.next_due(), Some(Duration::ZERO));
}

/// Covers TC-15.
#[test]
fn calls_of_which_most_are_cancelled_are_not_kept() {
    for filed in [false, true] {
        let bench = Bench::new();
        let calls: Vec<_> = (0..100_000).map(|n| bench.named(n * SECOND, "kept")).collect();
        if filed {
            bench.queue.begin_pass();
        }
        for (n, call) in calls.into_iter().enumerate() {
            if n % 10 != 0 {
                call.cancel().expect("it waits");
            }
        }
        assert_eq!(bench.queue.len(), 10_000);
        assert!(bench.kept() <= 20_001, "{} are kept for 10,000 that wait", bench.kept());
    }
}

/// Covers TC-15.
#[test]
fn calls_that_come_and_go_leave_nothing_behind() {
    let bench = Bench::new();
    let timeout = bench.named(60 * SECOND, "timeout");
    for _ in 0..10_000 {
        bench.pass();
        bench.named(30 * SECOND, "cancelled once it is filed");
        let other = bench.queue.pending().remove(0);
        bench.pass();
        other.cancel().expect("it waits");
        timeout.reset(61 * SECOND).expect("it waits");
        timeout.reset(60 * SECOND).expect("it waits");
    }
    assert_eq!(bench.queue.pending(), [timeout]);
    assert!(bench.kept() <= 60, "{} are kept for one that waits", bench.kept());
}

/// Covers TC-15.
#[test]
fn the_cancelled_are_swept_when_those_that_waited_with_them_have_run() {
    let bench = Bench::new();
    let late: Vec<_> = (0..1_000).map(|_| bench.named(3 * SECOND, "late")).collect();
    (0..1_000).for_each(|_| drop(bench.named(SECOND, "soon")));
    bench.named(2 * SECOND, "before the late ones");
    bench.pass();
    late.into_iter().for_each(|call| call.cancel().expect("it waits"));
    assert_eq!(bench.kept(), 2_001, "half of them is not most of them");
    bench.step(SECOND);
    bench.pass();
    bench.pass();
    assert_eq!(bench.kept(), 1);
}

/// Covers TC-15.
#[test]
fn a_call_that_is_moved_again_and_again_is_kept_once() {
    let bench = Bench::new();
    let call = bench.named(60 * SECOND, "moved");
    bench.pass();
    for n in 1..10_000 {
        call.reset(60 * SECOND - Duration::from_nanos(n)).expect("it waits");
        assert!(bench.kept() <= 60, "{} entries are kept for one call", bench.kept());
    }
}

#[test]
fn a_call_moved_to_sooner_is_found_there_after_a_sweep() {
    let bench = Bench::new();
    let calls: Vec<_> = (0..100).map(|_| bench.named(10 * SECOND, "moved")).collect();
    bench.pass();
    for due in [8 * SECOND, 6 * SECOND, 4 * SECOND] {
        calls.iter().for_each(|call| call.reset(due).expect("it waits"));
    }
    assert!(bench.kept() < 400, "nothing was swept");
    bench.step(4 * SECOND);
    bench.pass();
    assert_eq!(bench.ran().len(), 100);
}

/// Covers TC-19.
#[test]
fn what_a_call_holds_may_use_the_queue_when_it_is_dropped() {
    struct Last(Rc<TimerQueue>);
    impl Drop for Last {
        fn drop(&mut self) {
            self.0.pending().iter().for_each(|call| call.cancel().expect("it waits"));
            self.0.schedule(SECOND, timed(|| ()), Location::caller());
            self.0.begin_pass();
        }
    }
    for filed in [false, true] {
        let bench = Bench::new();
        let last = Last(bench.queue.clone());
        let call = bench.call(SECOND, move || drop(last));
        bench.named(SECOND, "cancelled by the drop");
        if filed {
            bench.pass();
        }
        call.cancel().expect("it waits");
        assert_eq!(bench.queue.len(), 1);
        bench.step(SECOND);
        bench.pass();
        assert_eq!(bench.ran(), [""; 0]);
    }
}
