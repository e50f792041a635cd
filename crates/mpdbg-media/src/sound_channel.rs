//! One channel of a decoded piece of sound.

use ffmpeg_next::format::Sample;

use crate::Sound;

impl Sound {
    /// The samples of the first channel, −1 to 1, at the sound's own rate; absent for a format that
    /// FFmpeg does not name. Far cheaper than [`Sound::to_interleaved`].
    pub fn first_channel(&self) -> Option<Vec<f32>> {
        let count = self.samples() as usize;
        if count == 0 || self.channels() == 0 {
            return is_named(self.frame.format()).then(Vec::new);
        }
        let step = if self.frame.is_packed() {
            usize::from(self.channels())
        } else {
            1
        };
        samples(self.frame.format(), self.frame.data(0), step, count)
    }
}

const fn is_named(format: Sample) -> bool {
    !matches!(format, Sample::None)
}

/// Every `step`th of the samples of `bytes`, −1 to 1, at most `count`; absent for a format that FFmpeg does
/// not name.
pub(crate) fn samples(format: Sample, bytes: &[u8], step: usize, count: usize) -> Option<Vec<f32>> {
    Some(match format {
        Sample::None => return None,
        Sample::U8(_) => every(bytes, step, count, |[it]| f32::from(it) / 128.0 - 1.0),
        Sample::I16(_) => every(bytes, step, count, |it| {
            f32::from(i16::from_ne_bytes(it)) / 32_768.0
        }),
        Sample::I32(_) => every(bytes, step, count, |it| {
            i32::from_ne_bytes(it) as f32 / 2_147_483_648.0
        }),
        Sample::I64(_) => every(bytes, step, count, |it| {
            i64::from_ne_bytes(it) as f32 / 9_223_372_036_854_775_808.0
        }),
        Sample::F32(_) => every(bytes, step, count, f32::from_ne_bytes),
        Sample::F64(_) => every(bytes, step, count, |it| f64::from_ne_bytes(it) as f32),
    })
}

/// Every `step`th of samples of `WIDTH` bytes, as `read` reads it.
fn every<const WIDTH: usize>(
    bytes: &[u8],
    step: usize,
    count: usize,
    read: impl Fn([u8; WIDTH]) -> f32,
) -> Vec<f32> {
    let samples = bytes.as_chunks::<WIDTH>().0.iter().step_by(step);
    samples.take(count).map(|sample| read(*sample)).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use ffmpeg_next::ChannelLayout;
    use ffmpeg_next::format::sample::Type;
    use ffmpeg_next::frame::Audio;
    use ffmpeg_next::software::resampling::Context;
    use mpdbg_model::TimeBase;

    use super::*;

    const RATE: u32 = 48_000;

    /// A ramp in the left channel and its opposite in the right one.
    fn ramp() -> Audio {
        let packed = Sample::F32(Type::Packed);
        let mut frame = Audio::new(packed, 1000, ChannelLayout::STEREO);
        frame.set_rate(RATE);
        for (n, pair) in frame.data_mut(0).chunks_mut(8).enumerate() {
            let value = (n as f32 - 500.0) / 1000.0;
            pair[..4].copy_from_slice(&value.to_ne_bytes());
            pair[4..].copy_from_slice(&(-value).to_ne_bytes());
        }
        frame
    }

    #[test]
    fn the_left_channel_is_read_in_every_format() {
        let from = ramp();
        for format in [
            Sample::U8(Type::Packed),
            Sample::I16(Type::Packed),
            Sample::I16(Type::Planar),
            Sample::I32(Type::Planar),
            Sample::I64(Type::Packed),
            Sample::F32(Type::Planar),
            Sample::F64(Type::Packed),
        ] {
            let stereo = ChannelLayout::STEREO;
            let mut to = Audio::new(format, 1000, stereo);
            Context::get(from.format(), stereo, RATE, format, stereo, RATE)
                .unwrap()
                .run(&from, &mut to)
                .unwrap();
            let sound = Sound::new(
                to,
                TimeBase {
                    num: 1,
                    den: 48_000,
                },
            );
            let samples = sound.first_channel().unwrap();
            assert_eq!(samples.len(), 1000, "{format:?}");
            for (n, sample) in samples.iter().enumerate() {
                let due = (n as f32 - 500.0) / 1000.0;
                assert!((sample - due).abs() < 0.009, "{format:?} {n}: {sample}");
            }
        }
    }
}
