//! Finds the marks in a stream of sound.

use std::f64::consts::TAU;

use super::low_rate::{Lowering, dot};
use super::sound::{BIT, BITS, CODE, EDGE, SoundMark, TICK, TONES, tick_at};

/// How alike a piece of sound and a tick must be; noise and music reach half of it.
const ALIKE: f64 = 0.6;
/// Mean square below which there is nothing to be heard (−56 dB).
const AUDIBLE: f64 = 2.5e-6;
/// How much stronger one tone of a bit must be than the other, in power.
const CLEAR: f64 = 3.0;
/// Part of the power within a bit that the stronger tone must have.
const PURE: f64 = 0.5;
/// Samples a second below which the tones of a mark cannot be told apart.
const LOWEST: u32 = 11_025;
/// Samples of low rate that may gather before those that are done with are thrown away.
const GATHERED: usize = 1 << 14;

/// Finds the marks in one channel of sound, piece by piece.
///
/// The beginning of a tick is found to within 0.05 ms in clean sound and 0.2 ms behind the lossy codecs
/// in use at the usual bit rates. A mark is found when the whole of it and some 20 ms more are there; one
/// that is cut off is not reported. Costs about 0.15 ms of one CPU for a second of sound.
#[derive(Clone, Debug)]
pub struct SoundReader {
    rate: f64,
    lowering: Lowering,
    line: Line,
    tick: Tick,
    tones: [Tone; 2],
    is_deaf: bool,
}

/// A tick that was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Sample at which it begins, counted from the first that was pushed.
    pub at: f64,
    /// Its code; `None` when it is damaged or of an unknown version.
    pub mark: Option<SoundMark>,
}

/// Sound at the low rate that is still of use.
#[derive(Clone, Debug, Default)]
struct Line {
    samples: Vec<f32>,
    /// Place of the next tick to look for.
    next: usize,
    /// Samples that were thrown away before the first.
    gone: u64,
    best: Option<Candidate>,
    /// Sum of the squares of the window at `next`.
    power: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    at: usize,
    likeness: f64,
}

/// The tick at the low rate.
#[derive(Clone, Debug)]
struct Tick {
    shape: Vec<f32>,
    /// Root of the sum of its squares.
    size: f64,
}

/// A tone at the low rate, without the edges of a bit.
#[derive(Clone, Debug)]
struct Tone {
    cosine: Vec<f32>,
    sine: Vec<f32>,
}

impl SoundReader {
    /// A reader of sound of `rate` samples a second, at least 11 025; at lower ones it finds nothing.
    pub fn new(rate: u32) -> Self {
        let lowering = Lowering::new(rate);
        let low = f64::from(rate.max(1)) / lowering.factor() as f64;
        Self {
            rate: low,
            lowering,
            line: Line::default(),
            tick: Tick::new(low),
            tones: TONES.map(|hertz| Tone::new(hertz, low)),
            is_deaf: rate < LOWEST,
        }
    }

    /// Takes the next samples, −1 to 1, and gives the ticks whose marks are complete with them.
    pub fn push(&mut self, samples: &[f32]) -> Vec<Heard> {
        if self.is_deaf {
            return Vec::new();
        }
        self.lowering.push(samples, &mut self.line.samples);
        let mut heard = Vec::new();
        // Far enough from the end for all that follows a tick to be there.
        let needed = self.low(CODE + f64::from(BITS) * BIT) + self.low(TICK);
        while self.line.next + needed < self.line.samples.len() {
            let at = self.line.next;
            if let Some(found) = self.line.look(&self.tick, self.low(TICK / 2.0)) {
                heard.push(self.heard(found));
            } else {
                self.line.next = at + 1;
            }
        }
        self.line.tidy(self.tick.shape.len());
        heard
    }

    /// Forgets what it got, as when the device was flushed; the counting of samples goes on.
    pub fn begin_again(&mut self) {
        let done = self.line.gone + self.line.samples.len() as u64;
        self.line = Line {
            gone: done,
            ..Line::default()
        };
    }

    /// Samples of low rate in so many seconds.
    fn low(&self, seconds: f64) -> usize {
        (seconds * self.rate).round() as usize
    }

    fn heard(&mut self, found: Candidate) -> Heard {
        let at = found.at as f64 + self.line.beside_the_peak(found.at, &self.tick);
        let mark = self.code(at).and_then(SoundMark::from_code);
        let length = if mark.is_some() {
            CODE + f64::from(BITS) * BIT
        } else {
            TICK
        };
        self.line.go_to(found.at + self.low(length));
        let at = (self.line.gone as f64 + at) * self.lowering.factor() as f64;
        Heard { at, mark }
    }

    /// The code behind a tick; `None` when a bit of it is neither the one nor the other.
    fn code(&self, tick: f64) -> Option<u32> {
        let length = self.tones[0].sine.len();
        (0..BITS).try_fold(0, |code, bit| {
            let from = tick + (CODE + f64::from(bit) * BIT + EDGE) * self.rate;
            let from = from.round().max(0.0) as usize;
            let samples = self.line.samples.get(from..from + length)?;
            let all = f64::from(dot(samples, samples)) * length as f64 / 2.0;
            let [zero, one] = [0, 1].map(|tone: usize| self.tones[tone].power_in(samples));
            let (more, less) = (zero.max(one), zero.min(one));
            let is_clear = more > CLEAR * less && more > PURE * all && all > 0.0;
            is_clear.then_some(code << 1 | u32::from(one > zero))
        })
    }
}

impl Line {
    /// Looks at the next place, and gives the tick before it that is more alike than all around it.
    fn look(&mut self, tick: &Tick, around: usize) -> Option<Candidate> {
        let at = self.next;
        let likeness = self.likeness(at, tick);
        if let Some(best) = self.best.filter(|best| at >= best.at + around) {
            self.best = None;
            return Some(best);
        }
        let is_best = self.best.is_none_or(|best| likeness > best.likeness);
        if likeness > ALIKE && is_best {
            self.best = Some(Candidate { at, likeness });
        }
        None
    }

    /// How alike the sound at a place and a tick are, 0 to 1; keeps the power up from place to place.
    fn likeness(&mut self, at: usize, tick: &Tick) -> f64 {
        let window = &self.samples[at..at + tick.shape.len()];
        let power = match (self.power, at.checked_sub(1)) {
            (Some(power), Some(before)) if !at.is_multiple_of(256) => {
                power - square(self.samples[before]) + square(window[window.len() - 1])
            }
            _ => f64::from(dot(window, window)),
        };
        self.power = Some(power);
        if power < AUDIBLE * window.len() as f64 {
            return 0.0;
        }
        tick.product(window).abs() / (power.sqrt() * tick.size)
    }

    /// How far the very peak is from the sample that is nearest to it, −0.5 to 0.5.
    fn beside_the_peak(&self, at: usize, tick: &Tick) -> f64 {
        let value = |at: usize| {
            let window = self.samples.get(at..at + tick.shape.len());
            window.map_or(0.0, |window| tick.product(window))
        };
        let [before, peak, after] = [value(at.max(1) - 1), value(at), value(at + 1)];
        let bend = before - 2.0 * peak + after;
        if at == 0 || bend == 0.0 {
            0.0
        } else {
            (0.5 * (before - after) / bend).clamp(-0.5, 0.5)
        }
    }

    fn go_to(&mut self, place: usize) {
        self.next = place;
        self.power = None;
        self.best = None;
    }

    /// Throws away what lies behind; the neighbour of a candidate is still looked at.
    fn tidy(&mut self, window: usize) {
        let done = self.next.saturating_sub(window + 1);
        if self.samples.len() > GATHERED && done > 0 {
            let done = done.min(self.samples.len());
            self.samples.drain(..done);
            self.gone += done as u64;
            self.next -= done;
            self.best = self.best.map(|best| Candidate {
                at: best.at - done,
                ..best
            });
            self.power = None;
        }
    }
}

impl Tick {
    fn new(rate: f64) -> Self {
        let count = (TICK * rate).round() as u32;
        let shape: Vec<f32> = (0..count)
            .map(|n| tick_at(f64::from(n) / rate) as f32)
            .collect();
        let size = f64::from(dot(&shape, &shape)).sqrt();
        Self { shape, size }
    }

    fn product(&self, window: &[f32]) -> f64 {
        f64::from(dot(window, &self.shape))
    }
}

impl Tone {
    fn new(hertz: f64, rate: f64) -> Self {
        let count = ((BIT - 2.0 * EDGE) * rate).round() as u32;
        let phase = |n: u32| TAU * hertz * f64::from(n) / rate;
        Self {
            cosine: (0..count).map(|n| phase(n).cos() as f32).collect(),
            sine: (0..count).map(|n| phase(n).sin() as f32).collect(),
        }
    }

    /// The power of this tone, times the square of the number of samples over 4.
    fn power_in(&self, samples: &[f32]) -> f64 {
        let [cosine, sine] = [&self.cosine, &self.sine].map(|wave| f64::from(dot(samples, wave)));
        cosine * cosine + sine * sine
    }
}

fn square(sample: f32) -> f64 {
    f64::from(sample) * f64::from(sample)
}

#[cfg(test)]
mod tests {
    use super::super::sound::sound_at;
    use super::*;

    fn marked(rate: u32, track: u8, from: f64, length: f64) -> Vec<f32> {
        (0..(length * f64::from(rate)) as u32)
            .map(|n| sound_at(track, from + f64::from(n) / f64::from(rate)))
            .collect()
    }

    fn heard(rate: u32, sound: &[f32], piece: usize) -> Vec<Heard> {
        let mut reader = SoundReader::new(rate);
        sound
            .chunks(piece)
            .flat_map(|piece| reader.push(piece))
            .collect()
    }

    fn numbers(heard: &[Heard]) -> Vec<Option<u16>> {
        heard
            .iter()
            .map(|it| it.mark.map(|mark| mark.number))
            .collect()
    }

    /// Numbers without end, −1 to 1, the same every time.
    fn noise() -> impl FnMut() -> f32 {
        let mut state = 7_u64;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / 8_388_608.0 - 1.0
        }
    }

    #[test]
    fn every_tick_is_found_in_its_place_at_every_rate() {
        for rate in [11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000] {
            for from in [0.0, -0.123_456, -0.000_01] {
                let found = heard(rate, &marked(rate, 2, from, 3.2), 1024);
                assert_eq!(
                    numbers(&found),
                    (0..6).map(Some).collect::<Vec<_>>(),
                    "{rate}"
                );
                for (tick, number) in found.iter().zip(0_u32..) {
                    let due = (f64::from(number) * 0.5 - from) * f64::from(rate);
                    let off = (tick.at - due) / f64::from(rate);
                    assert!(off.abs() < 0.000_03, "{rate} Hz, tick {number}: {off} s");
                    assert_eq!(tick.mark.map(|mark| mark.track), Some(2));
                }
            }
        }
    }

    #[test]
    fn at_low_rates_nothing_is_found() {
        for rate in [0, 1, 20, 31, 40, 4000, 11_024] {
            let sound = marked(rate.max(1000), 0, 0.0, 2.0);
            assert_eq!(heard(rate, &sound, 960), [], "{rate}");
        }
    }

    #[test]
    fn the_size_of_the_pieces_does_not_matter() {
        let sound = marked(44_100, 0, -0.2, 4.0);
        let whole = heard(44_100, &sound, sound.len());
        assert_eq!(whole.len(), 7);
        for piece in [1, 37, 882, 20_000] {
            assert_eq!(heard(44_100, &sound, piece), whole, "{piece}");
        }
    }

    #[test]
    fn nothing_is_found_in_silence_noise_and_music() {
        let rate = 44_100;
        let mut next = noise();
        let chord = |n: u32| {
            let second = f64::from(n) / f64::from(rate);
            let root = 220.0 * 2_f64.powf(f64::from(n / 11_025 * 7 % 12) / 12.0);
            let fall = (-(second * 4.0).fract() * 3.0).exp();
            let sum: f64 = [1.0, 1.26, 1.5, 2.0, 4.0, 5.04, 8.0, 12.0]
                .map(|times| (TAU * root * times * second).sin())
                .iter()
                .sum();
            (0.1 * fall * sum) as f32
        };
        let minute = 60 * rate;
        for sound in [
            vec![0.0; minute as usize],
            (0..minute).map(|_| 0.8 * next()).collect(),
            (0..minute).map(chord).collect::<Vec<f32>>(),
        ] {
            assert_eq!(heard(rate, &sound, 4096), []);
        }
    }

    #[test]
    fn marks_are_read_through_noise_and_at_low_volume() {
        let mut next = noise();
        let noisy: Vec<f32> = marked(48_000, 0, 0.0, 3.0)
            .iter()
            .map(|sample| 0.02 * sample + 0.002 * next())
            .collect();
        let found = heard(48_000, &noisy, 960);
        assert_eq!(numbers(&found), (0..6).map(Some).collect::<Vec<_>>());
    }

    #[test]
    fn a_damaged_code_is_a_tick_without_a_number() {
        let mut sound = marked(48_000, 0, 0.0, 1.5);
        sound[5000..9000].fill(0.0);
        let found = heard(48_000, &sound, 960);
        assert_eq!(numbers(&found), [None, Some(1), Some(2)]);
        assert!(found[0].at.abs() < 1.0);
    }

    #[test]
    fn what_is_cut_off_is_not_reported() {
        let sound = marked(48_000, 0, 0.0, 0.4);
        assert_eq!(heard(48_000, &sound, 960), []);
        let mut reader = SoundReader::new(48_000);
        assert_eq!(reader.push(&sound), []);
        reader.begin_again();
        let after = reader.push(&marked(48_000, 0, 10.0, 1.0));
        assert_eq!(numbers(&after), [Some(20), Some(21)]);
        assert!((after[0].at - 19_200.0).abs() < 4.0, "{}", after[0].at);
    }
}
