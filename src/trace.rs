//! The ordered record of a run: live, or read from a file.
//!
//! A [`Trace`] keeps its events in chunks, each with the world at its start, so that the world at any event
//! is a short fold away ([`Cursor`]). Its memory is bounded: past [`Trace::LIMIT`] events the oldest chunk
//! goes, and what is left still folds to the true worlds, because a chunk knows the world it starts from.
//!
//! It is no file: [`codec`] turns it to text and back, and somebody else opens the file.

pub mod codec;
mod cursor;
mod difference;
mod header;

pub use cursor::Cursor;
pub use difference::{Difference, first_difference};
pub use header::{FORMAT, Granted, Header, Listing, VERSION};

use crate::event::{Seq, Stamped};
use crate::world::World;
use std::collections::VecDeque;

/// Events in a chunk: the most that has to be folded to reach any place.
const CHUNK: usize = 1_024;

/// The events of one run, in order, with checkpoints.
#[derive(Debug, Clone)]
pub struct Trace {
    /// What the run was.
    pub header: Header,
    chunks: VecDeque<Chunk>,
    head: World,
    steps: u64,
    limit: usize,
}

#[derive(Debug, Clone)]
struct Chunk {
    start: World,
    events: Vec<Stamped>,
    steps_before: u64,
}

impl Trace {
    /// The most events that are kept; older ones go, a chunk at a time.
    pub const LIMIT: usize = 256 * CHUNK;

    /// An empty trace of the run that `header` describes.
    pub fn new(header: Header) -> Self {
        Trace { header, chunks: VecDeque::new(), head: World::default(), steps: 0, limit: Self::LIMIT }
    }

    /// Adds the next event. Its place must be the one after the last; another one is not taken, and `false` returned.
    pub fn push(&mut self, stamped: Stamped) -> bool {
        if stamped.seq.0 != self.last().0 + 1 {
            return false;
        }
        if self.chunks.back().is_none_or(|chunk| chunk.events.len() == CHUNK) {
            let (start, steps_before) = (self.head.clone(), self.steps);
            self.chunks.push_back(Chunk { start, events: Vec::new(), steps_before });
            if self.chunks.len() * CHUNK > self.limit {
                self.chunks.pop_front();
            }
        }
        self.head.apply(&stamped);
        self.steps += u64::from(stamped.event.is_step());
        if let Some(chunk) = self.chunks.back_mut() {
            chunk.events.push(stamped);
        }
        true
    }

    /// The world after the last event.
    pub fn head(&self) -> &World {
        &self.head
    }

    /// The place of the last event; zero where there is none.
    pub fn last(&self) -> Seq {
        self.head.seq
    }

    /// The place of the oldest event that is still kept.
    pub fn first(&self) -> Seq {
        self.chunks.front().map_or(Seq(1), |chunk| Seq(chunk.start.seq.0 + 1))
    }

    /// How many events are kept.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.events.len()).sum()
    }

    /// Whether no event is kept.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// About how many bytes of memory the kept events and checkpoints take.
    pub fn memory(&self) -> usize {
        self.len() * size_of::<Stamped>() + self.chunks.len() * size_of::<World>()
    }

    /// The event at a place.
    pub fn get(&self, seq: Seq) -> Option<&Stamped> {
        let (chunk, offset) = self.locate(seq)?;
        self.chunks[chunk].events.get(offset)
    }

    /// The world after the event at `seq`; the nearest kept one where that is not kept.
    pub fn world_at(&self, seq: Seq) -> World {
        let seq = seq.min(self.last());
        let Some(front) = self.chunks.front() else { return World::default() };
        let Some((chunk, offset)) = self.locate(seq) else { return front.start.clone() };
        let mut world = self.chunks[chunk].start.clone();
        for event in &self.chunks[chunk].events[..=offset] {
            world.apply(event);
        }
        world
    }

    /// The events after `from` up to and with `to`.
    pub fn between(&self, from: Seq, to: Seq) -> impl Iterator<Item = &Stamped> {
        let first = from.0.saturating_add(1).max(self.first().0);
        (first..=to.0.min(self.last().0)).filter_map(|place| self.get(Seq(place)))
    }

    /// The events up to and with `from`, newest first.
    pub fn back_from(&self, from: Seq) -> impl Iterator<Item = &Stamped> {
        let first = self.first().0;
        (first..=from.0.min(self.last().0)).rev().filter_map(|place| self.get(Seq(place)))
    }

    /// The next step after `seq`.
    pub fn next_step(&self, seq: Seq) -> Option<&Stamped> {
        self.between(seq, self.last()).find(|stamped| stamped.event.is_step())
    }

    /// The last step before `seq`.
    pub fn previous_step(&self, seq: Seq) -> Option<&Stamped> {
        self.back_from(Seq(seq.0.saturating_sub(1))).find(|stamped| stamped.event.is_step())
    }

    /// How many steps there are up to and with `seq`, those no longer kept included.
    pub fn steps_to(&self, seq: Seq) -> u64 {
        let Some((chunk, offset)) = self.locate(seq.min(self.last())) else {
            return self.chunks.front().map_or(0, |chunk| chunk.steps_before);
        };
        let chunk = &self.chunks[chunk];
        let here = chunk.events[..=offset].iter().filter(|stamped| stamped.event.is_step()).count();
        chunk.steps_before + here as u64
    }

    /// How many steps the run has so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The place of the step with the number `step` (1 is the first), or the nearest one kept.
    pub fn step_place(&self, step: u64) -> Seq {
        let after = self.chunks.partition_point(|chunk| chunk.steps_before < step);
        let Some(chunk) = after.checked_sub(1).and_then(|i| self.chunks.get(i)) else {
            return Seq(self.first().0.saturating_sub(1));
        };
        let left = step.saturating_sub(chunk.steps_before).saturating_sub(1);
        let mut steps = chunk.events.iter().filter(|stamped| stamped.event.is_step());
        steps.nth(usize::try_from(left).unwrap_or(usize::MAX)).map_or(self.last(), |stamped| stamped.seq)
    }

    fn locate(&self, seq: Seq) -> Option<(usize, usize)> {
        let index = usize::try_from(seq.0.checked_sub(self.first().0)?).ok()?;
        (seq <= self.last()).then_some((index / CHUNK, index % CHUNK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Event, Micros};

    fn trace(events: u64, limit: usize) -> Trace {
        let mut trace = Trace { limit, ..Trace::new(Header::default()) };
        for n in 1..=events {
            let event = if n % 3 == 0 { Event::TurnBegan } else { Event::Said { text: n.to_string().into() } };
            let stamped = Stamped {
                seq: Seq(n),
                at: Micros(n * 10),
                turn: n as u32,
                thread: "main".into(),
                source: None,
                line: Some(1),
                event,
            };
            assert!(trace.push(stamped));
        }
        trace
    }

    #[test]
    fn a_checkpointed_world_is_the_fold_from_the_start() {
        let trace = trace(3_000, Trace::LIMIT);
        for place in [1, 2, 1_023, 1_024, 1_025, 2_048, 2_999, 3_000] {
            let mut world = World::default();
            trace.between(Seq(0), Seq(place)).for_each(|stamped| world.apply(stamped));
            assert_eq!(trace.world_at(Seq(place)), world, "at {place}");
        }
    }

    #[test]
    fn a_full_trace_drops_its_oldest_and_still_folds_true() {
        let all = trace(5_000, Trace::LIMIT);
        let bounded = trace(5_000, 2 * CHUNK);
        assert!(bounded.len() <= 2 * CHUNK);
        assert_eq!(bounded.world_at(Seq(4_500)), all.world_at(Seq(4_500)));
        assert_eq!(bounded.steps_to(Seq(4_500)), all.steps_to(Seq(4_500)));
        assert_eq!(
            bounded.world_at(Seq(1)).seq.0 + 1,
            bounded.first().0,
            "before the first kept: the world it starts from"
        );
    }

    #[test]
    fn an_event_out_of_place_is_not_taken() {
        let mut trace = trace(3, Trace::LIMIT);
        let again = trace.get(Seq(2)).cloned().unwrap();
        assert!(!trace.push(again));
        assert_eq!(trace.last(), Seq(3));
    }

    #[test]
    fn steps_are_counted_and_found() {
        let trace = trace(2_500, Trace::LIMIT);
        assert_eq!(trace.steps_to(Seq(6)), 4);
        assert_eq!(trace.next_step(Seq(2)).map(|s| s.seq), Some(Seq(4)));
        assert_eq!(trace.previous_step(Seq(4)).map(|s| s.seq), Some(Seq(2)));
        for step in [1, 2, 4, 683, 1_000, trace.steps()] {
            assert_eq!(trace.steps_to(trace.step_place(step)), step);
        }
    }
}
