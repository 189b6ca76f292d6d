//! Closing in order: all that was written goes first, and nobody is told from inside the call.

use crate::support::{Scripted, closes, counted, in_memory, with_calls};
use twistlab::reactor::{Result, Transport};

/// Covers TR-24, TR-25.
#[test]
fn the_socket_is_shut_down_and_closed_before_the_protocol_is_told() {
    let fails = |_: &Transport| Err("no".into());
    for (way, end) in [("we close", closes as fn(&Transport) -> Result), ("a callback fails", fails)] {
        let (bench, calls) = with_calls();
        let seen = calls.clone();
        let client = Scripted::new().data(move |transport, _| end(transport)).lost(move |_, _| {
            seen.note("told");
            Ok(())
        });
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().write(b"x");
        bench.until("it is lost", || client.is_lost());
        assert_eq!(calls.events(), ["shutdown Both", "close", "told"], "{way}");
    }
}

/// Covers TR-23.
#[test]
fn the_end_of_the_stream_comes_behind_its_last_byte() {
    let bench = in_memory();
    bench.memory.as_ref().expect("it is in memory").set_capacity(10);
    let client = Scripted::new().made(|transport| {
        transport.write(counted(0, 105));
        transport.lose_connection();
        Ok(())
    });
    let (server, _client) = bench.pair(Scripted::new(), client);
    bench.until("the end has come", || server.is_lost());
    assert_eq!(server.received(), counted(0, 105));
    assert_eq!(server.lost().as_deref(), Some("Done"));
}
