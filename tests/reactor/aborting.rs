//! Aborting: what was written is dropped, the peer sees a reset, and nobody is told from inside the call.

use crate::support::{Scripted, with_calls};

/// Covers TR-15.
#[test]
fn the_socket_is_closed_by_a_reset() {
    let (bench, calls) = with_calls();
    let seen = calls.clone();
    let client = Scripted::new().lost(move |_, _| {
        seen.note("told");
        Ok(())
    });
    let (_server, client) = bench.pair(Scripted::new(), client);
    client.transport().write(b"never sent");
    client.transport().abort_connection();
    bench.until("it is lost", || client.is_lost());
    assert_eq!(calls.events(), ["reset", "close", "told"]);
}
