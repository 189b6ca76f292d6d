//! Listening: where, since when, until when.

use super::{Bench, Maker, Order, Scripted, loopback, once};
use crate::reactor::{Address, Connector, ListeningPort};
use std::io::ErrorKind;
use std::net::SocketAddr;

fn address(port: &ListeningPort) -> SocketAddr {
    port.host().tcp().expect("a TCP port")
}

cases! { ANYWHERE
    /// Covers PO-01.
    fn a_port_knows_its_number_and_listens_when_it_is_returned(bench: &Bench) {
        let there = Scripted::new();
        let server = there.record();
        let port = bench.listen(once(there));
        let at = address(&port);
        assert_eq!(at.ip(), loopback(0).ip());
        assert!(at.port() > 0);
        if bench.memory.is_none() {
            // No turn was made.
            drop(std::net::TcpStream::connect(at).expect("it listens"));
        } else {
            bench.connect(&port, Maker::plain().shared());
        }
        bench.until("it is made", || server.is_made());
        assert_eq!(server.transport().host(), port.host());
    }

    /// Covers PO-02.
    fn an_address_in_use_is_an_error_and_its_factory_is_not_started(bench: &Bench) {
        let (first, second) = (Maker::plain().shared(), Maker::plain().shared());
        let port = bench.listen(first.clone());
        let error = bench.reactor.listen_tcp(address(&port), second.clone()).expect_err("it is taken");
        assert_eq!((error.address.clone(), error.error.kind()), (port.host(), ErrorKind::AddrInUse));
        assert!(error.to_string().contains(&port.host().to_string()), "{error}");
        assert_eq!((first.record().events(), second.record().events()), (vec!["start".into()], vec![]));
    }

    /// Covers PO-04.
    fn a_port_that_is_told_to_stop_accepts_nobody_more(bench: &Bench) {
        let factory = Maker::plain().shared();
        let order = Order::default();
        let port = bench.listen(factory.clone());
        bench.turns(1);
        let clients = [Maker::plain().shared(), Maker::plain().shared()];
        // They are at the door in the next turn.
        clients.iter().for_each(|client| _ = bench.connect(&port, client.clone()));
        let (stopped, record) = (order.clone(), factory.record());
        let (again, asked) = (port.clone(), order.clone());
        bench.reactor.call_later(std::time::Duration::ZERO, move || {
            again.stop_listening().on_done(move |_| stopped.note(format!("closed, stopped: {}", record.has("stop"))));
            asked.note("asked");
        });
        bench.turns(1);
        assert_eq!(order.seen(), ["asked"], "it is closed in the next turn");
        bench.turns(1);
        assert_eq!(order.seen(), ["asked", "closed, stopped: true"]);
        bench.settle();
        assert_eq!(factory.record().events(), ["start", "stop"], "nobody was accepted");
        bench.until("the port is free", || bench.reactor.listen_tcp(address(&port), factory.clone()).is_ok());
    }

    /// Covers PO-04.
    fn a_port_may_be_stopped_from_inside_its_batch(bench: &Bench) {
        let own = std::rc::Rc::new(std::cell::RefCell::new(None::<ListeningPort>));
        let port = own.clone();
        let factory = Maker::new(move || {
            port.borrow().as_ref().map(ListeningPort::stop_listening);
            Ok(Some(Scripted::new()))
        });
        let factory = factory.shared();
        let port = bench.listen(factory.clone());
        own.replace(Some(port.clone()));
        let clients = Maker::plain().shared();
        (0..5).for_each(|_| _ = bench.connect(&port, clients.clone()));
        bench.until("it has stopped", || factory.record().has("stop"));
        assert_eq!(factory.record().events(), ["start", "build", "stop"], "one of the batch came in");
    }

    /// Covers PO-04.
    fn every_stop_of_a_port_is_completed(bench: &Bench) {
        let (order, port) = (Order::default(), bench.listen(Maker::plain().shared()));
        for name in ["first", "second"] {
            let order = order.clone();
            port.stop_listening().on_done(move |_| order.note(name));
        }
        bench.turns(2);
        let late = order.clone();
        port.stop_listening().on_done(move |_| late.note("once it is closed"));
        assert_eq!(order.seen(), ["first", "second", "once it is closed"]);
    }

    /// Covers PO-06.
    fn accepted_connections_live_on_after_their_port(bench: &Bench) {
        let (there, here) = bench.pair(Scripted::new(), Scripted::new()); // whose port is told to stop
        bench.turns(3);
        here.transport().write(b"still here");
        there.transport().write(b"here too");
        bench.until("both arrive", || there.received() == b"still here" && here.received() == b"here too");
    }

    /// Covers PO-08.
    fn a_connection_that_is_refused_is_closed_and_the_next_one_accepted(bench: &Bench) {
        let first = std::cell::Cell::new(true);
        let factory = Maker::new(move || Ok((!first.replace(false)).then(Scripted::new)));
        let port = bench.listen(factory.shared());
        let (refused, accepted) = (Scripted::new(), Scripted::new());
        let (one, two) = (refused.record(), accepted.record());
        bench.connect(&port, once(refused));
        bench.until("the first is closed", || one.is_lost());
        bench.connect(&port, once(accepted));
        bench.until("the second is made", || two.is_made());
        bench.settle();
        assert_eq!((one.lost().as_deref(), two.lost()), (Some("Done"), None));
    }

    /// Covers PO-12.
    fn a_port_without_clients_holds_up_nobody(bench: &Bench) {
        let (_port, order) = (bench.listen(Maker::plain().shared()), Order::default());
        let seen = order.clone();
        bench.reactor.call_later(std::time::Duration::from_millis(5), move || seen.note("timed"));
        bench.until("the call is made", || !order.seen().is_empty());
    }

    /// Covers PO-13.
    fn a_closed_port_remembers_its_address(bench: &Bench) {
        let port = bench.listen(Maker::plain().shared());
        let before = port.host();
        port.stop_listening();
        bench.turns(2);
        assert_eq!(port.host(), before);
    }

    /// Covers PO-14.
    fn a_port_can_be_opened_again_at_once(bench: &Bench) {
        let (there, here) = (Scripted::new(), Scripted::new());
        let (server, client) = (there.record(), here.record());
        let port = bench.listen(once(there));
        bench.connect(&port, once(here));
        bench.until("they are made", || server.is_made() && client.is_made());
        port.stop_listening();
        server.transport().lose_connection(); // the side that closes first keeps the address for a while
        bench.until("they are lost", || server.is_lost() && client.is_lost());
        let again = Maker::plain().shared();
        let port = bench.reactor.listen_tcp(address(&port), again.clone()).expect("the address is free again");
        let back = Maker::plain().shared();
        let connector: Connector = bench.connect(&port, back.clone());
        bench.until("it is connected", || again.record().has("build") && back.record().has("build"));
        connector.disconnect();
    }

    fn any_interface_can_be_listened_on(bench: &Bench) {
        let there = Scripted::new();
        let server = there.record();
        let port = bench.reactor.listen_tcp(([0, 0, 0, 0], 0).into(), once(there)).expect("a free port");
        bench.reactor.connect_tcp(loopback(address(&port).port()), Maker::plain().shared());
        bench.until("it is made", || server.is_made());
        assert_eq!(server.transport().host(), Address::from(loopback(address(&port).port())));
    }

    fn ipv6_is_the_same(bench: &Bench) {
        let at = SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, 0));
        let (there, here) = (Scripted::new(), Scripted::new());
        let (server, client) = (there.record(), here.record());
        let port = match bench.reactor.listen_tcp(at, once(there)) {
            Ok(port) => port,
            Err(error) => return bench.not_here(format!("this machine has no IPv6: {error}")),
        };
        bench.reactor.connect_tcp(address(&port), once(here));
        bench.until("they are made", || server.is_made() && client.is_made());
        assert_eq!(server.transport().peer(), client.transport().host());
        assert!(address(&port).is_ipv6());
    }
}
