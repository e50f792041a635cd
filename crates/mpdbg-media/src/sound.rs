//! A decoded piece of sound.

use std::hash::Hasher;

use ffmpeg_next as ffmpeg;
use ffmpeg_next::ffi;
use md5::{Digest, Md5};
use mpdbg_model::{AudioParameters, ContentHash, DecodeMarks, HashKind, MediaTime, TimeBase};
use twox_hash::XxHash3_64;

use crate::MediaError;
use crate::parameters::sample_format_name;
use crate::picture::marks;

/// A decoded piece of sound.
#[derive(Clone)]
pub struct Sound {
    pub(crate) frame: ffmpeg::frame::Audio,
    base: TimeBase,
}

/// What [`Sound::to_interleaved`] gives.
const INTERLEAVED: ffmpeg::format::Sample =
    ffmpeg::format::Sample::F32(ffmpeg::format::sample::Type::Packed);
/// Room for what a converter keeps back, samples.
const RESERVE: usize = 1024;

impl Sound {
    /// Sound that states no channel layout gets the usual one of its number of channels, where
    /// there is one.
    pub(crate) fn new(mut frame: ffmpeg::frame::Audio, base: TimeBase) -> Self {
        if frame.channel_layout().is_empty() {
            let usual = usual_layout(frame.channels());
            if !usual.is_empty() {
                frame.set_channel_layout(usual);
            }
        }
        Self { frame, base }
    }

    /// Presentation time of the first sample, if known.
    pub fn pts(&self) -> Option<MediaTime> {
        self.frame
            .timestamp()
            .map(|ticks| MediaTime::from_nanos(self.base.nanos(ticks)))
    }

    /// Samples per channel.
    pub fn samples(&self) -> u32 {
        u32::try_from(self.frame.samples()).unwrap_or(0)
    }

    /// Samples per second and channel.
    pub fn rate(&self) -> u32 {
        self.frame.rate()
    }

    /// Number of channels.
    pub fn channels(&self) -> u16 {
        self.frame.channels()
    }

    /// Damage.
    pub fn marks(&self) -> DecodeMarks {
        marks(&self.frame)
    }

    /// The parameters of this piece.
    pub fn parameters(&self) -> AudioParameters {
        AudioParameters {
            rate: self.rate(),
            channels: self.channels(),
            sample_format: sample_format_name(self.raw().format),
        }
    }

    /// A cheap key that changes when rate, channels or sample format do.
    pub fn geometry(&self) -> [i32; 3] {
        [
            self.rate() as i32,
            i32::from(self.channels()),
            self.raw().format,
        ]
    }

    /// Hash of the samples in the decoder's own format: interleaved, or channel after channel
    /// where the format is planar.
    pub fn hash(&self, kind: HashKind) -> ContentHash {
        match kind {
            HashKind::None => ContentHash::None,
            HashKind::Xxh3 => {
                let mut hash = XxHash3_64::new();
                self.each_plane(|bytes| hash.write(bytes));
                ContentHash::Xxh3(hash.finish())
            }
            HashKind::Md5 => {
                let mut hash = Md5::new();
                self.each_plane(|bytes| hash.update(bytes));
                ContentHash::Md5(hash.finalize().into())
            }
        }
    }

    /// The samples as interleaved 32-bit floats, −1 to 1, with this rate and number of channels.
    ///
    /// # Errors
    /// When the library cannot convert the sample format or the channels.
    pub fn to_interleaved(&self, rate: u32, channels: u16) -> Result<Vec<f32>, MediaError> {
        let from = self.frame.channel_layout();
        let to = if channels == self.channels() {
            from
        } else {
            usual_layout(channels)
        };
        if from.is_empty() || to.is_empty() || self.samples() == 0 || self.rate() == 0 {
            return Err(ffmpeg::Error::InvalidData.into());
        }
        let mut converter = ffmpeg::software::resampling::Context::get(
            self.frame.format(),
            from,
            self.rate(),
            INTERLEAVED,
            to,
            rate,
        )?;
        let wanted = u64::from(self.samples()) * u64::from(rate) / u64::from(self.rate());
        let mut samples = Vec::new();
        let mut out = ffmpeg::frame::Audio::new(INTERLEAVED, wanted as usize + RESERVE, to);
        converter.run(&self.frame, &mut out)?;
        append(&mut samples, &out, channels);
        if rate != self.rate() {
            let mut rest = ffmpeg::frame::Audio::new(INTERLEAVED, RESERVE, to);
            converter.flush(&mut rest)?;
            append(&mut samples, &rest, channels);
        }
        Ok(samples)
    }

    #[expect(unsafe_code, reason = "the samples are behind C pointers")]
    fn raw(&self) -> &ffi::AVFrame {
        // SAFETY: the frame owns its AVFrame, which lives as long as the frame.
        unsafe { &*self.frame.as_ptr() }
    }

    #[expect(unsafe_code, reason = "the samples are behind C pointers")]
    pub(crate) fn each_plane(&self, mut take: impl FnMut(&[u8])) {
        let raw = self.raw();
        let width = self.frame.format().bytes();
        let channels = usize::from(self.channels());
        let (planes, bytes) = if self.frame.is_planar() {
            (channels, self.frame.samples() * width)
        } else {
            (1, self.frame.samples() * width * channels)
        };
        if bytes == 0 {
            return;
        }
        for plane in 0..planes {
            // SAFETY: `extended_data` has one pointer a plane, each to all samples of the plane.
            take(unsafe { std::slice::from_raw_parts(*raw.extended_data.add(plane), bytes) });
        }
    }
}

fn usual_layout(channels: u16) -> ffmpeg::ChannelLayout {
    ffmpeg::ChannelLayout::default(i32::from(channels))
}

fn append(samples: &mut Vec<f32>, frame: &ffmpeg::frame::Audio, channels: u16) {
    let count = frame.samples() * usize::from(channels);
    if count > 0 {
        let values = frame.data(0).as_chunks::<4>().0.iter().take(count);
        samples.extend(values.map(|bytes| f32::from_ne_bytes(*bytes)));
    }
}
