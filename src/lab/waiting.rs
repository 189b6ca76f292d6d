//! Waiting for readiness: one call that waits for many sources, by one of the kernel's three ways.
//!
//! ```text
//! stage ── wait(&readers, &writers, timeout) ──> Watched (what it asks, where that changed)
//!                                               Entered, the system call, Woke (all that the kernel said)
//! ```
//!
//! It is no reactor: it dispatches nothing and keeps nothing but what edge-triggered waiting needs. Whoever waits looks
//! at the [`Ready`] that it gets.

mod edge;

use super::bench::Bench;
use super::crowd::Crowd;
use super::error::errno;
use super::pipe::Pipe;
use super::slot::Slot;
use super::socket::{Conn, Listener};
use super::{CallError, Result};
use crate::clock::monotonic;
use crate::event::{self, Call, Event, Interest, Outcome, SourceName};
use crate::kernel;
use edge::Edge;
use rustix::event::{PollFd, PollFlags, Timespec};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

/// Something that can be waited for.
pub trait Source {
    /// What it is made of.
    fn parts(&self) -> Parts<'_>;
}

/// What a source is made of: one descriptor, or many that are told as one.
pub struct Parts<'a>(Kind<'a>);

enum Kind<'a> {
    One(&'a Slot),
    Many(&'a Crowd),
}

impl Source for Listener {
    fn parts(&self) -> Parts<'_> {
        Parts(Kind::One(&self.end.slot))
    }
}

impl Source for Conn {
    fn parts(&self) -> Parts<'_> {
        Parts(Kind::One(&self.end.slot))
    }
}

impl Source for Pipe {
    fn parts(&self) -> Parts<'_> {
        Parts(Kind::One(&self.end.slot))
    }
}

impl Source for Crowd {
    fn parts(&self) -> Parts<'_> {
        Parts(Kind::Many(self))
    }
}

impl<'a> Parts<'a> {
    pub(super) fn name(&self) -> &'a SourceName {
        match self.0 {
            Kind::One(slot) => &slot.name,
            Kind::Many(crowd) => crowd.name(),
        }
    }
}

/// How the kernel is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// select(2): a bit for each descriptor, the whole set with each call. Level-triggered.
    Select,
    /// poll(2): a list of descriptors, the whole list with each call. Level-triggered.
    Poll,
    /// epoll or its like, by mio: the kernel keeps the list. Edge-triggered: it tells when a source *becomes* ready.
    Mio,
}

impl Way {
    /// All three, in the order of their age.
    pub const ALL: [Way; 3] = [Way::Select, Way::Poll, Way::Mio];

    /// The way with this number, from 0; the last one past the end.
    pub fn number(number: usize) -> Way {
        Way::ALL[number.min(Way::ALL.len() - 1)]
    }

    pub(super) fn call(self) -> Call {
        match self {
            Way::Select => Call::Select,
            Way::Poll => Call::Poll,
            Way::Mio => Call::Mio,
        }
    }
}

/// What the kernel calls ready after a wait.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ready(Vec<event::Ready>);

impl Ready {
    /// Whether a read of it would not wait.
    pub fn can_read(&self, source: &dyn Source) -> bool {
        self.find(source).is_some_and(|ready| ready.read)
    }

    /// Whether a write to it would not wait.
    pub fn can_write(&self, source: &dyn Source) -> bool {
        self.find(source).is_some_and(|ready| ready.write)
    }

    /// Whether nothing is ready: the time was over.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(&self, source: &dyn Source) -> Option<&event::Ready> {
        let parts = source.parts();
        self.0.iter().find(|ready| ready.source == *parts.name())
    }
}

/// Waits for readiness, always by the same way.
pub struct Multiplexer {
    bench: Arc<Bench>,
    way: Way,
    edge: Option<Edge>,
    /// What it asked last, and how many changes of interest had been told by then.
    last: Vec<(SourceName, Interest)>,
    told: Option<u64>,
}

/// A source as it is asked for in one wait.
struct Asked<'a> {
    name: &'a SourceName,
    fds: Fds<'a>,
    interest: Interest,
}

/// Descriptors that live at least as long as the wait.
enum Fds<'a> {
    One(Arc<OwnedFd>),
    Many(&'a [OwnedFd]),
}

impl Fds<'_> {
    fn iter(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        match self {
            Fds::One(fd) => std::slice::from_ref(&**fd),
            Fds::Many(fds) => fds,
        }
        .iter()
        .map(AsFd::as_fd)
    }
}

impl Multiplexer {
    pub(super) fn new(bench: &Arc<Bench>, way: Way) -> Result<Self> {
        let edge = match way {
            Way::Mio => Some(Edge::new().map_err(|error| CallError::wait(Call::Mio, &error))?),
            Way::Select | Way::Poll => None,
        };
        Ok(Multiplexer { bench: bench.clone(), way, edge, last: Vec::new(), told: None })
    }

    /// Waits until one of `readers` can be read or one of `writers` written, or `timeout` is over; without one for ever.
    ///
    /// # Errors
    /// What the kernel gives; that there is nothing to wait for, and no timeout; that the run was abandoned.
    #[track_caller]
    pub fn wait(
        &mut self,
        readers: &[&dyn Source],
        writers: &[&dyn Source],
        timeout: Option<Duration>,
    ) -> Result<Ready> {
        self.wait_at(readers, writers, timeout, Location::caller())
    }

    pub(super) fn wait_at(
        &mut self,
        readers: &[&dyn Source],
        writers: &[&dyn Source],
        timeout: Option<Duration>,
        at: &Location<'_>,
    ) -> Result<Ready> {
        let call = self.way.call();
        if self.bench.gate.abandoned() {
            return Err(CallError::abandoned());
        }
        let asked = asked(readers, writers)?;
        if asked.is_empty() && timeout.is_none() {
            return Err(CallError::Nothing { call });
        }
        self.watch(&asked, at.line());
        let us = timeout.map(|timeout| u64::try_from(timeout.as_micros()).unwrap_or(u64::MAX));
        self.bench.note(None, Some(at.line()), Event::entered(call, us));
        let ready = match (self.way, &mut self.edge) {
            (Way::Mio, Some(edge)) => edge.wait(&asked, timeout),
            (Way::Select, _) => uninterrupted(timeout, |left| select(&asked, left)),
            (Way::Poll | Way::Mio, _) => uninterrupted(timeout, |left| poll(&asked, left)),
        };
        let ready = self.woke(call, us, ready, at.line());
        // Whoever abandons a run shuts its sources, and so ends its waits.
        if self.bench.gate.abandoned() {
            return Err(CallError::abandoned());
        }
        ready.map_err(|error| CallError::wait(call, &error))
    }

    /// Tells what is asked, where that is another thing than before: than in the wait before, whoever made it.
    fn watch(&mut self, asked: &[Asked<'_>], line: u32) {
        let same = self.last.len() == asked.len()
            && self.last.iter().zip(asked).all(|((name, interest), one)| name == one.name && *interest == one.interest);
        if !same || self.told != Some(self.bench.changes()) {
            self.last = asked.iter().map(|one| (one.name.clone(), one.interest)).collect();
            self.told = Some(self.bench.watched(&self.last, line));
        }
    }

    /// Tells what a wait gave. A loop that spins comes here a million times a second: nothing is copied unless it is news.
    fn woke(&self, call: Call, asked: Option<u64>, answer: io::Result<Answer>, line: u32) -> io::Result<Ready> {
        let (outcome, ready, error) = match answer {
            Ok((count, ready)) => (Outcome::Result(count), ready, None),
            Err(error) => (Outcome::Errno(errno(&error)), Vec::new(), Some(error)),
        };
        let many = (ready.len() > event::Ready::MOST).then(|| ready.clone());
        let mut event = Event::Woke { call, asked, outcome, ready };
        if let (Event::Woke { ready, .. }, Some(_)) = (&mut event, &many) {
            ready.truncate(event::Ready::MOST);
        }
        if self.bench.is_news(None, Some(line), &event) {
            self.bench.tell(None, Some(line), event.clone());
        }
        let told = if let Event::Woke { ready, .. } = event { ready } else { Vec::new() };
        error.map_or_else(|| Ok(Ready(many.unwrap_or(told))), Err)
    }
}

/// The sources, each once, with what is asked of it.
fn asked<'a>(readers: &[&'a dyn Source], writers: &[&'a dyn Source]) -> Result<Vec<Asked<'a>>> {
    let (read, write) = (Interest { read: true, write: false }, Interest { read: false, write: true });
    let each = readers.iter().map(|source| (source, read)).chain(writers.iter().map(|source| (source, write)));
    let mut asked: Vec<Asked<'a>> = Vec::with_capacity(readers.len() + writers.len());
    for (source, interest) in each {
        let parts = source.parts();
        let name = parts.name();
        if let Some(known) = asked.iter_mut().find(|known| known.name == name) {
            known.interest.read |= interest.read;
            known.interest.write |= interest.write;
            continue;
        }
        let fds = match parts.0 {
            Kind::One(slot) => Fds::One(slot.borrow().ok_or_else(|| CallError::Closed { source: name.clone() })?),
            Kind::Many(crowd) => Fds::Many(crowd.fds()),
        };
        asked.push(Asked { name, fds, interest });
    }
    Ok(asked)
}

/// What a wait gives: the number that the kernel returned, and which sources are ready.
type Answer = (u64, Vec<event::Ready>);

/// Waits again, for what is left of the time, where a signal came in between.
fn uninterrupted(
    timeout: Option<Duration>,
    mut wait: impl FnMut(Option<&Timespec>) -> io::Result<Answer>,
) -> io::Result<Answer> {
    let mut left = timeout;
    let until = timeout.filter(|timeout| !timeout.is_zero()).map(|timeout| monotonic() + timeout);
    loop {
        let spec = left.map(|left| Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        });
        match wait(spec.as_ref()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                left = left.and(until.map(|until| until.saturating_duration_since(monotonic())).or(left));
            }
            answer => return answer,
        }
    }
}

fn select(asked: &[Asked<'_>], timeout: Option<&Timespec>) -> io::Result<Answer> {
    let mut fds: Vec<kernel::Asked<'_>> = asked
        .iter()
        .flat_map(|one| one.fds.iter().map(|fd| (fd, one.interest)))
        .map(|(fd, interest)| kernel::Asked { fd, read: interest.read, write: interest.write })
        .collect();
    let count = kernel::select(&mut fds, timeout)? as u64;
    Ok((count, gather(asked, fds.iter().map(|one| Interest { read: one.read, write: one.write }))))
}

fn poll(asked: &[Asked<'_>], timeout: Option<&Timespec>) -> io::Result<Answer> {
    let flags = |interest: Interest| {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, interest.read);
        flags.set(PollFlags::OUT, interest.write);
        flags
    };
    let mut fds: Vec<PollFd<'_>> = asked
        .iter()
        .flat_map(|one| one.fds.iter().map(|fd| PollFd::from_borrowed_fd(fd, flags(one.interest))))
        .collect();
    let count = rustix::event::poll(&mut fds, timeout)? as u64;
    // An end or an error is told to whoever asked: the read or the write that follows gives it.
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    let said = fds.iter().map(|fd| {
        let told = fd.revents();
        Interest { read: told.intersects(PollFlags::IN | gone), write: told.intersects(PollFlags::OUT | gone) }
    });
    Ok((count, gather(asked, said)))
}

/// Puts what was said of each descriptor together for its source. The kernel says more than was asked where a source is
/// gone: only what was asked is told.
fn gather(asked: &[Asked<'_>], said: impl Iterator<Item = Interest>) -> Vec<event::Ready> {
    let (mut ready, mut said) = (Vec::new(), said);
    for one in asked {
        let mut now = Interest::default();
        for said in said.by_ref().take(one.fds.iter().count()) {
            let said = Interest { read: said.read && one.interest.read, write: said.write && one.interest.write };
            now = Interest { read: now.read || said.read, write: now.write || said.write };
        }
        if !now.is_none() {
            ready.push(event::Ready { source: one.name.clone(), read: now.read, write: now.write });
        }
    }
    ready
}
