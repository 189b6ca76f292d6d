//! The lab bench: what a stage is given, and how it is watched without being touched.
//!
//! A stage is a plain function over a [`Lab`]. Its sockets are real and its calls block as real calls do; the
//! bench only pins the buffers beforehand and notes each call on the line after it.
//!
//! ```text
//! stage ── lab.connect, conn.send_all, lab.turn ──> Lab ── notes ──> probe
//! learner ── controls, live knobs ──> Hand (a thread of its own) ── acts from outside, samples ──> probe
//! ```
//!
//! Three rules hold everywhere below. No descriptor is ever duplicated, because a duplicate keeps a connection
//! open that the program closed. No lock is held across a call that may block. Whatever blocks has a rescue.
//!
//! It is no reactor and needs none: a lesson about blocking calls makes blocking calls.
//!
//! ```
//! use twistlab::lab::{Gait, Knobs, Lab, Stage, run::Run};
//!
//! fn program(lab: &Lab) -> twistlab::lab::Result {
//!     let listener = lab.listen("listener")?;
//!     let client = lab.connect("client", &listener)?;
//!     let server = listener.accept("server")?;
//!     client.send_all(b"xyz")?;
//!     assert_eq!(server.recv(1024)?, b"xyz");
//!     Ok(())
//! }
//!
//! let stage = Stage { path: "example.rs", text: "", program: "program", gait: Gait::Steps, run: program };
//! let run = Run::start(stage, Knobs::default(), twistlab::lab::Holding::Never, || {}).unwrap();
//! let mut events = Vec::new();
//! while !events.iter().any(|e: &twistlab::event::Stamped| matches!(e.event, twistlab::event::Event::Ended { .. })) {
//!     events.extend(run.drain());
//!     std::thread::yield_now();
//! }
//! ```

mod action;
mod bench;
mod crowd;
mod end;
mod error;
mod floor;
mod gate;
mod gauge;
mod hand;
mod here;
mod hints;
mod inlet;
mod knobs;
mod pin;
mod pipe;
mod repeats;
pub mod run;
mod slot;
mod socket;
mod thread;
mod waiting;

#[cfg(not(target_os = "linux"))]
#[path = "lab/elsewhere.rs"]
mod kernel;
#[cfg(target_os = "linux")]
#[path = "lab/linux.rs"]
mod kernel;

pub use action::Action;
pub use crowd::Crowd;
pub use error::{CallError, Result};
pub use gate::Holding;
pub use gauge::{absent, granted};
pub use knobs::Knobs;
pub use pipe::Pipe;
pub use socket::{Conn, Listener};
pub use thread::Thread;
pub use waiting::{Multiplexer, Parts, Ready, Source, Way};

use crate::event::{Call, CaseName, Direction, Event, Outcome, QuestionId, Text};
use bench::Bench;
use end::caller_line;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

/// How a stage goes, and so how it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gait {
    /// By steps: every call is an event. The cursor walks at the learner's pace.
    Steps,
    /// Freely, at its own speed and without end: what happens again and again alike is counted on its own thread, each
    /// of them, and told a few times a second as one event. The cursor rides the head.
    Free,
}

/// A program to run and its source text.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    /// Path of the source in the repository.
    pub path: &'static str,
    /// The whole text of that file.
    pub text: &'static str,
    /// The name of the function.
    pub program: &'static str,
    /// How it goes.
    pub gait: Gait,
    /// The function.
    pub run: fn(&Lab) -> Result,
}

/// What a stage is given. Cloned into each of its threads.
#[derive(Clone)]
pub struct Lab {
    bench: Arc<Bench>,
}

impl Lab {
    fn new(bench: Arc<Bench>) -> Self {
        Lab { bench }
    }

    /// A listening socket on a free loopback port, its buffers pinned before `listen` so that accepted sockets inherit them.
    ///
    /// # Errors
    /// The first call that the kernel refuses.
    #[track_caller]
    pub fn listen(&self, name: &str) -> Result<Listener> {
        Listener::open(&self.bench, name, caller_line())
    }

    /// A socket connected to `listener`, its buffers pinned before `connect`.
    ///
    /// # Errors
    /// The first call that the kernel refuses.
    #[track_caller]
    pub fn connect(&self, name: &str, listener: &Listener) -> Result<Conn> {
        Conn::connect(&self.bench, name, listener.end.local_port()?, caller_line())
    }

    /// The same, to a port of this machine: that of a reactor, say.
    ///
    /// # Errors
    /// The first call that the kernel refuses.
    #[track_caller]
    pub fn connect_to(&self, name: &str, port: u16) -> Result<Conn> {
        Conn::connect(&self.bench, name, port, caller_line())
    }

    /// A pipe whose other end the learner holds.
    ///
    /// # Errors
    /// When the system has no descriptor left.
    #[track_caller]
    pub fn pipe(&self, name: &str) -> Result<Pipe> {
        Pipe::open(&self.bench, name, caller_line())
    }

    /// Idle connections, as many as asked for or as the system has descriptors for: all one source.
    ///
    /// # Errors
    /// The first call that the kernel refuses.
    #[track_caller]
    pub fn crowd(&self, name: &str, members: usize) -> Result<Crowd> {
        Crowd::gather(&self.bench, name, members, Location::caller())
    }

    /// What waits for readiness by one of the kernel's ways.
    ///
    /// # Errors
    /// When the system has no descriptor left.
    pub fn multiplexer(&self, way: Way) -> Result<Multiplexer> {
        Multiplexer::new(&self.bench, way)
    }

    /// One `select(2)`: see [`Multiplexer::wait`].
    ///
    /// # Errors
    /// As there.
    #[track_caller]
    pub fn select(&self, readers: &[&dyn Source], writers: &[&dyn Source], timeout: Option<Duration>) -> Result<Ready> {
        self.multiplexer(Way::Select)?.wait_at(readers, writers, timeout, Location::caller())
    }

    /// One `poll(2)`: see [`Multiplexer::wait`].
    ///
    /// # Errors
    /// As there.
    #[track_caller]
    pub fn poll(&self, readers: &[&dyn Source], writers: &[&dyn Source], timeout: Option<Duration>) -> Result<Ready> {
        self.multiplexer(Way::Poll)?.wait_at(readers, writers, timeout, Location::caller())
    }

    /// The program is about to call what it has for a source that can be read.
    #[track_caller]
    pub fn do_read(&self, source: &dyn Source) {
        self.dispatch(source, Direction::Read, Location::caller());
    }

    /// The program is about to call what it has for a source that can be written.
    #[track_caller]
    pub fn do_write(&self, source: &dyn Source) {
        self.dispatch(source, Direction::Write, Location::caller());
    }

    fn dispatch(&self, source: &dyn Source, direction: Direction, at: &Location<'_>) {
        let parts = source.parts();
        self.bench.note(Some(parts.name()), Some(at.line()), Event::Dispatched { direction });
    }

    /// What the program now keeps in a buffer of its own for a source, in bytes.
    #[track_caller]
    pub fn buffered(&self, source: &dyn Source, held: usize, budget: Option<usize>) {
        let (parts, line) = (source.parts(), Some(Location::caller().line()));
        let (held, budget) = (held as u64, budget.map(|budget| budget as u64));
        self.bench.note(Some(parts.name()), line, Event::Buffered { held, budget });
    }

    /// The program's own buffer for a source has `held` bytes and cannot take `asked` more: `budget` is all it may have.
    #[track_caller]
    pub fn exhausted(&self, source: &dyn Source, held: usize, asked: usize, budget: usize) {
        let (parts, line) = (source.parts(), Some(Location::caller().line()));
        let (held, asked, budget) = (held as u64, asked as u64, budget as u64);
        self.bench.note(Some(parts.name()), line, Event::Exhausted { held, asked, budget });
    }

    /// The same for the transport of a connection, by the name that it has here.
    #[track_caller]
    pub fn exhausted_for(&self, source: &str, held: usize, asked: usize, budget: usize) {
        let line = Some(Location::caller().line());
        let (held, asked, budget) = (held as u64, asked as u64, budget as u64);
        self.bench.note(Some(&source.into()), line, Event::Exhausted { held, asked, budget });
    }

    /// A point of a curve that the program measures.
    #[track_caller]
    pub fn measured(&self, series: &str, x: u64, y: u64) {
        let line = Some(Location::caller().line());
        self.bench.note(None, line, Event::Measured { series: series.into(), x, y });
    }

    /// Time since the run began; it stands still while the stage is held.
    pub fn now(&self) -> Duration {
        self.bench.probe.clock().now().duration()
    }

    /// Whether nobody watches this run any more: a long computation asks now and then, and ends.
    pub fn abandoned(&self) -> bool {
        self.bench.gate.abandoned()
    }

    /// Waits until the learner says what to do next: the name of a control of the scene whose action is an order.
    ///
    /// # Errors
    /// When the run is abandoned meanwhile.
    #[track_caller]
    pub fn order(&self) -> Result<String> {
        let line = Some(Location::caller().line());
        self.bench.note(None, line, Event::entered(Call::Order, None));
        let order = self.bench.gate.next_order().ok_or(CallError::Abandoned)?;
        let outcome = Outcome::Result(0);
        self.bench.note(None, line, Event::Returned { call: Call::Order, asked: None, outcome });
        Ok(order.as_str().to_owned())
    }

    /// Does something of which only sums are told: what is measured must not be slowed by the telling.
    #[track_caller]
    pub fn quietly<T>(&self, does: impl FnOnce() -> T) -> T {
        let line = Some(Location::caller().line());
        here::be_quiet();
        let done = does();
        // Turns and the like are not told as calls.
        let mut sums: Vec<_> = here::speak().into_iter().filter(|(_, counts)| counts.calls > 0).collect();
        // What was sent is told before what was received of it.
        sums.sort_by_key(|(_, counts)| counts.sent == 0);
        for (source, counts) in sums {
            self.bench.note(source.as_ref(), line, Event::Counted(counts));
        }
        done
    }

    /// The value of a knob now. A live knob may have another value at the next call.
    ///
    /// # Panics
    /// Where the scene has no such knob: an error in the lesson, caught by running it.
    pub fn knob(&self, name: &str) -> usize {
        usize::try_from(self.bench.knobs.get(name)).unwrap_or(usize::MAX)
    }

    /// The value of a knob in milliseconds as a span of time.
    pub fn knob_ms(&self, name: &str) -> Duration {
        Duration::from_millis(self.bench.knobs.get(name))
    }

    /// A turn of the program's loop begins.
    pub fn turn(&self) {
        here::next_turn();
        self.bench.note(None, None, Event::TurnBegan);
    }

    /// A turning point: the learner is asked here. The stage goes on at once.
    #[track_caller]
    pub fn ask(&self, question: &str) {
        let line = Some(Location::caller().line());
        self.bench.note(None, line, Event::Asked { question: QuestionId::from(question) });
    }

    /// A rest point between two bursts: the stage is held here while the learner looks, and lab time stands still.
    #[track_caller]
    pub fn rest(&self) {
        let line = Some(Location::caller().line());
        self.bench.rest(line);
    }

    /// Waits `span` of real time.
    ///
    /// # Errors
    /// When the run is abandoned meanwhile.
    #[track_caller]
    pub fn sleep(&self, span: Duration) -> Result {
        let line = Some(Location::caller().line());
        let asked = u64::try_from(span.as_micros()).ok();
        self.bench.note(None, line, Event::entered(Call::Sleep, asked));
        let slept = self.bench.gate.sleep(span);
        let outcome = Outcome::Result(0);
        self.bench.note(None, line, Event::Returned { call: Call::Sleep, asked, outcome });
        if slept { Ok(()) } else { Err(CallError::abandoned()) }
    }

    /// Runs a case of a test, and tells how it came out; says whether it passed. A panic is a failure.
    #[track_caller]
    pub fn check(&self, case: impl Into<CaseName>, covers: Option<&str>, run: impl FnOnce() -> Result) -> bool {
        let line = caller_line();
        let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        let failure = match ran.unwrap_or_else(|panic| Err(CallError::panic(&*panic))) {
            Ok(()) => None,
            Err(error) => Some(error.to_string().into()),
        };
        let passed = failure.is_none();
        self.bench.note(None, line, Event::Checked { case: case.into(), covers: covers.map(Into::into), failure });
        passed
    }

    /// The compiler said whether a type provides an interface.
    #[track_caller]
    pub fn provides(&self, who: &str, interface: &str, provides: bool) {
        let event = Event::Provided { who: who.into(), interface: interface.into(), provides };
        self.bench.note(None, caller_line(), event);
    }

    /// Prints a line.
    #[track_caller]
    pub fn say(&self, text: impl Into<Text>) {
        let line = Some(Location::caller().line());
        self.bench.note(None, line, Event::Said { text: text.into() });
    }

    /// Starts a thread of the stage.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn spawn(&self, name: &str, body: impl FnOnce(&Lab) -> Result + Send + 'static) -> Result<Thread> {
        let lab = self.clone();
        Thread::start(&self.bench, name, move || body(&lab))
    }
}
