//! Tests that cannot come out, whatever the plays show.

/// Which of these tests may be counted: those that could be below the level, corrected for the number of
/// such tests. `least` holds the smallest probability that each of them can answer, which does not depend on
/// what fell to which side.
///
/// Tarone, *A modified Bonferroni method for discrete data*, Biometrics 46 (1990): with the smallest number
/// for which no more tests than that could be below the level divided by it. The others are as good as not
/// made, so that a corpus with many tests that can say nothing does not silence those that can.
pub(crate) fn can_count(least: &[f64], level: f64) -> Vec<bool> {
    let could = |number: usize, p: f64| p * (number as f64) < level;
    let enough = |number: &usize| {
        let counted = least.iter().filter(|p| could(*number, **p)).count();
        counted <= *number
    };
    let number = (1..=least.len()).find(enough).unwrap_or(1);
    least.iter().map(|p| could(number, *p)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_can_say_nothing_are_not_counted() {
        // Five plays against five can be as rare as this: six tests at 0.05, three at half of that.
        let five = 2.0 / 252.0;
        assert_eq!(can_count(&[five; 6], 0.05), [true; 6]);
        assert_eq!(can_count(&[five; 7], 0.05), [false; 7]);
        assert_eq!(can_count(&[five; 3], 0.025), [true; 3]);
        assert_eq!(can_count(&[five; 4], 0.025), [false; 4]);
        let mut mixed = vec![five; 6];
        mixed.extend([0.3; 1000]);
        let counted = can_count(&mixed, 0.05);
        assert!(counted[..6].iter().all(|it| *it) && !counted[6..].contains(&true));
        // What could be far below is not silenced by what could be a little below.
        assert_eq!(
            can_count(&[1e-5, five, five, 0.04], 0.025),
            [true, true, true, false]
        );
        assert!(can_count(&[], 0.05).is_empty());
    }
}
