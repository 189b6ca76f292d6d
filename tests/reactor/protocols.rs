//! A protocol's life: what it is told, in which order, and how often.

use crate::support::{Record, Scripted, ScriptedProducer, in_memory};
use std::cell::Cell;
use std::io::{Error, ErrorKind};
use std::rc::Rc;
use twistlab::reactor::{Reason, Result};

/// A callback that holds this, and no more.
fn held(_token: &Rc<()>) -> Result {
    Ok(())
}

/// Covers PR-15.
#[test]
fn ten_thousand_connections_leave_nothing() {
    let bench = in_memory();
    let (alive, most) = (Rc::new(()), Rc::new(Cell::new(0)));
    for round in 0..10_000 {
        let hold = |scripted: Scripted| {
            let (token, counted, most) = (alive.clone(), alive.clone(), most.clone());
            scripted.lost(move |_, _| {
                most.set(most.get().max(Rc::strong_count(&counted)));
                held(&token)
            })
        };
        let (server, client) = bench.pair(hold(Scripted::new()), hold(Scripted::new()));
        let ends: [fn(&Record); 4] = [
            |record| record.transport().lose_connection(),
            |record| record.transport().abort_connection(),
            |record| record.transport().lose_write_connection(),
            |record| {
                let producer = ScriptedProducer::new(record).resume(|| Err("it ends here".into()));
                let _ = record.transport().register_producer(producer.pull());
            },
        ];
        ends[round % ends.len()](if round % 8 < 4 { &client } else { &server });
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!(Rc::strong_count(&alive), 1, "round {round}");
    }
    assert!(most.get() <= 7, "at most two protocols lived at a time, not {}", most.get() / 2);
    bench.turns(1);
    let network = bench.memory.as_ref().expect("it is in memory");
    assert_eq!(network.open_sockets(), 0);
}

/// The texts are the library's own.
///
/// Covers PR-16.
#[test]
fn each_reason_is_a_sentence() {
    let detail = Reason::Lost(Some(Error::new(ErrorKind::BrokenPipe, "broken pipe")));
    let reasons = [Reason::Done, Reason::Lost(None), detail, Reason::Aborted, Reason::Error("no money".into())];
    let expected = [
        "the connection was closed cleanly",
        "the connection was lost",
        "the connection was lost: broken pipe",
        "the connection was aborted here",
        "a callback failed: no money",
    ];
    assert_eq!(reasons.each_ref().map(ToString::to_string), expected);
    assert_eq!(reasons.each_ref().map(Reason::is_clean), [true, false, false, false, false]);
    assert_eq!(reasons.each_ref().map(Reason::is_lost), [false, true, true, true, false]);
}
