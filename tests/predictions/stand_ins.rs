//! Lesson 8: every answer that can come true, made true by a real run; and its facts, seen happening.

use crate::answers::{come_true, play, wrong_ones_are_judged_wrong};
use crate::support::events;
use twistlab::event::Event;
use twistlab::reactor::testing::contract::cases;
use twistlab::trace::Trace;
use twistlab::world::Check;

/// The cases that failed, by their names.
fn failed(trace: &Trace) -> Vec<String> {
    let failed = trace.head().checks.iter().filter(|check| check.failure.is_some());
    failed.map(|check| check.case.as_str().to_owned()).collect()
}

/// The other answers would need another library: one whose ManualClock gives no time, or whose MemoryReactor does; and an
/// implementer that breaks half of its promises.
#[test]
fn each_answer_that_can_come_true_does() {
    come_true(&[
        ("provides", &[], "fits", 1),
        ("provides", &["time=reactor", "interval=50"], "beats", 0),
        ("provides", &["time=manual"], "beats", 1),
        ("provides", &["time=memory"], "beats", 1),
        ("contract", &[], "usual", 0),
        ("contract", &["implementer=hasty"], "usual", 1),
        ("contract", &["implementer=hasty"], "swapped", 0),
        ("contract", &["implementer=memory"], "swapped", 1),
    ]);
}

#[test]
fn a_wrong_answer_is_judged_wrong() {
    wrong_ones_are_judged_wrong(8);
}

#[test]
fn each_implementer_of_the_library_keeps_what_is_run_of_the_contract() {
    for implementer in ["mio", "poll", "select", "memory"] {
        let trace = play("contract", &[&format!("implementer={implementer}")]);
        let said = |text: &str| {
            events(&trace).position(|stamped| matches!(&stamped.event, Event::Said { text: said } if *said == *text))
        };
        let swapped = said("held to the contract: hasty").expect("the other one came");
        let before = events(&trace).take(swapped).filter_map(|stamped| match &stamped.event {
            Event::Checked { case, failure, .. } => Some((case, failure)),
            _ => None,
        });
        let broken: Vec<_> = before.filter(|(_, failure)| failure.is_some()).collect();
        assert!(broken.is_empty(), "{implementer}: {broken:?}");
    }
}

/// The mutation that the whole suite must find: an end that is told inside lose_connection.
#[test]
fn the_hasty_one_fails_where_one_would_expect_and_nowhere_else() {
    let trace = play("contract", &["cases=all"]);
    let failed = failed(&trace);
    for due in [
        "closing::nobody_is_told_inside_a_call_from_outside",
        "closing::the_end_comes_in_its_order",
        "aborting::it_ends_a_close_that_waits_for_the_peer",
        "stopped_producers::it_is_stopped_once_before_the_protocol_is_told",
        "pull_producers::a_close_goes_on_when_it_unregisters_with_nothing_left_to_send",
        "push_producers::a_close_lets_a_paused_one_finish",
    ] {
        assert!(failed.iter().any(|case| case == due), "{due} passed: {failed:?}");
    }
    let checks = &trace.head().checks;
    assert_eq!(checks.len(), cases().count(), "each case was run on a reactor over the system");
    assert!(failed.len() * 10 < checks.len(), "it is subtle: {failed:?}");
    let is_a_sentence =
        |check: &Check| check.failure.as_ref().is_none_or(|why| !why.is_empty() && !why.contains("left:"));
    assert!(checks.iter().all(is_a_sentence), "{checks:?}");
}

#[test]
fn the_table_is_the_one_of_the_library_s_page() {
    let trace = play("provides", &[]);
    let world = trace.head();
    let of = |who: &str| {
        let table = &world.interfaces[0];
        let row = table.providers.iter().find(|provider| provider.who == *who).expect("it was asked");
        let yes = table.interfaces.iter().zip(&row.provides).filter(|(_, provides)| **provides == Some(true));
        yes.map(|(interface, _)| interface.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of("ManualClock"), ["ReactorTime"]);
    assert_eq!(of("MemoryReactor"), ["ReactorCore", "ReactorTcp", "ReactorUnix", "ReactorFdSet"]);
    assert_eq!(of("MemoryReactorClock"), of("Reactor"));
    assert_eq!(world.interfaces.len(), 3);
}

#[test]
fn one_protocol_says_the_same_over_a_string_and_over_a_socket() {
    let trace = play("provides", &[]);
    let said: Vec<String> = events(&trace)
        .filter_map(|stamped| match &stamped.event {
            Event::Said { text } => Some(text.as_str().to_owned()),
            _ => None,
        })
        .collect();
    assert_eq!(said[..2], ["over a string: hello, string", "over a socket: hello, socket"]);
    assert!(said[2].starts_with("error[E0277]"), "what does not fit is the compiler's word: {said:?}");
}
