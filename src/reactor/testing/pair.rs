//! Two protocols joined in memory.
//!
//! ```text
//!   protocol A ── transport ──┐ chunks, faults ┌── transport ── protocol B
//!                             └────────────────┘
//!            nothing moves but in `step` and `flush`
//! ```

use super::faults::{Chunks, Close};
use super::network::MemoryNetwork;
use crate::reactor::Reactor;
use crate::reactor::connection::{Connection, Made};
use crate::reactor::error::RunError;
use crate::reactor::log::MemoryLog;
use crate::reactor::network::Socket;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::{Noted, Probe};
use crate::reactor::protocol::Protocol;
use crate::reactor::transport::Transport;
use std::cell::Cell;
use std::fmt;
use std::io;
use std::rc::Rc;
use std::time::Duration;

/// Two protocols whose transports are joined: what one writes, the other receives, when the test says so.
///
/// The connections are the library's own, over a [`MemoryNetwork`] and turned by hand: buffers, producers, half-closes,
/// reasons and the order of everything are those of a program that runs. There is no clock: give a protocol that needs
/// one a [`ManualClock`](crate::reactor::ManualClock).
///
/// An error of a protocol, and a panic in it, ends its connection as anywhere, and comes out of the `flush` in which it
/// happened. Dropping the pair tells those that still stand that they are lost, as the stop of a reactor does.
///
/// ```
/// use twistlab::reactor::testing::{AccumulatingProtocol, End, Pair};
///
/// let (one, other) = (AccumulatingProtocol::new(), AccumulatingProtocol::new());
/// let (here, there) = (one.record(), other.record());
/// let pair = Pair::connect(one, other);
/// pair.transport(End::A).write(b"hello");
/// pair.transport(End::A).lose_connection();
/// assert_eq!(there.data(), b"", "nothing moves by itself");
/// pair.flush().unwrap();
/// assert_eq!(there.data(), b"hello");
/// assert_eq!((here.times_closed(), there.times_closed()), (1, 1));
/// ```
pub struct Pair {
    reactor: Reactor,
    network: MemoryNetwork,
    transports: [Transport; 2],
    activity: Rc<Activity>,
    log: MemoryLog,
    /// Failures that were given out.
    told: Cell<u64>,
}

/// One of the two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// The first protocol's.
    A,
    /// The second's.
    B,
}

impl Pair {
    /// Turns in which a [`flush`](Pair::flush) must come to rest: two protocols that answer each other for ever do not.
    /// In chunks of one byte it is as many bytes each way.
    pub const BUDGET: usize = 100_000;

    /// Joins two protocols. Both have been told `connection_made` when this returns, first `a`; nothing has moved.
    pub fn connect(a: impl Protocol + 'static, b: impl Protocol + 'static) -> Self {
        let (network, log, activity) = (MemoryNetwork::new(), MemoryLog::new(), Rc::new(Activity::default()));
        let builder = Reactor::builder().log(log.clone()).probe(activity.clone()).clock(network.clone());
        let reactor = builder.over(Box::new(network.multiplexer()));
        let (here, there) = network.pair();
        let ends = [(here, Box::new(a) as Box<dyn Protocol>), (there, Box::new(b))];
        let connections = ends.map(|(socket, protocol)| {
            join(&reactor, socket, protocol).expect("a new socket is known to the multiplexer of its own network")
        });
        connections.iter().for_each(|connection| connection.begin());
        let transports = connections.map(|connection| Transport::new(connection));
        Pair { reactor, network, transports, activity, log, told: Cell::default() }
    }

    /// The transport of an end, for a test that acts in its protocol's place.
    pub fn transport(&self, end: End) -> &Transport {
        &self.transports[end as usize]
    }

    /// Sets into what chunks the bytes are cut, in both directions; [`Chunks::Whole`] unless set.
    pub fn set_chunks(&self, chunks: Chunks) {
        self.network.set_chunks(chunks);
    }

    /// Closes the connection from outside once `end` has sent `bytes` more bytes. Those arrive, later ones never.
    /// In order it is [`Reason::Done`](crate::reactor::Reason::Done) for both ends; a reset is `Lost` for both.
    ///
    /// # Errors
    /// `NotConnected` where it is closed already.
    pub fn close_after(&self, end: End, bytes: usize, close: Close) -> io::Result<()> {
        self.network.close_after(&self.transport(end).host(), bytes, close)
    }

    /// The network under it, for faults of other kinds.
    pub fn network(&self) -> &MemoryNetwork {
        &self.network
    }

    /// The errors of the protocols.
    pub fn log(&self) -> &MemoryLog {
        &self.log
    }

    /// One turn: each end receives at most what one turn brings (two chunks, or one that was cut), then sends once.
    ///
    /// # Errors
    /// As for [`flush`](Pair::flush).
    pub fn step(&self) -> Result<Moved, PairError> {
        self.activity.0.set(Moved::Nothing);
        let turned = self.reactor.turn(Some(Duration::ZERO));
        let failures = self.log.count() - self.told.replace(self.log.count());
        match turned {
            Err(RunError::AlreadyRunning) => Err(PairError::Inside),
            _ if failures > 0 => Err(PairError::Failed(self.log.lines().pop().unwrap_or_default())),
            _ => Ok(self.activity.0.get()),
        }
    }

    /// Turns until nothing moves any more.
    ///
    /// # Errors
    /// `Failed` with the error of a protocol, which has been told of its end; flush again to move the rest. `Endless`
    /// after [`BUDGET`](Pair::BUDGET) turns; flush again to give them as many more. `Inside` when called from a protocol of the pair.
    pub fn flush(&self) -> Result<(), PairError> {
        for _ in 0..Self::BUDGET {
            if self.step()? == Moved::Nothing {
                return Ok(());
            }
        }
        Err(PairError::Endless)
    }
}

/// Makes an end of the pair, which is told nothing yet.
fn join(reactor: &Reactor, socket: Rc<dyn Socket>, protocol: Box<dyn Protocol>) -> io::Result<Rc<Connection>> {
    let (host, peer) = (socket.host()?, socket.peer()?);
    Connection::new(&reactor.0, Made { socket, host, peer, protocol, maker: None }, None)
}

impl Drop for Pair {
    fn drop(&mut self) {
        self.reactor.0.lose_all();
    }
}

/// Whether a turn did anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Moved {
    /// Bytes moved, or a protocol was called.
    Something,
    /// The two are at rest.
    #[default]
    Nothing,
}

/// Notices whether a turn does anything.
#[derive(Default)]
struct Activity(Cell<Moved>);

impl Probe for Activity {
    fn note(&self, noted: &Noted<'_>, _caller: Option<Caller>) {
        use Noted::{PhaseBegan, TurnBegan, WaitBegan, WaitEnded};
        if !matches!(noted, TurnBegan { .. } | PhaseBegan { .. } | WaitBegan { .. } | WaitEnded { .. }) {
            self.0.set(Moved::Something);
        }
    }
}

/// A pair that did not come to rest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PairError {
    /// A method of a protocol failed or panicked; what the log says of it. Its connection has ended.
    Failed(String),
    /// The two go on answering each other.
    Endless,
    /// It was asked from inside a protocol of the pair. Nothing was done.
    Inside,
}

impl fmt::Display for PairError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PairError::Failed(line) => f.write_str(line),
            PairError::Endless => write!(f, "the two still exchange bytes after {} turns", Pair::BUDGET),
            PairError::Inside => f.write_str("a pair cannot be flushed from inside one of its protocols"),
        }
    }
}

impl std::error::Error for PairError {}
