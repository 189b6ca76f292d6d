//! A transport is a producer itself: paused, it reads nothing, not even the end.

use super::{Bench, Record, Scripted, assert_counted, counted};
use crate::reactor::interfaces::ReactorFdSet;
use crate::reactor::{PushProducer, Transport};
use std::rc::Rc;

const MUCH: usize = 4 << 20;

fn paused() -> Scripted {
    Scripted::new().made(|transport| Ok(transport.pause_producing()?))
}

cases! { ANYWHERE
    /// Covers PC-23.
    fn nothing_is_read_while_paused_and_all_of_it_afterwards(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        client.transport().pause_producing().expect("it reads");
        server.transport().write(counted(0, 10_000));
        server.transport().lose_connection();
        bench.until("the server has closed", || server.is_lost());
        bench.settle();
        assert!(client.received_len() == 0 && !client.is_lost(), "{:?}", client.events());
        client.transport().resume_producing().expect("it is paused");
        bench.until("the end has come", || client.is_lost());
        assert_eq!(client.received_len(), 10_000);
        assert_counted(&client.received());
        assert_eq!(client.lost().as_deref(), Some("Done"));
    }

    /// Covers PC-24.
    fn resuming_a_connection_that_closes_reads_nothing(bench: &Bench) {
        let client = Scripted::new();
        let record = client.record();
        let (reactor, client) = (bench.reactor.clone(), client.data(move |transport, _| {
            transport.write(b"bye");
            transport.lose_connection();
            transport.resume_producing()?;
            record.note("resumed");
            Ok(())
        }));
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(b"x");
        bench.until("it has resumed", || client.has("resumed"));
        assert!(client.is_lost() || reactor.readers().len() == 1, "the server's reader is left");
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        assert_eq!(client.transport().resume_producing(), Ok(()), "after the end, too");
        assert_eq!(client.transport().pause_producing(), Ok(()));
        assert!(reactor.readers().is_empty());
    }

    /// Covers PC-25.
    fn stopping_it_closes_in_order(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        client.transport().write(counted(0, MUCH));
        let producer: Rc<dyn PushProducer> = Rc::new(client.transport());
        producer.stop_producing().expect("it closes");
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        assert_eq!(server.received_len(), MUCH);
        assert_eq!((client.lost().as_deref(), server.lost().as_deref()), (Some("Done"), Some("Done")));
    }

    /// Covers PC-26.
    fn pausing_in_connection_made_keeps_the_first_byte_away(bench: &Bench) {
        let (server, client) = bench.pair(paused(), paused());
        let check = |from: &Record, to: &Record| {
            from.transport().write(b"hello");
            bench.until("it is sent", || from.transport().buffered() == 0);
            bench.settle();
            assert_eq!(to.received_len(), 0);
            to.transport().resume_producing().expect("it is paused");
            bench.until("it has come", || to.received() == b"hello");
        };
        check(&client, &server);
        check(&server, &client);
    }

    /// Covers PC-27.
    fn pausing_and_resuming_in_one_callback_loses_nothing(bench: &Bench) {
        let client = Scripted::new().data(|transport, _| {
            transport.pause_producing()?;
            transport.resume_producing()?;
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(counted(0, MUCH));
        bench.until("all has come", || client.received_len() == MUCH);
        assert_counted(&client.received());
    }

    /// What came while it was paused makes no new edge.
    ///
    /// Covers PC-23.
    fn pausing_after_each_piece_loses_nothing(bench: &Bench) {
        let client = Scripted::new().data(|transport, _| Ok(transport.pause_producing()?));
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(counted(0, MUCH));
        let reader: Transport = client.transport();
        bench.until("all has come", || {
            reader.resume_producing().expect("it is open");
            client.received_len() == MUCH
        });
        assert_counted(&client.received());
    }
}
