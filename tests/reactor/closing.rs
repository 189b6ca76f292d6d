//! Closing in order: all that was written goes first, and nobody is told from inside the call.

use crate::support::{Bench, Kind, Scripted, ScriptedProducer, assert_counted, closes, counted};
use std::cell::Cell;
use std::rc::Rc;
use twistlab::reactor::interfaces::ReactorFdSet;
use twistlab::reactor::{ConnectionState, Result, Transport};

const MUCH: usize = 4 << 20;

on_every_reactor! {
    /// Covers TR-10, PR-06.
    fn nobody_is_told_inside_the_call(bench: &Bench) {
        let client = Scripted::new();
        let record = client.record();
        let client = client.data(move |transport, _| {
            transport.lose_connection();
            assert_eq!(transport.state(), ConnectionState::Disconnecting);
            record.note("returned");
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(b"x");
        bench.until("it is lost", || client.is_lost());
        let end = client.events();
        assert_eq!(end[end.len() - 5..], ["data", "returned", "lost: Done", "client lost: Done", "stop"]);
    }

    /// Covers TR-10.
    fn reading_stops_at_once(bench: &Bench) {
        let (_server, client) = bench.pair(Scripted::new(), Scripted::new());
        assert_eq!(bench.reactor.readers().len(), 2);
        client.transport().lose_connection();
        assert_eq!(bench.reactor.readers().len(), 1, "the server's is left");
        assert_eq!(bench.reactor.writers().len(), 1, "a drained buffer is found by writing");
    }

    /// Covers TR-11, TR-23, PR-05, PR-14.
    fn what_was_written_goes_first(bench: &Bench) {
        let client = Scripted::new().made(|transport| {
            transport.write(counted(0, MUCH));
            transport.lose_connection();
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!(server.received_len(), MUCH);
        assert_counted(&server.received());
        assert_eq!(server.lost().as_deref(), Some("Done"), "the peer closed");
        assert_eq!(client.lost().as_deref(), Some("Done"), "we closed");
    }

    /// Covers TR-12.
    fn what_the_peer_sends_afterwards_is_not_delivered(bench: &Bench) {
        let calls = Rc::new(Cell::new(0));
        let called = calls.clone();
        let client = Scripted::new().data(move |transport, _| {
            called.set(called.get() + 1);
            transport.lose_connection();
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(counted(0, MUCH));
        bench.until("it is lost", || client.is_lost());
        assert_eq!(calls.get(), 1);
    }

    /// Covers TR-13.
    fn what_is_written_while_it_closes_is_sent_too(bench: &Bench) {
        let client = Scripted::new().made(|transport| {
            transport.write(counted(0, 100_000));
            transport.lose_connection();
            transport.write(counted(100_000, 50_000));
            Ok(())
        });
        let (server, _client) = bench.pair(Scripted::new(), client);
        bench.until("the end has come", || server.is_lost());
        assert_eq!(server.received_len(), 150_000);
        assert_counted(&server.received());
    }

    /// Covers TR-14.
    fn a_second_close_changes_nothing(bench: &Bench) {
        let client = Scripted::new().made(|transport| {
            transport.write(b"bye");
            transport.lose_connection();
            transport.lose_connection();
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!(server.received(), b"bye");
        assert_eq!((client.count("lost: Done"), server.count("lost: Done")), (1, 1));
    }

    /// Covers TR-24, PC-19.
    fn the_end_comes_in_its_order(bench: &Bench) {
        let client = Scripted::new();
        let (record, reactor) = (client.record(), bench.reactor.clone());
        let client = client.made(move |transport| {
            let (asked, noted, reactor) = (transport.clone(), record.clone(), reactor.clone());
            let producer = ScriptedProducer::new(&record).stop(move || {
                noted.note(format!("{:?}, readers: {}", asked.state(), reactor.readers().len()));
                Ok(())
            });
            Ok(transport.register_producer(producer.push())?)
        });
        let record = client.record();
        let client = client.lost(move |transport, _| {
            record.note(if transport.no_delay().is_err() { "no socket" } else { "a socket" });
            Ok(())
        });
        let (_server, client) = bench.pair(Scripted::new(), client);
        client.transport().lose_connection();
        bench.until("it is lost", || client.is_lost());
        let end = client.events();
        assert_eq!(end[end.len() - 6..], [
            "stop", "Disconnected, readers: 1", "lost: Done", "no socket", "client lost: Done", "stop"
        ]);
    }

    /// The kernel resets a connection that is closed with bytes that nobody read. Our side ends in order all the same.
    ///
    /// Covers TR-26.
    fn unread_bytes_may_break_it_for_the_peer_alone(bench: &Bench) {
        let client = Scripted::new().made(|transport| Ok(transport.pause_producing()?));
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(b"nobody reads this");
        bench.until("it is sent", || server.transport().buffered() == 0);
        client.transport().lose_connection();
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!(client.lost().as_deref(), Some("Done"));
        assert!(matches!(server.lost().as_deref(), Some("Done" | "Lost")), "{:?}", server.lost());
    }
}

/// Covers TR-24, TR-25.
#[test]
fn the_socket_is_shut_down_and_closed_before_the_protocol_is_told() {
    let fails = |_: &Transport| Err("no".into());
    for (way, end) in [("we close", closes as fn(&Transport) -> Result), ("a callback fails", fails)] {
        let (bench, calls) = Bench::with_calls();
        let seen = calls.clone();
        let client = Scripted::new().data(move |transport, _| end(transport)).lost(move |_, _| {
            seen.note("told");
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(b"x");
        bench.until("it is lost", || client.is_lost());
        assert_eq!(calls.events(), ["shutdown Both", "close", "told"], "{way}");
    }
}

/// Covers TR-23.
#[test]
fn the_end_of_the_stream_comes_behind_its_last_byte() {
    let bench = Bench::on(Kind::Memory);
    bench.memory.as_ref().expect("it is in memory").set_capacity(10);
    let client = Scripted::new().made(|transport| {
        transport.write(counted(0, 105));
        transport.lose_connection();
        Ok(())
    });
    let (server, _client) = bench.pair(Scripted::new(), client);
    bench.until("the end has come", || server.is_lost());
    assert_eq!(server.received(), counted(0, 105));
    assert_eq!(server.lost().as_deref(), Some("Done"));
}
