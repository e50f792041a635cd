//! Pictures: when each is due, which is presented and which is too late.

use mpdbg_model::{DiscardReason, MediaTime, RunTime, Span, What};

use super::landing::{Landing, Verdict};
use super::player::{Engine, LEAP, Queued, Shown};
use super::types::{Step, TimedPicture};
use crate::faults::Fault;

/// The clock must be off by more than this before a scheduled picture is scheduled anew.
const RESCHEDULE: Span = Span::from_millis(1);

impl<P, S> Engine<P, S> {
    /// Takes the next picture of the decoder.
    pub fn add_picture(&mut self, picture: TimedPicture<P>) {
        self.counters.decoded += 1;
        self.marks_keys |= picture.marks.key;
        let pts = self.time_of(&picture);
        self.first_picture = self.first_picture.or(Some(pts));
        let asked = self.landing.as_ref().map_or(RunTime::ZERO, Landing::asked);
        let verdict = self.sort_picture(pts, &picture);
        if verdict == Verdict::Skip {
            self.tell_discarded(pts, asked, DiscardReason::Skipped);
            return;
        }
        self.measure_last(pts);
        if verdict == Verdict::Hold {
            self.discard_waiting(asked, DiscardReason::Skipped);
        }
        let duration = if picture.duration > Span::ZERO {
            picture.duration
        } else {
            self.settings.usual_picture
        };
        self.pictures.push_back(Queued {
            pts,
            duration,
            due: None,
            content: picture.content,
        });
        self.settle_landing();
    }

    /// Presentation time of a picture; one that carries none follows the one before.
    fn time_of(&self, picture: &TimedPicture<P>) -> MediaTime {
        let waiting = self
            .pictures
            .back()
            .map(|last| last.pts.plus(last.duration));
        let shown = || self.shown.map(|shown| shown.pts.plus(shown.duration));
        let target = || self.landing.as_ref().map(Landing::target);
        picture
            .pts
            .or(waiting)
            .or_else(shown)
            .or_else(target)
            .unwrap_or_default()
    }

    /// The last picture of the queue lasts until the next one, which begins at `next`.
    fn measure_last(&mut self, next: MediaTime) {
        let (Some(last), Some(stream)) = (self.pictures.back_mut(), self.settings.video) else {
            return;
        };
        let until_next = next.since(last.pts);
        if until_next > Span::ZERO && until_next <= LEAP {
            last.duration = until_next;
        } else if until_next != Span::ZERO {
            let expected = last.pts.plus(last.duration);
            self.told.push(What::DiscontinuityFound {
                stream,
                expected,
                found: next,
            });
        }
    }

    pub(super) fn next_picture(&mut self, now: RunTime) -> Option<Step<P, S>> {
        loop {
            if self.tempo.paused && self.shown.is_some() {
                return None;
            }
            let due = self.schedule(now)?;
            if due > now || self.lacks_next() {
                return None;
            }
            let picture = self.pictures.pop_front()?;
            let ends = self.end_of_picture(due, picture.pts, picture.duration);
            self.shown = Some(Shown {
                pts: picture.pts,
                duration: picture.duration,
                ends,
            });
            if is_too_late(now, due, ends) {
                self.counters.dropped += 1;
                self.tell_discarded(picture.pts, due, DiscardReason::Late);
                continue;
            }
            return Some(Step::Present {
                pts: picture.pts,
                due,
                content: picture.content,
            });
        }
    }

    /// How long a picture is shown, and so whether it is too late, shows when the next one is there.
    /// In a pause it is shown at once.
    fn lacks_next(&self) -> bool {
        self.pictures.len() == 1 && !self.pictures_ended && !self.tempo.paused
    }

    /// When the next picture should follow. In a pause, that is when media time goes on.
    fn end_of_picture(&self, due: RunTime, pts: MediaTime, duration: Span) -> RunTime {
        match self.clock {
            Some(clock) if self.tempo.paused => clock.run_at(pts.plus(duration)),
            _ => due.plus(self.tempo.run_span(duration)),
        }
    }

    /// When the first picture of the queue is due.
    pub(super) fn schedule(&mut self, now: RunTime) -> Option<RunTime> {
        let due = self.due_of_first(now)?;
        let picture = self.pictures.front_mut()?;
        let is_news = picture
            .due
            .is_none_or(|known| due.since(known).abs() > RESCHEDULE);
        if is_news {
            picture.due = Some(due);
            self.told.push(What::FrameScheduled {
                pts: picture.pts,
                due,
                delay: due.since(now),
            });
        }
        picture.due
    }

    pub(super) fn due_of_first(&mut self, now: RunTime) -> Option<RunTime> {
        let pts = self.pictures.front()?.pts;
        let hears = self.hears(now);
        let clock = self.clock.as_mut()?;
        let Some(shown) = self.shown else {
            return Some(if self.tempo.paused {
                self.not_before
            } else {
                clock.run_at(pts).max(self.not_before)
            });
        };
        let after_last = shown.ends;
        let step = pts.since(shown.pts);
        let leaps = step < Span::ZERO || step > LEAP.plus(shown.duration);
        if hears {
            let is_far = pts.since(clock.media_at(now)).abs() > LEAP;
            return Some(if leaps && is_far {
                after_last
            } else {
                clock.run_at(pts)
            });
        }
        if leaps {
            clock.set(after_last, pts);
        }
        Some(clock.run_at(pts))
    }
}

/// The end of a picture has passed already.
fn is_too_late(now: RunTime, due: RunTime, ends: RunTime) -> bool {
    if Fault::DroppedTooSoon.is_injected() {
        return now >= due;
    }
    now >= ends && now > due
}
