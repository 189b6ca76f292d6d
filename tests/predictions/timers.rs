//! Lesson 6: every answer of every question, made true by a real run; and its facts, seen happening.

use crate::answers::{come_true, play, wrong_ones_are_judged_wrong};
use crate::support::events;
use std::collections::BTreeSet;
use twistlab::event::{ClockKind, Event, Micros, Stamped, Why};
use twistlab::trace::Trace;
use twistlab::world::{EntryState, HowOver, Over, World};

/// Those that no program can make true here: a reactor whose wait is as long as the call that was scheduled first, or has
/// no timeout though a call is due; one whose waits put off deadlines; a cancelled call that is called, or that leaves its
/// heap alone among the living; a loop that interrupts a call, or forgets one; a loop that knows of connections; and
/// other rules for a call without delay. They are what learners believe, and what the library must never do.
#[test]
fn each_answer_that_can_come_true_does() {
    come_true(&[
        ("call-later", &["version=naps"], "sleep", 0),
        ("call-later", &[], "sleep", 2),
        ("call-later", &["version=naps"], "answer", 0),
        ("call-later", &[], "answer", 1),
        ("handles", &["early=on"], "entry", 0),
        ("handles", &[], "entry", 1),
        ("handles", &[], "sweep", 1),
        ("handles", &["timeouts=30"], "sweep", 2),
        ("late", &["compute=0"], "late", 0),
        ("late", &[], "late", 1),
        ("late", &["pieces=1"], "pieces", 0),
        ("late", &[], "pieces", 1),
        ("late", &["pieces=100"], "pieces", 2),
        ("heartbeat", &["version=makes-up"], "late", 0),
        ("heartbeat", &["version=chained"], "late", 1),
        ("heartbeat", &[], "late", 2),
        ("heartbeat", &[], "after", 1),
        ("heartbeat", &["version=forgets"], "after", 2),
        ("by-hand", &["interval=90"], "sixty", 0),
        ("by-hand", &[], "sixty", 1),
        ("by-hand", &["steps=2"], "sixty", 2),
        ("by-hand", &[], "inside", 1),
    ]);
}

#[test]
fn a_wrong_answer_is_judged_wrong() {
    wrong_ones_are_judged_wrong(6);
}

/// Each world of a run with the event that led to it.
fn worlds(trace: &Trace) -> Vec<(Stamped, World)> {
    let mut world = World::default();
    let after = |stamped: &Stamped| {
        world.apply(stamped);
        (stamped.clone(), world.clone())
    };
    events(trace).map(after).collect()
}

fn called(over: &Over) -> Option<Micros> {
    match over.how {
        HowOver::Fired { late } => Some(late),
        HowOver::Cancelled => None,
    }
}

#[test]
fn no_call_is_early_and_they_come_in_their_order() {
    for id in ["call-later", "handles", "late", "heartbeat"] {
        let trace = play(id, &[]);
        let over = &trace.head().timers.over;
        let fired: Vec<&Over> = over.iter().filter(|over| called(over).is_some()).collect();
        assert!(!fired.is_empty());
        for over in &fired {
            assert!(over.at >= over.timer.due, "{id}: {} was early", over.timer.label());
        }
        for two in fired.windows(2).filter(|two| two[1].timer.since < two[0].at) {
            assert!(two[0].timer.due <= two[1].timer.due, "{id}: {} came before its time", two[1].timer.label());
        }
    }
    let trace = play("call-later", &["unit=100"]);
    let names: Vec<String> = trace.head().timers.over.iter().map(|over| over.timer.label()).collect();
    assert_eq!(names, ["A", "B", "C"]);
}

#[test]
fn a_wait_is_as_long_as_the_next_deadline_allows() {
    let trace = play("call-later", &["unit=200"]);
    let (mut before, mut waits) = (Micros(0), 0);
    for (stamped, world) in worlds(&trace) {
        // That it was chosen is told after the clock was read for it.
        if stamped.thread != "main" || matches!(stamped.event, Event::WaitChosen { .. } | Event::HeapArranged(_)) {
            continue;
        }
        let before = std::mem::replace(&mut before, stamped.at);
        let Event::Entered { call, asked, .. } = &stamped.event else { continue };
        let why = world.thread(&stamped.thread).and_then(|thread| thread.wheel.why);
        if call.is_wait() && why == Some(Why::NextTimer) {
            let due = world.timers.next(ClockKind::Lab).expect("a call waits").due;
            let asked = asked.expect("with a timeout");
            assert!(asked >= due.since(stamped.at).0, "it would end before the deadline: {}", stamped.seq.0);
            assert!(asked <= due.since(before).0 + 1, "it would end after the deadline: {}", stamped.seq.0);
            waits += 1;
        }
    }
    assert!(waits >= 4, "{waits} waits for a deadline");
    let last = trace.head().threads[0].wheel.wait.clone().expect("it waited");
    assert_eq!(last.timeout, None, "with nothing due the wait is for ever");
}

#[test]
fn what_is_told_of_the_heap_is_a_heap_of_the_calls_that_wait() {
    let mut seen = BTreeSet::new();
    for id in ["call-later", "handles", "late", "heartbeat", "by-hand"] {
        for (stamped, world) in worlds(&play(id, &[])) {
            let Event::HeapArranged(now) = &stamped.event else { continue };
            let at = format!("{id} at {}", stamped.seq.0);
            let heap = world.timers.heap(now.clock).expect("it was told");
            assert_eq!(heap.more, 0, "{at}: the scenes' heaps are told whole");
            let in_place = |place: usize| {
                let entry = heap.entries.get(place).filter(|entry| entry.state == EntryState::InPlace)?;
                Some(world.timers.find(entry.timer, now.clock).expect("it waits").due)
            };
            for place in 1..heap.entries.len() {
                if let (Some(above), Some(below)) = (in_place((place - 1) / 2), in_place(place)) {
                    assert!(above <= below, "{at}: entry {place} is due before the one above it");
                }
            }
            let alive = heap.entries.iter().filter(|entry| entry.state != EntryState::Dead).map(|entry| entry.timer);
            let told: BTreeSet<_> = alive.chain(heap.new.iter().copied()).collect();
            let waiting = world.timers.waiting.iter().filter(|timer| timer.clock == now.clock);
            assert_eq!(told, waiting.map(|timer| timer.id).collect(), "{at}: who waits is in the heap, or new");
            seen.extend(heap.entries.iter().map(|entry| format!("{:?}", entry.state)));
        }
    }
    assert_eq!(seen.len(), 3, "entries of every kind: {seen:?}");
}

#[test]
fn who_is_due_while_a_call_computes_is_late_by_what_is_left_of_it() {
    let trace = play("late", &[]);
    let over = &trace.head().timers.over;
    let find = |name: &str| over.iter().find(|over| over.timer.label() == name).expect("it was called");
    let (long, third) = (find("long"), find("3"));
    assert!(third.at.since(long.at) >= Micros(330_000), "3 waited for the whole computing");
    let late = |name: &str| called(find(name)).expect("it was called");
    assert!(late("3") > late("4") && late("4") > late("5"), "each by what was left when it was due");
    assert!(late("3").0 - late("4").0 <= 101_000 && late("5") >= Micros(70_000));
    // In pieces there are turns between, and in them the waits look at the sockets.
    let whys = events(&trace).filter(|stamped| matches!(stamped.event, Event::WaitChosen { .. })).count();
    assert!(whys >= 20, "{whys} waits");
}

#[test]
fn a_late_beat_runs_once_and_stays_on_its_grid() {
    let trace = play("heartbeat", &["interval=400"]);
    let beats: Vec<&Over> = trace.head().timers.over.iter().filter(|over| over.timer.label() == "beat").collect();
    let fired: Vec<&&Over> = beats.iter().filter(|over| called(over).is_some()).collect();
    let first = fired.first().expect("it beats").timer.due;
    for beat in &beats {
        let gap = beat.timer.due.since(first).0;
        let off = gap % 400_000;
        // The clock goes on while a call is scheduled.
        assert!(off <= 5_000 || off >= 395_000, "a beat is due off the grid: {gap}");
    }
    let late = fired.iter().find(|beat| called(beat) >= Some(Micros(400_000))).expect("one is late by a beat and more");
    let next = beats.iter().map(|beat| beat.timer.due).filter(|due| *due > late.timer.due).min().expect("another one");
    assert!(next.since(late.timer.due) >= Micros(795_000), "what was missed is skipped");
    assert!(next > late.at, "the next is still to come");
    let server = trace.head().source("server").and_then(|server| server.transport.clone()).expect("a connection");
    assert_eq!(server.written, fired.len() as u64 + 1, "a byte each, and one at the start");
    assert!(trace.head().timers.waiting.is_empty(), "it ended with its connection");
}

#[test]
fn an_advance_of_two_intervals_is_one_beat() {
    let trace = play("by-hand", &[]);
    let points = trace.head().points("written");
    assert_eq!(points[..3], [(0, 1), (60, 2), (90, 3)], "{points:?}");
    let lates = trace.head().timers.over.iter().filter(|over| over.timer.label() == "beat").filter_map(called);
    assert_eq!(lates.collect::<Vec<_>>(), [Micros(30_000_000), Micros(0)], "it saw the final time, then its own");
}
