//! A completion fires once, in the call that ends the work, and holds nothing back.

use crate::journal::Journal;
use std::rc::Rc;
use twistlab::reactor::completion::Completion;

fn noting(journal: &Journal<String>) -> impl FnOnce(Result<i32, twistlab::reactor::outcome::BoxError>) + use<> {
    let journal = journal.clone();
    move |result| {
        journal.note(match result {
            Ok(value) => format!("value {value}"),
            Err(error) => format!("error {error}"),
        })
    }
}

#[test]
fn a_listener_is_called_inside_the_call_that_ends_it() {
    let (completer, completion) = Completion::new();
    let heard = Journal::new();
    completion.on_done(noting(&heard));
    assert_eq!(heard.take(), [""; 0]);
    completer.succeed(1);
    assert_eq!(heard.take(), ["value 1"]);
}

#[test]
fn a_listener_that_comes_late_is_called_at_once() {
    let (completer, completion) = Completion::<i32>::new();
    assert!(!completion.is_done());
    completer.fail("out of order");
    assert!(completion.is_done());
    let heard = Journal::new();
    completion.on_done(noting(&heard));
    assert_eq!(heard.take(), ["error out of order"]);
}

#[test]
fn a_listener_may_listen_to_the_next_one_and_end_it() {
    let (first, completion) = Completion::new();
    let heard = Journal::new();
    let inner = noting(&heard);
    let outer = noting(&heard);
    completion.on_done(move |result| {
        let (second, completion) = Completion::new();
        completion.on_done(inner);
        second.finish(result.map(|value| value + 1));
        outer(Ok(0));
    });
    first.succeed(1);
    assert_eq!(heard.take(), ["value 2", "value 0"]);
}

#[test]
fn ended_with_nobody_there_it_ends_all_the_same() {
    let (completer, completion) = Completion::new();
    drop(completion);
    completer.succeed(1);
    let (completer, completion) = Completion::<i32>::new();
    drop(completion);
    completer.fail("nobody hears this");
}

#[test]
fn a_completer_that_is_dropped_never_fires_and_releases_its_listener() {
    let (completer, completion) = Completion::<i32>::new();
    let held = Rc::new(());
    let holds = held.clone();
    completion.on_done(move |_| panic!("nothing ended {holds:?}"));
    drop(completer);
    assert_eq!(Rc::strong_count(&held), 1);
}
