//! Marks in the sound that a device takes.

use std::collections::VecDeque;

use mpdbg_media::Sound;
use mpdbg_model::mark::{Heard, SoundReader};
use mpdbg_model::{RunTime, Span, What};

use crate::engine::USUAL;

/// Milliseconds of sound without a mark after which a sample without pictures is taken for unmarked:
/// more than a tick at the beginning, its code and the largest shift.
const LISTENED_MS: u64 = 750;
/// How long it is known when something was taken and when the play was paused; longer than a mark
/// and the latency of any device.
const REMEMBERED: Span = Span::from_secs(5);

/// Listens to one channel of what a device takes: what was written, and silence where that ran dry.
pub(crate) struct SoundTap {
    rate: u32,
    reader: SoundReader,
    /// What was written and not taken yet.
    waiting: VecDeque<f32>,
    /// Samples that the reader got.
    taken: u64,
    pulls: VecDeque<Start>,
    pauses: VecDeque<Pause>,
    tempo: u32,
    /// The pictures have marks, or a mark was heard: a tick is one, even if its code is damaged.
    trusted: bool,
    told: Vec<What>,
}

/// What a device took at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// When.
    pub(crate) at: RunTime,
    /// From then until its first sample is heard.
    pub(crate) latency: Span,
    /// How much faster than it says the device runs, in parts per million.
    pub(crate) drift_ppm: i32,
}

#[derive(Clone, Copy)]
struct Start {
    first: u64,
    pulled: Taken,
}

/// Run time that went by while the device stood.
#[derive(Clone, Copy)]
struct Pause {
    from: RunTime,
    to: RunTime,
}

impl SoundTap {
    /// Listens to a device that takes `rate` samples a second. `trusted` when the pictures of the sample
    /// have marks; otherwise it gives up soon unless it hears one.
    pub(crate) fn new(rate: u32, trusted: bool) -> Self {
        Self {
            rate,
            reader: SoundReader::new(rate),
            waiting: VecDeque::new(),
            taken: 0,
            pulls: VecDeque::new(),
            pauses: VecDeque::new(),
            tempo: USUAL,
            trusted,
            told: Vec::new(),
        }
    }

    /// Sound is written to the device. What cannot be converted counts as silence.
    pub(crate) fn write(&mut self, content: &Sound) {
        let samples = if content.rate() == self.rate {
            content.first_channel()
        } else {
            content.to_interleaved(self.rate, 1).ok()
        };
        if let Some(samples) = samples {
            self.waiting.extend(samples);
        } else {
            let count = u64::from(content.samples()) * u64::from(self.rate);
            self.write_zeros(count / u64::from(content.rate().max(1)));
        }
    }

    /// Silence is written to the device, or was there before this began to listen.
    pub(crate) fn write_silence(&mut self, length: Span) {
        let samples = length.as_secs_f64() * f64::from(self.rate);
        self.write_zeros(samples.round().max(0.0) as u64);
    }

    fn write_zeros(&mut self, count: u64) {
        let length = self.waiting.len() + usize::try_from(count).unwrap_or(0);
        self.waiting.resize(length, 0.0);
    }

    /// The device takes so many samples of what was written, and silence for what is not there.
    pub(crate) fn pull(&mut self, pulled: Taken, count: usize) {
        let there = count.min(self.waiting.len());
        let mut samples: Vec<f32> = self.waiting.drain(..there).collect();
        samples.resize(count, 0.0);
        self.take(pulled, &samples);
    }

    /// The device takes these samples of `channels` channels.
    pub(crate) fn take_interleaved(&mut self, pulled: Taken, samples: &[f32], channels: u16) {
        let channels = usize::from(channels.max(1));
        let mono = |frame: &[f32]| frame.iter().sum::<f32>() / channels as f32;
        let samples: Vec<f32> = samples.chunks_exact(channels).map(mono).collect();
        self.take(pulled, &samples);
    }

    /// The device takes these samples of one channel.
    pub(crate) fn take(&mut self, pulled: Taken, samples: &[f32]) {
        if self.tempo != USUAL {
            return;
        }
        self.forget_before(pulled.at);
        self.pulls.push_back(Start {
            first: self.taken,
            pulled,
        });
        self.taken += samples.len() as u64;
        for heard in self.reader.push(samples) {
            self.tell(heard);
        }
    }

    /// The device forgets what was written.
    pub(crate) fn flush(&mut self) {
        self.waiting.clear();
        self.reader.begin_again();
    }

    /// The device takes what was written so many thousandths as fast as usual from now on; 0: it stands.
    pub(crate) fn set_tempo(&mut self, now: RunTime, thousandths: u32) {
        let stood = self.pauses.back_mut().filter(|_| self.tempo == 0);
        if let Some(pause) = stood {
            pause.to = now;
        }
        if thousandths == 0 {
            self.pauses.push_back(Pause { from: now, to: now });
        }
        let is_played_otherwise = |tempo| tempo != 0 && tempo != USUAL;
        if is_played_otherwise(thousandths) || is_played_otherwise(self.tempo) {
            self.reader.begin_again();
        }
        self.tempo = thousandths;
    }

    /// True when it can be done without: there are no marks.
    pub(crate) fn gave_up(&self) -> bool {
        !self.trusted && self.taken > u64::from(self.rate) * LISTENED_MS / 1000
    }

    /// What was heard since the last call.
    pub(crate) fn take_told(&mut self) -> Vec<What> {
        std::mem::take(&mut self.told)
    }

    fn tell(&mut self, tick: Heard) {
        let heard = self.heard(tick.at);
        self.trusted |= tick.mark.is_some();
        match tick.mark {
            Some(mark) => self.told.push(What::SoundMarkRead {
                heard,
                time: mark.time(),
            }),
            None if self.trusted => self.told.push(What::SoundMarkUnread { heard }),
            None => {}
        }
    }

    /// When a sample is heard.
    fn heard(&self, sample: f64) -> RunTime {
        let before = |start: &&Start| start.first as f64 <= sample;
        let start = self.pulls.iter().rev().find(before);
        let Some(start) = start.or(self.pulls.front()) else {
            return RunTime::ZERO;
        };
        let Taken {
            at,
            latency,
            drift_ppm,
        } = start.pulled;
        let within = (sample - start.first as f64) / f64::from(self.rate);
        let within = within * (1.0 - f64::from(drift_ppm) / 1e6);
        let within = Span::from_nanos((within * 1e9).round() as i64);
        let heard = at.plus(within.plus(latency));
        let stood = self.pauses.iter().filter(|pause| pause.from >= at);
        stood.fold(heard, |heard, pause| {
            let stands = pause.from < heard;
            heard.plus(if stands {
                pause.to.since(pause.from)
            } else {
                Span::ZERO
            })
        })
    }

    fn forget_before(&mut self, now: RunTime) {
        let is_old = |at: RunTime| now.since(at) > REMEMBERED;
        while self.pulls.len() > 1 && self.pulls.front().is_some_and(|it| is_old(it.pulled.at)) {
            self.pulls.pop_front();
        }
        while self.pauses.front().is_some_and(|it| is_old(it.to)) {
            self.pauses.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::MediaTime;
    use mpdbg_model::mark::sound_at;

    use super::*;

    const RATE: u32 = 48_000;
    const PERIOD: usize = 960;

    fn ms(millis: i64) -> RunTime {
        RunTime::ZERO.plus(Span::from_millis(millis))
    }

    /// A device with 20 ms periods and 40 ms of latency, whose pulls are numbered.
    fn pulled(at: RunTime) -> Taken {
        Taken {
            at,
            latency: Span::from_millis(40),
            drift_ppm: 0,
        }
    }

    fn with_sound(trusted: bool, millis: u32) -> SoundTap {
        let mut tap = SoundTap::new(RATE, trusted);
        let sound = |n| sound_at(0, f64::from(n) / f64::from(RATE));
        tap.waiting.extend((0..millis * RATE / 1000).map(sound));
        tap
    }

    /// Times of the marks that were read in milliseconds, and how much later than that each was heard.
    fn told(tap: &mut SoundTap) -> Vec<(Option<i64>, i64)> {
        let millis = |nanos: u64| (nanos as i64 + 50_000).div_euclid(1_000_000);
        let each = |what| match what {
            What::SoundMarkRead { heard, time } => {
                let time = time.since(MediaTime::ZERO).nanos() / 1_000_000;
                (Some(time), millis(heard.nanos()) - time)
            }
            What::SoundMarkUnread { heard } => (None, millis(heard.nanos())),
            other => panic!("{other:?}"),
        };
        tap.take_told().into_iter().map(each).collect()
    }

    #[test]
    fn marks_are_heard_after_the_latency() {
        let mut tap = with_sound(true, 1500);
        for number in 0..80 {
            tap.pull(pulled(ms(100 + number * 20)), PERIOD);
        }
        let all = [(Some(0), 140), (Some(500), 140), (Some(1000), 140)];
        assert_eq!(told(&mut tap), all);
    }

    #[test]
    fn silence_that_a_dry_device_fills_in_delays_what_follows() {
        let mut tap = with_sound(true, 1500);
        for number in 0..90 {
            if (22..27).contains(&number) {
                tap.take(pulled(ms(number * 20)), &[0.0; PERIOD]);
            } else {
                tap.pull(pulled(ms(number * 20)), PERIOD);
            }
        }
        assert_eq!(
            told(&mut tap),
            [(Some(0), 40), (Some(500), 140), (Some(1000), 140)]
        );
    }

    #[test]
    fn a_code_with_a_hole_is_unread() {
        let mut tap = with_sound(true, 1000);
        for number in 0..60 {
            if number == 5 {
                tap.take(pulled(ms(number * 20)), &[0.0; PERIOD]);
            } else {
                tap.pull(pulled(ms(number * 20)), PERIOD);
            }
        }
        assert_eq!(told(&mut tap), [(None, 40), (Some(500), 60)]);
    }

    #[test]
    fn a_pause_is_counted_where_it_delays_what_is_heard() {
        let mut tap = with_sound(true, 1500);
        for number in 0..80 {
            // Stands for 300 ms, 10 ms after the pull that holds the second tick, which is not heard yet.
            let stood = if number > 25 { 300 } else { 0 };
            tap.pull(pulled(ms(number * 20 + stood)), PERIOD);
            if number == 25 {
                tap.set_tempo(ms(510), 0);
                tap.set_tempo(ms(810), USUAL);
            }
        }
        assert_eq!(
            told(&mut tap),
            [(Some(0), 40), (Some(500), 340), (Some(1000), 340)]
        );
    }

    #[test]
    fn nothing_is_heard_at_another_rate_and_from_before_a_flush() {
        let mut tap = with_sound(true, 4000);
        for number in 0..200 {
            tap.pull(pulled(ms(number * 20)), PERIOD);
            match number {
                10 => tap.set_tempo(ms(number * 20), 2000),
                60 => tap.set_tempo(ms(number * 20), USUAL),
                110 => {
                    tap.flush();
                    tap.waiting
                        .extend((0..RATE).map(|n| sound_at(0, f64::from(n) / 48e3)));
                }
                _ => {}
            }
        }
        let times: Vec<_> = told(&mut tap).iter().map(|it| it.0).collect();
        assert_eq!(times, [Some(1500), Some(0), Some(500)]);
    }

    #[test]
    fn a_fast_device_is_heard_earlier() {
        let mut tap = with_sound(true, 1500);
        for number in 0..80_i64 {
            let mut pulled = pulled(RunTime::ZERO.plus(Span::from_nanos(number * 19_000_000)));
            pulled.drift_ppm = 50_000;
            tap.pull(pulled, PERIOD);
        }
        assert_eq!(
            told(&mut tap),
            [(Some(0), 40), (Some(500), 15), (Some(1000), -10)]
        );
    }

    #[test]
    fn without_marks_it_gives_up_after_a_while() {
        let mut tap = SoundTap::new(RATE, false);
        for number in 0..40 {
            assert!(!tap.gave_up() || number > 37);
            tap.pull(pulled(ms(number * 20)), PERIOD);
        }
        assert!(tap.gave_up() && tap.take_told().is_empty());
        let mut tap = with_sound(false, 1000);
        for number in 0..60 {
            tap.pull(pulled(ms(number * 20)), PERIOD);
            assert!(!tap.gave_up());
        }
    }
}
