//! The hand: the lab's own thread. It samples what the kernel says of the stage, and acts on it from outside.
//!
//! ```text
//! learner ── Command ──> hand ── acts on a slot ──> probe
//!                         └──── every 50 ms: threads, gauges; noted where something changed ──> probe
//! ```
//!
//! It never blocks longer than one sampling pause, so a command is carried out at once, whatever the stage does.

use super::action::{Action, DRAIN_BOUND, DRAIN_BURST, DRAIN_PAUSE, Draining, Progress};
use super::bench::Bench;
use super::kernel;
use crate::event::{ControlId, Event, KnobName, QuestionId, SourceName, ThreadName, ThreadSample, ThreadState};
use crate::probe::Origin;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// The pause between two samples.
const PAUSE: Duration = Duration::from_millis(50);

/// The same once nothing has changed for a while.
const LONG_PAUSE: Duration = Duration::from_millis(200);

/// Samples without change before the pause grows.
const QUIET: u32 = 20;

/// A thread that sleeps in a call is noted again this often, so that "for how long" stays true.
const STILL: Duration = Duration::from_millis(200);

/// What the hand is told to do.
#[derive(Debug)]
pub(super) enum Command {
    /// Use a control. The question, if any, was answered before.
    Act { control: ControlId, action: Action, question: Option<QuestionId> },
    /// Write what the learner typed into a pipe.
    Feed { source: SourceName, text: String },
    /// Turn a live knob.
    Turn { knob: KnobName, value: u64 },
}

pub(super) struct Hand {
    bench: Arc<Bench>,
    commands: Receiver<Command>,
    threads: HashMap<ThreadName, (ThreadSample, Instant)>,
    draining: Option<(Draining, Instant)>,
    quiet: u32,
    beat: Instant,
}

impl Hand {
    pub(super) fn new(bench: Arc<Bench>, commands: Receiver<Command>) -> Self {
        Hand { bench, commands, threads: HashMap::new(), draining: None, quiet: 0, beat: crate::clock::monotonic() }
    }

    /// Works until the run is dropped.
    pub(super) fn work(mut self) {
        loop {
            let pause = match self.draining {
                Some(_) => DRAIN_PAUSE,
                None if self.quiet > QUIET => LONG_PAUSE,
                None => PAUSE,
            };
            match self.commands.recv_timeout(pause) {
                Ok(command) => self.obey(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.drain_on();
            self.sample();
        }
    }

    fn obey(&mut self, command: Command) {
        self.quiet = 0;
        match command {
            Command::Act { control, action, question } => {
                if let Some(question) = question {
                    self.bench.note(None, None, Event::Asked { question });
                }
                self.bench.note(None, None, Event::Acted { control: control.clone() });
                if action == Action::Order {
                    self.bench.order(control);
                    return;
                }
                let until = crate::clock::monotonic() + DRAIN_BOUND;
                let draining = self.bench.outside(|| action.act(&self.bench));
                self.draining = draining.map(|draining| (draining, until));
            }
            Command::Feed { source, text } => self.bench.outside(|| self.bench.feed(source.as_str(), text.as_bytes())),
            Command::Turn { knob, value } => {
                self.bench.knobs.set(knob.as_str(), value);
                self.bench.note(None, None, Event::KnobTurned { knob, value });
            }
        }
    }

    fn drain_on(&mut self) {
        let Some((draining, until)) = self.draining else { return };
        for _ in 0..DRAIN_BURST {
            match self.bench.outside(|| draining.read_on(&self.bench)) {
                Progress::Moved => {}
                Progress::Waits => break,
                Progress::Done => return self.draining = None,
            }
        }
        if crate::clock::monotonic() > until {
            self.draining = None;
        }
    }

    fn sample(&mut self) {
        self.bench.flush();
        let now = crate::clock::monotonic();
        let threads = self.bench.threads();
        let mut changed = false;
        for (name, tid) in &threads {
            changed |= self.sample_thread(name, *tid, now);
        }
        // Where the platform has no word on threads, the gauges alone keep lab time going while a stage stands.
        let beat = threads.is_empty() && now.duration_since(self.beat) >= STILL;
        if beat {
            self.beat = now;
        }
        for slot in self.bench.slots() {
            if beat {
                self.bench.gauge_pair(&slot);
            } else {
                changed |= self.bench.gauge_news(&slot);
            }
        }
        self.quiet = if changed { 0 } else { self.quiet.saturating_add(1) };
    }

    /// Notes what the kernel says of a thread, where that is news; says whether it is another state than before.
    fn sample_thread(&mut self, name: &ThreadName, tid: u32, now: Instant) -> bool {
        let Some(sample) = kernel::thread(tid) else { return false };
        let last = self.threads.get(name);
        let changed = last.is_none_or(|(last, _)| *last != sample);
        let asleep = matches!(sample.state, ThreadState::Asleep | ThreadState::DiskSleep);
        let still = last.is_some_and(|(_, noted)| now.duration_since(*noted) >= STILL);
        if changed || (asleep && still && !self.bench.gate.resting()) {
            self.threads.insert(name.clone(), (sample.clone(), now));
            let origin = Origin { thread: name.clone(), turn: 0, source: None, line: None };
            self.bench.probe.note(origin, Event::Sampled(sample));
        }
        changed
    }
}
