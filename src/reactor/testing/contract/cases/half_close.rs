//! One direction closed, the other open.

use super::{Bench, Record, Scripted, ScriptedProducer, aborts, assert_counted, counted};
use crate::reactor::{Result, Transport};
use std::cell::Cell;

const MUCH: usize = 2 << 20;

fn nothing(_: &Transport) -> Result {
    Ok(())
}

/// A protocol that lives on with one direction closed.
fn half_closeable() -> Scripted {
    Scripted::new().half(nothing, nothing)
}

/// What happened to a protocol, without what its factory was told.
fn life(record: &Record) -> Vec<String> {
    let own = |event: &String| event == "data" || event.ends_with("ended") || event.starts_with("lost");
    record.events().into_iter().filter(own).collect()
}

cases! { ANYWHERE
    /// Covers HC-01, HC-02, HC-05.
    fn our_direction_closes_behind_the_last_byte(bench: &Bench) {
        let (server, client) = bench.pair(half_closeable(), half_closeable());
        client.transport().write(counted(0, MUCH));
        client.transport().lose_write_connection();
        bench.until("the peer sees the end", || server.has("read ended"));
        assert_eq!(server.received_len(), MUCH);
        assert_counted(&server.received());
        bench.until("our side is told", || client.has("write ended"));
        server.transport().write(b"still here");
        bench.until("reading goes on", || client.received() == b"still here");
        bench.settle();
        assert_eq!((life(&client), life(&server)), (
            vec!["write ended".into(), "data".into()],
            vec!["data".into(), "read ended".into()]
        ));
    }

    /// Covers HC-03.
    fn what_is_written_afterwards_is_dropped(bench: &Bench) {
        let client = Scripted::new().half(nothing, |transport| {
            transport.write(b"too late");
            Ok(())
        });
        let (server, client) = bench.pair(half_closeable(), client);
        let transport = client.transport();
        transport.write(b"in time");
        transport.lose_write_connection();
        transport.write(b"too late");
        bench.until("the peer sees the end", || server.has("read ended") && client.has("write ended"));
        transport.write(b"too late");
        assert_eq!(transport.buffered(), 0);
        bench.settle();
        assert_eq!(server.received(), b"in time");
        assert!(!client.is_lost() && !server.is_lost());
    }

    /// Twisted does it inside the call, this library in the next turn.
    ///
    /// Covers HC-04.
    fn a_close_after_it_is_told_in_the_next_turn(bench: &Bench) {
        let client = Scripted::new();
        let record = client.record();
        let client = client.half(nothing, move |transport| {
            transport.lose_connection();
            record.note("returned");
            Ok(())
        });
        let (server, client) = bench.pair(half_closeable(), client);
        client.transport().lose_write_connection();
        bench.until("both are told", || client.is_lost() && server.has("read ended"));
        let end = client.events();
        assert_eq!(end[end.len() - 5..], ["write ended", "returned", "lost: Done", "client lost: Done", "stop"]);
    }

    /// Covers HC-05.
    fn the_peers_end_is_told_once_and_writing_still_works(bench: &Bench) {
        let server = Scripted::new().half(
            |transport| {
                transport.write(b"I heard you");
                Ok(())
            },
            nothing,
        );
        let (server, client) = bench.pair(server, half_closeable());
        client.transport().lose_write_connection();
        bench.until("the answer comes", || client.received() == b"I heard you");
        server.transport().write(b", really");
        bench.until("and the next", || client.received() == b"I heard you, really");
        bench.settle();
        assert_eq!(life(&server), ["read ended"]);
    }

    /// Covers HC-06.
    fn for_a_plain_protocol_the_peers_end_is_the_end(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), half_closeable());
        client.transport().lose_write_connection();
        bench.until("it is lost", || server.is_lost());
        assert_eq!(server.lost().as_deref(), Some("Done"));
    }

    /// Covers HC-01.
    fn a_plain_protocol_may_close_its_direction_too(bench: &Bench) {
        let (server, client) = bench.pair(half_closeable(), Scripted::new());
        client.transport().lose_write_connection();
        bench.until("the peer sees the end", || server.has("read ended"));
        server.transport().write(b"still here");
        server.transport().lose_connection();
        bench.until("it is lost", || client.is_lost());
        assert_eq!((client.received().as_slice(), client.lost().as_deref()), (b"still here".as_slice(), Some("Done")));
    }

    /// Covers HC-07.
    fn with_both_directions_closed_it_is_lost(bench: &Bench) {
        let (server, client) = bench.pair(half_closeable(), half_closeable());
        client.transport().lose_write_connection();
        bench.until("the peer sees the end", || server.has("read ended"));
        server.transport().lose_write_connection();
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        assert_eq!(life(&client), ["write ended", "read ended", "lost: Done"]);
        assert_eq!(life(&server), ["read ended", "write ended", "lost: Done"]);
    }

    /// Covers HC-07.
    fn an_abort_in_the_last_callback_is_an_abort(bench: &Bench) {
        let client = Scripted::new().half(aborts, nothing);
        let (server, client) = bench.pair(half_closeable(), client);
        client.transport().lose_write_connection();
        bench.until("our side is closed", || client.has("write ended") && server.has("read ended"));
        server.transport().lose_write_connection();
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        assert_eq!(life(&client), ["write ended", "read ended", "lost: Aborted"]);
    }

    /// Covers HC-08.
    fn a_callback_that_fails_ends_it(bench: &Bench) {
        let server = Scripted::new().half(|_| Err("no half measures".into()), nothing);
        let client = Scripted::new().half(nothing, |_| Err("me neither".into()));
        let (server, client) = bench.pair(server, client);
        client.transport().lose_write_connection();
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        assert_eq!(life(&server), ["read ended", "lost: Error(no half measures)"]);
        assert_eq!(life(&client), ["write ended", "lost: Error(me neither)"]);
        assert_eq!(bench.log.count(), 2);
    }

    /// Covers HC-09.
    fn it_waits_for_a_pull_producer_and_goes_on_without_it(bench: &Bench) {
        let (server, client) = bench.pair(half_closeable(), half_closeable());
        let (transport, writes, left) = (client.transport(), client.transport(), Cell::new(5));
        let producer = ScriptedProducer::new(&client).resume(move || {
            left.set(left.get() - 1);
            match left.get() {
                0 => writes.unregister_producer()?,
                left => writes.write(counted((4 - left) * 1_000, 1_000)),
            }
            Ok(())
        });
        transport.register_producer(producer.pull()).expect("there was none");
        transport.lose_write_connection();
        bench.until("the peer sees the end", || server.has("read ended"));
        assert_eq!(server.received(), counted(0, 4_000));
        bench.until("our side is told", || client.has("write ended"));
        assert!(!client.is_lost() && !server.is_lost());
    }

    /// Covers HC-09.
    fn it_does_not_hang_on_a_resumed_push_producer(bench: &Bench) {
        let (server, client) = bench.pair(half_closeable(), half_closeable());
        let transport = client.transport();
        transport.register_producer(ScriptedProducer::new(&client).push()).expect("there was none");
        transport.write(counted(0, 100_000));
        transport.lose_write_connection();
        bench.until("the peer sees the end", || server.has("read ended") && client.has("write ended"));
        assert_eq!(server.received_len(), 100_000);
    }

    /// Covers HC-10.
    fn a_reply_after_the_end_of_the_question_arrives_whole(bench: &Bench) {
        let server = Scripted::new().half(
            |transport| {
                transport.write(counted(0, MUCH));
                transport.lose_connection();
                Ok(())
            },
            nothing,
        );
        let client = half_closeable().made(|transport| {
            transport.write(b"question");
            transport.lose_write_connection();
            Ok(())
        });
        let (server, client) = bench.pair(server, client);
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        assert_eq!((server.received().as_slice(), client.received_len()), (b"question".as_slice(), MUCH));
        assert_counted(&client.received());
        assert_eq!((client.lost().as_deref(), server.lost().as_deref()), (Some("Done"), Some("Done")));
    }

    /// Covers HC-01.
    fn a_close_while_it_waits_takes_its_place(bench: &Bench) {
        let (server, client) = bench.pair(half_closeable(), half_closeable());
        client.transport().write(counted(0, MUCH));
        client.transport().lose_write_connection();
        client.transport().lose_connection();
        bench.until("it is lost", || client.is_lost() && server.has("read ended"));
        assert_eq!(server.received_len(), MUCH);
        assert_eq!(life(&client), ["lost: Done"]);
    }
}
