//! Seek, restart, loop and change of the audio stream: all throw away what waits, ask the source for
//! another place, and take of what comes what belongs there.

use mpdbg_model::{DiscardReason, MediaTime, RunTime, Span, What};

use super::landing::{Goal, Known, Landing, Verdict};
use super::player::Engine;
use super::sounds::SOUND_TOLERANCE;
use super::types::{Reposition, Step, TimedPicture, TimedSound};
use crate::faults::Fault;

/// Times may be rounded by this much.
const ROUNDING: Span = Span::from_millis(1);

impl<P, S> Engine<P, S> {
    /// A picture came that was asked of the source before it was positioned anew.
    pub fn discard(&mut self, now: RunTime, picture: &TimedPicture<P>) {
        self.counters.decoded += 1;
        let pts = picture.pts.unwrap_or_default();
        self.tell_discarded(pts, now, DiscardReason::Flushed);
    }

    /// Throws away what waits, tells `asked`, and goes for the goal.
    pub(super) fn reposition(
        &mut self,
        now: RunTime,
        goal: Goal,
        audio: Option<u16>,
        asked: What,
    ) -> Step<P, S> {
        self.flush(now);
        self.told.push(asked);
        if !matches!(goal, Goal::After { .. }) {
            self.shown = None;
        }
        if !Fault::ClockNotReset.is_injected() {
            self.clock = None;
        }
        self.stands_at_end = false;
        let begin = self.conductor.facts().begin;
        let landing = Landing::new(goal, now, begin);
        let request = landing.request(begin, audio);
        self.landing = Some(landing);
        Step::Reposition(request)
    }

    pub(super) fn goes_back(&self) -> bool {
        self.landing.as_ref().is_some_and(Landing::goes_back)
    }

    /// Asks the source for an earlier place, where it went too far.
    pub(super) fn go_back(&mut self, now: RunTime) -> Option<Step<P, S>> {
        if !self.goes_back() {
            return None;
        }
        self.flush(now);
        let begin = self.conductor.facts().begin;
        let landing = self.landing.as_mut()?;
        landing.again(begin);
        let request: Reposition = landing.request(begin, None);
        Some(Step::Reposition(request))
    }

    /// Throws away what waits.
    pub(super) fn flush(&mut self, now: RunTime) {
        self.discard_waiting(now, DiscardReason::Flushed);
        if !Fault::SoundNotFlushed.is_injected() {
            self.sounds.clear();
        }
        self.line = None;
        self.taken = Span::ZERO;
        self.device_started = false;
        self.pictures_ended = self.settings.video.is_none();
        self.sounds_ended = self.settings.audio.is_none();
    }

    pub(super) fn discard_waiting(&mut self, now: RunTime, reason: DiscardReason) {
        for picture in std::mem::take(&mut self.pictures) {
            self.tell_discarded(picture.pts, picture.due.unwrap_or(now), reason);
        }
    }

    pub(super) fn tell_discarded(&mut self, pts: MediaTime, due: RunTime, reason: DiscardReason) {
        self.told.push(What::FrameDiscarded { pts, due, reason });
    }

    /// What becomes of a picture that came; on the way to another place many are skipped.
    pub(super) fn sort_picture(&mut self, pts: MediaTime, picture: &TimedPicture<P>) -> Verdict {
        let known = self.known();
        let waits = !self.pictures.is_empty();
        match &mut self.landing {
            Some(landing) => landing.judge(pts, picture.marks, waits, known),
            None => Verdict::Keep,
        }
    }

    /// Pictures or sound came, or ended: once it is known where the way ends, sound of before is
    /// dropped, and sound that is lacking is asked for.
    pub(super) fn settle_landing(&mut self) {
        let known = self.known();
        let picture = self.pictures.front().map(|picture| picture.pts);
        let Some(landing) = &mut self.landing else {
            return;
        };
        if self.pictures_ended {
            landing.no_more_pictures(picture.is_some(), known);
        }
        let Some(from) = landing.sound_from(picture).filter(|_| landing.has_landed()) else {
            return;
        };
        let early = if Fault::SoundBeforeTarget.is_injected() {
            Span::from_millis(100)
        } else {
            Span::ZERO
        };
        let over = |sound: &TimedSound<S>| {
            let end = sound.pts.map(|pts| pts.plus(sound.length()));
            end.filter(|end| *end <= from.minus(early))
        };
        while let Some(end) = self.sounds.front().and_then(over) {
            landing.dropped_until = Some(end);
            self.sounds.pop_front();
        }
        let first = self.sounds.front_mut().and_then(|sound| {
            sound.pts = sound.pts.map(|pts| true_begin(pts, landing.dropped_until));
            sound.pts
        });
        if let Some(pts) = first.filter(|pts| pts.since(from) > SOUND_TOLERANCE) {
            landing.sound_is_late(pts, known);
        }
    }

    const fn known(&self) -> Known {
        Known {
            first_picture: self.first_picture,
            first_sound: self.first_sound,
            marks_keys: self.marks_keys,
        }
    }
}

/// Where sound with the time `pts` begins, when what was dropped before it ended at `before`: a
/// container may have a time a little late now and then (Ogg, where the blocks of Vorbis become
/// shorter), and the next one takes that back.
fn true_begin(pts: MediaTime, before: Option<MediaTime>) -> MediaTime {
    let is_late = |end: &MediaTime| {
        let off = pts.since(*end);
        off > ROUNDING && off <= SOUND_TOLERANCE
    };
    before.filter(is_late).unwrap_or(pts)
}
