//! What the player does next.

use std::collections::VecDeque;

use mpdbg_model::{
    Action, ContentHash, Happening, MediaTime, PictureSketch, PlayerCounters, QueueLevels, RunTime,
    SoundSketch, Span, What,
};

use super::clock::{MasterClock, Tempo, USUAL};
use super::landing::Landing;
use super::sound_line::SoundLine;
use super::types::{Settings, SoundPiece, Step, TimedSound, Wants};
use crate::conductor::{Conductor, Due};

/// Decoded pictures that are kept ready.
const PICTURES: usize = 3;
/// A leap of time stamps longer than this is not waited for.
pub(super) const LEAP: Span = Span::from_secs(10);
/// How often the levels of the queues are told.
const MEASURE: Span = Span::from_millis(500);

/// A sans-I/O player: time, pictures, sound and the device's reports go in, events and the next
/// step come out.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says that one input or the whole is at its end"
)]
pub struct Engine<P, S> {
    pub(super) settings: Settings,
    pub(super) conductor: Conductor,
    /// Someone may ask for something at any time.
    pub(super) attended: bool,
    /// What was asked for and is still to be done.
    pub(super) asked: VecDeque<Action>,
    pub(super) clock: Option<MasterClock>,
    pub(super) tempo: Tempo,
    /// The speed that the device was told.
    pub(super) device_tempo: u32,
    pub(super) pictures: VecDeque<Queued<P>>,
    pub(super) pictures_ended: bool,
    pub(super) shown: Option<Shown>,
    pub(super) sounds: VecDeque<TimedSound<S>>,
    pub(super) sounds_ended: bool,
    pub(super) line: Option<SoundLine>,
    pub(super) taken: Span,
    pub(super) device_started: bool,
    /// Where a reposition goes, from its beginning until the clock stands there.
    pub(super) landing: Option<Landing>,
    /// No picture is due before this: the clock came here only now, or stands.
    pub(super) not_before: RunTime,
    /// First picture and first sound of the sample, as they came when the play started.
    pub(super) first_picture: Option<MediaTime>,
    pub(super) first_sound: Option<MediaTime>,
    /// Key frames are marked in this sample.
    pub(super) marks_keys: bool,
    pub(super) loops_left: u32,
    /// The end was reached, and a step is waited for.
    pub(super) stands_at_end: bool,
    pub(super) counters: PlayerCounters,
    pub(super) next_measure: RunTime,
    pub(super) over: bool,
    pub(super) told: Vec<What>,
}

pub(super) struct Queued<P> {
    pub(super) pts: MediaTime,
    pub(super) duration: Span,
    pub(super) due: Option<RunTime>,
    pub(super) content: P,
}

#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) pts: MediaTime,
    pub(super) duration: Span,
    /// When the next picture should follow.
    pub(super) ends: RunTime,
}

/// What came of looking at the scenario.
pub(super) enum Conducted<P, S> {
    /// Nothing is to be done.
    Nothing,
    /// A step was taken; the driver has nothing to do for it.
    Within,
    /// A step was taken, for which the driver has to do this.
    Step(Step<P, S>),
}

impl<P, S> Engine<P, S> {
    /// An engine that has nothing yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            conductor: Conductor::default(),
            attended: false,
            asked: VecDeque::new(),
            clock: None,
            tempo: Tempo::default(),
            device_tempo: USUAL,
            pictures: VecDeque::new(),
            pictures_ended: settings.video.is_none(),
            shown: None,
            sounds: VecDeque::new(),
            sounds_ended: settings.audio.is_none(),
            line: None,
            taken: Span::ZERO,
            device_started: false,
            landing: None,
            not_before: RunTime::ZERO,
            first_picture: None,
            first_sound: None,
            marks_keys: false,
            loops_left: 0,
            stands_at_end: false,
            counters: PlayerCounters::default(),
            next_measure: RunTime::ZERO,
            over: false,
            told: Vec::new(),
        }
    }

    /// The same engine, which does what the conductor says.
    #[must_use]
    pub fn directed(self, conductor: Conductor) -> Self {
        Self { conductor, ..self }
    }

    /// The same engine, with someone who may ask for something at any time: it stays in a pause and at the
    /// end until it is asked for more, or stopped.
    #[must_use]
    pub fn attended(self) -> Self {
        Self {
            attended: true,
            ..self
        }
    }

    /// Does this as if it were the next step of a scenario, once the play has begun.
    pub fn ask(&mut self, action: Action) {
        self.asked.push_back(action);
    }

    /// True while it stands at the end and waits for what is done next.
    pub const fn is_at_end(&self) -> bool {
        self.stands_at_end && !self.over
    }

    /// What happened since the last call, in order, all at the moment of the last call into the engine.
    pub fn take_events(&mut self) -> std::vec::Drain<'_, What> {
        self.told.drain(..)
    }

    /// What the engine could use now.
    pub fn wants(&self) -> Wants {
        if self.goes_back() {
            return Wants {
                picture: false,
                sound: false,
            };
        }
        Wants {
            picture: !self.pictures_ended && self.pictures.len() < PICTURES,
            sound: !self.sounds_ended && self.lacks_sound(),
        }
    }

    /// The driver presented a picture.
    pub fn presented(
        &mut self,
        now: RunTime,
        pts: MediaTime,
        due: RunTime,
        (hash, sketch): (ContentHash, Option<PictureSketch>),
    ) {
        self.counters.presented += 1;
        self.conductor.happened(Happening::Picture, now);
        self.told.push(What::FramePresented { pts, due, hash });
        self.told.extend(sketch.map(What::PictureSketched));
        let master = self.master(now);
        let audio = self.hears(now).then_some(master);
        self.told.push(What::ClocksRead {
            audio,
            video: Some(pts),
            master,
        });
        self.measure(now);
    }

    /// The driver wrote a piece of sound.
    pub fn written(
        &mut self,
        piece: &SoundPiece<S>,
        (hash, sketch): (ContentHash, Option<SoundSketch>),
    ) {
        let SoundPiece {
            pts,
            samples,
            duration,
            ..
        } = *piece;
        self.told.push(What::AudioWritten {
            pts,
            samples,
            duration,
            hash,
        });
        self.told.extend(sketch.map(What::SoundSketched));
    }

    /// What to do at `now`.
    pub fn poll(&mut self, now: RunTime) -> Step<P, S> {
        while !self.over {
            if let Some(step) = self.play_on(now) {
                return step;
            }
            match self.conduct(now) {
                Conducted::Nothing => return self.wait_or_end(now),
                Conducted::Within => {}
                Conducted::Step(step) => return step,
            }
        }
        Step::Ended
    }

    /// What playing itself needs now.
    fn play_on(&mut self, now: RunTime) -> Option<Step<P, S>> {
        if let Some(step) = self.adjust_device() {
            return Some(step);
        }
        if let Some(step) = self.go_back(now) {
            return Some(step);
        }
        if self.clock.is_none() {
            self.start(now);
        }
        if self.over {
            return Some(Step::Ended);
        }
        self.next_sound(now).or_else(|| self.next_picture(now))
    }

    /// Does what was asked for, or takes the next step of the scenario, if it is due.
    pub(super) fn conduct(&mut self, now: RunTime) -> Conducted<P, S> {
        if !self.has_not_begun()
            && let Some(action) = self.asked.pop_front()
        {
            return self
                .act(now, action)
                .map_or(Conducted::Within, Conducted::Step);
        }
        if !matches!(self.next_step(), Due::At(due) if due <= now) {
            return Conducted::Nothing;
        }
        let Some((step, action)) = self.conductor.take(now, self.stands_at_end) else {
            return Conducted::Nothing;
        };
        self.told.push(What::StepTaken { step });
        self.act(now, action)
            .map_or(Conducted::Within, Conducted::Step)
    }

    /// When the next step of the scenario is due.
    pub(super) fn next_step(&self) -> Due {
        self.conductor.due(|place| self.clock?.comes_to(place))
    }

    /// Media time of the master clock; where the clock is on its way elsewhere, that place.
    pub(super) fn master(&self, now: RunTime) -> MediaTime {
        match (self.clock, &self.landing) {
            (Some(clock), _) => clock.media_at(now),
            (None, Some(landing)) => landing.target(),
            (None, None) => MediaTime::ZERO,
        }
    }

    /// Tells the levels of the queues, unless it did so lately. A wait is not cut short for it.
    pub(super) fn measure(&mut self, now: RunTime) {
        if now < self.next_measure {
            return;
        }
        self.next_measure = now.plus(MEASURE);
        self.told.push(What::QueuesMeasured(QueueLevels {
            pictures: u32::try_from(self.pictures.len()).unwrap_or(u32::MAX),
            // Behind the last sample the device plays on.
            sound: self.sound_ahead().max(Span::ZERO),
            ..QueueLevels::default()
        }));
    }
}
