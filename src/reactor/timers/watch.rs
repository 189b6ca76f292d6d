//! What a probe is told of the calls. Their names are its own: where nobody watches, a call has none.

use super::TimerId;
use super::arena::Place;
use super::calls::Calls;
use super::heap::Swept;
use crate::reactor::outcome::Caller;
use crate::reactor::probe::{Filed, Noted, Probe};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

pub(super) struct Watch {
    probe: Rc<dyn Probe>,
    names: RefCell<Names>,
    /// How the queue lay when that was last told; nothing where the probe does not want to know.
    told: Option<RefCell<Arrangement>>,
}

/// How the queue lies.
#[derive(Default, PartialEq, Eq)]
struct Arrangement {
    new: Vec<TimerId>,
    heap: Vec<Filed>,
    more: usize,
}

#[derive(Default)]
struct Names {
    last: u64,
    /// Who stands in each place.
    at: Vec<TimerId>,
}

impl Watch {
    pub(super) fn new(probe: Rc<dyn Probe>) -> Self {
        let told = probe.wants_heap().then(RefCell::default);
        Watch { probe, names: RefCell::default(), told }
    }

    #[cold]
    pub(super) fn scheduled(&self, place: Place, due: Duration, caller: Caller, calls: &RefCell<Calls>) {
        let timer = self.names.borrow_mut().give(place);
        self.probe.note(&Noted::TimerScheduled { timer, due }, Some(caller));
        self.arranged(calls);
    }

    pub(super) fn moved(&self, place: Place, due: Duration, caller: Caller) {
        self.probe.note(&Noted::TimerMoved { timer: self.name(place), due }, Some(caller));
    }

    pub(super) fn cancelled(&self, place: Place, caller: Caller) {
        self.probe.note(&Noted::TimerCancelled { timer: self.name(place) }, Some(caller));
    }

    /// Gives out the name of what fired.
    #[cold]
    pub(super) fn fired(&self, place: Place, late: Duration, calls: &RefCell<Calls>) -> TimerId {
        let timer = self.name(place);
        self.probe.note(&Noted::TimerFired { timer, late }, None);
        self.arranged(calls);
        timer
    }

    pub(super) fn swept(&self, swept: Option<Swept>, calls: &RefCell<Calls>) {
        if let Some(Swept { kept, swept }) = swept {
            self.probe.note(&Noted::TimersSwept { kept, swept }, None);
        }
        self.arranged(calls);
    }

    /// Tells how the queue lies, where that is otherwise than it was told last.
    #[cold] // and out of the way of those whom nobody watches
    pub(super) fn arranged(&self, calls: &RefCell<Calls>) {
        let Some(told) = &self.told else { return };
        let now = self.arrangement(&calls.borrow());
        if *told.borrow() != now {
            let Arrangement { new, heap, more } = &now;
            self.probe.note(&Noted::HeapArranged { new, heap, more: *more }, None);
            told.replace(now);
        }
    }

    fn arrangement(&self, calls: &Calls) -> Arrangement {
        let new = calls.unfiled().take(Noted::MOST_ENTRIES).map(|place| self.name(place)).collect();
        let heap = calls.arrangement();
        let more = heap.len().saturating_sub(Noted::MOST_ENTRIES);
        let filed = |(place, entry)| Filed { timer: self.name(place), entry };
        Arrangement { new, heap: heap.take(Noted::MOST_ENTRIES).map(filed).collect(), more }
    }

    fn name(&self, place: Place) -> TimerId {
        self.names.borrow().at[place.number()]
    }
}

impl Names {
    fn give(&mut self, place: Place) -> TimerId {
        self.last += 1;
        let name = TimerId(self.last);
        if self.at.len() <= place.number() {
            self.at.resize(place.number() + 1, name);
        }
        self.at[place.number()] = name;
        name
    }
}
