//! Edge-triggered waiting, by mio alone: nothing is remembered between two waits but which source is registered for what.
//!
//! What a reactor needs on top of it (a latch, so that a source that was not read to its end is served again) is not
//! here, and that it is missing is what the lessons show.

use super::{Answer, Asked};
use crate::clock::monotonic;
use crate::event::{self, Interest, SourceName};
use mio::unix::SourceFd;
use mio::{Events, Poll, Token};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::time::Duration;

/// Reports of one wait at most. The others come with the next one.
const BATCH: usize = 1_024;

pub(super) struct Edge {
    poll: Poll,
    events: Events,
    registered: Vec<Registered>,
}

/// A source that mio watches. Its place in the list is its token.
struct Registered {
    name: SourceName,
    fds: Vec<RawFd>,
    interest: Interest,
}

impl Edge {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Edge { poll: Poll::new()?, events: Events::with_capacity(BATCH), registered: Vec::new() })
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
        let mut count = 0;
        for told in &self.events {
            let Some(known) = self.registered.get(told.token().0) else { continue };
            let read = known.interest.read && (told.is_readable() || told.is_read_closed() || told.is_error());
            let write = known.interest.write && (told.is_writable() || told.is_write_closed() || told.is_error());
            count += u64::from(read || write);
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
            if asked.iter().any(|one| {
                *one.name == known.name && one.fds.iter().next().map(|fd| fd.as_raw_fd()) == known.fds.first().copied()
            }) {
                continue;
            }
            for fd in &known.fds {
                // One that was closed is gone already.
                _ = registry.deregister(&mut SourceFd(fd));
            }
            known.interest = Interest::default();
        }
        for one in asked {
            let place = self.registered.iter().position(|known| known.name == *one.name);
            let place = match place {
                Some(place) if self.registered[place].interest == one.interest => continue,
                Some(place) => place,
                None => {
                    let (name, interest) = (one.name.clone(), Interest::default());
                    self.registered.push(Registered { name, fds: Vec::new(), interest });
                    self.registered.len() - 1
                }
            };
            let known = &mut self.registered[place];
            let Some(interest) = mio_interest(one.interest) else { continue };
            // Only now: the list of a crowd is long, and most waits change nothing.
            let fds: Vec<RawFd> = one.fds.iter().map(|fd| fd.as_raw_fd()).collect();
            for fd in &fds {
                if known.interest.is_none() {
                    registry.register(&mut SourceFd(fd), Token(place), interest)?;
                } else {
                    registry.reregister(&mut SourceFd(fd), Token(place), interest)?;
                }
            }
            (known.fds, known.interest) = (fds, one.interest);
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
