//! The queue of calls that wait for their time.
//!
//! It runs nothing itself: a reactor, or a clock in a test, begins a pass, takes out what is due, and calls it.
//!
//! ```text
//! schedule ---> new ---begin_pass---> heap ---pop_due---> the caller runs it
//!                |                     |
//!                +------- cancel ------+---> dropped at once
//! ```
//!
//! What is scheduled during a pass stays with the new ones, so it never runs in that pass. And a call that is cancelled
//! soon never costs a place in the heap: most timeouts are.
//!
//! Among calls that are due at the same nanosecond, the one that was given this time first runs first.
//!
//! No borrow is held while code of the program runs, be it a clock, a probe, or the drop of what a call holds.

mod delayed_call;
mod heap;

pub use delayed_call::DelayedCall;

use super::clock::Clock;
use super::error::TimerError;
use super::outcome::Caller;
use super::probe::{Noted, Probe};
use super::time::TimedCall;
use heap::{Heap, Rank, is_mostly_dead};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

/// A delayed call's name, for probes: the first of a queue is 1, and none is given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId(u64);

impl TimerId {
    /// Its number.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// A span in the unit of the queue. What lies beyond 584 years is due then, which is never.
pub(super) fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

/// One call. The queue and the handles share it, so it can say how it ended for as long as anybody can ask.
struct Timer {
    id: TimerId,
    queue: Weak<TimerQueue>,
    rank: Cell<Rank>,
    place: Cell<Place>,
    call: Cell<Option<TimedCall>>,
}

#[derive(Clone, Copy)]
enum Place {
    /// Scheduled since the last pass began.
    New,
    /// In the heap. The rank of the entry may be lower than that of the call, if it was moved to later.
    Filed(Rank),
    Over(TimerError),
}

impl Timer {
    fn rank(&self) -> Rank {
        self.rank.get()
    }

    fn is_new(&self) -> bool {
        matches!(self.place.get(), Place::New)
    }

    fn is_filed_at(&self, rank: Rank) -> bool {
        matches!(self.place.get(), Place::Filed(filed) if filed == rank)
    }

    /// It goes into the heap at its present rank.
    fn file(&self) -> Rank {
        self.place.set(Place::Filed(self.rank()));
        self.rank()
    }
}

/// The queue. See the module's page.
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
        let Calls { new, new_dead, heap, .. } = &mut *self.calls.borrow_mut();
        heap.file(new.drain(..).filter(|timer| timer.is_new()));
        *new_dead = 0;
        new.shrink_to(1_024); // a burst is not kept for ever
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

    fn due_in(&self, delay: Duration) -> u64 {
        nanos(self.clock.now()).saturating_add(nanos(delay))
    }

    fn cancel(&self, timer: &Timer, caller: Caller) {
        let place = timer.place.replace(Place::Over(TimerError::AlreadyCancelled));
        let call = timer.call.take();
        let swept = self.calls.borrow_mut().bury(place);
        self.note(|| Noted::TimerCancelled { timer: timer.id }, Some(caller));
        self.note_swept(swept);
        drop(call); // last: it may call back into the queue
    }

    fn move_to(&self, timer: &Rc<Timer>, due: u64, caller: Caller) {
        let swept = self.calls.borrow_mut().move_to(timer, due);
        self.note(|| Noted::TimerMoved { timer: timer.id, due: Duration::from_nanos(due) }, Some(caller));
        self.note_swept(swept);
    }

    fn note(&self, noted: impl FnOnce() -> Noted<'static>, caller: Option<Caller>) {
        if let Some(probe) = &self.probe {
            probe.note(&noted(), caller);
        }
    }

    fn note_swept(&self, swept: Option<(usize, usize)>) {
        if let Some((kept, swept)) = swept {
            self.note(|| Noted::TimersSwept { kept, swept }, None);
        }
    }
}

impl Calls {
    fn next_rank(&mut self, due: u64) -> Rank {
        self.last_order += 1;
        Rank { due, order: self.last_order }
    }

    /// A call in this place was cancelled. Says how many entries were kept and swept, where it swept.
    fn bury(&mut self, place: Place) -> Option<(usize, usize)> {
        if let Place::Filed(_) = place {
            return self.heap.bury();
        }
        self.new_dead += 1;
        if !is_mostly_dead(self.new_dead, self.new.len()) {
            return None;
        }
        let swept = std::mem::take(&mut self.new_dead);
        self.new.retain(|timer| timer.is_new());
        self.new.shrink_to(2 * self.new.len());
        Some((self.new.len(), swept))
    }

    fn move_to(&mut self, timer: &Rc<Timer>, due: u64) -> Option<(usize, usize)> {
        let rank = self.next_rank(due);
        timer.rank.set(rank);
        match timer.place.get() {
            Place::Filed(filed) if rank < filed => {
                self.heap.file(std::iter::once(timer.clone()));
                self.heap.bury()
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
