//! Sentences as every view says them.

use super::*;
use crate::event::{Errno, Interest, Outcome, Ready, Seq};
use crate::lesson::{Axis, Curve, Scale, Unit};
use crate::world::World;

fn told_of(thread: &str, what: Event) -> Option<String> {
    event(&stamped(1, thread, None, what))
}

fn stamped(place: u64, thread: &str, source: Option<&str>, event: Event) -> Stamped {
    let (seq, at) = (Seq(place), Micros(place * 1_000));
    Stamped { seq, at, turn: 1, thread: thread.into(), source: source.map(Into::into), line: Some(1), event }
}

fn ready(source: &str, read: bool, write: bool) -> Ready {
    Ready { source: source.into(), read, write }
}

fn woke(call: Call, asked: Option<u64>, n: u64, ready: Vec<Ready>) -> Event {
    Event::Woke { call, asked, outcome: Outcome::Result(n), ready }
}

fn world(events: Vec<(&str, Option<&str>, Event)>) -> World {
    let mut world = World::default();
    for (place, (thread, source, event)) in (1..).zip(events) {
        world.apply(&stamped(place, thread, source, event));
    }
    world
}

#[test]
fn spans_are_told_in_their_own_unit() {
    assert_eq!(
        [0, 999, 1_000, 999_999, 3_250_000].map(|us| span(Micros(us))),
        ["0 us", "999 us", "1 ms", "999 ms", "3.2 s"]
    );
}

#[test]
fn a_share_of_a_core_is_told_finely_where_it_is_small() {
    let told = [0, 364, 17_257, 99_999, 100_000, 998_000].map(fine_share);
    let told = told.each_ref().map(|told| told.trim_end_matches(" of a core"));
    assert_eq!(told, ["0.00 %", "0.03 %", "1.72 %", "9.99 %", "10 %", "99 %"]);
}

#[test]
fn a_wait_says_how_long_it_may_take_and_what_it_found() {
    let two = vec![ready("listener", true, false), ready("client", true, true)];
    let words = |event| told_of("main", event).unwrap();
    assert_eq!(words(woke(Call::Select, None, 2, two)), "select(for ever) = 2 ready: listener R, client RW");
    assert_eq!(words(woke(Call::Poll, Some(0), 0, vec![])), "poll(0) = 0 ready");
    assert_eq!(words(woke(Call::Poll, Some(120_000), 0, vec![])), "poll(120 ms) = 0 (nobody is ready)");
    let edges = format!("{}(for ever) = 40 ready", Call::Mio.name());
    assert_eq!(words(woke(Call::Mio, None, 40, vec![])), edges);
    assert_eq!(words(Event::entered(Call::Select, None)), "select(for ever) ...");
    assert_eq!(words(Event::entered(Call::Order, None)), "waits for you ...");
}

#[test]
fn what_repeats_is_told_once_with_its_number() {
    let refused = Event::Returned { call: Call::Read, asked: None, outcome: Outcome::Errno(Errno::named("EAGAIN")) };
    let again = |what: Event, times| Event::Repeated { times, what: Box::new(what) };
    let words = told_of("main", again(refused, 812_331)).unwrap();
    assert_eq!(words, "read() = EAGAIN (it would have to wait), 812,331 times more");
    assert_eq!(told_of("main", again(Event::TurnBegan, 1)).unwrap(), "a turn, once more");
    assert_eq!(told_of("main", again(again(Event::TurnBegan, 1), 1)), None, "a repeat of a repeat is nothing");
}

#[test]
fn what_the_learner_gives_is_told_as_yours() {
    let write = |n| Event::Returned { call: Call::Write, asked: Some(n), outcome: Outcome::Result(n) };
    assert_eq!(told_of("lab", write(1)).unwrap(), "you: 1 byte into the pipe");
    assert_eq!(told_of("lab", write(6)).unwrap(), "you: 6 bytes into the pipe");
    assert_eq!(told_of("main", write(6)).unwrap(), "write(6) = 6");
    let close = Event::Returned { call: Call::Close, asked: None, outcome: Outcome::Result(0) };
    assert_eq!(told_of("lab", close).unwrap(), "you: the end of the input");
}

#[test]
fn a_row_of_readiness_says_what_was_asked_told_and_done() {
    let both = Interest { read: true, write: true };
    let told = world(vec![
        ("main", Some("client"), Event::Watched(both)),
        ("main", None, woke(Call::Select, None, 1, vec![ready("client", false, true)])),
        ("main", None, woke(Call::Select, None, 1, vec![ready("client", false, true)])),
        ("main", Some("client"), Event::Dispatched { direction: Direction::Write }),
    ]);
    let row = readiness(&told, told.source("client").unwrap()).unwrap();
    assert_eq!(row, ["client", "RW", "W", "do_write", "2 ms"]);
    let quiet = world(vec![("main", Some("client"), Event::entered(Call::Connect, None))]);
    assert_eq!(readiness(&quiet, quiet.source("client").unwrap()), None, "nobody asked");
}

#[test]
fn a_wakeup_says_why_it_waits_so_long() {
    let waiting = world(vec![("main", None, Event::entered(Call::Select, None)), ("main", None, Event::TurnBegan)]);
    let wait = waiting.threads[0].wheel.wait.clone().unwrap();
    assert_eq!(wakeup(&wait, waiting.at), "select, for ever: no timer is set; 1 ms so far");
    let woken = world(vec![
        ("main", None, Event::entered(Call::Poll, Some(0))),
        ("main", None, woke(Call::Poll, Some(0), 0, vec![])),
    ]);
    let wait = woken.threads[0].wheel.wait.clone().unwrap();
    assert_eq!(wakeup(&wait, woken.at), "poll, 0: it only looks; 0 ready after 1 ms");
    assert_eq!(turning(&woken.threads[0]), "main: 1 wakeups: 0 useful, 0 for nothing, 1 open");
}

#[test]
fn a_plot_is_a_table_with_its_units() {
    let axis = |label, unit| Axis { label, unit, scale: Scale::Linear };
    let curves = |world: &World| {
        let curve = |name: &str| Curve { name: name.into(), points: world.points(name) };
        vec![curve("copy"), curve("offset")]
    };
    let shown = Plot { title: "copies", x: axis("size", Unit::Bytes), y: axis("copied", Unit::Bytes), curves };
    let point = |series: &str, x, y| ("main", None, Event::Measured { series: series.into(), x, y });
    let told = world(vec![point("copy", 1_024, 9_000), point("offset", 1_024, 1_024), point("copy", 64, 64)]);
    assert_eq!(
        plot(&shown, &told),
        [
            "copies: copied (B), by size (B)",
            "   size     copy   offset",
            "   64 B     64 B        -",
            "1,024 B  9,000 B  1,024 B",
        ]
    );
    assert!(plot(&shown, &World::default()).is_empty());
    assert_eq!(measured(Some(&shown), &"copy".into(), 64, 64), "measured, copy: size 64 B, copied 64 B");
}
