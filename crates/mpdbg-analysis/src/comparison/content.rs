//! Pictures and sound of two plays of the same sample.

use std::cmp::Ordering;

use mpdbg_model::{ContentHash, Event, MediaTime, What};
use serde::Serialize;

/// In how much of what both plays presented, at the same media time, the content differs. Made only where
/// something does, and where both sides hashed in the same way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContentChange {
    /// Pictures that both presented.
    pub pictures: u64,
    /// Those of them whose pixels differ.
    pub other_pictures: u64,
    /// Presentation time of the first of these.
    pub first_picture: Option<MediaTime>,
    /// Pieces of sound that both wrote: same media time, same number of samples.
    pub sounds: u64,
    /// Those of them whose samples differ.
    pub other_sounds: u64,
    /// Presentation time of the first of these.
    pub first_sound: Option<MediaTime>,
    /// True when the two were decoded by different versions of the decoder, so that rounding alone
    /// explains it; such a difference is told, and no defect.
    pub other_decoder: bool,
    /// True when plays of one session differ in their content too, so that it comes and goes.
    pub comes_and_goes: bool,
    /// The reason why this difference is accepted, where it is.
    pub accepted: Option<String>,
}

/// Something that was presented, and what it is.
type Shown = (Key, ContentHash);

/// What was presented: whether it is sound, in which stretch of the play, at which media time, how many
/// samples (0 for a picture). A stretch ends where playing went on elsewhere, so that what a loop or a seek
/// presents again is held against its like.
type Key = (bool, u32, MediaTime, u32);

/// What two plays presented alike, and how much of it differs: pictures, then sound.
#[derive(Clone, Copy, Debug, Default)]
struct Held([Kind; 2]);

#[derive(Clone, Copy, Debug, Default)]
struct Kind {
    both: u64,
    other: u64,
    first: Option<MediaTime>,
}

impl ContentChange {
    /// Holds the content of two plays against each other; nothing where nothing differs.
    pub(super) fn of(before: &[Event], after: &[Event]) -> Option<Self> {
        let Held([pictures, sounds]) = held(before, after);
        let differs = pictures.other + sounds.other > 0;
        differs.then(|| Self {
            pictures: pictures.both,
            other_pictures: pictures.other,
            first_picture: pictures.first,
            sounds: sounds.both,
            other_sounds: sounds.other,
            first_sound: sounds.first,
            ..Self::default()
        })
    }

    /// True when it is a difference that the change under test has to answer for.
    pub fn is_open(&self) -> bool {
        !self.other_decoder && !self.comes_and_goes && self.accepted.is_none()
    }
}

fn shown(events: &[Event]) -> impl Iterator<Item = Shown> {
    let mut stretch = 0;
    events.iter().filter_map(move |event| match &event.what {
        What::FramePresented { pts, hash, .. } => Some(((false, stretch, *pts, 0), *hash)),
        What::AudioWritten {
            pts, samples, hash, ..
        } => Some(((true, stretch, *pts, *samples), *hash)),
        What::SeekAnswered { .. } => {
            stretch += 1;
            None
        }
        _ => None,
    })
}

/// Two plays that presented the same in the same order, as plays of one sample mostly do, are walked
/// without being sorted.
fn held(before: &[Event], after: &[Event]) -> Held {
    let (mut one, mut other) = (shown(before), shown(after));
    let mut held = Held::default();
    loop {
        match (one.next(), other.next()) {
            (Some(one), Some(other)) if one.0 == other.0 => held.take(one, other),
            (None, None) => return held,
            _ => return merged(shown(before).collect(), shown(after).collect()),
        }
    }
}

/// The sort keeps what has the same key in its order, so that a repetition meets a repetition.
fn merged(mut before: Vec<Shown>, mut after: Vec<Shown>) -> Held {
    before.sort_by_key(|it| it.0);
    after.sort_by_key(|it| it.0);
    let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
    let mut held = Held::default();
    while let (Some(one), Some(other)) = (before.peek(), after.peek()) {
        match one.0.cmp(&other.0) {
            Ordering::Less => drop(before.next()),
            Ordering::Greater => drop(after.next()),
            Ordering::Equal => {
                held.take(*one, *other);
                before.next();
                after.next();
            }
        }
    }
    held
}

impl Held {
    fn take(&mut self, (key, one): Shown, (_, other): Shown) {
        if !is_comparable(one, other) {
            return;
        }
        let (sound, _, pts, _) = key;
        let kind = &mut self.0[usize::from(sound)];
        kind.both += 1;
        if one != other {
            kind.other += 1;
            kind.first = Some(kind.first.map_or(pts, |first| first.min(pts)));
        }
    }
}

const fn is_comparable(one: ContentHash, other: ContentHash) -> bool {
    matches!(
        (one, other),
        (ContentHash::Xxh3(_), ContentHash::Xxh3(_)) | (ContentHash::Md5(_), ContentHash::Md5(_))
    )
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{RunTime, Span};

    use super::*;

    fn told(what: What) -> Event {
        Event {
            at: RunTime::ZERO,
            what,
        }
    }

    fn picture(pts: i64, hash: u64) -> Event {
        told(What::FramePresented {
            pts: MediaTime::from_nanos(pts),
            due: RunTime::ZERO,
            hash: ContentHash::Xxh3(hash),
        })
    }

    fn sound(pts: i64, samples: u32, hash: ContentHash) -> Event {
        told(What::AudioWritten {
            pts: MediaTime::from_nanos(pts),
            samples,
            duration: Span::ZERO,
            hash,
        })
    }

    fn answered() -> Event {
        told(What::SeekAnswered {
            position: MediaTime::ZERO,
        })
    }

    #[test]
    fn what_only_one_play_presented_is_no_other_content() {
        let before = [picture(1, 1), picture(2, 2), picture(3, 3), picture(4, 4)];
        let after = [picture(1, 1), picture(3, 3), picture(4, 9), picture(5, 5)];
        let change = ContentChange::of(&before, &after).unwrap_or_default();
        assert_eq!((change.pictures, change.other_pictures), (3, 1));
        assert_eq!(change.first_picture, Some(MediaTime::from_nanos(4)));
        assert_eq!(ContentChange::of(&before, &before), None);
    }

    #[test]
    fn what_is_presented_again_is_held_against_its_like() {
        let once = [picture(1, 1), answered(), picture(1, 7)];
        let dropped = [answered(), picture(1, 7)];
        assert_eq!(ContentChange::of(&once, &dropped), None);
        let twice = [picture(1, 1), picture(1, 7)];
        assert_eq!(ContentChange::of(&twice, &[picture(1, 1)]), None);
    }

    #[test]
    fn sound_of_another_length_or_hashed_in_another_way_is_not_compared() {
        let hash = ContentHash::Xxh3;
        let before = [sound(1, 10, hash(1)), sound(2, 10, hash(2))];
        let md5 = ContentHash::Md5([0; 16]);
        let after = [sound(1, 11, hash(3)), sound(2, 10, md5)];
        assert_eq!(ContentChange::of(&before, &after), None);
        assert_eq!(
            ContentChange::of(&before, &[sound(2, 10, ContentHash::None)]),
            None
        );
        let change = ContentChange::of(&before, &[sound(2, 10, hash(3))]);
        let figures = change.map(|it| (it.sounds, it.other_sounds, it.first_sound));
        assert_eq!(figures, Some((1, 1, Some(MediaTime::from_nanos(2)))));
    }
}
