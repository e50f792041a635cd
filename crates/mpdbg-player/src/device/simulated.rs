//! A sound device on the virtual clock: takes one period at a time at its own rate.

use mpdbg_media::Sound;
use mpdbg_model::{AudioDevice, AudioParameters, AudioRoute, DeviceKind, RunTime, Span, TimeBase};

use crate::engine::DeviceReport;

/// Periods a second, about: the device takes the next power of two of samples at a time.
const PERIODS_PER_SECOND: u32 = 50;
/// Periods between taking and hearing.
const LATENCY_PERIODS: u32 = 2;

/// A sound device that exists only in virtual time.
pub(crate) struct SimulatedDevice {
    rate: u32,
    period: u32,
    channels: u16,
    started: Option<RunTime>,
    pulls: u64,
    written: Span,
}

impl SimulatedDevice {
    pub(crate) fn new(audio: &AudioParameters, _route: AudioRoute) -> Self {
        {
            let rate = audio.rate.max(1);
            let period = (rate / PERIODS_PER_SECOND).next_power_of_two();
            Self {
                rate,
                period,
                channels: audio.channels,
                started: None,
                pulls: 0,
                written: Span::ZERO,
            }
        }
    }

    pub(crate) fn describe(&self) -> AudioDevice {
        AudioDevice {
            name: "simulated".into(),
            kind: DeviceKind::Simulated,
            rate: self.rate,
            channels: self.channels,
            period: self.place(1),
            latency: self.latency(),
        }
    }

    pub(crate) fn latency(&self) -> Span {
        self.place(u64::from(LATENCY_PERIODS))
    }

    pub(crate) const fn start(&mut self, now: RunTime) {
        self.started = Some(now);
    }

    pub(crate) fn write(&mut self, until: Span, _content: Option<&Sound>) {
        self.written = until;
    }

    /// When the device takes its next period.
    pub(crate) fn next_pull(&self) -> Option<RunTime> {
        self.started.map(|start| start.plus(self.place(self.pulls)))
    }

    /// Takes a period and says where it is.
    pub(crate) fn pull(&mut self) -> DeviceReport {
        let place = self.place(self.pulls);
        self.pulls += 1;
        let taken = self.place(self.pulls);
        let lacking = taken.minus(self.written.max(place));
        DeviceReport {
            place,
            taken,
            lacking: lacking.max(Span::ZERO),
            latency: self.latency(),
        }
    }

    /// Device time after `periods` periods.
    fn place(&self, periods: u64) -> Span {
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
