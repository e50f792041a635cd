//! Chance that can be repeated.

/// `SplitMix64` (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014): small, and
/// the same everywhere and for ever, which a crate does not promise.
pub(super) struct Dice(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// Dice for a purpose: two purposes with the same seed throw differently.
    pub(super) fn new(purpose: &str, seed: u64) -> Self {
        let mixed = purpose.bytes().fold(seed, |sum, byte| {
            mix(sum.wrapping_add(STEP) ^ u64::from(byte))
        });
        Self(mixed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number from 0 to `end - 1`; 0 where there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        // The remainder favours small numbers by far less than anyone could see here.
        usize::try_from(self.next() % (end as u64).max(1)).unwrap_or(0)
    }

    /// A number from `first` to `last`.
    pub(super) fn within(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// One of those that are there.
    pub(super) fn among<T: Copy>(&mut self, things: &[T]) -> Option<T> {
        let chosen = self.below(things.len());
        things.get(chosen).copied()
    }
}

const fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_repeats_and_differs_by_purpose_and_seed() {
        let throw = |purpose, seed| {
            let mut dice = Dice::new(purpose, seed);
            [(); 8].map(|()| dice.below(1000))
        };
        assert_eq!(throw("a", 1), throw("a", 1));
        assert_ne!(throw("a", 1), throw("a", 2));
        assert_ne!(throw("a", 1), throw("b", 1));
    }

    #[test]
    fn every_number_of_a_range_comes_and_no_other() {
        let mut dice = Dice::new("range", 7);
        let mut seen = [false; 3];
        for _ in 0..100 {
            seen[dice.within(5, 7) - 5] = true;
        }
        assert_eq!(seen, [true; 3]);
        assert_eq!((dice.below(0), dice.among::<u8>(&[])), (0, None));
    }
}
