//! What goes wrong in a network in memory: said beforehand, call by call, or drawn by a seed.

use super::random::Random;
use crate::reactor::address::Address;
use rustix::io::Errno;
use std::collections::VecDeque;
use std::io;

/// A call of a socket that a [`Fault`] can hit. A call that would say `WouldBlock` anyway is not hit: the fault waits for one that
/// has something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// [`Socket::recv`](crate::reactor::network::Socket::recv).
    Recv,
    /// [`Socket::send`](crate::reactor::network::Socket::send).
    Send,
    /// [`ListeningSocket::accept`](crate::reactor::network::ListeningSocket::accept).
    Accept,
    /// [`ListeningSocket::turn_away`](crate::reactor::network::ListeningSocket::turn_away).
    TurnAway,
}

/// What happens to a call instead.
#[derive(Debug)]
pub enum Fault {
    /// A `recv` or `send` moves at most so many bytes, and at least one. What it left out is reported afresh, as if it (or
    /// the room for it) had come just after: a kernel never keeps back a part. Nothing to the other calls.
    Cut(usize),
    /// `WouldBlock`, although readiness was reported; it is reported again.
    Blocked,
    /// `Interrupted`, as by a signal; nothing was done.
    Interrupted,
    /// This error. In `recv` and `send` the connection is broken by it, and the peer sees a reset. `accept` and
    /// `turn_away` leave their connections waiting.
    Error(io::Error),
}

/// How much of what is there one `recv` brings. What it left is reported afresh, as for [`Fault::Cut`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chunks {
    /// All that there is room for.
    Whole,
    /// At most so many bytes, and at least one.
    Bytes(usize),
    /// From one byte to all, drawn by this seed.
    Random(u64),
}

/// How a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Close {
    /// An end of the stream, behind the last byte.
    InOrder,
    /// A reset. What came before it can still be received.
    ByReset,
}

/// How a connection attempt ends instead of by who listens there.
#[derive(Debug)]
pub enum Attempt {
    /// It fails in the background: the socket becomes writable, and `take_error` gives this error.
    Fails(io::Error),
    /// `connect` itself returns this error.
    FailsAtOnce(io::Error),
    /// Nobody ever answers.
    Hangs,
}

/// How often which fault is drawn: so many in a thousand calls that have something to do, 0 to 999. The same seed and the same
/// calls give the same faults.
///
/// ```
/// use twistlab::reactor::testing::Chances;
///
/// let rough = Chances { cut: 500, blocked: 100, interrupted: 100, ..Chances::none(42) };
/// assert_eq!(rough.broken, 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chances {
    /// Where the drawing starts.
    pub seed: u64,
    /// A `recv` or `send` is cut to a length from 1 byte to all.
    pub cut: u16,
    /// Any call says `WouldBlock`, and is reported again.
    pub blocked: u16,
    /// Any call is interrupted.
    pub interrupted: u16,
    /// A `recv` fails with `ConnectionReset`, a `send` with `BrokenPipe`.
    pub broken: u16,
    /// An `accept` fails for want of something: `ECONNABORTED`, `EMFILE`, `ENFILE`, `EPERM`.
    pub accept: u16,
    /// A connection attempt fails: refused, no route, timed out.
    pub connect: u16,
}

impl Chances {
    /// No faults yet, and the seed for those that are set.
    pub fn none(seed: u64) -> Self {
        Chances { seed, cut: 0, blocked: 0, interrupted: 0, broken: 0, accept: 0, connect: 0 }
    }
}

/// Which fault comes next. What was scripted goes first.
pub(super) struct Faults {
    scripted: Vec<Scripted>,
    attempts: VecDeque<Attempt>,
    chances: Chances,
    random: Random,
    chunks: Chunks,
    random_chunks: Random,
}

struct Scripted {
    call: Call,
    /// The end that it is for; `None` is any.
    host: Option<Address>,
    fault: Fault,
}

impl Faults {
    pub(super) fn none() -> Self {
        Faults {
            scripted: Vec::new(),
            attempts: VecDeque::new(),
            chances: Chances::none(0),
            random: Random::new(0),
            chunks: Chunks::Whole,
            random_chunks: Random::new(0),
        }
    }

    pub(super) fn draw_by(&mut self, chances: Chances) {
        self.random = Random::new(chances.seed);
        self.chances = chances;
    }

    pub(super) fn cut_into(&mut self, chunks: Chunks) {
        if let Chunks::Random(seed) = chunks {
            self.random_chunks = Random::new(seed);
        }
        self.chunks = chunks;
    }

    /// How many of `there` bytes the next `recv` brings.
    pub(super) fn chunk(&mut self, there: usize) -> usize {
        match self.chunks {
            Chunks::Whole => there,
            Chunks::Bytes(most) => there.min(most.max(1)),
            Chunks::Random(_) => self.random_chunks.up_to(there),
        }
    }

    pub(super) fn script(&mut self, call: Call, host: Option<Address>, fault: Fault) {
        self.scripted.push(Scripted { call, host, fault });
    }

    pub(super) fn script_attempt(&mut self, attempt: Attempt) {
        self.attempts.push_back(attempt);
    }

    /// What hits this call of the end `host`, which could move `bytes`.
    pub(super) fn hit(&mut self, call: Call, host: &Address, bytes: usize) -> Option<Fault> {
        let meant =
            |scripted: &Scripted| scripted.call == call && scripted.host.as_ref().is_none_or(|meant| meant == host);
        if let Some(at) = self.scripted.iter().position(meant) {
            return Some(self.scripted.remove(at).fault);
        }
        let (chances, random) = (&self.chances, &mut self.random);
        let streams = matches!(call, Call::Recv | Call::Send);
        if random.chance(chances.blocked) {
            Some(Fault::Blocked)
        } else if random.chance(chances.interrupted) {
            Some(Fault::Interrupted)
        } else if streams && random.chance(chances.broken) {
            let error = if call == Call::Recv { Errno::CONNRESET } else { Errno::PIPE };
            Some(Fault::Error(error.into()))
        } else if streams && random.chance(chances.cut) {
            Some(Fault::Cut(random.up_to(bytes)))
        } else if call == Call::Accept && random.chance(chances.accept) {
            let errors = [Errno::CONNABORTED, Errno::MFILE, Errno::NFILE, Errno::PERM];
            Some(Fault::Error(errors[random.up_to(errors.len()) - 1].into()))
        } else {
            None
        }
    }

    /// How the next connection attempt ends, where not by itself.
    pub(super) fn attempt(&mut self) -> Option<Attempt> {
        if let Some(attempt) = self.attempts.pop_front() {
            return Some(attempt);
        }
        let errors = [Errno::CONNREFUSED, Errno::NETUNREACH, Errno::TIMEDOUT];
        let fails = self.random.chance(self.chances.connect);
        fails.then(|| Attempt::Fails(errors[self.random.up_to(errors.len()) - 1].into()))
    }
}
