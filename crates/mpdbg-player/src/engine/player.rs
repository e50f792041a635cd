//! What the player does next.

use std::collections::VecDeque;

use mpdbg_model::{
    ContentHash, DiscardReason, EndReason, MediaTime, QueueLevels, RunTime, Span, What,
};

use super::clock::MasterClock;
use super::sound_line::SoundLine;
use super::types::{Settings, SoundPiece, Step, TimedSound, Wants};

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
    reason = "each says that one input is at its end"
)]
pub struct Engine<P, S> {
    pub(super) settings: Settings,
    pub(super) clock: Option<MasterClock>,
    pub(super) pictures: VecDeque<Queued<P>>,
    pub(super) pictures_ended: bool,
    pub(super) shown: Option<Shown>,
    pub(super) sounds: VecDeque<TimedSound<S>>,
    pub(super) sounds_ended: bool,
    pub(super) line: Option<SoundLine>,
    pub(super) taken: Span,
    pub(super) device_started: bool,
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
    pub(super) due: RunTime,
}

impl<P, S> Engine<P, S> {
    /// An engine that has nothing yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            clock: None,
            pictures: VecDeque::new(),
            pictures_ended: settings.video.is_none(),
            shown: None,
            sounds: VecDeque::new(),
            sounds_ended: settings.audio.is_none(),
            line: None,
            taken: Span::ZERO,
            device_started: false,
            next_measure: RunTime::ZERO,
            over: false,
            told: Vec::new(),
        }
    }

    /// What happened since the last call, in order, all at the moment of the last call into the engine.
    pub fn take_events(&mut self) -> std::vec::Drain<'_, What> {
        self.told.drain(..)
    }

    /// What the engine could use now.
    pub fn wants(&self) -> Wants {
        Wants {
            picture: !self.pictures_ended && self.pictures.len() < PICTURES,
            sound: !self.sounds_ended && self.lacks_sound(),
        }
    }

    /// There are no more pictures.
    pub const fn end_pictures(&mut self) {
        self.pictures_ended = true;
    }

    /// Takes the next sound of the decoder.
    pub fn add_sound(&mut self, sound: TimedSound<S>) {
        self.sounds.push_back(sound);
    }

    /// There is no more sound.
    pub const fn end_sounds(&mut self) {
        self.sounds_ended = true;
    }

    /// The driver presented a picture.
    pub fn presented(&mut self, now: RunTime, pts: MediaTime, due: RunTime, hash: ContentHash) {
        self.told.push(What::FramePresented { pts, due, hash });
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
    pub fn written(&mut self, piece: &SoundPiece<S>, hash: ContentHash) {
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
    }

    /// Ends the play at once.
    pub fn stop(&mut self, now: RunTime) {
        for picture in std::mem::take(&mut self.pictures) {
            let due = picture.due.unwrap_or(now);
            let reason = DiscardReason::Flushed;
            self.told.push(What::FrameDiscarded {
                pts: picture.pts,
                due,
                reason,
            });
        }
        self.finish(now, EndReason::Stopped);
    }

    /// What to do at `now`.
    pub fn poll(&mut self, now: RunTime) -> Step<P, S> {
        if self.over {
            return Step::Ended;
        }
        if self.clock.is_none() && !self.start(now) {
            return Step::Wait;
        }
        if self.over {
            return Step::Ended;
        }
        if let Some(step) = self.next_sound(now) {
            return step;
        }
        if let Some(step) = self.next_picture(now) {
            return step;
        }
        self.wait_or_end(now)
    }

    /// Starts the clock once there is enough to start with.
    fn start(&mut self, now: RunTime) -> bool {
        let pictures_ready = self.pictures_ended || !self.pictures.is_empty();
        let sound_ready = self.sounds_ended || !self.wants().sound;
        if !(pictures_ready && sound_ready) {
            return false;
        }
        let picture = self.pictures.front().map(|picture| picture.pts);
        let sound = self
            .sounds
            .front()
            .map(|sound| sound.pts.unwrap_or_default());
        let Some(first) = picture.into_iter().chain(sound).min() else {
            let reason = if self.settings.video.is_none() && self.settings.audio.is_none() {
                EndReason::NothingToPlay
            } else {
                EndReason::EndOfStream
            };
            self.clock = Some(MasterClock::new(now, MediaTime::ZERO));
            self.finish(now, reason);
            return true;
        };
        let far = picture
            .zip(sound)
            .is_some_and(|(p, s)| p.since(s).abs() > LEAP);
        let first = if far { sound.unwrap_or(first) } else { first };
        let from = if sound.is_some() {
            self.line = Some(SoundLine::new(first));
            first.minus(self.settings.latency)
        } else {
            first
        };
        self.clock = Some(MasterClock::new(now, from));
        self.next_measure = now;
        self.told.push(What::PlayStarted { from });
        true
    }

    fn wait_or_end(&mut self, now: RunTime) -> Step<P, S> {
        self.measure(now);
        if let Some(first) = self.pictures.front() {
            return match first.due {
                Some(due) if due > now => Step::WaitUntil(due),
                _ => Step::Wait,
            };
        }
        if !(self.pictures_ended && self.sounds_ended && self.sounds.is_empty()) {
            return Step::Wait;
        }
        let end = self.end_of_play(now);
        if now >= end {
            self.finish(now, EndReason::EndOfStream);
            return Step::Ended;
        }
        Step::WaitUntil(end)
    }

    fn end_of_play(&self, now: RunTime) -> RunTime {
        let pictures = self
            .shown
            .map_or(now, |shown| shown.due.plus(shown.duration));
        let sound = match (&self.line, self.clock) {
            (Some(line), Some(clock)) => clock.run_at(line.next_media()),
            _ => now,
        };
        pictures.max(sound)
    }

    fn finish(&mut self, now: RunTime, reason: EndReason) {
        self.over = true;
        let position = self.master(now);
        self.told.push(What::PlayEnded { reason, position });
    }

    pub(super) fn master(&self, now: RunTime) -> MediaTime {
        self.clock
            .map_or(MediaTime::ZERO, |clock| clock.media_at(now))
    }

    /// Tells the levels of the queues, unless it did so lately. A wait is not cut short for it.
    pub(super) fn measure(&mut self, now: RunTime) {
        if now < self.next_measure {
            return;
        }
        self.next_measure = now.plus(MEASURE);
        self.told.push(What::QueuesMeasured(QueueLevels {
            pictures: u32::try_from(self.pictures.len()).unwrap_or(u32::MAX),
            sound: self.sound_ahead(),
            ..QueueLevels::default()
        }));
    }
}
