//! Without the feature `faults` there is nothing between the engine and the rest of the player, and
//! nothing between the player and its listener.

#![expect(
    clippy::unnecessary_wraps,
    clippy::unused_self,
    clippy::needless_pass_by_ref_mut,
    reason = "the face of what stands here with the feature"
)]

use std::iter::{Once, once};

use mpdbg_media::{Picture, Sound};
use mpdbg_model::{RunTime, Span, What};

use crate::engine::{DeviceReport, Reposition, Step, TimedPicture, TimedSound};

/// Tells everything as it is.
#[derive(Default)]
pub(crate) struct Liar {}

impl Liar {
    pub(crate) fn told(&mut self, what: What) -> Once<What> {
        once(what)
    }
}

/// Hands everything on as it is.
#[derive(Default)]
pub(crate) struct Saboteur {}

impl Saboteur {
    pub(crate) const fn begin() -> RunTime {
        RunTime::ZERO
    }

    pub(crate) const fn ends(&self) -> bool {
        false
    }

    pub(crate) fn picture(
        &mut self,
        picture: TimedPicture<Picture>,
    ) -> Once<TimedPicture<Picture>> {
        once(picture)
    }

    pub(crate) fn sound(&mut self, sound: TimedSound<Sound>) -> Once<TimedSound<Sound>> {
        once(sound)
    }

    pub(crate) fn step(
        &mut self,
        _now: RunTime,
        poll: impl FnOnce() -> Step<Picture, Sound>,
    ) -> Step<Picture, Sound> {
        poll()
    }

    pub(crate) const fn report(&mut self, report: DeviceReport) -> DeviceReport {
        report
    }

    pub(crate) const fn reposition(&mut self, to: Reposition) -> Option<Reposition> {
        Some(to)
    }

    pub(crate) const fn reposition_takes() -> Span {
        Span::ZERO
    }
}
