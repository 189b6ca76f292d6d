//! What the queue tells its probe.

use super::*;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::{Noted, Probe};

/// Each fact as text, with the line of the call behind it.
#[derive(Default)]
struct Told(RefCell<Vec<(String, Option<u32>)>>);

impl Probe for Told {
    fn note(&self, noted: &Noted<'_>, caller: Option<Caller>) {
        self.0.borrow_mut().push((format!("{noted:?}"), caller.map(Location::line)));
    }
}

#[test]
fn each_fact_is_told_with_its_numbers_and_its_line() {
    let (clock, told) = (ManualClock::new(), Rc::new(Told::default()));
    let queue = TimerQueue::new(Rc::new(clock.clone()), Some(told.clone()));
    let line = line!();
    let call = queue.schedule(SECOND, timed(|| ()), Location::caller());
    call.delay(SECOND).expect("it waits");
    call.cancel().expect("it waits");
    queue.schedule(SECOND, timed(|| ()), Location::caller());
    queue.begin_pass();
    clock.advance(3 * SECOND).expect("no call waits in the clock itself");
    assert!(queue.pop_due(clock.now()).is_some());
    let facts = told.0.take();
    let facts: Vec<_> = facts.iter().map(|(fact, at)| (fact.as_str(), at.map(|at| at - line))).collect();
    assert_eq!(
        facts,
        [
            ("TimerScheduled { timer: TimerId(1), due: 1s }", Some(1)),
            ("TimerMoved { timer: TimerId(1), due: 2s }", Some(2)),
            ("TimerCancelled { timer: TimerId(1) }", Some(3)),
            ("TimerScheduled { timer: TimerId(2), due: 1s }", Some(4)),
            ("TimerFired { timer: TimerId(2), late: 2s }", None),
        ]
    );
}

#[test]
fn a_sweep_is_told_with_what_it_kept() {
    let told = Rc::new(Told::default());
    let queue = TimerQueue::new(Rc::new(ManualClock::new()), Some(told.clone()));
    let calls: Vec<_> = (0..100).map(|_| queue.schedule(SECOND, timed(|| ()), Location::caller())).collect();
    queue.begin_pass();
    calls.iter().take(60).for_each(|call| call.cancel().expect("it waits"));
    let swept = told.0.take().into_iter().filter(|(fact, _)| fact.starts_with("TimersSwept")).collect::<Vec<_>>();
    assert_eq!(swept, [("TimersSwept { kept: 49, swept: 51 }".to_owned(), None)]);
}
