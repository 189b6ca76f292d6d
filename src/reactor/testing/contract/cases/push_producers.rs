//! A push producer is paused inside the write that is too much, and resumed when all is sent.

use super::{Bench, Record, Scripted, ScriptedProducer, assert_counted, counted};
use crate::reactor::Transport;
use crate::reactor::error::FlowError;
use crate::reactor::flow::HIGH_WATER;
use crate::reactor::interfaces::ReactorFdSet;

/// What a producer was told, in order.
fn told(record: &Record) -> Vec<String> {
    record.events().into_iter().filter(|event| ["resume", "pause", "stop"].contains(&event.as_str())).collect()
}

/// A connected client with a push producer that only notes what it is told, and the server.
fn with_producer(bench: &Bench) -> (Record, Record, Transport) {
    let (server, client) = bench.pair(Scripted::new(), Scripted::new());
    let (notes, transport) = (Record::default(), client.transport());
    transport.register_producer(ScriptedProducer::new(&notes).push()).expect("there was none");
    (server, notes, transport)
}

cases! { ANYWHERE
    /// Covers PC-01.
    fn registering_tells_it_nothing(bench: &Bench) {
        let (_server, notes, _transport) = with_producer(bench);
        bench.settle();
        assert_eq!(told(&notes), [""; 0]);
    }

    /// Covers PC-03.
    fn a_second_one_is_refused_and_the_first_stays(bench: &Bench) {
        let (_server, first, transport) = with_producer(bench);
        let second = Record::default();
        let refused = transport.register_producer(ScriptedProducer::new(&second).push());
        assert_eq!(refused, Err(FlowError::AlreadyRegistered));
        let refused = transport.register_producer(ScriptedProducer::new(&second).pull());
        assert_eq!(refused, Err(FlowError::AlreadyRegistered));
        transport.write(counted(0, HIGH_WATER + 1));
        assert_eq!((told(&first), told(&second)), (vec!["pause".to_string()], vec![]));
    }

    /// Covers PC-06, PC-11.
    fn as_much_as_the_mark_does_not_pause_it(bench: &Bench) {
        let (server, notes, transport) = with_producer(bench);
        transport.write(counted(0, HIGH_WATER));
        bench.until("all has arrived", || server.received_len() == HIGH_WATER);
        bench.settle();
        assert_eq!(told(&notes), [""; 0], "nor is it resumed, since it was not paused");
    }

    /// Covers PC-07.
    fn more_than_the_mark_pauses_it_inside_the_write(bench: &Bench) {
        let client = Scripted::new();
        let notes = client.record();
        let client = client.data(move |transport, _| {
            transport.register_producer(ScriptedProducer::new(&notes).push())?;
            notes.note("writes");
            transport.write(counted(0, HIGH_WATER));
            notes.note("writes");
            transport.write(b"x");
            notes.note("has written");
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(b"go");
        bench.until("it has written", || client.has("has written"));
        let from = client.events().iter().position(|event| event == "data").expect("it came");
        assert_eq!(client.events()[from..from + 5], ["data", "writes", "writes", "pause", "has written"]);
    }

    /// Covers PC-08.
    fn one_that_writes_on_is_kept_and_not_told_again(bench: &Bench) {
        let (server, notes, transport) = with_producer(bench);
        for part in 0..4 {
            transport.write(counted(part * 100_000, 100_000));
        }
        assert_eq!(told(&notes), ["pause"]);
        assert_eq!(transport.buffered(), 400_000);
        bench.until("all has arrived", || server.received_len() == 400_000);
        assert_counted(&server.received());
        assert_eq!(told(&notes), ["pause", "resume"]);
    }

    /// Covers PC-10.
    fn it_is_resumed_once_when_all_is_sent_and_may_write_and_be_paused_inside(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (notes, transport, reactor) = (Record::default(), client.transport(), bench.reactor.clone());
        let (inside, noted) = (transport.clone(), notes.clone());
        let producer = ScriptedProducer::new(&notes).resume(move || {
            noted.note(format!("{} left, {} writers", inside.buffered(), reactor.writers().len()));
            if noted.count("resume") < 3 {
                inside.write(counted(0, 100_000));
                noted.note("has written");
            }
            Ok(())
        });
        transport.register_producer(producer.push()).expect("there was none");
        transport.write(counted(0, 100_000));
        bench.until("it was resumed three times", || notes.count("resume") == 3);
        bench.settle();
        let round = ["pause", "resume", "0 left, 0 writers"];
        let more = "has written";
        let expected = [round[0], round[1], round[2], round[0], more, round[1], round[2], round[0], more, round[1], round[2]];
        assert_eq!(notes.events(), expected);
        assert_eq!(server.received_len(), 300_000);
    }

    /// Covers PC-13.
    fn one_that_is_unregistered_while_paused_is_told_nothing_more(bench: &Bench) {
        let (server, notes, transport) = with_producer(bench);
        transport.write(counted(0, 100_000));
        transport.unregister_producer().expect("there is one");
        bench.until("all has arrived", || server.received_len() == 100_000);
        transport.lose_connection();
        bench.until("it is over", || server.is_lost());
        bench.settle();
        assert_eq!(told(&notes), ["pause"]);
    }

    /// Covers PC-14.
    fn the_next_one_inherits_no_pause(bench: &Bench) {
        let (server, _first, transport) = with_producer(bench);
        transport.write(counted(0, 100_000));
        transport.unregister_producer().expect("there is one");
        let second = Record::default();
        transport.register_producer(ScriptedProducer::new(&second).push()).expect("the first is gone");
        bench.until("all has arrived", || server.received_len() == 100_000);
        bench.settle();
        assert_eq!(told(&second), [""; 0]);
        transport.write(counted(0, 100_000));
        assert_eq!(told(&second), ["pause"]);
    }

    /// Covers PC-15.
    fn unregistering_nobody_is_nothing(bench: &Bench) {
        let (_server, client) = bench.pair(Scripted::new(), Scripted::new());
        assert_eq!(client.transport().unregister_producer(), Ok(()));
        assert!(bench.reactor.writers().is_empty());
    }

    /// Covers PC-17.
    fn a_close_lets_a_paused_one_finish(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (transport, inside) = (client.transport(), client.transport());
        let producer = ScriptedProducer::new(&client).resume(move || {
            inside.write(counted(100_000, 20_000));
            Ok(())
        });
        transport.register_producer(producer.push()).expect("there was none");
        transport.write(counted(0, 100_000));
        transport.lose_connection();
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!(server.received_len(), 120_000);
        assert_counted(&server.received());
        let end = client.events();
        assert_eq!(end[end.len() - 6..], ["pause", "resume", "stop", "lost: Done", "client lost: Done", "stop"]);
    }

    /// Covers PC-17.
    fn a_close_does_not_wait_for_a_resumed_one_that_has_nothing_to_write(bench: &Bench) {
        let (server, notes, transport) = with_producer(bench);
        transport.write(counted(0, 100_000));
        transport.lose_connection();
        bench.until("it is over", || server.is_lost());
        assert_eq!(server.received_len(), 100_000);
        bench.until("so is our end", || told(&notes) == ["pause", "resume", "stop"]);
    }

    /// Covers PC-18.
    fn a_close_does_not_wait_for_one_that_is_not_paused(bench: &Bench) {
        let (server, notes, transport) = with_producer(bench);
        transport.write(b"bye");
        transport.lose_connection();
        bench.until("it is over", || server.is_lost());
        assert_eq!(server.received(), b"bye");
        bench.until("it is stopped", || told(&notes) == ["stop"]);
    }

    /// Covers PC-21.
    fn whoever_stops_consuming_has_no_producer_any_more(bench: &Bench) {
        let (server, notes, transport) = with_producer(bench);
        transport.write(counted(0, 100_000));
        transport.stop_consuming();
        bench.until("it is over", || server.is_lost());
        bench.settle();
        assert_eq!(server.received_len(), 100_000);
        assert_eq!(told(&notes), ["pause"]);
    }
}
