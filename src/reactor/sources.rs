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

use super::multiplexer::Wanted;
use super::source::{Descriptor, Interest, Key, Readiness, Source, Taken};
use slotmap::SlotMap;
use std::rc::Rc;

/// A direction of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Read,
    Write,
}

/// Every registered source. See the module's page.
#[derive(Default)]
pub struct Sources {
    slots: SlotMap<Key, Slot>,
    /// Wanted and latched, by side. A key may be stale: it is looked at again when it is taken.
    queues: [Vec<Key>; 2],
}

struct Slot {
    source: Source,
    descriptor: Rc<dyn Descriptor>,
    read: Latch,
    write: Latch,
    /// The end of the stream, or an error, was announced.
    ending: bool,
}

#[derive(Default, Clone, Copy)]
struct Latch {
    wanted: bool,
    ready: bool,
    queued: bool,
}

impl Slot {
    fn latch(&mut self, side: Side) -> &mut Latch {
        match side {
            Side::Read => &mut self.read,
            Side::Write => &mut self.write,
        }
    }

    fn interest(&self) -> Interest {
        Interest { read: self.read.wanted, write: self.write.wanted }
    }
}

impl Sources {
    /// What a level-triggered wait has to ask about: wanted, and not known to be ready.
    pub fn wanted(&self) -> impl Iterator<Item = Wanted<'_>> {
        self.slots.iter().filter_map(|(key, slot)| {
            let ask = |latch: Latch| latch.wanted && !latch.ready;
            let interest = Interest { read: ask(slot.read), write: ask(slot.write) };
            (interest != Interest::default()).then_some(Wanted { key, source: &slot.source, interest })
        })
    }

    pub(crate) fn insert(&mut self, source: Source, descriptor: Rc<dyn Descriptor>) -> Key {
        self.slots.insert(Slot { source, descriptor, read: Latch::default(), write: Latch::default(), ending: false })
    }

    /// Takes a source out. What is reported of it from now on reaches nobody.
    pub(crate) fn remove(&mut self, key: Key) -> Option<(Source, Rc<dyn Descriptor>)> {
        self.slots.remove(key).map(|slot| (slot.source, slot.descriptor))
    }

    /// Exchanges the descriptor of a source; what is known of its readiness stays.
    pub(crate) fn replace(&mut self, key: Key, descriptor: Rc<dyn Descriptor>) -> Option<Rc<dyn Descriptor>> {
        let slot = self.slots.get_mut(key)?;
        Some(std::mem::replace(&mut slot.descriptor, descriptor))
    }

    pub(crate) fn descriptor(&self, key: Key) -> Option<Rc<dyn Descriptor>> {
        self.slots.get(key).map(|slot| slot.descriptor.clone())
    }

    /// Every source, in no order.
    pub(crate) fn keys(&self) -> Vec<Key> {
        self.slots.keys().collect()
    }

    /// Those that want something of this side.
    pub(crate) fn wanting(&self, side: Side) -> Vec<Key> {
        let wants = |interest: Interest| if side == Side::Read { interest.read } else { interest.write };
        self.slots.iter().filter(|(_, slot)| wants(slot.interest())).map(|(key, _)| key).collect()
    }

    /// Wants, or wants no more. Returns the new interest where it changed.
    pub(crate) fn want(&mut self, key: Key, side: Side, on: bool) -> Option<Interest> {
        let slot = self.slots.get_mut(key)?;
        let latch = slot.latch(side);
        if latch.wanted == on {
            return None;
        }
        latch.wanted = on;
        let interest = slot.interest();
        self.queue(key, side);
        Some(interest)
    }

    /// The kernel said this of a source.
    pub(crate) fn said(&mut self, key: Key, readiness: Readiness) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        slot.ending |= readiness.ending;
        slot.read.ready |= readiness.readable;
        slot.write.ready |= readiness.writable;
        self.queue(key, Side::Read);
        self.queue(key, Side::Write);
    }

    fn queue(&mut self, key: Key, side: Side) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        let latch = slot.latch(side);
        if latch.wanted && latch.ready && !latch.queued {
            latch.queued = true;
            self.queues[side as usize].push(key);
        }
    }

    /// Whether some source is wanted and ready. Forgets those in the queues that are not so any more.
    pub(crate) fn still_ready(&mut self) -> bool {
        [Side::Read, Side::Write].into_iter().any(|side| {
            while let Some(&key) = self.queues[side as usize].last() {
                if let Some(slot) = self.slots.get_mut(key) {
                    let latch = slot.latch(side);
                    if latch.wanted && latch.ready {
                        return true;
                    }
                    latch.queued = false;
                }
                self.queues[side as usize].pop();
            }
            false
        })
    }

    /// Moves the queue of a side into `batch`, which is empty: those that are served in this turn.
    pub(crate) fn take(&mut self, side: Side, batch: &mut Vec<Key>) {
        std::mem::swap(&mut self.queues[side as usize], batch);
    }

    /// Takes a source of a batch to be served now; `None` where it is gone, or not wanted any more.
    pub(crate) fn serve(&mut self, key: Key, side: Side) -> Option<Rc<dyn Descriptor>> {
        let slot = self.slots.get_mut(key)?;
        let latch = slot.latch(side);
        latch.queued = false;
        (latch.wanted && latch.ready).then(|| slot.descriptor.clone())
    }

    /// It was served: the kernel's answer moves the latch.
    pub(crate) fn served(&mut self, key: Key, side: Side, taken: Taken) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        let ending = slot.ending;
        slot.latch(side).ready = match taken {
            Taken::All => true,
            Taken::Short => ending && side == Side::Read,
            Taken::Blocked => false,
        };
        self.queue(key, side);
    }
}
