//! A protocol's life: what it is told, in which order, and how often.

use super::{Bench, Record, Scripted, assert_counted, counted};
use crate::reactor::Result;
use std::cell::RefCell;
use std::rc::Rc;

const MUCH: usize = 2 << 20;

/// Writes this in `connection_made`.
fn greeting(data: &'static [u8]) -> Scripted {
    Scripted::new().made(move |transport| {
        transport.write(data);
        Ok(())
    })
}

/// A callback that holds this, and no more.
fn held(_token: &Rc<()>) -> Result {
    Ok(())
}

cases! { ANYWHERE
    /// Covers PR-01, PR-02, PR-11.
    fn made_then_data_then_lost_and_nothing_after(bench: &Bench) {
        let server = greeting(b"hello").data(|transport, _| {
            transport.lose_connection();
            Ok(())
        });
        let (server, client) = bench.pair(server, greeting(b"hello yourself"));
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        server.transport().write(b"x");
        bench.settle();
        assert_eq!(server.events(), ["start", "build", "made", "stop", "data", "lost: Done"]);
        let expected = ["start", "connecting", "build", "made", "data", "lost: Done", "client lost: Done", "stop"];
        assert_eq!(client.events(), expected);
    }

    /// Covers PR-03, PR-04.
    fn data_comes_in_pieces_of_1_to_65536_bytes(bench: &Bench) {
        let sizes = Rc::new(RefCell::new(Vec::new()));
        let seen = sizes.clone();
        let server = Scripted::new().data(move |_, data| {
            seen.borrow_mut().push(data.len());
            Ok(())
        });
        let (server, client) = bench.pair(server, Scripted::new());
        client.transport().write(counted(0, MUCH));
        client.transport().lose_connection();
        bench.until("the end has come", || server.is_lost());
        assert_counted(&server.received());
        assert_eq!(server.received_len(), MUCH);
        let wrong = sizes.borrow().iter().copied().find(|size| !(1..=65_536).contains(size));
        assert_eq!(wrong, None);
    }

    /// Covers PR-12.
    fn in_connection_lost_nothing_can_be_asked_any_more(bench: &Bench) {
        let client = Scripted::new();
        let record = client.record();
        let client = client.lost(move |transport, _| {
            transport.write(b"too late");
            transport.write_sequence([b"too late".as_slice()]);
            transport.lose_connection();
            transport.abort_connection();
            transport.lose_write_connection();
            transport.unregister_producer()?;
            transport.pause_producing()?;
            transport.resume_producing()?;
            transport.stop_producing();
            transport.stop_consuming();
            record.note("asked");
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().lose_connection();
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        bench.settle();
        let end = client.events();
        assert_eq!(end[end.len() - 4..], ["lost: Done", "asked", "client lost: Done", "stop"]);
        assert_eq!(bench.log.lines(), [""; 0]);
    }

    /// Covers PR-13.
    fn whoever_closes_in_connection_made_has_said_what_it_wrote(bench: &Bench) {
        let closing = || Scripted::new().made(|transport| {
            transport.write(counted(0, 100_000));
            transport.lose_connection();
            Ok(())
        });
        for (server, client, server_closes) in [(closing(), greeting(b"hi"), true), (greeting(b"hi"), closing(), false)] {
            let (server, client) = bench.pair(server, client);
            bench.until("both are lost", || server.is_lost() && client.is_lost());
            let (closer, peer) = if server_closes { (server, client) } else { (client, server) };
            assert_eq!((peer.received_len(), closer.received_len()), (100_000, 0));
            assert!(!closer.has("data"));
            assert_eq!(closer.lost().as_deref(), Some("Done"));
        }
    }

    /// Covers PR-15.
    fn a_lost_protocol_is_dropped(bench: &Bench) {
        let alive = Rc::new(());
        let (server, client) = {
            let (server, client) = (alive.clone(), alive.clone());
            bench.pair(Scripted::new().lost(move |_, _| held(&server)), Scripted::new().lost(move |_, _| held(&client)))
        };
        assert_eq!(Rc::strong_count(&alive), 3);
        client.transport().lose_connection();
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!(Rc::strong_count(&alive), 1, "the records still hold both transports");
    }

    /// One byte a turn: whatever the pieces, the messages are the same.
    ///
    /// Covers PR-04.
    fn lines_and_lengths_come_whole_however_they_are_cut(bench: &Bench) {
        let lines = Record::default();
        let (said, mut begun) = (lines.clone(), Vec::new());
        let client = Scripted::new().data(move |_, data| {
            begun.extend_from_slice(data);
            while let Some(end) = begun.iter().position(|byte| *byte == b'\n') {
                let header: Vec<u8> = begun.drain(..=end).collect();
                said.note(String::from_utf8_lossy(&header[..end]));
            }
            Ok(())
        });
        let (bodies, mut begun) = (Record::default(), Vec::new());
        let said = bodies.clone();
        let server = Scripted::new().data(move |_, data| {
            begun.extend_from_slice(data);
            while let Some(length) = begun.first().map(|length| usize::from(*length)).filter(|length| begun.len() > *length) {
                let message: Vec<u8> = begun.drain(..=length).collect();
                said.note(String::from_utf8_lossy(&message[1..]));
            }
            Ok(())
        });
        let (server, client) = bench.pair(server, client);
        let (to_client, to_server) = (b"one\n\nthree\ntail", b"\x05hello\x00\x03bye\x09");
        for turn in 0..to_client.len().max(to_server.len()) {
            to_client.get(turn).into_iter().for_each(|byte| server.transport().write([*byte].as_slice()));
            to_server.get(turn).into_iter().for_each(|byte| client.transport().write([*byte].as_slice()));
            bench.turns(1);
        }
        bench.until("all has come", || client.received() == to_client && server.received() == to_server);
        assert_eq!(lines.events(), ["one", "", "three"]);
        assert_eq!(bodies.events(), ["hello", "", "bye"]);
    }
}
