//! A picture as a screen shows it.

use ffmpeg_next as ffmpeg;
use ffmpeg_next::ffi;
use mpdbg_model::VideoParameters;

use crate::{MediaError, Picture};

/// Red, green and blue of every pixel, upright and with square pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raster {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The rows from the top, three bytes a pixel: `3 * width * height`.
    pub rgb: Vec<u8>,
}

impl Raster {
    /// The colour of a pixel; black outside.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let at = 3 * (y as usize * self.width as usize + x as usize);
        let inside = x < self.width && y < self.height;
        let found = inside.then(|| self.rgb.get(at..at + 3)).flatten();
        found.map_or([0; 3], |it| [it[0], it[1], it[2]])
    }

    /// The same picture in another size: each new pixel is the mean of those that it covers.
    #[must_use]
    pub fn resized(&self, width: u32, height: u32) -> Self {
        let mut rgb = Vec::with_capacity(3 * width as usize * height as usize);
        for y in 0..height {
            let rows = covered(y, height, self.height);
            for x in 0..width {
                let columns = covered(x, width, self.width);
                rgb.extend(self.mean(columns, rows.clone()));
            }
        }
        Self { width, height, rgb }
    }

    fn mean(&self, columns: std::ops::Range<u32>, rows: std::ops::Range<u32>) -> [u8; 3] {
        let mut sums = [0_u64; 3];
        let mut count = 0_u64;
        for y in rows {
            for x in columns.clone() {
                count += 1;
                for (sum, part) in sums.iter_mut().zip(self.pixel(x, y)) {
                    *sum += u64::from(part);
                }
            }
        }
        sums.map(|sum| ((sum + count / 2) / count.max(1)) as u8)
    }

    /// A quarter turn clockwise.
    fn turned(&self) -> Self {
        let (width, height) = (self.height, self.width);
        let mut rgb = Vec::with_capacity(self.rgb.len());
        for y in 0..height {
            for x in 0..width {
                rgb.extend(self.pixel(y, self.height - 1 - x));
            }
        }
        Self { width, height, rgb }
    }
}

/// Which of `there` pixels the one at `at` of `count` covers; at least one, where there are any.
fn covered(at: u32, count: u32, there: u32) -> std::ops::Range<u32> {
    let place = |it: u32| (u64::from(it) * u64::from(there) / u64::from(count.max(1))) as u32;
    let from = place(at);
    from..place(at + 1).max(from + 1)
}

/// The largest size inside `bounds` with the ratio of `shape`, both as (width, height); at least one pixel
/// each way, where the bounds have one.
pub fn fitted(shape: (u64, u64), bounds: (u32, u32)) -> (u32, u32) {
    if bounds.0 == 0 || bounds.1 == 0 {
        return (0, 0);
    }
    let (width, height) = (u128::from(shape.0.max(1)), u128::from(shape.1.max(1)));
    let (most_width, most_height) = (u128::from(bounds.0), u128::from(bounds.1));
    let rounded = |over: u128, under: u128, most: u32| {
        let it = (over + under / 2) / under;
        u32::try_from(it).unwrap_or(most).clamp(1, most)
    };
    if width * most_height > height * most_width {
        (bounds.0, rounded(most_width * height, width, bounds.1))
    } else {
        (rounded(most_height * width, height, bounds.0), bounds.1)
    }
}

impl Picture {
    /// Its size on a display, as (width, height): with square pixels and turned as the container says.
    pub fn display_size(&self, parameters: &VideoParameters) -> (u64, u64) {
        let shape = self.shape(parameters);
        if is_quarter(parameters.rotation) {
            (shape.1, shape.0)
        } else {
            shape
        }
    }

    /// As displayed, but not turned.
    fn shape(&self, parameters: &VideoParameters) -> (u64, u64) {
        let parameters = self.refine(parameters);
        let (num, den) = match parameters.sample_aspect {
            (0, _) | (_, 0) => (1, 1),
            aspect => aspect,
        };
        let width = u64::from(parameters.width);
        (
            (width * u64::from(num) / u64::from(den)).max(1),
            u64::from(parameters.height).max(1),
        )
    }

    /// Its pixels as a display shows them, the largest that fits into `bounds` (width, height) and is not larger
    /// than [`Picture::display_size`]. `parameters` are those of its stream.
    ///
    /// # Errors
    /// When the library cannot convert the pixel format, or lacks the memory for it.
    pub fn raster(
        &self,
        parameters: &VideoParameters,
        bounds: (u32, u32),
    ) -> Result<Raster, MediaError> {
        let shape = self.shape(parameters);
        let quarter = is_quarter(parameters.rotation);
        let bounds = if quarter {
            (bounds.1, bounds.0)
        } else {
            bounds
        };
        let least = |bound: u32, size: u64| u64::from(bound).min(size).max(1) as u32;
        let bounds = (least(bounds.0, shape.0), least(bounds.1, shape.1));
        let raster = self.scaled(fitted(shape, bounds))?;
        let turns = (u32::from(parameters.rotation) + 45) / 90 % 4;
        Ok((0..turns).fold(raster, |it, _| it.turned()))
    }

    /// Its pixels in this size, as red, green and blue.
    fn scaled(&self, (width, height): (u32, u32)) -> Result<Raster, MediaError> {
        let raw = self.raw();
        let mut scaler = ffmpeg::software::scaling::Context::get(
            self.frame.format(),
            self.frame.width(),
            self.frame.height(),
            ffmpeg::format::Pixel::RGB24,
            width,
            height,
            ffmpeg::software::scaling::Flags::AREA,
        )?;
        set_colours(&mut scaler, raw);
        let mut out = ffmpeg::frame::Video::empty();
        scaler.run(&self.frame, &mut out)?;
        rows_of(&out, width, height).ok_or_else(|| ffmpeg::Error::Unknown.into())
    }
}

/// True when the picture lies on its side.
const fn is_quarter(rotation: u16) -> bool {
    (rotation + 45) / 90 % 2 == 1
}

/// The matrix and the range of the picture; where it states no matrix, that of its size as players take it
/// (BT.709 for what is higher or wider than standard definition, else BT.601).
#[expect(
    unsafe_code,
    reason = "ffmpeg-next cannot tell the scaler of a colour space"
)]
fn set_colours(scaler: &mut ffmpeg::software::scaling::Context, raw: &ffi::AVFrame) {
    let stated = raw.colorspace;
    let is_stated = stated != ffi::AVColorSpace::AVCOL_SPC_UNSPECIFIED;
    let space = match (is_stated, raw.width >= 1280 || raw.height > 576) {
        (true, _) => stated as i32,
        (false, true) => ffi::SWS_CS_ITU709,
        (false, false) => ffi::SWS_CS_ITU601,
    };
    let full = i32::from(raw.color_range == ffi::AVColorRange::AVCOL_RANGE_JPEG);
    let one = 1 << 16;
    // SAFETY: the tables are static and of four numbers each; an unknown space gives the default's. Where the
    // conversion has no matrix, the answer is an error that changes nothing.
    unsafe {
        let from = ffi::sws_getCoefficients(space);
        let to = ffi::sws_getCoefficients(ffi::SWS_CS_DEFAULT);
        ffi::sws_setColorspaceDetails(scaler.as_mut_ptr(), from, full, to, 1, 0, one, one);
    }
}

/// The rows without padding; none when there are no pixels.
#[expect(unsafe_code, reason = "the pixels are behind C pointers")]
fn rows_of(frame: &ffmpeg::frame::Video, width: u32, height: u32) -> Option<Raster> {
    // SAFETY: the frame owns its AVFrame, which lives as long as the frame.
    let raw = unsafe { &*frame.as_ptr() };
    let (data, stride) = (raw.data[0], raw.linesize[0] as isize);
    let row = 3 * width as usize;
    if data.is_null() || stride < row as isize {
        return None;
    }
    let mut rgb = Vec::with_capacity(row * height as usize);
    for y in 0..height as isize {
        // SAFETY: the frame has `height` rows of `stride` bytes, of which `row` hold pixels.
        rgb.extend_from_slice(unsafe { std::slice::from_raw_parts(data.offset(y * stride), row) });
    }
    Some(Raster { width, height, rgb })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raster(width: u32, rgb: &[[u8; 3]]) -> Raster {
        Raster {
            width,
            height: rgb.len() as u32 / width,
            rgb: rgb.concat(),
        }
    }

    const RED: [u8; 3] = [255, 0, 0];
    const BLUE: [u8; 3] = [0, 0, 255];
    const BLACK: [u8; 3] = [0, 0, 0];

    #[test]
    fn the_ratio_stays_and_the_bounds_are_kept() {
        assert_eq!(fitted((1920, 1080), (160, 90)), (160, 90));
        assert_eq!(fitted((1920, 1080), (160, 1000)), (160, 90));
        assert_eq!(fitted((1080, 1920), (160, 90)), (51, 90));
        assert_eq!(fitted((10_000, 1), (80, 48)), (80, 1));
        assert_eq!(fitted((1, 1), (0, 48)), (0, 0));
        assert_eq!(fitted((u64::MAX, u64::MAX), (7, 9)), (7, 7));
    }

    #[test]
    fn a_smaller_picture_holds_means_and_a_larger_one_the_same_pixels() {
        let two = raster(2, &[RED, BLUE, BLACK, BLACK]);
        assert_eq!(two.resized(1, 1), raster(1, &[[64, 0, 64]]));
        assert_eq!(two.resized(1, 2), raster(1, &[[128, 0, 128], BLACK]));
        let larger = two.resized(4, 2);
        assert_eq!(larger.pixel(1, 0), RED);
        assert_eq!(larger.pixel(2, 0), BLUE);
        assert_eq!(larger.resized(2, 2), two);
        assert_eq!(Raster::default().resized(1, 1), raster(1, &[BLACK]));
    }

    #[test]
    fn a_quarter_turn_puts_the_left_side_up() {
        let two = raster(2, &[RED, BLUE, BLACK, BLACK]);
        assert_eq!(two.turned(), raster(2, &[BLACK, RED, BLACK, BLUE]));
        let row = raster(3, &[RED, BLUE, BLACK]);
        assert_eq!(row.turned(), raster(1, &[RED, BLUE, BLACK]));
        let back = (0..4).fold(row.clone(), |it, _| it.turned());
        assert_eq!(back, row);
    }
}
