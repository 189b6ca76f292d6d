//! The loop of one thread, as a wheel: its phase, its last wait, and which of its wakeups were worth something.

use super::Thread;
use crate::event::{Call, ClockKind, Direction, Event, Micros, Outcome, Stamped, Why};
use std::collections::VecDeque;

/// The time over which speeds are measured: long enough that a loop of a few turns a second has some in it.
const MEASURED: Micros = Micros(1_000_000);

/// The most samples that are kept for it: more than come in that time.
const MOST_SAMPLES: usize = 64;

/// What a thread's loop has done so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wheel {
    /// Where in its turn it is; none where the thread has no loop of waits.
    pub phase: Option<Phase>,
    /// The wait that it is in, or the last one that it was in.
    pub wait: Option<Wakeup>,
    /// Waits for readiness that came back.
    pub wakeups: u64,
    /// Of these, after how many the program moved something: bytes, a connection, the end of a stream.
    pub useful: u64,
    /// After how many it moved nothing.
    pub empty: u64,
    /// Calls that were answered with "not now" (`EAGAIN`).
    pub refused: u64,
    /// Calls that moved something.
    pub moved: u64,
    /// Why its last wait was given its timeout, where it is a reactor's.
    pub why: Option<Why>,
    /// How fast it went in the last second; in less, where less has passed since what it waits for has changed, or a
    /// live knob. None before there were two samples.
    pub rate: Option<Rate>,
    /// Whether something was moved since the last wakeup.
    fresh: bool,
    /// What was counted by each sample of that time: turns, calls, wakeups, empty ones, refusals.
    sampled: VecDeque<(Micros, [u64; 5])>,
}

/// A phase of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Calls that are due are called.
    Timers,
    /// It waits for readiness.
    Wait,
    /// Those that can be read are served.
    Reads,
    /// Those that can be written are served.
    Writes,
}

/// A wait for readiness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wakeup {
    /// By which call.
    pub call: Call,
    /// Its timeout; none where it waits for ever.
    pub timeout: Option<Micros>,
    /// When it was entered, where that was noted.
    pub since: Option<Micros>,
    /// How long it really took; none while it goes on, and where its entry was not noted.
    pub took: Option<Micros>,
    /// How many were ready, once it is back; an error counts as none.
    pub ready: Option<u64>,
}

/// How fast a loop goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Turns a second.
    pub turns: u64,
    /// System calls a second.
    pub calls: u64,
    /// Waits for readiness that came back, a second.
    pub wakeups: u64,
    /// Of these, after how many nothing was moved.
    pub empty: u64,
    /// Calls that were answered with "not now", a second.
    pub refused: u64,
}

impl Wheel {
    /// Takes in an event of the thread, before the thread itself does.
    pub(super) fn apply(&mut self, stamped: &Stamped, turn: u32, syscalls: u64) {
        self.take(&stamped.event, stamped.at, 1);
        if matches!(stamped.event, Event::Sampled(_)) {
            self.sample(stamped.at, u64::from(turn), syscalls);
        }
    }

    fn take(&mut self, event: &Event, at: Micros, times: u64) {
        match event {
            Event::Entered { call, asked, ago } if call.is_wait() => {
                self.phase = Some(Phase::Wait);
                let since = Some(Micros(at.0.saturating_sub(ago.0)));
                self.wait = Some(Wakeup { call: *call, timeout: asked.map(Micros), since, took: None, ready: None });
            }
            Event::Woke { call, asked, outcome, .. } => {
                self.settle(times.saturating_sub(1));
                self.wakeups = self.wakeups.saturating_add(times);
                self.phase = Some(Phase::Wait);
                let since = self.wait.as_ref().filter(|wait| wait.took.is_none()).and_then(|wait| wait.since);
                let took = since.filter(|_| times == 1).map(|since| at.since(since));
                let ready = Some(outcome.ok().unwrap_or(0));
                self.wait = Some(Wakeup { call: *call, timeout: asked.map(Micros), since, took, ready });
            }
            // The reactor's own: a call that is due is work, too.
            Event::TimerFired { clock: ClockKind::Lab, .. } => {
                self.phase = Some(Phase::Timers);
                self.fresh = true;
            }
            Event::WaitChosen { why } => self.why = Some(*why),
            Event::Dispatched { direction } => {
                self.phase = Some(match direction {
                    Direction::Read => Phase::Reads,
                    Direction::Write => Phase::Writes,
                });
            }
            Event::Returned { call, outcome, .. } if moves(*call) => match outcome {
                Outcome::Result(_) => {
                    self.moved = self.moved.saturating_add(times);
                    self.fresh = true;
                }
                Outcome::Errno(errno) if errno.name() == "EAGAIN" => {
                    self.refused = self.refused.saturating_add(times);
                }
                Outcome::Errno(_) => {}
            },
            Event::Repeated { times, what } => self.take(what, at, *times),
            Event::Watched(_) => self.mark(),
            // The last wakeup is over with its turn.
            Event::Ended { .. } | Event::ThreadEnded => self.phase = None,
            _ => {}
        }
    }

    /// The wakeup before is over: whether it was worth something is known now. `more` came back alike after it.
    fn settle(&mut self, more: u64) {
        if self.wakeups > 0 {
            let sum = if self.fresh { &mut self.useful } else { &mut self.empty };
            *sum = sum.saturating_add(1);
        }
        self.empty = self.empty.saturating_add(more);
        self.fresh = false;
    }

    fn sample(&mut self, at: Micros, turns: u64, calls: u64) {
        let now = [turns, calls, self.wakeups, self.empty, self.refused];
        // The first one is the last that is old enough.
        let old = |(then, _): &(Micros, _)| at.since(*then) >= MEASURED;
        while self.sampled.len() >= MOST_SAMPLES || self.sampled.get(1).is_some_and(old) {
            self.sampled.pop_front();
        }
        if let Some((before, first)) = self.sampled.front() {
            let span = at.since(*before).0;
            if span > 0 {
                let a_second = |n: u64| u64::try_from(u128::from(n) * 1_000_000 / u128::from(span)).unwrap_or(u64::MAX);
                let rate = |place: usize| a_second(now[place].saturating_sub(first[place]));
                let (turns, calls, wakeups) = (rate(0), rate(1), rate(2));
                self.rate = Some(Rate { turns, calls, wakeups, empty: rate(3), refused: rate(4) });
            }
        }
        self.sampled.push_back((at, now));
    }

    /// From now on its speed is measured anew.
    pub(super) fn mark(&mut self) {
        let last = self.sampled.len().saturating_sub(1);
        self.sampled.drain(..last);
    }
}

/// Whether a call that succeeds has moved something.
fn moves(call: Call) -> bool {
    matches!(
        call,
        Call::Send | Call::Recv | Call::Read | Call::Write | Call::Accept | Call::MemoryRead | Call::MemoryWrite
    )
}

impl Thread {
    /// Whether the thread has a loop that waits for readiness.
    pub fn has_loop(&self) -> bool {
        self.wheel.phase.is_some() || self.wheel.wakeups > 0
    }
}
