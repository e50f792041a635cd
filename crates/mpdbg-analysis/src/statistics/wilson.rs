//! Wilson's interval of a share.

use statrs::distribution::{ContinuousCDF, Normal};

use super::Interval;

/// The 95 % interval of a share of which `of` trials were made and `with` had it; all there is, 0 to 1,
/// where no trial was made.
///
/// Wilson, *Probable inference, the law of succession, and statistical inference*, JASA 22 (1927), without
/// correction for continuity: it stays within 0 and 1, and holds for few trials and for rare events.
pub fn share_interval(with: u32, of: u32) -> Interval {
    if of == 0 {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let trials = f64::from(of);
    let share = f64::from(with.min(of)) / trials;
    let z = Normal::standard().inverse_cdf(0.975);
    let scale = 1.0 + z * z / trials;
    let centre = (share + z * z / (2.0 * trials)) / scale;
    let reach =
        (share * (1.0 - share) / trials + z * z / (4.0 * trials * trials)).sqrt() * z / scale;
    Interval {
        low: (centre - reach).max(0.0),
        high: (centre + reach).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_intervals_are_those_of_others() {
        // 81 of 263 and 15 of 148: Newcombe, Statistics in Medicine 17 (1998), table I; all of them: SciPy
        // 1.17, binomtest(k, n).proportion_ci(method='wilson').
        for (with, of, low, high) in [
            (8, 10, 0.490_162_471_536_641_8, 0.943_317_848_545_624_8),
            (0, 10, 0.0, 0.277_532_799_862_889_26),
            (10, 10, 0.722_467_200_137_110_9, 1.0),
            (1, 29, 0.006_113_214_292_762_667, 0.171_755_218_793_202_82),
            (81, 263, 0.255_288_519_878_274_2, 0.366_209_576_982_800_04),
            (15, 148, 0.062_386_399_530_736_29, 0.160_487_241_723_308_03),
            (0, 0, 0.0, 1.0),
        ] {
            let found = share_interval(with, of);
            assert!((found.low - low).abs() < 1e-9, "{with}/{of}: {found:?}");
            assert!((found.high - high).abs() < 1e-9, "{with}/{of}: {found:?}");
        }
    }
}
