//! A pull producer is asked for one piece at a time, and a close waits for its last.

use crate::support::{Record, Scripted, ScriptedProducer, counted, in_memory};
use std::cell::Cell;
use twistlab::reactor::{Producer, Transport};

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

/// Covers PC-12.
#[test]
fn a_part_that_is_sent_asks_for_nothing() {
    let bench = in_memory();
    bench.memory.as_ref().expect("it is in memory").set_capacity(100);
    let server = Scripted::new().made(|transport| Ok(transport.pause_producing()?));
    let (server, client) = bench.pair(server, Scripted::new());
    let (notes, transport) = (Record::default(), client.transport());
    transport.register_producer(pieces(&notes, &transport, 2, 150)).expect("there was none");
    bench.settle();
    assert_eq!((transport.buffered(), notes.count("resume")), (50, 1));
    server.transport().resume_producing().expect("it reads again");
    bench.until("both pieces have arrived", || server.received_len() == 300);
}
