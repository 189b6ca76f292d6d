//! Delayed calls: those that wait, in the order of their deadlines, and those that are over.

mod heap;

pub use heap::{Change, Entry, EntryState, Heap};

use super::MOST;
use crate::event::{Arrangement, ClockKind, Event, Micros, TimerId, TimerName};
use std::collections::VecDeque;

/// The most calls that are over and kept: the oldest go.
const MOST_OVER: usize = 1_024;

/// The delayed calls of a run, and its manual clock where it has one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timers {
    /// Those that wait: the next to be called first.
    pub waiting: Vec<Timer>,
    /// Those that were called or cancelled: the newest at the end.
    pub over: VecDeque<Over>,
    /// The queue of each clock as it lies in memory.
    pub heaps: Vec<Heap>,
    /// What the manual clock shows, once it was moved.
    pub manual: Option<Micros>,
    /// How many calls were scheduled in all.
    pub scheduled: u64,
    /// How many were called.
    pub fired: u64,
    /// How many were cancelled.
    pub cancelled: u64,
    /// How many cancelled entries were swept out of the heap.
    pub swept: u64,
    /// What was done to a queue and has not been told of its heap yet.
    cause: Option<(ClockKind, Change)>,
}

/// A call that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Which.
    pub id: TimerId,
    /// Of which clock.
    pub clock: ClockKind,
    /// Its name, where the program gave it one.
    pub name: Option<TimerName>,
    /// When it is due, on that clock.
    pub due: Micros,
    /// When it was scheduled, in lab time.
    pub since: Micros,
    /// The line of the stage that scheduled it.
    pub line: Option<u32>,
}

/// A call that waits no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// As it waited.
    pub timer: Timer,
    /// When, in lab time.
    pub at: Micros,
    /// How it ended.
    pub how: HowOver,
}

/// How a delayed call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowOver {
    /// It was called, so much after it was due.
    Fired {
        /// How late.
        late: Micros,
    },
    /// It was cancelled.
    Cancelled,
}

impl Timer {
    /// What to call it: its name, or its number.
    pub fn label(&self) -> String {
        self.name.as_ref().map_or_else(|| format!("#{}", self.id.0), ToString::to_string)
    }
}

impl Timers {
    /// The call of a clock that is due next.
    pub fn next(&self, clock: ClockKind) -> Option<&Timer> {
        self.waiting.iter().find(|timer| timer.clock == clock)
    }

    /// Whether any call was ever scheduled.
    pub fn is_used(&self) -> bool {
        self.scheduled > 0
    }

    /// The queue of a clock as it lies in memory.
    pub fn heap(&self, clock: ClockKind) -> Option<&Heap> {
        self.heaps.iter().find(|heap| heap.clock == clock)
    }

    /// A call that waits, or that is over.
    pub fn find(&self, id: TimerId, clock: ClockKind) -> Option<&Timer> {
        let over = self.over.iter().rev().map(|over| &over.timer);
        self.waiting.iter().chain(over).find(|timer| timer.id == id && timer.clock == clock)
    }

    /// What to call it: its name, or its number.
    pub fn label(&self, id: TimerId, clock: ClockKind) -> String {
        self.find(id, clock).map_or_else(|| format!("#{}", id.0), Timer::label)
    }

    pub(super) fn apply(&mut self, event: &Event, at: Micros, line: Option<u32>) {
        self.cause = Change::of(event).or(self.cause);
        match event {
            Event::TimerScheduled { timer, name, due, clock } => {
                self.scheduled = self.scheduled.saturating_add(1);
                self.take(*timer, *clock);
                if self.waiting.len() < MOST {
                    self.put(Timer { id: *timer, clock: *clock, name: name.clone(), due: *due, since: at, line });
                }
            }
            Event::TimerMoved { timer, due, clock, .. } => {
                if let Some(moved) = self.take(*timer, *clock) {
                    self.put(Timer { due: *due, ..moved });
                }
            }
            Event::TimerCancelled { timer, clock, .. } => {
                self.cancelled = self.cancelled.saturating_add(1);
                self.end(*timer, *clock, at, HowOver::Cancelled);
            }
            Event::TimerFired { timer, late, clock, .. } => {
                self.fired = self.fired.saturating_add(1);
                self.end(*timer, *clock, at, HowOver::Fired { late: *late });
            }
            Event::TimersSwept { swept, .. } => self.swept = self.swept.saturating_add(*swept),
            Event::HeapArranged(now) => self.arranged(now),
            Event::Advanced { now, .. } => self.manual = Some(*now),
            _ => {}
        }
    }

    fn arranged(&mut self, now: &Arrangement) {
        let clock = now.clock;
        let cause = self.cause.take_if(|(of, _)| *of == clock).map(|(_, change)| change);
        let place = self.heaps.iter().position(|heap| heap.clock == clock).unwrap_or_else(|| {
            self.heaps.push(Heap::new(clock));
            self.heaps.len() - 1
        });
        self.heaps[place].arranged(now, cause);
    }

    fn end(&mut self, timer: TimerId, clock: ClockKind, at: Micros, how: HowOver) {
        let Some(timer) = self.take(timer, clock) else { return };
        if self.over.len() >= MOST_OVER {
            self.over.pop_front();
        }
        self.over.push_back(Over { timer, at, how });
    }

    fn take(&mut self, id: TimerId, clock: ClockKind) -> Option<Timer> {
        let place = self.waiting.iter().position(|timer| timer.id == id && timer.clock == clock)?;
        Some(self.waiting.remove(place))
    }

    /// Behind those that are due at the same time: first come, first served.
    fn put(&mut self, timer: Timer) {
        let place = self.waiting.partition_point(|known| known.due <= timer.due);
        self.waiting.insert(place, timer);
    }
}
