//! A sound device on any clock: takes one period at a time at its own rate.

use mpdbg_media::Sound;
use mpdbg_model::{AudioDevice, AudioParameters, DeviceKind, RunTime, Span, TimeBase};

use super::feed::{Feed, Pull, feed};
use crate::DeviceModel;
use crate::engine::DeviceReport;

/// Periods a second, about: the device takes the next power of two of samples at a time.
const PERIODS_PER_SECOND: u32 = 50;
/// Periods between taking and hearing.
const LATENCY_PERIODS: u32 = 2;

/// A sound device that makes no sound: simulated on the virtual clock, the timed stand-in on the
/// real one.
pub(crate) struct SimulatedDevice {
    kind: DeviceKind,
    rate: u32,
    channels: u16,
    period: u32,
    started: Option<RunTime>,
    pulls: u64,
    written: Span,
    rodio: Option<(Feed, Pull)>,
    model: DeviceModel,
    /// Place of its first pull: not zero when it takes over from a device that died.
    origin: Span,
}

impl SimulatedDevice {
    /// A device that takes sound as the stream has it. Of kind [`DeviceKind::Rodio`] it is fed
    /// through rodio's mixer.
    pub(crate) fn new(audio: &AudioParameters, kind: DeviceKind, model: DeviceModel) -> Self {
        let rate = audio.rate.max(1);
        let channels = audio.channels.max(1);
        Self {
            kind,
            rate,
            channels,
            period: (rate / PERIODS_PER_SECOND).next_power_of_two(),
            started: None,
            pulls: 0,
            written: Span::ZERO,
            rodio: (kind == DeviceKind::Rodio).then(|| feed(rate, channels, rate, channels)),
            model,
            origin: Span::ZERO,
        }
    }

    pub(crate) fn describe(&self) -> AudioDevice {
        let name = match self.kind {
            DeviceKind::Null => "none, timed stand-in",
            DeviceKind::Rodio => "simulated, through rodio",
            DeviceKind::Simulated | DeviceKind::Real => "simulated",
        };
        AudioDevice {
            name: name.into(),
            kind: self.kind,
            rate: self.rate,
            channels: self.channels,
            period: self.length(1),
            latency: self.latency(),
        }
    }

    pub(crate) fn latency(&self) -> Span {
        self.model
            .latency
            .unwrap_or_else(|| self.length(u64::from(LATENCY_PERIODS)))
    }

    /// Takes nothing any more.
    pub(crate) const fn stop(&mut self) {
        self.started = None;
    }

    /// Goes on at `taken`, where another device stopped; `written` is already there.
    pub(crate) fn take_over(&mut self, now: RunTime, taken: Span, written: Span) {
        self.origin = taken;
        self.written = written;
        self.start(now);
    }

    pub(crate) const fn start(&mut self, now: RunTime) {
        self.started = Some(now);
    }

    /// Takes sound that ends at `until`. What cannot be converted counts as silence.
    pub(crate) fn write(&mut self, until: Span, content: &Sound) {
        if let Some((feed, _)) = &self.rodio {
            match content.to_interleaved(feed.rate(), feed.channels()) {
                Ok(samples) => feed.write(samples),
                Err(_) => feed.write_silence(until.minus(self.written)),
            }
        }
        self.written = until;
    }

    pub(crate) fn write_silence(&mut self, length: Span, until: Span) {
        if let Some((feed, _)) = &self.rodio {
            feed.write_silence(length);
        }
        self.written = until;
    }

    /// When the device takes its next period.
    pub(crate) fn next_pull(&self) -> Option<RunTime> {
        let nominal = self.length(self.pulls);
        let drift = i128::from(nominal.nanos()) * i128::from(self.model.drift_ppm) / 1_000_000;
        let drift = Span::from_nanos(i64::try_from(drift).unwrap_or(0));
        self.started.map(|start| start.plus(nominal.minus(drift)))
    }

    /// Takes a period and says where it is.
    pub(crate) fn pull(&mut self) -> DeviceReport {
        let latency = self.latency();
        let is_dry = self.next_pull().is_some_and(|now| self.is_dry(now));
        let place = self.place();
        self.pulls += 1;
        if is_dry {
            let taken = self.place();
            self.written = self.written.plus(taken.minus(place));
            return DeviceReport {
                place,
                taken,
                lacking: taken.minus(place),
                latency,
            };
        }
        if let Some((_, pull)) = &mut self.rodio {
            let samples = self.period as usize * usize::from(self.channels);
            let pulled = pull.fill(&mut vec![0.0; samples]);
            return DeviceReport {
                place: pulled.place,
                taken: pulled.taken,
                lacking: pulled.lacking,
                latency,
            };
        }
        let taken = self.place();
        let lacking = taken.minus(self.written.max(place)).max(Span::ZERO);
        DeviceReport {
            place,
            taken,
            lacking,
            latency,
        }
    }

    fn is_dry(&self, now: RunTime) -> bool {
        self.model
            .dry
            .iter()
            .any(|&(from, length)| from <= now && now < from.plus(length))
    }

    /// Where the next pull begins.
    fn place(&self) -> Span {
        self.origin.plus(self.length(self.pulls))
    }

    /// Device time that `periods` periods take.
    fn length(&self, periods: u64) -> Span {
        let samples = i64::try_from(periods * u64::from(self.period)).unwrap_or(i64::MAX);
        Span::from_nanos(
            TimeBase {
                num: 1,
                den: self.rate,
            }
            .nanos(samples),
        )
    }
}
