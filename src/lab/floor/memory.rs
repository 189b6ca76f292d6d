//! The network in memory with the lab beside it: what is read and written is told, and that no kernel hears of it.

use super::Floor;
use super::names::Handle;
use crate::event::{Call, Event, Outcome, SourceName};
use crate::lab::error::errno;
use crate::lab::here;
use crate::reactor::address::Address;
use crate::reactor::network::{ListeningSocket, Network, Socket};
use crate::reactor::source::Source;
use crate::reactor::testing::MemoryNetwork;
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::rc::Rc;

/// Makes sockets of memory.
pub(super) struct MemoryFloor {
    floor: Rc<Floor>,
    network: MemoryNetwork,
}

struct ToldSocket {
    floor: Rc<Floor>,
    name: SourceName,
    inner: Rc<dyn Socket>,
}

struct ToldListener {
    floor: Rc<Floor>,
    accepted: String,
    inner: Rc<dyn ListeningSocket>,
}

impl MemoryFloor {
    pub(super) fn new(floor: &Rc<Floor>, network: MemoryNetwork) -> Self {
        MemoryFloor { floor: floor.clone(), network }
    }
}

impl Network for MemoryFloor {
    fn listen(&self, at: &Address, backlog: u32) -> io::Result<Rc<dyn ListeningSocket>> {
        let (name, accepted) = here::hinted(|hints| hints.port.take()).unwrap_or(("listener".into(), "server".into()));
        let inner = self.network.listen(at, backlog)?;
        let (floor, name) = (self.floor.clone(), self.floor.bench.fresh(&name));
        floor.names.borrow_mut().made(Handle::from(&inner.clone().source()), &name);
        floor.note(Some(&name), None, Event::Bound { port: inner.host()?.port().unwrap_or(0) });
        Ok(Rc::new(ToldListener { floor, accepted, inner }))
    }

    fn connect(&self, to: &Address, from: Option<&Address>) -> io::Result<Rc<dyn Socket>> {
        let name = here::hinted(|hints| hints.clients.pop_front()).unwrap_or_else(|| "client".into());
        let inner = self.network.connect(to, from)?;
        let name = self.floor.bench.fresh(&name);
        ToldSocket::told(&self.floor, name, inner)
    }
}

impl ToldSocket {
    fn told(floor: &Rc<Floor>, name: SourceName, inner: Rc<dyn Socket>) -> io::Result<Rc<dyn Socket>> {
        let mut names = floor.names.borrow_mut();
        names.made(Handle::from(&inner.clone().source()), &name);
        names.lives_at(inner.host()?, &name);
        drop(names);
        Ok(Rc::new(ToldSocket { floor: floor.clone(), name, inner }))
    }

    fn tell(&self, call: Call, asked: usize, moved: &io::Result<usize>) {
        let outcome = match moved {
            Ok(moved) => Outcome::Result(*moved as u64),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Outcome::Errno("EAGAIN".to_owned().into()),
            Err(error) => Outcome::Errno(errno(error)),
        };
        self.floor.note(Some(&self.name), None, Event::Returned { call, asked: Some(asked as u64), outcome });
    }
}

impl Socket for ToldSocket {
    fn source(self: Rc<Self>) -> Source {
        self.inner.clone().source()
    }

    fn recv(&self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.recv(into);
        self.tell(Call::MemoryRead, into.len(), &got);
        got
    }

    fn send(&self, chunks: &[IoSlice<'_>]) -> io::Result<usize> {
        let sent = self.inner.send(chunks);
        self.tell(Call::MemoryWrite, chunks.iter().map(|chunk| chunk.len()).sum(), &sent);
        sent
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.inner.shutdown(how)
    }

    fn reset_on_close(&self) -> io::Result<()> {
        self.inner.reset_on_close()
    }

    fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.inner.take_error()
    }

    fn host(&self) -> io::Result<Address> {
        self.inner.host()
    }

    fn peer(&self) -> io::Result<Address> {
        self.inner.peer()
    }

    fn set_no_delay(&self, on: bool) -> io::Result<()> {
        self.inner.set_no_delay(on)
    }

    fn no_delay(&self) -> io::Result<bool> {
        self.inner.no_delay()
    }

    fn set_keep_alive(&self, on: bool) -> io::Result<()> {
        self.inner.set_keep_alive(on)
    }

    fn keep_alive(&self) -> io::Result<bool> {
        self.inner.keep_alive()
    }
}

impl ListeningSocket for ToldListener {
    fn source(self: Rc<Self>) -> Source {
        self.inner.clone().source()
    }

    fn accept(&self) -> io::Result<(Rc<dyn Socket>, Address)> {
        let (inner, peer) = self.inner.accept()?;
        let name = self.floor.bench.fresh(&self.accepted);
        if let Some(other) = self.floor.names.borrow().at(&peer) {
            self.floor.note(Some(&name), None, Event::Joined { peer: other });
        }
        Ok((ToldSocket::told(&self.floor, name, inner)?, peer))
    }

    fn turn_away(&self, limit: usize) -> io::Result<usize> {
        self.inner.turn_away(limit)
    }

    fn host(&self) -> io::Result<Address> {
        self.inner.host()
    }
}
