//! The heap of delayed calls as the library told that it lies, and what changed it last.

use crate::event::{Arrangement, ClockKind, Event, TimerId};

/// The most entries of a heap that are kept: the library tells no more; a hostile file could.
const MOST_ENTRIES: usize = 64;

/// The queue of one clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heap {
    /// Whose.
    pub clock: ClockKind,
    /// Calls that are scheduled and not filed yet.
    pub new: Vec<TimerId>,
    /// The heap's entries in the order in which they lie in memory: entry n stands above 2n + 1 and 2n + 2.
    pub entries: Vec<Entry>,
    /// So many more there are.
    pub more: u64,
    /// What changed it last.
    pub change: Change,
    /// The entries before that change.
    before: Vec<Entry>,
}

/// An entry of the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Of which call.
    pub timer: TimerId,
    /// What is to become of it.
    pub state: EntryState,
}

/// What is to become of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// Its call waits, and is due at the time by which it lies there.
    InPlace,
    /// Its call was given another time: it sinks to where it belongs when it surfaces.
    Misplaced,
    /// Its call is over: it goes when it surfaces, or is swept.
    Dead,
}

/// What changed a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A call was scheduled: it is among the new ones.
    Scheduled(TimerId),
    /// So many new ones were filed in the heap.
    Filed(u64),
    /// A call was given another time.
    Moved(TimerId),
    /// A call was cancelled.
    Cancelled(TimerId),
    /// A call was popped, to be called.
    Popped(TimerId),
    /// So many dead entries were swept out.
    Swept(u64),
    /// Entries that had come to the top, dead or misplaced, were dropped or sank.
    Surfaced,
}

impl Change {
    /// What an event does to the queue of a clock, where it is about one.
    pub(super) fn of(event: &Event) -> Option<(ClockKind, Change)> {
        Some(match event {
            Event::TimerScheduled { timer, clock, .. } => (*clock, Change::Scheduled(*timer)),
            Event::TimerMoved { timer, clock, .. } => (*clock, Change::Moved(*timer)),
            Event::TimerCancelled { timer, clock, .. } => (*clock, Change::Cancelled(*timer)),
            Event::TimerFired { timer, clock, .. } => (*clock, Change::Popped(*timer)),
            Event::TimersSwept { swept, clock, .. } => (*clock, Change::Swept(*swept)),
            _ => return None,
        })
    }
}

impl Heap {
    pub(super) fn new(clock: ClockKind) -> Self {
        let (entries, before) = (Vec::new(), Vec::new());
        Heap { clock, new: Vec::new(), entries, more: 0, change: Change::Surfaced, before }
    }

    /// Takes in how it lies now, and what was told to have been done to it since.
    pub(super) fn arranged(&mut self, now: &Arrangement, cause: Option<Change>) {
        let Arrangement { new, heap, dead, misplaced, more, .. } = now;
        let filed = self.new.len() as u64;
        self.change = match cause {
            Some(cause) => cause,
            None if filed > 0 && new.is_empty() => Change::Filed(filed),
            None => Change::Surfaced,
        };
        let state = |place: u8| match (dead.contains(&place), misplaced.contains(&place)) {
            (true, _) => EntryState::Dead,
            (_, true) => EntryState::Misplaced,
            _ => EntryState::InPlace,
        };
        let entries = (0..).zip(heap.iter().take(MOST_ENTRIES));
        let entries = entries.map(|(place, timer)| Entry { timer: *timer, state: state(place) }).collect();
        self.before = std::mem::replace(&mut self.entries, entries);
        self.new = new.iter().copied().take(MOST_ENTRIES).collect();
        self.more = *more;
    }

    /// Whether the last change has put another entry into this place, or made another thing of it.
    pub fn is_changed(&self, place: usize) -> bool {
        self.entries.get(place) != self.before.get(place)
    }

    /// How many entries wait to be dropped or swept.
    pub fn dead(&self) -> usize {
        self.entries.iter().filter(|entry| entry.state == EntryState::Dead).count()
    }
}
