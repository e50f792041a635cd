//! A sound device on any clock: takes one period at a time at its own rate.

use mpdbg_media::Sound;
use mpdbg_model::{
    AudioDevice, AudioParameters, DeviceKind, DeviceModel, Moment, RunTime, Span, TimeBase, What,
};

use super::feed::{Feed, feed};
use super::pull::Pull;
use crate::engine::{DeviceReport, USUAL};
use crate::marks::{SoundTap, Taken};

/// Periods a second, about: the device takes the next power of two of samples at a time.
const PERIODS_PER_SECOND: u32 = 50;
/// Periods between taking and hearing.
const LATENCY_PERIODS: u32 = 2;
/// Parts per million that a device may drift: at a million it would never come to its next period.
const FASTEST: i32 = 500_000;

/// A sound device that makes no sound: simulated on the virtual clock, the timed stand-in on the
/// real one.
pub(crate) struct SimulatedDevice {
    kind: DeviceKind,
    rate: u32,
    channels: u16,
    period: u32,
    started: Option<Started>,
    tempo: u32,
    pulls: u64,
    written: Span,
    rodio: Option<(Feed, Pull)>,
    model: DeviceModel,
    /// Place of its first pull: not zero when it takes over from a device that died.
    origin: Span,
    /// Reads the marks of what is taken, where there are some.
    tap: Option<Box<SoundTap>>,
}

/// The device's own time as a line over run time.
#[derive(Clone, Copy)]
struct Started {
    run: RunTime,
    device: Span,
}

impl SimulatedDevice {
    /// A device that takes sound as the stream has it. Of kind [`DeviceKind::Rodio`] it is fed
    /// through rodio's mixer.
    pub(crate) fn new(audio: &AudioParameters, kind: DeviceKind, mut model: DeviceModel) -> Self {
        model.drift_ppm = model.drift_ppm.clamp(-FASTEST, FASTEST);
        let rate = audio.rate.max(1);
        let channels = audio.channels.max(1);
        Self {
            kind,
            rate,
            channels,
            period: period(rate, &model),
            started: None,
            tempo: USUAL,
            pulls: 0,
            written: Span::ZERO,
            rodio: rodio(kind, rate, channels),
            model,
            origin: Span::ZERO,
            tap: None,
        }
    }

    /// Listens for marks from now on; `trusted` where it is known that there are some.
    pub(crate) fn listen(&mut self, trusted: bool) {
        let mut tap = SoundTap::new(self.rate, trusted);
        tap.write_silence(self.written.minus(self.place()));
        self.tap = Some(Box::new(tap));
    }

    /// The marks that were heard since the last call.
    pub(crate) fn marks_heard(&mut self) -> Vec<What> {
        self.tap
            .as_mut()
            .map(|tap| tap.take_told())
            .unwrap_or_default()
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
        self.model.latency_us.map_or_else(
            || self.length(u64::from(LATENCY_PERIODS)),
            |micros| Span::from_nanos(i64::from(micros) * 1000),
        )
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
        self.started = Some(Started {
            run: now,
            device: Span::ZERO,
        });
    }

    /// Forgets what was written and stops; it begins at place zero when it is started again.
    pub(crate) fn flush(&mut self) {
        self.started = None;
        self.pulls = 0;
        self.written = Span::ZERO;
        self.origin = Span::ZERO;
        if let Some(tap) = &mut self.tap {
            tap.flush();
        }
        self.rodio = rodio(self.kind, self.rate, self.channels);
    }

    /// The device's time goes so many thousandths as fast as run time from now on; 0: it stands.
    pub(crate) fn set_tempo(&mut self, now: RunTime, thousandths: u32) {
        if let Some(started) = self.started {
            let device = started
                .device
                .plus(self.device_span(now.since(started.run)));
            self.started = Some(Started { run: now, device });
        }
        self.tempo = thousandths;
        if let Some(tap) = &mut self.tap {
            tap.set_tempo(now, thousandths);
        }
    }

    /// Device time that goes by in so much run time.
    pub(crate) fn device_span(&self, run: Span) -> Span {
        if self.tempo == USUAL {
            return run;
        }
        let scaled = i128::from(run.nanos()) * i128::from(self.tempo);
        Span::from_nanos(i64::try_from(scaled.div_euclid(1000)).unwrap_or(i64::MAX))
    }

    /// Run time that so much device time takes, rounded up; absent while the device stands.
    fn run_span(&self, device: Span) -> Option<Span> {
        if self.tempo == USUAL {
            return Some(device);
        }
        let scaled = i128::from(device.nanos()) * 1000;
        let run = -(-scaled).checked_div_euclid(i128::from(self.tempo))?;
        Some(Span::from_nanos(i64::try_from(run).unwrap_or(i64::MAX)))
    }

    /// Takes sound that ends at `until`. What cannot be converted counts as silence.
    pub(crate) fn write(&mut self, until: Span, content: &Sound) {
        if let Some((feed, _)) = &self.rodio {
            match content.to_interleaved(feed.rate(), feed.channels()) {
                Ok(samples) => feed.write(samples),
                Err(_) => feed.write_silence(until.minus(self.written)),
            }
        } else if let Some(tap) = &mut self.tap {
            tap.write(content);
        }
        self.written = until;
    }

    pub(crate) fn write_silence(&mut self, length: Span, until: Span) {
        if let Some((feed, _)) = &self.rodio {
            feed.write_silence(length);
        } else if let Some(tap) = &mut self.tap {
            tap.write_silence(length);
        }
        self.written = until;
    }

    /// When the device takes its next period.
    pub(crate) fn next_pull(&self) -> Option<RunTime> {
        let nominal = self.length(self.pulls);
        let drift = i128::from(nominal.nanos()) * i128::from(self.model.drift_ppm) / 1_000_000;
        let drift = Span::from_nanos(i64::try_from(drift).unwrap_or(0));
        let started = self.started?;
        let left = nominal.minus(drift).minus(started.device);
        Some(started.run.plus(self.run_span(left)?))
    }

    /// Takes a period and says where it is.
    pub(crate) fn pull(&mut self) -> DeviceReport {
        let latency = self.latency();
        let is_dry = self.next_pull().is_some_and(|now| self.is_dry(now));
        let period = self.period as usize;
        let pulled_now = self.pulled_now();
        if self.tap.as_ref().is_some_and(|tap| tap.gave_up()) {
            self.tap = None;
        }
        let place = self.place();
        self.pulls += 1;
        if is_dry {
            let taken = self.place();
            self.written = self.written.plus(taken.minus(place));
            if let Some(tap) = &mut self.tap {
                tap.take(pulled_now, &vec![0.0; period]);
            }
            return DeviceReport {
                place,
                taken,
                lacking: taken.minus(place),
                latency,
            };
        }
        if let Some((_, pull)) = &mut self.rodio {
            let mut samples = vec![0.0; period * usize::from(self.channels)];
            let pulled = pull.fill(&mut samples);
            if let Some(tap) = &mut self.tap {
                tap.take_interleaved(pulled_now, &samples, self.channels);
            }
            return DeviceReport {
                place: pulled.place,
                taken: pulled.taken,
                lacking: pulled.lacking,
                latency,
            };
        }
        if let Some(tap) = &mut self.tap {
            tap.pull(pulled_now, period);
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

    fn pulled_now(&self) -> Taken {
        Taken {
            at: self.next_pull().unwrap_or_default(),
            latency: self.latency(),
            drift_ppm: self.model.drift_ppm,
        }
    }

    fn is_dry(&self, now: RunTime) -> bool {
        self.model.dry.iter().any(|moment| covers(*moment, now))
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

fn rodio(kind: DeviceKind, rate: u32, channels: u16) -> Option<(Feed, Pull)> {
    (kind == DeviceKind::Rodio).then(|| feed(rate, channels, rate, channels))
}

/// Samples that the device takes at a time.
fn period(rate: u32, model: &DeviceModel) -> u32 {
    model.period_us.map_or_else(
        || (rate / PERIODS_PER_SECOND).next_power_of_two(),
        |micros| {
            let samples = u64::from(rate) * u64::from(micros) / 1_000_000;
            samples.clamp(1, u64::from(rate)) as u32
        },
    )
}

fn covers(moment: Moment, now: RunTime) -> bool {
    let from = RunTime::from_nanos(u64::from(moment.at_ms) * 1_000_000);
    let to = from.plus(Span::from_millis(i64::from(moment.for_ms)));
    from <= now && now < to
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A device of 50 periods of 20 ms a second.
    fn device() -> SimulatedDevice {
        let audio = AudioParameters {
            rate: 48_000,
            channels: 2,
            sample_format: "fltp".into(),
        };
        let model = DeviceModel {
            period_us: Some(20_000),
            ..DeviceModel::default()
        };
        SimulatedDevice::new(&audio, DeviceKind::Simulated, model)
    }

    fn run(millis: i64) -> RunTime {
        RunTime::ZERO.plus(Span::from_millis(millis))
    }

    #[test]
    fn a_device_that_stands_goes_on_where_it_was() {
        let mut device = device();
        device.start(run(0));
        assert_eq!(device.next_pull(), Some(run(0)));
        device.pull();
        device.set_tempo(run(5), 0);
        assert_eq!(device.next_pull(), None);
        device.set_tempo(run(1005), 1000);
        assert_eq!(device.next_pull(), Some(run(1020)));
    }

    #[test]
    fn at_twice_the_speed_a_period_takes_half_as_long() {
        let mut device = device();
        device.start(run(0));
        device.pull();
        device.set_tempo(run(10), 2000);
        assert_eq!(device.next_pull(), Some(run(15)));
        assert_eq!(device.pull().place, Span::from_millis(20));
        assert_eq!(device.next_pull(), Some(run(25)));
    }

    #[test]
    fn a_flushed_device_begins_at_place_zero_at_the_speed_that_it_had() {
        let mut device = device();
        device.set_tempo(run(0), 500);
        device.start(run(0));
        device.pull();
        device.pull();
        device.flush();
        assert_eq!(device.next_pull(), None);
        device.start(run(100));
        let report = device.pull();
        assert_eq!(
            (report.place, report.lacking),
            (Span::ZERO, Span::from_millis(20))
        );
        assert_eq!(device.next_pull(), Some(run(140)));
    }
}
