//! The reactors that record.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::error::RunError;
use twistlab::reactor::interfaces::{
    ConnectOptions, HookPhase, ListenOptions, ReactorCore, ReactorFdSet, ReactorTcp, ReactorUnix,
};
use twistlab::reactor::source::{Descriptor, Taken};
use twistlab::reactor::testing::{AccumulatingFactory, ConnectorCall, MemoryReactor, MemoryReactorClock};
use twistlab::reactor::{Address, ReactorTime, Reason};

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

/// Covers TD-11.
#[test]
fn a_port_is_recorded_and_its_factory_not_started() {
    let (reactor, factory) = (MemoryReactor::new(), Rc::new(AccumulatingFactory::new()));
    let options = ListenOptions { backlog: 7 };
    let port = reactor.listen_tcp(address("0.0.0.0:80"), factory.clone(), ListenOptions::default()).unwrap();
    reactor.listen_unix("/run/lab".as_ref(), factory.clone(), options.clone()).unwrap();
    assert_eq!(port.host(), address("0.0.0.0:80").into());
    let [tcp, unix] = &reactor.listens()[..] else { panic!("two ports were asked for") };
    assert_eq!((&tcp.at, tcp.options.backlog), (&port.host(), 50));
    assert_eq!((&unix.at, &unix.options), (&Address::Unix(Some("/run/lab".into())), &options));
    assert_eq!(factory.calls(), [""; 0]);

    assert!(tcp.factory.clone().build_protocol(&port.host()).unwrap().is_some(), "a test can drive it");
    assert_eq!(factory.records().len(), 1);
    assert!(tcp.is_listening());
    assert!(port.stop_listening().is_done());
    assert!(!tcp.is_listening() && unix.is_listening());
    assert_eq!(tcp.port().host(), port.host());
}

/// Covers TD-12, FA-13.
#[test]
fn a_connection_is_recorded_and_its_factory_told_that_it_begins() {
    let (reactor, factory) = (MemoryReactor::new(), Rc::new(AccumulatingFactory::new()));
    let connector = reactor.connect_tcp(address("10.0.0.1:80"), factory.clone(), ConnectOptions::default());
    assert_eq!(factory.calls(), ["started_connecting"]);
    let record = reactor.connects().remove(0);
    assert_eq!((&record.to, record.options.timeout), (&address("10.0.0.1:80").into(), Some(Duration::from_secs(30))));
    assert_eq!(record.options.from, None);
    assert!(record.connector() == connector);
    assert_eq!(connector.destination(), record.to);

    connector.stop_connecting().unwrap();
    connector.disconnect();
    connector.connect().unwrap();
    assert_eq!(record.calls(), [ConnectorCall::StopConnecting, ConnectorCall::Disconnect, ConnectorCall::Connect]);
    assert_eq!(factory.calls(), ["started_connecting"], "nothing comes of it");

    reactor.connect_unix("/run/lab".into(), factory.clone(), None);
    let record = reactor.connects().remove(1);
    assert_eq!((record.to, record.options.timeout), (Address::Unix(Some("/run/lab".into())), None));
}

/// Covers TD-13.
#[test]
fn a_run_is_a_start_and_a_stop() {
    let (reactor, seen) = (MemoryReactor::new(), Rc::new(RefCell::new(Vec::new())));
    assert!(!reactor.has_run() && !reactor.has_stopped() && !reactor.is_running());
    let note = |name: &'static str| {
        let (seen, reactor) = (seen.clone(), reactor.clone());
        Box::new(move || {
            seen.borrow_mut().push((name, reactor.is_running()));
            Ok(())
        })
    };
    reactor.on_shutdown(HookPhase::After, note("over"));
    reactor.on_shutdown(HookPhase::Before, note("stopping"));
    reactor.on_startup(HookPhase::Before, note("starting"));
    reactor.call_when_running(note("first"));
    let (inner, late) = (reactor.clone(), RefCell::new(Some(note("at once"))));
    reactor.call_when_running(Box::new(move || {
        inner.call_when_running(late.take().expect("called once"));
        Err("it fails".into())
    }));
    reactor.call_when_running(note("last"));
    reactor.run().unwrap();
    let expected =
        [("starting", false), ("first", true), ("at once", true), ("last", true), ("stopping", true), ("over", false)];
    assert_eq!(*seen.borrow(), expected);
    assert!(reactor.has_run() && reactor.has_stopped() && !reactor.is_running());
    assert_eq!(reactor.log().count(), 1);
    assert!(matches!(reactor.run(), Err(RunError::NotRestartable)));
}

/// Covers RX-07, RX-08, RX-16, TD-13.
#[test]
fn a_hook_may_stop_or_crash_it_and_may_not_run_it() {
    let reactor = MemoryReactor::new();
    let (inner, told) = (reactor.clone(), Rc::new(RefCell::new(Vec::new())));
    let tells = told.clone();
    reactor.call_when_running(Box::new(move || {
        tells.borrow_mut().push(format!("{:?}", inner.run()));
        tells.borrow_mut().push(format!("{:?} {:?}", inner.stop(), inner.stop()));
        Ok(())
    }));
    assert!(matches!(reactor.stop(), Err(RunError::NotRunning)));
    reactor.run().unwrap();
    assert_eq!(*told.borrow(), ["Err(AlreadyRunning)", "Ok(()) Err(NotRunning)"]);
    assert!(reactor.has_stopped());

    let reactor = MemoryReactor::new();
    let inner = reactor.clone();
    reactor.call_when_running(Box::new(move || Ok(inner.crash()?)));
    reactor.on_shutdown(HookPhase::Before, Box::new(|| panic!("a crash runs no hook of a stop")));
    reactor.run().unwrap();
    assert!(reactor.has_run() && !reactor.has_stopped());
    assert_eq!(reactor.log().lines(), [""; 0]);
}

/// Covers TD-14, IF-04.
#[test]
fn one_with_a_clock_has_time_and_all_the_rest() {
    fn all<R: ReactorCore + ReactorTcp + ReactorUnix + ReactorFdSet + ReactorTime>(_reactor: &R) {}
    let (reactor, ran) = (MemoryReactorClock::new(), Rc::new(RefCell::new(0)));
    all(&reactor);
    let (time, runs): (&dyn ReactorTime, _) = (&reactor, ran.clone());
    time.call_later(Duration::from_secs(2), move || *runs.borrow_mut() += 1);
    reactor.run().unwrap();
    assert!(reactor.has_stopped() && *ran.borrow() == 0, "a run runs no delayed call");
    assert_eq!(reactor.delayed_calls().len(), 1);
    reactor.clock().advance(Duration::from_secs(2)).unwrap();
    assert_eq!((*ran.borrow(), ReactorTime::now(&reactor)), (1, Duration::from_secs(2)));
    let factory = Rc::new(AccumulatingFactory::new());
    reactor.listen_tcp(address("0.0.0.0:1"), factory.clone(), ListenOptions::default()).unwrap();
    reactor.connect_tcp(address("10.0.0.1:1"), factory, ConnectOptions::default());
    assert_eq!((reactor.listens().len(), reactor.connects().len()), (1, 1));
}

/// A descriptor that is never asked.
struct Silent;

impl Descriptor for Silent {
    fn do_read(&self) -> Result<Taken, Reason> {
        panic!("nothing is ever ready")
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        panic!("nothing is ever ready")
    }

    fn connection_lost(&self, _reason: Reason) {}
}

/// Covers TD-15, IO-01, IO-02, IO-03.
#[test]
fn descriptors_are_in_sets_and_never_ready() {
    let reactor = MemoryReactor::new();
    let file: Rc<dyn AsFd> = Rc::new(std::io::stdin());
    let one = reactor.register(file.clone(), Rc::new(Silent)).unwrap();
    let other = reactor.register(file, Rc::new(Silent)).unwrap();
    assert!(reactor.readers().is_empty(), "in no set yet");
    reactor.add_reader(one);
    reactor.add_reader(one);
    reactor.add_writer(one);
    reactor.add_writer(other);
    reactor.remove_reader(other);
    assert_eq!((reactor.readers(), reactor.writers()), (vec![one], vec![one, other]));
    reactor.run().unwrap();

    let reactor = MemoryReactor::new();
    let key = reactor.register(Rc::new(std::io::stdin()), Rc::new(Silent)).unwrap();
    reactor.add_reader(key);
    assert_eq!(reactor.remove_all(), [key]);
    assert!(reactor.remove_all().is_empty());
    reactor.add_writer(key);
    assert_eq!(reactor.writers(), [key], "it is still registered");
    reactor.deregister(key);
    reactor.add_writer(key);
    assert!(reactor.writers().is_empty());
}
