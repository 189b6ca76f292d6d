//! The heap of filed calls: entries that are dead or out of place are found out when they surface, or swept.
//!
//! ```text
//! cancel ............ the entry stays, dead
//! move to later ..... the entry stays, and sinks to its place when it surfaces
//! move to sooner .... a new entry is filed, the old one stays, dead
//! ```
//!
//! A call keeps its place as long as it has entries, so none of them ever names another call. Which entry of a call is
//! the dead one does not matter: the first that surfaces when the call is due is the one that it is called by.

use super::arena::{Arena, Place};
use super::timer::State;
use crate::reactor::probe;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// This many dead entries are no reason to sweep.
const FEW: usize = 50;

/// What a sweep did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Swept {
    pub(super) kept: usize,
    pub(super) swept: usize,
}

/// Where a call stands in time: by nanoseconds, and first come, first served among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) due: u64,
    /// Counts the times that any call was given a time, so no two calls have the same rank.
    pub(super) order: u64,
}

pub(super) struct Entry {
    pub(super) rank: Rank,
    pub(super) place: Place,
}

#[derive(Default)]
pub(super) struct Heap {
    entries: BinaryHeap<Entry>,
    /// How many more entries there are than calls that wait.
    dead: usize,
}

impl Heap {
    /// How many calls are filed.
    pub(super) fn live(&self) -> usize {
        self.entries.len() - self.dead
    }

    /// Files calls that are not filed yet.
    pub(super) fn file(&mut self, entries: impl Iterator<Item = Entry>, count: usize) {
        self.entries.reserve(count);
        self.entries.extend(entries);
    }

    /// Files a call once more, since it is due sooner now.
    pub(super) fn overtake(&mut self, entry: Entry) {
        self.entries.push(entry);
        self.dead += 1;
    }

    /// A filed call waits no more.
    pub(super) fn bury(&mut self) {
        self.dead += 1;
    }

    /// The first rank. What has surfaced dead or out of place is dealt with.
    pub(super) fn first(&mut self, timers: &mut Arena) -> Option<Rank> {
        loop {
            let mut head = self.entries.peek_mut()?;
            let timer = &timers[head.place];
            if timer.waits().is_err() {
                leave(timers, PeekMut::pop(head).place);
                self.dead -= 1;
            } else if head.rank == timer.rank {
                return Some(head.rank);
            } else {
                head.rank = timer.rank; // sinks when `head` goes out of scope
            }
        }
    }

    /// Takes out the entry of the first call, where it is due.
    pub(super) fn pop_due(&mut self, timers: &mut Arena, now: u64) -> Option<Place> {
        let is_due = |rank: Rank| rank.due <= now;
        if !is_due(self.entries.peek()?.rank) || !is_due(self.first(timers)?) {
            return None;
        }
        self.entries.pop().map(|entry| entry.place)
    }

    /// Sweeps the dead entries out where they are many, so that each sweep is paid for by as many cancellations.
    pub(super) fn sweep(&mut self, timers: &mut Arena) -> Option<Swept> {
        let swept = self.dead;
        if swept <= FEW || swept <= self.entries.len() / 2 {
            return None;
        }
        let mut entries = std::mem::take(self).entries.into_vec();
        entries.retain_mut(|entry| {
            let timer = &timers[entry.place];
            let is_last = matches!(timer.state, State::Filed { entries: 1 });
            entry.rank = timer.rank;
            if !is_last {
                leave(timers, entry.place);
            }
            is_last
        });
        if entries.capacity() / 8 > entries.len() {
            entries.shrink_to(2 * entries.len()); // seldom: giving memory back is slow
        }
        self.entries = entries.into();
        Some(Swept { kept: self.entries.len(), swept })
    }

    /// Each entry as it lies there, and what is to become of it.
    pub(super) fn arrangement<'a>(&'a self, timers: &'a Arena) -> impl ExactSizeIterator<Item = (Place, probe::Entry)> {
        self.entries.iter().map(|entry| {
            let timer = &timers[entry.place];
            let what = match timer.waits() {
                Err(_) => probe::Entry::Dead,
                Ok(()) if entry.rank == timer.rank => probe::Entry::InPlace,
                Ok(()) => probe::Entry::OutOfPlace,
            };
            (entry.place, what)
        })
    }

    /// The place of every entry, dead ones too.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.entries.iter().map(|entry| entry.place)
    }
}

/// An entry of a call has left the heap.
pub(super) fn leave(timers: &mut Arena, place: Place) {
    let timer = &mut timers[place];
    if let State::Filed { entries } | State::Over { entries, .. } = &mut timer.state {
        *entries -= 1;
    }
    if timer.is_forgotten() {
        timers.remove(place);
    }
}

/// Reversed, since a `BinaryHeap` has its greatest on top.
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        other.rank.cmp(&self.rank)
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl Eq for Entry {}
