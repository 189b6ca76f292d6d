//! Lesson 4: every answer of every question, made true by a real run; and its facts, seen happening.

use crate::answers::{answer, come_true, play, wrong_ones_are_judged_wrong};
use crate::support::{Player, events, scene, tail};
use twistlab::event::{Call, Event, Micros};
use twistlab::lab::Holding;
use twistlab::trace::Trace;
use twistlab::world::{Doing, SourceState, StageState, World};

/// What each send of the client was given, and what it returned.
fn sends(trace: &Trace) -> Vec<(u64, Option<u64>)> {
    let sends = events(trace).filter_map(|stamped| match &stamped.event {
        Event::Returned { call: Call::Send, asked: Some(asked), outcome } => Some((*asked, outcome.ok())),
        _ => None,
    });
    sends.collect()
}

#[test]
fn each_answer_that_can_come_true_does() {
    come_true(&[
        ("stop", &["blocking=on"], "full", 0),
        ("stop", &[], "full", 1),
        ("stop", &[], "wrong", 2),
        ("short-write", &["sndbuf=4096", "message=16384"], "last", 0),
        ("short-write", &[], "last", 1),
        ("short-write", &["message=512"], "last", 2),
        ("short-write", &["message=512"], "whole", 1),
        ("short-write", &[], "whole", 2),
        ("short-write", &[], "count", 0),
        ("short-write", &["version=forgets"], "count", 1),
        ("writable-again", &["sndbuf=16384"], "final", 0),
        ("writable-again", &[], "final", 1),
        ("writable-again", &["rcvbuf=16384"], "final", 2),
        ("writable-again", &["rcvbuf=65536"], "much", 0),
        ("writable-again", &["rcvbuf=16384"], "much", 1),
        ("writable-again", &[], "much", 2),
        ("buffers-writes", &["blocking=on"], "end", 0),
        ("buffers-writes", &[], "end", 1),
        ("buffers-writes", &[], "arrive", 0),
        ("slicing", &["sndbuf=65536", "rcvbuf=65536", "largest=32768"], "twice", 1),
        ("slicing", &[], "twice", 2),
    ]);
}

#[test]
fn a_plug_pulled_under_a_full_socket_is_the_other_answer() {
    let mut player = Player::start(scene("stop"), &[], Holding::AtRests);
    player.until("the rest after EAGAIN", |world| world.stage == StageState::Resting);
    player.control("plug");
    let is_reset = |world: &World| world.source("server").is_some_and(|server| server.state == SourceState::Reset);
    player.until("the reset", is_reset);
    player.run.release();
    player.until("the end", crate::support::over);
    assert_eq!(answer("stop", &player.trace, "wrong"), Some(0), "{}", tail(&player.trace));
}

#[test]
fn a_wrong_answer_is_judged_wrong() {
    wrong_ones_are_judged_wrong(4);
}

#[test]
fn the_first_event_that_says_stop_stops_nothing_else() {
    let trace = play("stop", &[]);
    let refused = sends(&trace).iter().filter(|(_, got)| got.is_none()).count();
    assert_eq!(refused, 1, "it stops at the first EAGAIN\n{}", tail(&trace));
    let world = trace.head();
    let (client, server) = (world.source("client").unwrap(), world.source("server").unwrap());
    assert!(server.received.bytes > 0 && client.sent.bytes > server.received.bytes, "a later send went through");
    assert_eq!(world.tally.errors, 0, "\"not now\" is no error");
}

#[test]
fn the_kernel_takes_a_part_says_how_much_and_drops_nothing() {
    let trace = play("short-write", &[]);
    let sends = sends(&trace);
    let stop = sends.iter().position(|(_, got)| got.is_none()).expect("EAGAIN");
    let ((asked, taken), whole) = (sends[stop - 1], &sends[..stop - 1]);
    assert!(taken.is_some_and(|taken| 0 < taken && taken < asked), "the last before EAGAIN is short: {sends:?}");
    assert!(!whole.is_empty() && whole.iter().all(|(asked, got)| Some(*asked) == *got), "all before it are whole");
    let world = trace.head();
    assert_eq!(world.source("server").unwrap().received.bytes, 16_384, "two messages");
    let forgets = play("short-write", &["version=forgets"]);
    let client = forgets.head().source("client").unwrap();
    let got = forgets.head().source("server").unwrap().received.bytes;
    assert!(got < 16_384 && got == client.sent.bytes, "what the kernel took arrives, and nothing else: {got}");
}

#[test]
fn not_writable_is_not_the_same_as_no_room() {
    let mut player = Player::start(scene("writable-again"), &["sndbuf=16384".into()], Holding::Never);
    player.until("the first order", waits_for_an_order);
    let mut taken = None;
    while taken.is_none() && !player.trace.head().ended() {
        order(&mut player, "bite");
        let before = sends(&player.trace);
        order(&mut player, "try");
        let after = sends(&player.trace);
        taken = after[before.len()..].first().and_then(|(_, got)| *got);
    }
    let world = player.trace.head();
    assert!(!world.ended() && taken.is_some_and(|taken| taken > 0), "a send takes something\n{}", tail(&player.trace));
    let said = world.source("client").and_then(|client| client.readiness.said);
    assert_eq!(said.map(|said| said.write), Some(false), "and select calls it not writable, before and after");
}

/// Gives an order, and waits until the program wants the next one or is at its end.
fn order(player: &mut Player, control: &str) {
    let acted = player.trace.head().acted.len();
    player.control(control);
    player.until("the next order, or the end", |world| {
        world.ended() || (world.acted.len() > acted && waits_for_an_order(world))
    });
}

/// Whether the program waits for an order, and has none yet.
fn waits_for_an_order(world: &World) -> bool {
    let last = world.acted.last().map_or(Micros(0), |act| act.at);
    world.threads.iter().any(|thread| match thread.doing {
        Doing::In { call: Call::Order, since, .. } => since > last,
        _ => false,
    })
}

#[test]
fn a_writer_that_keeps_the_rest_never_waits_and_wants_room_only_while_there_is_a_rest() {
    let trace = play("buffers-writes", &[]);
    let (mut interest, mut held, mut changes) = (false, 0, 0);
    for stamped in events(&trace) {
        match &stamped.event {
            Event::Watched(now) if stamped.source.as_ref().is_some_and(|source| *source == "client") => {
                (interest, changes) = (now.write, changes + 1);
            }
            Event::Buffered { held: now, .. } => held = *now,
            Event::Woke { .. } => assert_eq!(interest, held > 0, "at {}: {held} bytes are kept", stamped.seq.0),
            _ => {}
        }
    }
    assert!(changes > 4, "write interest comes and goes: {changes}");
    let world = trace.head();
    assert_eq!(world.threads[0].wheel.empty.saturating_sub(1), 0, "no wakeup is for nothing but the first");
    let client = world.source("client").unwrap();
    assert!(client.sent.short > 0 && client.nonblocking);
    assert!(client.longest_send.0 < 100_000, "no send waits");
    let (kept, asked) = client.held.map(|held| (held.budget, held.refused)).unwrap();
    assert!(asked > kept, "what did not fit is more than the budget");
}

#[test]
fn copying_the_tail_grows_with_the_square_and_an_offset_does_not() {
    let trace = play("slicing", &[]);
    let last = |name: &str| trace.head().points(name).into_iter().rev().take(3).collect::<Vec<_>>();
    let growth = |points: &[(u64, u64)]| -> Vec<u64> { points.windows(2).map(|w| w[0].1 * 10 / w[1].1).collect() };
    let (tail, offset) = (last("copies its tail"), last("keeps an offset"));
    assert!(growth(&tail).iter().all(|tenths| (35..=45).contains(tenths)), "{tail:?}");
    assert!(growth(&offset).iter().all(|tenths| *tenths == 20), "{offset:?}");
    assert!(offset.iter().all(|(size, copied)| size == copied));
}
