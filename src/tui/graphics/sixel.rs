//! Sixel: <https://vt100.net/docs/vt3xx-gp/chapter14.html>.

use std::fmt::Write as _;

use mpdbg_media::Raster;

use super::palette::Palette;

/// Rows of pixels that are written at once.
const BAND: usize = 6;
/// Columns that look the same are counted from so many on.
const RUN: usize = 4;

/// A picture in at most `most` colours, to be shown at the cursor.
pub(super) fn show(raster: &Raster, most: usize) -> String {
    let (width, height) = (raster.width as usize, raster.height as usize);
    let palette = Palette::of(raster, most);
    let pixels = raster.rgb.chunks_exact(3).map(|it| palette.index(it));
    let pixels: Vec<u8> = pixels.collect();
    // What is not written stays as it is; pixels are square.
    let mut out = format!("\x1bP0;1;0q\"1;1;{width};{height}");
    for (index, colour) in palette.colours.iter().enumerate() {
        let [red, green, blue] = colour.map(|it| (u32::from(it) * 100 + 127) / 255);
        // Writing to a String cannot fail.
        let _ = write!(out, "#{index};2;{red};{green};{blue}");
    }
    let mut planes = Planes::new(width, palette.colours.len());
    for (number, band) in pixels.chunks(BAND * width.max(1)).enumerate() {
        if number > 0 {
            out.push('-');
        }
        planes.write(band, &mut out);
    }
    out += "\x1b\\";
    out
}

/// Which pixels of a band have which colour.
struct Planes {
    width: usize,
    /// A byte a column for each colour, its lowest bit the uppermost row.
    bits: Vec<u8>,
    /// The colours that the band has.
    used: Vec<u8>,
    is_used: Vec<bool>,
}

impl Planes {
    fn new(width: usize, colours: usize) -> Self {
        Self {
            width,
            bits: vec![0; width * colours],
            used: Vec::new(),
            is_used: vec![false; colours],
        }
    }

    /// Writes a band: each colour over all columns, then back to the first one.
    fn write(&mut self, band: &[u8], out: &mut String) {
        for (row, pixels) in band.chunks(self.width.max(1)).enumerate() {
            for (column, colour) in pixels.iter().enumerate() {
                let plane = usize::from(*colour);
                self.bits[plane * self.width + column] |= 1 << row;
                if !self.is_used[plane] {
                    self.is_used[plane] = true;
                    self.used.push(*colour);
                }
            }
        }
        for (number, colour) in self.used.drain(..).enumerate() {
            if number > 0 {
                out.push('$');
            }
            let plane = usize::from(colour);
            self.is_used[plane] = false;
            let columns = &mut self.bits[plane * self.width..][..self.width];
            let _ = write!(out, "#{colour}");
            write_columns(columns, out);
            columns.fill(0);
        }
    }
}

/// Columns as characters, those that follow each other and look the same as a count.
fn write_columns(columns: &[u8], out: &mut String) {
    let end = columns
        .iter()
        .rposition(|it| *it > 0)
        .map_or(0, |it| it + 1);
    for run in columns[..end].chunk_by(|one, other| one == other) {
        let shown = char::from(b'?' + run[0]);
        if run.len() < RUN {
            out.extend(run.iter().map(|_| shown));
        } else {
            let _ = write!(out, "!{}{shown}", run.len());
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#[path = "../../../tests/it/sixel.rs"]
mod reader;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use proptest::prelude::*;

    use super::*;

    fn read_back(raster: &Raster, most: usize) -> Raster {
        let (width, height, rgb) = reader::decoded(show(raster, most).as_bytes());
        Raster { width, height, rgb }
    }

    fn farthest(one: &Raster, other: &Raster) -> u8 {
        assert_eq!((one.width, one.height), (other.width, other.height));
        let off = one.rgb.iter().zip(&other.rgb).map(|(a, b)| a.abs_diff(*b));
        off.max().unwrap()
    }

    #[test]
    fn a_picture_of_few_colours_comes_back_but_for_the_rounding_to_percents() {
        let rgb = [[0, 0, 0], [255, 255, 255], [130, 20, 66], [255, 255, 255]].concat();
        let raster = Raster {
            width: 2,
            height: 2,
            rgb,
        };
        assert!(farthest(&raster, &read_back(&raster, 256)) <= 2);
    }

    #[test]
    fn runs_are_counted() {
        let raster = Raster {
            width: 100,
            height: 7,
            rgb: [9, 9, 9].repeat(700),
        };
        let shown = show(&raster, 256);
        assert!(shown.ends_with("#0!100~-#0!100@\x1b\\"), "{shown:?}");
    }

    proptest! {
        #[test]
        fn any_picture_comes_back_within_a_bin(
            width in 1_u32..40,
            height in 1_u32..20,
            seed in any::<u32>(),
        ) {
            // No more than 64 colours, so that each has its own place.
            let pixels = (0..width * height).map(|it| {
                let it = it.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 16;
                [it % 4, it / 4 % 4, it / 16 % 4].map(|it| (it * 85) as u8)
            });
            let raster = Raster { width, height, rgb: pixels.flatten().collect() };
            prop_assert!(farthest(&raster, &read_back(&raster, 256)) <= 2);
        }
    }
}
