//! A binary heap of times and numbers, made anew when most of it is cancelled. A timer is a number, and nothing more: it has no
//! handle, no function and no order among equals.

use crate::meter::{Contestant, Cost, Meter};
use crate::workload::{CANCELLED, Draw, Kind, soon};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use twistlab::clock::monotonic;

pub(crate) struct Heap;

impl Contestant for Heap {
    fn name(&self) -> &'static str {
        "heap"
    }

    fn run(&self, workload: Kind, often: u64) -> Option<Cost> {
        let Kind::Timers = workload else { return None };
        let count = usize::try_from(often).unwrap();
        let (meter, mut draw) = (Meter::start(), Draw::new());
        let (mut heap, mut cancelled) = (BinaryHeap::new(), vec![false; count]);
        for number in 0..count {
            heap.push(Reverse((monotonic() + soon(&mut draw), number)));
        }
        let mut dead = 0;
        for number in (0..count).filter(|number| number % 10 < CANCELLED) {
            cancelled[number] = true;
            dead += 1;
            if dead > heap.len() / 2 {
                heap.retain(|Reverse((_, number))| !cancelled[*number]);
                dead = 0;
            }
        }
        let mut left = count - count / 10 * CANCELLED;
        while left > 0 {
            let now = monotonic();
            while heap.peek().is_some_and(|Reverse((due, _))| *due <= now) {
                let Some(Reverse((_, number))) = heap.pop() else { break };
                left -= usize::from(!cancelled[number]);
            }
        }
        Some(meter.stop())
    }
}
