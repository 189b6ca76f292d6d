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
mod error;
mod gate;
mod gauge;
mod hand;
mod here;
mod knobs;
pub mod run;
mod slot;
mod socket;
mod thread;

#[cfg(not(target_os = "linux"))]
#[path = "lab/elsewhere.rs"]
mod kernel;
#[cfg(target_os = "linux")]
#[path = "lab/linux.rs"]
mod kernel;

pub use action::Action;
pub use error::{CallError, Result};
pub use gate::Holding;
pub use gauge::{absent, granted};
pub use knobs::Knobs;
pub use socket::{Conn, Listener};
pub use thread::Thread;

use crate::event::{Call, Event, Outcome, QuestionId, Text};
use bench::Bench;
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
        Listener::open(&self.bench, name, Location::caller())
    }

    /// A socket connected to `listener`, its buffers pinned before `connect`.
    ///
    /// # Errors
    /// The first call that the kernel refuses.
    #[track_caller]
    pub fn connect(&self, name: &str, listener: &Listener) -> Result<Conn> {
        Conn::connect(&self.bench, name, listener, Location::caller())
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
