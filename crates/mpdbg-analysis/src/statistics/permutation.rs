//! The permutation test of a difference of means.

use oorandom::Rand32;

use super::sorted;

/// Ways to split the plays up to which all of them are tried: 10 against 10 has 184,756.
const ALL_UP_TO: u64 = 200_000;
/// Ways that are tried where there are more.
const SOME: u32 = 50_000;
const SEED: u64 = 0x6d70_6462_6722;
/// How far two means that are the same may be apart by rounding, of the sum of all figures.
const ROUNDING: f64 = 1e-9;

/// The probability that the means differ as much as these, or more, where the two sides do not differ in
/// truth; two-sided. Every way to split all figures into sides of these sizes is equally likely then, and
/// figures that are the same count once for each. 1 where a side is empty.
///
/// Fisher, *The design of experiments* (1935), § 21; Pitman, *Significance tests which may be applied to
/// samples from any populations* (1937). Where there are too many splits, some of them: (b + 1) / (m + 1)
/// of Phipson and Smyth, *Permutation p-values should never be zero* (2010); but where one side is wholly
/// above the other, which such a draw hardly ever meets, twice the probability of this split.
pub(crate) fn permutation_test(before: &[f64], after: &[f64]) -> f64 {
    // The smaller side is drawn; the larger one is what is left.
    let drawn = if before.len() < after.len() {
        before
    } else {
        after
    };
    if before.is_empty() || after.is_empty() {
        return 1.0;
    }
    let all = sorted(&[before, after].concat());
    let scale: f64 = all.iter().map(|it| it.abs()).sum();
    let middle = all.iter().sum::<f64>() * drawn.len() as f64 / all.len() as f64;
    let off = sorted(drawn).iter().sum::<f64>() - middle;
    let splits = Splits {
        all: &all,
        middle,
        reach: off.abs() - scale * ROUNDING,
    };
    let ways = ways(all.len(), drawn.len());
    if are_apart(before, after, scale) && (before.len() == after.len() || ways.is_none()) {
        // This split, and the one the other way round.
        return (2.0 / all_ways(all.len(), drawn.len())).min(1.0);
    }
    match ways {
        Some(ways) => splits.all_as_far(0, drawn.len(), 0.0) as f64 / ways as f64,
        None => splits.some_as_far(drawn.len()),
    }
}

/// The smallest probability that [`permutation_test`] can answer for these figures, however they fall to
/// sides of these sizes: that of the split with all of the smallest, or all of the largest ones, on a side.
pub(crate) fn least_probability(before: &[f64], after: &[f64]) -> f64 {
    let all = sorted(&[before, after].concat());
    let drawn = before.len().min(after.len());
    let low = permutation_test(&all[..drawn], &all[drawn..]);
    if before.len() == after.len() {
        return low;
    }
    let high = permutation_test(&all[all.len() - drawn..], &all[..all.len() - drawn]);
    low.min(high)
}

/// True when one side is wholly above the other, by more than rounding.
fn are_apart(before: &[f64], after: &[f64], scale: f64) -> bool {
    let most = |side: &[f64]| side.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = |side: &[f64]| side.iter().copied().fold(f64::INFINITY, f64::min);
    let gap = (least(after) - most(before)).max(least(before) - most(after));
    gap > scale * ROUNDING
}

/// How many ways there are to choose `some` of `all`, however many they are.
fn all_ways(all: usize, some: usize) -> f64 {
    let factor = |chosen: usize| (all - chosen) as f64 / (some - chosen) as f64;
    (0..some).map(factor).product()
}

/// How many ways there are to choose `some` of `all`; none where they are too many to try.
fn ways(all: usize, some: usize) -> Option<u64> {
    let mut ways: u64 = 1;
    for chosen in 0..some.min(all - some) {
        ways = ways.checked_mul((all - chosen) as u64)? / (chosen as u64 + 1);
        if ways > ALL_UP_TO {
            return None;
        }
    }
    Some(ways)
}

struct Splits<'a> {
    all: &'a [f64],
    /// What the drawn figures add up to on the average.
    middle: f64,
    /// How far from it is far.
    reach: f64,
}

impl Splits<'_> {
    fn is_far(&self, sum: f64) -> bool {
        (sum - self.middle).abs() >= self.reach
    }

    /// Ways to draw `lacking` more figures from the one at `from` on that make the sum as far off.
    fn all_as_far(&self, from: usize, lacking: usize, sum: f64) -> u64 {
        if lacking == 0 {
            return u64::from(self.is_far(sum));
        }
        let last = self.all.len() - lacking;
        (from..=last)
            .map(|at| self.all_as_far(at + 1, lacking - 1, sum + self.all[at]))
            .sum()
    }

    fn some_as_far(&self, count: usize) -> f64 {
        let mut random = Rand32::new(SEED);
        let mut pool = self.all.to_vec();
        let mut far: u32 = 0;
        for _ in 0..SOME {
            for at in 0..count {
                let from = random.rand_range(at as u32..pool.len() as u32);
                pool.swap(at, from as usize);
            }
            far += u32::from(self.is_far(pool[..count].iter().sum()));
        }
        f64::from(far + 1) / f64::from(SOME + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREATED: [f64; 7] = [94.0, 38.0, 23.0, 197.0, 99.0, 16.0, 141.0];
    const CONTROL: [f64; 9] = [52.0, 10.0, 40.0, 104.0, 51.0, 27.0, 146.0, 30.0, 46.0];

    #[test]
    fn the_probabilities_are_those_of_others() {
        // Every split counted in Python with itertools; the mice are those of Efron and Tibshirani, *An
        // introduction to the bootstrap* (1993), table 2.1, whose one-sided answer from 1000 draws is 0.132.
        for (before, after, wanted) in [
            (&[0.0; 5][..], &[1.0, 2.0, 3.0, 4.0, 5.0][..], 2.0 / 252.0),
            (&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0], 2.0 / 70.0),
            (
                &[0.0, 0.0, 1.0, 0.0, 0.0, 2.0],
                &[3.0, 0.0, 4.0, 1.0, 5.0, 2.0],
                0.064_935_064_935_064_93,
            ),
            (&[2.0; 4], &[2.0; 4], 1.0),
            (
                &[0.0, 0.0, 0.0, 1.0],
                &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0],
                1.0,
            ),
            (&TREATED, &CONTROL, 0.278_321_678_321_678_3),
            (&[], &[1.0], 1.0),
        ] {
            let found = permutation_test(before, after);
            assert!((found - wanted).abs() < 1e-12, "{before:?}: {found}");
            let swapped = permutation_test(after, before);
            assert_eq!(found.to_bits(), swapped.to_bits());
        }
    }

    #[test]
    fn rounding_splits_no_ties() {
        // 0.1 + 0.2 is not 0.3 here: each side has the same mean whichever way it is added up.
        let (before, after) = ([0.1, 0.2, 0.7, 0.7], [0.3, 0.0, 0.7, 0.7]);
        assert!((permutation_test(&before, &after) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn too_many_splits_are_sampled_and_nearly_as_good() {
        let before: Vec<f64> = (0..20).map(f64::from).collect();
        let after: Vec<f64> = (0..20).map(|it| f64::from(it) + 3.5).collect();
        assert_eq!(ways(40, 20), None);
        // NumPy, 2,000,000 draws.
        let found = permutation_test(&before, &after);
        assert!((found - 0.0715).abs() < 0.004, "{found}");
        assert_eq!(found.to_bits(), permutation_test(&after, &before).to_bits());
        // One figure is on both sides: nothing as far was drawn, and that is all that is known.
        let far = permutation_test(&[0.0; 20], &before);
        assert!((far - 1.0 / 50_001.0).abs() < 1e-12, "{far}");
    }

    #[test]
    fn sides_that_are_wholly_apart_need_no_draws() {
        // math.comb in Python.
        for (count, splits) in [(11, 705_432.0), (20, 137_846_528_820.0)] {
            let low: Vec<f64> = (0..count).map(f64::from).collect();
            let high: Vec<f64> = (0..count).map(|it| f64::from(it) * 2.0 + 1000.0).collect();
            let found = permutation_test(&low, &high);
            assert!(
                (found * splits / 2.0 - 1.0).abs() < 1e-9,
                "{count}: {found}"
            );
            let swapped = permutation_test(&high, &low);
            assert_eq!(found.to_bits(), swapped.to_bits());
        }
    }

    #[test]
    fn the_smallest_answer_is_known_before() {
        assert_eq!(ways(20, 10), Some(184_756));
        for (before, after, wanted) in [
            (4, 4, 2.0 / 70.0),
            (5, 5, 2.0 / 252.0),
            (4, 7, 1.0 / 330.0),
            (2, 3, 0.1),
            (12, 12, 2.0 / 2_704_156.0),
        ] {
            let low: Vec<f64> = (0..before).map(f64::from).collect();
            let high: Vec<f64> = (0..after).map(|it| f64::from(it) * 2.0 + 1000.0).collect();
            let found = least_probability(&low, &high);
            assert!(
                (found / wanted - 1.0).abs() < 1e-9,
                "{before} {after}: {found}"
            );
            // However they fall.
            let all = [low, high].concat();
            let mixed: Vec<f64> = all.iter().rev().copied().collect();
            let (one, other) = mixed.split_at(before as usize);
            let again = least_probability(one, other);
            assert_eq!(found.to_bits(), again.to_bits());
        }
        // One figure of ten that is not like the others is on one side or on the other.
        let least = least_probability(&[0.0; 5], &[0.0, 3.0, 0.0, 0.0, 0.0]);
        assert!((least - 1.0).abs() < 1e-12, "{least}");
    }
}
