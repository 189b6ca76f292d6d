//! A panic is caught where the reactor calls the program, told to the log once, and is an error of that callback.

use super::{Bench, Record, Scripted, ScriptedProducer, closes, counted, once};
use crate::reactor::error::ConnectError;
use crate::reactor::interfaces::ReactorFdSet;
use crate::reactor::source::{Descriptor, Taken};
use crate::reactor::{
    Address, ClientFactory, Connector, Factory, HalfCloseable, HookPhase, Protocol, Reason, Result, Transport,
};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::time::Duration;

/// What a panic of ours says as a reason and in the log.
const SAID: &str = "the callback panicked: boom";

fn boom<T>() -> T {
    panic!("boom")
}

/// The log's one line for each of these callbacks, in order, and a reactor that still makes connections.
#[track_caller]
fn assert_told(bench: &Bench, callbacks: &[&str]) {
    let expected: Vec<_> = callbacks.iter().map(|callback| format!("{callback} failed: {SAID}")).collect();
    assert_eq!(bench.log.lines(), expected);
    let (server, client) = bench.pair(Scripted::new(), Scripted::new());
    client.transport().write(b"still alive");
    bench.until("the reactor lives", || server.received() == b"still alive");
}

/// A pair that ends by itself, once a byte was exchanged. Returns what both ends were told.
fn ended(bench: &Bench, server: Scripted, client: Scripted) -> (String, String) {
    let (server, client) = bench.pair(server, client);
    if !server.is_lost() && !client.is_lost() {
        client.transport().write(b"x");
    }
    bench.until("both are lost", || server.is_lost() && client.is_lost());
    (server.lost().unwrap_or_default(), client.lost().unwrap_or_default())
}

/// A factory that panics in one of its methods, and whose connections end at once.
struct Shaky(&'static str);

impl Shaky {
    fn at(&self, method: &str) {
        if self.0 == method {
            boom()
        }
    }
}

impl Factory for Shaky {
    fn build_protocol(self: Rc<Self>, _peer: &Address) -> Result<Option<Box<dyn Protocol>>> {
        self.at("build");
        Ok(Some(Box::new(Scripted::new().made(closes))))
    }

    fn start_factory(&self) {
        self.at("start");
    }

    fn stop_factory(&self) {
        self.at("stop");
    }
}

impl ClientFactory for Shaky {
    fn started_connecting(&self, _connector: &Connector) {
        self.at("connecting");
    }

    fn client_connection_failed(&self, _connector: &Connector, _error: &ConnectError) {
        self.at("failed");
    }

    fn client_connection_lost(&self, _connector: &Connector, _reason: &Reason) {
        self.at("lost");
    }
}

/// A protocol that panics where no callback is expected to do anything.
struct Odd {
    notes: Record,
    in_half_closeable: bool,
    in_drop: bool,
}

impl Protocol for Odd {
    fn data_received(&mut self, _transport: &Transport, _data: &[u8]) -> Result {
        Ok(())
    }

    fn connection_lost(&mut self, _transport: &Transport, reason: &Reason) -> Result {
        self.notes.note(reason.to_string());
        Ok(())
    }

    fn half_closeable(&mut self) -> Option<&mut dyn HalfCloseable> {
        if self.in_half_closeable { boom() } else { None }
    }
}

impl Drop for Odd {
    fn drop(&mut self) {
        if self.in_drop {
            boom()
        }
    }
}

/// A descriptor that panics in one of its methods.
struct Handler {
    at: &'static str,
    notes: Record,
}

impl Handler {
    fn at(&self, method: &str) {
        self.notes.note(method);
        if self.at == method {
            boom()
        }
    }
}

impl Descriptor for Handler {
    fn do_read(&self) -> Result<Taken, Reason> {
        self.at("read");
        Err(Reason::Done)
    }

    fn do_write(&self) -> Result<Taken, Reason> {
        self.at("write");
        Ok(Taken::Blocked)
    }

    fn connection_lost(&self, reason: Reason) {
        self.notes.note(reason.to_string());
        self.at("lost");
    }

    fn is_half_closeable(&self) -> bool {
        self.at("half-closeable?");
        self.at == "read ended"
    }

    fn read_connection_lost(&self) {
        self.at("read ended");
    }
}

cases! { ANYWHERE
    /// Covers ER-08.
    fn in_connection_made_and_data_received(bench: &Bench) {
        let made = || Scripted::new().made(|_| boom());
        let data = || Scripted::new().data(|_, _| boom());
        let (error, done) = (format!("Error({SAID})"), "Done".to_string());
        assert_eq!(ended(bench, made(), Scripted::new()), (error.clone(), done.clone()));
        assert_eq!(ended(bench, Scripted::new(), made()), (done.clone(), error.clone()));
        assert_eq!(ended(bench, data(), Scripted::new()), (error, done));
        assert_told(bench, &["ConnectionMade", "ConnectionMade", "DataReceived"]);
    }

    /// Covers ER-08.
    fn in_connection_lost(bench: &Bench) {
        let server = Scripted::new().data(|transport, _| closes(transport));
        let ends = ended(bench, server.lost(|_, _| boom()), Scripted::new().lost(|_, _| boom()));
        assert_eq!(ends, ("Done".into(), "Done".into()));
        assert_told(bench, &["ConnectionLost", "ConnectionLost"]);
    }

    /// Covers ER-08.
    fn in_what_a_half_close_tells(bench: &Bench) {
        let server = Scripted::new().half(|_| boom(), |_| Ok(()));
        let client = Scripted::new().data(|_, _| Ok(())).half(|_| Ok(()), |_| boom());
        let client = client.made(|transport| {
            transport.lose_write_connection();
            Ok(())
        });
        let error = format!("Error({SAID})");
        let (server, client) = bench.pair(server, client);
        bench.until("both are lost", || server.is_lost() && client.is_lost());
        assert_eq!((server.lost(), client.lost()), (Some(error.clone()), Some(error)));
        let mut lines = bench.log.lines();
        lines.sort();
        assert_eq!(lines, ["ReadConnectionLost", "WriteConnectionLost"].map(|call| format!("{call} failed: {SAID}")));
    }

    /// Covers ER-08.
    fn in_the_question_whether_it_is_half_closeable(bench: &Bench) {
        let notes = Record::default();
        let odd = notes.clone();
        let port = bench.listen(crate::reactor::factory(move |_| {
            Odd { notes: odd.clone(), in_half_closeable: true, in_drop: false }
        }));
        let client = Scripted::new();
        let record = client.record();
        bench.connect(&port, once(client.made(closes)));
        bench.until("both are lost", || record.is_lost() && !notes.events().is_empty());
        assert_eq!(notes.events(), [format!("a callback failed: {SAID}")]);
        assert_told(bench, &["DoRead"]);
    }

    /// Covers ER-08.
    fn in_the_drop_of_a_protocol(bench: &Bench) {
        let notes = Record::default();
        let odd = notes.clone();
        let port = bench.listen(crate::reactor::factory(move |_| {
            Odd { notes: odd.clone(), in_half_closeable: false, in_drop: true }
        }));
        let client = Scripted::new();
        let record = client.record();
        bench.connect(&port, once(client.made(closes)));
        bench.until("both are lost", || record.is_lost() && !notes.events().is_empty());
        assert_told(bench, &["ConnectionLost"]);
    }

    /// Covers ER-08.
    fn in_a_producer(bench: &Bench) {
        let producers: [fn(ScriptedProducer) -> ScriptedProducer; 3] = [
            |producer| producer.pause(boom),
            |producer| producer.resume(boom),
            |producer| producer.stop(boom),
        ];
        let mut reasons = Vec::new();
        for producer in producers {
            let (_server, client) = bench.pair(Scripted::new(), Scripted::new());
            let transport = client.transport();
            let producer = producer(ScriptedProducer::new(&client));
            transport.register_producer(producer.push()).expect("there was none");
            transport.write(counted(0, 100_000));
            transport.lose_connection();
            bench.until("it is lost", || client.is_lost());
            reasons.push(client.lost().unwrap_or_default());
        }
        let error = format!("Error({SAID})");
        assert_eq!(reasons, [error.clone(), error, "Done".into()]);
        assert_told(bench, &["PauseProducing", "ResumeProducing", "StopProducing"]);
    }

    /// Covers ER-08.
    fn in_a_ports_factory(bench: &Bench) {
        for method in ["start", "build", "stop"] {
            let port = bench.listen(Rc::new(Shaky(method)));
            let client = Scripted::new();
            let record = client.record();
            bench.connect(&port, once(client));
            bench.until("the port serves, or closes", || record.is_lost());
            let stopped = port.stop_listening();
            bench.until("it is closed", || stopped.is_done());
        }
        assert_told(bench, &["StartFactory", "BuildProtocol", "StopFactory"]);
    }

    /// Covers ER-08.
    fn in_a_clients_factory(bench: &Bench) {
        let port = bench.listen(crate::reactor::factory(|_| Scripted::new()));
        for (method, told) in [
            ("start", "StartFactory"),
            ("connecting", "StartedConnecting"),
            ("build", "BuildProtocol"),
            ("lost", "ClientConnectionLost"),
            ("stop", "StopFactory"),
        ] {
            let connector = bench.connect(&port, Rc::new(Shaky(method)));
            bench.until(method, || connector.connect().is_ok()); // it is idle again only when all is over
            connector.disconnect();
            let lines = bench.log.lines();
            assert!(lines.iter().any(|line| *line == format!("{told} failed: {SAID}")), "{method}: {lines:?}");
        }
        let stopped = port.stop_listening();
        bench.until("the port is closed", || stopped.is_done());
        let before = bench.log.count();
        let connector = bench.connect(&port, Rc::new(Shaky("failed")));
        bench.until("it is refused", || bench.log.count() > before);
        assert!(connector.connect().is_ok(), "it may be tried again");
        connector.disconnect();
        bench.settle();
    }

    /// Covers ER-08.
    fn in_a_call_of_any_kind(bench: &Bench) {
        bench.reactor.on_startup(HookPhase::During, boom::<()>);
        bench.turns(1);
        bench.reactor.call_later(Duration::ZERO, boom::<()>);
        bench.turns(1);
        bench.reactor.call_when_running(boom::<()>);
        bench.reactor.remote().call_from_thread(|_| boom::<()>());
        bench.turns(1);
        let port = bench.listen(crate::reactor::factory(|_| Scripted::new()));
        port.stop_listening().on_done(|_| boom());
        bench.turns(1);
        assert_told(bench, &["Hook", "TimedCall", "Hook", "CallFromThread", "Completion"]);
    }

    /// Covers ER-08.
    fn in_the_hooks_of_a_stop(bench: &Bench) {
        let (_server, client) = bench.pair(Scripted::new(), Scripted::new().lost(|_, _| boom()));
        bench.reactor.on_shutdown(HookPhase::Before, boom::<()>);
        bench.reactor.on_shutdown(HookPhase::After, boom::<()>);
        bench.reactor.stop().expect("it runs");
        let _ = bench.reactor.turn(None).expect("the last one");
        assert_eq!(bench.log.lines(), ["Hook", "ConnectionLost", "Hook"].map(|call| format!("{call} failed: {SAID}")));
        assert!(!bench.reactor.is_running() && client.is_lost());
    }
}

cases! { WITH_DESCRIPTORS
    /// Covers ER-08.
    fn in_a_descriptor(bench: &Bench) {
        let said = format!("a callback failed: {SAID}");
        let done = "the connection was closed cleanly";
        for (method, told, notes_expected) in [
            ("read", "DoRead", vec!["read", &said, "lost"]),
            ("write", "DoWrite", vec!["write", &said, "lost"]),
            ("half-closeable?", "DoRead", vec!["read", "half-closeable?", &said, "lost"]),
            ("read ended", "ReadConnectionLost", vec!["read", "half-closeable?", "read ended"]),
            ("lost", "DescriptorLost", vec!["read", "half-closeable?", done, "lost"]),
        ] {
            let (ours, peers) = UnixStream::pair().expect("there is a pair");
            let notes = Record::default();
            let fd: Rc<dyn AsFd> = Rc::new(ours);
            let key = bench.reactor.register(fd, Rc::new(Handler { at: method, notes: notes.clone() })).expect("it is waited for");
            drop(peers);
            let before = bench.log.count();
            if method == "write" { bench.reactor.add_writer(key) } else { bench.reactor.add_reader(key) }
            bench.until(method, || bench.log.count() > before);
            assert_eq!(bench.log.lines().last(), Some(&format!("{told} failed: {SAID}")));
            bench.settle();
            assert_eq!(notes.events(), notes_expected, "{method}");
            bench.reactor.deregister(key);
        }
    }
}
