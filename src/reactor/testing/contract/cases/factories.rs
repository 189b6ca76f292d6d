//! When a factory is started and stopped, and what its protocols get of it.

use super::{Bench, Maker, Order, Scripted};
use crate::reactor::{Address, ClientFactory, Factory, Protocol, Result, Transport};
use std::cell::Cell;
use std::rc::Rc;

/// A factory that counts what its protocols receive.
#[derive(Default)]
struct Counting {
    bytes: Cell<usize>,
}

/// A protocol that knows its factory.
struct Counted {
    factory: Rc<Counting>,
}

impl Factory for Counting {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        Ok(Some(Box::new(Counted { factory: self })))
    }
}

impl ClientFactory for Counting {}

impl Protocol for Counted {
    fn connection_made(&mut self, transport: &Transport) -> Result {
        transport.write(b"four");
        Ok(())
    }

    fn data_received(&mut self, _transport: &Transport, data: &[u8]) -> Result {
        self.factory.bytes.set(self.factory.bytes.get() + data.len());
        Ok(())
    }
}

cases! { ANYWHERE
    /// Covers FA-01.
    fn protocols_share_their_factory(bench: &Bench) {
        let (server, client) = (Rc::<Counting>::default(), Rc::<Counting>::default());
        let port = bench.listen(server.clone());
        bench.connect(&port, client.clone());
        bench.connect(&port, client.clone());
        bench.until("both have sent to both", || server.bytes.get() == 8 && client.bytes.get() == 8);
    }

    /// Covers FA-02, FA-03, PO-03.
    fn a_factory_of_two_ports_starts_once_and_stops_once(bench: &Bench) {
        let factory = Maker::plain().shared();
        let ports = [bench.listen(factory.clone()), bench.listen(factory.clone())];
        assert_eq!(factory.record().events(), ["start"]);
        ports[0].stop_listening();
        ports[0].stop_listening(); // once more counts for nothing
        bench.turns(2);
        assert_eq!(factory.record().events(), ["start"]);
        ports[1].stop_listening();
        bench.turns(2);
        assert_eq!(factory.record().events(), ["start", "stop"]);
    }

    /// Covers FA-02, FA-03.
    fn a_factory_may_be_used_again_after_its_stop(bench: &Bench) {
        let factory = Maker::plain().shared();
        for uses in 1..=3 {
            let port = bench.listen(factory.clone());
            port.stop_listening();
            bench.turns(2);
            assert_eq!((factory.record().count("start"), factory.record().count("stop")), (uses, uses));
        }
    }

    /// Covers FA-02, FA-03.
    fn a_port_and_a_connector_use_one_factory_together(bench: &Bench) {
        let factory = Maker::plain().shared();
        let port = bench.listen(factory.clone());
        let connector = bench.connect(&port, factory.clone());
        bench.until("both ends are built", || factory.record().count("build") == 2);
        port.stop_listening();
        bench.turns(2);
        assert!(!factory.record().has("stop"), "the connector uses it still: {:?}", factory.record().events());
        connector.disconnect();
        bench.until("the last user is gone", || factory.record().has("stop"));
        assert_eq!(factory.record().count("start"), 1);
    }

    /// Covers PO-05.
    fn a_factory_is_stopped_before_the_completion_fires(bench: &Bench) {
        let order = Order::default();
        let factory = Maker::plain().shared();
        let port = bench.listen(factory.clone());
        let (fired, record) = (order.clone(), factory.record());
        port.stop_listening().on_done(move |result| {
            fired.note(format!("completion {}, stopped: {}", result.is_ok(), record.has("stop")));
        });
        order.note("returned");
        bench.turns(2);
        assert_eq!(order.seen(), ["returned", "completion true, stopped: true"]);
    }

    fn a_factory_that_panics_harms_nobody_else(bench: &Bench) {
        struct Panicking;
        impl Factory for Panicking {
            fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
                panic!("cannot build")
            }

            fn start_factory(&self) {
                panic!("cannot start")
            }

            fn stop_factory(&self) {
                panic!("cannot stop")
            }
        }
        let port = bench.listen(Rc::new(Panicking));
        let client = Scripted::new();
        let record = client.record();
        bench.connect(&port, super::once(client));
        bench.until("the client is turned away", || record.is_lost());
        port.stop_listening();
        bench.turns(2);
        let names = ["StartFactory", "BuildProtocol", "StopFactory"];
        let lines = bench.log.lines();
        assert!(lines.len() == 3 && lines.iter().zip(names).all(|(line, name)| line.starts_with(name)), "{lines:?}");
    }
}
