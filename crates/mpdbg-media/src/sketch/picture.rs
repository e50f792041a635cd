//! The sketch of a decoded picture.

use ffmpeg_next::ffi;
use mpdbg_model::{ContentHash, HashKind, PictureSketch};

use super::picture_sums::PictureSums;
use super::signs::rows_of;
use crate::Picture;
use crate::picture::PLANES;

/// What the samples of a picture are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Samples {
    Bytes,
    /// Words of 16 bits, of which so many count, this far from the lowest.
    Words {
        depth: u32,
        shift: u32,
        is_big: bool,
    },
}

impl Picture {
    /// What is in it: the hash, and the sketch where there is one and content is hashed at all.
    pub fn content(&self, kind: HashKind) -> (ContentHash, Option<PictureSketch>) {
        let hash = self.hash(kind);
        (
            hash,
            (kind != HashKind::None).then(|| self.sketch()).flatten(),
        )
    }

    /// The sketch of the pixels, over one of every four rows of what is hashed; none for formats whose samples are not
    /// all of 8 bits, or of one depth in words of 16 bits.
    pub fn sketch(&self) -> Option<PictureSketch> {
        match self.samples()? {
            Samples::Bytes => {
                let mut sums = PictureSums::new(u8::MAX.into());
                self.each_row(|plane, row, bytes| sums.add_bytes(plane, row, bytes));
                Some(sums.sketch())
            }
            Samples::Words {
                depth,
                shift,
                is_big,
            } => {
                let greatest = u16::MAX >> (16 - depth);
                let mut sums = PictureSums::new(greatest);
                let mut words = Vec::new();
                self.each_row(|plane, row, bytes| {
                    words.clear();
                    words.extend(bytes.as_chunks::<2>().0.iter().map(|it| {
                        let word = if is_big {
                            u16::from_be_bytes(*it)
                        } else {
                            u16::from_le_bytes(*it)
                        };
                        (word >> shift) & greatest
                    }));
                    sums.add_words(plane, row, &words);
                });
                Some(sums.sketch())
            }
        }
    }

    #[expect(unsafe_code, reason = "FFmpeg's own description of a pixel format")]
    fn samples(&self) -> Option<Samples> {
        let raw = self.raw();
        // SAFETY: the format is the frame's own; the description is static or null.
        let description = unsafe {
            let format = std::mem::transmute::<i32, ffi::AVPixelFormat>(raw.format);
            ffi::av_pix_fmt_desc_get(format).as_ref()
        }?;
        let other = ffi::AV_PIX_FMT_FLAG_BITSTREAM
            | ffi::AV_PIX_FMT_FLAG_PAL
            | ffi::AV_PIX_FMT_FLAG_HWACCEL
            | ffi::AV_PIX_FMT_FLAG_FLOAT;
        if description.flags & u64::from(other as u32) != 0 {
            return None;
        }
        let parts = description
            .comp
            .get(..usize::from(description.nb_components))?;
        let first = parts.first()?;
        let same = |it: &ffi::AVComponentDescriptor| {
            (it.depth, it.shift) == (first.depth, first.shift) && it.step % 2 == first.step % 2
        };
        if !parts.iter().all(same) {
            return None;
        }
        let words = |it: &ffi::AVComponentDescriptor| it.step % 2 == 0 && it.offset % 2 == 0;
        match (first.depth, first.shift) {
            (8, 0) => Some(Samples::Bytes),
            (9..=16, 0..=7) if parts.iter().all(words) => Some(Samples::Words {
                depth: first.depth as u32,
                shift: first.shift as u32,
                is_big: description.flags & u64::from(ffi::AV_PIX_FMT_FLAG_BE as u32) != 0,
            }),
            _ => None,
        }
    }

    /// Calls `take` with plane, row and the bytes of each row that a sketch is of.
    #[expect(unsafe_code, reason = "the pixels are behind C pointers")]
    fn each_row(&self, mut take: impl FnMut(usize, usize, &[u8])) {
        let raw = self.raw();
        let planes = raw.data.iter().zip(&raw.linesize).take(PLANES);
        for (plane, (&data, &stride)) in planes.enumerate() {
            if data.is_null() {
                break;
            }
            let (row, rows) = self.plane_size(plane);
            for y in rows_of(plane, rows) {
                // SAFETY: row `y` begins `y * stride` bytes after the first (before it where the
                // stride is negative) and holds at least `row` bytes.
                take(plane, y, unsafe {
                    std::slice::from_raw_parts(data.offset(y as isize * stride as isize), row)
                });
            }
        }
    }
}
