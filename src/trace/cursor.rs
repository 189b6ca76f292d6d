//! A place in a trace and the world there. Moving it is all that play, pause, step and scrub do.

use super::Trace;
use crate::event::{Event, Seq, Stamped};
use crate::world::World;

/// A place in a trace: everything up to and with [`Cursor::seq`] has happened.
#[derive(Debug, Clone, Default)]
pub struct Cursor {
    world: World,
}

impl Cursor {
    /// The event it stands on; zero before the first.
    pub fn seq(&self) -> Seq {
        self.world.seq
    }

    /// The world there.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Goes to a place, forward or back; to the nearest one that the trace has.
    pub fn seek(&mut self, trace: &Trace, seq: Seq) {
        let seq = seq.min(trace.last());
        let near = seq >= self.seq() && self.seq().0 + 1 >= trace.first().0 && seq.0 - self.seq().0 < 1_024;
        if near {
            for stamped in trace.between(self.seq(), seq) {
                self.world.apply(stamped);
            }
        } else {
            self.world = trace.world_at(seq);
        }
    }

    /// The next place to stop at on the way forward: the next step, with the samples and gauges that follow it,
    /// so that a step shows what the kernel said right after it. `None` at the head.
    pub fn next_stop(&self, trace: &Trace) -> Option<Seq> {
        let step = trace.next_step(self.seq())?;
        Some(settle(trace, step.seq))
    }

    /// The next place at which something can be told: a step with what belongs to it, or what came between two
    /// steps, gauges that were read together, and repeats that were counted together, taken as one. `None` at the head.
    pub fn next_moment(&self, trace: &Trace) -> Option<Seq> {
        let next = Seq(self.seq().0 + 1).max(trace.first());
        let stamped = trace.get(next)?;
        if stamped.event.is_step() {
            return Some(settle(trace, next));
        }
        let together = |next: &&Stamped| match (&stamped.event, &next.event) {
            (Event::Gauged(_), Event::Gauged(_)) => true,
            (Event::Repeated { .. }, Event::Repeated { .. }) => next.thread == stamped.thread,
            _ => false,
        };
        let last = trace.between(self.seq(), trace.last()).take_while(together).last();
        Some(last.map_or(next, |last| last.seq))
    }

    /// The place to stop at on the way back.
    pub fn previous_stop(&self, trace: &Trace) -> Seq {
        let here = if trace.get(self.seq()).is_some_and(|stamped| stamped.event.is_step()) {
            Some(self.seq())
        } else {
            trace.previous_step(self.seq()).map(|stamped| stamped.seq)
        };
        match here.and_then(|here| trace.previous_step(here)) {
            Some(step) => settle(trace, step.seq),
            None => Seq(trace.first().0 - 1),
        }
    }

    /// Whether nothing is left but what is no step.
    pub fn at_head(&self, trace: &Trace) -> bool {
        trace.next_step(self.seq()).is_none()
    }
}

/// The last of the events that belong to the step at `seq`: gauges, options, the program's own buffer and what a step made
/// of the heap, of the same thread and straight after it.
fn settle(trace: &Trace, seq: Seq) -> Seq {
    let Some(step) = trace.get(seq) else { return seq };
    let after = trace.between(seq, trace.last());
    let belongs = after.take_while(|next| match next.event {
        Event::Gauged(_)
        | Event::Pinned { .. }
        | Event::Bound { .. }
        | Event::Accepted { .. }
        | Event::Buffered { .. }
        | Event::HeapArranged(_) => next.thread == step.thread,
        _ => false,
    });
    belongs.last().map_or(seq, |last| last.seq)
}
