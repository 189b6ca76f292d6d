//! The network in memory does what the kernel does, as far as a program can see.

mod ends;
mod faults;
#[cfg(target_os = "linux")]
mod kernel;
mod ports;
mod waits;
mod weather;

use slotmap::SlotMap;
use std::io::{self, IoSlice};
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;
use twistlab::reactor::Sources;
use twistlab::reactor::address::Address;
use twistlab::reactor::multiplexer::Multiplexer;
use twistlab::reactor::network::{ListeningSocket, Network, Socket};
use twistlab::reactor::source::{Key, Readiness, Source};
use twistlab::reactor::testing::{MemoryMultiplexer, MemoryNetwork};

type End = Rc<dyn Socket>;

const NOTHING: Readiness = Readiness { readable: false, writable: false, ending: false };
const READABLE: Readiness = Readiness { readable: true, ..NOTHING };
const WRITABLE: Readiness = Readiness { writable: true, ..NOTHING };
const ENDED: Readiness = Readiness { ending: true, ..READABLE };
const BROKEN: Readiness = Readiness { writable: true, ..ENDED };

fn local(port: u16) -> Address {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into()
}

fn port(network: &MemoryNetwork) -> Rc<dyn ListeningSocket> {
    network.listen(&local(0), 50).expect("some port is free")
}

/// A client and its server.
fn pair(network: &MemoryNetwork) -> (End, End) {
    let port = port(network);
    let client = network.connect(&port.host().expect("it listens"), None).expect("somebody listens");
    let (server, _) = port.accept().expect("the client waits");
    (client, server)
}

fn send(end: &End, data: &[u8]) -> io::Result<usize> {
    end.send(&[IoSlice::new(data)])
}

/// One recv of at most `most` bytes.
fn recv(end: &End, most: usize) -> io::Result<Vec<u8>> {
    let mut into = vec![0; most];
    let count = end.recv(&mut into)?;
    into.truncate(count);
    Ok(into)
}

#[track_caller]
fn assert_fails<T: std::fmt::Debug>(result: io::Result<T>, kind: io::ErrorKind) {
    assert_eq!(result.map_err(|error| error.kind()).expect_err("it fails"), kind);
}

/// A multiplexer whose sources have names.
struct Watcher {
    multiplexer: MemoryMultiplexer,
    names: SlotMap<Key, &'static str>,
}

impl Watcher {
    fn new(network: &MemoryNetwork) -> Self {
        Watcher { multiplexer: network.multiplexer(), names: SlotMap::with_key() }
    }

    fn watch(&mut self, name: &'static str, source: &Source) -> Key {
        let key = self.names.insert(name);
        self.multiplexer.register(source, key).expect("it is open");
        key
    }

    /// What is new.
    fn said(&mut self) -> Vec<(&'static str, Readiness)> {
        let mut ready = Vec::new();
        self.multiplexer.wait(&Sources::default(), Some(Duration::ZERO), &mut ready).expect("it ends at once");
        ready.into_iter().map(|(key, readiness)| (self.names[key], readiness)).collect()
    }
}
