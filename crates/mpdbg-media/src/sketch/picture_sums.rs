//! The signed sums of the samples of a picture.

use mpdbg_model::PictureSketch;

use super::signs::{LANES, RUN, Signs};

const SUMS: usize = PictureSketch::SUMS;

/// Signed sums over the samples of a picture, plane by plane and row by row.
pub(super) struct PictureSums {
    /// The greatest value of a sample.
    greatest: u16,
    /// Sums of twice each sample minus `greatest`, so that they are whole.
    doubled: [i64; SUMS],
    samples: u64,
}

impl PictureSums {
    /// Nothing yet of a picture whose samples are from 0 to `greatest`.
    pub(super) const fn new(greatest: u16) -> Self {
        Self {
            greatest,
            doubled: [0; SUMS],
            samples: 0,
        }
    }

    /// Adds a row of samples of one byte.
    pub(super) fn add_bytes(&mut self, plane: usize, row: usize, samples: &[u8]) {
        for (number, run) in samples.chunks(RUN).enumerate() {
            let signs = Signs::of(plane, row, number);
            self.add(&signs, run.len(), folded(of_bytes(run, signs.masks)));
        }
    }

    /// Adds a row of samples of more than one byte.
    pub(super) fn add_words(&mut self, plane: usize, row: usize, samples: &[u16]) {
        for (number, run) in samples.chunks(RUN).enumerate() {
            let signs = Signs::of(plane, row, number);
            let lanes = of_words(run, signs.masks, self.greatest);
            self.add(&signs, run.len(), folded(lanes));
        }
    }

    /// Adds a run of samples, whose sums are given with those to be subtracted taken from `greatest`.
    fn add(&mut self, signs: &Signs, samples: usize, sums: [u32; SUMS]) {
        let greatest = i64::from(self.greatest);
        for (number, sum) in sums.into_iter().enumerate() {
            let held = (samples + SUMS - 1 - number) / SUMS;
            let centred = 2 * i64::from(sum) - greatest * held as i64;
            let turned = signs.turned >> number & 1 == 1;
            self.doubled[number] += if turned { -centred } else { centred };
        }
        self.samples += samples as u64;
    }

    /// The sketch of what was added.
    pub(super) fn sketch(&self) -> PictureSketch {
        let scale = 255.0 / f64::from(self.greatest) / 2.0;
        PictureSketch::of_sums(self.doubled.map(|sum| sum as f64 * scale), self.samples)
    }
}

/// The sums of lanes: every eighth is of the same.
fn folded<T: Copy + Into<u32>>(lanes: [T; LANES]) -> [u32; SUMS] {
    let mut sums = [0; SUMS];
    for lanes in lanes.as_chunks::<SUMS>().0 {
        for (sum, lane) in sums.iter_mut().zip(lanes) {
            *sum += (*lane).into();
        }
    }
    sums
}

/// A lane holds at most 64 samples of a run, so that its sum fits.
fn of_bytes(run: &[u8], masks: &[[u8; LANES]]) -> [u16; LANES] {
    let mut lanes = [0_u16; LANES];
    let (rows, rest) = run.as_chunks::<LANES>();
    for (row, mask) in rows.iter().zip(masks) {
        for ((lane, sample), mask) in lanes.iter_mut().zip(row).zip(mask) {
            *lane = lane.wrapping_add(u16::from(sample ^ mask));
        }
    }
    if let Some(mask) = masks.get(rows.len()) {
        for ((lane, sample), mask) in lanes.iter_mut().zip(rest).zip(mask) {
            *lane = lane.wrapping_add(u16::from(sample ^ mask));
        }
    }
    lanes
}

fn of_words(run: &[u16], masks: &[[u8; LANES]], greatest: u16) -> [u32; LANES] {
    let mut lanes = [0_u32; LANES];
    for (row, mask) in run.chunks(LANES).zip(masks) {
        for ((lane, sample), mask) in lanes.iter_mut().zip(row).zip(mask) {
            let mask = u16::from_ne_bytes([*mask; 2]) & greatest;
            *lane = lane.wrapping_add(u32::from(sample ^ mask));
        }
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::super::signs::rows_of;
    use super::*;

    const WIDTH: usize = 640;
    const HEIGHT: usize = 360;

    /// A grey picture with some structure and some noise.
    fn picture(seed: u32) -> Vec<u8> {
        let mut random = noise(seed);
        (0..WIDTH * HEIGHT)
            .map(|at| {
                let (x, y) = (at % WIDTH, at / WIDTH);
                let wave = 60.0 * (x as f64 / 37.0).sin() * (y as f64 / 53.0).cos();
                (128.0 + wave + f64::from(random() % 16)) as u8
            })
            .collect()
    }

    /// A linear congruential generator (Numerical Recipes).
    fn noise(seed: u32) -> impl FnMut() -> u32 {
        let mut state = seed;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 16
        }
    }

    fn sketch(picture: &[u8]) -> PictureSketch {
        let mut sums = PictureSums::new(255);
        for row in rows_of(0, HEIGHT) {
            sums.add_bytes(0, row, &picture[row * WIDTH..][..WIDTH]);
        }
        sums.sketch()
    }

    fn exact(one: &[u8], other: &[u8]) -> f64 {
        let squares: f64 = one
            .iter()
            .zip(other)
            .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2))
            .sum();
        10.0 * (255.0 * 255.0 * one.len() as f64 / squares).log10()
    }

    /// How far the estimate is from the true ratio for each of 40 pictures, and how far on average of the
    /// power.
    fn errors(damage: impl Fn(&mut [u8], u32)) -> (Vec<f64>, f64) {
        let each = (0..40).map(|seed| {
            let whole = picture(seed);
            let mut broken = whole.clone();
            damage(&mut broken, seed);
            let estimate = sketch(&whole).psnr(sketch(&broken)).as_f64();
            estimate - exact(&whole, &broken)
        });
        let each: Vec<f64> = each.collect();
        let ratios = each.iter().map(|error| 10.0_f64.powf(-error / 10.0));
        let mean = ratios.sum::<f64>() / each.len() as f64;
        (each, mean)
    }

    fn assert_near(damage: impl Fn(&mut [u8], u32)) {
        let (each, mean) = errors(damage);
        // Without bias: the mean of 40 estimates has a standard error of 8 %.
        assert!((0.7..1.4).contains(&mean), "{mean} {each:?}");
        assert!(each.iter().all(|it| it.abs() < 11.0), "{each:?}");
        let near = each.iter().filter(|it| (-3.5..5.7).contains(*it)).count();
        assert!(near >= 31, "{near} {each:?}");
    }

    #[test]
    fn rounding_is_estimated() {
        assert_near(|picture, seed| {
            let mut random = noise(seed + 1000);
            for sample in picture {
                *sample += u8::from(random().is_multiple_of(4));
            }
        });
    }

    #[test]
    fn what_is_alike_all_over_is_estimated() {
        // The signs are the same for all of these, so that the estimates err alike.
        let (each, _) = errors(|picture, _| picture.iter_mut().for_each(|it| *it += 3));
        assert!(each.iter().all(|it| it.abs() < 5.7), "{each:?}");
        assert_near(|picture, seed| picture.rotate_right(1 + seed as usize % 7));
        assert_near(|picture, seed| picture.rotate_right(WIDTH * (1 + seed as usize % 7)));
    }

    #[test]
    fn a_broken_block_is_further_than_rounding() {
        let blacken = |picture: &mut [u8], seed: u32| {
            let (x, y) = ((seed as usize * 16) % WIDTH, (seed as usize * 48) % HEIGHT);
            for row in y / 16 * 16..y / 16 * 16 + 16 {
                if let Some(row) = picture.get_mut(row * WIDTH + x..row * WIDTH + x + 16) {
                    row.fill(16);
                }
            }
        };
        assert_near(blacken);
        let whole = picture(1);
        let mut broken = whole.clone();
        blacken(&mut broken, 1);
        let mut rounded = whole.clone();
        rounded.iter_mut().step_by(5).for_each(|it| *it += 1);
        let of = |other: &[u8]| sketch(&whole).psnr(sketch(other)).as_f64();
        let (broken, rounded) = (of(&broken), of(&rounded));
        assert!(broken < 42.0 && rounded > 51.0, "{broken} {rounded}");
    }

    #[test]
    fn deep_samples_are_as_far_apart_as_shallow_ones() {
        let shallow = picture(3);
        let deep = |add: u16| {
            let mut sums = PictureSums::new(1023);
            for (row, samples) in shallow.chunks(WIDTH).enumerate() {
                let samples: Vec<u16> = samples.iter().map(|it| u16::from(*it) * 4 + add).collect();
                sums.add_words(0, row, &samples);
            }
            sums.sketch()
        };
        let ratio = deep(0).psnr(deep(4)).as_f64();
        // Off by 4 of 1023 in all samples.
        assert!((ratio - 48.16).abs() < 5.0, "{ratio}");
    }

    #[test]
    fn long_rows_are_whole() {
        let row = vec![200; 3 * RUN + 100];
        let mut other = row.clone();
        other[2 * RUN + 7..2 * RUN + 1007].fill(100);
        let of = |row: &[u8]| {
            let mut sums = PictureSums::new(255);
            sums.add_bytes(0, 0, row);
            (sums.samples, sums.sketch())
        };
        let ((samples, one), (_, other_sketch)) = (of(&row), of(&other));
        assert_eq!(samples, row.len() as u64);
        let error = one.psnr(other_sketch).as_f64() - exact(&row, &other);
        assert!(error.abs() < 6.0, "{error}");
    }
}
