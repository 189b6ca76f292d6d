//! Connection attempts that fail: refused, too late, or for a reason of the system's.

use super::{Bench, Maker, Scripted, loopback, once};
use crate::reactor::interfaces::ReactorTcp;
use crate::reactor::testing::Attempt;
use crate::reactor::{ConnectOptions, ReactorTime};
use std::cell::Cell;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// An address at which nobody listens: somebody did a moment ago.
fn nobody(bench: &Bench) -> SocketAddr {
    let port = bench.listen(Maker::plain().shared());
    port.stop_listening();
    bench.turns(2);
    port.host().tcp().expect("a TCP port")
}

/// An address that never answers, as long as what comes with it is kept: a port whose line is full.
fn nobody_answers(bench: &Bench) -> (SocketAddr, Option<(TcpListener, TcpStream)>) {
    if let Some(memory) = &bench.memory {
        memory.fail_next_connect(Attempt::Hangs);
        return (loopback(7), None);
    }
    let socket = TcpListener::bind(loopback(0)).expect("there is a free port");
    rustix::net::listen(&socket, 0).expect("its line can be shortened");
    let at = socket.local_addr().expect("it has an address");
    let first = TcpStream::connect(at).expect("there is room for one");
    (at, Some((socket, first)))
}

cases! { ANYWHERE
    /// Covers FA-06, FA-15.
    fn a_refused_attempt_builds_nothing(bench: &Bench) {
        let factory = Maker::plain().shared();
        bench.reactor.connect_tcp(nobody(bench), factory.clone());
        bench.until("it is over", || factory.record().has("stop"));
        assert_eq!(factory.record().events(), ["start", "connecting", "failed: Refused", "stop"]);
        assert_eq!(bench.reactor.delayed_calls(), [], "the deadline is off");
    }

    /// Covers FA-10.
    fn a_failed_attempt_is_made_again_from_its_failure(bench: &Bench) {
        let left = Cell::new(2);
        let factory = Maker::plain().failed(move |connector| {
            if left.replace(left.get() - 1) > 0 {
                connector.connect().expect("it is idle");
            }
        });
        let factory = factory.shared();
        bench.reactor.connect_tcp(nobody(bench), factory.clone());
        bench.until("it has given up", || factory.record().has("stop"));
        let once = ["connecting", "failed: Refused"];
        let expected: Vec<_> = ["start"].into_iter().chain([once; 3].concat()).chain(["stop"]).collect();
        assert_eq!(factory.record().events(), expected);
    }

    /// Covers FA-08.
    fn an_attempt_that_takes_too_long_is_given_up(bench: &Bench) {
        let (at, _full) = nobody_answers(bench);
        let factory = Maker::plain().shared();
        let options = ConnectOptions { timeout: Some(Duration::from_millis(30)), ..ConnectOptions::default() };
        ReactorTcp::connect_tcp(&bench.reactor, at, factory.clone(), options);
        bench.until("it is over", || factory.record().has("stop"));
        assert_eq!(factory.record().events(), ["start", "connecting", "failed: Timeout", "stop"]);
        if let Some(memory) = &bench.memory {
            assert_eq!(memory.open_sockets(), 0, "its socket is closed");
        }
    }

    /// Covers FA-08.
    fn an_attempt_may_take_half_a_minute(bench: &Bench) {
        let (at, _full) = nobody_answers(bench);
        let before = bench.reactor.now();
        let connector = bench.reactor.connect_tcp(at, Maker::plain().shared());
        let due: Vec<_> = bench.reactor.delayed_calls().iter().map(|call| call.due()).collect();
        let (earliest, latest) = (before + Duration::from_secs(30), bench.reactor.now() + Duration::from_secs(30));
        assert!(due.len() == 1 && earliest <= due[0] && due[0] <= latest, "{due:?} from {before:?}");
        connector.disconnect();
        assert_eq!(bench.reactor.delayed_calls(), [], "a stopped attempt has no deadline");
    }

    /// Covers FA-08.
    fn the_deadline_is_off_once_it_is_connected(bench: &Bench) {
        let (here, reactor) = (Scripted::new(), bench.reactor.clone());
        let record = here.record();
        let counted = record.clone();
        let here = here.made(move |_| {
            counted.note(format!("{} calls wait", reactor.delayed_calls().len()));
            Ok(())
        });
        let port = bench.listen(Maker::plain().shared());
        bench.connect(&port, once(here));
        bench.until("it is made", || record.is_made());
        assert!(record.has("0 calls wait"), "{:?}", record.events());
    }

    fn without_a_timeout_there_is_no_deadline(bench: &Bench) {
        let (at, _full) = nobody_answers(bench);
        let options = ConnectOptions { timeout: None, ..ConnectOptions::default() };
        let connector = ReactorTcp::connect_tcp(&bench.reactor, at, Maker::plain().shared(), options);
        assert_eq!(bench.reactor.delayed_calls(), []);
        connector.disconnect();
    }

    fn a_connection_may_be_made_from_a_chosen_address(bench: &Bench) {
        let (there, here) = (Scripted::new(), Scripted::new());
        let (server, client) = (there.record(), here.record());
        let port = bench.listen(once(there));
        let from = loopback(nobody(bench).port());
        let options = ConnectOptions { from: Some(from), ..ConnectOptions::default() };
        ReactorTcp::connect_tcp(&bench.reactor, port.host().tcp().expect("a TCP port"), once(here), options);
        bench.until("both are made", || server.is_made() && client.is_made());
        assert_eq!(server.transport().peer(), from.into());
        assert_eq!(client.transport().host(), from.into());
    }
}
