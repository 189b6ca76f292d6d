//! Every call of a queue, from when it is scheduled until nobody can ask for it any more.
//!
//! Nothing here runs or drops anything of the program's own: what is to be run or dropped is given out.

use super::arena::{Arena, Place};
use super::chain::Chain;
use super::functions::Function;
use super::heap::{self, Heap, Rank, Swept, leave};
use super::timer::{State, Timer};
use crate::reactor::error::TimerError;
use crate::reactor::outcome::Result as Outcome;
use crate::reactor::probe::Entry;
use std::mem;

#[derive(Default)]
pub(super) struct Calls {
    timers: Arena,
    new: Chain,
    heap: Heap,
    last_order: u64,
}

impl Calls {
    /// A new call, with one handle.
    pub(super) fn schedule<F: FnOnce() -> Outcome + 'static>(&mut self, due: u64, function: F) -> Place {
        let timer = Timer { rank: self.next_rank(due), handles: 1, state: State::New(self.new.end()) };
        let place = self.timers.insert(timer, function);
        self.new.push(&mut self.timers, place);
        place
    }

    /// One more handle.
    pub(super) fn hold(&mut self, place: Place) {
        self.timers[place].handles += 1;
    }

    /// One handle less.
    pub(super) fn release(&mut self, place: Place) {
        let timer = &mut self.timers[place];
        timer.handles -= 1;
        if timer.is_forgotten() {
            self.timers.remove(place);
        }
    }

    pub(super) fn waits(&self, place: Place) -> Result<(), TimerError> {
        self.timers[place].waits()
    }

    pub(super) fn due(&self, place: Place) -> u64 {
        self.timers[place].rank.due
    }

    /// Ends a call that waits, and gives out its function.
    pub(super) fn cancel(&mut self, place: Place) -> Result<(Function, Option<Swept>), TimerError> {
        let how = TimerError::AlreadyCancelled;
        let timer = &mut self.timers[place];
        let function = match timer.state {
            State::New(links) => {
                timer.state = State::Over { how, entries: 0 };
                self.new.remove(&mut self.timers, links);
                return Ok((self.timers.function(place), None));
            }
            State::Filed { entries } => {
                timer.state = State::Over { how, entries };
                self.timers.function(place)
            }
            State::Over { how, .. } => return Err(how),
        };
        self.heap.bury();
        Ok((function, self.heap.sweep(&mut self.timers)))
    }

    /// Gives a call that waits a new time.
    pub(super) fn move_to(&mut self, place: Place, due: u64) -> Result<Option<Swept>, TimerError> {
        self.waits(place)?;
        let rank = self.next_rank(due);
        let timer = &mut self.timers[place];
        let before = mem::replace(&mut timer.rank, rank);
        match &mut timer.state {
            State::Filed { entries } if rank < before => *entries += 1,
            _ => return Ok(None),
        }
        self.heap.overtake(heap::Entry { rank, place });
        Ok(self.heap.sweep(&mut self.timers))
    }

    /// Files the new calls: a pass begins.
    pub(super) fn file_new(&mut self) -> Option<Swept> {
        let new = mem::take(&mut self.new);
        let count = new.len();
        self.heap.file(new.file(&mut self.timers), count);
        self.heap.sweep(&mut self.timers) // what has run since the last sweep made the dead the most
    }

    /// Takes out the first filed call, where it is due, and gives out its function. There is one more handle on it.
    pub(super) fn pop_due(&mut self, now: u64) -> Option<(Place, u64, Function)> {
        let place = self.heap.pop_due(&mut self.timers, now)?;
        let timer = &mut self.timers[place];
        if let State::Filed { entries } = timer.state {
            timer.state = State::Over { how: TimerError::AlreadyCalled, entries: entries - 1 };
        }
        timer.handles += 1;
        Some((place, timer.rank.due, self.timers.function(place)))
    }

    /// When the first call is due, new or filed.
    pub(super) fn next_due(&mut self) -> Option<u64> {
        if self.len() == 0 {
            return None;
        }
        let filed = self.heap.first(&mut self.timers);
        let new = self.new.iter(&self.timers).map(|(_, timer)| timer.rank);
        new.chain(filed).min().map(|rank| rank.due)
    }

    /// Every call that waits, in the order in which they are due. There is one more handle on each.
    pub(super) fn pending(&mut self) -> Vec<Place> {
        let new = self.new.iter(&self.timers).map(|(place, _)| place);
        let mut pending: Vec<_> = new.chain(self.heap.places()).filter(|place| self.waits(*place).is_ok()).collect();
        pending.sort_unstable_by_key(|place| self.timers[*place].rank);
        pending.dedup(); // one that was moved to sooner has several entries
        pending.iter().for_each(|place| self.hold(*place));
        pending
    }

    /// How many calls wait.
    pub(super) fn len(&self) -> usize {
        self.new.len() + self.heap.live()
    }

    /// Cancels every call.
    pub(super) fn close(&mut self) -> Vec<Function> {
        let _ = self.file_new();
        let mut functions = Vec::with_capacity(self.len());
        for place in mem::take(&mut self.heap).places() {
            let timer = &mut self.timers[place];
            if let State::Filed { entries } = timer.state {
                timer.state = State::Over { how: TimerError::AlreadyCancelled, entries };
                functions.push(self.timers.function(place));
            }
            leave(&mut self.timers, place);
        }
        functions
    }

    /// The calls that are not filed yet.
    pub(super) fn unfiled(&self) -> impl Iterator<Item = Place> {
        self.new.iter(&self.timers).map(|(place, _)| place)
    }

    /// The heap as it lies.
    pub(super) fn arrangement(&self) -> impl ExactSizeIterator<Item = (Place, Entry)> {
        self.heap.arrangement(&self.timers)
    }

    fn next_rank(&mut self, due: u64) -> Rank {
        self.last_order += 1;
        Rank { due, order: self.last_order }
    }

    /// How many entries the heap has, dead ones too.
    #[cfg(test)]
    pub(super) fn entries(&self) -> usize {
        self.heap.places().count()
    }

    /// How many calls are in memory, and in how many pages.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        self.timers.size()
    }
}
