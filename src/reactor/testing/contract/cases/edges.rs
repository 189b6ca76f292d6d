//! What the kernel says once and not again must not be forgotten, and what it says wrongly must do no harm.

use super::{Bench, Maker, Scripted, loopback, once};
use rustix::net::SendFlags;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const MUCH: usize = 1 << 20;

cases! { ANYWHERE
    fn a_mebibyte_written_at_once_arrives_and_so_does_a_ping(bench: &Bench) {
        let (there, here) = bench.pair(Scripted::new(), Scripted::new());
        let (pinged, pings) = bench.pair(Scripted::new(), Scripted::new());
        here.transport().write(vec![7; MUCH]);
        pings.transport().write(b"ping");
        bench.until("both arrive", || there.received_len() == MUCH && pinged.received() == b"ping");
    }

    /// Covers PC-23.
    fn what_came_while_reading_was_paused_is_read_when_it_is_resumed(bench: &Bench) {
        let (there, here) = bench.pair(Scripted::new(), Scripted::new());
        there.transport().pause_producing().expect("it can be paused");
        here.transport().write(b"early");
        here.transport().lose_connection();
        bench.until("the writer is gone", || here.is_lost());
        bench.settle();
        assert!(!there.has("data") && !there.is_lost(), "{:?}", there.events());
        there.transport().resume_producing().expect("it can be resumed");
        bench.until("the end comes", || there.is_lost());
        assert_eq!((&*there.received(), there.lost().as_deref()), (&b"early"[..], Some("Done")));
    }

    fn data_and_the_end_in_one_report_are_both_fetched(bench: &Bench) {
        let (there, here) = bench.pair(Scripted::new(), Scripted::new());
        here.transport().write(b"last words");
        here.transport().lose_connection();
        bench.until("the end comes", || there.is_lost());
        assert_eq!((&*there.received(), there.lost().as_deref()), (&b"last words"[..], Some("Done")));
    }
}

cases! { WITH_DESCRIPTORS
    /// A reset throws away what the receiver has not fetched, or it does not: that is the kernel's affair. The end is
    /// `Lost`.
    fn a_reset_that_comes_with_data_is_not_mistaken_for_an_end(bench: &Bench) {
        let there = Scripted::new();
        let record = there.record();
        let port = bench.listen(once(there));
        let mut peer = TcpStream::connect(port.host().tcp().expect("a TCP port")).expect("it listens");
        peer.write_all(b"data").expect("there is room");
        rustix::net::sockopt::set_socket_linger(&peer, Some(Duration::ZERO)).expect("an option of every socket");
        drop(peer);
        bench.until("it is lost", || record.is_lost());
        assert_eq!(record.lost().as_deref(), Some("Lost"));
    }

    /// Urgent data cuts a read short although more has come: a short read is not the last one then.
    fn what_comes_behind_urgent_data_is_read(bench: &Bench) {
        let there = Scripted::new();
        let record = there.record();
        let port = bench.listen(once(there));
        let mut peer = TcpStream::connect(port.host().tcp().expect("a TCP port")).expect("it listens");
        bench.until("it is made", || record.is_made());
        record.transport().pause_producing().expect("it can be paused");
        peer.write_all(b"before").expect("there is room");
        rustix::net::send(&peer, b"!", SendFlags::OOB).expect("there is room");
        peer.write_all(b"behind").expect("there is room");
        bench.settle();
        record.transport().resume_producing().expect("it can be resumed");
        bench.until("all of it is read", || record.received() == b"beforebehind");
    }

    /// Covers PO-12.
    fn a_connection_that_was_gone_before_it_was_accepted_holds_up_nobody(bench: &Bench) {
        let port = bench.listen(Maker::plain().shared());
        let at = port.host().tcp().expect("a TCP port");
        for _ in 0..3 {
            let gone = TcpStream::connect(at).expect("it listens");
            rustix::net::sockopt::set_socket_linger(&gone, Some(Duration::ZERO)).expect("an option of every socket");
        }
        let mut stays = TcpStream::connect(loopback(at.port())).expect("it listens");
        bench.settle();
        port.stop_listening();
        bench.turns(2);
        stays.set_nonblocking(true).expect("it need not block");
        let read = stays.read(&mut [0]).map_err(|error| error.kind());
        assert_eq!(read, Err(std::io::ErrorKind::WouldBlock), "it was accepted, and stands");
    }
}
