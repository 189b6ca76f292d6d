//! A producer whose consumer is gone is stopped, once, whatever has ended the connection.

use super::{Bench, Record, Scripted, ScriptedProducer, aborts, closes, counted};
use crate::reactor::interfaces::ReactorFdSet;
use crate::reactor::{Result, Transport};

/// What our callback does with our transport and the peer's.
type ScriptedDescriptor = fn(&Transport, &Transport) -> Result;

/// How a connection ends, and what its protocol is told.
const WAYS: [(&str, ScriptedDescriptor, &str); 5] = [
    ("we close", |ours, _| closes(ours), "Done"),
    ("we abort", |ours, _| aborts(ours), "Aborted"),
    ("the peer closes", |_, peers| closes(peers), "Done"),
    ("the peer aborts", |_, peers| aborts(peers), "Lost"),
    ("a callback fails", |_, _| Err("no".into()), "Error(no)"),
];

cases! { ANYWHERE
    /// Covers PC-19.
    fn it_is_stopped_once_before_the_protocol_is_told(bench: &Bench) {
        for (way, end, reason) in WAYS {
            let server = Scripted::new();
            let peer = server.record();
            let client = Scripted::new();
            let notes = client.record();
            let client = client.data(move |transport, _| {
                transport.register_producer(ScriptedProducer::new(&notes).push())?;
                end(transport, &peer.transport())
            });
            let (server, client) = bench.pair(server, client);
            server.transport().write(b"x");
            bench.until(way, || client.is_lost());
            bench.settle();
            let end = client.events();
            let from = end.len() - 4;
            assert_eq!(end[from..from + 2], ["stop".to_string(), format!("lost: {reason}")], "{way}, and the producer hears it first");
            assert_eq!(client.count("stop"), 2, "{way}: once, and the factory once");
        }
    }

    /// Covers PC-19.
    fn it_is_stopped_when_the_reactor_stops(bench: &Bench) {
        let (_server, client) = bench.pair(Scripted::new(), Scripted::new());
        let notes = Record::default();
        client.transport().register_producer(ScriptedProducer::new(&notes).push()).expect("there was none");
        bench.reactor.stop().expect("it runs");
        let _ = bench.reactor.turn(None).expect("the last one");
        assert_eq!(notes.events(), ["stop"]);
    }

    /// Covers PC-04.
    fn one_that_comes_too_late_is_stopped_at_once(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        client.transport().abort_connection();
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        let (notes, transport) = (Record::default(), client.transport());
        for _ in 0..2 {
            assert_eq!(transport.register_producer(ScriptedProducer::new(&notes).push()), Ok(()));
            assert_eq!(transport.register_producer(ScriptedProducer::new(&notes).pull()), Ok(()));
        }
        assert_eq!(notes.events(), ["stop"; 4], "none is resumed, none is kept");
    }

    /// Covers PC-04, PR-12.
    fn one_that_comes_in_connection_lost_is_stopped_at_once(bench: &Bench) {
        let notes = Record::default();
        let noted = notes.clone();
        let client = Scripted::new().lost(move |transport, _| {
            transport.register_producer(ScriptedProducer::new(&noted).pull())?;
            Ok(())
        });
        let (server, _client) = bench.pair(Scripted::new(), client);
        server.transport().lose_connection();
        bench.until("it is stopped", || notes.has("stop"));
        assert_eq!(notes.events(), ["stop"]);
    }

    /// Covers PC-05.
    fn one_that_comes_while_it_closes_is_stopped_in_the_end(bench: &Bench) {
        let server = Scripted::new().made(|transport| Ok(transport.pause_producing()?));
        let (server, client) = bench.pair(server, Scripted::new());
        let (notes, transport) = (Record::default(), client.transport());
        transport.write(counted(0, 16 << 20));
        transport.lose_connection();
        assert_eq!(transport.register_producer(ScriptedProducer::new(&notes).push()), Ok(()));
        bench.settle();
        assert_eq!(notes.events(), [""; 0], "the close waits for the peer");
        server.transport().resume_producing().expect("it reads again");
        bench.until("it is over", || client.is_lost());
        assert_eq!(notes.events(), ["stop"], "when the protocol is told, the producer has been");
    }

    /// Covers PC-20.
    fn unregistering_at_the_end_or_after_it_is_nothing(bench: &Bench) {
        let client = Scripted::new();
        let (notes, reactor) = (client.record(), bench.reactor.clone());
        let client = client.lost(move |transport, _| {
            transport.unregister_producer()?;
            notes.note(format!("{} writers", reactor.writers().len()));
            Ok(())
        });
        let (_server, client) = bench.pair(Scripted::new(), client);
        let (notes, transport) = (Record::default(), client.transport());
        transport.register_producer(ScriptedProducer::new(&notes).pull()).expect("there was none");
        transport.abort_connection();
        bench.until("it is over", || client.is_lost());
        assert!(client.has("0 writers"), "{:?}", client.events());
        assert_eq!(transport.unregister_producer(), Ok(()));
        assert_eq!(notes.events(), ["resume", "stop"]);
        assert!(bench.reactor.writers().is_empty());
    }

    /// Covers PC-19, ER-08.
    fn one_that_fails_to_stop_changes_nothing(bench: &Bench) {
        let (_server, client) = bench.pair(Scripted::new(), Scripted::new());
        let producer = ScriptedProducer::new(&client).stop(|| panic!("never"));
        client.transport().register_producer(producer.push()).expect("there was none");
        client.transport().lose_connection();
        bench.until("it is over", || client.is_lost());
        assert_eq!(client.lost().as_deref(), Some("Done"));
        assert_eq!(bench.log.lines(), ["StopProducing failed: the callback panicked: never"], "when it is over, the producer was told");
    }
}
