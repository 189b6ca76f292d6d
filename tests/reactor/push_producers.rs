//! A push producer is paused inside the write that is too much, and resumed when all is sent.

use crate::support::{Bench, Record, Scripted, ScriptedProducer, counted, in_memory};
use twistlab::reactor::flow::HIGH_WATER;
use twistlab::reactor::{Producer, Transport};

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

/// Covers PC-09.
#[test]
fn below_the_mark_is_not_empty() {
    let bench = in_memory();
    bench.memory.as_ref().expect("it is in memory").set_capacity(10_000);
    let server = Scripted::new().made(|transport| Ok(transport.pause_producing()?));
    let (server, client) = bench.pair(server, Scripted::new());
    let (notes, transport) = (Record::default(), client.transport());
    transport.register_producer(ScriptedProducer::new(&notes).push()).expect("there was none");
    transport.write(counted(0, 70_000));
    bench.settle();
    assert!((1..HIGH_WATER).contains(&transport.buffered()), "{} wait", transport.buffered());
    assert_eq!(told(&notes), ["pause"]);
    server.transport().resume_producing().expect("it reads again");
    bench.until("it is resumed", || told(&notes) == ["pause", "resume"]);
    assert_eq!(transport.buffered(), 0);
}

/// Covers PC-07.
#[test]
fn the_mark_is_the_connections_own() {
    let bench = in_memory();
    let (_server, notes, transport) = with_producer(&bench);
    transport.set_high_water(3);
    transport.write(b"abc");
    assert_eq!(told(&notes), [""; 0]);
    transport.write(b"d");
    assert_eq!(told(&notes), ["pause"]);
}

/// A transport is a push producer by itself.
#[test]
fn a_transport_can_be_registered_as_it_is() {
    let bench = in_memory();
    let (server, client) = bench.pair(Scripted::new(), Scripted::new());
    let producer: Producer = server.transport().into();
    assert!(matches!(producer, Producer::Push(_)));
    assert_eq!(client.transport().register_producer(server.transport()), Ok(()));
}
