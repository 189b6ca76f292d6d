//! What all handles of one network share, and how ends come to be.

use super::MemoryNetwork;
use super::port::Port;
use super::stream::{Link, Stream};
use super::watches::{BROKEN, Id, READABLE, WRITABLE, Watches};
use crate::reactor::address::Address;
use crate::reactor::source::Key;
use crate::reactor::testing::faults::{Attempt, Faults};
use rustix::io::Errno;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

/// The first port number that is given to whoever asks for none; the last is the last there is.
const FIRST_FREE: u16 = 32_768;

pub(super) struct Kernel {
    pub(super) now: Duration,
    pub(super) capacity: usize,
    pub(super) patience: Duration,
    pub(super) faults: Faults,
    pub(super) watches: Watches,
    pub(super) streams: HashMap<Id, Stream>,
    pub(super) ports: BTreeMap<Id, Port>,
    last_id: Id,
    last_port: u16,
}

impl Kernel {
    pub(super) fn new() -> Self {
        Kernel {
            now: Duration::ZERO,
            capacity: MemoryNetwork::CAPACITY,
            patience: Duration::ZERO,
            faults: Faults::none(),
            watches: Watches::default(),
            streams: HashMap::new(),
            ports: BTreeMap::new(),
            last_id: 0,
            last_port: FIRST_FREE - 1,
        }
    }

    pub(super) fn new_id(&mut self) -> Id {
        self.last_id += 1;
        self.last_id
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.now = self.now.saturating_add(by);
    }

    pub(super) fn open(&self) -> usize {
        self.streams.len() + self.ports.len()
    }

    /// Watches an end; what it is now is the first news of it.
    pub(super) fn watch(&mut self, id: Id, multiplexer: Id, key: Key) -> io::Result<()> {
        let stream = self.streams.get(&id).map(Stream::readiness);
        let now = stream.or_else(|| self.ports.get(&id).map(Port::readiness)).ok_or(Errno::BADF)?;
        self.watches.watch(id, multiplexer, key, now);
        Ok(())
    }

    pub(super) fn listen(&mut self, at: &Address, backlog: u32) -> io::Result<Id> {
        let at = match at {
            Address::Tcp(at) if at.port() == 0 => Address::Tcp(SocketAddr::new(at.ip(), self.free_port()?)),
            Address::Unix(None) => return Err(Errno::INVAL.into()),
            at => at.clone(),
        };
        if self.ports.values().any(|port| serves(&port.at, &at) || serves(&at, &port.at)) {
            return Err(Errno::ADDRINUSE.into());
        }
        let id = self.new_id();
        self.ports.insert(id, Port::new(at, backlog));
        Ok(id)
    }

    pub(super) fn connect(&mut self, to: &Address, from: Option<&Address>) -> io::Result<Id> {
        let attempt = self.faults.attempt();
        if let Some(Attempt::FailsAtOnce(error)) = attempt {
            return Err(error);
        }
        let to = nearest(to);
        let port = self.ports.iter().find(|(_, port)| serves(&port.at, &to));
        let port = port.map(|(id, port)| (*id, port.has_room()));
        if let (Address::Unix(_), None) = (&to, &attempt) {
            match port {
                None => return Err(Errno::NOENT.into()),
                Some((_, false)) => return Err(Errno::AGAIN.into()),
                Some((_, true)) => {}
            }
        }
        let host = self.local_end(&to, from)?;
        let id = self.new_id();
        self.streams.insert(id, Stream::new(host, to, Link::Attempted, self.capacity));
        match (attempt, port) {
            (Some(Attempt::Fails(error)), _) => self.fail(id, error),
            (Some(_), _) => {} // it hangs
            (None, None) => self.fail(id, Errno::CONNREFUSED.into()),
            (None, Some((port, true))) => self.establish(port, id),
            (None, Some((port, false))) => {
                if let Some(port) = self.ports.get_mut(&port) {
                    port.outside.push_back(id);
                }
            }
        }
        Ok(id)
    }

    /// The attempt has failed: it becomes writable, and `take_error` says why.
    pub(super) fn fail(&mut self, id: Id, error: io::Error) {
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.link = Link::Broken;
            stream.error = Some(error);
            self.watches.tell(id, BROKEN);
        }
    }

    /// Joins the attempt of a client to a new end, which waits in the port's line.
    pub(super) fn establish(&mut self, port_id: Id, client_id: Id) {
        let server_id = self.new_id();
        let capacity = self.capacity;
        let Some(port) = self.ports.get_mut(&port_id) else { return };
        let Some(client) = self.streams.get_mut(&client_id) else { return };
        client.link = Link::Joined(server_id);
        if port.line.is_empty() {
            self.watches.tell(port_id, READABLE);
        }
        port.line.push_back(server_id);
        self.watches.tell(client_id, WRITABLE);
        let server = Stream::new(client.peer.clone(), client.host.clone(), Link::Joined(client_id), capacity);
        self.streams.insert(server_id, server);
    }

    /// Two joined ends.
    pub(super) fn pair(&mut self) -> (Id, Id) {
        let (one, other) = (self.new_id(), self.new_id());
        let mut end = || Address::Tcp(SocketAddr::from((Ipv4Addr::LOCALHOST, self.next_port())));
        let (here, there) = (end(), end());
        let capacity = self.capacity;
        self.streams.insert(one, Stream::new(here.clone(), there.clone(), Link::Joined(other), capacity));
        self.streams.insert(other, Stream::new(there, here, Link::Joined(one), capacity));
        (one, other)
    }

    /// The address of a client's own end.
    fn local_end(&mut self, to: &Address, from: Option<&Address>) -> io::Result<Address> {
        match (to, from) {
            (Address::Unix(_), None) => Ok(Address::Unix(None)),
            (Address::Unix(_), Some(from @ Address::Unix(_))) => Ok(from.clone()),
            (Address::Tcp(to), None) => Ok(SocketAddr::new(to.ip(), self.free_port()?).into()),
            (Address::Tcp(to), Some(Address::Tcp(from))) if from.is_ipv4() == to.is_ipv4() => {
                let ip = if from.ip().is_unspecified() { to.ip() } else { from.ip() };
                let port = if from.port() == 0 { self.free_port()? } else { from.port() };
                let host = Address::Tcp(SocketAddr::new(ip, port));
                let taken = self.streams.values().any(|stream| stream.host == host)
                    || self.ports.values().any(|port| serves(&port.at, &host));
                if taken { Err(Errno::ADDRINUSE.into()) } else { Ok(host) }
            }
            _ => Err(Errno::AFNOSUPPORT.into()),
        }
    }

    /// Port numbers are given in turn, so that one that was closed does not come back soon.
    fn next_port(&mut self) -> u16 {
        self.last_port = self.last_port.checked_add(1).unwrap_or(FIRST_FREE);
        self.last_port
    }

    /// A port number at which nobody listens.
    fn free_port(&mut self) -> io::Result<u16> {
        for _ in FIRST_FREE..=u16::MAX {
            let free = self.next_port();
            if self.ports.values().all(|port| port.at.port() != Some(free)) {
                return Ok(free);
            }
        }
        Err(Errno::ADDRINUSE.into())
    }
}

/// Whether a port at `at` takes the connections that go to `to`: the same address, or any one at the same port number.
fn serves(at: &Address, to: &Address) -> bool {
    match (at, to) {
        (Address::Tcp(at), Address::Tcp(to)) => {
            let any = at.ip().is_unspecified() && at.is_ipv4() == to.is_ipv4();
            at.port() == to.port() && (any || at.ip() == to.ip())
        }
        _ => at == to,
    }
}

/// Where a connection to an address really goes: to "any" means to this machine.
fn nearest(to: &Address) -> Address {
    match to {
        Address::Tcp(to) if to.ip().is_unspecified() => {
            let ip = if to.is_ipv4() { IpAddr::from(Ipv4Addr::LOCALHOST) } else { Ipv6Addr::LOCALHOST.into() };
            SocketAddr::new(ip, to.port()).into()
        }
        to => to.clone(),
    }
}
