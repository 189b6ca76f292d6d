//! Writing: what a transport takes, when it is sent, and in what order.

use super::{Bench, Scripted, ScriptedProducer, assert_counted, counted};
use crate::reactor::interfaces::ReactorFdSet;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// More than the buffers of two sockets hold, whatever the system gives them.
const MUCH: usize = 16 << 20;

cases! { ANYWHERE
    /// Covers TR-01.
    fn nothing_is_sent_inside_a_write(bench: &Bench) {
        let kept = Rc::new(Cell::new(0));
        let inside = kept.clone();
        let client = Scripted::new().made(move |transport| {
            transport.write(b"hello");
            inside.set(transport.buffered());
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        assert_eq!(kept.get(), 5, "from inside a callback");
        bench.until("the peer has it", || server.received() == b"hello");

        let transport = client.transport();
        assert!(bench.reactor.writers().is_empty());
        transport.write(b" again");
        assert_eq!(transport.buffered(), 6, "from outside");
        assert_eq!(bench.reactor.writers().len(), 1, "it is to be sent");
        bench.until("the peer has that too", || server.received() == b"hello again");
    }

    /// Covers TR-02.
    fn writing_nothing_asks_for_nothing(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let transport = client.transport();
        transport.write(b"");
        transport.write(Vec::new());
        transport.write_sequence::<&[u8]>([]);
        transport.write_sequence([b"", b""]);
        assert_eq!((transport.buffered(), bench.reactor.writers().len()), (0, 0));
        bench.settle();
        assert_eq!(server.events(), ["start", "build", "made", "stop"], "the peer saw nothing");
    }

    /// Covers TR-03.
    fn a_sequence_is_one_write(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (transport, paused_at) = (client.transport(), Rc::new(Cell::new(0)));
        transport.set_high_water(4);
        let (asked, seen) = (transport.clone(), paused_at.clone());
        let producer = ScriptedProducer::new(&client).pause(move || {
            seen.set(asked.buffered());
            Ok(())
        });
        transport.register_producer(producer.push()).expect("there was none");
        transport.write_sequence(["first".as_bytes(), b"", b"second"]);
        assert_eq!((client.count("pause"), paused_at.get()), (1, 11), "the mark was looked at once, at the end");
        bench.until("the peer has the concatenation", || server.received() == b"firstsecond");
    }

    /// Covers TR-03.
    fn a_sequence_is_one_write_whatever_its_iterator_does(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (transport, inside) = (client.transport(), client.transport());
        let mut left = 3;
        transport.write_sequence(std::iter::from_fn(|| {
            left -= 1;
            inside.write(b"<");
            (left > 0).then_some(b">".as_slice())
        }));
        let (transport, panics) = (client.transport(), [b"never".as_slice(), b"taken"]);
        bench.reactor.call_later(Duration::ZERO, move || {
            transport.write_sequence(panics.iter().enumerate().map(|(at, chunk)| if at == 0 { *chunk } else { panic!("boom") }));
        });
        bench.until("all has arrived", || server.received() == b"<<<>>" && bench.log.count() == 1);
        client.transport().write(b".");
        bench.until("the next write is whole", || server.received() == b"<<<>>.");
    }

    /// Covers TR-04.
    fn every_write_arrives_and_in_order(bench: &Bench) {
        let sizes = [1, 10, 0, 1_000, 1_024, 3, 70_000, 16_384, 5, 200_000, 2, 4_096, 1].repeat(3);
        let total: usize = sizes.iter().sum();
        let client = Scripted::new().made(move |transport| {
            let mut at = 0;
            for (turn, &size) in sizes.iter().enumerate() {
                let data = counted(at, size);
                match turn % 3 {
                    0 => transport.write(&data),
                    1 => transport.write(data),
                    _ => transport.write_sequence(data.chunks(7)),
                }
                at += size;
            }
            Ok(())
        });
        let (server, _client) = bench.pair(Scripted::new(), client);
        bench.until("all have arrived", || server.received_len() >= total);
        assert_eq!(server.received_len(), total);
        assert_counted(&server.received());
    }

    /// Covers TR-06.
    fn a_drained_buffer_asks_to_write_no_more(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        client.transport().write(counted(0, 100_000));
        bench.until("all has arrived", || server.received_len() == 100_000);
        assert_eq!(client.transport().buffered(), 0);
        assert!(bench.reactor.writers().is_empty(), "a socket with room would be reported for ever");
    }

    /// Covers TR-28.
    fn what_the_kernel_has_no_room_for_waits(bench: &Bench) {
        let server = Scripted::new().made(|transport| Ok(transport.pause_producing()?));
        let (server, client) = bench.pair(server, Scripted::new());
        let transport = client.transport();
        transport.write(counted(0, MUCH));
        bench.settle();
        assert!(transport.buffered() > 0, "no kernel takes {MUCH} bytes that nobody reads");
        assert_eq!(bench.reactor.writers().len(), 1, "it waits for room");
        server.transport().resume_producing().expect("it reads again");
        bench.until("all has arrived", || server.received_len() == MUCH);
        assert_counted(&server.received());
    }

    /// Covers TR-09, TR-14, TR-18.
    fn a_lost_connection_ignores_whatever_is_asked_of_it(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        client.transport().lose_connection();
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        let (transport, before) = (client.transport(), client.events());
        transport.write(b"too late");
        transport.write_sequence([b"too".as_slice(), b"late"]);
        transport.lose_connection();
        transport.abort_connection();
        transport.lose_write_connection();
        assert_eq!(transport.buffered(), 0);
        bench.settle();
        assert_eq!(client.events(), before);
        assert_eq!(bench.log.lines(), [""; 0], "it is no error");
    }

    /// Covers TR-27.
    fn each_end_knows_both_addresses(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (server, client) = (server.transport(), client.transport());
        assert_eq!((client.host(), client.peer()), (server.peer(), server.host()));
        assert_ne!(client.host(), client.peer());
        client.abort_connection();
        bench.settle();
        assert_eq!(client.host(), server.peer(), "it is remembered");
    }
}
