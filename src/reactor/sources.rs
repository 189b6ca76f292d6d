//! The table of sources, with the latch that turns edges and levels into one thing.
//!
//! For each source and direction two facts are kept apart: what the program *wants*, and what the kernel last *said*.
//!
//! ```text
//! a report by the multiplexer ............... sets the latch
//! would block, a short count ................ clears it (a short count not while the end is on its way)
//! wanted and latched ........................ the source is in the queue of the next dispatch
//! ```
//!
//! While a queue is not empty nobody may sleep: the turn waits with timeout zero. Nothing here calls anybody.
//!
//! A [`Place`] is shared by the table and by who stands in it, so that wanting and serving look nothing up: that is
//! done many times a turn. Its four facts a direction are bits of one byte for the same reason.

use super::source::{Descriptor, Interest, Key, Readiness, Source, Taken, Wanted};
use slotmap::SlotMap;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::mem;
use std::rc::Rc;

/// A direction of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Read,
    Write,
}

/// What is known of one direction: a set of the facts below.
type Latch = u8;
const WANTED: Latch = 1;
const READY: Latch = 2;
/// It stands in the queue of its side, perhaps wrongly by now.
const QUEUED: Latch = 4;
/// The end of the stream, or an error, was announced.
const ENDING: Latch = 8;
/// It was served in this turn, and stands in the queue for the next one.
const LATER: Latch = 16;

/// Every registered source. See the module's page.
#[derive(Default)]
pub struct Sources {
    places: RefCell<SlotMap<Key, Rc<Place>>>,
    /// Wanted and latched, by side. It is looked at again when it is taken.
    queues: [RefCell<VecDeque<Rc<Place>>>; 2],
}

/// A source's place in the table.
pub(crate) struct Place {
    key: Cell<Key>,
    /// `None` once it is out of the table: whoever still holds the place must not keep the descriptor open.
    stands: RefCell<Option<Stands>>,
    latches: [Cell<Latch>; 2],
}

/// What stands in a place: what is waited for, and who serves it.
pub(crate) struct Stands {
    pub(crate) source: Source,
    pub(crate) descriptor: Rc<dyn Descriptor>,
}

impl Place {
    pub(crate) fn key(&self) -> Key {
        self.key.get()
    }

    pub(crate) fn descriptor(&self) -> Option<Rc<dyn Descriptor>> {
        self.stands.borrow().as_ref().map(|stands| stands.descriptor.clone())
    }

    /// Exchanges who serves it; what is known of the readiness stays.
    pub(crate) fn replace(&self, descriptor: Rc<dyn Descriptor>) {
        let before = self.stands.borrow_mut().as_mut().map(|stands| mem::replace(&mut stands.descriptor, descriptor));
        drop(before); // without a borrow: it may be the last to hold it
    }

    pub(crate) fn interest(&self) -> Interest {
        Interest { read: self.is(Side::Read, WANTED), write: self.is(Side::Write, WANTED) }
    }

    #[inline]
    fn latch(&self, side: Side) -> &Cell<Latch> {
        &self.latches[side as usize]
    }

    #[inline]
    fn is(&self, side: Side, facts: Latch) -> bool {
        self.latch(side).get() & facts == facts
    }
}

impl Sources {
    /// What a level-triggered wait has to ask about: wanted, and not known to be ready.
    pub fn wanted(&self) -> Vec<Wanted> {
        let ask = |place: &Place, side| place.latch(side).get() & (WANTED | READY) == WANTED;
        let places = self.places.borrow();
        let wanted = places.values().filter_map(|place| {
            let interest = Interest { read: ask(place, Side::Read), write: ask(place, Side::Write) };
            if interest == Interest::default() {
                return None;
            }
            let source = place.stands.borrow().as_ref()?.source.clone();
            Some(Wanted { key: place.key(), source, interest })
        });
        wanted.collect()
    }

    pub(crate) fn insert(&self, source: Source, descriptor: Rc<dyn Descriptor>) -> Rc<Place> {
        let place = Rc::new(Place {
            key: Cell::default(),
            stands: RefCell::new(Some(Stands { source, descriptor })),
            latches: Default::default(),
        });
        place.key.set(self.places.borrow_mut().insert(place.clone()));
        place
    }

    /// Takes a source out. What is reported of it from now on reaches nobody.
    pub(crate) fn remove(&self, key: Key) -> Option<Stands> {
        let place = self.places.borrow_mut().remove(key)?;
        place.latches.iter().for_each(|latch| latch.set(latch.get() & QUEUED));
        place.stands.take()
    }

    pub(crate) fn get(&self, key: Key) -> Option<Rc<Place>> {
        self.places.borrow().get(key).cloned()
    }

    /// Every source, in no order.
    pub(crate) fn keys(&self) -> Vec<Key> {
        self.places.borrow().keys().collect()
    }

    /// Those that want something of this side.
    pub(crate) fn wanting(&self, side: Side) -> Vec<Key> {
        self.places.borrow().iter().filter(|(_, place)| place.is(side, WANTED)).map(|(key, _)| key).collect()
    }

    /// Wants, or wants no more. Whether that changed anything.
    #[inline]
    pub(crate) fn want(&self, place: &Rc<Place>, side: Side, on: bool) -> bool {
        let (latch, before) = (place.latch(side), place.latch(side).get());
        latch.set(if on { before | WANTED } else { before & !WANTED });
        let changed = (before & WANTED != 0) != on;
        if changed && on {
            self.queue(place, side);
        }
        changed
    }

    /// The kernel said this of a source.
    pub(crate) fn said(&self, key: Key, readiness: Readiness) {
        let places = self.places.borrow();
        let Some(place) = places.get(key) else { return };
        let ending = if readiness.ending { ENDING } else { 0 };
        for (side, ready) in [(Side::Read, readiness.readable), (Side::Write, readiness.writable)] {
            if ready {
                place.latch(side).set(place.latch(side).get() | READY | ending);
                self.queue(place, side);
            }
        }
    }

    /// Puts it into the queue of a side, where it is wanted and ready and does not stand there already.
    #[inline]
    fn queue(&self, place: &Rc<Place>, side: Side) {
        let latch = place.latch(side);
        if latch.get() & (WANTED | READY | QUEUED) == WANTED | READY {
            latch.set(latch.get() | QUEUED);
            self.push(place, side);
        }
    }

    /// Not part of the above, which is asked often and mostly in vain.
    #[inline(never)]
    fn push(&self, place: &Rc<Place>, side: Side) {
        self.queues[side as usize].borrow_mut().push_back(place.clone());
    }

    /// Whether some source is wanted and ready. Forgets those in the queues that are not so any more.
    pub(crate) fn still_ready(&self) -> bool {
        [Side::Read, Side::Write].into_iter().any(|side| {
            let mut queue = self.queues[side as usize].borrow_mut();
            while let Some(place) = queue.front() {
                if place.is(side, WANTED | READY) {
                    return true;
                }
                place.latch(side).set(place.latch(side).get() & !(QUEUED | LATER));
                queue.pop_front();
            }
            false
        })
    }

    /// How many wait to be served on a side.
    #[inline]
    pub(crate) fn queued(&self, side: Side) -> usize {
        self.queues[side as usize].borrow().len()
    }

    /// While a source is read, its wish to write is not queued: it is looked at when the read is over. Whether that
    /// was so, and not in the queue from before.
    #[inline]
    pub(crate) fn hold(&self, place: &Place) -> bool {
        let latch = place.latch(Side::Write);
        let held = latch.get() & QUEUED == 0;
        latch.set(latch.get() | QUEUED);
        held
    }

    /// It was written outside of the queue: if it stands there by now, that is for the next turn.
    #[inline]
    pub(crate) fn release(&self, place: &Place) {
        let latch = place.latch(Side::Write);
        if latch.get() & QUEUED != 0 {
            latch.set(latch.get() | LATER);
        }
    }

    /// Takes the first of a side's queue; `None` for one that stands there for the next turn, and goes to the end.
    #[inline]
    pub(crate) fn next(&self, side: Side) -> Option<Rc<Place>> {
        let mut queue = self.queues[side as usize].borrow_mut();
        let place = queue.pop_front()?;
        let latch = place.latch(side);
        if latch.get() & LATER == 0 {
            return Some(place);
        }
        latch.set(latch.get() & !LATER);
        queue.push_back(place);
        None
    }

    /// Begins to serve a source that was taken; `None` where it is gone, or not wanted any more.
    #[inline]
    pub(crate) fn serve(&self, place: &Place, side: Side) -> Option<Rc<dyn Descriptor>> {
        let latch = place.latch(side);
        latch.set(latch.get() & !QUEUED);
        if place.is(side, WANTED | READY) { place.descriptor() } else { None }
    }

    /// It was served: the kernel's answer moves the latch.
    #[inline]
    pub(crate) fn served(&self, place: &Rc<Place>, side: Side, taken: Taken) {
        let latch = place.latch(side);
        let stays = match taken {
            Taken::All => true,
            Taken::Short => side == Side::Read && place.is(side, ENDING),
            Taken::Blocked => false,
        };
        if stays {
            self.queue(place, side);
        } else {
            latch.set(latch.get() & !READY);
        }
    }
}
