//! From the engine through rodio's mixer to a device: a queue at one end, a pull at the other.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mpdbg_model::{Span, TimeBase};
use rodio::mixer::MixerSource;
use rodio::{ChannelCount, SampleRate, Source};

/// The usual speed, in thousandths.
const USUAL: u32 = 1000;

/// The end that the engine writes to.
pub(super) struct Feed {
    queue: Arc<Mutex<Queue>>,
    rate: u32,
    channels: u16,
}

/// The end that a device pulls from.
pub(super) struct Pull {
    mixed: MixerSource,
    queue: Arc<Mutex<Queue>>,
    rate: u32,
    channels: u16,
    device_rate: u32,
    device_channels: u16,
    settings: Settings,
    /// Where the frames that are counted now began, and how many there are.
    base: Span,
    frames: u64,
}

/// What one pull took, in time of what was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pulled {
    /// The place at which it began.
    pub(super) place: Span,
    /// The place up to which it went.
    pub(super) taken: Span,
    /// How much of it the feed lacked.
    pub(super) lacking: Span,
    /// How often the feed was flushed before: places of other epochs mean nothing in this one.
    pub(super) epoch: u32,
    /// Thousandths of the usual speed at which it took; 0 when it took nothing.
    pub(super) tempo: u32,
}

struct Queue {
    pieces: VecDeque<Piece>,
    /// Single samples (not per channel) that were asked for and not there.
    lacked: u64,
    /// What was set last.
    settings: Settings,
    /// Thousandths of the usual speed at which is taken during this pull.
    tempo: u32,
}

/// How what is in the queue is taken.
#[derive(Clone, Copy)]
struct Settings {
    epoch: u32,
    is_running: bool,
    thousandths: u32,
    loudness: f32,
}

enum Piece {
    Samples(std::vec::IntoIter<f32>),
    Silence(u64),
}

/// A feed of `rate` and `channels`, converted by rodio to what the device takes. It runs, at the usual
/// speed.
pub(super) fn feed(
    rate: u32,
    channels: u16,
    device_rate: u32,
    device_channels: u16,
) -> (Feed, Pull) {
    let settings = Settings {
        epoch: 0,
        is_running: true,
        thousandths: USUAL,
        loudness: 1.0,
    };
    let queue = Arc::new(Mutex::new(Queue {
        pieces: VecDeque::new(),
        lacked: 0,
        settings,
        tempo: USUAL,
    }));
    let pull = Pull {
        mixed: mixed(&queue, (rate, channels), (device_rate, device_channels)),
        queue: Arc::clone(&queue),
        rate,
        channels,
        device_rate,
        device_channels,
        settings,
        base: Span::ZERO,
        frames: 0,
    };
    (
        Feed {
            queue,
            rate,
            channels,
        },
        pull,
    )
}

fn mixed(queue: &Arc<Mutex<Queue>>, from: (u32, u16), to: (u32, u16)) -> MixerSource {
    let (input, mixed) = rodio::mixer::mixer(at_least_one(to.1), rate_of(to.0));
    input.add(FeedSource {
        queue: Arc::clone(queue),
        rate: rate_of(from.0),
        channels: at_least_one(from.1),
        frame: Vec::new(),
        given: 0,
        stretch: Stretch::default(),
    });
    // rodio looks at the first sample to begin with: nothing lacks before the first pull.
    lock(queue).lacked = 0;
    mixed
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Feed {
    pub(super) const fn rate(&self) -> u32 {
        self.rate
    }

    pub(super) const fn channels(&self) -> u16 {
        self.channels
    }

    pub(super) fn write(&self, samples: Vec<f32>) {
        self.push(Piece::Samples(samples.into_iter()));
    }

    pub(super) fn write_silence(&self, length: Span) {
        let base = TimeBase {
            num: 1,
            den: self.rate,
        };
        let frames = u64::try_from(base.ticks(length.nanos())).unwrap_or(0);
        self.push(Piece::Silence(frames * u64::from(self.channels)));
    }

    /// Forgets what was written and gives silence until it is started again; places begin at zero.
    pub(super) fn flush(&self) {
        let mut queue = lock(&self.queue);
        queue.pieces.clear();
        queue.settings.epoch += 1;
        queue.settings.is_running = false;
    }

    pub(super) fn start(&self) {
        lock(&self.queue).settings.is_running = true;
    }

    /// What was written is taken at this many thousandths of the usual speed, higher or lower in
    /// pitch; at 0 it stays and silence is given.
    pub(super) fn set_tempo(&self, thousandths: u32) {
        lock(&self.queue).settings.thousandths = thousandths;
    }

    pub(super) fn set_volume(&self, percent: u16) {
        lock(&self.queue).settings.loudness = f32::from(percent) / 100.0;
    }

    /// How often it was flushed.
    pub(super) fn epoch(&self) -> u32 {
        lock(&self.queue).settings.epoch
    }

    fn push(&self, piece: Piece) {
        lock(&self.queue).pieces.push_back(piece);
    }
}

impl Pull {
    /// Fills `out`, whole frames of interleaved samples.
    pub(super) fn fill(&mut self, out: &mut [f32]) -> Pulled {
        self.settle();
        let place = self.place();
        let Settings {
            epoch, loudness, ..
        } = self.settings;
        let tempo = self.settings.tempo();
        if tempo == 0 {
            out.fill(0.0);
            return Pulled {
                place,
                taken: place,
                lacking: Span::ZERO,
                epoch,
                tempo,
            };
        }
        for sample in out.iter_mut() {
            *sample = self.mixed.next().unwrap_or(0.0) * loudness;
        }
        self.frames += (out.len() / usize::from(self.device_channels.max(1))) as u64;
        let lacked = std::mem::take(&mut lock(&self.queue).lacked);
        let frames = i64::try_from(lacked / u64::from(self.channels.max(1))).unwrap_or(i64::MAX);
        Pulled {
            place,
            taken: self.place(),
            lacking: length(frames, self.rate),
            epoch,
            tempo,
        }
    }

    /// Takes over what was set since the last pull.
    fn settle(&mut self) {
        let settings = {
            let mut queue = lock(&self.queue);
            queue.tempo = queue.settings.tempo();
            queue.settings
        };
        if settings.epoch != self.settings.epoch {
            let from = (self.rate, self.channels);
            // rodio's converter holds a little of what was flushed.
            self.mixed = mixed(&self.queue, from, (self.device_rate, self.device_channels));
            self.base = Span::ZERO;
            self.frames = 0;
        } else if settings.tempo() != self.settings.tempo() {
            self.base = self.place();
            self.frames = 0;
        }
        self.settings = settings;
    }

    fn place(&self) -> Span {
        let tempo = i128::from(self.settings.tempo());
        let frames = i64::try_from(self.frames).unwrap_or(i64::MAX);
        let device = length(frames, self.device_rate);
        let taken = i128::from(device.nanos()) * tempo / i128::from(USUAL);
        self.base
            .plus(Span::from_nanos(i64::try_from(taken).unwrap_or(i64::MAX)))
    }
}

impl Settings {
    /// The speed at which is taken now.
    const fn tempo(self) -> u32 {
        if self.is_running { self.thousandths } else { 0 }
    }
}

fn length(frames: i64, rate: u32) -> Span {
    let base = TimeBase { num: 1, den: rate };
    Span::from_nanos(base.nanos(frames))
}

/// The queue as rodio sees it: a sound without end, silent where the queue is empty.
struct FeedSource {
    queue: Arc<Mutex<Queue>>,
    rate: SampleRate,
    channels: ChannelCount,
    frame: Vec<f32>,
    /// Samples of the frame that were given.
    given: usize,
    stretch: Stretch,
}

/// Between which frames of the queue the next one lies, at another speed than the usual.
#[derive(Default)]
struct Stretch {
    before: Vec<f32>,
    after: Vec<f32>,
    /// Thousandths of the way from the one to the other; more than that: frames to go.
    way: u32,
}

impl Iterator for FeedSource {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.given >= self.frame.len() {
            let channels = usize::from(self.channels.get());
            let mut queue = lock(&self.queue);
            match queue.tempo {
                USUAL | 0 => {
                    self.stretch = Stretch::default();
                    queue.next_frame(channels, &mut self.frame);
                }
                tempo => self
                    .stretch
                    .next(tempo, &mut queue, channels, &mut self.frame),
            }
            self.given = 0;
        }
        self.given += 1;
        self.frame.get(self.given - 1).copied()
    }
}

impl Stretch {
    fn next(&mut self, tempo: u32, queue: &mut Queue, channels: usize, frame: &mut Vec<f32>) {
        if self.after.is_empty() {
            queue.next_frame(channels, &mut self.before);
            queue.next_frame(channels, &mut self.after);
        }
        while self.way >= USUAL {
            std::mem::swap(&mut self.before, &mut self.after);
            queue.next_frame(channels, &mut self.after);
            self.way -= USUAL;
        }
        let part = self.way as f32 / USUAL as f32;
        let pairs = self.before.iter().zip(&self.after);
        frame.clear();
        frame.extend(pairs.map(|(before, after)| before + (after - before) * part));
        self.way += tempo;
    }
}

impl Queue {
    fn next_frame(&mut self, channels: usize, frame: &mut Vec<f32>) {
        frame.clear();
        frame.extend((0..channels).map(|_| self.next_sample()));
    }

    fn next_sample(&mut self) -> f32 {
        while let Some(piece) = self.pieces.front_mut() {
            match piece {
                Piece::Samples(samples) => {
                    if let Some(sample) = samples.next() {
                        return sample;
                    }
                }
                Piece::Silence(0) => {}
                Piece::Silence(left) => {
                    *left -= 1;
                    return 0.0;
                }
            }
            self.pieces.pop_front();
        }
        self.lacked += 1;
        0.0
    }
}

impl Source for FeedSource {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        self.channels
    }

    fn sample_rate(&self) -> SampleRate {
        self.rate
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

fn at_least_one(channels: u16) -> ChannelCount {
    NonZero::new(channels).unwrap_or(NonZero::<u16>::MIN)
}

fn rate_of(rate: u32) -> SampleRate {
    NonZero::new(rate).unwrap_or(NonZero::<u32>::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_out_and_what_lacks_is_counted() {
        let (feed, mut pull) = feed(1000, 2, 1000, 2);
        feed.write(vec![0.5; 20]);
        feed.write_silence(Span::from_millis(5));
        let mut out = vec![1.0; 40];
        let pulled = pull.fill(&mut out);
        assert_eq!(out[..20], [0.5; 20]);
        assert_eq!(out[20..], [0.0; 20]);
        assert_eq!(pulled.taken.minus(pulled.place), Span::from_millis(20));
        assert_eq!(pulled.lacking, Span::from_millis(5));
    }

    fn ramp(frames: usize) -> Vec<f32> {
        (0..frames).map(|n| n as f32 / 1000.0).collect()
    }

    #[test]
    fn a_pause_takes_nothing_and_lacks_nothing() {
        let (feed, mut pull) = feed(1000, 1, 1000, 1);
        feed.write(ramp(30));
        let mut out = vec![1.0; 10];
        pull.fill(&mut out);
        feed.set_tempo(0);
        let paused = pull.fill(&mut out);
        assert_eq!((out[0], out[9], paused.tempo), (0.0, 0.0, 0));
        assert_eq!([paused.place, paused.taken], [Span::from_millis(10); 2]);
        feed.set_tempo(1000);
        let resumed = pull.fill(&mut out);
        assert_eq!(resumed.place, Span::from_millis(10));
        assert_eq!(resumed.lacking, Span::ZERO);
        assert!((out[9] - 0.019).abs() < 0.001, "{}", out[9]);
    }

    #[test]
    fn at_double_speed_twice_as_much_is_taken() {
        let (feed, mut pull) = feed(1000, 1, 1000, 1);
        feed.write(ramp(100));
        feed.set_tempo(2000);
        let mut out = vec![1.0; 20];
        pull.fill(&mut out);
        let pulled = pull.fill(&mut out);
        assert_eq!(pulled.place, Span::from_millis(40));
        assert_eq!(pulled.taken, Span::from_millis(80));
        assert_eq!(pulled.lacking, Span::ZERO);
        assert!((out[19] - 0.078).abs() < 0.003, "{}", out[19]);
    }

    #[test]
    fn at_half_speed_lies_the_middle_between_two_samples() {
        let (feed, mut pull) = feed(1000, 1, 1000, 1);
        feed.set_tempo(500);
        feed.flush();
        feed.start();
        feed.write(vec![0.0, 0.1, 0.2, 0.3, 0.4]);
        let mut out = vec![1.0; 6];
        let pulled = pull.fill(&mut out);
        assert_eq!(pulled.taken, Span::from_millis(3));
        let wanted = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25];
        let is_near = |(a, b): (&f32, &f32)| (a - b).abs() < 0.001;
        assert!(out.iter().zip(&wanted).all(is_near), "{out:?}");
    }

    #[test]
    fn after_a_flush_places_begin_at_zero_in_another_epoch() {
        let (feed, mut pull) = feed(1000, 2, 1000, 2);
        feed.write(vec![0.5; 40]);
        let mut out = vec![1.0; 20];
        assert_eq!(pull.fill(&mut out).epoch, feed.epoch());
        feed.flush();
        let stopped = pull.fill(&mut out);
        assert_eq!((stopped.taken, stopped.tempo), (Span::ZERO, 0));
        assert_eq!(out, [0.0; 20]);
        feed.write(vec![0.25; 20]);
        feed.start();
        let started = pull.fill(&mut out);
        assert_eq!(started.epoch, feed.epoch());
        assert_eq!(started.taken, Span::from_millis(10));
        assert_eq!(out, [0.25; 20], "nothing of before is heard");
    }

    #[test]
    fn the_volume_is_a_factor() {
        let (feed, mut pull) = feed(1000, 1, 1000, 1);
        feed.write(vec![0.5; 20]);
        feed.set_volume(50);
        let mut out = vec![1.0; 10];
        pull.fill(&mut out);
        assert!((out[5] - 0.25).abs() < 0.001, "{}", out[5]);
    }
}
