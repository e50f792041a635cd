//! Stands between the engine and the rest of the player and does what the injected fault says.

use std::collections::VecDeque;

use mpdbg_media::{Picture, Sound};
use mpdbg_model::{MediaTime, RunTime, Span};

use super::Fault;
use super::trouble::Hoard;
use crate::engine::{DeviceReport, Reposition, Step, TimedPicture, TimedSound};

/// Pictures, or pieces of sound, that a decoder keeps that is not drained.
const KEPT: usize = 8;
/// From here on something happens for some pictures, or reports.
const LATER: u64 = 40;

/// Between the engine and the rest. Without a fault everything passes as it is.
#[derive(Default)]
pub(crate) struct Saboteur {
    decoded: u64,
    heard: u64,
    presented: u64,
    reports: u64,
    pictures: VecDeque<TimedPicture<Picture>>,
    sounds: VecDeque<TimedSound<Sound>>,
    stood: Option<MediaTime>,
    kept: Option<Picture>,
    shown: Option<(MediaTime, RunTime, Picture)>,
    waiting: Option<(RunTime, Step<Picture, Sound>)>,
    stuck: Option<DeviceReport>,
    goes_elsewhere: bool,
    has_resumed: bool,
    begins_again: bool,
    hoard: Hoard,
}

impl Saboteur {
    /// When the play begins.
    pub(crate) fn begin() -> RunTime {
        if Fault::StartsSlowly.is_injected() {
            RunTime::ZERO.plus(Span::from_secs(3))
        } else {
            RunTime::ZERO
        }
    }

    /// True when the player takes both streams for ended.
    pub(crate) fn ends(&self) -> bool {
        Fault::EndsEarly.is_injected() && self.decoded >= 60
    }

    /// What the engine gets for a decoded picture.
    pub(crate) fn picture(
        &mut self,
        mut picture: TimedPicture<Picture>,
    ) -> Vec<TimedPicture<Picture>> {
        let number = self.decoded;
        self.decoded += 1;
        let is_lost = (Fault::PictureLost.is_injected() && number % 20 == 19)
            || (Fault::FirstPictureLost.is_injected() && number == 0)
            || (Fault::LoopSkipsFirst.is_injected() && std::mem::take(&mut self.begins_again));
        if is_lost {
            return Vec::new();
        }
        self.change_time(&mut picture, number);
        if Fault::ContentStands.is_injected() && (LATER..LATER + 10).contains(&number) {
            let first = self.kept.get_or_insert_with(|| picture.content.clone());
            picture.content = first.clone();
        }
        if Fault::ContentBehind.is_injected() {
            let own = picture.content.clone();
            picture.content = self.kept.replace(own).unwrap_or(picture.content);
        }
        if Fault::TailNotDrained.is_injected() {
            self.pictures.push_back(picture);
            let spare = self.pictures.len().saturating_sub(KEPT);
            return self.pictures.drain(..spare).collect();
        }
        if Fault::PicturesSwapped.is_injected() && number == LATER {
            self.pictures.push_back(picture);
            return Vec::new();
        }
        std::iter::once(picture)
            .chain(self.pictures.drain(..))
            .collect()
    }

    fn change_time(&mut self, picture: &mut TimedPicture<Picture>, number: u64) {
        let Some(pts) = &mut picture.pts else {
            return;
        };
        if Fault::TimesRounded.is_injected() {
            *pts = MediaTime::from_nanos((pts.nanos() + 500_000).div_euclid(1_000_000) * 1_000_000);
        }
        if Fault::TimesWrapped.is_injected() && number >= LATER {
            *pts = pts.plus(Span::from_secs(95_443));
        }
        if Fault::TimesRepeated.is_injected() && (LATER..LATER + 5).contains(&number) {
            *pts = *self.stood.get_or_insert(*pts);
        }
    }

    /// What the engine gets for a decoded piece of sound.
    pub(crate) fn sound(&mut self, mut sound: TimedSound<Sound>) -> Vec<TimedSound<Sound>> {
        let number = self.heard;
        self.heard += 1;
        if Fault::SoundLost.is_injected() && number % 20 == 19 {
            return Vec::new();
        }
        if Fault::SoundLate.is_injected() {
            sound.pts = sound.pts.map(|pts| pts.plus(Span::from_millis(80)));
        }
        if Fault::SoundRepeated.is_injected() && number == LATER {
            let again = TimedSound {
                pts: None,
                samples: sound.samples,
                rate: sound.rate,
                content: sound.content.clone(),
            };
            self.stood = Some(MediaTime::ZERO);
            return vec![sound, again];
        }
        if Fault::SoundRepeated.is_injected() && self.stood.is_some() {
            // What comes later is pushed back: it follows what is there.
            sound.pts = None;
        }
        let delays = Fault::SoundBehind.is_injected() || Fault::SoundTailLost.is_injected();
        if !delays {
            return vec![sound];
        }
        if Fault::SoundBehind.is_injected() {
            self.sounds.push_back(TimedSound {
                content: sound.content.clone(),
                ..sound
            });
            if self.sounds.len() > 5
                && let Some(old) = self.sounds.pop_front()
                && old.samples == sound.samples
            {
                sound.content = old.content;
            }
            return vec![sound];
        }
        self.sounds.push_back(sound);
        let spare = self.sounds.len().saturating_sub(KEPT);
        self.sounds.drain(..spare).collect()
    }

    /// The next step: the engine's, or what the fault makes of it.
    pub(crate) fn step(
        &mut self,
        now: RunTime,
        poll: impl FnOnce() -> Step<Picture, Sound>,
    ) -> Step<Picture, Sound> {
        match self.waiting.take() {
            Some((when, step)) if when <= now => return step,
            Some((when, step)) => {
                self.waiting = Some((when, step));
                return Step::WaitUntil(when);
            }
            None => {}
        }
        match poll() {
            Step::Present { pts, due, content } => self.present(now, pts, due, content),
            Step::Tempo { thousandths } => {
                self.has_resumed |= thousandths > 0;
                Step::Tempo {
                    thousandths: tempo(thousandths),
                }
            }
            other => other,
        }
    }

    fn present(
        &mut self,
        now: RunTime,
        pts: MediaTime,
        due: RunTime,
        content: Picture,
    ) -> Step<Picture, Sound> {
        self.presented += 1;
        self.hoard.picture(self.presented);
        let number = self.presented;
        let late = if Fault::PresentedLate.is_injected() && number.is_multiple_of(10) {
            Some(Span::from_millis(50))
        } else if Fault::Freezes.is_injected() && number == LATER {
            Some(Span::from_millis(600))
        } else {
            None
        };
        if let Some(late) = late {
            let when = now.plus(late);
            self.waiting = Some((when, Step::Present { pts, due, content }));
            return Step::WaitUntil(when);
        }
        if Fault::PresentedTwice.is_injected() && number.is_multiple_of(25) {
            let content = content.clone();
            self.waiting = Some((now, Step::Present { pts, due, content }));
        }
        if Fault::StalePicture.is_injected() {
            let old = self.shown.replace((pts, due, content.clone()));
            if let (true, Some((old_pts, _, old))) = (std::mem::take(&mut self.goes_elsewhere), old)
            {
                self.waiting = Some((now, Step::Present { pts, due, content }));
                return Step::Present {
                    pts: old_pts,
                    due,
                    content: old,
                };
            }
        }
        Step::Present { pts, due, content }
    }

    /// What the engine hears of the device.
    pub(crate) fn report(&mut self, mut report: DeviceReport) -> DeviceReport {
        self.reports += 1;
        let number = self.reports;
        if Fault::LatencyForgotten.is_injected() {
            report.latency = Span::ZERO;
        }
        if Fault::PositionGoesBack.is_injected() && number == LATER {
            report.place = report.place.minus(Span::from_millis(100));
        }
        if Fault::PositionStands.is_injected() && (LATER..LATER + 15).contains(&number) {
            report.place = self.stuck.get_or_insert(report).place;
        }
        if Fault::ResumeSkips.is_injected() && self.has_resumed {
            report.latency = report.latency.minus(Span::from_millis(80));
        }
        report
    }

    /// Where the source is positioned; nothing where it stays.
    pub(crate) fn reposition(&mut self, mut to: Reposition) -> Option<Reposition> {
        self.goes_elsewhere = true;
        self.begins_again |= to.from_begin;
        if Fault::TrackStays.is_injected() {
            to.audio = None;
        }
        (!Fault::SeekIgnored.is_injected()).then_some(to)
    }

    /// How long a reposition takes.
    pub(crate) fn reposition_takes() -> Span {
        if Fault::SeekSlow.is_injected() {
            Span::from_secs(2)
        } else {
            Span::ZERO
        }
    }
}

fn tempo(thousandths: u32) -> u32 {
    let stays = (Fault::PauseNotForSound.is_injected() && thousandths == 0)
        || (Fault::RateNotForSound.is_injected() && thousandths != 0);
    if stays { 1000 } else { thousandths }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_fault_everything_passes_as_it_is() {
        let mut saboteur = Saboteur::default();
        assert_eq!(Saboteur::begin(), RunTime::ZERO);
        assert_eq!(Saboteur::reposition_takes(), Span::ZERO);
        let step = saboteur.step(RunTime::ZERO, || Step::Tempo { thousandths: 0 });
        assert!(matches!(step, Step::Tempo { thousandths: 0 }));
    }
}
