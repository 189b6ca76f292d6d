//! The queue: what is new, what is filed, and the way from one to the other.

use super::heap::{Heap, Rank, Swept, is_mostly_dead};
use super::{DelayedCall, Place, Timer, TimerId, nanos};
use crate::reactor::clock::Clock;
use crate::reactor::error::TimerError;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::{Noted, Probe};
use crate::reactor::time::TimedCall;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// The queue of a reactor or a clock. See the module's page.
pub(crate) struct TimerQueue {
    clock: Rc<dyn Clock>,
    probe: Option<Rc<dyn Probe>>,
    calls: RefCell<Calls>,
}

#[derive(Default)]
struct Calls {
    new: Vec<Rc<Timer>>,
    /// How many of the new ones were cancelled.
    new_dead: usize,
    heap: Heap,
    last_id: u64,
    last_order: u64,
}

impl TimerQueue {
    pub(crate) fn new(clock: Rc<dyn Clock>, probe: Option<Rc<dyn Probe>>) -> Rc<Self> {
        Rc::new(TimerQueue { clock, probe, calls: RefCell::default() })
    }

    pub(crate) fn schedule(self: &Rc<Self>, delay: Duration, call: TimedCall, caller: Caller) -> DelayedCall {
        let due = self.due_in(delay);
        let mut calls = self.calls.borrow_mut();
        calls.last_id += 1;
        let timer = Rc::new(Timer {
            id: TimerId(calls.last_id),
            queue: Rc::downgrade(self),
            rank: Cell::new(calls.next_rank(due)),
            place: Cell::new(Place::New),
            call: Cell::new(Some(call)),
        });
        calls.new.push(timer.clone());
        drop(calls);
        self.note(|| Noted::TimerScheduled { timer: timer.id, due: Duration::from_nanos(due) }, Some(caller));
        DelayedCall(timer)
    }

    /// When the first call is due. Of those scheduled since the last pass began, too; of none that was cancelled.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        let mut calls = self.calls.borrow_mut();
        let filed = calls.heap.first();
        let new = calls.new.iter().filter(|timer| timer.is_new()).map(|timer| timer.rank()).min();
        let first = filed.into_iter().chain(new).min()?;
        Some(Duration::from_nanos(first.due))
    }

    /// Begins a pass: what was scheduled until now can be taken out when it is due.
    pub(crate) fn begin_pass(&self) {
        let swept = self.calls.borrow_mut().file_new();
        self.note_swept(swept);
    }

    /// Takes out the first call that is due, with the time at which it was. From here on it is called.
    pub(crate) fn pop_due(&self, now: Duration) -> Option<(TimerId, Duration, TimedCall)> {
        let timer = self.calls.borrow_mut().heap.pop_due(nanos(now))?;
        timer.place.set(Place::Over(TimerError::AlreadyCalled));
        let due = Duration::from_nanos(timer.rank().due);
        self.note(|| Noted::TimerFired { timer: timer.id, late: now.saturating_sub(due) }, None);
        timer.call.take().map(|call| (timer.id, due, call))
    }

    /// Every active call, in the order in which they are due.
    pub(crate) fn pending(&self) -> Vec<DelayedCall> {
        let calls = self.calls.borrow();
        let new = calls.new.iter().filter(|timer| timer.is_new());
        let mut pending: Vec<_> = new.chain(calls.heap.timers()).cloned().map(DelayedCall).collect();
        pending.sort_unstable_by_key(|call| call.0.rank());
        pending
    }

    /// How many calls are active.
    pub(crate) fn len(&self) -> usize {
        let calls = self.calls.borrow();
        calls.new.len() - calls.new_dead + calls.heap.live()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many entries the heap has, dead ones too.
    #[cfg(test)]
    pub(super) fn entries(&self) -> usize {
        self.calls.borrow().heap.entries()
    }

    pub(super) fn due_in(&self, delay: Duration) -> u64 {
        nanos(self.clock.now()).saturating_add(nanos(delay))
    }

    pub(super) fn cancel(&self, timer: &Timer, caller: Caller) {
        let place = timer.place.replace(Place::Over(TimerError::AlreadyCancelled));
        let call = timer.call.take();
        let swept = self.calls.borrow_mut().bury(place);
        self.note(|| Noted::TimerCancelled { timer: timer.id }, Some(caller));
        self.note_swept(swept);
        drop(call); // last: it may call back into the queue
    }

    pub(super) fn move_to(&self, timer: &Rc<Timer>, due: u64, caller: Caller) {
        let swept = self.calls.borrow_mut().move_to(timer, due);
        self.note(|| Noted::TimerMoved { timer: timer.id, due: Duration::from_nanos(due) }, Some(caller));
        self.note_swept(swept);
    }

    fn note(&self, noted: impl FnOnce() -> Noted<'static>, caller: Option<Caller>) {
        if let Some(probe) = &self.probe {
            probe.note(&noted(), caller);
        }
    }

    fn note_swept(&self, swept: Option<Swept>) {
        if let Some(Swept { kept, swept }) = swept {
            self.note(|| Noted::TimersSwept { kept, swept }, None);
        }
    }
}

impl Calls {
    fn next_rank(&mut self, due: u64) -> Rank {
        self.last_order += 1;
        Rank { due, order: self.last_order }
    }

    fn file_new(&mut self) -> Option<Swept> {
        self.heap.file(self.new.drain(..).filter(|timer| timer.is_new()));
        self.new_dead = 0;
        self.new.shrink_to(1_024); // a burst is not kept for ever
        self.heap.sweep() // what has run since the last sweep made the dead the most
    }

    /// A call in this place was cancelled.
    fn bury(&mut self, place: Place) -> Option<Swept> {
        if let Place::Filed(_) = place {
            self.heap.bury();
            return self.heap.sweep();
        }
        self.new_dead += 1;
        if !is_mostly_dead(self.new_dead, self.new.len()) {
            return None;
        }
        let swept = std::mem::take(&mut self.new_dead);
        self.new.retain(|timer| timer.is_new());
        Some(Swept { kept: self.new.len(), swept })
    }

    /// Gives a call that waits a new time.
    fn move_to(&mut self, timer: &Rc<Timer>, due: u64) -> Option<Swept> {
        let rank = self.next_rank(due);
        timer.rank.set(rank);
        match timer.place.get() {
            Place::Filed(filed) if rank < filed => {
                self.heap.file(std::iter::once(timer.clone()));
                self.heap.bury();
                self.heap.sweep()
            }
            _ => None,
        }
    }
}

/// A queue that goes takes its calls with it, even those on which somebody holds a handle: they may hold what holds it.
impl Drop for TimerQueue {
    fn drop(&mut self) {
        let Calls { new, heap, .. } = std::mem::take(self.calls.get_mut());
        for timer in new.iter().chain(heap.timers()) {
            drop(timer.call.take());
        }
    }
}
