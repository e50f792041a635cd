//! Sound: its way to the device, holes and leaps in its time stamps, and what the device says.

use mpdbg_model::{RunTime, Span, What};

use super::clock::MasterClock;
use super::player::{Engine, LEAP};
use super::sound_line::SoundLine;
use super::types::{DeviceReport, SoundPiece, Step, TimedSound};
use crate::faults::Fault;

/// Time stamps of sound may be off by this much before the player does something about it.
pub(super) const SOUND_TOLERANCE: Span = Span::from_millis(20);
/// The same where the sound begins after the pictures: what it is off there, it is off to the end.
const START_TOLERANCE: Span = Span::from_millis(1);
/// Decoded sound that is kept ready.
const SOUND: Span = Span::from_millis(200);

impl<P, S> Engine<P, S> {
    /// Takes the next sound of the decoder.
    pub fn add_sound(&mut self, sound: TimedSound<S>) {
        if self.has_not_begun() {
            self.first_sound = self.first_sound.or(sound.pts);
        }
        self.sounds.push_back(sound);
        self.settle_landing();
    }

    /// Takes what the device says of itself at `now`; false when all sound was heard, so that the
    /// device is not needed any more.
    pub fn device_report(&mut self, now: RunTime, report: DeviceReport) -> bool {
        let Some(line) = &mut self.line else {
            return false;
        };
        self.taken = report.taken;
        let heard = line.media_at(report.place.minus(report.latency));
        let all_heard = self.sounds_ended
            && self.sounds.is_empty()
            && report.place.minus(report.latency) >= line.end();
        if report.lacking > Span::ZERO && !(self.sounds_ended && self.sounds.is_empty()) {
            self.told.push(What::UnderrunOccurred {
                position: heard,
                lacking: report.lacking,
            });
            line.stall(report.taken.minus(report.lacking), report.lacking);
        }
        line.forget_before(report.place.minus(report.latency));
        if !all_heard {
            self.told.push(What::AudioPlayed { position: heard });
            if let Some(clock) = &mut self.clock
                && !Fault::SoundNotMaster.is_injected()
            {
                clock.set(now, heard);
            }
        }
        self.measure(now);
        !all_heard
    }

    /// The place in the device up to which it has taken, and the one up to which was written.
    pub fn sound_places(&self) -> (Span, Span) {
        (
            self.taken,
            self.line.as_ref().map_or(Span::ZERO, SoundLine::end),
        )
    }

    pub(super) fn next_sound(&mut self, now: RunTime) -> Option<Step<P, S>> {
        self.line.as_ref()?;
        let enough = self.sounds.len() >= 2 || (self.sounds_ended && !self.sounds.is_empty());
        if !enough {
            // Whether a time stamp can be believed shows when the next one is there.
            return self.start_device(now);
        }
        if let Some(step) = self.bridge_gap() {
            return Some(step);
        }
        let sound = self.sounds.pop_front()?;
        let line = self.line.as_mut()?;
        let pts = sound.pts.unwrap_or_else(|| line.next_media());
        let duration = line.write(sound.samples, sound.rate);
        let until = line.end();
        Some(Step::Write(SoundPiece {
            pts,
            samples: sound.samples,
            duration,
            until,
            content: sound.content,
        }))
    }

    /// The device starts once it has something to take; from then on it moves the clock.
    pub(super) fn start_device(&mut self, now: RunTime) -> Option<Step<P, S>> {
        if self.device_started || self.tempo.paused {
            return None;
        }
        self.device_started = true;
        let from = self
            .line
            .as_ref()?
            .media_at(Span::ZERO)
            .minus(self.settings.latency);
        self.clock = Some(MasterClock::new(now, from, self.tempo));
        Some(Step::StartDevice)
    }

    /// Where the time stamps of sound leave the line: a hole is filled with silence, a leap moves
    /// the clock. A lone time stamp that the next one does not confirm is not believed.
    pub(super) fn bridge_gap(&mut self) -> Option<Step<P, S>> {
        let line = self.line.as_mut()?;
        let sound = self.sounds.front()?;
        let expected = line.next_media();
        let found = sound.pts?;
        let off = found.since(expected);
        let at_start = line.end() == Span::ZERO;
        let tolerance = if at_start && off > Span::ZERO {
            START_TOLERANCE
        } else {
            SOUND_TOLERANCE
        };
        if off.abs() <= tolerance {
            return None;
        }
        if let (false, Some(stream)) = (at_start, self.settings.audio) {
            self.told.push(What::DiscontinuityFound {
                stream,
                expected,
                found,
            });
        }
        if off > Span::ZERO && off <= LEAP {
            line.write_silence(off);
            self.told.push(What::SilenceWritten {
                pts: expected,
                duration: off,
            });
            return Some(Step::WriteSilence {
                length: off,
                until: line.end(),
            });
        }
        let goes_on = self
            .sounds
            .get(1)
            .and_then(|next| next.pts)
            .is_some_and(|next| next.since(found.plus(sound.length())).abs() <= SOUND_TOLERANCE);
        if goes_on {
            line.jump(found);
        }
        None
    }

    /// True while sound drives the clock.
    pub(super) fn hears(&self, now: RunTime) -> bool {
        self.line.as_ref().is_some_and(|line| {
            !(self.sounds_ended && self.sounds.is_empty()) || self.master(now) < line.next_media()
        })
    }

    /// Decoded sound that the device has not taken yet.
    pub(super) fn sound_ahead(&self) -> Span {
        self.sounds
            .iter()
            .fold(self.written_ahead(), |sum, sound| sum.plus(sound.length()))
    }

    /// Less than enough is ready; of long pieces, two must be there before the first can go.
    pub(super) fn lacks_sound(&self) -> bool {
        let enough = self.enough_sound();
        let second_is_missing = self.sounds.len() < 2 && self.written_ahead() < enough;
        second_is_missing || self.sound_ahead() < enough
    }

    /// At a higher speed the device takes more.
    fn enough_sound(&self) -> Span {
        self.tempo.media_span(SOUND).max(SOUND)
    }

    /// Sound that was written and that the device has not taken yet.
    fn written_ahead(&self) -> Span {
        self.line
            .as_ref()
            .map_or(Span::ZERO, |line| line.end().minus(self.taken))
    }
}
