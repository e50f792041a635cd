//! Two things timed in turn, so that what else the machine does happens to both.

use std::time::Duration;

/// Times `a` and `b` in turn and prints the ratios of the pairs.
#[expect(
    clippy::print_stdout,
    reason = "a benchmark's output is what it prints"
)]
pub(crate) fn pairs(
    what: &str,
    runs: usize,
    mut a: impl FnMut() -> Duration,
    mut b: impl FnMut() -> Duration,
) {
    a();
    b();
    let timed: Vec<(f64, f64)> = (0..runs)
        .map(|_| (a().as_secs_f64(), b().as_secs_f64()))
        .collect();
    let ratios = sorted(timed.iter().map(|(a, b)| a / b));
    let (a, b) = (
        sorted(timed.iter().map(|t| t.0)),
        sorted(timed.iter().map(|t| t.1)),
    );
    println!(
        "{what}\n    ratio {:.3} [{:.3} .. {:.3}]   {:.3} s against {:.3} s",
        ratios[runs / 2],
        ratios[0],
        ratios[runs - 1],
        a[runs / 2],
        b[runs / 2]
    );
}

/// The values, the least first.
pub(crate) fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// How many pairs are asked for: `MPDBG_BENCH_RUNS`, at least 1, usually 7.
pub(crate) fn runs() -> usize {
    let asked = std::env::var("MPDBG_BENCH_RUNS").ok();
    let asked: Option<usize> = asked.and_then(|runs| runs.parse().ok());
    asked.unwrap_or(7).max(1)
}
