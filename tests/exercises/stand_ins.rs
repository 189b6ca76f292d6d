//! The solutions of lesson 8's exercises, run.

#[path = "../../lessons/08-stand-ins/solutions.rs"]
mod solutions;

use solutions::{Twice, counted, failing, small_mark};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::testing::contract::Implementer;
use twistlab::reactor::{LoopingCall, ManualClock, ReactorTime};

#[test]
fn a_mark_of_its_own_breaks_what_is_promised_of_the_mark_alone() {
    let broken = failing(&small_mark());
    let themes: BTreeSet<&str> = broken.iter().map(|case| case.theme()).collect();
    assert!(!broken.is_empty() && broken.len() < 20, "{broken:?}");
    assert!(
        themes.iter().all(|theme| theme.contains("producers") || matches!(*theme, "flow" | "chapter")),
        "{broken:?}"
    );
    assert_eq!(failing(&Implementer::memory()).len(), 0);
}

#[test]
fn a_count_over_all_connections_keeps_the_contract() {
    let received = Rc::new(Cell::new(0));
    assert_eq!(failing(&counted(&received)).iter().map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
    assert!(received.get() > 0);
}

#[test]
fn a_heart_beats_twice_as_fast_by_a_time_that_goes_twice_as_fast() {
    let (clock, beats) = (ManualClock::new(), Rc::new(Cell::new(0)));
    let (fast, counted) = (Twice(clock.clone()), beats.clone());
    let heart = LoopingCall::new(&fast, move || counted.set(counted.get() + 1));
    drop(heart.start(Duration::from_secs(30)).expect("it does not run"));
    clock.advance(Duration::from_secs(15)).expect("no call fails");
    assert_eq!(beats.get(), 2, "at once, and after half the time");
    let due = fast.delayed_calls()[0].due();
    assert!(
        due < fast.now() + Duration::from_secs(30),
        "a call's own time is not on the scale of the one who schedules: {due:?}"
    );
}
