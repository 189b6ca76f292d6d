//! One thread of the stage: what it says it is doing, and what the kernel says.

use super::Wheel;
use crate::event::{Call, Callback, Event, Micros, SourceName, Stamped, ThreadName, ThreadSample, ThreadState};

/// A thread as far as its events and the kernel's samples tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Its name.
    pub name: ThreadName,
    /// The kernel's number for it.
    pub tid: Option<u32>,
    /// By its own events.
    pub doing: Doing,
    /// Its turn.
    pub turn: u32,
    /// System calls that came back to it.
    pub syscalls: u64,
    /// What the kernel last said of it, and when.
    pub sample: Option<(Micros, ThreadSample)>,
    /// Its loop, where it has one.
    pub wheel: Wheel,
    /// The methods of the program that the reactor has called on it and that have not come back: the innermost last.
    pub calls: Vec<InCall>,
    /// The first sample since a live knob was last turned, or of all.
    marked: Option<(Micros, Micros)>,
    /// Share of one core that it used between the last two samples, in thousandths.
    pub busy_permille: Option<u32>,
}

/// A method of the program that is being called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InCall {
    /// Which method.
    pub callback: Callback,
    /// Of which connection, where it is of one.
    pub source: Option<SourceName>,
    /// Since when.
    pub since: Micros,
}

/// The most calls inside each other that are kept; a hostile file could tell more.
const DEEPEST: usize = 64;

/// What a thread is doing by its own events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// Its own code.
    Computing,
    /// A call that it entered and that has not come back.
    In {
        /// Which call.
        call: Call,
        /// Its number.
        asked: Option<u64>,
        /// On which socket.
        source: Option<SourceName>,
        /// From which line.
        line: Option<u32>,
        /// Since when.
        since: Micros,
    },
    /// It has ended.
    Ended,
}

impl Thread {
    pub(super) fn new(name: ThreadName) -> Self {
        Thread {
            name,
            tid: None,
            doing: Doing::Computing,
            turn: 0,
            syscalls: 0,
            sample: None,
            wheel: Wheel::default(),
            calls: Vec::new(),
            marked: None,
            busy_permille: None,
        }
    }

    pub(super) fn apply(&mut self, stamped: &Stamped) {
        self.turn = self.turn.max(stamped.turn);
        self.wheel.apply(stamped, self.turn, self.syscalls);
        match &stamped.event {
            Event::ThreadStarted { tid } => self.tid = *tid,
            Event::ThreadEnded => {
                self.doing = Doing::Ended;
                self.calls.clear();
            }
            Event::Called { callback } if self.calls.len() < DEEPEST => {
                let (callback, source, since) = (*callback, stamped.source.clone(), stamped.at);
                self.calls.push(InCall { callback, source, since });
            }
            Event::CameBack { callback } => {
                if let Some(place) = self.calls.iter().rposition(|call| call.callback == *callback) {
                    self.calls.truncate(place);
                }
            }
            Event::Entered { call, asked, ago } => {
                let (source, line) = (stamped.source.clone(), stamped.line);
                let since = Micros(stamped.at.0.saturating_sub(ago.0));
                self.doing = Doing::In { call: *call, asked: *asked, source, line, since };
            }
            Event::Returned { call, .. } => {
                self.doing = Doing::Computing;
                self.syscalls = self.syscalls.saturating_add(u64::from(call.is_syscall()));
            }
            Event::Woke { call, .. } => {
                self.doing = Doing::Computing;
                self.syscalls = self.syscalls.saturating_add(u64::from(call.is_syscall()));
            }
            Event::Repeated { times, what } => {
                // What repeats went on until now; a call that is open now is entered again after it.
                self.doing = Doing::Computing;
                self.syscalls = self.syscalls.saturating_add(if super::is_syscall(what) { *times } else { 0 });
            }
            // What is counted came after the call that was open; one that is open still is entered again.
            Event::Counted(counts) => {
                self.doing = Doing::Computing;
                self.syscalls = self.syscalls.saturating_add(counts.calls);
            }
            Event::Sampled(sample) => {
                if let Some((before, last)) = &self.sample {
                    let span = stamped.at.since(*before).0;
                    let used = sample.cpu.since(last.cpu).0;
                    if span > 0 {
                        let share = u128::from(used) * 1_000 / u128::from(span);
                        self.busy_permille = Some(u32::try_from(share).unwrap_or(u32::MAX).min(1_000));
                    }
                }
                self.marked.get_or_insert((stamped.at, sample.cpu));
                self.sample = Some((stamped.at, sample.clone()));
            }
            _ => {}
        }
    }

    /// From now on its use of the processor and its speed are measured anew.
    pub(super) fn mark(&mut self) {
        self.marked = None;
        self.wheel.mark();
    }

    /// What share of one core it has used since the mark, in millionths: microseconds in each second.
    pub fn busy_since_mark(&self) -> Option<u32> {
        let ((from, before), (to, sample)) = (self.marked?, self.sample.as_ref()?);
        let (span, used) = (to.since(from).0, sample.cpu.since(before).0);
        let share = u128::from(used) * 1_000_000 / u128::from(Some(span).filter(|span| *span > 0)?);
        Some(u32::try_from(share).unwrap_or(u32::MAX).min(1_000_000))
    }

    /// For how long the thread has been in its open call with the kernel confirming that it sleeps:
    /// the time from the call's entry to the last sample. `None` where no sample says so.
    pub fn asleep_for(&self) -> Option<Micros> {
        let Doing::In { since, .. } = &self.doing else { return None };
        let (sampled, sample) = self.sample.as_ref()?;
        let asleep = matches!(sample.state, ThreadState::Asleep | ThreadState::DiskSleep);
        (asleep && sampled > since).then(|| sampled.since(*since))
    }

    /// For how long the thread has been in its open call at the moment `now`.
    pub fn in_call_for(&self, now: Micros) -> Option<Micros> {
        match &self.doing {
            Doing::In { since, .. } => Some(now.since(*since)),
            Doing::Computing | Doing::Ended => None,
        }
    }
}
