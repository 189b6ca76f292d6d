//! A producer that fails, or ends the connection, from inside what it is told.

use super::{Bench, Record, Scripted, ScriptedProducer, counted};
use crate::reactor::flow::HIGH_WATER;
use crate::reactor::{Producer, Transport};

/// A pair whose client has this producer and is given more than the mark to send. Returns when the client is lost.
fn with_producer(bench: &Bench, producer: impl FnOnce(ScriptedProducer, &Transport) -> Producer) -> (Record, Record) {
    let (server, client) = bench.pair(Scripted::new(), Scripted::new());
    let transport = client.transport();
    let producer = producer(ScriptedProducer::new(&client), &transport);
    transport.register_producer(producer).expect("there was none");
    transport.write(counted(0, HIGH_WATER + 1));
    bench.until("it is lost", || client.is_lost());
    bench.until("so is the peer", || server.is_lost());
    (server, client)
}

/// What happened to the client from the first of these on, without what its connector was told.
fn from(client: &Record, first: &str) -> Vec<String> {
    let events = client.events();
    let from = events.iter().position(|event| event == first).expect("it happened");
    events[from..events.len() - 2].to_vec()
}

cases! { ANYWHERE
    /// Covers PC-28.
    fn a_resume_that_fails_ends_the_connection(bench: &Bench) {
        let (server, client) = with_producer(bench, |producer, _| producer.resume(|| Err("nothing left".into())).push());
        assert_eq!(from(&client, "pause"), ["pause", "resume", "stop", "lost: Error(nothing left)"]);
        assert_eq!(server.lost().as_deref(), Some("Done"));
        assert_eq!(server.received_len(), HIGH_WATER + 1);
        assert_eq!(bench.log.lines(), ["ResumeProducing failed: nothing left"]);
    }

    /// Covers PC-28.
    fn so_does_the_first_resume_of_a_pull_producer_but_not_inside_the_call(bench: &Bench) {
        let client = Scripted::new();
        let record = client.record();
        let client = client.made(move |transport| {
            let producer = ScriptedProducer::new(&record).resume(|| Err("nothing there".into()));
            transport.register_producer(producer.pull())?;
            record.note("registered");
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        assert_eq!(from(&client, "resume"), ["resume", "registered", "stop", "lost: Error(nothing there)"]);
        assert_eq!(server.lost().as_deref(), Some("Done"));
        assert_eq!(bench.log.count(), 1);
    }

    /// Covers PC-28.
    fn so_does_a_pause_that_fails(bench: &Bench) {
        let (_server, client) = with_producer(bench, |producer, _| producer.pause(|| Err("cannot".into())).push());
        assert_eq!(from(&client, "pause"), ["pause", "stop", "lost: Error(cannot)"]);
        assert_eq!(bench.log.lines(), ["PauseProducing failed: cannot"]);
    }

    /// Covers PC-29.
    fn an_abort_inside_a_resume_waits_for_its_return(bench: &Bench) {
        let (server, client) = with_producer(bench, |producer, transport| {
            let transport = transport.clone();
            let resume = move || {
                transport.abort_connection();
                Ok(())
            };
            producer.resume(resume).push()
        });
        assert_eq!(from(&client, "pause"), ["pause", "resume", "stop", "lost: Aborted"]);
        assert_eq!(server.lost().as_deref(), Some("Lost"));
    }

    /// Covers PC-29.
    fn an_abort_inside_a_pause_waits_for_its_return(bench: &Bench) {
        let (server, client) = with_producer(bench, |producer, transport| {
            let transport = transport.clone();
            let pause = move || {
                transport.abort_connection();
                Ok(())
            };
            producer.pause(pause).push()
        });
        assert_eq!(from(&client, "pause"), ["pause", "stop", "lost: Aborted"]);
        assert_eq!((server.lost().as_deref(), server.received_len()), (Some("Lost"), 0));
    }

    /// Covers PC-28.
    fn the_error_goes_to_the_log_once_when_a_resume_aborts_and_fails(bench: &Bench) {
        let (_server, client) = with_producer(bench, |producer, transport| {
            let transport = transport.clone();
            let resume = move || {
                transport.abort_connection();
                Err("and fails".into())
            };
            producer.resume(resume).push()
        });
        assert_eq!(from(&client, "pause"), ["pause", "resume", "stop", "lost: Error(and fails)"]);
        assert_eq!(bench.log.count(), 1);
    }
}
