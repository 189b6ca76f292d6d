//! Connecting: what the factory hears of it, and what a connector does when asked.

use super::{Bench, Maker, Order, Scripted, once, watch};
use crate::reactor::error::ConnectorError;
use crate::reactor::probe::Noted;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

cases! { ANYWHERE
    /// Covers FA-04.
    fn a_client_factory_hears_all_in_order(bench: &Bench) {
        let (here, port) = (Scripted::new(), bench.listen(Maker::plain().shared()));
        let record = here.record();
        let connector = bench.connect(&port, once(here));
        record.note("connect returned");
        bench.until("it is made", || record.is_made());
        connector.disconnect();
        bench.until("it is over", || record.has("stop"));
        let expected =
            ["start", "connecting", "connect returned", "build", "made", "lost: Done", "client lost: Done", "stop"];
        assert_eq!(record.events(), expected);
    }

    /// Covers FA-05.
    fn an_attempt_begins_in_the_next_turn(bench: &Bench) {
        let order = Order::default();
        let seen = order.clone();
        let hear = watch(move |noted| {
            if let Noted::Connecting { .. } = noted {
                seen.note("attempt")
            }
        });
        let bench = bench.another(|builder| builder.probe(hear));
        let (seen, reactor) = (order.clone(), bench.reactor.clone());
        let to = bench.listen(Maker::plain().shared()).host().tcp().expect("a TCP port");
        bench.reactor.call_later(Duration::ZERO, move || {
            reactor.connect_tcp(to, Maker::plain().shared());
            seen.note("returned");
        });
        bench.turns(1);
        order.note("next turn");
        bench.turns(1);
        assert_eq!(order.seen(), ["returned", "next turn", "attempt"]);
    }

    /// Covers FA-07.
    fn an_attempt_may_be_stopped_when_it_is_announced(bench: &Bench) {
        let record = Rc::new(RefCell::new(String::new()));
        let second = record.clone();
        let factory = Maker::plain().connecting(move |connector| {
            connector.stop_connecting().expect("it connects");
            *second.borrow_mut() = format!("{:?}", connector.stop_connecting());
        });
        let (factory, port) = (factory.shared(), bench.listen(Maker::plain().shared()));
        bench.connect(&port, factory.clone());
        assert_eq!(factory.record().events(), ["start", "connecting", "failed: Stopped", "stop"], "within the call");
        assert_eq!(*record.borrow(), format!("{:?}", Err::<(), _>(ConnectorError::NotConnecting)));
        bench.settle();
        assert_eq!(factory.record().events().len(), 4, "{:?}", factory.record().events());
    }

    /// Covers FA-07.
    fn an_attempt_under_way_may_be_stopped(bench: &Bench) {
        let (factory, port) = (Maker::plain().shared(), bench.listen(Maker::plain().shared()));
        let connector = bench.connect(&port, factory.clone());
        connector.stop_connecting().expect("it connects");
        assert_eq!(factory.record().events(), ["start", "connecting", "failed: Stopped", "stop"]);
        assert_eq!(connector.stop_connecting(), Err(ConnectorError::NotConnecting));
        bench.settle();
        assert!(!factory.record().has("build"), "{:?}", factory.record().events());
    }

    /// Covers FA-09.
    fn a_client_that_builds_nothing_is_closed(bench: &Bench) {
        let there = Scripted::new();
        let server = there.record();
        let port = bench.listen(once(there));
        let factory = Maker::new(|| Ok(None)).shared();
        bench.connect(&port, factory.clone());
        bench.until("both are over", || server.is_lost() && factory.record().has("stop"));
        assert_eq!(factory.record().events(), ["start", "connecting", "build", "client lost: Done", "stop"]);
        assert_eq!(server.lost().as_deref(), Some("Done"));
    }

    fn a_client_that_cannot_build_is_closed_with_its_error(bench: &Bench) {
        let there = Scripted::new();
        let server = there.record();
        let port = bench.listen(once(there));
        let factory = Maker::new(|| Err("no protocol today".into())).shared();
        bench.connect(&port, factory.clone());
        bench.until("both are over", || server.is_lost() && factory.record().has("stop"));
        let lost = "client lost: Error(no protocol today)";
        assert_eq!(factory.record().events(), ["start", "connecting", "build", lost, "stop"]);
        assert_eq!(server.lost().as_deref(), Some("Done"));
        assert_eq!(bench.log.count(), 1, "{:?}", bench.log.lines());
    }

    /// Covers FA-10.
    fn a_lost_connection_is_made_again_from_its_end(bench: &Bench) {
        let port = bench.listen(Maker::new(|| Ok(Some(Scripted::new().made(hang_up)))).shared());
        let left = Cell::new(2);
        let factory = Maker::plain().lost(move |connector| {
            if left.replace(left.get() - 1) > 0 {
                connector.connect().expect("it is idle");
            }
        });
        let factory = factory.shared();
        bench.connect(&port, factory.clone());
        bench.until("it has given up", || factory.record().has("stop"));
        let once = ["connecting", "build", "client lost: Done"];
        let expected: Vec<_> = ["start"].into_iter().chain([once; 3].concat()).chain(["stop"]).collect();
        assert_eq!(factory.record().events(), expected);
    }

    /// Covers FA-11.
    fn a_connector_does_one_thing_at_a_time(bench: &Bench) {
        let (factory, port) = (Maker::plain().shared(), bench.listen(Maker::plain().shared()));
        let connector = bench.connect(&port, factory.clone());
        assert_eq!(connector.connect(), Err(ConnectorError::Busy), "while it waits to begin");
        bench.turns(1);
        assert_eq!(connector.connect(), Err(ConnectorError::Busy), "while it connects, or is connected");
        bench.until("it is built", || factory.record().has("build"));
        assert_eq!(connector.connect(), Err(ConnectorError::Busy), "while it is connected");
        connector.disconnect();
        assert_eq!(connector.connect(), Err(ConnectorError::Busy), "while it closes");
        bench.until("it is over", || factory.record().has("stop"));
        connector.connect().expect("it is idle");
        bench.until("it is built again", || factory.record().count("build") == 2);
        assert_eq!(factory.record().count("start"), 2);
    }

    /// Covers FA-12.
    fn disconnect_ends_whatever_goes_on(bench: &Bench) {
        let port = bench.listen(Maker::plain().shared());
        let connecting = Maker::plain().shared();
        let connector = bench.connect(&port, connecting.clone());
        connector.disconnect();
        assert_eq!(connecting.record().events(), ["start", "connecting", "failed: Stopped", "stop"]);
        connector.disconnect(); // nothing goes on: nothing happens

        let connected = Maker::plain().shared();
        let connector = bench.connect(&port, connected.clone());
        bench.until("it is built", || connected.record().has("build"));
        connector.disconnect();
        assert!(!connected.record().has("client lost: Done"), "it is closed in order, and so later");
        bench.until("it is over", || connected.record().has("stop"));
        assert_eq!(connected.record().events(), ["start", "connecting", "build", "client lost: Done", "stop"]);
    }

    /// Covers FA-13.
    fn every_connector_that_is_told_of_is_the_one(bench: &Bench) {
        let (factory, port) = (Maker::plain().shared(), bench.listen(Maker::plain().shared()));
        let connector = bench.connect(&port, factory.clone());
        let other = bench.connect(&port, Maker::plain().shared());
        bench.until("it is built", || factory.record().has("build"));
        connector.disconnect();
        bench.until("it is over", || factory.record().has("stop"));
        assert_eq!(factory.connectors(), [connector.clone(), connector.clone()]);
        assert!(connector != other);
        assert_eq!(connector.destination(), port.host());
    }
}

/// Closes the connection as soon as it stands.
fn hang_up(transport: &crate::reactor::Transport) -> crate::reactor::Result {
    transport.lose_connection();
    Ok(())
}
