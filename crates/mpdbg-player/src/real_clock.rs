//! Drives the engine on the wall clock: decoding on a thread of its own, sound on a real device or
//! on a timed stand-in.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use mpdbg_media::{LogCapture, Picture, Sound};
use mpdbg_model::{QueueLevels, RunTime, Span, StreamKind, What};

use crate::conductor::Conductor;
use crate::decode_thread::{Answer, Request, decode};
use crate::device::output::Output;
use crate::device::real::Callback;
use crate::device::watched::WatchedDevice;
use crate::engine::{Engine, Reposition, Step};
use crate::faults::Saboteur;
use crate::load::LoadMeter;
use crate::marks::PictureMarks;
use crate::reading::span;
use crate::resources;
use crate::source::{Pulled, Source, hand_over, hand_over_stale, settings, tell_log};
use crate::telling::Telling;
use crate::{Audience, PlayOptions};

/// The longest wait in one piece, so that a request to stop is seen.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
/// How often is told what the process uses and what holds it up.
const MEASURE: Span = Span::from_millis(500);

/// Actions of the audience that are taken at once; the play goes on between them.
const MOST_ACTIONS: usize = 16;

/// What other threads say to the engine's.
enum Message {
    Decoded(Answer),
    Device(Callback),
}

impl From<Answer> for Message {
    fn from(answer: Answer) -> Self {
        Self::Decoded(answer)
    }
}

impl From<Callback> for Message {
    fn from(callback: Callback) -> Self {
        Self::Device(callback)
    }
}

pub(crate) fn drive(
    source: Source,
    options: &PlayOptions,
    conductor: Conductor,
    log: &LogCapture,
    telling: &mut Telling<'_>,
    audience: Option<&mut dyn Audience>,
) -> std::io::Result<()> {
    let (to_engine, messages) = channel::<Message>();
    let audio = source.stream(StreamKind::Audio);
    let audio = audio.and_then(|info| info.audio.clone());
    let output = Output::open(audio.as_ref(), options, &to_engine, telling)?;
    let mut device = WatchedDevice::new(output, audio);
    if source.stream(StreamKind::Video).is_none() {
        device.listen(false);
    }
    let mut engine = Engine::new(settings(&source, device.output.latency())).directed(conductor);
    if audience.is_some() {
        engine = engine.attended();
    }
    let (requests, requested) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || decode(source, &requested, &to_engine));
        let driver = Driver {
            engine,
            device,
            options,
            log,
            begun: Instant::now(),
            requests,
            messages,
            generation: 0,
            asked_picture: false,
            asked_sound: false,
            levels: QueueLevels::default(),
            marks: PictureMarks::new(),
            saboteur: Saboteur::default(),
            next_measure: RunTime::ZERO,
            load: LoadMeter::start(),
            audience,
            was_at_end: false,
        };
        driver.run(telling)
    })
}

struct Driver<'a, 'b> {
    engine: Engine<Picture, Sound>,
    device: WatchedDevice,
    options: &'a PlayOptions,
    log: &'a LogCapture,
    begun: Instant,
    requests: Sender<Request>,
    messages: Receiver<Message>,
    /// How often the source was asked to go on elsewhere: answers of before are stale.
    generation: u32,
    asked_picture: bool,
    asked_sound: bool,
    levels: QueueLevels,
    marks: PictureMarks,
    saboteur: Saboteur,
    next_measure: RunTime,
    load: LoadMeter,
    audience: Option<&'a mut (dyn Audience + 'b)>,
    was_at_end: bool,
}

impl Driver<'_, '_> {
    fn run(mut self, telling: &mut Telling<'_>) -> std::io::Result<()> {
        loop {
            if self.options.stop.load(Ordering::Relaxed) {
                self.engine.stop(self.now());
            }
            self.heed_audience();
            while let Ok(message) = self.messages.try_recv() {
                self.take_message(message, telling)?;
            }
            let now = self.now();
            let told = self.device.look_after(now, &mut self.engine);
            telling.tell(now, told)?;
            if !self.ask() {
                return Ok(());
            }
            let now = self.now();
            self.measure(now, telling)?;
            let step = self.saboteur.step(now, || self.engine.poll(now));
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

    /// Hands on what the audience asks for, and tells it that the end is reached.
    fn heed_audience(&mut self) {
        let Some(audience) = &mut self.audience else {
            return;
        };
        let actions = std::iter::from_fn(|| audience.next_action());
        actions
            .take(MOST_ACTIONS)
            .for_each(|action| self.engine.ask(action));
        let is_at_end = self.engine.is_at_end();
        if is_at_end && !self.was_at_end {
            audience.reached_end();
        }
        self.was_at_end = is_at_end;
    }

    fn now(&self) -> RunTime {
        RunTime::ZERO.plus(span(self.begun.elapsed()))
    }

    /// Asks for what the engine wants and has not been asked for yet; false when the decoding
    /// thread is gone, whose end then becomes that of the play.
    fn ask(&mut self) -> bool {
        let wants = self.engine.wants();
        let mut is_there = true;
        if wants.sound && !self.asked_sound {
            self.asked_sound = true;
            is_there &= self.request(Request::Pull(StreamKind::Audio));
        }
        if wants.picture && !self.asked_picture {
            self.asked_picture = true;
            is_there &= self.request(Request::Pull(StreamKind::Video));
        }
        is_there
    }

    fn request(&self, request: Request) -> bool {
        self.requests.send(request).is_ok()
    }

    fn take_message(&mut self, message: Message, telling: &mut Telling<'_>) -> std::io::Result<()> {
        let now = self.now();
        match message {
            Message::Decoded(answer) => self.take_answer(now, answer, telling)?,
            Message::Device(callback) => {
                let told = self.device.called_back(now, &callback, &mut self.engine);
                telling.tell(now, told)?;
            }
        }
        self.tell(now, telling)
    }

    fn take_answer(
        &mut self,
        now: RunTime,
        answer: Answer,
        telling: &mut Telling<'_>,
    ) -> std::io::Result<()> {
        telling.tell(now, answer.told)?;
        let Some((kind, pulled)) = answer.pulled else {
            return Ok(());
        };
        if let Pulled::Picture(picture) = &pulled
            && self.marks.decoded(picture)
        {
            self.device.listen(true);
        }
        if answer.generation != self.generation {
            hand_over_stale(&mut self.engine, now, pulled);
            return Ok(());
        }
        self.levels = answer.levels;
        match kind {
            StreamKind::Audio => self.asked_sound = false,
            _ => self.asked_picture = false,
        }
        hand_over(&mut self.engine, &mut self.saboteur, kind, pulled);
        Ok(())
    }

    fn take_step(
        &mut self,
        now: RunTime,
        step: Step<Picture, Sound>,
        telling: &mut Telling<'_>,
    ) -> std::io::Result<()> {
        match step {
            Step::StartDevice => telling.tell(now, self.device.start(now, &self.engine))?,
            Step::Write(piece) => {
                let content = piece.content.content(self.options.hash);
                self.device.output.write(&piece);
                self.engine.written(&piece, content);
            }
            Step::WriteSilence { length, until } => {
                self.device.output.write_silence(length, until);
            }
            Step::Present { pts, due, content } => {
                let told = content.content(self.options.hash);
                self.marks.presented(&content);
                self.engine.presented(now, pts, due, told);
                if let Some(audience) = &mut self.audience {
                    audience.presented(pts, content);
                }
            }
            Step::Reposition(to) => self.reposition(to),
            Step::Tempo { thousandths } => self.device.set_tempo(now, thousandths),
            Step::Volume { percent } => self.device.output.set_volume(percent),
            Step::WaitUntil(_) | Step::Wait | Step::Ended => {}
        }
        Ok(())
    }

    /// What was asked for before comes still, and is thrown away then.
    fn reposition(&mut self, to: Reposition) {
        self.generation += 1;
        self.asked_picture = false;
        self.asked_sound = false;
        self.levels = QueueLevels::default();
        self.request(Request::Reposition(to));
        self.device.flush();
    }

    /// Waits for the deadline, a message or the stand-in device, whichever comes first.
    fn wait(
        &mut self,
        deadline: Option<RunTime>,
        telling: &mut Telling<'_>,
    ) -> std::io::Result<()> {
        let pull = self.device.output.next_pull();
        let until = deadline.into_iter().chain(pull).min();
        let left = until.map_or(LONGEST_WAIT, |until| {
            Duration::from_nanos(u64::try_from(until.since(self.now()).nanos()).unwrap_or(0))
        });
        match self.messages.recv_timeout(left.min(LONGEST_WAIT)) {
            Ok(message) => self.take_message(message, telling),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(()),
        }
    }

    /// Tells what the process uses and what holds it up, unless it did so lately.
    fn measure(&mut self, now: RunTime, telling: &mut Telling<'_>) -> std::io::Result<()> {
        if now < self.next_measure {
            return Ok(());
        }
        self.next_measure = now.plus(MEASURE);
        telling.tell(now, used(&mut self.load))
    }

    fn tell(&mut self, now: RunTime, telling: &mut Telling<'_>) -> std::io::Result<()> {
        let mut lines = Vec::new();
        tell_log(self.log, &mut lines);
        telling.tell(now, lines)?;
        for what in self.engine.take_events() {
            let what = match what {
                What::QueuesMeasured(measured) => What::QueuesMeasured(QueueLevels {
                    pictures: measured.pictures,
                    sound: measured.sound,
                    ..self.levels
                }),
                What::AudioPlayed { position } => {
                    self.device.heard(position);
                    What::AudioPlayed { position }
                }
                other => other,
            };
            if matches!(what, What::CountersReported(_)) {
                telling.tell(now, used(&mut self.load))?;
            }
            telling.tell(now, self.marks.behind(what))?;
        }
        telling.tell(now, self.device.output.marks_heard())
    }
}

fn used(load: &mut LoadMeter) -> impl Iterator<Item = What> {
    let used = What::ResourcesMeasured(Box::new(resources::measure()));
    let load = load.measure();
    let load = load.map(|it| What::LoadMeasured(Box::new(it)));
    std::iter::once(used).chain(load)
}
