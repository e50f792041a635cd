//! Pictures: when each is due, which is presented and which is too late.

use mpdbg_model::{DiscardReason, RunTime, Span, What};

use super::player::{Engine, LEAP, Queued, Shown};
use super::types::{Step, TimedPicture};

/// The clock must be off by more than this before a scheduled picture is scheduled anew.
const RESCHEDULE: Span = Span::from_millis(1);

impl<P, S> Engine<P, S> {
    /// Takes the next picture of the decoder.
    pub fn add_picture(&mut self, picture: TimedPicture<P>) {
        let before = self
            .pictures
            .back()
            .map(|last| last.pts.plus(last.duration));
        let before = before.or(self.shown.map(|shown| shown.pts.plus(shown.duration)));
        let pts = picture.pts.or(before).unwrap_or_default();
        if let (Some(last), Some(stream)) = (self.pictures.back_mut(), self.settings.video) {
            let until_next = pts.since(last.pts);
            if until_next > Span::ZERO && until_next <= LEAP {
                last.duration = until_next;
            } else if until_next != Span::ZERO {
                let expected = last.pts.plus(last.duration);
                self.told.push(What::DiscontinuityFound {
                    stream,
                    expected,
                    found: pts,
                });
            }
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
    }

    pub(super) fn next_picture(&mut self, now: RunTime) -> Option<Step<P, S>> {
        loop {
            let due = self.schedule(now)?;
            if due > now {
                return None;
            }
            let alone = self.pictures.len() == 1 && !self.pictures_ended;
            if alone {
                // Its length, and so whether it is too late, shows when the next one is there.
                return None;
            }
            let picture = self.pictures.pop_front()?;
            self.shown = Some(Shown {
                pts: picture.pts,
                duration: picture.duration,
                due,
            });
            let passed = now.since(due.plus(picture.duration)) >= Span::ZERO && now > due;
            if passed {
                let reason = DiscardReason::Late;
                self.told.push(What::FrameDiscarded {
                    pts: picture.pts,
                    due,
                    reason,
                });
                continue;
            }
            return Some(Step::Present {
                pts: picture.pts,
                due,
                content: picture.content,
            });
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
            return Some(clock.run_at(pts));
        };
        let after_last = shown.due.plus(shown.duration);
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
