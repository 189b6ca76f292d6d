//! What a reactor can tell of itself while it works.
//!
//! A [`Probe`] is given each fact at the line after the system call or queue operation that it reports, with the numbers
//! that came with it. It must be quick and must not call the reactor. Without one, nothing is made and nothing is called.
//!
//! ```
//! use std::{cell::RefCell, rc::Rc, time::Duration};
//! use twistlab::reactor::Reactor;
//! use twistlab::reactor::outcome::Caller;
//! use twistlab::reactor::probe::{Noted, Probe};
//!
//! #[derive(Default)]
//! struct Timers(RefCell<Vec<String>>);
//!
//! impl Probe for Timers {
//!     fn note(&self, noted: &Noted<'_>, caller: Option<Caller>) {
//!         if let (Noted::TimerScheduled { due, .. }, Some(caller)) = (noted, caller) {
//!             self.0.borrow_mut().push(format!("line {}: a call is due at {due:?}", caller.line()));
//!         }
//!     }
//! }
//!
//! # fn main() -> twistlab::reactor::Result {
//! let timers = Rc::new(Timers::default());
//! let reactor = Reactor::builder().probe(timers.clone()).build()?;
//! reactor.call_later(Duration::from_secs(1), || ());
//! assert_eq!(timers.0.borrow().len(), 1);
//! # Ok(())
//! # }
//! ```

use super::address::Address;
use super::outcome::{BoxError, Caller};
use super::reason::Reason;
use super::source::{Interest, Key, Readiness};
use super::timers::TimerId;
use std::io;
use std::time::Duration;

/// Is told what the reactor does. See the module's page.
pub trait Probe {
    /// One fact. `caller` is the line of the program that asked for it, where a call of the program did.
    fn note(&self, noted: &Noted<'_>, caller: Option<Caller>);

    /// Whether it is told how a queue of delayed calls lies, each time that it changes ([`Noted::HeapArranged`]). To find
    /// that out costs more than all the rest, so it is asked for. Asked once.
    fn wants_heap(&self) -> bool {
        false
    }
}

/// The parts of a turn, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Calls that other threads sent, then what was put off to this turn (an abort's end, a port's close).
    Calls,
    /// Delayed calls that are due.
    Timers,
    /// The wait for readiness.
    Wait,
    /// Sources that are readable and wanted.
    Reads,
    /// Sources that are writable and wanted.
    Writes,
}

/// Why the wait was given its timeout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Zero: a source is still ready from before, so nobody may sleep.
    StillReady,
    /// Zero: something was put off to the next turn, or the reactor was told to stop.
    CallsWait,
    /// Until the next delayed call is due.
    NextTimer,
    /// No longer than [`turn`](super::Reactor::turn) was asked to wait.
    Asked,
    /// No timeout: only readiness or another thread can end the wait.
    NothingDue,
}

/// A method of the program's own that the reactor calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // each is the method of that name
pub enum Callback {
    ConnectionMade,
    DataReceived,
    ReadConnectionLost,
    WriteConnectionLost,
    ConnectionLost,
    BuildProtocol,
    StartFactory,
    StopFactory,
    StartedConnecting,
    ClientConnectionFailed,
    ClientConnectionLost,
    PauseProducing,
    ResumeProducing,
    StopProducing,
    TimedCall,
    CallFromThread,
    Hook,
    DoRead,
    DoWrite,
    DescriptorLost,
    Completion,
}

/// An entry of the heap of delayed calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    /// Of which call.
    pub timer: TimerId,
    /// What is to become of it.
    pub entry: Entry,
}

/// What is to become of an entry of the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entry {
    /// Its call is due at the time by which it lies there.
    InPlace,
    /// Its call was given another time since it was filed. When it surfaces, it sinks to where it belongs.
    OutOfPlace,
    /// Its call is over. It is dropped when it surfaces, or swept out.
    Dead,
}

/// One fact. Past tense; each with the numbers that came with it. Bytes are bytes, times are since the clock's origin.
#[derive(Debug)]
#[non_exhaustive]
#[allow(missing_docs)] // the fields are named by what they are
pub enum Noted<'a> {
    /// A turn began; 1 is the first.
    TurnBegan { turn: u64 },
    /// A part of the turn began.
    PhaseBegan { phase: Phase },
    /// The wait begins with this timeout; `None` waits for ever.
    WaitBegan { timeout: Option<Duration>, why: Why },
    /// The wait ended; so many sources were reported.
    WaitEnded { sources: usize },
    /// What the kernel said of a source in this wait.
    KernelSaid { key: Key, readiness: Readiness },
    /// What the program wants of a source changed.
    InterestChanged { key: Key, interest: Interest },
    /// A source's read or write was served.
    Dispatched { key: Key, phase: Phase },
    /// A read returned; `Ok(0)` is the end of the stream.
    Read { key: Key, asked: usize, got: Result<usize, &'a io::Error> },
    /// A write returned; `left` bytes still wait here.
    Written { key: Key, asked: usize, got: Result<usize, &'a io::Error>, left: usize },
    /// The program wrote; `waiting` bytes wait now.
    Buffered { key: Key, bytes: usize, waiting: usize },
    /// Reading was paused.
    ReadingPaused { key: Key },
    /// Reading was resumed.
    ReadingResumed { key: Key },
    /// A producer was registered; above the mark, in bytes that wait, a streaming one is paused.
    ProducerRegistered { key: Key, streaming: bool, mark: usize },
    /// The producer was unregistered by the program.
    ProducerUnregistered { key: Key },
    /// The producer was told to pause: so many bytes wait, more than the mark.
    ProducerPaused { key: Key, waiting: usize },
    /// The mark was set.
    MarkSet { key: Key, mark: usize },
    /// The producer was told to go on.
    ProducerResumed { key: Key },
    /// The producer was told that its consumer is gone.
    ProducerStopped { key: Key },
    /// A close in order was asked for; so many bytes go first.
    LoseAsked { key: Key, waiting: usize },
    /// A half-close was asked for.
    LoseWriteAsked { key: Key, waiting: usize },
    /// An abort was asked for; so many bytes were dropped.
    AbortAsked { key: Key, dropped: usize },
    /// A call was scheduled.
    TimerScheduled { timer: TimerId, due: Duration },
    /// A call was moved.
    TimerMoved { timer: TimerId, due: Duration },
    /// A call was cancelled.
    TimerCancelled { timer: TimerId },
    /// A call was taken off the queue to be run, so much after it was due.
    TimerFired { timer: TimerId, late: Duration },
    /// Cancelled entries were swept out of the heap.
    TimersSwept { kept: usize, swept: usize },
    /// Told to those who [want it](Probe::wants_heap). The queue of delayed calls lies otherwise than was told last: `new` are calls that are not filed yet, `heap` is the
    /// heap, from its first entry on, as it lies in memory. Of each at most [`Noted::MOST_ENTRIES`]; so many entries of
    /// the heap there are `more`.
    HeapArranged { new: &'a [TimerId], heap: &'a [Filed], more: usize },
    /// A manual clock was moved on, and shows this now.
    Advanced { by: Duration, now: Duration },
    /// A port listens.
    Listening { key: Key, host: &'a Address },
    /// A port listens no more.
    ListeningStopped { key: Key },
    /// A port accepted a connection.
    Accepted { port: Key, key: Key, host: &'a Address, peer: &'a Address },
    /// `accept` failed, and this batch ended.
    AcceptFailed { port: Key, error: &'a io::Error },
    /// A connection attempt began.
    Connecting { key: Key, peer: &'a Address },
    /// A connection attempt succeeded.
    Connected { key: Key, host: &'a Address, peer: &'a Address },
    /// A connection was given its protocol: the name of its type.
    ProtocolBuilt { key: Key, protocol: &'static str },
    /// A connection attempt failed.
    ConnectFailed { key: Option<Key>, error: &'a super::error::ConnectError },
    /// Our sending direction was closed.
    WriteClosed { key: Key },
    /// A source was closed and is gone; `connection_lost` comes next.
    Closed { key: Key, reason: &'a Reason },
    /// A method of the program is called. `key` where it is about a source.
    Called { key: Option<Key>, callback: Callback },
    /// It came back.
    CameBack { key: Option<Key>, callback: Callback },
    /// It failed; told to the log too.
    CallbackFailed { key: Option<Key>, callback: Callback, error: &'a BoxError },
}

impl Noted<'_> {
    /// Of a queue of delayed calls no more is told at once.
    pub const MOST_ENTRIES: usize = 64;
}
