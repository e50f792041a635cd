//! The sketch of a decoded piece of sound.

use mpdbg_model::{ContentHash, HashKind, SoundSketch};

use super::signs::mixed;
use crate::Sound;
use crate::sound_channel::samples;

const SUMS: usize = SoundSketch::SUMS;

impl Sound {
    /// What is in it: the hash, and the sketch where there is one and content is hashed at all.
    pub fn content(&self, kind: HashKind) -> (ContentHash, Option<SoundSketch>) {
        let hash = self.hash(kind);
        (
            hash,
            (kind != HashKind::None).then(|| self.sketch()).flatten(),
        )
    }

    /// The sketch of the samples of all channels; none for a format that FFmpeg does not name. Planar or
    /// interleaved makes no difference.
    pub fn sketch(&self) -> Option<SoundSketch> {
        let count = self.samples() as usize;
        let step = if self.frame.is_packed() {
            usize::from(self.channels())
        } else {
            1
        };
        let format = self.frame.format();
        let mut sums = SoundSums::default();
        let mut is_known = true;
        self.each_plane(|bytes| {
            for channel in 0..step {
                let rest = bytes.get(channel * format.bytes()..).unwrap_or_default();
                match samples(format, rest, step, count) {
                    Some(samples) => sums.add_channel(&samples),
                    None => is_known = false,
                }
            }
        });
        is_known.then(|| sums.sketch())
    }
}

/// Signed sums over the samples of a piece of sound, channel by channel.
#[derive(Default)]
struct SoundSums {
    sums: [f64; SUMS],
    channels: u64,
    samples: u64,
}

impl SoundSums {
    /// Adds one after the other, so that rounding is the same everywhere.
    fn add_channel(&mut self, samples: &[f32]) {
        for (number, run) in (0..).zip(samples.chunks(64)) {
            let word = mixed(1 << 63 | self.channels << 32 | number);
            for (at, sample) in run.iter().enumerate() {
                let sample = f64::from(*sample);
                let turned = word >> at & 1 == 1;
                self.sums[at % SUMS] += if turned { -sample } else { sample };
            }
        }
        self.channels += 1;
        self.samples += samples.len() as u64;
    }

    fn sketch(&self) -> SoundSketch {
        SoundSketch::of_sums(self.sums, self.samples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two channels of a tone.
    fn tone(seed: u32) -> Vec<f32> {
        let pitch = 0.01 + f64::from(seed) * 0.003;
        let tone = |at: u32| 0.3 * (f64::from(at) * pitch).sin();
        (0..2048).map(|at| tone(at) as f32).collect()
    }

    fn sketch(samples: &[f32]) -> SoundSketch {
        let mut sums = SoundSums::default();
        samples.chunks(1024).for_each(|it| sums.add_channel(it));
        sums.sketch()
    }

    fn exact(one: &[f32], other: &[f32]) -> f64 {
        let squares: f64 = one
            .iter()
            .zip(other)
            .map(|(a, b)| f64::from(a - b).powi(2))
            .sum();
        10.0 * (squares / one.len() as f64).log10()
    }

    /// How far the estimates are from the true differences, in decibels.
    fn errors(damage: impl Fn(&mut [f32], usize)) -> Vec<f64> {
        let each = (0..40).map(|seed| {
            let whole = tone(seed);
            let mut broken = whole.clone();
            damage(&mut broken, seed as usize);
            let estimate = sketch(&whole).difference(sketch(&broken)).as_f64();
            estimate - exact(&whole, &broken)
        });
        each.collect()
    }

    fn assert_near(damage: impl Fn(&mut [f32], usize)) {
        let each = errors(damage);
        let ratios = each.iter().map(|error| 10.0_f64.powf(error / 10.0));
        let mean = ratios.sum::<f64>() / each.len() as f64;
        // Without bias: the mean of 40 estimates has a standard error of 11 %.
        assert!((0.6..1.5).contains(&mean), "{mean} {each:?}");
        let near = each.iter().filter(|it| (-9.3..4.6).contains(*it)).count();
        assert!(near >= 34, "{near} {each:?}");
    }

    #[test]
    fn a_difference_is_estimated() {
        assert_near(|samples, _| samples.iter_mut().for_each(|it| *it = -*it));
        assert_near(|samples, seed| samples.rotate_right(1 + seed));
        assert_near(|samples, seed| samples[seed * 40..][..100].fill(0.5));
    }

    #[test]
    fn rounding_is_far_below_a_flipped_sign() {
        let whole = tone(7);
        let noise = (0..).map(|at| if at % 3 == 0 { 3e-5 } else { -3e-5 });
        let rounded: Vec<f32> = whole.iter().zip(noise).map(|(it, by)| it + by).collect();
        let mut flipped = whole.clone();
        flipped[300..400].iter_mut().for_each(|it| *it = -*it);
        let of = |other: &[f32]| sketch(&whole).difference(sketch(other)).as_f64();
        let (rounded, flipped) = (of(&rounded), of(&flipped));
        assert!(rounded < -84.0 && flipped > -35.0, "{rounded} {flipped}");
    }

    #[test]
    fn what_is_no_number_is_no_end() {
        let mut samples = tone(1);
        samples[3] = f32::NAN;
        assert_eq!(sketch(&samples).0.iter().filter(|it| **it == 0).count(), 1);
    }
}
