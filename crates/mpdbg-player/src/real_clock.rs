//! Drives the engine on the wall clock: decoding on a thread of its own, sound on a real device or
//! on a timed stand-in.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use mpdbg_media::{Picture, Sound};
use mpdbg_model::{
    AudioRoute, DeviceKind, LogLevel, LogLine, MediaTime, QueueLevels, RunTime, Span, StreamKind,
    What,
};

use crate::PlayOptions;
use crate::device::real::{Callback, RealDevice};
use crate::device::simulated::SimulatedDevice;
use crate::engine::{DeviceReport, Engine, Step, TimedPicture, TimedSound};
use crate::play::settings;
use crate::source::{Pulled, Source};
use crate::telling::Telling;

/// The longest wait in one piece, so that a request to stop is seen.
const LONGEST_WAIT: Duration = Duration::from_millis(100);

/// What other threads say to the engine's.
enum Message {
    Decoded {
        kind: StreamKind,
        pulled: Pulled,
        told: Vec<What>,
        levels: QueueLevels,
    },
    Device(Callback),
}

impl From<Callback> for Message {
    fn from(callback: Callback) -> Self {
        Self::Device(callback)
    }
}

enum Device {
    None,
    Real(RealDevice),
    Null(SimulatedDevice),
}

pub(crate) fn drive(
    source: Source,
    options: &PlayOptions,
    telling: &mut Telling<'_>,
) -> std::io::Result<()> {
    let (to_engine, messages) = channel();
    let device = open_device(&source, options, &to_engine, telling)?;
    let latency = match &device {
        Device::None => Span::ZERO,
        Device::Real(real) => real.describe().latency,
        Device::Null(null) => null.latency(),
    };
    let engine = Engine::new(settings(&source, latency));
    let (requests, requested) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || decode(source, &requested, &to_engine));
        let driver = Driver {
            engine,
            device,
            options,
            begun: Instant::now(),
            requests,
            messages,
            asked_picture: false,
            asked_sound: false,
            levels: QueueLevels::default(),
            heard: MediaTime::ZERO,
        };
        driver.run(telling)
    })
}

fn open_device(
    source: &Source,
    options: &PlayOptions,
    reports: &Sender<Message>,
    telling: &mut Telling<'_>,
) -> std::io::Result<Device> {
    let Some(audio) = source
        .stream(StreamKind::Audio)
        .and_then(|info| info.audio.clone())
    else {
        return Ok(Device::None);
    };
    let device = if options.audio == AudioRoute::Null {
        None
    } else {
        match RealDevice::open(&audio, reports.clone()) {
            Ok(device) => Some(device),
            Err(error) => {
                telling.tell(
                    RunTime::ZERO,
                    [device_line(format!("no sound device: {error}"))],
                )?;
                None
            }
        }
    };
    let device = device.map_or_else(
        || Device::Null(SimulatedDevice::new(&audio, DeviceKind::Null)),
        Device::Real,
    );
    let description = match &device {
        Device::Real(real) => real.describe().clone(),
        Device::Null(null) => null.describe(),
        Device::None => return Ok(device),
    };
    telling.tell(RunTime::ZERO, [What::DeviceOpened(Box::new(description))])?;
    Ok(device)
}

/// The decoding thread: one answer a request, until nobody asks any more.
fn decode(mut source: Source, requested: &Receiver<StreamKind>, to_engine: &Sender<Message>) {
    source.moved_here();
    while let Ok(kind) = requested.recv() {
        let mut told = Vec::new();
        let pulled = source.pull(kind, &mut told);
        let levels = source.levels();
        if to_engine
            .send(Message::Decoded {
                kind,
                pulled,
                told,
                levels,
            })
            .is_err()
        {
            return;
        }
    }
}

struct Driver<'a> {
    engine: Engine<Picture, Sound>,
    device: Device,
    options: &'a PlayOptions,
    begun: Instant,
    requests: Sender<StreamKind>,
    messages: Receiver<Message>,
    asked_picture: bool,
    asked_sound: bool,
    levels: QueueLevels,
    heard: MediaTime,
}

impl Driver<'_> {
    fn run(mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        loop {
            if self.options.stop.load(Ordering::Relaxed) {
                self.engine.stop(self.now());
            }
            while let Ok(message) = self.messages.try_recv() {
                self.take_message(message, telling)?;
            }
            self.run_null_device();
            self.report_faults(telling)?;
            self.ask();
            let now = self.now();
            let step = self.engine.poll(now);
            self.tell(now, telling)?;
            let deadline = match step {
                Step::WaitUntil(deadline) => Some(deadline),
                Step::Wait => None,
                Step::Ended => return Ok(()),
                other => {
                    self.take_step(now, other, telling)?;
                    self.tell(now, telling)?;
                    continue;
                }
            };
            telling.settle()?;
            self.wait(deadline, telling)?;
        }
    }

    fn now(&self) -> RunTime {
        RunTime::from_nanos(u64::try_from(self.begun.elapsed().as_nanos()).unwrap_or(u64::MAX))
    }

    /// Asks for what the engine wants and has not been asked for yet.
    fn ask(&mut self) {
        let wants = self.engine.wants();
        if wants.sound && !self.asked_sound {
            self.asked_sound = self.requests.send(StreamKind::Audio).is_ok();
        }
        if wants.picture && !self.asked_picture {
            self.asked_picture = self.requests.send(StreamKind::Video).is_ok();
        }
    }

    fn take_message(&mut self, message: Message, telling: &mut Telling<'_>) -> std::io::Result<()> {
        let now = self.now();
        match message {
            Message::Decoded {
                kind,
                pulled,
                told,
                levels,
            } => {
                self.levels = levels;
                match kind {
                    StreamKind::Audio => self.asked_sound = false,
                    _ => self.asked_picture = false,
                }
                telling.tell(now, told)?;
                self.take_decoded(kind, pulled);
            }
            Message::Device(callback) => {
                let age = i64::try_from(callback.at.elapsed().as_nanos()).unwrap_or(i64::MAX);
                self.engine.device_report(
                    now,
                    DeviceReport {
                        place: callback.place,
                        taken: callback.taken,
                        lacking: callback.lacking,
                        latency: callback.latency.minus(Span::from_nanos(age)),
                    },
                );
            }
        }
        self.tell(now, telling)
    }

    fn take_decoded(&mut self, kind: StreamKind, pulled: Pulled) {
        match pulled {
            Pulled::Picture(content) => self.engine.add_picture(TimedPicture {
                pts: content.pts(),
                duration: content.duration(),
                content,
            }),
            Pulled::Sound(content) => self.engine.add_sound(TimedSound {
                pts: content.pts(),
                samples: content.samples(),
                rate: content.rate().max(1),
                content,
            }),
            Pulled::Nothing => {}
            Pulled::End if kind == StreamKind::Audio => self.engine.end_sounds(),
            Pulled::End => self.engine.end_pictures(),
        }
    }

    fn take_step(
        &mut self,
        now: RunTime,
        step: Step<Picture, Sound>,
        telling: &mut Telling<'_>,
    ) -> std::io::Result<()> {
        match step {
            Step::StartDevice => return self.start_device(now, telling),
            Step::Write(piece) => {
                let hash = piece.content.hash(self.options.hash);
                match &mut self.device {
                    Device::Real(real) => real.write(piece.duration, &piece.content),
                    Device::Null(null) => null.write(piece.until, &piece.content),
                    Device::None => {}
                }
                self.engine.written(&piece, hash);
            }
            Step::WriteSilence { length, until } => match &mut self.device {
                Device::Real(real) => real.write_silence(length),
                Device::Null(null) => null.write_silence(length, until),
                Device::None => {}
            },
            Step::Present { pts, due, content } => {
                let hash = content.hash(self.options.hash);
                self.engine.presented(now, pts, due, hash);
            }
            Step::WaitUntil(_) | Step::Wait | Step::Ended => {}
        }
        Ok(())
    }

    fn start_device(&mut self, now: RunTime, telling: &mut Telling<'_>) -> std::io::Result<()> {
        match &mut self.device {
            Device::Real(real) => match real.start() {
                Ok(()) => Ok(()),
                Err(error) => telling.tell(
                    now,
                    [device_line(format!(
                        "the sound device did not start: {error}"
                    ))],
                ),
            },
            Device::Null(null) => {
                null.start(now);
                Ok(())
            }
            Device::None => Ok(()),
        }
    }

    fn run_null_device(&mut self) {
        let now = self.now();
        let Device::Null(null) = &mut self.device else {
            return;
        };
        while let Some(due) = null.next_pull().filter(|due| *due <= now) {
            let mut report = null.pull();
            report.latency = report.latency.minus(now.since(due));
            self.engine.device_report(now, report);
        }
    }

    fn report_faults(&mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        let Device::Real(real) = &self.device else {
            return Ok(());
        };
        let (underruns, others) = real.faults().take();
        let now = self.now();
        if underruns > 0 {
            telling.tell(
                now,
                [What::UnderrunOccurred {
                    position: self.heard,
                    lacking: Span::ZERO,
                }],
            )?;
        }
        if others > 0 {
            telling.tell(
                now,
                [device_line(format!(
                    "the sound device reported {others} errors"
                ))],
            )?;
        }
        Ok(())
    }

    /// Waits for the deadline, a message or the stand-in device, whichever comes first.
    fn wait(
        &mut self,
        deadline: Option<RunTime>,
        telling: &mut Telling<'_>,
    ) -> std::io::Result<()> {
        let pull = match &self.device {
            Device::Null(null) => null.next_pull(),
            Device::Real(_) | Device::None => None,
        };
        let until = deadline.into_iter().chain(pull).min();
        let left = until.map_or(LONGEST_WAIT, |until| {
            Duration::from_nanos(u64::try_from(until.since(self.now()).nanos()).unwrap_or(0))
        });
        match self.messages.recv_timeout(left.min(LONGEST_WAIT)) {
            Ok(message) => self.take_message(message, telling),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(()),
        }
    }

    fn tell(&mut self, now: RunTime, telling: &mut Telling<'_>) -> std::io::Result<()> {
        let (levels, heard) = (self.levels, &mut self.heard);
        telling.tell(
            now,
            self.engine.take_events().map(|what| match what {
                What::QueuesMeasured(QueueLevels {
                    pictures, sound, ..
                }) => What::QueuesMeasured(QueueLevels {
                    pictures,
                    sound,
                    ..levels
                }),
                other => {
                    if let What::AudioPlayed { position } = &other {
                        *heard = *position;
                    }
                    other
                }
            }),
        )
    }
}

fn device_line(message: String) -> What {
    What::LogWritten(Box::new(LogLine {
        level: LogLevel::Warning,
        component: "sound device".into(),
        message,
    }))
}
