//! The mark of a picture.
//!
//! The top quarter of the picture is a bar of 3 rows of 22 cells over the whole width, each black or
//! white (luma 16 or 235), chroma neutral. Cell `c` of row `r` covers the columns `c·w/22 .. (c+1)·w/22`
//! and the rows `r·q/3 .. (r+1)·q/3` of a picture of width `w` and height `h`, `q = h/4`, whole numbers
//! all. The corner cells of the bar are guards: top left and bottom right white, the other two black.
//! The 62 others hold, row by row and the highest bit first, white for one: 4 bits version, 16 bits
//! number of the picture, 26 bits time of its content in units of 100 µs, 16 bits CRC of those 46
//! (polynomial 0x1021, begun with all ones).

use super::checksum::crc16;
use crate::MediaTime;

const ROWS: usize = 3;
const COLUMNS: usize = 22;
const CELLS: usize = ROWS * COLUMNS;
/// Cells that are always white.
const WHITE_GUARDS: [usize; 2] = [0, CELLS - 1];
/// Cells that are always black.
const BLACK_GUARDS: [usize; 2] = [COLUMNS - 1, CELLS - COLUMNS];

const VERSION: u64 = 1;
const NUMBER_BITS: u32 = 16;
const TIME_BITS: u32 = 26;
const CRC_BITS: u32 = 16;
const PAYLOAD_BITS: u32 = 4 + NUMBER_BITS + TIME_BITS;
/// Nanoseconds of a unit of time in a mark.
const UNIT: i64 = 100_000;

const BLACK: u8 = 16;
const WHITE: u8 = 235;
/// Luma by which the darkest white guard must be lighter than the lightest black one.
const CONTRAST: i32 = 64;
/// Part of the contrast that a cell must be away from the middle to be black or white.
const CLEAR: i32 = 6;
/// The narrowest and the lowest cell that can be read, pixels.
const SMALLEST: usize = 3;
/// Pixels of a cell that are looked at, each way.
const LOOKED_AT: usize = 8;

/// What the mark of a picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureMark {
    /// Number of the picture in its clip, from 0; begins again after 65535.
    pub number: u32,
    /// Time of its content in its clip: 0 for what belongs to time 0 of the sound marks too. Exact to
    /// 50 µs. The file's own time of the picture may differ by what the container adds to all streams
    /// alike, and by the rounding of the container (0.5 ms in Matroska and `WebM`). Begins again at 0
    /// after 6710.8863 s.
    pub time: MediaTime,
}

/// What looking for the mark of a picture gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A mark, whole.
    Mark(PictureMark),
    /// The guards are there, but what stands between them is damaged or of an unknown version. An
    /// unmarked picture may look like this by chance.
    Unreadable,
    /// No mark.
    None,
}

impl PictureMark {
    fn payload(self) -> u64 {
        let time = (self.time.nanos() + UNIT / 2).div_euclid(UNIT) as u64;
        let number = u64::from(self.number) & ((1 << NUMBER_BITS) - 1);
        (VERSION << NUMBER_BITS | number) << TIME_BITS | time & ((1 << TIME_BITS) - 1)
    }

    fn from_bits(bits: u64) -> Option<Self> {
        let payload = bits >> CRC_BITS;
        let is_whole = crc16(payload, PAYLOAD_BITS) == bits as u16
            && payload >> (NUMBER_BITS + TIME_BITS) == VERSION;
        is_whole.then(|| Self {
            number: (payload >> TIME_BITS) as u32 & ((1 << NUMBER_BITS) - 1),
            time: MediaTime::from_nanos((payload & ((1 << TIME_BITS) - 1)) as i64 * UNIT),
        })
    }
}

/// Draws a mark into the luma plane of a picture, 8 bits a pixel, `stride` bytes from row to row.
///
/// # Panics
/// When `luma` does not hold the top quarter of the picture.
pub fn draw(mark: PictureMark, luma: &mut [u8], stride: usize, width: usize, height: usize) {
    let payload = mark.payload();
    let bits = payload << CRC_BITS | u64::from(crc16(payload, PAYLOAD_BITS));
    let mut payload_cells = (0..PAYLOAD_BITS + CRC_BITS).rev();
    for cell in 0..CELLS {
        let is_white = if is_guard(cell) {
            WHITE_GUARDS.contains(&cell)
        } else {
            payload_cells.next().is_some_and(|bit| bits >> bit & 1 == 1)
        };
        let (columns, rows) = area(cell, width, height);
        for y in rows {
            luma[y * stride..][columns.clone()].fill(if is_white { WHITE } else { BLACK });
        }
    }
}

/// Looks for a mark in the luma plane of a picture, 8 bits a pixel, `stride` bytes from row to row.
/// A plane that does not hold the top quarter of the picture has none.
pub fn read(luma: &[u8], stride: usize, width: usize, height: usize) -> Reading {
    if width > stride || luma.len() < (height / 4).saturating_sub(1) * stride + width {
        return Reading::None;
    }
    read_by(width, height, |x, y| luma[y * stride + x])
}

/// Looks for a mark in a picture of any form: `luma_at(x, y)` gives the lightness of a pixel, 0 to 255.
/// Asks for at most some 4000 pixels, whatever the size.
pub fn read_by(width: usize, height: usize, luma_at: impl Fn(usize, usize) -> u8) -> Reading {
    if width / COLUMNS < SMALLEST || height / 4 / ROWS < SMALLEST {
        return Reading::None;
    }
    let value = |cell| average(cell, width, height, &luma_at);
    let [white, black] = [WHITE_GUARDS.map(value), BLACK_GUARDS.map(value)];
    let (lightest, darkest) = (black[0].max(black[1]), white[0].min(white[1]));
    if darkest - lightest < CONTRAST {
        return Reading::None;
    }
    let middle = (white[0] + white[1] + black[0] + black[1]) / 4;
    let clear = (darkest - lightest) / CLEAR;
    let mut bits = 0;
    for cell in (0..CELLS).filter(|cell| !is_guard(*cell)) {
        let above = value(cell) - middle;
        if above.abs() < clear {
            return Reading::Unreadable;
        }
        bits = bits << 1 | u64::from(above > 0);
    }
    PictureMark::from_bits(bits).map_or(Reading::Unreadable, Reading::Mark)
}

fn is_guard(cell: usize) -> bool {
    WHITE_GUARDS.contains(&cell) || BLACK_GUARDS.contains(&cell)
}

/// The columns and rows of pixels of a cell.
fn area(
    cell: usize,
    width: usize,
    height: usize,
) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    let (row, column) = (cell / COLUMNS, cell % COLUMNS);
    let bar = height / 4;
    (
        column * width / COLUMNS..(column + 1) * width / COLUMNS,
        row * bar / ROWS..(row + 1) * bar / ROWS,
    )
}

/// Lightness of the middle of a cell: its inner half each way.
fn average(cell: usize, width: usize, height: usize, luma_at: &impl Fn(usize, usize) -> u8) -> i32 {
    let inner = |range: std::ops::Range<usize>| {
        let edge = range.len() / 4;
        let middle = range.start + edge..range.end - edge;
        let step = middle.len().div_ceil(LOOKED_AT);
        middle.step_by(step)
    };
    let (columns, rows) = area(cell, width, height);
    let (columns, rows) = (inner(columns), inner(rows));
    let count = (columns.len() * rows.len()) as i32;
    let sum: i32 = rows
        .map(|y| {
            columns
                .clone()
                .map(|x| i32::from(luma_at(x, y)))
                .sum::<i32>()
        })
        .sum();
    sum / count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WIDTH: usize = 160;
    const HEIGHT: usize = 90;

    fn marked(number: u32, nanos: i64, width: usize, height: usize) -> Vec<u8> {
        let mut luma = vec![90; width * height];
        let time = MediaTime::from_nanos(nanos);
        draw(
            PictureMark { number, time },
            &mut luma,
            width,
            width,
            height,
        );
        luma
    }

    /// Numbers without end, the same every time.
    fn noise(seed: u64) -> impl FnMut() -> u8 {
        let mut state = seed;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        }
    }

    proptest! {
        #[test]
        fn what_was_drawn_is_read(
            number in 0_u32..65_536,
            units in 0_i64..1 << TIME_BITS,
            width in 66_usize..700,
            height in 36_usize..400,
        ) {
            let luma = marked(number, units * UNIT, width, height);
            let time = MediaTime::from_nanos(units * UNIT);
            prop_assert_eq!(
                read(&luma, width, width, height),
                Reading::Mark(PictureMark { number, time })
            );
        }

        #[test]
        fn a_damaged_mark_is_not_guessed(cells in proptest::collection::btree_set(0..CELLS, 1..5)) {
            let mut luma = marked(77, 3_080_000_000, WIDTH, HEIGHT);
            for cell in cells {
                let (columns, rows) = area(cell, WIDTH, HEIGHT);
                for y in rows {
                    for pixel in &mut luma[y * WIDTH..][columns.clone()] {
                        *pixel = 251 - *pixel;
                    }
                }
            }
            let reading = read(&luma, WIDTH, WIDTH, HEIGHT);
            prop_assert!(matches!(reading, Reading::Unreadable | Reading::None), "{:?}", reading);
        }
    }

    #[test]
    fn the_time_is_rounded_to_its_unit() {
        let luma = marked(3, 100_100_000, WIDTH, HEIGHT);
        let time = MediaTime::from_nanos(100_100_000);
        let mark = PictureMark { number: 3, time };
        assert_eq!(read(&luma, WIDTH, WIDTH, HEIGHT), Reading::Mark(mark));
        let luma = marked(3, 100_149_999, WIDTH, HEIGHT);
        assert_eq!(read(&luma, WIDTH, WIDTH, HEIGHT), Reading::Mark(mark));
    }

    #[test]
    fn noise_is_never_a_mark() {
        let mut next = noise(1);
        for _ in 0..5000 {
            let luma: Vec<u8> = (0..66 * 36).map(|_| next()).collect();
            assert!(!matches!(read(&luma, 66, 66, 36), Reading::Mark(_)));
        }
    }

    /// Pictures that are black and white in the very cells, the hardest that is not a mark.
    #[test]
    fn cells_without_a_code_are_never_a_mark() {
        let mut next = noise(2);
        for _ in 0..5000 {
            let mut luma = marked(0, 0, 66, 36);
            for cell in 0..CELLS {
                let value = if next() < 128 { BLACK } else { WHITE };
                let (columns, rows) = area(cell, 66, 36);
                for y in rows {
                    luma[y * 66..][columns.clone()].fill(value);
                }
            }
            assert!(!matches!(read(&luma, 66, 66, 36), Reading::Mark(_)));
        }
    }

    #[test]
    fn a_mark_may_be_pale_but_not_faint() {
        let luma = marked(9, 0, WIDTH, HEIGHT);
        let paler = |part: u8| luma.iter().map(|v| 60 + v / part).collect::<Vec<u8>>();
        let found = |luma: &[u8]| read(luma, WIDTH, WIDTH, HEIGHT);
        assert!(matches!(found(&paler(3)), Reading::Mark(_)));
        assert_eq!(found(&paler(8)), Reading::None);
    }

    #[test]
    fn a_grey_cell_is_neither_black_nor_white() {
        let mut luma = marked(9, 0, WIDTH, HEIGHT);
        let (columns, rows) = area(30, WIDTH, HEIGHT);
        for y in rows {
            luma[y * WIDTH..][columns.clone()].fill(128);
        }
        assert_eq!(read(&luma, WIDTH, WIDTH, HEIGHT), Reading::Unreadable);
    }

    #[test]
    fn too_small_a_picture_or_plane_has_no_mark() {
        assert_eq!(read(&[0; 64], 8, 8, 8), Reading::None);
        assert_eq!(read(&[0; 64], 320, 320, 180), Reading::None);
        assert_eq!(read(&[], 0, 0, 0), Reading::None);
    }
}
