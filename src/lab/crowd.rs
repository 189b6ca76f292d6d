//! A crowd: many idle connections, made without a word and told as one source.
//!
//! Nobody accepts them. The kernel completes a handshake by itself and lets the connection wait in the listener's queue,
//! so that an idle connection costs one descriptor here, and not two.

use super::bench::Bench;
use super::{CallError, Result};
use crate::event::{Call, Event, SourceName};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::{AsRawFd, OwnedFd};
use std::panic::Location;
use std::sync::Arc;

/// Connections that wait in one listener: below the least limit that a system has (`somaxconn`) by far.
const A_LISTENER: usize = 100;

/// Descriptors that are left for everything else.
const SPARE: u64 = 64;

/// Many idle connections. Dropping it closes them.
pub struct Crowd {
    name: SourceName,
    /// The ends that connected.
    fds: Vec<OwnedFd>,
    /// Where they wait to be accepted.
    _listeners: Vec<Socket>,
}

impl Crowd {
    /// As many as are asked for, or as the system has descriptors for.
    pub(super) fn gather(bench: &Arc<Bench>, name: &str, members: usize, at: &Location<'_>) -> Result<Self> {
        let name = SourceName::from(name);
        let kernel = |error: io::Error| CallError::kernel(&name, Call::Connect, &error);
        let room = descriptors_left().map_err(kernel)?;
        let (mut fds, mut listeners) = (Vec::new(), Vec::new());
        while fds.len() < members && !bench.gate.abandoned() {
            let more = (members - fds.len()).min(A_LISTENER).min(room.saturating_sub(fds.len() + listeners.len() + 1));
            if more == 0 {
                break;
            }
            let (listener, address) = listen().map_err(kernel)?;
            for _ in 0..more {
                fds.push(connect(&address).map_err(kernel)?);
            }
            listeners.push(listener);
        }
        let highest = fds.iter().map(AsRawFd::as_raw_fd).max().and_then(|fd| u64::try_from(fd).ok()).unwrap_or(0);
        let members = fds.len() as u64;
        bench.note(Some(&name), Some(at.line()), Event::Gathered { members, highest });
        Ok(Crowd { name, fds, _listeners: listeners })
    }

    /// How many they are: fewer than asked for where descriptors ran out.
    pub fn len(&self) -> usize {
        self.fds.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.fds.is_empty()
    }

    /// The highest number of a descriptor among them; 0 where there is none.
    pub fn highest(&self) -> usize {
        self.fds.iter().map(AsRawFd::as_raw_fd).max().and_then(|fd| usize::try_from(fd).ok()).unwrap_or(0)
    }

    pub(super) fn name(&self) -> &SourceName {
        &self.name
    }

    pub(super) fn fds(&self) -> &[OwnedFd] {
        &self.fds
    }
}

/// How many descriptors can still be had, once the soft limit is raised to the hard one.
fn descriptors_left() -> io::Result<usize> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })?;
    }
    let most = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    // The next descriptor is the lowest that is free, so about so many are in use.
    let used = Socket::new(Domain::IPV4, Type::STREAM, None)?.as_raw_fd();
    let left = most.saturating_sub(u64::try_from(used).unwrap_or(0)).saturating_sub(SPARE);
    Ok(usize::try_from(left).unwrap_or(usize::MAX))
}

fn listen() -> io::Result<(Socket, SockAddr)> {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
    listener.bind(&SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0).into())?;
    listener.listen(i32::try_from(A_LISTENER).unwrap_or(i32::MAX))?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

fn connect(address: &SockAddr) -> io::Result<OwnedFd> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP))?;
    socket.connect(address)?;
    Ok(socket.into())
}
