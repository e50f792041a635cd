//! The default sound device of the machine, fed through rodio's mixer.
//!
//! The stream is our own: rodio's would hide the time stamps of its callback and its underruns.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, SizedSample};
use mpdbg_media::Sound;
use mpdbg_model::{AudioDevice, AudioParameters, DeviceKind, RunTime, Span, TimeBase, What};

use super::feed::{Feed, feed};
use super::pull::{Pull, Pulled};
use crate::marks::{SoundTap, Taken};
use crate::reading::span;

/// What is taken for latency until the first callback tells.
const ASSUMED_LATENCY: Span = Span::from_millis(40);
/// What is taken for the period until the first callback tells.
const ASSUMED_PERIOD: Span = Span::from_millis(20);

/// The default output device.
pub(crate) struct RealDevice {
    stream: cpal::Stream,
    feed: Feed,
    description: AudioDevice,
    faults: Arc<Faults>,
    /// Reads the marks of what is taken, where there are some.
    tap: Option<Box<SoundTap>>,
    is_tapped: Arc<AtomicBool>,
}

/// What the callback of the device saw.
#[derive(Clone, Debug)]
pub(crate) struct Callback {
    /// When it was called.
    pub(crate) at: Instant,
    /// Place at which it began.
    pub(crate) place: Span,
    /// Place up to which it went.
    pub(crate) taken: Span,
    /// How much lacked.
    pub(crate) lacking: Span,
    /// From then until what it took is heard, in run time.
    pub(crate) latency: Span,
    /// How long the device had nothing left to play before this call: not every system reports an
    /// underrun, but it came later than what was taken before could last.
    pub(crate) starved: Span,
    /// How often what was written was flushed before.
    pub(crate) epoch: u32,
    /// Thousandths of the usual speed at which it took; 0 when it took nothing.
    pub(crate) tempo: u32,
    /// One channel of what it took, while there is a tap; otherwise nothing.
    pub(crate) samples: Vec<f32>,
}

/// Error callbacks come in storms on some systems: they are counted, not queued.
#[derive(Default)]
pub(crate) struct Faults {
    underruns: AtomicU32,
    others: AtomicU32,
}

impl Faults {
    /// Underruns and other errors since the last call.
    pub(crate) fn take(&self) -> (u32, u32) {
        (
            self.underruns.swap(0, Ordering::Relaxed),
            self.others.swap(0, Ordering::Relaxed),
        )
    }
}

impl RealDevice {
    /// Opens the default device for sound of these parameters; every callback is sent to `reports`.
    ///
    /// # Errors
    /// The system's words when there is no device or it cannot be opened.
    pub(crate) fn open<M: Send + From<Callback> + 'static>(
        audio: &AudioParameters,
        reports: Sender<M>,
    ) -> Result<Self, cpal::Error> {
        let none = || cpal::Error::new(cpal::ErrorKind::DeviceNotAvailable);
        let device = cpal::default_host()
            .default_output_device()
            .ok_or_else(none)?;
        let config = device.default_output_config()?;
        let (rate, channels) = (config.sample_rate(), config.channels());
        let (feed, pull) = feed(audio.rate.max(1), audio.channels.max(1), rate, channels);
        let faults = Arc::new(Faults::default());
        let is_tapped = Arc::new(AtomicBool::new(false));
        let builder = Builder {
            pull,
            reports,
            faults: Arc::clone(&faults),
            is_tapped: Arc::clone(&is_tapped),
        };
        let stream = match config.sample_format() {
            cpal::SampleFormat::I16 => builder.build::<i16>(&device, config.config())?,
            cpal::SampleFormat::I32 => builder.build::<i32>(&device, config.config())?,
            cpal::SampleFormat::U8 => builder.build::<u8>(&device, config.config())?,
            _ => builder.build::<f32>(&device, config.config())?,
        };
        let description = AudioDevice {
            name: device.to_string(),
            kind: DeviceKind::Real,
            rate,
            channels,
            period: ASSUMED_PERIOD,
            latency: ASSUMED_LATENCY,
        };
        Ok(Self {
            stream,
            feed,
            description,
            faults,
            tap: None,
            is_tapped,
        })
    }

    /// Listens for marks from now on; `trusted` where it is known that there are some.
    pub(crate) fn listen(&mut self, trusted: bool) {
        self.tap = Some(Box::new(SoundTap::new(self.description.rate, trusted)));
        self.is_tapped.store(true, Ordering::Relaxed);
    }

    /// Listens to what a callback took, which was at the run time `at`.
    pub(crate) fn hear(&mut self, at: RunTime, callback: &Callback) {
        let Some(tap) = self.tap.as_mut().filter(|_| callback.tempo != 0) else {
            return;
        };
        if tap.gave_up() {
            self.is_tapped.store(false, Ordering::Relaxed);
            self.tap = None;
            return;
        }
        // What was taken before a pause is heard all the same, so the tap need not know of pauses.
        tap.set_tempo(at, callback.tempo);
        let pulled = Taken {
            at,
            latency: callback.latency,
            drift_ppm: 0,
        };
        tap.take(pulled, &callback.samples);
    }

    /// The marks that were heard since the last call.
    pub(crate) fn marks_heard(&mut self) -> Vec<What> {
        self.tap
            .as_mut()
            .map(|tap| tap.take_told())
            .unwrap_or_default()
    }

    pub(crate) const fn describe(&self) -> &AudioDevice {
        &self.description
    }

    pub(crate) fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Starts to take what is written.
    ///
    /// # Errors
    /// The system's words.
    pub(crate) fn start(&self) -> Result<(), cpal::Error> {
        self.feed.start();
        self.stream.play()
    }

    /// Forgets what was written and takes nothing until it is started again, when its places begin at
    /// zero. The system's stream goes on, silent.
    pub(crate) fn flush(&mut self) {
        self.feed.flush();
        if let Some(tap) = &mut self.tap {
            tap.flush();
        }
    }

    /// What was written is taken at so many thousandths of the usual speed; at 0 it stays.
    pub(crate) fn set_tempo(&self, thousandths: u32) {
        self.feed.set_tempo(thousandths);
    }

    pub(crate) fn set_volume(&self, percent: u16) {
        self.feed.set_volume(percent);
    }

    /// How often it was flushed: what callbacks of other epochs say is of no use any more.
    pub(crate) fn epoch(&self) -> u32 {
        self.feed.epoch()
    }

    pub(crate) fn write(&self, length: Span, content: &Sound) {
        match content.to_interleaved(self.feed.rate(), self.feed.channels()) {
            Ok(samples) => self.feed.write(samples),
            Err(_) => self.feed.write_silence(length),
        }
    }

    pub(crate) fn write_silence(&self, length: Span) {
        self.feed.write_silence(length);
    }
}

struct Builder<M> {
    pull: Pull,
    reports: Sender<M>,
    faults: Arc<Faults>,
    is_tapped: Arc<AtomicBool>,
}

impl<M: Send + From<Callback> + 'static> Builder<M> {
    fn build<T: SizedSample + FromSample<f32>>(
        self,
        device: &cpal::Device,
        config: cpal::StreamConfig,
    ) -> Result<cpal::Stream, cpal::Error> {
        let Self {
            mut pull,
            reports,
            faults,
            is_tapped,
        } = self;
        let mut mixed: Vec<f32> = Vec::new();
        let (rate, channels) = (config.sample_rate, usize::from(config.channels.max(1)));
        let out_length = move |samples: usize| {
            let frames = i64::try_from(samples / channels).unwrap_or(i64::MAX);
            Span::from_nanos(TimeBase { num: 1, den: rate }.nanos(frames))
        };
        let mut lasts_until: Option<Instant> = None;
        device.build_output_stream::<T, _, _>(
            config,
            move |out, info| {
                mixed.resize(out.len(), 0.0);
                let at = Instant::now();
                let Pulled {
                    place,
                    taken,
                    lacking,
                    epoch,
                    tempo,
                } = pull.fill(&mut mixed);
                for (to, from) in out.iter_mut().zip(&mixed) {
                    *to = T::from_sample(*from);
                }
                let stamps = info.timestamp();
                let latency = stamps.playback.duration_since(stamps.callback);
                let length = out_length(out.len());
                let latency = span(latency).max(length);
                let starved =
                    lasts_until.map_or(Span::ZERO, |end| span(at.saturating_duration_since(end)));
                let lasts = length.plus(latency).nanos().unsigned_abs();
                lasts_until = at.checked_add(Duration::from_nanos(lasts));
                // The play may be over before the device is closed.
                let _ = reports.send(
                    Callback {
                        at,
                        place,
                        taken,
                        lacking,
                        latency,
                        starved,
                        epoch,
                        tempo,
                        samples: if is_tapped.load(Ordering::Relaxed) {
                            mixed.iter().step_by(channels).copied().collect()
                        } else {
                            Vec::new()
                        },
                    }
                    .into(),
                );
            },
            move |error| {
                let counter = match error.kind() {
                    cpal::ErrorKind::Xrun => &faults.underruns,
                    _ => &faults.others,
                };
                counter.fetch_add(1, Ordering::Relaxed);
            },
            Some(Duration::from_secs(2)),
        )
    }
}

/// Names of the sound devices of this machine that can play.
pub fn device_names() -> Vec<String> {
    cpal::default_host()
        .output_devices()
        .map(|devices| devices.map(|device| device.to_string()).collect())
        .unwrap_or_default()
}
