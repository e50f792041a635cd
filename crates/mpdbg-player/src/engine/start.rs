//! The clock starts: at the beginning of the play, and at the end of a reposition.

use mpdbg_model::{EndReason, MediaTime, RunTime, What};

use super::clock::MasterClock;
use super::player::{Engine, LEAP};
use super::sound_line::SoundLine;

impl<P, S> Engine<P, S> {
    /// Starts the clock once there is enough to start with.
    pub(super) fn start(&mut self, now: RunTime) {
        if !self.is_ready() {
            return;
        }
        if self.landing.is_some() {
            self.land(now);
        } else {
            self.begin(now);
        }
    }

    /// What comes now is the beginning of the sample.
    pub(super) const fn has_not_begun(&self) -> bool {
        self.clock.is_none() && self.landing.is_none()
    }

    fn is_ready(&self) -> bool {
        let pictures_ready = match &self.landing {
            Some(landing) => landing.has_landed() && !landing.goes_back(),
            None => self.pictures_ended || !self.pictures.is_empty(),
        };
        pictures_ready && (self.sounds_ended || !self.wants().sound)
    }

    fn begin(&mut self, now: RunTime) {
        let Some(first) = self.earliest() else {
            let reason = if self.settings.video.is_none() && self.settings.audio.is_none() {
                EndReason::NothingToPlay
            } else {
                EndReason::EndOfStream
            };
            self.clock = Some(MasterClock::new(now, MediaTime::ZERO, self.tempo));
            self.finish(now, reason);
            return;
        };
        let from = self.start_clock(now, first);
        self.next_measure = now;
        self.conductor.begin(now);
        self.told.push(What::PlayStarted { from });
    }

    /// The reposition is at its end.
    fn land(&mut self, now: RunTime) {
        let Some(landing) = self.landing.take() else {
            return;
        };
        let picture = self.pictures.front().map(|picture| picture.pts);
        let first = match landing.sound_from(picture) {
            Some(from) => self.first_sound_pts(from).map_or(from, |pts| pts.min(from)),
            None => self.earliest().unwrap_or_else(|| landing.target()),
        };
        self.not_before = now;
        let position = self.start_clock(now, first);
        self.told.push(What::SeekAnswered { position });
    }

    /// Starts the clock so that what has the media time `first` is seen or heard as soon as it can
    /// be. Gives what the clock shows.
    fn start_clock(&mut self, now: RunTime, first: MediaTime) -> MediaTime {
        let from = if self.sounds.is_empty() {
            first
        } else {
            self.line = Some(SoundLine::new(first));
            first.minus(self.settings.latency)
        };
        self.clock = Some(MasterClock::new(now, from, self.tempo));
        from
    }

    /// The first media time of what is there; where pictures and sound are far apart, the sound's.
    fn earliest(&self) -> Option<MediaTime> {
        let picture = self.pictures.front().map(|picture| picture.pts);
        let sound = self.first_sound_pts(MediaTime::ZERO);
        let first = picture.into_iter().chain(sound).min()?;
        let is_far = picture
            .zip(sound)
            .is_some_and(|(p, s)| p.since(s).abs() > LEAP);
        Some(if is_far {
            sound.unwrap_or(first)
        } else {
            first
        })
    }

    fn first_sound_pts(&self, unknown: MediaTime) -> Option<MediaTime> {
        self.sounds
            .front()
            .map(|sound| sound.pts.unwrap_or(unknown))
    }
}
