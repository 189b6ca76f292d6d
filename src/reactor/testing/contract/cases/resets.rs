//! The peer resets the connection: in every state that one can be in, it is lost once, with the same reason.

use super::{Bench, Record, Scripted, once};
use crate::reactor::ConnectionState;
use std::net::TcpListener;
use std::time::Duration;

/// More than the buffers of two sockets hold, whatever the system gives them.
const MUCH: usize = 16 << 20;

/// A connection that will be reset, and the peer that will do it.
fn pair(bench: &Bench) -> (Record, Record) {
    let (peer, here) =
        bench.pair(Scripted::new().half(|_| Ok(()), |_| Ok(())), Scripted::new().half(|_| Ok(()), |_| Ok(())));
    (here, peer)
}

/// It was told so once, as was its factory; nothing is kept, and nothing more is taken.
#[track_caller]
fn assert_broken(bench: &Bench, here: &Record) {
    bench.until("its factory is told, too", || here.has("stop"));
    here.transport().write(b"too late");
    here.transport().lose_connection();
    bench.settle();
    let (events, told) = (here.events(), ["lost: Lost", "client lost: Lost", "stop"]);
    assert!(events.ends_with(&told.map(String::from)), "{events:?}");
    assert_eq!(told.map(|event| here.count(event)), [1; 3], "{events:?}");
    assert_eq!((here.transport().buffered(), here.transport().state()), (0, ConnectionState::Disconnected));
    assert_eq!(bench.log.count(), 0, "a reset is no error of the program: {:?}", bench.log.lines());
}

cases! { ANYWHERE
    /// Covers PR-07, TR-16.
    fn while_it_is_idle(bench: &Bench) {
        let (here, peer) = pair(bench);
        peer.transport().abort_connection();
        bench.until("it is lost", || here.is_lost());
        assert_broken(bench, &here);
    }

    /// Covers PR-07, TR-21.
    fn while_it_has_much_to_send(bench: &Bench) {
        let (here, peer) = pair(bench);
        peer.transport().pause_producing().expect("it can be paused");
        here.transport().write(vec![7; MUCH]);
        bench.settle();
        assert!(here.transport().buffered() > 0, "the system took it all");
        peer.transport().abort_connection();
        bench.until("it is lost", || here.is_lost());
        assert_broken(bench, &here);
    }

    /// Covers PR-07.
    fn while_it_is_paused(bench: &Bench) {
        let (here, peer) = pair(bench);
        here.transport().pause_producing().expect("it can be paused");
        peer.transport().abort_connection();
        bench.until("the peer is gone", || peer.is_lost());
        bench.settle();
        assert!(!here.is_lost(), "it did not want to know");
        here.transport().resume_producing().expect("it can be resumed");
        bench.until("it is lost", || here.is_lost());
        assert_broken(bench, &here);
    }

    /// Covers PR-07, TR-21.
    fn while_it_is_paused_and_writes(bench: &Bench) {
        let (here, peer) = pair(bench);
        here.transport().pause_producing().expect("it can be paused");
        peer.transport().abort_connection();
        bench.until("the peer is gone", || peer.is_lost());
        bench.settle();
        here.transport().write(b"anybody there?");
        bench.until("it is lost", || here.is_lost());
        assert_broken(bench, &here);
    }

    /// Covers PR-07.
    fn while_its_own_direction_is_closed(bench: &Bench) {
        let (here, peer) = pair(bench);
        here.transport().lose_write_connection();
        bench.until("the peer knows", || peer.has("read ended"));
        peer.transport().abort_connection();
        bench.until("it is lost", || here.is_lost());
        assert_broken(bench, &here);
    }

    /// Covers PR-07, TR-21.
    fn while_the_peer_s_direction_is_closed(bench: &Bench) {
        let (here, peer) = pair(bench);
        peer.transport().lose_write_connection();
        bench.until("it knows", || here.has("read ended"));
        peer.transport().abort_connection();
        bench.until("the peer is gone", || peer.is_lost());
        bench.settle();
        here.transport().write(b"anybody there?");
        bench.until("it is lost", || here.is_lost());
        assert_broken(bench, &here);
    }

    /// Covers PR-07, TR-21.
    fn while_it_is_being_lost_in_order(bench: &Bench) {
        let (here, peer) = pair(bench);
        peer.transport().pause_producing().expect("it can be paused");
        here.transport().write(vec![7; MUCH]);
        here.transport().lose_connection();
        bench.settle();
        assert!(!here.is_lost(), "it has much to send first");
        peer.transport().abort_connection();
        bench.until("it is lost", || here.is_lost());
        assert_broken(bench, &here);
    }

    /// Covers PR-08, TR-17.
    fn while_it_is_being_aborted(bench: &Bench) {
        let (here, peer) = pair(bench);
        peer.transport().abort_connection();
        here.transport().abort_connection();
        bench.until("both are lost", || here.is_lost() && peer.is_lost());
        bench.settle();
        assert_eq!([&here, &peer].map(|record| record.count("lost: Aborted")), [1, 1]);
    }
}

cases! { WITH_DESCRIPTORS
    /// Whether the reset is found before or after the connection is, is the system's affair. Half a success is none.
    ///
    /// Covers FA-15.
    fn while_it_connects(bench: &Bench) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let (here, at) = (Scripted::new(), listener.local_addr().expect("it has an address"));
        let record = here.record();
        bench.reactor.connect_tcp(at, once(here));
        bench.reactor.call_later(Duration::ZERO, move || {
            let (peer, _) = listener.accept()?; // in the turn in which the attempt began
            Ok::<_, std::io::Error>(rustix::net::sockopt::set_socket_linger(&peer, Some(Duration::ZERO))?)
        });
        bench.until("it is over", || record.has("stop"));
        let events = record.events();
        let lost = ["start", "connecting", "build", "made", "lost: Lost", "client lost: Lost", "stop"];
        let failed = events.len() == 4 && events[2].starts_with("failed: Other");
        assert!(failed || events == lost, "{events:?}");
    }

    /// Covers PR-07.
    fn before_it_is_accepted(bench: &Bench) {
        let server = Scripted::new();
        let record = server.record();
        let port = bench.listen(once(server));
        let peer = std::net::TcpStream::connect(port.host().tcp().expect("a TCP port")).expect("it listens");
        rustix::net::sockopt::set_socket_linger(&peer, Some(Duration::ZERO)).expect("an option of every socket");
        drop(peer);
        bench.until("it is lost", || record.is_lost());
        assert_eq!(record.events(), ["start", "build", "made", "lost: Lost"]);
    }
}
