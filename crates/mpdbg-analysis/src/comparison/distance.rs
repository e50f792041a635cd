//! How far apart two pictures are, or two pieces of sound, by what was kept of them.

use std::cmp::Reverse;

use mpdbg_model::{Decibels, Event, MediaTime, PictureSketch, Profile, SoundSketch, What};
use serde::Serialize;

/// How far apart the content of two plays is, where it differs and both kept a sketch of it. Estimates: how
/// good they are stands at `PictureSketch` and at `SoundSketch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ContentDistance {
    /// How many have a sketch on both sides.
    pub measured: u64,
    /// The furthest of them in decibels: the lowest peak signal-to-noise ratio of a picture, or the loudest
    /// difference of a piece of sound, relative to full scale.
    pub furthest: Decibels,
    /// Presentation time of that one, or of the first of several.
    pub furthest_at: MediaTime,
    /// How many are further apart than the profile allows.
    pub beyond: u64,
    /// Presentation time of the first of these.
    pub first_beyond: Option<MediaTime>,
}

/// What follows an event on either side.
type Sides<'e> = (&'e [Event], &'e [Event]);

/// The distance of two pictures; absent where one has no sketch.
pub(super) fn of_pictures(
    (before, after): Sides<'_>,
    pts: MediaTime,
    profile: &Profile,
) -> Option<ContentDistance> {
    let psnr = picture_behind(before)?.psnr(picture_behind(after)?);
    let beyond = psnr.as_f64() < profile.content_picture_db as f64;
    Some(ContentDistance::of_one(psnr, beyond, pts))
}

/// The distance of two pieces of sound; absent where one has no sketch.
pub(super) fn of_sound(
    (before, after): Sides<'_>,
    pts: MediaTime,
    profile: &Profile,
) -> Option<ContentDistance> {
    let difference = sound_behind(before)?.difference(sound_behind(after)?);
    let beyond = difference.as_f64() > -(profile.content_sound_db as f64);
    Some(ContentDistance::of_one(difference, beyond, pts))
}

/// The sketch that belongs to the picture whose presentation these events follow.
fn picture_behind(events: &[Event]) -> Option<PictureSketch> {
    let mut events = events.iter().map(|it| &it.what);
    let is_mark = |it: &&What| matches!(it, What::PictureMarkRead { .. } | What::PictureMarkUnread);
    match events.find(|it| !is_mark(it))? {
        What::PictureSketched(sketch) => Some(*sketch),
        _ => None,
    }
}

fn sound_behind(events: &[Event]) -> Option<SoundSketch> {
    match &events.first()?.what {
        What::SoundSketched(sketch) => Some(*sketch),
        _ => None,
    }
}

impl ContentDistance {
    fn of_one(furthest: Decibels, beyond: bool, pts: MediaTime) -> Self {
        Self {
            measured: 1,
            furthest,
            furthest_at: pts,
            beyond: u64::from(beyond),
            first_beyond: beyond.then_some(pts),
        }
    }
    /// Both together, for sound or for pictures.
    pub(super) fn and(self, other: Self, sound: bool) -> Self {
        let far = |it: &Self| {
            let tenths = it.furthest.tenths();
            (
                if sound { tenths } else { -tenths },
                Reverse(it.furthest_at),
            )
        };
        let furthest = if far(&other) > far(&self) {
            other
        } else {
            self
        };
        Self {
            measured: self.measured + other.measured,
            beyond: self.beyond + other.beyond,
            first_beyond: [self.first_beyond, other.first_beyond]
                .into_iter()
                .flatten()
                .min(),
            ..furthest
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(tenths: i32, pts: i64, beyond: bool) -> ContentDistance {
        ContentDistance::of_one(
            Decibels::from_tenths(tenths),
            beyond,
            MediaTime::from_nanos(pts),
        )
    }

    #[test]
    fn the_furthest_is_the_lowest_ratio_and_the_loudest_difference() {
        let (near, far) = (one(700, 1, false), one(301, 2, true));
        let both = ContentDistance {
            measured: 2,
            beyond: 1,
            ..far
        };
        assert_eq!((near.and(far, false), far.and(near, false)), (both, both));
        let loud = near.and(one(-900, 0, false), true);
        assert_eq!(
            (loud.furthest.tenths(), loud.furthest_at),
            (700, near.furthest_at)
        );
    }

    #[test]
    fn of_several_that_are_as_far_the_first_is_told() {
        let (first, second) = (one(400, 5, true), one(400, 9, true));
        let both = second.and(first, false);
        assert_eq!(both, first.and(second, false));
        assert_eq!(both.furthest_at, MediaTime::from_nanos(5));
        assert_eq!(both.first_beyond, Some(MediaTime::from_nanos(5)));
    }
}
