//! Lesson 3: every answer that can come true does in a real run, and its facts are seen happening.

use crate::answers::{answer, come_true, play, wrong_ones_are_judged_wrong};
use crate::support::{Player, events, scene, tail};
use twistlab::event::{Ending, Event};
use twistlab::lab::Holding;
use twistlab::trace::Trace;
use twistlab::world::{Doing, StageState, World, notices};

fn how_it_failed(trace: &Trace) -> String {
    match &trace.head().stage {
        StageState::Ended(Ending::Failed { error }) => error.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn each_answer_that_can_come_true_does() {
    come_true(&[
        ("explorer", &[], "pending", 2),
        ("explorer", &[], "again", 0),
        ("explorer", &[], "full", 1),
        ("explorer", &[], "end", 1),
        ("reactor", &["version=readers-unchecked"], "second", 0),
        ("reactor", &["version=writer-left"], "second", 0),
        ("reactor", &[], "second", 1),
        ("reactor", &["version=errors-end-it"], "second", 1),
        ("reactor", &["last=on"], "returns", 0),
        ("reactor", &[], "returns", 1),
        ("still-freezes", &["most=512"], "any", 0),
        ("still-freezes", &[], "any", 1),
        ("still-freezes", &["most=512"], "bell", 0),
        ("still-freezes", &[], "bell", 1),
        ("spin", &["keep=off"], "spins", 0),
        ("spin", &["way=mio"], "spins", 0),
        ("spin", &[], "spins", 1),
        ("spin", &["way=poll"], "spins", 1),
        ("spin", &[], "sent", 0),
        ("spin", &["way=mio"], "sent", 1),
        ("multiplexers", &["idle=10"], "grows", 0),
        ("multiplexers", &[], "grows", 1),
        ("multiplexers", &[], "past", 1),
        ("multiplexers", &[], "edge", 1),
        ("multiplexers", &["idle=10"], "edge", 1),
    ]);
}

/// Gives orders to the sandbox, each when the one before is done.
fn explore(orders: &[&str]) -> Trace {
    let mut player = Player::start(scene("explorer"), &[], Holding::Never);
    let looked = |world: &World, times: usize| {
        let main = world.threads.first();
        main.is_some_and(|main| main.wheel.wakeups as usize > times && matches!(main.doing, Doing::In { .. }))
            && world.acted.len() == times
    };
    for (nth, order) in orders.iter().enumerate() {
        player.until("the sandbox waits for an order", |world| looked(world, nth));
        player.control(order);
    }
    player.until("the last look", |world| looked(world, orders.len()));
    player.control("done");
    player.until("the end", crate::support::over);
    player.trace
}

#[test]
fn the_sandbox_has_other_answers_by_other_ways() {
    let nothing = explore(&["connect", "accept", "again"]);
    assert_eq!(answer("explorer", &nothing, "again"), Some(2), "{}", tail(&nothing));
    // A send on a side that is shut gives EPIPE at once: it would not wait, and that is what writable means.
    let shut = explore(&["connect", "accept", "shut", "fill"]);
    assert_eq!(answer("explorer", &shut, "full"), Some(0), "{}", tail(&shut));
}

#[test]
fn the_sandbox_takes_any_order_at_any_time() {
    let orders = ["accept", "send", "fill", "shut", "read", "drain", "reply", "close", "again"];
    let early = explore(&orders);
    assert_eq!(early.head().stage, StageState::Ended(Ending::Finished), "{}", tail(&early));
    let twice = explore(&["connect", "connect", "accept", "accept", "read", "close", "close", "send", "read", "reply"]);
    assert_eq!(twice.head().stage, StageState::Ended(Ending::Finished), "{}", tail(&twice));
    let after = explore(&["connect", "accept", "send", "close", "read", "drain", "reply", "reply", "read"]);
    assert_eq!(after.head().stage, StageState::Ended(Ending::Finished), "{}", tail(&after));
}

#[test]
fn each_slip_of_the_reactor_ends_it_by_another_error() {
    let cases = [
        ("readers-unchecked", "line-b is closed"),
        ("writer-left", "line-b is closed"),
        ("errors-end-it", "bob: recv gave ECONNRESET, the connection was reset by its peer"),
    ];
    for (version, error) in cases {
        let trace = play("reactor", &[&format!("version={version}")]);
        assert_eq!(how_it_failed(&trace), error, "{version}\n{}", tail(&trace));
    }
    let direction = |version: &str| {
        let trace = play("reactor", &[&format!("version={version}")]);
        trace.head().source("line-b").map(|line| line.readiness.dispatches)
    };
    assert_eq!(direction("readers-unchecked"), Some((1, 0)), "its read handler is called, and it is closed");
    assert_eq!(direction("writer-left"), Some((0, 1)), "its write handler is called, and it is closed");
}

#[test]
fn one_key_mends_the_spin_and_one_brings_it_back() {
    let mut player = Player::start(scene("spin"), &[], Holding::Never);
    let spins = |world: &World| notices(world).iter().any(|notice| notice.about.starts_with("spinning"));
    let asleep = |world: &World| {
        let main = world.threads.first();
        main.is_some_and(|main| matches!(main.doing, Doing::In { .. }) && main.asleep_for().is_some())
    };
    player.until("the notice", spins);
    player.run.turn("keep".into(), 0);
    player.until("sleep, and no notice of what is over", |world| asleep(world) && !spins(world));
    player.run.turn("keep".into(), 1);
    player.control("write");
    player.until("the notice again", spins);
    player.control("end");
    player.until("the end", crate::support::over);
    let world = player.trace.head();
    assert_eq!(world.source("client").map(|client| client.sent.bytes), Some(9), "hello, more");
    let main = &world.threads[0];
    let told: u64 = events(&player.trace)
        .map(|stamped| match &stamped.event {
            Event::Woke { .. } => 1,
            Event::Repeated { times, what } if matches!(**what, Event::Woke { .. }) => *times,
            _ => 0,
        })
        .sum();
    assert_eq!(told, main.wheel.wakeups, "every wakeup is counted");
    assert!(u64::from(main.turn) == told, "{} turns, each with one wait: {told}", main.turn);
}

#[test]
fn ten_thousand_idle_connections_or_a_sentence_that_says_how_many() {
    let trace = play("multiplexers", &["idle=10000"]);
    let world = trace.head();
    assert_eq!(world.stage, StageState::Ended(Ending::Finished), "{}", tail(&trace));
    let most = world.points("mio").last().map_or(0, |point| point.0);
    let told = events(&trace).any(|stamped| match &stamped.event {
        Event::Said { text } => text.as_str().starts_with("10000 idle connections were asked for"),
        _ => false,
    });
    assert!(most == 10_000 || told, "{most} idle connections, and no word of it");
    for way in ["select", "poll", "mio"] {
        assert_eq!(world.points(way).len(), world.points("mio").len(), "{way} is measured at each number");
    }
}

#[test]
fn a_wrong_answer_is_judged_wrong() {
    wrong_ones_are_judged_wrong(3);
}
