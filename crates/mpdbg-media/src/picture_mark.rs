//! The mark in a decoded picture.

use ffmpeg_next::ffi;
use mpdbg_model::mark::{self, Reading};

use crate::Picture;

/// Pixel formats whose bytes are not the lightness of a pixel each.
const OPAQUE: u64 = (ffi::AV_PIX_FMT_FLAG_HWACCEL
    | ffi::AV_PIX_FMT_FLAG_BITSTREAM
    | ffi::AV_PIX_FMT_FLAG_PAL
    | ffi::AV_PIX_FMT_FLAG_FLOAT) as u64;

impl Picture {
    /// Looks for a mark, [`mpdbg_model::mark`], in the first component of the picture: its luma, or red
    /// where it has colours instead. Takes some microseconds, whatever the size.
    #[expect(unsafe_code, reason = "the pixels are behind C pointers")]
    pub fn mark(&self) -> Reading {
        let raw = self.raw();
        // SAFETY: the format is the frame's own; the description is static or null.
        let description = unsafe {
            let format = std::mem::transmute::<i32, ffi::AVPixelFormat>(raw.format);
            ffi::av_pix_fmt_desc_get(format).as_ref()
        };
        let Some(description) = description.filter(|it| it.flags & OPAQUE == 0) else {
            return Reading::None;
        };
        let first = &description.comp[0];
        let [plane, step, offset] = [first.plane, first.step, first.offset]
            .map(|value| usize::try_from(value).unwrap_or(0));
        let [width, height] =
            [raw.width, raw.height].map(|size| usize::try_from(size).unwrap_or(0));
        let data = raw.data[plane];
        if data.is_null() || !(8..=16).contains(&first.depth) || first.shift < 0 {
            return Reading::None;
        }
        let stride = raw.linesize[plane] as isize;
        let is_wide = first.depth > 8 || first.shift > 0;
        let is_big = description.flags & ffi::AV_PIX_FMT_FLAG_BE as u64 != 0;
        let down = first.shift + first.depth - 8;
        mark::read_by(width, height, |x, y| {
            // SAFETY: row `y` begins `y * stride` bytes after the first (before it where the stride is
            // negative), and pixel `x` has its first component `offset` bytes behind `x * step`, in one
            // byte, or in two where it has more bits; `x` and `y` are within the picture.
            let [one, two] = unsafe {
                let at = data.offset(y as isize * stride).add(x * step + offset);
                [*at, if is_wide { *at.add(1) } else { 0 }]
            };
            let value = match (is_wide, is_big) {
                (false, _) => return one,
                (true, true) => u16::from_be_bytes([one, two]),
                (true, false) => u16::from_le_bytes([one, two]),
            };
            (value >> down) as u8
        })
    }
}
