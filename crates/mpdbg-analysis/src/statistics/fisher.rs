//! Fisher's exact test of two shares.

use statrs::distribution::{Discrete, Hypergeometric};

/// How far two probabilities that are the same may be apart by rounding.
const ROUNDING: f64 = 1e-7;

/// Of a share of some trials: how many had it, of how many.
pub(crate) type Share = (u32, u32);

/// The probability that two shares are as different as these, or more so, where they are the same in
/// truth; two-sided: all tables with the same margins that are no more likely than this one.
///
/// Fisher, *The logic of inductive inference*, Journal of the Royal Statistical Society 98 (1935); the
/// two-sided form is that of R's `fisher.test`. 1 where a side has no trial.
pub(crate) fn fisher_exact(one: Share, other: Share) -> f64 {
    // The same table whichever side is which.
    let (small, large) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    let [with, trials, more_with, more] = [small.0, small.1, large.0, large.1].map(u64::from);
    let all_with = with + more_with;
    let Ok(tables) = Hypergeometric::new(trials + more, all_with, trials) else {
        // A share of more than all: there is nothing to test.
        return 1.0;
    };
    let likely = |with: u64| tables.ln_pmf(with).exp();
    let this = likely(with) * (1.0 + ROUNDING);
    let first = all_with.saturating_sub(more);
    let last = all_with.min(trials);
    let p: f64 = (first..=last).map(likely).filter(|it| *it <= this).sum();
    p.min(1.0)
}

/// The smallest probability that [`fisher_exact`] can answer for two sides of these sizes, however those that
/// have it fall to them.
pub(crate) fn least_of_shares(one: Share, other: Share) -> f64 {
    let with = one.0 + other.0;
    let fallen = |first: u32| fisher_exact((first, one.1), (with - first, other.1));
    let fewest = with.saturating_sub(other.1);
    fallen(fewest).min(fallen(with.min(one.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probabilities_are_those_of_others() {
        // The first is the lady who tastes tea, the second the convicted twins, both of Fisher; all of
        // them: SciPy 1.17, fisher_exact(table), and R, fisher.test.
        for (one, other, wanted) in [
            ((3, 4), (1, 4), 0.485_714_285_714_285_65),
            ((10, 12), (3, 18), 0.000_536_724_119_143_435_7),
            ((8, 10), (1, 6), 0.034_965_034_965_034_975),
            ((0, 10), (5, 10), 0.032_507_739_938_080_496),
            ((5, 5), (0, 5), 0.007_936_507_936_507_938),
            ((1, 25), (5, 25), 0.189_463_019_250_253_3),
            ((100, 102), (1000, 1005), 0.130_075_936_343_001_63),
            ((60, 500), (30, 500), 0.001_245_933_777_968_425_6),
            ((20, 20), (180, 180), 1.0),
            ((3, 10), (3, 10), 1.0),
            ((0, 0), (3, 10), 1.0),
        ] {
            let found = fisher_exact(one, other);
            let near = (found - wanted).abs() <= 1e-8 * wanted;
            assert!(near, "{one:?} {other:?}: {found}, not {wanted}");
            assert_eq!(found.to_bits(), fisher_exact(other, one).to_bits());
        }
    }

    #[test]
    fn the_least_probability_is_that_of_the_table_furthest_off() {
        for (one, other, wanted) in [
            ((2, 5), (3, 5), 2.0 / 252.0),
            ((1, 5), (0, 5), 1.0),
            ((5, 5), (5, 5), 1.0),
            // SciPy 1.17, fisher_exact([[0, 4], [3, 3]]) and fisher_exact([[3, 1], [0, 6]]).
            ((1, 4), (2, 6), 1.0 / 30.0),
        ] {
            let found = least_of_shares(one, other);
            assert!((found - wanted).abs() < 1e-9, "{one:?} {other:?}: {found}");
            assert_eq!(found.to_bits(), least_of_shares(other, one).to_bits());
        }
    }
}
