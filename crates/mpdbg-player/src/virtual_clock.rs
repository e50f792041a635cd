//! Drives the engine on a virtual clock: decoding is real, every wait is a jump.

use std::sync::atomic::Ordering;

use mpdbg_media::{LogCapture, Picture, Sound};
use mpdbg_model::{AudioRoute, DeviceKind, QueueLevels, RunTime, StreamKind, What};

use crate::PlayOptions;
use crate::device::simulated::SimulatedDevice;
use crate::engine::{Engine, Step};
use crate::source::{Source, hand_over, settings};
use crate::telling::Telling;

pub(crate) fn drive(
    source: Source,
    options: &PlayOptions,
    log: &LogCapture,
    telling: &mut Telling<'_>,
) -> std::io::Result<()> {
    let audio = source
        .stream(StreamKind::Audio)
        .and_then(|info| info.audio.clone());
    let kind = if options.audio == AudioRoute::Rodio {
        DeviceKind::Rodio
    } else {
        DeviceKind::Simulated
    };
    let device = audio.map(|audio| SimulatedDevice::new(&audio, kind, options.device.clone()));
    if let Some(device) = &device {
        telling.tell(
            RunTime::ZERO,
            [What::DeviceOpened(Box::new(device.describe()))],
        )?;
    }
    let latency = device
        .as_ref()
        .map(SimulatedDevice::latency)
        .unwrap_or_default();
    let engine = Engine::new(settings(&source, latency));
    Driver {
        source,
        engine,
        device,
        options,
        log,
        now: RunTime::ZERO,
        told: Vec::new(),
    }
    .run(telling)
}

struct Driver<'a> {
    source: Source,
    engine: Engine<Picture, Sound>,
    device: Option<SimulatedDevice>,
    options: &'a PlayOptions,
    log: &'a LogCapture,
    now: RunTime,
    told: Vec<What>,
}

impl Driver<'_> {
    fn run(mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        loop {
            if self.options.stop.load(Ordering::Relaxed) {
                self.engine.stop(self.now);
            } else {
                self.decode(telling)?;
            }
            let step = self.engine.poll(self.now);
            self.tell(telling)?;
            if self.take(step) {
                return self.tell(telling);
            }
            self.tell(telling)?;
        }
    }

    /// Decodes until the engine has what it wants.
    fn decode(&mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        loop {
            let wants = self.engine.wants();
            let kind = match (wants.sound, wants.picture) {
                (true, _) => StreamKind::Audio,
                (false, true) => StreamKind::Video,
                (false, false) => return Ok(()),
            };
            telling.settle()?;
            let pulled = self.source.pull(kind, self.log, &mut self.told);
            hand_over(&mut self.engine, kind, pulled);
            telling.tell(self.now, self.told.drain(..))?;
            if self.options.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
        }
    }

    /// Does what the engine says; true at the end.
    fn take(&mut self, step: Step<Picture, Sound>) -> bool {
        match step {
            Step::StartDevice => {
                if let Some(device) = &mut self.device {
                    device.start(self.now);
                }
            }
            Step::Write(piece) => {
                if let Some(device) = &mut self.device {
                    device.write(piece.until, &piece.content);
                }
                let hash = piece.content.hash(self.options.hash);
                self.engine.written(&piece, hash);
            }
            Step::WriteSilence { length, until } => {
                if let Some(device) = &mut self.device {
                    device.write_silence(length, until);
                }
            }
            Step::Present { pts, due, content } => {
                let hash = content.hash(self.options.hash);
                self.engine.presented(self.now, pts, due, hash);
            }
            Step::WaitUntil(deadline) => self.jump(Some(deadline)),
            Step::Wait => self.jump(None),
            Step::Ended => return true,
        }
        false
    }

    /// Goes to the deadline, or to the device's next move if that comes first.
    fn jump(&mut self, deadline: Option<RunTime>) {
        let device_due = self.device.as_ref().and_then(SimulatedDevice::next_pull);
        let Some(next) = deadline.into_iter().chain(device_due).min() else {
            return;
        };
        self.now = self.now.max(next);
        if let Some(device) = &mut self.device
            && device_due.is_some_and(|due| due <= self.now)
        {
            let report = device.pull();
            if !self.engine.device_report(self.now, report) {
                device.stop();
            }
        }
    }

    fn tell(&mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        let source = &self.source;
        telling.tell(
            self.now,
            self.engine.take_events().map(|what| match what {
                What::QueuesMeasured(measured) => What::QueuesMeasured(QueueLevels {
                    pictures: measured.pictures,
                    sound: measured.sound,
                    ..source.levels()
                }),
                other => other,
            }),
        )
    }
}
