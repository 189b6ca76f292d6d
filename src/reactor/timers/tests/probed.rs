//! What the queue tells its probe.

use super::*;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::{Entry, Noted, Probe};

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

/// How the queue lay at each change, in short: new calls, a bar, and the heap with what is dead or out of place marked.
#[derive(Default)]
struct Lying(RefCell<Vec<String>>);

impl Probe for Lying {
    fn note(&self, noted: &Noted<'_>, _: Option<Caller>) {
        let Noted::HeapArranged { new, heap, more } = noted else { return };
        let mark = |entry| match entry {
            Entry::InPlace => "",
            Entry::OutOfPlace => "~",
            Entry::Dead => "x",
        };
        let new: Vec<_> = new.iter().map(|timer| timer.number().to_string()).collect();
        let heap: Vec<_> = heap.iter().map(|filed| format!("{}{}", filed.timer.number(), mark(filed.entry))).collect();
        let more = if *more > 0 { format!(" +{more}") } else { String::new() };
        self.0.borrow_mut().push(format!("{} | {}{more}", new.join(" "), heap.join(" ")));
    }
    fn wants_heap(&self) -> bool {
        true
    }
}

#[test]
fn the_heap_is_told_as_it_lies() {
    let (clock, told) = (ManualClock::new(), Rc::new(Lying::default()));
    let queue = TimerQueue::new(Rc::new(clock.clone()), Some(told.clone()));
    let calls: Vec<_> =
        [5, 3, 4, 2].map(|s| queue.schedule(s * SECOND, timed(|| ()), Location::caller())).into_iter().collect();
    calls[3].cancel().expect("it waits");
    assert_eq!(told.0.take(), ["1 | ", "1 2 | ", "1 2 3 | ", "1 2 3 4 | ", "1 2 3 | "], "a new one leaves nothing");
    queue.begin_pass();
    let filed = told.0.take();
    assert!(filed.len() == 1 && filed[0].starts_with(" | 2 "), "the first that is due lies on top: {filed:?}");
    calls[1].cancel().expect("it waits");
    calls[0].reset(SECOND).expect("it waits");
    calls[2].delay(9 * SECOND).expect("it waits");
    let lies = told.0.take();
    assert_eq!(lies.len(), 3, "{lies:?}");
    let last: Vec<&str> = lies[2].split_whitespace().skip(1).collect();
    assert_eq!(last[0], "1", "it was moved to sooner, and lies on top");
    assert!(["1~", "2x", "3~"].iter().all(|entry| last.contains(entry)), "what was left behind: {last:?}");
    clock.advance(SECOND).expect("no call waits in the clock itself");
    assert!(queue.pop_due(clock.now()).is_some());
    assert!(queue.next_due().is_some());
    assert_eq!(
        told.0.take().last().map(String::as_str),
        Some(" | 3"),
        "what surfaced dead went, what was misplaced sank"
    );
    queue.begin_pass();
    assert!(queue.next_due().is_some());
    assert_eq!(told.0.take(), [""; 0], "what lies as it was told is not told again");
}

#[test]
fn of_a_large_heap_a_part_is_told_and_how_much_there_is_more() {
    let told = Rc::new(Lying::default());
    let queue = TimerQueue::new(Rc::new(ManualClock::new()), Some(told.clone()));
    let calls: Vec<_> = (0..100).map(|_| queue.schedule(SECOND, timed(|| ()), Location::caller())).collect();
    queue.begin_pass();
    let last = told.0.take().pop().expect("it was told");
    assert!(last.ends_with(" +36"), "{last}");
    assert_eq!(last.split_whitespace().count(), 64 + 2, "{last}");
    drop(calls);
}
