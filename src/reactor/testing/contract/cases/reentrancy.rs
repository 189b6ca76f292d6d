//! Everything may be asked of the reactor from inside every callback.

use super::{Bench, Maker, Scripted, ScriptedDescriptor, loopback, read_some};
use crate::reactor::interfaces::ReactorFdSet;
use crate::reactor::source::{Key, Taken};
use crate::reactor::{
    DelayedCall, HookPhase, ListeningPort, Producer, PushProducer, Reactor, ReactorTime, Reason, Result, Transport,
};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::Write;
use std::rc::Rc;
use std::time::Duration;

/// Asks for everything, wherever it is called. Clones are the same.
#[derive(Clone)]
struct Meddler(Rc<Meddling>);

struct Meddling {
    reactor: Reactor,
    /// Somebody else's port, connection and call.
    port: ListeningPort,
    other: RefCell<Option<Transport>>,
    sibling: DelayedCall,
    visited: RefCell<BTreeSet<&'static str>>,
}

impl Meddler {
    fn new(bench: &Bench) -> Self {
        Meddler(Rc::new(Meddling {
            reactor: bench.reactor.clone(),
            port: bench.listen(Maker::plain().shared()),
            other: RefCell::default(),
            sibling: bench.reactor.call_later(Duration::from_secs(3600), || {}),
            visited: RefCell::default(),
        }))
    }

    fn visited(&self, place: &str) -> bool {
        self.0.visited.borrow().contains(place)
    }

    fn meddle(&self, place: &'static str) -> Result {
        self.0.visited.borrow_mut().insert(place);
        self.time()?;
        self.sockets()?;
        self.other_connection()?;
        let reactor = &self.0.reactor;
        reactor.call_when_running(|| {});
        reactor.on_shutdown(HookPhase::After, || {});
        reactor.remote().call_from_thread(|_| {});
        Ok(())
    }

    fn time(&self) -> Result {
        let (reactor, sibling) = (&self.0.reactor, &self.0.sibling);
        sibling.reset(Duration::from_secs(60))?;
        sibling.delay(Duration::from_secs(60))?;
        let call = reactor.call_later(Duration::ZERO, || {});
        assert!(reactor.delayed_calls().contains(&call));
        call.cancel()?;
        reactor.call_later(Duration::ZERO, || {});
        Ok(())
    }

    fn sockets(&self) -> Result {
        let (reactor, at) = (&self.0.reactor, self.0.port.host());
        let again = reactor.clone();
        match reactor.listen_tcp(loopback(0), Maker::plain().shared()) {
            Ok(opened) => opened.stop_listening().on_done(move |_| _ = again.call_later(Duration::ZERO, || {})),
            Err(error) => assert!(!reactor.is_running(), "{error}"), // it fails once the reactor stops, too
        }
        let connector = reactor.connect_tcp(at.tcp().expect("a TCP port"), Maker::plain().shared());
        connector.disconnect();
        let _ = connector.connect(); // fails once the reactor stops
        let sets = (reactor.readers(), reactor.writers());
        sets.0.iter().for_each(|key| reactor.add_reader(*key));
        Ok(())
    }

    fn other_connection(&self) -> Result {
        let other = self.0.other.borrow().clone();
        if let Some(other) = other {
            other.pause_producing()?;
            other.resume_producing()?;
            other.write(b"from somebody else");
            other.write_sequence([&b"in "[..], b"parts"]);
            other.set_high_water(1 << 20);
            let _ = (other.buffered(), other.state(), other.host(), other.peer(), other.set_no_delay(true));
        }
        Ok(())
    }

    /// A call of its own for each place.
    fn at(&self, place: &'static str) -> impl Fn() -> Result + Clone + 'static {
        let meddler = self.clone();
        move || meddler.meddle(place)
    }

    fn protocol(&self) -> Scripted {
        let (made, data, lost) = (self.at("connection_made"), self.at("data_received"), self.at("connection_lost"));
        let (read_ended, write_ended) = (self.at("read_connection_lost"), self.at("write_connection_lost"));
        let (chunk, dropped) = (self.at("a chunk that is written"), Last(self.at("a protocol's drop")));
        Scripted::new()
            .made(move |transport| {
                let _goes_with_the_protocol = &dropped;
                transport.write_sequence((0..3).map(|_| {
                    chunk().expect("meddling is allowed");
                    b"chunk".to_vec()
                }));
                made()
            })
            .data(move |_, _| data())
            .lost(move |_, _| lost())
            .half(move |_| read_ended(), move |_| write_ended())
    }
}

/// Meddles when it is dropped.
struct Last<F: Fn() -> Result>(F);

impl<F: Fn() -> Result> Drop for Last<F> {
    fn drop(&mut self) {
        (self.0)().expect("meddling is allowed");
    }
}

struct Produces(Meddler);

impl PushProducer for Produces {
    fn pause_producing(&self) -> Result {
        self.0.meddle("pause_producing")
    }

    fn resume_producing(&self) -> Result {
        self.0.meddle("resume_producing")
    }

    fn stop_producing(&self) -> Result {
        self.0.meddle("stop_producing")
    }
}

cases! { ANYWHERE
    fn everything_may_be_asked_from_the_callbacks_of_a_connection(bench: &Bench) {
        let meddler = Meddler::new(bench);
        let (_, other) = bench.pair(Scripted::new(), Scripted::new());
        meddler.0.other.replace(Some(other.transport()));
        let (server, client) = bench.pair(meddler.protocol(), meddler.protocol());
        let (producing, producer) = (client.transport(), Producer::Push(Rc::new(Produces(meddler.clone()))));
        producing.register_producer(producer).expect("it is the first");
        producing.write(vec![7; 1 << 20]);
        bench.until("it is paused and resumed", || meddler.visited("resume_producing"));
        server.transport().lose_write_connection();
        bench.until("one direction is closed", || server.has("write ended") && client.has("read ended"));
        producing.lose_connection();
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        let places = [
            "a chunk that is written",
            "a protocol's drop",
            "connection_lost",
            "connection_made",
            "data_received",
            "pause_producing",
            "read_connection_lost",
            "resume_producing",
            "stop_producing",
            "write_connection_lost",
        ];
        assert_eq!(meddler.0.visited.borrow().iter().copied().collect::<Vec<_>>(), places);
        bench.settle();
        assert_eq!(bench.log.count(), 0, "{:?}", bench.log.lines());
    }

    fn everything_may_be_asked_from_the_callbacks_of_a_factory(bench: &Bench) {
        let meddler = Meddler::new(bench);
        let (build, connecting) = (meddler.at("build_protocol"), meddler.at("started_connecting"));
        let (failed, lost) = (meddler.at("client_connection_failed"), meddler.at("client_connection_lost"));
        let must = |call: &dyn Fn() -> Result| call().expect("meddling is allowed");
        let factory = Maker::new(move || {
            build()?;
            Ok(Some(Scripted::new()))
        });
        let factory = factory
            .connecting(move |_| must(&connecting))
            .failed(move |_| must(&failed))
            .lost(move |_| must(&lost))
            .shared();
        let port = bench.listen(factory.clone());
        let connector = bench.connect(&port, factory.clone());
        bench.until("both are built", || factory.record().count("build") == 2);
        connector.disconnect();
        bench.until("it is lost", || meddler.visited("client_connection_lost"));
        bench.connect(&port, factory.clone()).disconnect();
        let places = ["build_protocol", "client_connection_failed", "client_connection_lost", "started_connecting"];
        assert_eq!(meddler.0.visited.borrow().iter().copied().collect::<Vec<_>>(), places);
        bench.settle();
        assert_eq!(bench.log.count(), 0, "{:?}", bench.log.lines());
    }

    fn everything_may_be_asked_from_calls_and_hooks(bench: &Bench) {
        let meddler = Meddler::new(bench);
        bench.reactor.on_startup(HookPhase::Before, meddler.at("a hook before the start"));
        bench.reactor.call_when_running(meddler.at("a hook at the start"));
        for phase in [HookPhase::Before, HookPhase::During, HookPhase::After] {
            bench.reactor.on_shutdown(phase, meddler.at("a hook at the stop"));
        }
        bench.reactor.call_later(Duration::ZERO, meddler.at("a delayed call"));
        let dropped = Last(meddler.at("a cancelled call's drop"));
        let cancelled = bench.reactor.call_later(Duration::from_secs(3600), move || drop(dropped));
        bench.reactor.call_later(Duration::ZERO, move || cancelled.cancel());
        let completed = meddler.at("a completion");
        bench.listen(Maker::plain().shared()).stop_listening().on_done(move |_| completed().expect("it is allowed"));
        bench.turns(3);
        bench.reactor.stop().expect("it runs");
        bench.turns(1);
        let places = [
            "a cancelled call's drop",
            "a completion",
            "a delayed call",
            "a hook at the start",
            "a hook at the stop",
            "a hook before the start",
        ];
        assert_eq!(meddler.0.visited.borrow().iter().copied().collect::<Vec<_>>(), places);
        assert_eq!(bench.log.count(), 0, "{:?}", bench.log.lines());
    }
}

cases! { WITH_DESCRIPTORS
    fn everything_may_be_asked_from_a_descriptor_of_one_s_own(bench: &Bench) {
        let (meddler, (end, peer)) = (Meddler::new(bench), ScriptedDescriptor::pair());
        let (read, write, lost) = (meddler.at("do_read"), meddler.at("do_write"), meddler.at("lost"));
        let (own, reactor) = (Rc::new(Cell::new(Key::default())), bench.reactor.clone());
        let mine = own.clone();
        let end = end
            .reading(move |socket| {
                read().map_err(Reason::Error)?;
                read_some(socket)
            })
            .writing(move |_| {
                write().map_err(Reason::Error)?;
                reactor.remove_writer(mine.get());
                Ok(Taken::All)
            })
            .lost(move || lost().expect("meddling is allowed"));
        let record = end.record();
        own.set(end.register(&bench.reactor));
        bench.reactor.add_reader(own.get());
        bench.reactor.add_writer(own.get());
        (&peer).write_all(b"data").expect("there is room");
        bench.until("it is served", || meddler.visited("do_read") && meddler.visited("do_write"));
        drop(peer);
        bench.until("it is lost", || record.is_lost());
        assert!(meddler.visited("lost"));
        bench.settle();
        assert_eq!(bench.log.count(), 0, "{:?}", bench.log.lines());
    }
}
