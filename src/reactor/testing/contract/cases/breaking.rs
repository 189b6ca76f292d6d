//! Connections that break: errors of the kernel's, and the end of the reactor.

use super::{Bench, Scripted, counted};

cases! { ANYWHERE
    /// Covers TR-21, PR-07.
    fn a_send_that_fails_breaks_the_connection(bench: &Bench) {
        let client = Scripted::new().made(|transport| Ok(transport.pause_producing()?)); // so that only a send can find out
        let (server, client) = bench.pair(Scripted::new(), client);
        server.transport().abort_connection();
        bench.until("the peer is gone", || server.is_lost());
        bench.settle();
        assert!(!client.is_lost(), "it neither reads nor writes");
        client.transport().write(b"is anybody there?");
        bench.until("it is lost", || client.is_lost());
        assert_eq!(client.lost().as_deref(), Some("Lost"));
        assert_eq!(bench.log.lines(), [""; 0], "a network that breaks is no failure of the program");
    }

    /// Covers PR-10, PR-11.
    fn a_stop_of_the_reactor_breaks_what_is_open(bench: &Bench) {
        let (server, client) = bench.pair(Scripted::new(), Scripted::new());
        client.transport().write(counted(0, 100));
        bench.reactor.stop().expect("it runs");
        let _ = bench.reactor.turn(None).expect("the last one");
        assert_eq!((client.lost().as_deref(), server.lost().as_deref()), (Some("Lost"), Some("Lost")));
    }
}
