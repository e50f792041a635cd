//! Holm's correction for many tests.

/// The probabilities, corrected so that any of them is below a level by chance with at most the
/// probability of that level; in the order of `p`.
///
/// Holm, *A simple sequentially rejective multiple test procedure*, Scandinavian Journal of Statistics 6
/// (1979): the smallest times their number, the next times one less, and so on; never falling, at most 1.
pub(crate) fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|one, other| p[*one].total_cmp(&p[*other]));
    let mut corrected = vec![1.0; p.len()];
    let mut highest: f64 = 0.0;
    for (rank, at) in order.into_iter().enumerate() {
        let left = (p.len() - rank) as f64;
        highest = highest.max((p[at] * left).min(1.0));
        corrected[at] = highest;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corrected_ones_are_those_of_others() {
        // R 4, p.adjust(p, "holm"), and statsmodels, multipletests(p, method='holm').
        for (p, wanted) in [
            (
                &[0.01, 0.04, 0.03, 0.005][..],
                &[0.03, 0.06, 0.06, 0.02][..],
            ),
            (&[0.05, 0.01], &[0.05, 0.02]),
            (&[1e-5, 0.02, 0.02, 0.9, 0.5], &[5e-5, 0.08, 0.08, 1.0, 1.0]),
            (&[0.6], &[0.6]),
            (&[], &[]),
        ] {
            let found = holm(p);
            assert_eq!(found.len(), wanted.len());
            for (one, other) in found.iter().zip(wanted) {
                assert!((one - other).abs() < 1e-12, "{p:?}: {found:?}");
            }
        }
    }
}
