//! A pull producer is asked for one piece at a time, and a close waits for its last.

use super::{Bench, Record, Scripted, ScriptedProducer, assert_counted, counted};
use crate::reactor::{Producer, Transport};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// Writes so many pieces of this size, one a resume, and unregisters itself after the last.
fn pieces(notes: &Record, transport: &Transport, count: usize, size: usize) -> Producer {
    let (written, transport) = (Cell::new(0), transport.clone());
    let producer = ScriptedProducer::new(notes).resume(move || {
        transport.write(counted(written.get() * size, size));
        written.set(written.get() + 1);
        if written.get() == count {
            transport.unregister_producer()?;
        }
        Ok(())
    });
    producer.pull()
}

cases! { ANYWHERE
    /// Covers PC-02.
    fn registering_asks_for_the_first_piece_inside_the_call(bench: &Bench) {
        let client = Scripted::new();
        let notes = client.record();
        let client = client.made(move |transport| {
            let writes = transport.clone();
            let producer = ScriptedProducer::new(&notes).resume(move || {
                writes.write(b"first");
                Ok(())
            });
            transport.register_producer(producer.pull())?;
            notes.note(format!("{} wait", transport.buffered()));
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        let from = client.events().iter().position(|event| event == "made").expect("it is made");
        assert_eq!(client.events()[from..from + 3], ["made", "resume", "5 wait"]);
        bench.until("it arrives", || server.received().starts_with(b"first"));
    }

    /// Covers PC-12.
    fn each_drain_asks_for_the_next_piece(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (notes, transport) = (Record::default(), client.transport());
        let producer = pieces(&notes, &transport, 5, 100_000); // more than the mark
        transport.register_producer(producer).expect("there was none");
        bench.until("all has arrived", || server.received_len() == 500_000);
        bench.settle();
        assert_counted(&server.received());
        assert_eq!(notes.events(), ["resume"; 5], "asked five times, never paused");
    }

    /// Covers PC-12.
    fn it_is_not_asked_again_before_it_has_written(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (notes, transport) = (Record::default(), client.transport());
        transport.register_producer(ScriptedProducer::new(&notes).pull()).expect("there was none");
        bench.settle();
        transport.lose_connection();
        bench.settle();
        assert_eq!(notes.count("resume"), 1, "its piece is still to come");
        transport.write(b"late");
        bench.until("it is asked for the next", || notes.count("resume") == 2);
        transport.unregister_producer().expect("there is one");
        bench.until("it is over", || server.is_lost());
        assert_eq!(server.received(), b"late");
    }

    /// Covers PC-16.
    fn a_close_waits_for_its_last_piece(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (notes, transport) = (Record::default(), client.transport());
        let producer = pieces(&notes, &transport, 5, 100_000);
        transport.register_producer(producer).expect("there was none");
        transport.lose_connection();
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!(server.received_len(), 500_000);
        assert_counted(&server.received());
        assert_eq!(client.lost().as_deref(), Some("Done"));
        assert_eq!(notes.events(), ["resume"; 5], "it had unregistered, so nobody stops it");
    }

    /// Covers PC-16.
    fn a_close_goes_on_when_it_unregisters_with_nothing_left_to_send(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (notes, transport) = (Record::default(), client.transport());
        transport.register_producer(ScriptedProducer::new(&notes).pull()).expect("there was none");
        transport.lose_connection();
        bench.settle();
        assert!(!client.is_lost() && !server.is_lost(), "it may still write");
        transport.unregister_producer().expect("there is one");
        bench.until("both are lost", || server.is_lost() && client.is_lost());
    }

    /// Covers PC-16.
    fn it_may_write_long_after_it_was_asked(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (transport, reactor, left) = (client.transport(), bench.reactor.clone(), Rc::new(Cell::new(3)));
        let writes = transport.clone();
        let producer = ScriptedProducer::new(&client).resume(move || {
            let (writes, left) = (writes.clone(), left.clone());
            reactor.call_later(Duration::from_millis(1), move || {
                writes.write(b"piece ");
                left.set(left.get() - 1);
                if left.get() == 0 { writes.unregister_producer() } else { Ok(()) }
            });
            Ok(())
        });
        transport.register_producer(producer.pull()).expect("there was none");
        transport.lose_connection();
        bench.until("it is over", || server.is_lost());
        assert_eq!(server.received(), b"piece piece piece ");
    }
}
