//! Means that do not depend on the order of the figures.

/// The figures in ascending order.
pub(crate) fn sorted(figures: &[f64]) -> Vec<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The arithmetic mean; 0 of nothing. Added up in ascending order, so that the order of the figures does
/// not show in the last digit.
pub(crate) fn mean(figures: &[f64]) -> f64 {
    if figures.is_empty() {
        return 0.0;
    }
    sorted(figures).iter().sum::<f64>() / figures.len() as f64
}
