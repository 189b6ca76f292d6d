//! How high something stood over the run: the oscilloscope's trace above the timeline.
//!
//! Most scenes are about bytes, and there it is how many wait: unsent at the senders, unread at the receivers, and those
//! that the program keeps in buffers of its own. Gauges are taken as they were read. Bytes in flight lie in a receive
//! queue already and are not added. A free-running stage that moves no bytes has nothing to queue: there the curve is
//! the speed of its loops, in system calls a second.
//!
//! The curve keeps a bounded number of points; past that every second one goes.

use crate::event::Seq;
use crate::lab::Gait;
use crate::lesson::{Aspect, Scene};
use crate::world::World;

/// The most points that are kept.
const MOST: usize = 8_192;

/// What the curve shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Bytes that wait in the kernel's queues and in the program's own buffers.
    #[default]
    Bytes,
    /// System calls a second, of all threads.
    Calls,
}

impl Level {
    /// What a scene's curve shows.
    pub fn of(scene: &Scene) -> Level {
        let of_bytes = |aspect: &Aspect| matches!(aspect, Aspect::Bytes | Aspect::Flow);
        let bytes = scene.stage.gait == Gait::Steps || scene.shows.iter().any(of_bytes);
        if bytes { Level::Bytes } else { Level::Calls }
    }

    /// In a few words.
    pub fn name(self) -> &'static str {
        match self {
            Level::Bytes => "bytes queued",
            Level::Calls => "calls a second",
        }
    }

    fn read(self, world: &World) -> u64 {
        match self {
            Level::Bytes => {
                let queued = world.sources.iter().map(|source| {
                    let kernel = source.gauges.unsent.unwrap_or(0).saturating_add(source.gauges.unread.unwrap_or(0));
                    kernel.saturating_add(source.held.map_or(0, |held| held.bytes))
                });
                queued.fold(0, u64::saturating_add)
            }
            Level::Calls => {
                let rates = world.threads.iter().filter_map(|thread| thread.wheel.rate);
                rates.fold(0, |sum, rate| sum.saturating_add(rate.calls))
            }
        }
    }
}

/// Levels at places of a run, in order.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// What they are levels of.
    pub level: Level,
    points: Vec<(Seq, u64)>,
}

impl Levels {
    /// No levels yet.
    pub fn new(level: Level) -> Self {
        Levels { level, points: Vec::new() }
    }

    /// Takes the level of a world, where it is another than the last.
    pub fn add(&mut self, world: &World) {
        let level = self.level.read(world);
        if self.points.last().is_none_or(|(_, last)| *last != level) {
            self.points.push((world.seq, level));
        }
        if self.points.len() > MOST {
            let mut place = 0_usize;
            self.points.retain(|_| {
                place += 1;
                place.is_multiple_of(2)
            });
        }
    }

    /// The highest level after `from` up to and with `to`, the one that `from` began with included.
    pub fn highest(&self, from: Seq, to: Seq) -> u64 {
        let first = self.points.partition_point(|(seq, _)| *seq <= from).saturating_sub(1);
        let within = self.points[first..].iter().take_while(|(seq, _)| *seq <= to);
        within.map(|(_, level)| *level).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Event, Gauges, Micros, Stamped};

    fn levels(unread: &[u64]) -> Levels {
        let (mut world, mut levels) = (World::default(), Levels::default());
        for (seq, unread) in (1..).zip(unread) {
            let event = Event::Gauged(Gauges { unread: Some(*unread), ..Gauges::default() });
            let (thread, source) = ("lab".into(), Some("server".into()));
            world.apply(&Stamped { seq: Seq(seq), at: Micros(seq), turn: 0, thread, source, line: None, event });
            levels.add(&world);
        }
        levels
    }

    #[test]
    fn a_level_stands_until_the_next() {
        let levels = levels(&[3, 3, 9, 0]);
        assert_eq!(levels.highest(Seq(0), Seq(2)), 3);
        assert_eq!(levels.highest(Seq(1), Seq(2)), 3, "it began with it");
        assert_eq!(levels.highest(Seq(2), Seq(4)), 9);
        assert_eq!(levels.highest(Seq(4), Seq(9)), 0);
    }

    #[test]
    fn memory_is_bounded() {
        let all: Vec<u64> = (0..40_000).collect();
        let levels = levels(&all);
        assert!(levels.points.len() <= MOST);
        assert!(levels.highest(Seq(0), Seq(40_000)) > 39_000);
    }
}
