//! The state of a run at one moment: a fold of its trace, and nothing else.
//!
//! ```text
//! World::default() ── apply(event 1) ── apply(event 2) ── ... ──> the world at event n
//! ```
//!
//! [`World::apply`] is the only mutator. It accepts any sequence of events, also one from a hostile file:
//! it never panics and never counts past its numbers' range. A world knows no socket, no thread and no
//! clock: its time is the time of its last event.

mod check;
mod input;
mod meter;
mod notice;
mod provided;
mod readiness;
mod source;
#[cfg(test)]
mod tests;
mod thread;
mod timers;
mod transport;
mod way;
mod wheel;
mod xray;

pub use check::Check;
pub use input::Input;
pub use meter::{Meter, Through};
pub use notice::{LATE, Notice, Weight, notices};
pub use provided::{Interfaces, Provider};
pub use readiness::Readiness;
pub use source::{Answer, Held, Moved, Open, Pin, Role, Source, SourceState};
pub use thread::{Doing, InCall, Thread};
pub use timers::{Change, Entry, EntryState, Heap, HowOver, Over, Timer, Timers};
pub use transport::{Cause, Ended, Level, Producer, ProducerState, Transport};
pub use way::ways;
pub use wheel::{Phase, Rate, Wakeup, Wheel};
pub use xray::{Wait, Xray, deadlock, xray};

use crate::event::{
    Call, Callback, ControlId, Counts, Ending, Event, KnobName, Micros, Outcome, QuestionId, Ready, Seq, SeriesName,
    SourceName, Stamped, Text, ThreadName,
};

/// The most sockets, threads, questions or actions a world keeps; a hostile file could name more.
const MOST: usize = 256;

/// The most inputs and measurements that a world keeps: the oldest go.
const MOST_POINTS: usize = 1_024;

/// The state of a run after one of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct World {
    /// The last event that was applied.
    pub seq: Seq,
    /// Its lab time.
    pub at: Micros,
    /// The highest turn of any thread.
    pub turn: u32,
    /// Where the stage is in its life.
    pub stage: StageState,
    /// Every socket that was ever opened, in that order.
    pub sources: Vec<Source>,
    /// Every thread of the stage, in the order of their start.
    pub threads: Vec<Thread>,
    /// The last step: who and where.
    pub spot: Option<Spot>,
    /// Questions whose mark has been passed, with its place.
    pub asked: Vec<(Seq, QuestionId)>,
    /// What was done from outside.
    pub acted: Vec<Act>,
    /// Live knobs that were turned, with their value now.
    pub knobs: Vec<(KnobName, u64)>,
    /// What the learner gave to the program, the oldest first.
    pub inputs: Vec<Input>,
    /// What the stage measured, in order.
    pub measured: Vec<Measured>,
    /// The delayed calls.
    pub timers: Timers,
    /// Cases of a test or of a contract that were run, in order; of one that was run again the last.
    pub checks: Vec<Check>,
    /// Which types provide which interfaces: those that were asked together, as one table.
    pub interfaces: Vec<Interfaces>,
    /// Methods of the program that failed, in order.
    pub failures: Vec<Failure>,
    /// The last line that the program printed.
    pub said: Option<Text>,
    /// Sums over the run.
    pub tally: Tally,
}

/// Where a stage is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum StageState {
    /// Nothing has happened yet.
    #[default]
    Unborn,
    /// Its threads run, or wait in the kernel.
    Running,
    /// It is held at a rest point; lab time stands still.
    Resting,
    /// It has ended.
    Ended(Ending),
}

/// A place in the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Whose.
    pub thread: ThreadName,
    /// The line of the stage's source.
    pub line: u32,
    /// When.
    pub at: Micros,
}

/// Something that was done from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Its place.
    pub seq: Seq,
    /// When.
    pub at: Micros,
    /// With which control.
    pub control: ControlId,
}

/// A point that the stage measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// On which curve.
    pub series: SeriesName,
    /// Where on the scale that was chosen.
    pub x: u64,
    /// What was measured there.
    pub y: u64,
}

/// A method of the program that failed, as the reactor's log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which method.
    pub callback: Callback,
    /// Of which connection, where it is of one.
    pub source: Option<SourceName>,
    /// The sentence.
    pub error: Text,
}

/// Sums over a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// System calls of the stage that returned.
    pub syscalls: u64,
    /// Calls that gave an error; "not now" (`EAGAIN`) is none.
    pub errors: u64,
    /// What was counted and not kept one by one.
    pub counted: Counts,
    /// How often the stage was held, and for how long in all.
    pub holds: u64,
    /// The time it was held.
    pub held: Micros,
}

impl World {
    /// Takes one event in. The only way in which a world changes.
    pub fn apply(&mut self, stamped: &Stamped) {
        self.seq = stamped.seq;
        self.at = stamped.at;
        self.turn = self.turn.max(stamped.turn);
        if self.stage == StageState::Unborn {
            self.stage = StageState::Running;
        }
        if stamped.event.is_step()
            && let Some(line) = stamped.line
        {
            self.spot = Some(Spot { thread: stamped.thread.clone(), line, at: stamped.at });
        }
        if !stamped.thread.is_lab() || matches!(stamped.event, Event::Sampled(_)) {
            self.apply_to_thread(stamped);
        }
        if stamped.source.is_some() {
            self.apply_to_source(stamped);
            self.apply_to_inputs(stamped);
        }
        if let (Event::Wrote { .. }, Some(to)) = (&stamped.event, &stamped.source) {
            self.feeds(&stamped.thread, to);
        }
        self.apply_to_watched(&stamped.event, stamped.at, 1);
        self.timers.apply(&stamped.event, stamped.at, stamped.line);
        self.apply_to_run(stamped);
    }

    fn apply_to_run(&mut self, stamped: &Stamped) {
        match &stamped.event {
            Event::Returned { call, outcome, .. } => {
                if call.is_syscall() && !stamped.thread.is_lab() {
                    self.tally.syscalls = self.tally.syscalls.saturating_add(1);
                }
                // "Not now" is an answer, and counted as one where it was given; "under way" is one, too.
                if matches!(outcome, Outcome::Errno(errno) if !matches!(errno.name(), "EAGAIN" | "EINPROGRESS")) {
                    self.tally.errors = self.tally.errors.saturating_add(1);
                }
            }
            Event::Counted(counts) => {
                let sum = &mut self.tally.counted;
                sum.calls = sum.calls.saturating_add(counts.calls);
                sum.sent = sum.sent.saturating_add(counts.sent);
                sum.received = sum.received.saturating_add(counts.received);
                sum.others = sum.others.saturating_add(counts.others);
                if !stamped.thread.is_lab() {
                    self.tally.syscalls = self.tally.syscalls.saturating_add(counts.calls);
                }
            }
            Event::Woke { call, .. } if call.is_syscall() => {
                self.tally.syscalls = self.tally.syscalls.saturating_add(1);
            }
            Event::Repeated { times, what } if is_syscall(what) => {
                self.tally.syscalls = self.tally.syscalls.saturating_add(*times);
            }
            Event::Measured { series, x, y } => {
                let point = Measured { series: series.clone(), x: *x, y: *y };
                push(&mut self.measured, point);
            }
            Event::Checked { case, covers, failure } => {
                let check = Check { case: case.clone(), covers: covers.clone(), failure: failure.clone() };
                match self.checks.iter().position(|known| known.case == *case) {
                    Some(place) => self.checks[place] = check,
                    None => push(&mut self.checks, check),
                }
            }
            Event::Provided { who, interface, provides } => {
                provided::note(&mut self.interfaces, who, interface, *provides);
            }
            Event::CallbackFailed { callback, error } => {
                let failure = Failure { callback: *callback, source: stamped.source.clone(), error: error.clone() };
                push(&mut self.failures, failure);
            }
            Event::Said { text } => self.said = Some(text.clone()),
            Event::Asked { question } if self.asked.len() < MOST => self.asked.push((stamped.seq, question.clone())),
            Event::Acted { control } if self.acted.len() < MOST => {
                self.acted.push(Act { seq: stamped.seq, at: stamped.at, control: control.clone() })
            }
            Event::Rested => self.stage = StageState::Resting,
            Event::Released { held } => {
                self.stage = StageState::Running;
                self.tally.holds = self.tally.holds.saturating_add(1);
                self.tally.held = Micros(self.tally.held.0.saturating_add(held.0));
            }
            Event::KnobTurned { knob, value } => {
                self.threads.iter_mut().for_each(Thread::mark);
                self.knobs.retain(|(name, _)| name != knob);
                if self.knobs.len() < MOST {
                    self.knobs.push((knob.clone(), *value));
                }
            }
            Event::Ended { ending } => self.stage = StageState::Ended(ending.clone()),
            _ => {}
        }
    }

    fn apply_to_thread(&mut self, stamped: &Stamped) {
        let known = self.threads.iter().position(|t| t.name == stamped.thread);
        let place = match known {
            Some(place) => place,
            None if self.threads.len() < MOST => {
                self.threads.push(Thread::new(stamped.thread.clone()));
                self.threads.len() - 1
            }
            None => return,
        };
        self.threads[place].apply(stamped);
    }

    /// A wait says something of every source that it was asked about: of those that it does not name, that they are
    /// not ready, or where it tells edges, that nothing is new.
    fn apply_to_watched(&mut self, event: &Event, at: Micros, times: u64) {
        match event {
            Event::Woke { call, ready, .. } => {
                let edges = *call == Call::Mio;
                for source in self.sources.iter_mut().filter(|source| !source.readiness.interest.is_none()) {
                    let said: Option<&Ready> = ready.iter().find(|ready| ready.source == source.name);
                    source.readiness.woke(said, edges, at, times);
                }
            }
            Event::Repeated { times, what } => self.apply_to_watched(what, at, *times),
            _ => {}
        }
    }

    /// What is written into a pipe from outside is input, until the program has read it.
    fn apply_to_inputs(&mut self, stamped: &Stamped) {
        let (Some(source), Event::Returned { call, outcome: Outcome::Result(n @ 1..), .. }) =
            (&stamped.source, &stamped.event)
        else {
            return;
        };
        match call {
            Call::Write if stamped.thread.is_lab() => {
                let (source, given) = (source.clone(), stamped.at);
                let input = Input { source, given, bytes: *n, taken: None, busy_ppm: None, knobs: Vec::new() };
                push(&mut self.inputs, input);
            }
            Call::Read => {
                let busy_ppm = self.thread(&stamped.thread).and_then(Thread::busy_since_mark);
                // A click is one byte and a line is read whole: what is read takes the oldest first.
                let mut left = *n;
                for input in self.inputs.iter_mut().filter(|i| i.source == *source && i.taken.is_none()) {
                    if left == 0 {
                        break;
                    }
                    (input.taken, input.busy_ppm) = (Some(stamped.at), busy_ppm);
                    input.knobs.clone_from(&self.knobs);
                    left = left.saturating_sub(input.bytes);
                }
            }
            _ => {}
        }
    }

    fn apply_to_source(&mut self, stamped: &Stamped) {
        let Some(name) = &stamped.source else { return };
        let place = match self.sources.iter().position(|s| s.name == *name) {
            Some(place) => place,
            None if self.sources.len() < MOST => {
                self.sources.push(Source::new(name.clone()));
                self.sources.len() - 1
            }
            None => return,
        };
        self.sources[place].apply(stamped);
        self.meter_the_way(place, stamped);
        let (peer, peer_port) = match &stamped.event {
            Event::Accepted { peer, peer_port, .. } => (peer, Some(*peer_port)),
            Event::Joined { peer } => (peer, None),
            _ => return,
        };
        let name = name.clone();
        if let Some(other) = self.sources.iter_mut().find(|s| s.name == *peer) {
            other.pair(name, peer_port.or(other.port));
        }
    }

    /// The socket of that name.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|s| s.name == *name)
    }

    /// The other end of a socket's connection.
    pub fn peer_of(&self, source: &Source) -> Option<&Source> {
        source.peer.as_ref().and_then(|peer| self.source(peer.as_str()))
    }

    /// The thread of that name.
    pub fn thread(&self, name: &ThreadName) -> Option<&Thread> {
        self.threads.iter().find(|t| t.name == *name)
    }

    /// Every connection once, as the pair (the end that connected, the end that was accepted).
    pub fn connections(&self) -> Vec<(&Source, &Source)> {
        let accepted = self.sources.iter().filter(|s| s.role == Role::Accepted);
        accepted.filter_map(|server| Some((self.peer_of(server)?, server))).collect()
    }

    /// The threads that have a loop which waits for readiness, or asks over and over.
    pub fn loops(&self) -> impl Iterator<Item = &Thread> {
        self.threads.iter().filter(|thread| thread.has_loop() || thread.wheel.refused > 0)
    }

    /// What a live knob was turned to, where it was turned.
    pub fn turned(&self, knob: &str) -> Option<u64> {
        self.knobs.iter().find(|(name, _)| *name == knob).map(|(_, value)| *value)
    }

    /// The points of one curve, in the order in which they were measured.
    pub fn points(&self, series: &str) -> Vec<(u64, u64)> {
        self.measured.iter().filter(|point| point.series == series).map(|point| (point.x, point.y)).collect()
    }

    /// How often a control was used.
    pub fn uses(&self, control: &str) -> usize {
        self.acted.iter().filter(|act| act.control == control).count()
    }

    /// Whether the stage has come to its end.
    pub fn ended(&self) -> bool {
        matches!(self.stage, StageState::Ended(_))
    }

    /// Whether the readings of the two ends do not fit together: bytes move, and the ends were not read in one instant.
    ///
    /// What was accepted and not read must be what is unsent and unread, and one more for an end (FIN) that is not
    /// acknowledged. Nothing is said while a send is open, since how much of it was taken is not known.
    pub fn is_moving(&self, from: &Source, to: &Source) -> bool {
        let alive = |source: &Source| matches!(source.state, SourceState::Established | SourceState::WriteShut);
        let (Some(unsent), Some(unread)) = (from.gauges.unsent, to.gauges.unread) else { return false };
        if from.sending.is_some() || !alive(from) || !alive(to) {
            return false;
        }
        let (accepted, held) = (from.sent.bytes.saturating_sub(to.received.bytes), unsent.saturating_add(unread));
        held != accepted && held != accepted.saturating_add(1)
    }

    /// The bytes that the kernel has taken from `from` and given to nobody yet, by what the calls returned:
    /// accepted less read.
    pub fn on_the_way(&self, from: &SourceName) -> Option<u64> {
        let sender = self.source(from.as_str())?;
        let receiver = self.peer_of(sender)?;
        Some(sender.sent.bytes.saturating_sub(receiver.received.bytes))
    }
}

/// Whether it is a system call that came back.
fn is_syscall(event: &Event) -> bool {
    match event {
        Event::Returned { call, .. } => call.is_syscall(),
        Event::Woke { call, .. } => call.is_syscall(),
        _ => false,
    }
}

/// Adds to a list that keeps the newest.
fn push<T>(list: &mut Vec<T>, new: T) {
    if list.len() >= MOST_POINTS {
        list.remove(0);
    }
    list.push(new);
}
