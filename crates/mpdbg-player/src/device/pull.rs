//! The end of a feed that a device pulls from.

use std::sync::{Arc, Mutex};

use mpdbg_model::{Span, TimeBase};
use rodio::mixer::MixerSource;

use super::feed_source::mixed;
use super::queue::{Queue, Settings, lock};
use crate::engine::USUAL;

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

impl Pull {
    /// Takes what is in the queue, of `from` as `(rate, channels)`, converted to `to`.
    pub(super) fn new(queue: &Arc<Mutex<Queue>>, from: (u32, u16), to: (u32, u16)) -> Self {
        Self {
            mixed: mixed(queue, from, to),
            queue: Arc::clone(queue),
            rate: from.0,
            channels: from.1,
            device_rate: to.0,
            device_channels: to.1,
            settings: lock(queue).settings,
            base: Span::ZERO,
            frames: 0,
        }
    }

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

fn length(frames: i64, rate: u32) -> Span {
    let base = TimeBase { num: 1, den: rate };
    Span::from_nanos(base.nanos(frames))
}
