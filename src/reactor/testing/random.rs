//! Numbers that look like chance and are the same in each run: SplitMix64, in its ten lines.

/// A generator; the seed is all that it depends on.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 1 to `most`, which is at least 1.
    pub(super) fn up_to(&mut self, most: usize) -> usize {
        1 + (self.next() % most.max(1) as u64) as usize
    }

    /// Yes, so often in a thousand.
    pub(super) fn chance(&mut self, in_a_thousand: u16) -> bool {
        self.next() % 1_000 < u64::from(in_a_thousand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_all_that_it_depends_on() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            (0..8).map(|_| random.up_to(100)).collect::<Vec<usize>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert!(draw(3).iter().all(|drawn| (1..=100).contains(drawn)), "{:?}", draw(3));
    }

    #[test]
    fn never_is_never_and_a_thousand_is_always() {
        let mut random = Random::new(7);
        assert!((0..100).all(|_| !random.chance(0) && random.chance(1_000)));
    }
}
