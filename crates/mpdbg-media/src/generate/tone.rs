//! Makes sound: a soft tone with a tick at every full second, or marks.

use std::f64::consts::TAU;

use ffmpeg::ChannelLayout;
use ffmpeg::format::Sample;
use ffmpeg::format::sample::Type;
use ffmpeg::frame;
use ffmpeg_next as ffmpeg;
use mpdbg_model::mark;

use super::clip::Voice;

/// Milliseconds that a tick lasts.
const TICK_MS: u64 = 20;
/// Hertz of the tone, left and right.
const TONES: [f64; 2] = [330.0, 440.0];
/// Hertz of the tick.
const TICK: f64 = 2000.0;

pub(super) const fn layout(channels: u16) -> ChannelLayout {
    if channels == 1 {
        ChannelLayout::MONO
    } else {
        ChannelLayout::STEREO
    }
}

/// True when [`piece`] can make sound in this format.
pub(super) const fn can_make(format: Sample) -> bool {
    matches!(format, Sample::F32(_) | Sample::I16(_))
}

/// What is heard in one track.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tune {
    pub(super) voice: Voice,
    /// Samples a second.
    pub(super) rate: u32,
    /// Samples of the whole track.
    pub(super) total: u64,
}

impl Tune {
    /// The sound at sample `number`, −1 to 1.
    fn value(&self, number: u64, channel: usize) -> f64 {
        match self.voice {
            Voice::Tone => tone(number, self.rate, channel),
            Voice::Marks { track, early_us } => self.mark(number, track, early_us),
        }
    }

    /// A mark that would be cut off by the end is left out.
    fn mark(&self, number: u64, track: u8, early_us: i32) -> f64 {
        let content =
            |number: u64| number as f64 / f64::from(self.rate) + f64::from(early_us) / 1e6;
        let seconds = content(number);
        let period = mark::TICK_PERIOD.as_secs_f64();
        let ends = (seconds / period).floor() * period + mark::MARK_LENGTH.as_secs_f64();
        if ends > content(self.total) {
            0.0
        } else {
            f64::from(mark::sound_at(track, seconds))
        }
    }
}

/// `count` samples from sample `first` on, in a format that [`can_make`] names.
pub(super) fn piece(
    tune: &Tune,
    format: Sample,
    channels: u16,
    first: u64,
    count: usize,
) -> frame::Audio {
    let mut sound = frame::Audio::new(format, count, layout(channels));
    sound.set_rate(tune.rate);
    let width = format.bytes();
    for channel in 0..usize::from(channels) {
        let (plane, step, offset) = match format {
            Sample::F32(Type::Packed) | Sample::I16(Type::Packed) => {
                (0, width * usize::from(channels), width * channel)
            }
            _ => (channel, width, 0),
        };
        let out = sound.data_mut(plane)[offset..].chunks_mut(step);
        for (number, bytes) in (first..).zip(out.take(count)) {
            put(&mut bytes[..width], tune.value(number, channel));
        }
    }
    sound
}

/// The tone at sample `number`, −1 to 1.
fn tone(number: u64, rate: u32, channel: usize) -> f64 {
    let rate64 = u64::from(rate);
    let within = (number % rate64) as f64 / f64::from(rate);
    // Whole periods fit into a second, so the phase within the second is enough.
    if number % rate64 < rate64 * TICK_MS / 1000 {
        0.6 * (TAU * TICK * within).sin()
    } else {
        0.15 * (TAU * TONES[channel % 2] * within).sin()
    }
}

fn put(bytes: &mut [u8], value: f64) {
    if bytes.len() == 2 {
        bytes.copy_from_slice(&((value * 32_767.0).round() as i16).to_ne_bytes());
    } else {
        bytes.copy_from_slice(&(value as f32).to_ne_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_without_a_seam_in_every_format() {
        let formats = [
            Sample::I16(Type::Packed),
            Sample::I16(Type::Planar),
            Sample::F32(Type::Packed),
            Sample::F32(Type::Planar),
        ];
        for format in formats {
            assert!(can_make(format));
            let bytes = |first, count| {
                let tune = Tune {
                    voice: Voice::Tone,
                    rate: 8000,
                    total: 16_000,
                };
                let piece = piece(&tune, format, 2, first, count);
                let last = piece.planes() - 1;
                let length = count * format.bytes() * (2 - last);
                piece.data(last)[..length].to_vec()
            };
            let whole = bytes(7900, 300);
            assert_eq!([bytes(7900, 100), bytes(8000, 200)].concat(), whole);
            assert!(whole.iter().any(|&byte| byte != 0));
        }
    }

    #[test]
    fn no_mark_is_cut_off_by_the_end() {
        let tune = Tune {
            voice: Voice::Marks {
                track: 0,
                early_us: -250_000,
            },
            rate: 48_000,
            total: 96_000,
        };
        let loudest = |from: u64, to: u64| {
            (from..to).fold(0.0_f64, |most, n| most.max(tune.value(n, 0).abs()))
        };
        assert!(loudest(0, 12_000) < 1e-9);
        assert!(loudest(60_000, 79_000) > 0.4);
        assert!(loudest(80_000, 96_000) < 1e-9);
    }

    #[test]
    fn a_second_begins_with_a_tick() {
        let loudest = |from: u64, to: u64| {
            (from..to).fold(0.0_f64, |most, n| most.max(tone(n, 48_000, 0).abs()))
        };
        assert!(loudest(48_000, 48_960) > 0.5);
        assert!(loudest(48_960, 96_000) < 0.2);
    }
}
