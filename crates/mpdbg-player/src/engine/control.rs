//! What the steps of a scenario do.

use mpdbg_model::{Action, EndReason, MediaTime, RunTime, SeekMode, SeekTarget, Span, What};

use super::clock::Tempo;
use super::landing::Goal;
use super::player::Engine;
use super::types::Step;
use crate::faults::Fault;

impl<P, S> Engine<P, S> {
    /// Does what a step says.
    pub(super) fn act(&mut self, now: RunTime, action: Action) -> Option<Step<P, S>> {
        match action {
            Action::Pause => self.pause(now),
            Action::Resume => self.resume(now),
            Action::Seek { to, mode } => return self.seek(now, to, mode),
            Action::Rate { thousandths } => self.set_rate(now, thousandths),
            Action::SelectAudio { track } => return self.select_audio(now, track),
            Action::Loop { times } => self.loops_left = times,
            Action::Stop => self.end_at_once(now, EndReason::ScenarioStopped),
            Action::Restart => return Some(self.restart(now)),
            Action::Volume { percent } => {
                self.told.push(What::VolumeChanged { percent });
                return Some(Step::Volume { percent });
            }
        }
        None
    }

    fn pause(&mut self, now: RunTime) {
        if self.tempo.paused {
            return;
        }
        if self.shown.is_none() {
            self.not_before = now;
        }
        let paused = true;
        self.set_tempo(
            now,
            Tempo {
                paused,
                ..self.tempo
            },
        );
        let position = self.master(now);
        self.told.push(What::Paused { position });
    }

    fn resume(&mut self, now: RunTime) {
        if !self.tempo.paused {
            return;
        }
        let paused = false;
        self.set_tempo(
            now,
            Tempo {
                paused,
                ..self.tempo
            },
        );
        let position = self.master(now);
        self.told.push(What::Resumed { position });
    }

    fn set_rate(&mut self, now: RunTime, thousandths: u32) {
        let thousandths = thousandths.max(1);
        self.set_tempo(
            now,
            Tempo {
                thousandths,
                ..self.tempo
            },
        );
        let position = self.master(now);
        self.told.push(What::RateChanged {
            thousandths,
            position,
        });
    }

    fn seek(&mut self, now: RunTime, to: SeekTarget, mode: SeekMode) -> Option<Step<P, S>> {
        let from = self.master(now);
        let facts = self.conductor.facts();
        let wanted = match to {
            SeekTarget::To(place) => facts.media_at(place)?,
            SeekTarget::By(span) => from.plus(span),
        };
        let target = facts.clamped(wanted);
        let place = self.misplaced(target);
        let goal = match mode {
            SeekMode::Exact => Goal::OnScreen(place),
            SeekMode::Key => Goal::Key(place),
        };
        let asked = What::SeekAsked { from, target, mode };
        Some(self.reposition(now, goal, None, asked))
    }

    /// Where a player with a fault goes.
    fn misplaced(&self, target: MediaTime) -> MediaTime {
        if Fault::SeekOneOff.is_injected() {
            return target.minus(self.settings.usual_picture);
        }
        let in_pause = Fault::SeekInPauseFarOff.is_injected() && self.tempo.paused;
        if Fault::SeekFarOff.is_injected() || in_pause {
            return target.plus(Span::from_millis(500));
        }
        target
    }

    fn restart(&mut self, now: RunTime) -> Step<P, S> {
        self.resume(now);
        let from = self.master(now);
        self.go_to_begin(now, What::Restarted { from })
    }

    pub(super) fn go_to_begin(&mut self, now: RunTime, asked: What) -> Step<P, S> {
        let begin = self.conductor.facts().begin;
        self.reposition(now, Goal::Begin(begin), None, asked)
    }

    /// Where no sound was ever played there is no device for it.
    fn select_audio(&mut self, now: RunTime, track: u16) -> Option<Step<P, S>> {
        self.settings.audio?;
        let number = usize::from(track).checked_sub(1)?;
        let stream = *self.conductor.facts().audio.get(number)?;
        self.settings.audio = Some(stream);
        self.first_sound = None;
        let position = self.master(now);
        let goal = self.goal_of_track_change(position);
        let asked = What::AudioTrackSelected { stream, position };
        Some(self.reposition(now, goal, Some(track), asked))
    }

    /// Pictures go on behind the one that is shown; before the first one, where they would have
    /// begun.
    fn goal_of_track_change(&self, position: MediaTime) -> Goal {
        if let Some(landing) = &self.landing {
            return landing.goal();
        }
        let waiting = self.pictures.front().map(|picture| picture.pts);
        let position = position.max(self.conductor.facts().begin);
        self.shown
            .map_or(Goal::OnScreen(waiting.unwrap_or(position)), |shown| {
                Goal::After {
                    shown: shown.pts,
                    position,
                }
            })
    }

    /// Media time goes on at another tempo: everything that was due is due at another time.
    fn set_tempo(&mut self, now: RunTime, tempo: Tempo) {
        self.tempo = tempo;
        let of_clock = self.tempo_of_clock();
        let ends = self.shown.map_or(now, |shown| shown.ends);
        if let Some(clock) = &mut self.clock {
            let moved = clock.set_tempo(now, of_clock, ends);
            if let Some(shown) = &mut self.shown {
                shown.ends = moved;
            }
        }
        for picture in &mut self.pictures {
            picture.due = None;
        }
    }

    /// The clock also stands while the end was reached and a step is waited for.
    pub(super) const fn tempo_of_clock(&self) -> Tempo {
        Tempo {
            paused: self.tempo.paused || self.stands_at_end,
            ..self.tempo
        }
    }

    /// The device goes as fast as media time does.
    pub(super) fn adjust_device(&mut self) -> Option<Step<P, S>> {
        let thousandths = self.tempo.of_device();
        let is_news = thousandths != self.device_tempo;
        self.device_tempo = thousandths;
        is_news.then_some(Step::Tempo { thousandths })
    }
}
