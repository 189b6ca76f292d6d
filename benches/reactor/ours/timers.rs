//! Delayed calls: a million of them, and one after another.

use super::Measured;
use crate::workload::{CANCELLED, Draw, later, soon};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use twistlab::clock::monotonic;

/// The end is measured by the last call.
struct Many {
    measured: Rc<Measured>,
    left: Cell<u64>,
}

pub(super) fn many(measured: &Rc<Measured>, often: u64) {
    let left = Cell::new(often - often / 10 * CANCELLED as u64);
    let many = Rc::new(Many { measured: measured.clone(), left });
    measured.reactor.call_when_running(move || {
        many.measured.begin();
        let (reactor, mut draw) = (&many.measured.reactor, Draw::new());
        let call = |many: Rc<Many>| move || many.called();
        let calls: Vec<_> = (0..often).map(|_| reactor.call_later(soon(&mut draw), call(many.clone()))).collect();
        for (number, call) in calls.iter().enumerate() {
            if number % 10 < CANCELLED {
                call.cancel().unwrap();
            }
        }
    });
}

impl Many {
    fn called(&self) {
        self.left.set(self.left.get() - 1);
        if self.left.get() == 0 {
            self.measured.end();
        }
    }
}

/// How late the calls were, and those that are still to come.
struct OneByOne {
    measured: Rc<Measured>,
    draw: RefCell<Draw>,
    left: Cell<u64>,
    late: RefCell<Vec<Duration>>,
}

pub(super) fn one_by_one(measured: &Rc<Measured>, often: u64) {
    let calls = Rc::new(OneByOne {
        measured: measured.clone(),
        draw: RefCell::new(Draw::new()),
        left: Cell::new(often),
        late: RefCell::default(),
    });
    measured.reactor.call_when_running(move || {
        calls.measured.begin();
        calls.next();
    });
}

impl OneByOne {
    fn next(self: Rc<Self>) {
        let Some(left) = self.left.get().checked_sub(1) else {
            self.measured.end();
            let cost = self.measured.cost.take();
            self.measured.cost.set(crate::meter::Cost { late: self.late.take(), ..cost });
            return;
        };
        self.left.set(left);
        let span = later(&mut self.draw.borrow_mut());
        let due = monotonic() + span;
        let reactor = self.measured.reactor.clone();
        reactor.call_later(span, move || {
            self.late.borrow_mut().push(monotonic().duration_since(due));
            self.next();
        });
    }
}
