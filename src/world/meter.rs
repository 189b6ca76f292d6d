//! How fast bytes went through a connection's end, and how many were on their way: sums by slots of time.
//!
//! ```text
//! ... | slot | slot | slot | now        a second is twenty slots
//!       50 ms
//! ```
//!
//! It keeps the last seconds and no more, and says nothing of a time that it has not seen.

use crate::event::Micros;
use std::collections::VecDeque;

/// How long a slot is.
const SLOT: Micros = Micros(50_000);

/// Slots of a second.
const SECOND: u64 = 20;

/// The most slots that are kept.
const MOST: u64 = 128;

/// Bytes by the time at which they went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meter {
    slots: VecDeque<Slot>,
}

/// What went in one slot of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Slot {
    /// Which, from the beginning of the run.
    number: u64,
    went: [u64; 3],
    /// The most bytes that were on their way to the reader.
    most: u64,
    /// How many there were at its end.
    last: u64,
}

/// What a meter counts at one end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// Bytes that the program wrote to its transport.
    Written,
    /// Bytes that the kernel took from it.
    Sent,
    /// Bytes that the program read.
    Received,
}

impl Meter {
    /// Bytes a second over the last second; none before a second has passed.
    pub fn rate(&self, now: Micros, through: Through) -> Option<u64> {
        self.rate_over(now, through, SECOND)
    }

    /// The same over the last `seconds`; none before so many have passed, and for more than are kept.
    pub fn rate_in(&self, now: Micros, through: Through, seconds: u64) -> Option<u64> {
        self.rate_over(now, through, seconds.saturating_mul(SECOND))
    }

    fn rate_over(&self, now: Micros, through: Through, slots: u64) -> Option<u64> {
        let went = self.last(now, slots)?.map(|slot| slot.went[through as usize]);
        Some(went.fold(0, u64::saturating_add).saturating_mul(SECOND) / slots.max(1))
    }

    /// The most bytes that were on their way within the last `seconds`; none before so many have passed.
    pub fn most_in(&self, now: Micros, seconds: u64) -> Option<u64> {
        let slots = seconds.saturating_mul(SECOND);
        let within = self.last(now, slots)?.map(|slot| slot.most).max();
        // What was on its way before stays so until it is told otherwise.
        let start = (now.0 / SLOT.0).saturating_sub(slots);
        let before = self.slots.iter().rfind(|slot| slot.number < start).map(|slot| slot.last);
        Some(within.max(before).unwrap_or(0))
    }

    /// The whole slots before the one that `now` is in.
    fn last(&self, now: Micros, slots: u64) -> Option<impl Iterator<Item = &Slot>> {
        let end = now.0 / SLOT.0;
        let start = end.checked_sub(slots).filter(|_| slots < MOST)?;
        Some(self.slots.iter().filter(move |slot| (start..end).contains(&slot.number)))
    }

    pub(super) fn add(&mut self, at: Micros, through: Through, bytes: u64) {
        if let Some(slot) = self.slot(at).filter(|_| bytes > 0) {
            let went = &mut slot.went[through as usize];
            *went = went.saturating_add(bytes);
        }
    }

    /// So many bytes are on their way.
    pub(super) fn on_the_way(&mut self, at: Micros, bytes: u64) {
        if let Some(slot) = self.slot(at) {
            (slot.most, slot.last) = (slot.most.max(bytes), bytes);
        }
    }

    /// The slot of a moment. Time does not go back; where a file says it does, it is taken as standing still.
    fn slot(&mut self, at: Micros) -> Option<&mut Slot> {
        let number = at.0 / SLOT.0;
        if self.slots.back().is_none_or(|last| last.number < number) {
            let last = self.slots.back().map_or(0, |slot| slot.last);
            self.slots.push_back(Slot { number, most: last, last, ..Slot::default() });
            while self.slots.front().is_some_and(|first| first.number + MOST <= number) {
                self.slots.pop_front();
            }
        }
        self.slots.back_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000;

    #[test]
    fn a_rate_is_of_the_last_second_and_none_before_it() {
        let mut meter = Meter::default();
        for nth in 0..40 {
            meter.add(Micros(nth * 50 * MS), Through::Sent, if nth < 20 { 100 } else { 50 });
        }
        assert_eq!(meter.rate(Micros(900 * MS), Through::Sent), None);
        assert_eq!(meter.rate(Micros(1_000 * MS), Through::Sent), Some(2_000));
        assert_eq!(meter.rate(Micros(2_000 * MS), Through::Sent), Some(1_000));
        assert_eq!(meter.rate_in(Micros(2_000 * MS), Through::Sent, 2), Some(1_500));
        assert_eq!(meter.rate(Micros(4_000 * MS), Through::Sent), Some(0), "what stands still has no speed");
        assert_eq!(meter.rate(Micros(2_000 * MS), Through::Received), Some(0));
    }

    #[test]
    fn what_is_kept_is_bounded_and_more_is_not_claimed() {
        let mut meter = Meter::default();
        for nth in 0..10_000 {
            meter.on_the_way(Micros(nth * 50 * MS), nth % 100);
        }
        assert!(meter.slots.len() as u64 <= MOST);
        let now = Micros(10_000 * 50 * MS);
        assert_eq!(meter.most_in(now, 1), Some(99));
        assert_eq!(meter.most_in(now, 7), None, "so much is not kept");
        assert_eq!(meter.most_in(Micros(now.0 + 3_000 * MS), 2), Some(99), "what is on its way stays so");
        meter.add(Micros(0), Through::Sent, 1);
        assert_eq!(meter.rate(now, Through::Sent), Some(1), "a time that goes back stands still");
    }
}
