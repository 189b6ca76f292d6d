//! One socket: its state, its sizes, what went through it and what waits in it.

use super::{Meter, Readiness, Through, Transport};
use crate::event::{Call, Close, Errno, Event, Gauges, Micros, Outcome, SocketOption, SourceName, Stamped, ThreadName};

/// A socket as far as its events tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As the stage names it.
    pub name: SourceName,
    /// What kind of socket it has turned out to be.
    pub role: Role,
    /// Where it is in its life.
    pub state: SourceState,
    /// Of a crowd, how many it has.
    pub members: Option<u64>,
    /// Its descriptor; of a crowd the highest.
    pub fd: Option<u64>,
    /// Its port on the loopback address.
    pub port: Option<u16>,
    /// The other end of its connection.
    pub peer: Option<SourceName>,
    /// Pinned options, each as asked and as granted.
    pub pins: Vec<Pin>,
    /// What the kernel took from the program.
    pub sent: Moved,
    /// What was read from it, by the program and from outside.
    pub received: Moved,
    /// Of `received`, what the lab read from outside.
    pub read_outside: u64,
    /// The send that is open now: bytes asked, since when, by whom.
    pub sending: Option<Open>,
    /// The longest that a send has taken so far.
    pub longest_send: Micros,
    /// The last send that came back.
    pub last_send: Option<Answer>,
    /// The last send that came back short, until one comes back whole.
    pub last_short: Option<Answer>,
    /// The last recv that came back.
    pub last_recv: Option<Answer>,
    /// What was asked of it, what the kernel said, what was dispatched.
    pub readiness: Readiness,
    /// What the program keeps for it in a buffer of its own, where it has told.
    pub held: Option<Held>,
    /// How fast bytes went through it.
    pub meter: Meter,
    /// What the reactor library told of it, where it is one of its connections.
    pub transport: Option<Transport>,
    /// Calls on it that were answered with "not now" (`EAGAIN`).
    pub refused: u64,
    /// No call on it waits.
    pub nonblocking: bool,
    /// Kernel gauges as last read.
    pub gauges: Gauges,
    /// When they were read.
    pub gauged_at: Micros,
    /// The thread that last called `recv` on it, and where.
    pub reader: Option<(ThreadName, Option<u32>)>,
    /// The thread that last used it at all.
    pub user: Option<ThreadName>,
}

/// The program's own buffer for a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// Bytes in it.
    pub bytes: u64,
    /// The most that it held so far.
    pub highest: u64,
    /// How often it held more than ever since it was last empty.
    pub rises: u32,
    /// The most that it may hold, where there is a budget.
    pub budget: Option<u64>,
    /// What was to be added when it was full, where that has happened.
    pub refused: Option<u64>,
}

/// What kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Not known yet.
    Fresh,
    /// It listens.
    Listener,
    /// It connected.
    Connected,
    /// `accept` returned it.
    Accepted,
    /// The reading end of a pipe; the learner holds the other.
    Pipe,
    /// Many idle connections, told as one.
    Crowd,
}

/// Where a socket is in its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceState {
    /// It exists.
    Open,
    /// It listens.
    Listening,
    /// `connect` was begun.
    Connecting,
    /// Bytes can go both ways.
    Established,
    /// Its sending side is shut; it can still read.
    WriteShut,
    /// The connection is gone: the error that said so.
    Broken(Errno),
    /// The connection was reset from outside; the descriptor is still open.
    Reset,
    /// Closed.
    Closed,
}

/// An option as asked and as granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    /// Which.
    pub option: SocketOption,
    /// What `setsockopt` was given.
    pub asked: u64,
    /// What `getsockopt` then read.
    pub granted: u64,
}

/// Calls and bytes in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// Calls that moved something or reported the end.
    pub calls: u64,
    /// Bytes.
    pub bytes: u64,
    /// Calls that moved less than asked (for sends: a short write).
    pub short: u64,
}

/// A call that has not come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Bytes it asked.
    pub asked: u64,
    /// When it was entered.
    pub since: Micros,
    /// By whom.
    pub thread: ThreadName,
}

/// A call that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Bytes it asked.
    pub asked: u64,
    /// What it got.
    pub outcome: Outcome,
}

impl Source {
    pub(super) fn new(name: SourceName) -> Self {
        Source {
            name,
            role: Role::Fresh,
            state: SourceState::Open,
            members: None,
            fd: None,
            port: None,
            peer: None,
            pins: Vec::new(),
            sent: Moved::default(),
            received: Moved::default(),
            read_outside: 0,
            sending: None,
            longest_send: Micros::default(),
            last_send: None,
            last_short: None,
            last_recv: None,
            readiness: Readiness::default(),
            held: None,
            meter: Meter::default(),
            transport: None,
            refused: 0,
            nonblocking: false,
            gauges: Gauges::default(),
            gauged_at: Micros::default(),
            reader: None,
            user: None,
        }
    }

    /// The size that the kernel granted for an option, where it was pinned.
    pub fn pin(&self, option: SocketOption) -> Option<Pin> {
        self.pins.iter().copied().find(|pin| pin.option == option)
    }

    pub(super) fn pair(&mut self, peer: SourceName, port: Option<u16>) {
        self.peer = Some(peer);
        self.port = port;
    }

    pub(super) fn apply(&mut self, stamped: &Stamped) {
        if !stamped.thread.is_lab() && matches!(stamped.event, Event::Entered { .. } | Event::Returned { .. }) {
            self.user = Some(stamped.thread.clone());
        }
        // Where the lab closes its end of a pipe, the program still waits for what it has.
        if !(stamped.thread.is_lab() && matches!(stamped.event, Event::Returned { call: Call::Close, .. })) {
            self.readiness.apply(&stamped.event);
        }
        if self.transport.is_some() || Transport::is_told_by(&stamped.event) {
            self.transport.get_or_insert_default().apply(&stamped.event, stamped.at);
        }
        match &stamped.event {
            Event::Repeated { times, what } => self.repeated(what, *times),
            Event::Wrote { bytes, held } => {
                self.held = Some(self.held.unwrap_or_default().now(*held));
                self.meter.add(stamped.at, Through::Written, *bytes);
            }
            Event::Connected => (self.role, self.state) = (Role::Connected, SourceState::Established),
            Event::Buffered { held, budget } => {
                self.held = Some(Held { budget: *budget, ..self.held.unwrap_or_default().now(*held) });
            }
            Event::Exhausted { held, asked, budget } => {
                let now = self.held.unwrap_or_default().now(*held);
                self.held = Some(Held { budget: Some(*budget), refused: Some(*asked), ..now });
            }
            Event::Entered { call, asked, .. } => self.entered(*call, asked.unwrap_or(0), stamped),
            Event::Returned { call, asked, outcome } => self.returned(*call, asked.unwrap_or(0), outcome, stamped),
            Event::Pinned { option, asked, granted, .. } => {
                self.pins.retain(|pin| pin.option != *option);
                self.pins.push(Pin { option: *option, asked: *asked, granted: *granted });
            }
            Event::Gathered { members, highest } => {
                (self.role, self.members, self.fd) = (Role::Crowd, Some(*members), Some(*highest));
                self.state = SourceState::Established;
            }
            Event::Bound { port } => self.port = Some(*port),
            Event::Accepted { fd, peer, port, .. } => {
                self.role = Role::Accepted;
                self.state = SourceState::Established;
                self.fd = Some(*fd);
                self.pair(peer.clone(), Some(*port));
            }
            Event::Joined { peer } => {
                (self.role, self.state) = (Role::Accepted, SourceState::Established);
                self.peer = Some(peer.clone());
            }
            // Whatever waited in the transport's buffer is dropped.
            Event::CloseAsked { how: Close::Abort, .. } => self.held = self.held.map(|held| held.now(0)),
            Event::ConnectionEnded { .. } => {
                (self.state, self.held) = (SourceState::Closed, self.held.map(|held| held.now(0)));
            }
            Event::Gauged(gauges) => {
                self.gauges = *gauges;
                self.gauged_at = stamped.at;
            }
            Event::Counted(counts) => {
                self.meter.add(stamped.at, Through::Sent, counts.sent);
                self.meter.add(stamped.at, Through::Received, counts.received);
                self.sent.bytes = self.sent.bytes.saturating_add(counts.sent);
                self.received.bytes = self.received.bytes.saturating_add(counts.received);
                if counts.sent > 0 {
                    self.sent.calls = self.sent.calls.saturating_add(counts.calls);
                } else {
                    self.received.calls = self.received.calls.saturating_add(counts.calls);
                }
                self.longest_send = self.longest_send.max(counts.longest_send);
                if stamped.thread.is_lab() {
                    self.read_outside = self.read_outside.saturating_add(counts.received);
                }
                self.sending.take_if(|open| open.thread == stamped.thread);
            }
            _ => {}
        }
    }

    fn repeated(&mut self, what: &Event, times: u64) {
        if let Event::Returned { outcome: Outcome::Errno(errno), .. } = what
            && errno.name() == "EAGAIN"
        {
            self.refused = self.refused.saturating_add(times);
        }
    }

    fn entered(&mut self, call: Call, asked: u64, stamped: &Stamped) {
        match call {
            Call::Connect => self.state = SourceState::Connecting,
            Call::Send => self.sending = Some(Open { asked, since: stamped.at, thread: stamped.thread.clone() }),
            Call::Recv | Call::Read if !stamped.thread.is_lab() => {
                self.reader = Some((stamped.thread.clone(), stamped.line))
            }
            _ => {}
        }
    }

    fn returned(&mut self, call: Call, asked: u64, outcome: &Outcome, stamped: &Stamped) {
        if let Outcome::Errno(errno) = outcome {
            let name = errno.name();
            if name == "EAGAIN" {
                self.refused = self.refused.saturating_add(1);
            }
            if call == Call::Connect && name == "EINPROGRESS" {
                self.state = SourceState::Connecting;
            }
            if matches!(name, "ECONNRESET" | "EPIPE" | "ETIMEDOUT" | "ECONNREFUSED")
                && self.state != SourceState::Closed
            {
                self.state = SourceState::Broken(errno.clone());
            }
        }
        match call {
            Call::Send | Call::Write | Call::MemoryWrite => {
                self.meter.add(stamped.at, Through::Sent, outcome.ok().unwrap_or(0));
            }
            Call::Recv | Call::Read | Call::MemoryRead => {
                self.meter.add(stamped.at, Through::Received, outcome.ok().unwrap_or(0));
            }
            _ => {}
        }
        let answer = || Some(Answer { asked, outcome: outcome.clone() });
        match (call, outcome.ok()) {
            (Call::Send, got) => {
                if let Some(open) = self.sending.take() {
                    self.longest_send = self.longest_send.max(stamped.at.since(open.since));
                }
                self.last_send = answer();
                match got {
                    Some(got) if got < asked => self.last_short = answer(),
                    Some(_) => self.last_short = None,
                    None => {}
                }
                self.sent.add(asked, got);
            }
            (Call::Write | Call::MemoryWrite, got) => self.sent.add(asked, got),
            (Call::Nonblocking, Some(_)) => self.nonblocking = asked != 0,
            (Call::Pipe, Some(fd)) => (self.role, self.fd) = (Role::Pipe, Some(fd)),
            (Call::Recv | Call::Read | Call::MemoryRead, got) => {
                if stamped.thread.is_lab() {
                    self.read_outside = self.read_outside.saturating_add(got.unwrap_or(0));
                } else {
                    self.last_recv = answer();
                    self.reader = Some((stamped.thread.clone(), stamped.line));
                }
                self.received.add(asked, got);
            }
            (Call::Socket, Some(fd)) => self.fd = Some(fd),
            (Call::Listen, Some(_)) => (self.role, self.state) = (Role::Listener, SourceState::Listening),
            (Call::Connect, Some(_)) => (self.role, self.state) = (Role::Connected, SourceState::Established),
            (Call::ShutdownWrite | Call::ShutdownBoth, Some(_)) => self.state = SourceState::WriteShut,
            (Call::Disconnect, Some(_)) => self.state = SourceState::Reset,
            // The lab's end of a pipe: what was given before can still be read.
            (Call::Close, Some(_)) if stamped.thread.is_lab() => self.state = SourceState::WriteShut,
            // What it still had is sent by the kernel, and nobody can ask how much that is.
            (Call::Close, Some(_)) => (self.state, self.gauges) = (SourceState::Closed, Gauges::default()),
            _ => {}
        }
    }
}

impl Held {
    /// The same buffer with so many bytes in it.
    fn now(self, bytes: u64) -> Held {
        let rises = match bytes {
            0 => 0,
            more if more > self.highest => self.rises.saturating_add(1),
            _ => self.rises,
        };
        Held { bytes, highest: self.highest.max(bytes), rises, ..self }
    }
}

impl Moved {
    fn add(&mut self, asked: u64, got: Option<u64>) {
        let Some(got) = got else { return };
        self.calls = self.calls.saturating_add(1);
        self.bytes = self.bytes.saturating_add(got);
        if got < asked {
            self.short = self.short.saturating_add(1);
        }
    }
}
