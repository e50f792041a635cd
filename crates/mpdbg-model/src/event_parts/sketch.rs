//! Sketches: a few numbers of a picture or of a piece of sound, from which the distance of two can be
//! estimated without their content.
//!
//! A tug of war with several ropes (Alon, Matias, Szegedy 1996; Charikar, Chen, Farach-Colton 2002): each
//! sample is added, with a sign that is pseudo-random but fixed for its place, to one of `K` sums. Where two
//! differ by `d`, their sums differ by the signed sums of `d`, whose squares add up to the sum of `d²` on
//! average, since what is mixed cancels out. The standard error of the estimate is √(2/K) of it.
//!
//! A sum is divided by √(samples / K), so that a square of it stands for one sample, whatever the size.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A ratio in tenths of a decibel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct Decibels(i32);

impl Decibels {
    /// So many tenths of a decibel.
    pub const fn from_tenths(tenths: i32) -> Self {
        Self(tenths)
    }

    /// A ratio of two powers (of mean squares), greater than 0.
    fn of_power(ratio: f64) -> Self {
        Self((100.0 * ratio.log10()).round() as i32)
    }

    /// In tenths of a decibel.
    pub const fn tenths(self) -> i32 {
        self.0
    }

    /// In decibels.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

impl fmt::Display for Decibels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}", self.as_f64())
    }
}

/// As a number of decibels.
impl Serialize for Decibels {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

/// The sketch of a picture: samples of all planes as they are hashed, one of every four rows, scaled to 0 to 255 and centred, in
/// eighths of that scale. Nineteen times in twenty the estimated mean square error is between 0.27 and 2.2
/// times the true one (−5.6 to +3.4 dB).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureSketch(pub [i16; PictureSketch::SUMS]);

impl PictureSketch {
    /// How many sums there are.
    pub const SUMS: usize = 8;
    /// Steps of a sum in one step of 8-bit samples.
    pub const STEPS: f64 = 8.0;
    /// The ratio of two that are equal: what is nearer than this is lost in the rounding.
    pub const NEAREST: Decibels = Decibels(740);

    /// Rounds signed sums over so many samples of 0 to 255, minus 127.5 each.
    pub fn of_sums(sums: [f64; Self::SUMS], samples: u64) -> Self {
        Self(scaled(sums, samples, Self::STEPS).map(|sum| sum as i16))
    }

    /// The estimated peak signal-to-noise ratio of two pictures in decibels: 10 · log₁₀(255² / mean square
    /// error) over all samples of all planes. At most [`PictureSketch::NEAREST`].
    pub fn psnr(self, other: Self) -> Decibels {
        let error = mean_square(self.0.map(f64::from), other.0.map(f64::from), Self::STEPS);
        Decibels::of_power(255.0 * 255.0 / error)
    }
}

/// The sketch of a piece of sound: samples of all channels with full scale at ±1, in 2⁻¹⁵ of it.
/// Nineteen times in twenty the estimated mean square of a difference is between 0.12 and 2.8 times the true
/// one (−9.2 to +4.5 dB).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundSketch(pub [i32; SoundSketch::SUMS]);

impl SoundSketch {
    /// How many sums there are.
    pub const SUMS: usize = 4;
    /// Steps of a sum in full scale.
    pub const STEPS: f64 = 32_768.0;
    /// The difference of two that are equal: what is less than this is lost in the rounding.
    pub const NEAREST: Decibels = Decibels(-981);

    /// Rounds signed sums over so many samples, those of all channels counted.
    pub fn of_sums(sums: [f64; Self::SUMS], samples: u64) -> Self {
        Self(scaled(sums, samples, Self::STEPS).map(|sum| sum as i32))
    }

    /// The estimated mean square of the difference of two pieces of sound, in decibels relative to that of a
    /// full-scale square wave (dBFS): 10 · log₁₀(mean square). At least [`SoundSketch::NEAREST`].
    pub fn difference(self, other: Self) -> Decibels {
        let square = mean_square(self.0.map(f64::from), other.0.map(f64::from), Self::STEPS);
        Decibels::of_power(square)
    }
}

fn scaled<const SUMS: usize>(sums: [f64; SUMS], samples: u64, steps: f64) -> [f64; SUMS] {
    let norm = (samples.max(1) as f64 / SUMS as f64).sqrt();
    sums.map(|sum| (sum / norm * steps).round())
}

/// The mean square of the difference that two sketches stand for; at least what rounding leaves of two that
/// are equal: a variance of 1/12 of a step each.
fn mean_square<const SUMS: usize>(one: [f64; SUMS], other: [f64; SUMS], steps: f64) -> f64 {
    let differences = one.into_iter().zip(other).map(|(one, other)| one - other);
    let squares: f64 = differences.map(|it| it * it).sum();
    (squares / SUMS as f64).max(1.0 / 6.0) / (steps * steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_equal_is_as_near_as_can_be_told() {
        let picture = PictureSketch([3, -7, 300, 0, 1, 2, 3, 4]);
        assert_eq!(picture.psnr(picture), PictureSketch::NEAREST);
        assert_eq!(PictureSketch::NEAREST.to_string(), "74.0");
        let sound = SoundSketch([3, -7, 300, 0]);
        assert_eq!(sound.difference(sound), SoundSketch::NEAREST);
    }

    #[test]
    fn a_distance_is_the_mean_square_of_the_sums() {
        let flat = PictureSketch::default();
        let off_by_one = PictureSketch([8, -8, 8, 8, -8, -8, 8, 8]);
        assert_eq!(flat.psnr(off_by_one), Decibels::from_tenths(481));
        assert_eq!(off_by_one.psnr(flat), Decibels::from_tenths(481));
        let full = SoundSketch([32_768, -32_768, 32_768, 32_768]);
        assert_eq!(full.difference(SoundSketch::default()).tenths(), 0);
    }

    #[test]
    fn sums_are_held_against_the_number_of_samples() {
        let sketch = PictureSketch::of_sums([20.0; 8], 3200);
        assert_eq!(sketch, PictureSketch([8; 8]));
        assert_eq!(PictureSketch::of_sums([1e9; 8], 8).0, [i16::MAX; 8]);
        assert_eq!(SoundSketch::of_sums([f64::NAN; 4], 0).0, [0; 4]);
    }
}
