//! A network in memory that writes down which calls its sockets get.

use super::bench::{Bench, Kind};
use super::record::Record;
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::rc::Rc;
use twistlab::reactor::log::MemoryLog;
use twistlab::reactor::network::{ListeningSocket, Network, Socket};
use twistlab::reactor::source::Source;
use twistlab::reactor::testing::MemoryNetwork;
use twistlab::reactor::{Address, Reactor};

impl Bench {
    /// A bench in memory, with a record of the calls that sockets of *connectors* get: `send 5 of 10`, `shutdown Both`, `reset`,
    /// `close`. Those of ports get theirs unseen.
    pub(crate) fn with_calls() -> (Self, Record) {
        let (log, network, calls) = (MemoryLog::new(), MemoryNetwork::new(), Record::default());
        let reactor = Reactor::builder()
            .log(log.clone())
            .multiplexer(network.multiplexer())
            .clock(network.clone())
            .network(Recorded { network: network.clone(), calls: calls.clone() })
            .build()
            .expect("a reactor can be made");
        (Bench { reactor, log, kind: Kind::Memory, memory: Some(network) }, calls)
    }
}

struct Recorded {
    network: MemoryNetwork,
    calls: Record,
}

impl Network for Recorded {
    fn listen(&self, at: &Address, backlog: u32) -> io::Result<Rc<dyn ListeningSocket>> {
        self.network.listen(at, backlog)
    }

    fn connect(&self, to: &Address, from: Option<&Address>) -> io::Result<Rc<dyn Socket>> {
        let socket = self.network.connect(to, from)?;
        Ok(Rc::new(RecordedSocket { socket, calls: self.calls.clone() }))
    }
}

struct RecordedSocket {
    socket: Rc<dyn Socket>,
    calls: Record,
}

impl Socket for RecordedSocket {
    fn source(self: Rc<Self>) -> Source {
        self.socket.clone().source()
    }

    fn recv(&self, into: &mut [u8]) -> io::Result<usize> {
        self.socket.recv(into)
    }

    fn send(&self, chunks: &[IoSlice<'_>]) -> io::Result<usize> {
        let asked: usize = chunks.iter().map(|chunk| chunk.len()).sum();
        let sent = self.socket.send(chunks);
        self.calls.note(match &sent {
            Ok(sent) => format!("send {sent} of {asked}"),
            Err(error) => format!("send: {:?}", error.kind()),
        });
        sent
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.calls.note(format!("shutdown {how:?}"));
        self.socket.shutdown(how)
    }

    fn reset_on_close(&self) -> io::Result<()> {
        self.calls.note("reset");
        self.socket.reset_on_close()
    }

    fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.socket.take_error()
    }

    fn host(&self) -> io::Result<Address> {
        self.socket.host()
    }

    fn peer(&self) -> io::Result<Address> {
        self.socket.peer()
    }

    fn set_no_delay(&self, on: bool) -> io::Result<()> {
        self.socket.set_no_delay(on)
    }

    fn no_delay(&self) -> io::Result<bool> {
        self.socket.no_delay()
    }

    fn set_keep_alive(&self, on: bool) -> io::Result<()> {
        self.socket.set_keep_alive(on)
    }

    fn keep_alive(&self) -> io::Result<bool> {
        self.socket.keep_alive()
    }
}

impl Drop for RecordedSocket {
    fn drop(&mut self) {
        self.calls.note("close");
    }
}
