//! The queue as rodio sees it.

use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rodio::mixer::MixerSource;
use rodio::{ChannelCount, SampleRate, Source};

use super::queue::{Queue, lock};
use crate::engine::USUAL;

/// What is in the queue, of `from` as `(rate, channels)`, converted by rodio to `to`.
pub(super) fn mixed(queue: &Arc<Mutex<Queue>>, from: (u32, u16), to: (u32, u16)) -> MixerSource {
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

/// A sound without end, silent where the queue is empty.
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
