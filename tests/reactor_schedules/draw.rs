//! Numbers that look like chance and are the same in each run of a seed.

use std::cell::Cell;

pub(crate) struct Draw(Cell<u64>);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Draw(Cell::new(seed))
    }

    /// SplitMix64.
    pub(crate) fn number(&self) -> u64 {
        self.0.set(self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
        let mut mixed = self.0.get();
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to one less than `bound`.
    pub(crate) fn below(&self, bound: usize) -> usize {
        (self.number() % bound.max(1) as u64) as usize
    }

    /// Yes, so often in a thousand.
    pub(crate) fn chance(&self, in_a_thousand: u16) -> bool {
        self.below(1_000) < usize::from(in_a_thousand)
    }

    pub(crate) fn pick<T: Copy>(&self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    /// One of those with a weight, the heavier the more often.
    pub(crate) fn weighed<T: Copy>(&self, among: &[(u16, T)]) -> T {
        let mut left = self.below(among.iter().map(|(weight, _)| usize::from(*weight)).sum());
        for (weight, what) in among {
            match left.checked_sub(usize::from(*weight)) {
                None => return *what,
                Some(rest) => left = rest,
            }
        }
        unreachable!("what is left is below the sum")
    }
}
