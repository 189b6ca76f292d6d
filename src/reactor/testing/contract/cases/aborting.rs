//! Aborting: what was written is dropped, the peer sees a reset, and nobody is told from inside the call.

use super::{Bench, Record, Scripted, counted};
use crate::reactor::interfaces::ReactorFdSet;
use crate::reactor::{ConnectionState, Transport};

const MUCH: usize = 20 << 20;

/// A pair whose client does this when the first byte comes. Returns when the client is lost.
fn when_a_byte_comes(bench: &Bench, mut act: impl FnMut(&Transport) + 'static) -> (Record, Record) {
    let client = Scripted::new().data(move |transport, _| {
        act(transport);
        Ok(())
    });
    let (server, client) = bench.pair(Scripted::new(), client);
    server.transport().write(b"x");
    bench.until("it is lost", || client.is_lost());
    (server, client)
}

cases! { ANYWHERE
    /// Covers TR-15.
    fn it_takes_effect_at_once_and_is_told_in_the_next_turn(bench: &Bench) {
        let (_server, client) = bench.pair(Scripted::new(), Scripted::new());
        let (transport, reactor) = (client.transport(), &bench.reactor);
        transport.write(counted(0, 1_000));
        transport.abort_connection();
        assert_eq!((transport.buffered(), transport.state()), (0, ConnectionState::Disconnecting));
        assert_eq!((reactor.readers().len(), reactor.writers().len()), (1, 0), "the server's reader is left");
        assert!(!client.is_lost(), "not inside the call");
        bench.turns(1);
        assert_eq!(client.lost().as_deref(), Some("Aborted"));
    }

    /// Covers TR-15, PR-08.
    fn nobody_is_told_inside_the_callback(bench: &Bench) {
        let client = Scripted::new();
        let record = client.record();
        let client = client.data(move |transport, _| {
            transport.write(b"never sent");
            transport.abort_connection();
            record.note("returned");
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(b"x");
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        let end = client.events();
        assert_eq!(end[end.len() - 5..], ["data", "returned", "lost: Aborted", "client lost: Aborted", "stop"]);
        assert_eq!(server.received_len(), 0);
    }

    /// Covers TR-16, PR-07.
    fn the_peer_sees_a_reset(bench: &Bench) {
        let (server, client) = when_a_byte_comes(bench, Transport::abort_connection);
        bench.until("the peer is told", || server.is_lost());
        assert_eq!((client.lost().as_deref(), server.lost().as_deref()), (Some("Aborted"), Some("Lost")));
    }

    /// Covers TR-17.
    fn whatever_follows_an_abort_changes_nothing(bench: &Bench) {
        let more: [fn(&Transport); 4] = [
            Transport::abort_connection,
            Transport::lose_connection,
            |transport| transport.write(b"too late"),
            Transport::lose_write_connection,
        ];
        for act in more {
            let (server, client) = when_a_byte_comes(bench, move |transport| {
                transport.abort_connection();
                act(transport);
            });
            bench.until("the peer is told", || server.is_lost());
            assert_eq!(server.lost().as_deref(), Some("Lost"));
            let told = (client.count("lost: Aborted"), server.received_len());
            assert_eq!(told, (1, 0), "it is told once that it aborted, and nothing was sent");
        }
    }

    /// Covers TR-19, PR-09.
    fn a_callback_that_aborts_and_fails_is_told_its_error_once(bench: &Bench) {
        let client = Scripted::new().data(|transport, _| {
            transport.abort_connection();
            Err("after the abort".into())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(b"x");
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        bench.settle();
        let lost = client.events().into_iter().filter(|event| event.starts_with("lost")).collect::<Vec<_>>();
        assert_eq!(lost, ["lost: Error(after the abort)"]);
    }

    /// Covers TR-20.
    fn it_ends_a_close_that_waits_for_the_peer(bench: &Bench) {
        let server = Scripted::new().made(|transport| Ok(transport.pause_producing()?));
        let (server, client) = bench.pair(server, Scripted::new());
        let transport = client.transport();
        transport.write(counted(0, MUCH));
        transport.lose_connection();
        bench.settle();
        assert!(transport.buffered() > 0 && !client.is_lost(), "nobody reads, so it still waits");
        transport.abort_connection();
        server.transport().resume_producing().expect("it reads again");
        bench.until("both are lost", || client.is_lost() && server.is_lost());
        assert_eq!((client.lost().as_deref(), server.lost().as_deref()), (Some("Aborted"), Some("Lost")));
        assert!(server.received_len() < MUCH);
    }
}
