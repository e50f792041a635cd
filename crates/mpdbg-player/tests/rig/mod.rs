//! A play under a scenario without FFmpeg: a clip that can seek, a perfect sound device with a tempo,
//! and a clock of the test's own. Nothing waits.

use mpdbg_model::{
    Action, ContentHash, DecodeMarks, Happening, MediaTime, Place, RunTime, Scenario, ScenarioStep,
    SeekMode, SeekTarget, Span, What, When,
};
use mpdbg_player::{
    Conductor, DeviceReport, Engine, Reposition, SampleFacts, Settings, Step, TimedPicture,
    TimedSound,
};

const RATE: u32 = 48_000;
pub(crate) const PERIOD: Span = Span::from_millis(20);
pub(crate) const LATENCY: Span = Span::from_millis(40);

/// What a play told, and when.
pub(crate) type Told = Vec<(RunTime, What)>;

pub(crate) const fn ms(millis: i64) -> Span {
    Span::from_millis(millis)
}

pub(crate) const fn at(millis: i64) -> MediaTime {
    MediaTime::from_nanos(millis * 1_000_000)
}

pub(crate) const fn run(millis: u64) -> RunTime {
    RunTime::from_nanos(millis * 1_000_000)
}

pub(crate) const fn when_media(millis: i64) -> When {
    When::Media(Place::Time(ms(millis)))
}

pub(crate) const fn after_step(millis: i64) -> When {
    When::After {
        what: Happening::Step,
        wait: ms(millis),
    }
}

pub(crate) const fn seek(millis: i64, mode: SeekMode) -> Action {
    Action::Seek {
        to: SeekTarget::To(Place::Time(ms(millis))),
        mode,
    }
}

pub(crate) const fn exact(millis: i64) -> Action {
    seek(millis, SeekMode::Exact)
}

/// A clip of pictures and of pieces of sound of 20 ms.
#[derive(Clone)]
pub(crate) struct Clip {
    pub(crate) pictures: Vec<Picture>,
    pub(crate) sounds: Vec<MediaTime>,
    /// Seeks land so many key frames behind the right one.
    pub(crate) lands_late: usize,
    /// So many pictures before the key frame come out after a seek.
    pub(crate) leading: usize,
    /// Decoding a picture takes so long.
    pub(crate) picture_cost: Span,
    /// What the container says of its length.
    pub(crate) length: Option<Span>,
    pub(crate) tracks: u16,
}

#[derive(Clone, Copy)]
pub(crate) struct Picture {
    pub(crate) pts: MediaTime,
    pub(crate) marks: DecodeMarks,
}

impl Clip {
    /// `count` pictures of 40 ms, every tenth a key frame, and sound for as long.
    pub(crate) fn new(count: i64) -> Self {
        let picture = |n| Picture {
            pts: at(n * 40),
            marks: DecodeMarks {
                key: n % 10 == 0,
                ..DecodeMarks::default()
            },
        };
        Self {
            pictures: (0..count).map(picture).collect(),
            sounds: (0..count * 2).map(|n| at(n * 20)).collect(),
            lands_late: 0,
            leading: 0,
            picture_cost: Span::ZERO,
            length: Some(ms(count * 40)),
            tracks: 1,
        }
    }

    pub(crate) fn silent(self) -> Self {
        let sounds = Vec::new();
        Self { sounds, ..self }
    }

    /// Plays the clip under a scenario of these steps.
    pub(crate) fn play(&self, steps: &[(When, Action)]) -> Told {
        Play::new(self, steps).run()
    }

    fn facts(&self) -> SampleFacts {
        SampleFacts {
            begin: MediaTime::ZERO,
            length: self.length,
            seekable: true,
            pictures: !self.pictures.is_empty(),
            audio: (1..=self.tracks).collect(),
        }
    }

    /// Where pictures and sound go on after a seek.
    fn place(&self, to: Reposition) -> (usize, usize) {
        if to.from_begin {
            return (0, 0);
        }
        let keys: Vec<usize> = (0..self.pictures.len())
            .filter(|n| self.pictures[*n].marks.key)
            .collect();
        let before = keys
            .iter()
            .filter(|n| self.pictures[**n].pts <= to.target)
            .count();
        let picture = keys
            .get((before.max(1) + self.lands_late).saturating_sub(1))
            .or(keys.last())
            .copied()
            .unwrap_or(0);
        let from = self.pictures.get(picture).map_or(to.target, |p| p.pts);
        let sounds_before = self.sounds.iter().filter(|pts| **pts <= from).count();
        let picture = picture.saturating_sub(self.leading);
        (picture, sounds_before.saturating_sub(2))
    }
}

struct Play<'a> {
    clip: &'a Clip,
    engine: Engine<(), ()>,
    device: Device,
    picture: usize,
    sound: usize,
    /// A picture is being decoded until then.
    busy: Option<(RunTime, Option<Picture>, bool)>,
    now: RunTime,
    told: Told,
}

impl<'a> Play<'a> {
    fn new(clip: &'a Clip, steps: &[(When, Action)]) -> Self {
        let step = |&(when, action): &(When, Action)| ScenarioStep { when, action };
        let scenario = Scenario {
            steps: steps.iter().map(step).collect(),
            ..Scenario::default()
        };
        let settings = Settings {
            video: (!clip.pictures.is_empty()).then_some(0),
            audio: (!clip.sounds.is_empty()).then_some(1),
            usual_picture: ms(40),
            latency: LATENCY,
        };
        Self {
            clip,
            engine: Engine::new(settings).directed(Conductor::new(&scenario, clip.facts())),
            device: Device::default(),
            picture: 0,
            sound: 0,
            busy: None,
            now: RunTime::ZERO,
            told: Vec::new(),
        }
    }

    fn run(mut self) -> Told {
        for _ in 0..1_000_000 {
            self.decode();
            let step = self.engine.poll(self.now);
            self.tell();
            let is_over = matches!(step, Step::Ended);
            self.take(step);
            self.tell();
            if is_over {
                return self.told;
            }
        }
        panic!("the play never ended");
    }

    fn tell(&mut self) {
        let now = self.now;
        self.told
            .extend(self.engine.take_events().map(|what| (now, what)));
    }

    fn decode(&mut self) {
        loop {
            if let Some((_, picture, is_stale)) = self.busy.take_if(|work| work.0 <= self.now) {
                self.hand_over(picture, is_stale);
            }
            let wants = self.engine.wants();
            if self.busy.is_some() || !(wants.sound || wants.picture) {
                return;
            }
            if wants.sound {
                match self.clip.sounds.get(self.sound) {
                    Some(&pts) => self.engine.add_sound(TimedSound {
                        pts: Some(pts),
                        samples: RATE / 50,
                        rate: RATE,
                        content: (),
                    }),
                    None => self.engine.end_sounds(),
                }
                self.sound += 1;
                continue;
            }
            let picture = self.clip.pictures.get(self.picture).copied();
            let done = self.now.plus(self.clip.picture_cost);
            self.busy = Some((done, picture, false));
            self.picture += 1;
        }
    }

    fn hand_over(&mut self, picture: Option<Picture>, is_stale: bool) {
        match picture {
            Some(Picture { pts, marks }) => {
                let picture = TimedPicture {
                    pts: Some(pts),
                    duration: ms(40),
                    marks,
                    content: (),
                };
                if is_stale {
                    self.engine.discard(self.now, &picture);
                } else {
                    self.engine.add_picture(picture);
                }
            }
            None if is_stale => {}
            None => self.engine.end_pictures(),
        }
        self.tell();
    }

    fn take(&mut self, step: Step<(), ()>) {
        match step {
            Step::StartDevice => self.device.start(self.now),
            Step::Write(piece) => {
                self.device.written = piece.until;
                self.engine.written(&piece, (ContentHash::None, None));
            }
            Step::WriteSilence { until, .. } => self.device.written = until,
            Step::Present { pts, due, .. } => {
                self.engine
                    .presented(self.now, pts, due, (ContentHash::None, None));
            }
            Step::Reposition(to) => {
                (self.picture, self.sound) = self.clip.place(to);
                self.device.flush();
                if let Some(work) = &mut self.busy {
                    work.2 = true;
                }
            }
            Step::Tempo { thousandths } => self.device.set_tempo(self.now, thousandths),
            Step::WaitUntil(deadline) => self.go_to(Some(deadline)),
            Step::Wait => self.go_to(None),
            Step::Volume { .. } | Step::Ended => {}
        }
    }

    fn go_to(&mut self, deadline: Option<RunTime>) {
        let pull = self.device.next();
        let done = self.busy.as_ref().map(|work| work.0);
        let Some(next) = [deadline, pull, done].into_iter().flatten().min() else {
            return;
        };
        self.now = self.now.max(next);
        if pull.is_some_and(|pull| pull <= self.now) {
            let report = self.device.pull();
            if !self.engine.device_report(self.now, report) {
                self.device.started = None;
            }
        }
    }
}

struct Device {
    /// Run time and device time of a moment.
    started: Option<(RunTime, Span)>,
    tempo: i64,
    pulls: i64,
    written: Span,
}

impl Default for Device {
    fn default() -> Self {
        Self {
            started: None,
            tempo: 1000,
            pulls: 0,
            written: Span::ZERO,
        }
    }
}

impl Device {
    fn start(&mut self, now: RunTime) {
        assert!(self.tempo > 0, "a device is not started in a pause");
        self.started = Some((now, Span::ZERO));
    }

    fn flush(&mut self) {
        let tempo = self.tempo;
        *self = Self {
            tempo,
            ..Self::default()
        };
    }

    fn set_tempo(&mut self, now: RunTime, thousandths: u32) {
        if let Some((then, device)) = self.started {
            let passed = now.since(then).nanos() * self.tempo / 1000;
            self.started = Some((now, device.plus(Span::from_nanos(passed))));
        }
        self.tempo = i64::from(thousandths);
    }

    fn next(&self) -> Option<RunTime> {
        let (then, device) = self.started.filter(|_| self.tempo > 0)?;
        let left = PERIOD.times(self.pulls).minus(device).nanos() * 1000;
        let run = (left + self.tempo - 1).div_euclid(self.tempo);
        Some(then.plus(Span::from_nanos(run)))
    }

    fn pull(&mut self) -> DeviceReport {
        let place = PERIOD.times(self.pulls);
        self.pulls += 1;
        let taken = PERIOD.times(self.pulls);
        let lacking = taken.minus(self.written.max(place)).max(Span::ZERO);
        self.written = self.written.max(taken);
        DeviceReport {
            place,
            taken,
            lacking,
            latency: LATENCY,
        }
    }
}
