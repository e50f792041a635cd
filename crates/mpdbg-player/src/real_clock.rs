//! Drives the engine on the wall clock: decoding on a thread of its own, sound on a real device or
//! on a timed stand-in.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use mpdbg_media::{LogCapture, Picture, Sound};
use mpdbg_model::{AudioParameters, MediaTime, QueueLevels, RunTime, Span, StreamKind, What};

use crate::PlayOptions;
use crate::device::output::{Output, device_line};
use crate::device::real::Callback;
use crate::engine::{DeviceReport, Engine, Step};
use crate::source::{Pulled, Source, hand_over, settings, tell_log};
use crate::telling::Telling;

/// A real device that calls back no more for this long is dead.
const LONGEST_SILENCE: Duration = Duration::from_secs(2);
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

pub(crate) fn drive(
    source: Source,
    options: &PlayOptions,
    log: &LogCapture,
    telling: &mut Telling<'_>,
) -> std::io::Result<()> {
    let (to_engine, messages) = channel();
    let audio = source
        .stream(StreamKind::Audio)
        .and_then(|info| info.audio.clone());
    let device = Output::open(audio.as_ref(), options, &to_engine, telling)?;
    let latency = device.latency();
    let engine = Engine::new(settings(&source, latency));
    let (requests, requested) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || decode(source, &requested, &to_engine));
        let driver = Driver {
            engine,
            device,
            audio,
            options,
            log,
            begun: Instant::now(),
            requests,
            messages,
            asked_picture: false,
            asked_sound: false,
            levels: QueueLevels::default(),
            heard: MediaTime::ZERO,
            called_back: None,
        };
        driver.run(telling)
    })
}

/// The decoding thread: one answer a request, until nobody asks any more.
fn decode(mut source: Source, requested: &Receiver<StreamKind>, to_engine: &Sender<Message>) {
    let log = LogCapture::start();
    while let Ok(kind) = requested.recv() {
        let mut told = Vec::new();
        let pulled = source.pull(kind, &log, &mut told);
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
    device: Output,
    audio: Option<AudioParameters>,
    options: &'a PlayOptions,
    log: &'a LogCapture,
    begun: Instant,
    requests: Sender<StreamKind>,
    messages: Receiver<Message>,
    asked_picture: bool,
    asked_sound: bool,
    levels: QueueLevels,
    heard: MediaTime,
    /// When the real device last called back, or was started.
    called_back: Option<Instant>,
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
            self.replace_dead_device(telling)?;
            if !self.ask() {
                return Ok(());
            }
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

    /// Asks for what the engine wants and has not been asked for yet; false when the decoding
    /// thread is gone, whose end then becomes that of the play.
    fn ask(&mut self) -> bool {
        let wants = self.engine.wants();
        let mut is_there = true;
        if wants.sound && !self.asked_sound {
            self.asked_sound = true;
            is_there &= self.requests.send(StreamKind::Audio).is_ok();
        }
        if wants.picture && !self.asked_picture {
            self.asked_picture = true;
            is_there &= self.requests.send(StreamKind::Video).is_ok();
        }
        is_there
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
                hand_over(&mut self.engine, kind, pulled);
            }
            Message::Device(callback) => {
                self.called_back = Some(callback.at);
                if callback.starved > Span::ZERO {
                    let lacking = callback.starved;
                    telling.tell(
                        now,
                        [What::UnderrunOccurred {
                            position: self.heard,
                            lacking,
                        }],
                    )?;
                }
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
                self.device.write(&piece);
                self.engine.written(&piece, hash);
            }
            Step::WriteSilence { length, until } => self.device.write_silence(length, until),
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
            Output::Real(real) => match real.start() {
                Ok(()) => {
                    self.called_back = Some(Instant::now());
                    Ok(())
                }
                Err(error) => self.take_over(now, &format!("did not start: {error}"), telling),
            },
            Output::StandIn(null) => {
                null.start(now);
                Ok(())
            }
            Output::None => Ok(()),
        }
    }

    /// A device that stopped calling back will not come again: the timed stand-in takes over.
    fn replace_dead_device(&mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        let Output::Real(_) = &self.device else {
            return Ok(());
        };
        match self.called_back {
            Some(last) if last.elapsed() > LONGEST_SILENCE => {
                let silent = last.elapsed().as_secs_f64();
                self.take_over(
                    self.now(),
                    &format!("said nothing for {silent:.1} s"),
                    telling,
                )
            }
            _ => Ok(()),
        }
    }

    fn take_over(
        &mut self,
        now: RunTime,
        why: &str,
        telling: &mut Telling<'_>,
    ) -> std::io::Result<()> {
        let Some(audio) = &self.audio else {
            return Ok(());
        };
        let mut null = Output::stand_in(audio);
        let (taken, written) = self.engine.sound_places();
        null.take_over(now, taken, written);
        let opened = What::DeviceOpened(Box::new(null.describe()));
        telling.tell(
            now,
            [device_line(format!("the sound device {why}")), opened],
        )?;
        self.device = Output::StandIn(null);
        Ok(())
    }

    fn run_null_device(&mut self) {
        let now = self.now();
        let Output::StandIn(null) = &mut self.device else {
            return;
        };
        while let Some(due) = null.next_pull().filter(|due| *due <= now) {
            let mut report = null.pull();
            report.latency = report.latency.minus(now.since(due));
            if !self.engine.device_report(now, report) {
                null.stop();
            }
        }
    }

    fn report_faults(&mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        let Output::Real(real) = &self.device else {
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
        let pull = self.device.next_pull();
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
        let mut lines = Vec::new();
        tell_log(self.log, &mut lines);
        telling.tell(now, lines)?;
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
