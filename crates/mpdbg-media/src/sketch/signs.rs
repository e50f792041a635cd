//! Pseudo-random signs, fixed for ever: a sketch of today is held against one of tomorrow.

/// Samples that are added side by side.
pub(super) const LANES: usize = 64;
/// Rows of the table of masks that a run of samples takes at most.
const ROWS: usize = 64;
/// Rows of a picture of which one is taken.
const GROUP: usize = 4;
/// Rows at which a run may begin.
const STARTS: usize = 192;
/// Samples of a run.
pub(super) const RUN: usize = ROWS * LANES;

/// For each sample of a run, beginning at one of the first [`STARTS`] rows: 0 to add it, all ones to subtract
/// it. A run never wraps around, so that a row is used once in it.
static MASKS: [[u8; LANES]; STARTS + ROWS] = masks();

const fn masks() -> [[u8; LANES]; STARTS + ROWS] {
    let mut masks = [[0; LANES]; STARTS + ROWS];
    let mut row = 0;
    while row < masks.len() {
        let word = mixed(row as u64);
        let mut lane = 0;
        while lane < LANES {
            masks[row][lane] = if word >> lane & 1 == 1 { 0xff } else { 0 };
            lane += 1;
        }
        row += 1;
    }
    masks
}

/// The `number`th output of `SplitMix64` with the seed 0 (Steele, Lea, Flood 2014).
pub(super) const fn mixed(number: u64) -> u64 {
    let mut word = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// The rows of a plane that a sketch is of: one of every four, not always the same of them, since the rows of
/// an interlaced picture take turns. No codec has blocks of fewer rows, so that none is passed over.
pub(super) fn rows_of(plane: usize, rows: usize) -> impl Iterator<Item = usize> {
    (0..rows).step_by(GROUP).map(move |first| {
        let word = mixed(1 << 62 | (plane as u64) << 56 | first as u64);
        first + word as usize % GROUP.min(rows - first)
    })
}

/// The signs of one run of samples.
pub(super) struct Signs {
    /// Masks for its first samples and on, a row of [`LANES`] at a time.
    pub(super) masks: &'static [[u8; LANES]],
    /// A bit for each sum: 1 turns all its signs around. The masks are few; these differ from run to run.
    pub(super) turned: u8,
}

impl Signs {
    /// The signs of the `run`th run of a row of samples of a plane.
    pub(super) const fn of(plane: usize, row: usize, run: usize) -> Self {
        let word = mixed(((plane as u64) << 56) | ((run as u64) << 40) | row as u64);
        let (_, masks) = MASKS.split_at(word as usize % STARTS);
        Self {
            masks,
            turned: (word >> 56) as u8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sketches in recordings hold these signs for ever.
    #[test]
    fn the_signs_are_pinned() {
        // The first output of the published SplitMix64 for the seed 0.
        assert_eq!(mixed(0), 0xe220_a839_7b1d_cdaf);
        let ones = MASKS.as_flattened().iter().map(|mask| mask.count_ones());
        assert_eq!(ones.sum::<u32>(), 8 * 8136);
        let signs = Signs::of(1, 2, 3);
        assert_eq!(signs.masks.len(), 168);
        assert_eq!(signs.turned, 0xd1);
    }

    #[test]
    fn one_row_of_four_is_taken() {
        let rows: Vec<usize> = rows_of(1, 403).collect();
        assert_eq!(rows.len(), 101);
        assert!(rows.iter().zip(0..).all(|(row, group)| row / 4 == group));
        let odd = rows.iter().filter(|row| *row % 2 == 1).count();
        assert!((35..66).contains(&odd), "{odd}");
        assert_eq!(rows.last().map(|row| row / 4), Some(100));
    }

    #[test]
    fn a_run_has_masks_enough() {
        for row in 0..1000 {
            assert!(Signs::of(0, row, 0).masks.len() >= ROWS);
        }
    }
}
