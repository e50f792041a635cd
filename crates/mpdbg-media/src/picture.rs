//! A decoded picture.

use std::hash::Hasher;

use ffmpeg_next as ffmpeg;
use ffmpeg_next::ffi;
use md5::{Digest, Md5};
use mpdbg_model::{ContentHash, DecodeMarks, HashKind, MediaTime, Span, TimeBase, VideoParameters};
use twox_hash::XxHash3_64;

use crate::parameters::{colour_names, pixel_format_name};

/// Bytes of short rows that are hashed together; they stay in the processor's nearest cache.
const GATHERED: usize = 8 << 10;

/// Planes that a pixel format has at most; FFmpeg's tables are no longer.
pub(crate) const PLANES: usize = 4;

/// A decoded picture.
#[derive(Clone)]
pub struct Picture {
    pub(crate) frame: ffmpeg::frame::Video,
    pub(crate) base: TimeBase,
}

impl Picture {
    pub(crate) fn new(frame: ffmpeg::frame::Video, base: TimeBase) -> Self {
        Self { frame, base }
    }

    /// Presentation time; where the stream has none, FFmpeg's best guess, if it has one.
    pub fn pts(&self) -> Option<MediaTime> {
        self.frame
            .timestamp()
            .map(|ticks| MediaTime::from_nanos(self.base.nanos(ticks)))
    }

    /// How long it is to be shown; zero when unknown.
    pub fn duration(&self) -> Span {
        Span::from_nanos(self.base.nanos(self.frame.packet().duration).max(0))
    }

    /// Key frame and damage.
    pub fn marks(&self) -> DecodeMarks {
        marks(&self.frame)
    }

    /// `parameters` with the size, pixel format and sample aspect of this picture.
    #[must_use]
    pub fn refine(&self, parameters: &VideoParameters) -> VideoParameters {
        let aspect = self.frame.aspect_ratio();
        let aspect = (
            u32::try_from(aspect.numerator()).unwrap_or(0),
            u32::try_from(aspect.denominator()).unwrap_or(1),
        );
        VideoParameters {
            width: self.frame.width(),
            height: self.frame.height(),
            pixel_format: pixel_format_name(self.raw().format),
            colour: self.colour().unwrap_or_else(|| parameters.colour.clone()),
            sample_aspect: if aspect.0 == 0 {
                parameters.sample_aspect
            } else {
                aspect
            },
            ..parameters.clone()
        }
    }

    /// A cheap key that changes when size, pixel format, sample aspect or colour do.
    pub fn geometry(&self) -> [i32; 9] {
        let raw = self.raw();
        let aspect = raw.sample_aspect_ratio;
        [
            raw.width,
            raw.height,
            raw.format,
            aspect.num,
            aspect.den,
            raw.color_range as i32,
            raw.colorspace as i32,
            raw.color_primaries as i32,
            raw.color_trc as i32,
        ]
    }

    /// The colour as the decoder states it; none where it states nothing.
    fn colour(&self) -> Option<String> {
        let raw = self.raw();
        let names = colour_names(
            raw.color_range,
            raw.colorspace,
            raw.color_primaries,
            raw.color_trc,
        );
        names
            .split('/')
            .any(|name| name != "unknown")
            .then_some(names)
    }

    /// Hash of the pixels: the planes one after the other, rows without padding, as FFmpeg's
    /// `framemd5` hashes them.
    pub fn hash(&self, kind: HashKind) -> ContentHash {
        match kind {
            HashKind::None => ContentHash::None,
            HashKind::Xxh3 => {
                let mut hash = XxHash3_64::new();
                self.each_run(|bytes| hash.write(bytes));
                ContentHash::Xxh3(hash.finish())
            }
            HashKind::Md5 => {
                let mut hash = Md5::new();
                self.each_run(|bytes| hash.update(bytes));
                ContentHash::Md5(hash.finalize().into())
            }
        }
    }

    #[expect(unsafe_code, reason = "the pixels are behind C pointers")]
    pub(crate) fn raw(&self) -> &ffi::AVFrame {
        // SAFETY: the frame owns its AVFrame, which lives as long as the frame.
        unsafe { &*self.frame.as_ptr() }
    }

    /// Calls `take` with the picture's bytes in order, in long runs: a hash is slow on short ones.
    #[expect(unsafe_code, reason = "the pixels are behind C pointers")]
    fn each_run(&self, mut take: impl FnMut(&[u8])) {
        let raw = self.raw();
        let mut gathered = Vec::with_capacity(GATHERED);
        for (plane, (&data, &stride)) in raw.data.iter().zip(&raw.linesize).take(PLANES).enumerate()
        {
            if data.is_null() {
                break;
            }
            let (row, rows) = self.plane_size(plane);
            if row == 0 {
                break;
            }
            if usize::try_from(stride) == Ok(row) {
                // SAFETY: a plane has `rows` rows of `stride` bytes, one after the other.
                take(unsafe { std::slice::from_raw_parts(data, row * rows) });
                continue;
            }
            for y in 0..rows {
                // SAFETY: row `y` begins `y * stride` bytes after the first (before it where the
                // stride is negative) and holds at least `row` bytes.
                let pixels = unsafe {
                    std::slice::from_raw_parts(data.offset(y as isize * stride as isize), row)
                };
                if gathered.len() + row > GATHERED {
                    take(&gathered);
                    gathered.clear();
                }
                if row > GATHERED {
                    take(pixels);
                } else {
                    gathered.extend_from_slice(pixels);
                }
            }
            take(&gathered);
            gathered.clear();
        }
    }

    /// Bytes of a row and number of rows of a plane; zeros for a plane that the format lacks.
    #[expect(unsafe_code, reason = "FFmpeg's own description of a pixel format")]
    pub(crate) fn plane_size(&self, plane: usize) -> (usize, usize) {
        let raw = self.raw();
        // SAFETY: the format is the frame's own; the description is static or null.
        let (format, description) = unsafe {
            let format = std::mem::transmute::<i32, ffi::AVPixelFormat>(raw.format);
            (format, ffi::av_pix_fmt_desc_get(format).as_ref())
        };
        let Some(description) = description else {
            return (0, 0);
        };
        let has_palette = description.flags & ffi::AV_PIX_FMT_FLAG_PAL as u64 != 0;
        if has_palette && plane == 1 {
            return (1024, 1);
        }
        // SAFETY: the format is valid and `plane` is less than `PLANES`, as FFmpeg's tables are long;
        // the answer for a plane that the format lacks is 0 or less.
        let row = unsafe { ffi::av_image_get_linesize(format, raw.width, plane as i32) };
        let is_chroma = plane == 1 || plane == 2;
        let shift = if is_chroma {
            u32::from(description.log2_chroma_h)
        } else {
            0
        };
        let height = usize::try_from(raw.height).unwrap_or(0);
        let rows = (height + (1 << shift) - 1) >> shift;
        (usize::try_from(row).unwrap_or(0), rows)
    }
}

pub(crate) fn marks(frame: &ffmpeg::Frame) -> DecodeMarks {
    #[expect(unsafe_code, reason = "ffmpeg-next hides some of the error flags")]
    // SAFETY: the frame owns its AVFrame.
    let errors = unsafe { (*frame.as_ptr()).decode_error_flags };
    DecodeMarks {
        key: frame.is_key(),
        corrupt: frame.is_corrupt(),
        errors: (errors & 0xff) as u8,
    }
}
