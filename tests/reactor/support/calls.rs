//! A network in memory that writes down which calls its sockets get.

use super::{Bench, Implementer, Record};
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::rc::Rc;
use twistlab::reactor::Address;
use twistlab::reactor::network::{ListeningSocket, Network, Socket};
use twistlab::reactor::source::Source;
use twistlab::reactor::testing::MemoryNetwork;

/// A bench in memory, with a record of the calls that sockets of *connectors* get: `send 5 of 10`, `shutdown Both`, `reset`,
/// `close`. Those of ports get theirs unseen.
pub(crate) fn with_calls() -> (Bench, Record) {
    let calls = Record::default();
    let noted = calls.clone();
    let recorded = Implementer::in_memory("memory, and its calls are written down", move |builder, network| {
        Ok(builder.network(Recorded { network: network.clone(), calls: noted.clone() }))
    });
    (Bench::on(&recorded), calls)
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
