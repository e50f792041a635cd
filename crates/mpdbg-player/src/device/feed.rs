//! From the engine through rodio's mixer to a device: a queue at one end, a pull at the other.

use std::sync::{Arc, Mutex};

use mpdbg_model::{Span, TimeBase};

use super::pull::Pull;
use super::queue::{Piece, Queue, lock};

/// The end that the engine writes to.
pub(super) struct Feed {
    queue: Arc<Mutex<Queue>>,
    rate: u32,
    channels: u16,
}

/// A feed of `rate` and `channels`, converted by rodio to what the device takes. It runs, at the usual
/// speed.
pub(super) fn feed(
    rate: u32,
    channels: u16,
    device_rate: u32,
    device_channels: u16,
) -> (Feed, Pull) {
    let queue = Arc::new(Mutex::new(Queue::new()));
    let pull = Pull::new(&queue, (rate, channels), (device_rate, device_channels));
    let feed = Feed {
        queue,
        rate,
        channels,
    };
    (feed, pull)
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
