//! Closing in order: all that was written goes first, and nobody is told from inside the call.

use super::{Bench, Scripted, ScriptedProducer, assert_counted, counted};
use crate::reactor::ConnectionState;
use crate::reactor::interfaces::ReactorFdSet;
use std::cell::Cell;
use std::rc::Rc;

const MUCH: usize = 4 << 20;

cases! { ANYWHERE
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

    /// Whoever closes from outside, a timed call say, is told no sooner: no callback of the connection runs inside the call.
    ///
    /// Covers TR-10, PR-06.
    fn nobody_is_told_inside_a_call_from_outside(bench: &Bench) {
        let (_server, client) = bench.pair(Scripted::new(), Scripted::new());
        client.transport().lose_connection();
        assert!(!client.is_lost(), "connection_lost was called inside lose_connection");
        bench.until("it is lost", || client.is_lost());
        assert_eq!(client.lost().as_deref(), Some("Done"));
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
        let due = ["stop", "Disconnected, readers: 1", "lost: Done", "no socket", "client lost: Done", "stop"];
        assert_eq!(end[end.len() - 6..], due, "first its producer, then the protocol, then the factory, and no socket any more");
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
