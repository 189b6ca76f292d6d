//! Ports and connections by path: the same contract as by address, and what paths have of their own.

use super::{Bench, Folder, Maker, Record, Scripted, once};
use crate::reactor::interfaces::ReactorUnix;
use crate::reactor::{Address, ListenOptions, ListeningPort};
use std::cell::Cell;
use std::io::ErrorKind;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

/// A path at which nothing is yet, in a folder that lives as long as what comes with it.
fn path() -> (PathBuf, Folder) {
    let folder = Folder::new();
    (folder.path().join("socket"), folder)
}

/// A connected pair, server first; its port listens no more.
fn pair(bench: &Bench, server: Scripted, client: Scripted) -> (Record, Record) {
    let (there, here, (at, _folder)) = (server.record(), client.record(), path());
    let port = bench.reactor.listen_unix(&at, once(server)).expect("nothing is there");
    bench.reactor.connect_unix(at, once(client));
    bench.until("both ends are made", || there.is_made() && here.is_made());
    port.stop_listening();
    bench.turns(2);
    (there, here)
}

fn echo() -> Scripted {
    Scripted::new().data(|transport, data| {
        transport.write(data);
        Ok(())
    })
}

cases! { ANYWHERE
    /// Covers FA-04, PR-01, PR-05, PR-06, PR-14.
    fn an_echo_by_path_is_an_echo(bench: &Bench) {
        let (there, here) = pair(bench, echo(), Scripted::new());
        here.transport().write(b"hello");
        bench.until("the echo comes", || here.received() == b"hello");
        here.transport().lose_connection();
        bench.until("both ends are lost", || there.is_lost() && here.has("stop"));
        let expected = ["start", "connecting", "build", "made", "data", "lost: Done", "client lost: Done", "stop"];
        assert_eq!(here.events(), expected);
        assert_eq!(there.lost().as_deref(), Some("Done"));
    }

    fn much_data_by_path_arrives_whole(bench: &Bench) {
        const MUCH: usize = 4 << 20;
        let (there, here) = pair(bench, Scripted::new(), Scripted::new());
        let data: Vec<u8> = (0..MUCH).map(|at| (at % 251) as u8).collect();
        here.transport().write(data.clone());
        here.transport().lose_connection();
        bench.until("the end comes", || there.is_lost());
        assert!(there.received() == data, "{} of {MUCH} bytes came, or not in their order", there.received_len());
    }

    /// Covers HC-01, HC-02, HC-05, HC-10.
    fn a_half_closed_connection_by_path_gets_its_answer(bench: &Bench) {
        let server = Scripted::new().half(
            |transport| {
                transport.write(b"answer");
                transport.lose_connection();
                Ok(())
            },
            |_| Ok(()),
        );
        let (there, here) = pair(bench, server, Scripted::new().half(|_| Ok(()), |_| Ok(())));
        here.transport().write(b"question");
        here.transport().lose_write_connection();
        bench.until("both are lost", || there.is_lost() && here.is_lost());
        assert_eq!((&*there.received(), &*here.received()), (&b"question"[..], &b"answer"[..]));
        assert_eq!((there.count("read ended"), here.count("write ended")), (1, 1));
    }

    /// Covers PO-01, PO-02.
    fn a_path_that_is_taken_is_an_error(bench: &Bench) {
        let ((at, _folder), second) = (path(), Maker::plain().shared());
        let port = bench.reactor.listen_unix(&at, Maker::plain().shared()).expect("nothing is there");
        assert_eq!(port.host(), Address::Unix(Some(at.clone())));
        let error = bench.reactor.listen_unix(&at, second.clone()).expect_err("it is taken");
        assert_eq!((error.address, error.error.kind()), (Address::Unix(Some(at.clone())), ErrorKind::AddrInUse));
        assert_eq!(second.record().events(), [""; 0]);
        let client = Maker::plain().shared();
        bench.reactor.connect_unix(at, client.clone());
        bench.until("the first one listens still", || client.record().has("build"));
    }

    /// Covers PO-04, PO-14.
    fn the_path_is_free_again_once_the_port_is_closed(bench: &Bench) {
        let (at, _folder) = path();
        for _ in 0..2 {
            let factory = Maker::plain().shared();
            let port = bench.reactor.listen_unix(&at, factory.clone()).expect("nothing is there");
            assert!(at.exists() || bench.memory.is_some());
            port.stop_listening();
            bench.until("it is closed", || factory.record().has("stop"));
            assert!(!at.exists(), "its path is removed");
        }
    }

    fn the_path_is_removed_when_the_reactor_stops(bench: &Bench) {
        let (at, _folder) = path();
        bench.reactor.listen_unix(&at, Maker::plain().shared()).expect("nothing is there");
        bench.turns(1);
        bench.reactor.stop().expect("it runs");
        bench.turns(1);
        assert!(!at.exists());
    }

    /// Covers FA-06.
    fn where_nobody_listens_nothing_is_built(bench: &Bench) {
        let ((at, _folder), client) = (path(), Maker::plain().shared());
        bench.reactor.connect_unix(at, client.clone());
        bench.until("it is over", || client.record().has("stop"));
        assert_eq!(client.record().events(), ["start", "connecting", "failed: Other", "stop"]);
    }

    fn whoever_tries_again_at_once_and_always_holds_up_nobody(bench: &Bench) {
        const ENOUGH: usize = 1_000_000;
        let ((at, _folder), tries) = (path(), Rc::new(Cell::new(0)));
        let count = tries.clone();
        let factory = Maker::plain().failed(move |connector| {
            count.set(count.get() + 1);
            if count.get() < ENOUGH {
                connector.connect().expect("it is idle");
            }
        });
        let connector = bench.reactor.connect_unix(at, factory.shared());
        let (seen, now) = (Rc::new(Cell::new(None)), tries.clone());
        let timed = seen.clone();
        bench.turns(1);
        bench.reactor.call_later(Duration::ZERO, move || timed.set(Some(now.get())));
        bench.turns(1);
        assert!(seen.get().is_some_and(|tries| tries <= 2), "a turn makes one attempt: {:?}", seen.get());
        connector.disconnect();
    }

    /// Covers TR-27.
    fn the_ends_have_their_paths_as_addresses(bench: &Bench) {
        let (there, here) = pair(bench, Scripted::new(), Scripted::new());
        assert_eq!(there.transport().host(), here.transport().peer());
        assert!(matches!(there.transport().host(), Address::Unix(Some(_))));
        assert_eq!(here.transport().host(), Address::Unix(None), "a client's end was never bound");
        assert_eq!(there.transport().peer(), Address::Unix(None));
    }

    /// Covers PR-08, TR-15.
    fn an_abort_by_path_drops_what_was_written(bench: &Bench) {
        let (there, here) = pair(bench, Scripted::new(), Scripted::new());
        here.transport().write(b"never sent");
        here.transport().abort_connection();
        assert!(!here.is_lost(), "not inside the call");
        bench.until("both are lost", || there.is_lost() && here.is_lost());
        assert_eq!((here.lost().as_deref(), &*there.received()), (Some("Aborted"), &b""[..]));
    }

    /// A path has no timeouts and no resets by the network: a full line is the system's answer, at once.
    fn a_full_line_is_an_error_at_once(bench: &Bench) {
        let ((at, _folder), clients) = (path(), Maker::plain().shared());
        let options = ListenOptions { backlog: 1 };
        let port: ListeningPort =
            ReactorUnix::listen_unix(&bench.reactor, &at, Maker::plain().shared(), options).expect("it is free");
        (0..20).for_each(|_| _ = bench.reactor.connect_unix(&at, clients.clone()));
        bench.until("each has an answer", || {
            clients.record().count("build") + clients.record().count("failed: Other") == 20
        });
        assert!(clients.record().has("build") && clients.record().has("failed: Other"));
        port.stop_listening();
    }

    fn the_deadline_of_a_path_is_off_once_it_is_connected(bench: &Bench) {
        let ((at, _folder), client) = (path(), Maker::plain().shared());
        bench.reactor.listen_unix(&at, Maker::plain().shared()).expect("nothing is there");
        let connector = ReactorUnix::connect_unix(&bench.reactor, at, client.clone(), Some(Duration::from_millis(20)));
        bench.until("it is built", || client.record().has("build"));
        bench.settle();
        assert!(!client.record().has("stop"), "{:?}", client.record().events());
        connector.disconnect();
    }
}

cases! { WITH_DESCRIPTORS
    /// Covers FA-06, FA-14.
    fn a_path_that_somebody_left_behind_refuses(bench: &Bench) {
        let ((at, _folder), client) = (path(), Maker::plain().shared());
        drop(UnixListener::bind(&at).expect("nothing is there")); // its path stays
        bench.reactor.connect_unix(&at, client.clone());
        bench.until("it is over", || client.record().has("stop"));
        assert_eq!(client.record().events(), ["start", "connecting", "failed: Refused", "stop"]);
        let error = bench.reactor.listen_unix(&at, client.clone()).expect_err("something is there");
        assert_eq!(error.error.kind(), ErrorKind::AddrInUse);
        assert!(at.exists(), "it is not ours to remove");
    }

    fn a_path_that_is_too_long_is_an_error_and_no_panic(bench: &Bench) {
        let (at, client) = (PathBuf::from("x".repeat(1_000)), Maker::plain().shared());
        bench.reactor.listen_unix(&at, client.clone()).expect_err("no system takes it");
        bench.reactor.connect_unix(at, client.clone());
        bench.until("it is over", || client.record().has("stop"));
        assert_eq!(client.record().events(), ["start", "connecting", "failed: Other", "stop"]);
    }
}
