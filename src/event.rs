//! The vocabulary: what can be said of a running program, and nothing else.
//!
//! An [`Event`] is one fact in the past tense, with the numbers that the kernel or the program gave. A
//! [`Stamped`] event also says when, in which thread, about which socket and on which line of the stage.
//! Everything that any screen, text or figure shows is computed from a sequence of these.
//!
//! ```text
//! stage ── calls ──> lab ── notes ──> Stamped ── fold ──> World ──> view
//! ```
//!
//! This module knows no other module of the crate: it has no clock, no socket and no thread.

mod call;
mod callback;
mod connection;
mod counts;
mod ending;
mod micros;
mod names;
mod number;
mod option;
mod outcome;
mod readiness;
mod reading;
mod timer;

pub use call::Call;
pub use callback::{Callback, Callee};
pub use connection::{Close, Reason};
pub use counts::Counts;
pub use ending::Ending;
pub use micros::Micros;
pub use names::{
    CaseName, ControlId, KnobName, QuestionId, SeriesName, SourceName, Text, ThreadName, TimerName, TypeName,
};
pub use number::thousands;
pub use option::SocketOption;
pub use outcome::{Errno, Outcome};
pub use readiness::{Direction, Interest, Ready};
pub use reading::{Gauges, ThreadSample, ThreadState};
pub use timer::{Arrangement, ClockKind, TimerId, Why};

use serde::{Deserialize, Serialize};

/// The place of an event in its run: 1, 2, 3, ... without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

/// One event with its place, its time and its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamped {
    /// Place in the run.
    pub seq: Seq,
    /// Lab time at which it was noted: the line after the call it reports.
    #[serde(rename = "us")]
    pub at: Micros,
    /// The turn of the stage's loop, per thread; 0 before the first.
    pub turn: u32,
    /// Who did it: a thread of the stage, or `lab` for what was done from outside.
    pub thread: ThreadName,
    /// The socket it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceName>,
    /// The line of the stage's source that made the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened. Past tense; each with the numbers that came with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A thread of the stage began.
    ThreadStarted {
        /// The kernel's number for it, where the platform has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tid: Option<u32>,
    },
    /// A thread of the stage ended; nothing more comes from it.
    ThreadEnded,
    /// A call was begun. Intent only: what it will do is not known yet.
    Entered {
        /// Which call.
        call: Call,
        /// Its number: see [`Call`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<u64>,
        /// How long before this was noted. Zero, but for a call of a free-running stage that turned out to wait.
        #[serde(default, skip_serializing_if = "Micros::is_zero")]
        ago: Micros,
    },
    /// A call came back, with what the kernel answered.
    Returned {
        /// Which call.
        call: Call,
        /// Its number: see [`Call`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<u64>,
        /// The kernel's answer.
        #[serde(flatten)]
        outcome: Outcome,
    },
    /// Many idle connections stand, and are told as one source.
    Gathered {
        /// How many they are.
        members: u64,
        /// The highest number of a descriptor among them.
        highest: u64,
    },
    /// The program asks to be told of this source from its next wait on: what it is interested in, in place of
    /// what it was interested in before.
    Watched(Interest),
    /// A wait for readiness came back, with all that the kernel said. What is not in `ready` is not ready.
    Woke {
        /// Which call.
        call: Call,
        /// Its timeout in microseconds; absent where it waits for ever.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<u64>,
        /// How many are ready, by the kernel's own count: `select` counts a descriptor once for each set it is in.
        #[serde(flatten)]
        outcome: Outcome,
        /// Which sources, in the order in which the kernel told them; at most [`Ready::MOST`].
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ready: Vec<Ready>,
    },
    /// The program called what it has for a ready source: its read handler, or its write handler.
    Dispatched {
        /// Which of the two.
        direction: Direction,
    },
    /// The reactor chose how long its wait may take: this is why.
    WaitChosen {
        /// Why.
        why: Why,
    },
    /// A protocol was made for this connection.
    ProtocolBuilt {
        /// The name of its type, as the program's source has it.
        protocol: Text,
    },
    /// A connection attempt of the reactor's succeeded.
    Connected,
    /// A connection attempt of the reactor's failed.
    ConnectFailed {
        /// The sentence.
        error: Text,
    },
    /// The reactor called a method of the program: an effect. It goes on until it came back.
    Called {
        /// Which method.
        callback: Callback,
    },
    /// The method came back.
    CameBack {
        /// Which method.
        callback: Callback,
    },
    /// The method that just came back had failed: it was told to the reactor's log.
    CallbackFailed {
        /// Which method.
        callback: Callback,
        /// The sentence.
        error: Text,
    },
    /// The program wrote to its transport: a cause. Nothing is sent inside a write.
    Wrote {
        /// Bytes that it wrote.
        bytes: u64,
        /// Bytes that the transport's buffer holds now.
        held: u64,
    },
    /// The program asked for this connection's end.
    CloseAsked {
        /// Which end.
        how: Close,
        /// Bytes in the transport's buffer: they go first, or with an abort they are dropped.
        held: u64,
    },
    /// The connection is over and its socket closed; its protocol is told next.
    ConnectionEnded {
        /// Why.
        reason: Reason,
        /// The sentence, where there is more to say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<Text>,
    },
    /// The program paused reading: what the peer sends waits in the kernel.
    ReadingPaused,
    /// The program resumed reading.
    ReadingResumed,
    /// A producer was registered with this transport.
    ProducerRegistered {
        /// Whether it is a push producer, which writes by itself until it is paused; a pull producer writes one piece
        /// each time that it is asked.
        streaming: bool,
        /// Above so many bytes in the transport's buffer it is paused.
        mark: u64,
    },
    /// The program unregistered the producer.
    ProducerUnregistered,
    /// The producer was told to pause: so many bytes wait in the transport's buffer, more than the mark.
    ProducerPaused {
        /// Bytes that wait.
        held: u64,
    },
    /// The producer was told to go on: the buffer is empty, or a pull producer is asked for its next piece.
    ProducerResumed,
    /// The producer was told that its consumer is gone.
    ProducerStopped,
    /// The mark of a transport was set: above so many bytes in its buffer a push producer is paused.
    MarkSet {
        /// Bytes.
        mark: u64,
    },
    /// A call was scheduled.
    TimerScheduled {
        /// Which.
        timer: TimerId,
        /// Its name, where the program gave it one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<TimerName>,
        /// When it is due, on the clock of its queue.
        due: Micros,
        /// Of which clock.
        #[serde(default, skip_serializing_if = "ClockKind::is_lab")]
        clock: ClockKind,
    },
    /// A delayed call was moved.
    TimerMoved {
        /// Which.
        timer: TimerId,
        /// Its name, where the program gave it one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<TimerName>,
        /// When it is due now.
        due: Micros,
        /// Of which clock.
        #[serde(default, skip_serializing_if = "ClockKind::is_lab")]
        clock: ClockKind,
    },
    /// A delayed call was cancelled.
    TimerCancelled {
        /// Which.
        timer: TimerId,
        /// Its name, where the program gave it one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<TimerName>,
        /// Of which clock.
        #[serde(default, skip_serializing_if = "ClockKind::is_lab")]
        clock: ClockKind,
    },
    /// A delayed call was taken off its queue to be called.
    TimerFired {
        /// Which.
        timer: TimerId,
        /// Its name, where the program gave it one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<TimerName>,
        /// So much after it was due; never before.
        late: Micros,
        /// Of which clock.
        #[serde(default, skip_serializing_if = "ClockKind::is_lab")]
        clock: ClockKind,
    },
    /// Cancelled calls were swept out of the heap.
    TimersSwept {
        /// Entries that stay.
        kept: u64,
        /// Entries that went.
        swept: u64,
        /// Of which clock.
        #[serde(default, skip_serializing_if = "ClockKind::is_lab")]
        clock: ClockKind,
    },
    /// A queue of delayed calls lies otherwise than before.
    HeapArranged(Box<Arrangement>),
    /// The program moved a manual clock on.
    Advanced {
        /// By so much.
        by: Micros,
        /// What it shows now.
        now: Micros,
    },
    /// A case of a test or of a contract was run.
    Checked {
        /// Its name.
        case: CaseName,
        /// What it covers, where it says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        covers: Option<Text>,
        /// Why it failed; absent where it passed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<Text>,
    },
    /// The compiler said whether a type provides an interface.
    Provided {
        /// The type.
        who: TypeName,
        /// The interface: a trait.
        interface: TypeName,
        /// What it said.
        provides: bool,
    },
    /// The same happened so many times more, one after the other, and was counted on the thread that did it: the
    /// event is alike in all but its time and its turn.
    Repeated {
        /// How many times more.
        times: u64,
        /// What.
        what: Box<Event>,
    },
    /// What the program keeps in a buffer of its own for this source.
    Buffered {
        /// Bytes in it now.
        held: u64,
        /// The most that it may hold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        budget: Option<u64>,
    },
    /// The program's own buffer cannot take more: it is out of its memory.
    Exhausted {
        /// Bytes in it.
        held: u64,
        /// Bytes that were to be added.
        asked: u64,
        /// The most that it may hold.
        budget: u64,
    },
    /// The stage measured something: a point of a plot.
    Measured {
        /// Which curve.
        series: SeriesName,
        /// Where on the scale that was chosen: a size, a count.
        x: u64,
        /// What was measured there.
        y: u64,
    },
    /// A socket option was set and read back. The kernel may grant another value than the one asked.
    Pinned {
        /// Which option.
        option: SocketOption,
        /// The value given to `setsockopt`.
        asked: u64,
        /// The value that `getsockopt` then read.
        granted: u64,
        /// Not set on this socket but on the listener that it was accepted from.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        inherited: bool,
    },
    /// A listener was given its port by the kernel.
    Bound {
        /// The port on the loopback address.
        port: u16,
    },
    /// `accept` gave this socket; it and `peer` are the two ends of one connection.
    Accepted {
        /// The descriptor that `accept` returned.
        fd: u64,
        /// The other end, as named by the stage.
        peer: SourceName,
        /// This end's port.
        port: u16,
        /// The other end's port.
        peer_port: u16,
    },
    /// A network in memory joined this end to `peer`: the two ends of a connection without descriptors.
    Joined {
        /// The other end.
        peer: SourceName,
    },
    /// Kernel gauges of one socket, read without touching its data. A gauge that the platform lacks is absent.
    Gauged(Gauges),
    /// What the kernel says a thread is doing.
    Sampled(ThreadSample),
    /// The thread began a turn of its loop.
    TurnBegan,
    /// The stage's program printed a line.
    Said {
        /// The line.
        text: Text,
    },
    /// A turning point: here the learner is asked to predict. The stage does not wait; the cursor does.
    Asked {
        /// Which question of the scene.
        question: QuestionId,
    },
    /// The stage reached a rest point between two bursts and is held there while the cursor is behind.
    Rested,
    /// The stage was let go on; lab time stood still meanwhile.
    Released {
        /// How long it was held, in microseconds of real time.
        held: Micros,
    },
    /// Somebody used a control of the scene from outside the stage.
    Acted {
        /// Which control.
        control: ControlId,
    },
    /// A live knob was turned while the stage ran.
    KnobTurned {
        /// Which knob.
        knob: KnobName,
        /// Its new value.
        value: u64,
    },
    /// Events came faster than they could be kept: these were folded into counts on the stage's own thread.
    Counted(Counts),
    /// The stage's program came to its end.
    Ended {
        /// How.
        #[serde(flatten)]
        ending: Ending,
    },
}

impl Event {
    /// A call that begins now.
    pub fn entered(call: Call, asked: Option<u64>) -> Event {
        Event::Entered { call, asked, ago: Micros::default() }
    }

    /// Whether the cursor stops here when the learner steps. Samples, gauges, pinned options, repeats and marks
    /// are taken along between two steps.
    pub fn is_step(&self) -> bool {
        matches!(
            self,
            Event::Entered { .. }
                | Event::Returned { .. }
                | Event::Woke { .. }
                | Event::Dispatched { .. }
                | Event::Called { .. }
                | Event::CallbackFailed { .. }
                | Event::Wrote { .. }
                | Event::CloseAsked { .. }
                | Event::ConnectionEnded { .. }
                | Event::ConnectFailed { .. }
                | Event::ReadingPaused
                | Event::ReadingResumed
                | Event::ProducerRegistered { .. }
                | Event::ProducerUnregistered
                | Event::ProducerPaused { .. }
                | Event::ProducerResumed
                | Event::ProducerStopped
                | Event::TimerScheduled { .. }
                | Event::TimerMoved { .. }
                | Event::TimerCancelled { .. }
                | Event::TimerFired { .. }
                | Event::TimersSwept { .. }
                | Event::Advanced { .. }
                | Event::Checked { .. }
                | Event::Provided { .. }
                | Event::Exhausted { .. }
                | Event::Measured { .. }
                | Event::Said { .. }
                | Event::Asked { .. }
                | Event::Rested
                | Event::Acted { .. }
                | Event::KnobTurned { .. }
                | Event::Counted(_)
                | Event::Ended { .. }
        )
    }
}
