//! The heap of filed calls: entries that are dead or out of place are found out when they surface, or swept.
//!
//! ```text
//! cancel ............ the entry stays, dead
//! move to later ..... the entry stays, and is filed again when it surfaces
//! move to sooner .... a new entry is filed, the old one stays, dead
//! ```

use super::Timer;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

/// This many dead entries are no reason to sweep.
const FEW: usize = 50;

/// Whether so many of `all` are dead that a sweep pays: each sweep is paid for by as many cancellations.
pub(super) fn is_mostly_dead(dead: usize, all: usize) -> bool {
    dead > FEW && dead > all / 2
}

/// What a sweep did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Swept {
    pub(super) kept: usize,
    pub(super) swept: usize,
}

/// Where an entry stands: by time in nanoseconds, and first come, first served among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) due: u64,
    /// Counts the times that any call was given a time, so no two ranks are equal.
    pub(super) order: u64,
}

struct Entry {
    rank: Rank,
    timer: Rc<Timer>,
}

impl Entry {
    /// Whether this is the one entry that its call is found by.
    fn is_live(&self) -> bool {
        self.timer.is_filed_at(self.rank)
    }
}

#[derive(Default)]
pub(super) struct Heap {
    entries: BinaryHeap<Entry>,
    dead: usize,
}

impl Heap {
    /// How many calls are filed.
    pub(super) fn live(&self) -> usize {
        self.entries.len() - self.dead
    }

    /// Files calls, which are not filed yet, where they belong.
    pub(super) fn file(&mut self, timers: impl Iterator<Item = Rc<Timer>>) {
        self.entries.extend(timers.map(|timer| Entry { rank: timer.file(), timer }));
    }

    /// The first rank. What has surfaced dead or out of place is dealt with.
    pub(super) fn first(&mut self) -> Option<Rank> {
        loop {
            let mut head = self.entries.peek_mut()?;
            if !head.is_live() {
                drop(std::collections::binary_heap::PeekMut::pop(head));
                self.dead -= 1;
            } else if head.rank == head.timer.rank() {
                return Some(head.rank);
            } else {
                head.rank = head.timer.file(); // sinks when `head` goes out of scope
            }
        }
    }

    /// Takes the first call out, where it is due.
    pub(super) fn pop_due(&mut self, now: u64) -> Option<Rc<Timer>> {
        if self.first()?.due > now {
            return None;
        }
        self.entries.pop().map(|entry| entry.timer)
    }

    /// One more entry is dead.
    pub(super) fn bury(&mut self) {
        self.dead += 1;
    }

    /// Sweeps the dead entries out where they are many.
    pub(super) fn sweep(&mut self) -> Option<Swept> {
        if !is_mostly_dead(self.dead, self.entries.len()) {
            return None;
        }
        let swept = std::mem::take(&mut self.dead);
        self.entries.retain(Entry::is_live);
        if self.entries.capacity() / 8 > self.entries.len() {
            self.entries.shrink_to(2 * self.entries.len()); // seldom: giving memory back is slow
        }
        Some(Swept { kept: self.entries.len(), swept })
    }

    /// How many entries there are, dead ones too.
    #[cfg(test)]
    pub(super) fn entries(&self) -> usize {
        self.entries.len()
    }

    /// Every filed call, in no order.
    pub(super) fn timers(&self) -> impl Iterator<Item = &Rc<Timer>> {
        self.entries.iter().filter(|entry| entry.is_live()).map(|entry| &entry.timer)
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
