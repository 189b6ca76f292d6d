//! Two protocols joined in memory.

use crate::support::Scripted;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use twistlab::reactor::testing::{
    AccumulatingProtocol, Chunks, Close, End, Happened, Moved, Pair, PairError, ProtocolRecord, ReasonKind,
};
use twistlab::reactor::{ConnectionState, Transport};

/// Two ends that say nothing by themselves.
fn silent() -> (Pair, ProtocolRecord, ProtocolRecord) {
    let (a, b) = (AccumulatingProtocol::new(), AccumulatingProtocol::new());
    let records = (a.record(), b.record());
    (Pair::connect(a, b), records.0, records.1)
}

/// Covers PR-14, TR-11.
#[test]
fn a_close_in_order_brings_every_byte_and_is_done_for_both() {
    let (pair, a, b) = silent();
    let data: Vec<u8> = (0..200_000_u32).map(|at| at as u8).collect();
    pair.transport(End::A).write(&data);
    pair.transport(End::A).lose_connection();
    assert_eq!((a.times_closed(), b.chunks()), (0, 0), "nothing moves by itself");
    pair.flush().unwrap();
    assert_eq!(b.data(), data);
    assert_eq!((a.reason_kind(), b.reason_kind()), (Some(ReasonKind::Done), Some(ReasonKind::Done)));
    assert_eq!((a.times_closed(), b.times_closed()), (1, 1));
    assert_eq!(pair.step(), Ok(Moved::Nothing));
}

/// Covers TR-16, PR-08.
#[test]
fn an_abort_is_aborted_here_and_lost_there() {
    let (pair, a, b) = silent();
    pair.transport(End::B).write(b"never sent");
    pair.transport(End::B).abort_connection();
    pair.flush().unwrap();
    assert_eq!((a.reason_kind(), b.reason_kind()), (Some(ReasonKind::Lost), Some(ReasonKind::Aborted)));
    assert_eq!(a.data(), b"");
}

/// Covers PR-01, PR-02, PR-03, TR-27.
#[test]
fn both_are_made_before_anything_moves_first_a() {
    let order = Rc::new(RefCell::new(Vec::new()));
    let greets = |name: &'static str| {
        let (made, data) = (order.clone(), order.clone());
        Scripted::new()
            .made(move |transport| {
                made.borrow_mut().push(format!("{name} made"));
                transport.write(name.as_bytes());
                Ok(())
            })
            .data(move |_, got| {
                data.borrow_mut().push(format!("{name} got {}", String::from_utf8_lossy(got)));
                Ok(())
            })
    };
    let pair = Pair::connect(greets("a"), greets("b"));
    assert_eq!(*order.borrow(), ["a made", "b made"]);
    assert_eq!(pair.transport(End::A).host(), pair.transport(End::B).peer());
    pair.flush().unwrap();
    assert_eq!(*order.borrow(), ["a made", "b made", "b got a", "a got b"]);
}

/// Covers PR-04, TR-04.
#[test]
fn the_chunks_are_as_chosen_and_the_bytes_the_same() {
    let data: Vec<u8> = (0..1_000_u32).map(|at| (at % 251) as u8).collect();
    let received = |chunks| {
        let (pair, _, b) = silent();
        pair.set_chunks(chunks);
        pair.transport(End::A).write(&data);
        pair.flush().unwrap();
        assert_eq!(b.data(), data, "{chunks:?}");
        let size = |happened: Happened| if let Happened::Received(size) = happened { Some(size) } else { None };
        b.calls().into_iter().filter_map(size).collect::<Vec<usize>>()
    };
    assert_eq!(received(Chunks::Whole), [1_000]);
    assert_eq!(received(Chunks::Bytes(1)), [1; 1_000]);
    assert_eq!(received(Chunks::Bytes(400)), [400, 400, 200]);
    let random = received(Chunks::Random(1));
    assert!(random.len() > 1, "{random:?}");
    assert_eq!(random, received(Chunks::Random(1)));
    assert_ne!(random, received(Chunks::Random(2)));
}

/// Covers HC-01, HC-05, HC-10.
#[test]
fn a_half_closed_end_still_hears_the_answer() {
    let a = AccumulatingProtocol::new().with_half_close();
    let b = Scripted::new().half(
        |transport: &Transport| {
            transport.write(b"the answer");
            transport.lose_connection();
            Ok(())
        },
        |_| Ok(()),
    );
    let (asks, answers) = (a.record(), b.record());
    let pair = Pair::connect(a, b);
    pair.transport(End::A).write(b"the question");
    pair.transport(End::A).lose_write_connection();
    pair.flush().unwrap();
    assert_eq!(answers.events(), ["made", "data", "read ended", "lost: Done"]);
    assert_eq!((answers.received(), asks.data()), (b"the question".to_vec(), b"the answer".to_vec()));
    let [.., write_lost, received, read_lost, lost] = &asks.calls()[..] else { panic!("{:?}", asks.calls()) };
    assert_eq!((write_lost, received, read_lost), (&Happened::WriteLost, &Happened::Received(10), &Happened::ReadLost));
    assert!(matches!(lost, Happened::Lost(ReasonKind::Done, _)), "{lost:?}");
}

/// Covers PR-05, PR-07.
#[test]
fn the_connection_can_be_closed_from_outside_after_so_many_bytes() {
    for (close, kind) in [(Close::InOrder, ReasonKind::Done), (Close::ByReset, ReasonKind::Lost)] {
        let (pair, a, b) = silent();
        pair.close_after(End::A, 5, close).unwrap();
        pair.transport(End::A).write(b"123");
        pair.flush().unwrap();
        assert_eq!((b.data(), b.times_closed()), (b"123".to_vec(), 0));
        pair.transport(End::A).write(b"456789");
        pair.flush().unwrap();
        assert_eq!(b.data(), b"12345", "{close:?}");
        assert_eq!((a.reason_kind(), b.reason_kind()), (Some(kind), Some(kind)), "{close:?}");
        assert!(pair.close_after(End::A, 5, close).is_err());
    }
}

/// Covers ER-01, ER-08.
#[test]
fn a_protocol_that_fails_or_panics_is_told_and_comes_out_of_the_flush() {
    let fails: [fn() -> Scripted; 2] = [
        || Scripted::new().data(|_, _| Err("a bad byte".into())),
        || Scripted::new().data(|_, _| panic!("a bad byte")),
    ];
    for failing in fails {
        let (a, b) = (AccumulatingProtocol::new(), failing());
        let (sends, fails) = (a.record(), b.record());
        let pair = Pair::connect(a, b);
        pair.transport(End::A).write(b"x");
        let error = pair.flush().expect_err("the protocol failed");
        assert!(matches!(&error, PairError::Failed(line) if line.contains("a bad byte")), "{error:?}");
        assert!(fails.lost().is_some_and(|reason| reason.contains("a bad byte")), "{:?}", fails.events());
        pair.flush().unwrap();
        assert_eq!(sends.reason_kind(), Some(ReasonKind::Done));
        assert_eq!(pair.log().count(), 1);
    }
}

/// Covers PC-23.
#[test]
fn a_pause_holds_the_peers_bytes_and_its_close_back() {
    let (pair, _, b) = silent();
    pair.transport(End::B).pause_producing().unwrap();
    pair.transport(End::A).write(vec![7; 200_000]);
    pair.flush().unwrap();
    assert_eq!(b.data(), b"");
    assert!(pair.transport(End::A).buffered() > 100_000, "{} wait", pair.transport(End::A).buffered());
    pair.transport(End::A).lose_connection();
    pair.flush().unwrap();
    assert_eq!(b.chunks() + b.times_closed(), 0);
    pair.transport(End::B).resume_producing().unwrap();
    pair.flush().unwrap();
    assert_eq!((b.data().len(), pair.transport(End::A).buffered()), (200_000, 0));
    assert_eq!(b.reason_kind(), Some(ReasonKind::Done));
}

/// Covers TR-26.
#[test]
fn a_close_over_unread_bytes_ends_the_stream_first_and_breaks_it_for_a_peer_that_sends() {
    let (pair, a, b) = silent();
    pair.transport(End::B).pause_producing().unwrap();
    pair.transport(End::A).write(b"never read");
    pair.flush().unwrap();
    pair.transport(End::A).pause_producing().unwrap();
    pair.transport(End::B).lose_connection();
    pair.flush().unwrap();
    assert_eq!(b.calls(), [Happened::Made, Happened::Lost(ReasonKind::Done, b.reason().unwrap_or_default())]);
    assert_eq!(a.times_closed(), 0, "it does not look");
    pair.transport(End::A).write(b"more");
    pair.flush().unwrap();
    assert_eq!(a.reason_kind(), Some(ReasonKind::Lost), "{:?}", a.calls());
}

/// No case of Twisted's: what else would hang.
#[test]
fn two_that_answer_each_other_for_ever_are_an_error() {
    let echo = || {
        Scripted::new().data(|transport, data| {
            transport.write(data);
            Ok(())
        })
    };
    let pair = Pair::connect(echo(), echo());
    pair.transport(End::A).write(b"x");
    assert_eq!(pair.step(), Ok(Moved::Something));
    assert_eq!(pair.flush(), Err(PairError::Endless));
}

/// Covers RX-08.
#[test]
fn a_flush_from_inside_is_refused() {
    let told = Rc::new(RefCell::new(None));
    let pair = Rc::new_cyclic(|this: &Weak<Pair>| {
        let (this, tells) = (this.clone(), told.clone());
        let flushes = Scripted::new().data(move |_, _| {
            *tells.borrow_mut() = this.upgrade().map(|pair| pair.flush());
            Ok(())
        });
        Pair::connect(AccumulatingProtocol::new(), flushes)
    });
    pair.transport(End::A).write(b"x");
    pair.flush().unwrap();
    assert_eq!(*told.borrow(), Some(Err(PairError::Inside)));
}

/// Covers PR-10, PR-15.
#[test]
fn dropping_the_pair_loses_both_ends_and_keeps_no_protocol() {
    let held = Rc::new(());
    let (one, other) = (held.clone(), held.clone());
    let a = Scripted::new().made(move |_| {
        let _ = &one;
        Ok(())
    });
    let b = Scripted::new().lost(move |_, _| {
        let _ = &other;
        Ok(())
    });
    let records = [a.record(), b.record()];
    let pair = Pair::connect(a, b);
    let transport = pair.transport(End::A).clone();
    drop(pair);
    assert_eq!(records.map(|record| record.lost()), [Some("Lost".into()), Some("Lost".into())]);
    assert_eq!((Rc::strong_count(&held), transport.state()), (1, ConnectionState::Disconnected));
}
