//! The mark of sound.
//!
//! Every 500 ms of content, from time 0 on, there is a tick and behind it its code:
//!
//! | ms | |
//! |---|---|
//! | 0–16 | a sine that rises evenly from 1 to 4 kHz, with raised-cosine edges of 2 ms: the tick |
//! | 24–408 | 24 bits of 16 ms, a sine of 1500 Hz for 0 and of 2250 Hz for 1, with such edges |
//! | 408–500 | silence |
//!
//! The bits, highest first: 2 bits version, 2 bits track, 12 bits number of the tick, 8 bits CRC of those
//! 16 (polynomial 0x07, begun with all ones). The amplitude is 0.5 throughout, the same in all channels.
//!
//! The ticks alone have a period of 500 ms, so that they measure a shift between −250 and +250 ms; with
//! the code a shift of any length is measured.

use std::f64::consts::{PI, TAU};

use super::checksum::crc8;
use crate::{MediaTime, Span};

/// From tick to tick.
pub const TICK_PERIOD: Span = Span::from_millis(500);
/// From the beginning of a tick to the end of its code.
pub const MARK_LENGTH: Span = Span::from_millis(408);
/// The time that the marks of a track say is later than that of the content by this, times the number
/// of the track: 0 for the first audio track of a clip, 1 for the second, and so on up to 3.
pub const TRACK_SPAN: Span = TICK_PERIOD.times(TICKS as i64);

/// Ticks that a track can have.
const TICKS: u16 = 1 << 12;
const VERSION: u16 = 1;

/// Seconds of the tick.
pub(super) const TICK: f64 = 0.016;
/// Hertz at which the tick begins and ends.
const TICK_TONES: [f64; 2] = [1000.0, 4000.0];
/// Seconds from the beginning of the tick to that of its code.
pub(super) const CODE: f64 = 0.024;
/// Bits of the code.
pub(super) const BITS: u32 = 24;
/// Seconds of a bit.
pub(super) const BIT: f64 = 0.016;
/// Hertz for a bit that is 0 and for one that is 1; whole periods fit into a bit.
pub(super) const TONES: [f64; 2] = [1500.0, 2250.0];
/// Seconds of the edges.
pub(super) const EDGE: f64 = 0.002;
const AMPLITUDE: f64 = 0.5;

/// What the mark of a piece of sound says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoundMark {
    /// Number of the audio track in its clip, from 0 to 3.
    pub track: u8,
    /// Number of the tick, from 0 to 4095 (34 minutes).
    pub number: u16,
}

impl SoundMark {
    /// The time that the mark says: its content's, plus [`TRACK_SPAN`] times its track.
    pub fn time(self) -> MediaTime {
        let ticks = i64::from(self.track) * i64::from(TICKS) + i64::from(self.number);
        MediaTime::ZERO.plus(TICK_PERIOD.times(ticks))
    }

    pub(super) fn code(self) -> u32 {
        let payload = VERSION << 14 | u16::from(self.track & 3) << 12 | self.number & (TICKS - 1);
        u32::from(payload) << 8 | u32::from(crc8(payload))
    }

    pub(super) fn from_code(code: u32) -> Option<Self> {
        let payload = (code >> 8) as u16;
        let is_whole = crc8(payload) == code as u8 && payload >> 14 == VERSION;
        is_whole.then_some(Self {
            track: (payload >> 12 & 3) as u8,
            number: payload & (TICKS - 1),
        })
    }
}

/// The sound of a marked track at `seconds` of its content's time, −0.5 to 0.5; silence before time 0
/// and after the last tick that can be numbered. A sample of `rate` is this at its number ÷ `rate`.
///
/// Rates from 11 025 Hz on can hold it.
pub fn sound_at(track: u8, seconds: f64) -> f32 {
    let period = TICK_PERIOD.as_secs_f64();
    let number = (seconds / period).floor();
    if !(0.0..f64::from(TICKS)).contains(&number) {
        return 0.0;
    }
    let within = seconds - number * period;
    if within < TICK {
        return tick_at(within) as f32;
    }
    let bit = ((within - CODE) / BIT).floor();
    if !(0.0..f64::from(BITS)).contains(&bit) {
        return 0.0;
    }
    let number = number as u16;
    let code = SoundMark { track, number }.code();
    let tone = TONES[(code >> (BITS - 1 - bit as u32) & 1) as usize];
    let within = within - CODE - bit * BIT;
    (AMPLITUDE * edges(within, BIT) * (TAU * tone * within).sin()) as f32
}

/// The tick `seconds` after its beginning.
pub(super) fn tick_at(seconds: f64) -> f64 {
    let [from, to] = TICK_TONES;
    let periods = from * seconds + (to - from) * seconds * seconds / (2.0 * TICK);
    AMPLITUDE * edges(seconds, TICK) * (TAU * periods).sin()
}

/// 1, but for the beginning and the end of a sound of `length` seconds, which rise and fall softly.
fn edges(within: f64, length: f64) -> f64 {
    let from_edge = within.min(length - within).max(0.0);
    if from_edge < EDGE {
        0.5 - 0.5 * (PI * from_edge / EDGE).cos()
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_its_code_and_says_its_time() {
        for (track, number) in [(0, 0), (0, 7), (1, 0), (3, TICKS - 1)] {
            let mark = SoundMark { track, number };
            assert_eq!(SoundMark::from_code(mark.code()), Some(mark));
        }
        let second = SoundMark {
            track: 1,
            number: 3,
        };
        let time = MediaTime::ZERO
            .plus(TRACK_SPAN)
            .plus(Span::from_millis(1500));
        assert_eq!(second.time(), time);
    }

    #[test]
    fn the_code_is_as_long_as_is_said() {
        let length = CODE + f64::from(BITS) * BIT;
        assert!((MARK_LENGTH.as_secs_f64() - length).abs() < 1e-9);
    }

    #[test]
    fn of_all_codes_only_the_whole_ones_are_marks() {
        let whole = (0..1_u32 << BITS)
            .filter(|code| SoundMark::from_code(*code).is_some())
            .count();
        assert_eq!(whole, usize::from(TICKS) * 4);
    }

    #[test]
    fn there_is_silence_before_the_first_tick_and_between_code_and_tick() {
        for seconds in [-0.3, -0.001, 0.020, 0.41, 0.499, 0.92, 2048.1] {
            assert!(sound_at(0, seconds).abs() < 1e-9, "{seconds}");
        }
        assert!(sound_at(0, 0.5072).abs() > 0.01);
    }
}
