//! A binary heap of times and numbers beside a list of functions, made anew when most of it is cancelled. A number is all
//! that a timer has: there is no handle that knows how it ended, and no order among equals.

use crate::meter::{Contestant, Cost, Meter};
use crate::workload::{CANCELLED, Draw, Kind, soon};
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;
use twistlab::clock::monotonic;

pub(crate) struct Heap {
    pub(crate) name: &'static str,
    /// Whether functions may differ, as ours may, and so are boxed. Otherwise all are the same.
    pub(crate) boxed: bool,
}

impl Contestant for Heap {
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&self, workload: Kind, often: u64) -> Option<Cost> {
        let Kind::Timers = workload else { return None };
        let count = usize::try_from(often).unwrap();
        let call = |left: Rc<Cell<usize>>| move || left.set(left.get() - 1);
        Some(if self.boxed {
            timers(count, |left| Box::new(call(left)) as Box<dyn FnOnce()>)
        } else {
            timers(count, call)
        })
    }
}

fn timers<C: FnOnce()>(count: usize, call: impl Fn(Rc<Cell<usize>>) -> C) -> Cost {
    let left = Rc::new(Cell::new(count - count / 10 * CANCELLED));
    let (meter, mut draw) = (Meter::start(), Draw::new());
    let (mut heap, mut calls) = (BinaryHeap::new(), Vec::new());
    for number in 0..count {
        heap.push(Reverse((monotonic() + soon(&mut draw), number)));
        calls.push(Some(call(left.clone())));
    }
    let mut dead = 0;
    for number in (0..count).filter(|number| number % 10 < CANCELLED) {
        calls[number] = None;
        dead += 1;
        if dead > heap.len() / 2 {
            heap.retain(|Reverse((_, number))| calls[*number].is_some());
            dead = 0;
        }
    }
    while left.get() > 0 {
        let now = monotonic();
        while heap.peek().is_some_and(|Reverse((due, _))| *due <= now) {
            let Some(Reverse((_, number))) = heap.pop() else { break };
            if let Some(call) = calls[number].take() {
                call();
            }
        }
    }
    meter.stop()
}
