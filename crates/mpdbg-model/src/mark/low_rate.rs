//! Sound at a lower rate, where looking for marks is cheap.

use std::f64::consts::{PI, TAU};

/// Samples a second that are aimed at: the highest tone of a mark is 4 kHz.
const AIM: u32 = 12_000;
/// Hertz up to which the sound is kept whole.
const KEPT: f64 = 4000.0;
/// Taps of the filter for every step of the lowering.
const TAPS: usize = 10;

/// Lowers the rate of sound by a whole factor, behind a low-pass filter.
#[derive(Clone, Debug)]
pub(super) struct Lowering {
    factor: usize,
    taps: Vec<f32>,
    /// Samples that the next results still need.
    waiting: Vec<f32>,
}

impl Lowering {
    pub(super) fn new(rate: u32) -> Self {
        let factor = (f64::from(rate) / f64::from(AIM)).round().max(1.0) as usize;
        let taps = if factor == 1 {
            vec![1.0]
        } else {
            low_pass(f64::from(rate), factor)
        };
        // The filter looks as far ahead as back: result n stands at sample n × factor.
        let waiting = vec![0.0; taps.len() / 2];
        Self {
            factor,
            taps,
            waiting,
        }
    }

    /// How many times lower the rate is.
    pub(super) fn factor(&self) -> usize {
        self.factor
    }

    pub(super) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.waiting.extend_from_slice(samples);
        let mut from = 0;
        while let Some(window) = self.waiting.get(from..from + self.taps.len()) {
            out.push(dot(window, &self.taps));
            from += self.factor;
        }
        self.waiting.drain(..from.min(self.waiting.len()));
    }
}

/// A windowed sinc between what is kept and what would fold back into it.
fn low_pass(rate: f64, factor: usize) -> Vec<f32> {
    let half = (TAPS * factor / 2) as i32;
    let folds = rate / factor as f64 - KEPT;
    let corner = f64::midpoint(KEPT, folds) / rate;
    let raw: Vec<f64> = (-half..=half)
        .map(|tap| {
            let at = f64::from(tap);
            let sinc = if tap == 0 {
                2.0 * corner
            } else {
                (TAU * corner * at).sin() / (PI * at)
            };
            let window = 0.54 + 0.46 * (PI * at / f64::from(half)).cos();
            sinc * window
        })
        .collect();
    let sum: f64 = raw.iter().sum();
    raw.into_iter().map(|tap| (tap / sum) as f32).collect()
}

/// The sum of the products, in eight lanes that the compiler can put into one register.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a8, a_rest) = a.as_chunks::<8>();
    let (b8, b_rest) = b.as_chunks::<8>();
    let mut lanes = [0.0_f32; 8];
    for (a, b) in a8.iter().zip(b8) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(rate: u32, hertz: f64) -> f32 {
        let sine: Vec<f32> = (0..rate / 2)
            .map(|n| (TAU * hertz * f64::from(n) / f64::from(rate)).sin() as f32)
            .collect();
        let mut lowering = Lowering::new(rate);
        let mut out = Vec::new();
        for piece in sine.chunks(777) {
            lowering.push(piece, &mut out);
        }
        let middle = &out[out.len() / 4..out.len() * 3 / 4];
        (dot(middle, middle) / middle.len() as f32 * 2.0).sqrt()
    }

    #[test]
    fn what_marks_are_made_of_passes_and_what_would_fold_into_it_does_not() {
        for rate in [22_050, 32_000, 44_100, 48_000, 96_000] {
            for hertz in [1000.0, 2500.0, 3900.0] {
                let level = level(rate, hertz);
                assert!((0.8..1.05).contains(&level), "{rate} {hertz}: {level}");
            }
            let low = f64::from(rate) / Lowering::new(rate).factor() as f64;
            for hertz in [low, low + 2500.0] {
                assert!(level(rate, hertz) < 0.03, "{rate} {hertz}");
            }
        }
    }

    #[test]
    fn a_result_stands_where_its_samples_stood() {
        let mut lowering = Lowering::new(48_000);
        let mut click = vec![0.0; 4000];
        click[2000] = 1.0;
        let mut out = Vec::new();
        lowering.push(&click, &mut out);
        let peak = (0..out.len()).max_by(|a, b| out[*a].total_cmp(&out[*b]));
        assert_eq!(peak, Some(500));
    }
}
