//! From the engine through rodio's mixer to a device: a queue at one end, a pull at the other.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use mpdbg_model::{Span, TimeBase};
use rodio::mixer::MixerSource;
use rodio::{ChannelCount, SampleRate, Source};

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
    frames: u64,
}

/// What one pull took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pulled {
    /// Device time at which it began.
    pub(super) place: Span,
    /// Device time up to which it went.
    pub(super) taken: Span,
    /// How much of it the feed lacked.
    pub(super) lacking: Span,
}

#[derive(Default)]
struct Queue {
    pieces: VecDeque<Piece>,
    /// Single samples (not per channel) that were asked for and not there.
    lacked: u64,
}

enum Piece {
    Samples(std::vec::IntoIter<f32>),
    Silence(u64),
}

/// A feed of `rate` and `channels`, converted by rodio to what the device takes.
pub(super) fn feed(
    rate: u32,
    channels: u16,
    device_rate: u32,
    device_channels: u16,
) -> (Feed, Pull) {
    let queue = Arc::new(Mutex::new(Queue::default()));
    let (input, mixed) = rodio::mixer::mixer(at_least_one(device_channels), rate_of(device_rate));
    input.add(FeedSource {
        queue: Arc::clone(&queue),
        rate: rate_of(rate),
        channels: at_least_one(channels),
    });
    // rodio looks at the first sample to begin with: nothing lacks before the first pull.
    queue.lock().unwrap_or_else(PoisonError::into_inner).lacked = 0;
    let pull = Pull {
        mixed,
        queue: Arc::clone(&queue),
        rate,
        channels,
        device_rate,
        device_channels,
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

    fn push(&self, piece: Piece) {
        self.queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pieces
            .push_back(piece);
    }
}

impl Pull {
    /// Fills `out`, whole frames of interleaved samples.
    pub(super) fn fill(&mut self, out: &mut [f32]) -> Pulled {
        let place = self.place();
        for sample in out.iter_mut() {
            *sample = self.mixed.next().unwrap_or(0.0);
        }
        self.frames += (out.len() / usize::from(self.device_channels.max(1))) as u64;
        let lacked = {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut queue.lacked)
        };
        let channels = u64::from(self.channels.max(1));
        let base = TimeBase {
            num: 1,
            den: self.rate,
        };
        let lacking =
            Span::from_nanos(base.nanos(i64::try_from(lacked / channels).unwrap_or(i64::MAX)));
        Pulled {
            place,
            taken: self.place(),
            lacking,
        }
    }

    fn place(&self) -> Span {
        let base = TimeBase {
            num: 1,
            den: self.device_rate,
        };
        Span::from_nanos(base.nanos(i64::try_from(self.frames).unwrap_or(i64::MAX)))
    }
}

/// The queue as rodio sees it: a sound without end, silent where the queue is empty.
struct FeedSource {
    queue: Arc<Mutex<Queue>>,
    rate: SampleRate,
    channels: ChannelCount,
}

impl Iterator for FeedSource {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        Some(queue.next_sample())
    }
}

impl Queue {
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
}
