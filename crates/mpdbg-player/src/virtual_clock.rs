//! Drives the engine on a virtual clock: decoding is real, every wait is a jump.

use std::sync::atomic::Ordering;

use mpdbg_media::{LogCapture, Picture, Sound};
use mpdbg_model::{AudioRoute, DeviceKind, QueueLevels, RunTime, Span, StreamKind, What};

use crate::PlayOptions;
use crate::conductor::Conductor;
use crate::decoding::{Answer, Decoding};
use crate::device::simulated::SimulatedDevice;
use crate::engine::{Engine, Reposition, Step};
use crate::faults::{Fault, Saboteur};
use crate::machine::Costs;
use crate::marks::PictureMarks;
use crate::source::{Pulled, Source, hand_over, hand_over_stale, settings, tell_log};
use crate::telling::Telling;

pub(crate) fn drive(
    source: Source,
    options: &PlayOptions,
    conductor: Conductor,
    log: &LogCapture,
    telling: &mut Telling<'_>,
) -> std::io::Result<()> {
    let device = device_for(&source, options);
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
    let engine = Engine::new(settings(&source, latency)).directed(conductor);
    Driver {
        decoding: Decoding::new(source),
        costs: Costs::new(&options.machine),
        engine,
        device,
        options,
        log,
        marks: PictureMarks::new(),
        saboteur: Saboteur::default(),
        now: Saboteur::begin(),
        told: Vec::new(),
    }
    .run(telling)
}

fn device_for(source: &Source, options: &PlayOptions) -> Option<SimulatedDevice> {
    let audio = source.stream(StreamKind::Audio)?.audio.clone()?;
    let kind = if options.audio == AudioRoute::Rodio {
        DeviceKind::Rodio
    } else {
        DeviceKind::Simulated
    };
    let model = options.machine.device.clone();
    let mut device = SimulatedDevice::new(&audio, kind, model);
    if source.stream(StreamKind::Video).is_none() {
        device.listen(false);
    }
    Some(device)
}

struct Driver<'a> {
    decoding: Decoding,
    costs: Costs,
    engine: Engine<Picture, Sound>,
    device: Option<SimulatedDevice>,
    options: &'a PlayOptions,
    log: &'a LogCapture,
    marks: PictureMarks,
    saboteur: Saboteur,
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
            let step = self.saboteur.step(self.now, || self.engine.poll(self.now));
            self.tell(telling)?;
            if self.take(step) {
                return self.tell(telling);
            }
            self.tell(telling)?;
        }
    }

    /// Decodes until the engine has what it wants, or the machine has to work for it.
    fn decode(&mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        loop {
            if let Some(answer) = self.decoding.answer(self.now) {
                self.hand_over(answer, telling)?;
            }
            if self.decoding.done_at().is_some() || self.options.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let wants = self.engine.wants();
            let kind = match (wants.sound, wants.picture) {
                (true, _) => StreamKind::Audio,
                (false, true) => StreamKind::Video,
                (false, false) => return Ok(()),
            };
            telling.settle()?;
            self.decoding
                .begin(self.now, kind, &mut self.costs, self.log);
        }
    }

    fn hand_over(&mut self, answer: Answer, telling: &mut Telling<'_>) -> std::io::Result<()> {
        telling.tell(self.now, answer.told)?;
        if let Pulled::Picture(picture) = &answer.pulled
            && self.marks.decoded(picture)
            && let Some(device) = &mut self.device
        {
            device.listen(true);
        }
        if answer.is_stale {
            hand_over_stale(&mut self.engine, self.now, answer.pulled);
        } else {
            hand_over(
                &mut self.engine,
                &mut self.saboteur,
                answer.kind,
                answer.pulled,
            );
        }
        self.tell(telling)
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
                let content = piece.content.content(self.options.hash);
                self.engine.written(&piece, content);
            }
            Step::WriteSilence { length, until } => {
                if let Some(device) = &mut self.device {
                    device.write_silence(length, until);
                }
            }
            Step::Present { pts, due, content } => {
                let told = content.content(self.options.hash);
                self.marks.presented(&content);
                self.engine.presented(self.now, pts, due, told);
            }
            Step::Reposition(to) => self.reposition(to),
            Step::Tempo { thousandths } => {
                if let Some(device) = &mut self.device {
                    device.set_tempo(self.now, thousandths);
                }
            }
            // The simulated device makes no sound that could be louder.
            Step::Volume { .. } => {}
            Step::WaitUntil(deadline) => self.jump(Some(deadline)),
            Step::Wait => self.jump(None),
            Step::Ended => return true,
        }
        false
    }

    fn reposition(&mut self, to: Reposition) {
        if let Some(to) = self.saboteur.reposition(to) {
            self.decoding.reposition(to, &mut self.told);
            tell_log(self.log, &mut self.told);
        }
        if let Some(device) = &mut self.device
            && !Fault::DeviceNotFlushed.is_injected()
        {
            device.flush();
        }
        self.now = self.now.plus(Saboteur::reposition_takes());
    }

    /// Goes to the deadline, or to the device's next move or the end of the work in hand if that
    /// comes first. On the way the machine may stand still.
    fn jump(&mut self, deadline: Option<RunTime>) {
        let device_due = self.device.as_ref().and_then(SimulatedDevice::next_pull);
        let done = self.decoding.done_at();
        let moments = [deadline, device_due, done];
        let Some(next) = moments.into_iter().flatten().min() else {
            return;
        };
        if self.costs.next_stall().is_some_and(|stall| stall <= next) {
            self.stand_still(next);
            return;
        }
        self.now = self.now.max(next);
        if let Some(device) = &mut self.device
            && device_due.is_some_and(|due| due <= self.now)
        {
            let report = self.saboteur.report(device.pull());
            if !self.engine.device_report(self.now, report) {
                device.stop();
            }
        }
    }

    /// The machine stands still; the device alone goes on, and is heard of afterwards.
    fn stand_still(&mut self, next: RunTime) {
        let Some(begin) = self.costs.next_stall().map(|stall| stall.min(next)) else {
            return;
        };
        self.now = self.now.max(begin);
        let Some(took) = self.costs.stalled(self.now) else {
            return;
        };
        self.now = self.now.plus(took);
        self.decoding.delay(took);
        self.told.push(What::MachineStalled { took });
        let Some(device) = &mut self.device else {
            return;
        };
        while let Some(due) = device.next_pull().filter(|due| *due <= self.now) {
            let mut report = device.pull();
            let age: Span = device.device_span(self.now.since(due));
            report.latency = report.latency.minus(age);
            if !self.engine.device_report(self.now, report) {
                device.stop();
            }
        }
    }

    fn tell(&mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        telling.tell(self.now, self.told.drain(..))?;
        let (source, marks) = (self.decoding.source(), &mut self.marks);
        let told = self.engine.take_events();
        telling.tell(
            self.now,
            told.flat_map(|what| marks.behind(what))
                .map(|what| match what {
                    What::QueuesMeasured(measured) => What::QueuesMeasured(QueueLevels {
                        pictures: measured.pictures,
                        sound: measured.sound,
                        ..source.levels()
                    }),
                    other => other,
                }),
        )?;
        let heard = self.device.as_mut().map(SimulatedDevice::marks_heard);
        telling.tell(self.now, heard.unwrap_or_default())
    }
}
