//! Edge-triggered waiting, by mio alone: nothing is remembered between two waits but which source is registered for what.
//!
//! What a reactor needs on top of it (a latch, so that a source that was not read to its end is served again) is not
//! here, and that it is missing is what the lessons show.

use super::{Answer, Asked, Fds};
use crate::clock::monotonic;
use crate::event::{self, Interest, SourceName};
use mio::unix::SourceFd;
use mio::{Events, Poll, Token};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Reports of one wait at most. The others come with the next one.
const BATCH: usize = 1_024;

pub(super) struct Edge {
    poll: Poll,
    events: Events,
    registered: Vec<Registered>,
    /// The next token.
    next: usize,
}

/// A source that mio watches, or watched.
struct Registered {
    name: SourceName,
    fds: Vec<RawFd>,
    /// Which of those that had this descriptor: its number may be given to another one after it was closed. A crowd has none.
    which: Option<Weak<OwnedFd>>,
    token: Token,
    interest: Interest,
}

impl Registered {
    fn new(one: &Asked<'_>, token: Token) -> Self {
        let which = match &one.fds {
            Fds::One(fd) => Some(Arc::downgrade(fd)),
            Fds::Many(_) => None,
        };
        let fds = one.fds.iter().map(|fd| fd.as_raw_fd()).collect();
        Registered { name: one.name.clone(), fds, which, token, interest: Interest::default() }
    }

    fn is(&self, one: &Asked<'_>) -> bool {
        let same = match (&self.which, &one.fds) {
            (Some(which), Fds::One(fd)) => which.as_ptr() == Arc::as_ptr(fd),
            (None, Fds::Many(fds)) => fds.first().map(AsRawFd::as_raw_fd) == self.fds.first().copied(),
            _ => false,
        };
        same && self.name == *one.name
    }
}

impl Edge {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Edge { poll: Poll::new()?, events: Events::with_capacity(BATCH), registered: Vec::new(), next: 0 })
    }

    pub(super) fn wait(&mut self, asked: &[Asked<'_>], timeout: Option<Duration>) -> io::Result<Answer> {
        self.register(asked)?;
        let until = timeout.map(|timeout| monotonic() + timeout);
        let mut left = timeout;
        while let Err(error) = self.poll.poll(&mut self.events, left) {
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
            left = until.map(|until| until.saturating_duration_since(monotonic()));
        }
        let mut ready: Vec<event::Ready> = Vec::new();
        let count = self.events.iter().count() as u64;
        for told in &self.events {
            let Some(known) = self.registered.iter().find(|known| known.token == told.token()) else { continue };
            let read = known.interest.read && (told.is_readable() || told.is_read_closed() || told.is_error());
            let write = known.interest.write && (told.is_writable() || told.is_write_closed() || told.is_error());
            match ready.iter_mut().find(|ready| ready.source == known.name) {
                Some(ready) => (ready.read, ready.write) = (ready.read || read, ready.write || write),
                None if read || write => ready.push(event::Ready { source: known.name.clone(), read, write }),
                None => {}
            }
        }
        Ok((count, ready))
    }

    /// Tells mio what has changed since the wait before. What has not changed is not registered again: that alone would
    /// make an edge.
    fn register(&mut self, asked: &[Asked<'_>]) -> io::Result<()> {
        let registry = self.poll.registry();
        for known in self.registered.iter_mut().filter(|known| !known.interest.is_none()) {
            if !asked.iter().any(|one| known.is(one)) {
                for fd in &known.fds {
                    // One that was closed is gone already.
                    _ = registry.deregister(&mut SourceFd(fd));
                }
                known.interest = Interest::default();
            }
        }
        for one in asked {
            let place = self.registered.iter().position(|known| known.is(one));
            let place = place.unwrap_or_else(|| {
                self.registered.retain(|known| known.name != *one.name);
                self.registered.push(Registered::new(one, Token(self.next)));
                self.next += 1;
                self.registered.len() - 1
            });
            let known = &mut self.registered[place];
            let (Some(interest), true) = (mio_interest(one.interest), known.interest != one.interest) else { continue };
            for fd in &known.fds {
                if known.interest.is_none() {
                    registry.register(&mut SourceFd(fd), known.token, interest)?;
                } else {
                    registry.reregister(&mut SourceFd(fd), known.token, interest)?;
                }
            }
            known.interest = one.interest;
        }
        Ok(())
    }
}

fn mio_interest(interest: Interest) -> Option<mio::Interest> {
    match (interest.read, interest.write) {
        (true, true) => Some(mio::Interest::READABLE | mio::Interest::WRITABLE),
        (true, false) => Some(mio::Interest::READABLE),
        (false, true) => Some(mio::Interest::WRITABLE),
        (false, false) => None,
    }
}
