//! The end: waiting for it, looping at it, standing at it, and what is told last.

use mpdbg_model::{DiscardReason, EndReason, Happening, RunTime, Span, What};

use super::player::Engine;
use super::types::Step;
use crate::conductor::Due;
use crate::faults::Fault;

impl<P, S> Engine<P, S> {
    /// Ends the play at once.
    pub fn stop(&mut self, now: RunTime) {
        self.end_at_once(now, EndReason::Stopped);
    }

    /// There are no more pictures.
    pub fn end_pictures(&mut self) {
        self.pictures_ended = true;
        self.settle_landing();
    }

    /// There is no more sound.
    pub fn end_sounds(&mut self) {
        self.sounds_ended = true;
        self.settle_landing();
    }

    pub(super) fn end_at_once(&mut self, now: RunTime, reason: EndReason) {
        self.discard_waiting(now, DiscardReason::Flushed);
        self.finish(now, reason);
    }

    pub(super) fn wait_or_end(&mut self, now: RunTime) -> Step<P, S> {
        if self.clock.is_none() {
            return self.wait(None);
        }
        self.measure(now);
        if self.stands_at_end {
            return self.stay_at_end(now);
        }
        if self.tempo.paused {
            return self.stay_paused(now);
        }
        if let Some(first) = self.pictures.front() {
            return self.wait(first.due.filter(|due| *due > now));
        }
        if !(self.pictures_ended && self.sounds_ended && self.sounds.is_empty()) {
            return self.wait(None);
        }
        let end = self.end_of_play(now);
        if now >= end {
            return self.reach_end(now);
        }
        self.wait(Some(end))
    }

    /// Waits for this moment or for the next step of the scenario.
    fn wait(&self, own: Option<RunTime>) -> Step<P, S> {
        let step = match self.next_step() {
            Due::At(due) => Some(due),
            Due::Unknown | Due::Never => None,
        };
        own.into_iter()
            .chain(step)
            .min()
            .map_or(Step::Wait, Step::WaitUntil)
    }

    /// Only a step or someone who attends ends a pause; without them the play would stand for ever.
    fn stay_paused(&mut self, now: RunTime) -> Step<P, S> {
        if let Due::At(due) = self.next_step() {
            return Step::WaitUntil(due);
        }
        if self.attended {
            return Step::Wait;
        }
        self.end_at_once(now, EndReason::ScenarioStopped);
        Step::Ended
    }

    fn end_of_play(&self, now: RunTime) -> RunTime {
        if Fault::EndNotForSound.is_injected() {
            return now;
        }
        let pictures = self.shown.map_or(now, |shown| shown.ends);
        let sound = match (&self.line, self.clock) {
            (Some(line), Some(clock)) => clock.run_at(line.next_media()),
            _ => now,
        };
        let late = if Fault::PlaysOn.is_injected() {
            Span::from_secs(5)
        } else {
            Span::ZERO
        };
        pictures.max(sound).plus(late)
    }

    fn reach_end(&mut self, now: RunTime) -> Step<P, S> {
        self.conductor.happened(Happening::End, now);
        self.stands_at_end = true;
        let of_clock = self.tempo_of_clock();
        if let Some(clock) = &mut self.clock {
            clock.set_tempo(now, of_clock, now);
        }
        self.stay_at_end(now)
    }

    /// Looping comes before a step that waits for the end.
    fn stay_at_end(&mut self, now: RunTime) -> Step<P, S> {
        if let Some(left) = self.loops_left.checked_sub(1) {
            self.loops_left = left;
            return self.go_to_begin(now, What::Looped { left });
        }
        if self.attended || self.conductor.waits_for_end() {
            return self.wait(None);
        }
        self.finish(now, EndReason::EndOfStream);
        Step::Ended
    }

    pub(super) fn finish(&mut self, now: RunTime, reason: EndReason) {
        self.over = true;
        let position = self.master(now);
        self.told.push(What::CountersReported(self.counters));
        if let Some(first) = self.conductor.left() {
            self.told.push(What::StepsLeft { first });
        }
        self.told.push(What::PlayEnded { reason, position });
    }
}
