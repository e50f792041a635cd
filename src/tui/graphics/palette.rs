//! The few colours that show a picture best.

use mpdbg_media::Raster;

/// Bits of each part of a colour that are told apart.
const BITS: u32 = 5;
const BINS: usize = 1 << (3 * BITS);

/// Colours, and which of them stands for which.
pub(super) struct Palette {
    /// Red, green and blue.
    pub(super) colours: Vec<[u8; 3]>,
    /// Index of the colour of each bin.
    of_bin: Vec<u8>,
}

/// Pixels whose colours are nearly the same.
#[derive(Clone, Copy, Default)]
struct Bin {
    number: usize,
    count: u64,
    sums: [u64; 3],
}

impl Palette {
    /// At most `most` colours (2 to 256) for a picture, by median cut (Heckbert, "Color image quantization for
    /// frame buffer display", 1982): the colours are split where it matters most until there are enough boxes of
    /// them, and each box is shown by its mean.
    pub(super) fn of(raster: &Raster, most: usize) -> Self {
        let mut bins = bins(raster);
        let mut boxes: Vec<_> = std::iter::once(0..bins.len()).collect();
        while boxes.len() < most.clamp(2, 256) {
            let widest = (0..boxes.len()).max_by_key(|it| weight(&bins[boxes[*it].clone()]));
            let Some(widest) = widest.filter(|it| boxes[*it].len() > 1) else {
                break;
            };
            let range = boxes[widest].clone();
            let at = range.start + split(&mut bins[range.clone()]);
            boxes[widest] = range.start..at;
            boxes.push(at..range.end);
        }
        let mut of_bin = vec![0; BINS];
        for (index, range) in boxes.iter().enumerate() {
            for bin in &bins[range.clone()] {
                of_bin[bin.number] = index as u8;
            }
        }
        let colours = boxes.into_iter().map(|it| mean(&bins[it])).collect();
        Self { colours, of_bin }
    }

    /// Index of the colour that stands for this one, which the picture has.
    pub(super) fn index(&self, colour: &[u8]) -> u8 {
        self.of_bin[bin_of(colour)]
    }
}

fn bin_of(colour: &[u8]) -> usize {
    let parts = colour.iter().take(3);
    parts.fold(0, |bin, part| {
        bin << BITS | usize::from(*part >> (8 - BITS))
    })
}

/// The bins that have pixels.
fn bins(raster: &Raster) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); BINS];
    for pixel in raster.rgb.chunks_exact(3) {
        let number = bin_of(pixel);
        let bin = &mut bins[number];
        bin.number = number;
        bin.count += 1;
        for (sum, part) in bin.sums.iter_mut().zip(pixel) {
            *sum += u64::from(*part);
        }
    }
    bins.retain(|it| it.count > 0);
    bins
}

/// How far the colours reach along each part, 0 to 255.
fn reach(bins: &[Bin]) -> [u64; 3] {
    [0, 1, 2].map(|part| {
        let values = || bins.iter().map(|it| it.sums[part] / it.count);
        values().max().unwrap_or(0) - values().min().unwrap_or(0)
    })
}

/// How much is lost where these colours are shown as one; nothing where they are one.
fn weight(bins: &[Bin]) -> u64 {
    if bins.len() < 2 {
        return 0;
    }
    let [red, green, blue] = reach(bins);
    let count: u64 = bins.iter().map(|it| it.count).sum();
    let far = red * red + green * green + blue * blue;
    1 + far * count.isqrt()
}

/// Sorts colours by the part along which they reach farthest; where their pixels are halved.
fn split(bins: &mut [Bin]) -> usize {
    let reach = reach(bins);
    let part = (0..3).max_by_key(|it| reach[*it]).unwrap_or(0);
    bins.sort_by_key(|it| (it.sums[part] / it.count, it.number));
    let half = bins.iter().map(|it| it.count).sum::<u64>() / 2;
    let mut before = 0;
    let at = bins.iter().position(|it| {
        before += it.count;
        before > half
    });
    at.unwrap_or(0).clamp(1, bins.len() - 1)
}

fn mean(bins: &[Bin]) -> [u8; 3] {
    let count: u64 = bins.iter().map(|it| it.count).sum();
    [0, 1, 2].map(|part| {
        let sum: u64 = bins.iter().map(|it| it.sums[part]).sum();
        ((sum + count / 2) / count.max(1)) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(colours: &[[u8; 3]]) -> Raster {
        Raster {
            width: colours.len() as u32,
            height: 1,
            rgb: colours.concat(),
        }
    }

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let colours = [[0, 0, 0], [255, 255, 255], [200, 10, 30], [0, 0, 255]];
        let palette = Palette::of(&row(&colours), 256);
        assert_eq!(palette.colours.len(), 4);
        for colour in colours {
            let index = palette.index(&colour);
            assert_eq!(palette.colours[usize::from(index)], colour);
        }
        assert_eq!(Palette::of(&row(&colours), 2).colours.len(), 2);
        assert_eq!(Palette::of(&row(&[]), 2).colours.len(), 1);
    }

    #[test]
    fn many_colours_are_shown_by_near_ones() {
        let slope: Vec<[u8; 3]> = (0..=255).map(|it| [it, 255 - it, it / 2]).collect();
        for (most, far) in [(256, 8), (16, 20)] {
            let palette = Palette::of(&row(&slope), most);
            assert!(palette.colours.len() <= most);
            for colour in &slope {
                let shown = palette.colours[usize::from(palette.index(colour))];
                let off = (0..3).map(|it| shown[it].abs_diff(colour[it])).max();
                assert!(off <= Some(far), "{colour:?} as {shown:?} of {most}");
            }
        }
    }
}
