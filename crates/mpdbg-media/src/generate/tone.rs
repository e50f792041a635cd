//! Makes sound: a soft tone with a tick at every full second.

use std::f64::consts::TAU;

use ffmpeg::ChannelLayout;
use ffmpeg::format::Sample;
use ffmpeg::format::sample::Type;
use ffmpeg::frame;
use ffmpeg_next as ffmpeg;

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

/// `count` samples from sample `first` on, in a format that [`can_make`] names.
pub(super) fn piece(
    format: Sample,
    rate: u32,
    channels: u16,
    first: u64,
    count: usize,
) -> frame::Audio {
    let mut sound = frame::Audio::new(format, count, layout(channels));
    sound.set_rate(rate);
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
            put(&mut bytes[..width], value(number, rate, channel));
        }
    }
    sound
}

/// The sound at sample `number`, −1 to 1.
fn value(number: u64, rate: u32, channel: usize) -> f64 {
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
                let piece = piece(format, 8000, 2, first, count);
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
    fn a_second_begins_with_a_tick() {
        let loudest = |from: u64, to: u64| {
            (from..to).fold(0.0_f64, |most, n| most.max(value(n, 48_000, 0).abs()))
        };
        assert!(loudest(48_000, 48_960) > 0.5);
        assert!(loudest(48_960, 96_000) < 0.2);
    }
}
