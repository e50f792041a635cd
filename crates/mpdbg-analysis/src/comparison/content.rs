//! Pictures and sound of two plays of the same sample.

use std::cmp::Ordering;

use mpdbg_model::{ContentHash, Event, MediaTime, Profile, Span, What};
use serde::Serialize;

use super::distance::{ContentDistance, of_pictures, of_sound};
use super::explained::{Explained, Why};

/// In how much of what both plays presented, at the same media time, the content differs. Made only where
/// something does, and where both sides hashed in the same way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContentChange {
    /// Pictures that both presented.
    pub pictures: u64,
    /// Those of them whose pixels differ.
    pub other_pictures: u64,
    /// Those of these that belong to a defect that changed, in its range of the media or within 500 ms of it,
    /// or that differ among plays of one session too.
    pub explained_pictures: u64,
    /// Presentation time of the first of these.
    pub first_picture: Option<MediaTime>,
    /// How far apart these are, as a peak signal-to-noise ratio; absent where none has a sketch on both sides.
    pub picture_distance: Option<ContentDistance>,
    /// Pieces of sound that both wrote: same media time, same number of samples.
    pub sounds: u64,
    /// Those of them whose samples differ.
    pub other_sounds: u64,
    /// Those of these that are explained in the same way.
    pub explained_sounds: u64,
    /// Presentation time of the first of these.
    pub first_sound: Option<MediaTime>,
    /// How far apart these are: how loud the difference is, relative to full scale; absent where none has a
    /// sketch on both sides.
    pub sound_distance: Option<ContentDistance>,
    /// True when the two were decoded by different versions of the decoder, which round differently; such a
    /// difference is no defect unless something lies beyond its threshold.
    pub other_decoder: bool,
    /// Pictures and pieces of sound that are explained though they are further apart than the profile allows.
    #[serde(skip)]
    pub explained_beyond: u64,
    /// True when all of it is explained, and plays of one session differ in some of it too, so that it comes
    /// and goes.
    pub comes_and_goes: bool,
    /// The reason why this difference is accepted, where it is.
    pub accepted: Option<String>,
}

/// Something that was presented, what it is, and the number of its event.
type Shown = (Key, ContentHash, usize);

/// What was presented: whether it is sound, in which stretch of the play, from where on its decoder worked,
/// at which media time, how many samples (0 for a picture). A stretch ends where playing went on elsewhere, so
/// that what a loop or a seek presents again is held against its like. Decoders of sound carry over from what
/// they decoded before: sound behind a seek is held against sound that was decoded from the same place on.
type Key = (bool, u32, Option<MediaTime>, MediaTime, u32);

/// What two plays presented alike, and how much of it differs: pictures, then sound.
#[derive(Clone, Copy, Debug, Default)]
struct Held([Kind; 2]);

#[derive(Clone, Copy, Debug, Default)]
struct Kind {
    both: u64,
    other: u64,
    explained: u64,
    explained_beyond: u64,
    by_chance: bool,
    first: Option<MediaTime>,
    distance: Option<ContentDistance>,
}

impl ContentChange {
    /// Holds the content of two plays against each other; nothing where nothing differs.
    pub(super) fn of(
        before: &[Event],
        after: &[Event],
        profile: &Profile,
        explained: &Explained,
    ) -> Option<Self> {
        let Held([pictures, sounds]) = Both {
            before,
            after,
            profile,
            explained,
        }
        .held();
        let other = pictures.other + sounds.other;
        let rest = other - pictures.explained - sounds.explained;
        (other > 0).then(|| Self {
            explained_pictures: pictures.explained,
            explained_sounds: sounds.explained,
            explained_beyond: pictures.explained_beyond + sounds.explained_beyond,
            comes_and_goes: rest == 0 && (pictures.by_chance || sounds.by_chance),
            pictures: pictures.both,
            other_pictures: pictures.other,
            first_picture: pictures.first,
            picture_distance: pictures.distance,
            sounds: sounds.both,
            other_sounds: sounds.other,
            first_sound: sounds.first,
            sound_distance: sounds.distance,
            ..Self::default()
        })
    }

    /// True when it is a difference that the change under test has to answer for.
    pub fn is_open(&self) -> bool {
        !self.is_rounding() && !self.is_explained() && self.accepted.is_none()
    }

    /// True when all of it belongs to defects that changed, or comes and goes.
    pub fn is_explained(&self) -> bool {
        self.explained_pictures + self.explained_sounds == self.other_pictures + self.other_sounds
    }

    /// True when the decoders differ, and nothing that is not explained is known to be further apart than the
    /// profile allows.
    pub fn is_rounding(&self) -> bool {
        self.other_decoder && !self.is_beyond()
    }

    /// True when something that is not explained is further apart than the profile allows.
    pub fn is_beyond(&self) -> bool {
        let distances = [self.picture_distance, self.sound_distance];
        let beyond: u64 = distances.iter().flatten().map(|it| it.beyond).sum();
        beyond > self.explained_beyond
    }
}

/// The media times of pictures, then of sound, that differ in their content.
pub(super) fn places_of_other(before: &[Event], after: &[Event]) -> [Vec<MediaTime>; 2] {
    let mut places = [Vec::new(), Vec::new()];
    walk(before, after, &mut |one, other| {
        if is_comparable(one.1, other.1) && one.1 != other.1 {
            let (sound, _, _, pts, _) = one.0;
            places[usize::from(sound)].push(pts);
        }
    });
    places
}

fn shown(events: &[Event]) -> impl Iterator<Item = Shown> {
    let (mut stretch, mut way) = (0, Way::default());
    let events = events.iter().enumerate();
    events.filter_map(move |(number, event)| match &event.what {
        What::FramePresented { pts, hash, .. } => {
            Some(((false, stretch, None, *pts, 0), *hash, number))
        }
        What::AudioWritten {
            pts, samples, hash, ..
        } => {
            let key = (true, stretch, way.from, *pts, *samples);
            Some((key, *hash, number))
        }
        What::SeekAnswered { .. } => {
            stretch += 1;
            way.goes = false;
            None
        }
        what => {
            way.take(what);
            None
        }
    })
}

/// Times of sound that are further apart do not follow each other.
const LEAP: Span = Span::from_secs(1);

/// From where on the sound of a stretch was decoded; unknown before the first move.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    goes: bool,
    from: Option<MediaTime>,
    last: Option<MediaTime>,
}

impl Way {
    /// On the way to its place a player may begin anew, further back.
    fn take(&mut self, what: &What) {
        match what {
            What::SeekAsked { .. }
            | What::Restarted { .. }
            | What::Looped { .. }
            | What::AudioTrackSelected { .. } => {
                *self = Self {
                    goes: true,
                    ..Self::default()
                };
            }
            What::AudioDecoded { pts: Some(pts), .. } if self.goes => {
                let follows = |last: MediaTime| *pts >= last && pts.since(last) <= LEAP;
                if !self.last.is_some_and(follows) {
                    self.from = Some(*pts);
                }
                self.last = Some(*pts);
            }
            _ => {}
        }
    }
}

/// Two plays, and what may lie between them.
#[derive(Clone, Copy)]
struct Both<'e> {
    before: &'e [Event],
    after: &'e [Event],
    profile: &'e Profile,
    explained: &'e Explained,
}

/// Walks what both plays presented alike. Two plays that presented the same in the same order, as plays of one
/// sample mostly do, are walked without being sorted.
fn walk(before: &[Event], after: &[Event], take: &mut impl FnMut(Shown, Shown)) {
    let same = shown(before).map(|it| it.0).eq(shown(after).map(|it| it.0));
    if same {
        for (one, other) in shown(before).zip(shown(after)) {
            take(one, other);
        }
        return;
    }
    // The sort keeps what has the same key in its order, so that a repetition meets a repetition.
    let [before, after] = [before, after].map(|events| {
        let mut shown: Vec<Shown> = shown(events).collect();
        shown.sort_by_key(|it| it.0);
        shown
    });
    let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
    while let (Some(one), Some(other)) = (before.peek(), after.peek()) {
        match one.0.cmp(&other.0) {
            Ordering::Less => drop(before.next()),
            Ordering::Greater => drop(after.next()),
            Ordering::Equal => {
                take(*one, *other);
                before.next();
                after.next();
            }
        }
    }
}

impl Both<'_> {
    fn held(self) -> Held {
        let mut held = Held::default();
        walk(self.before, self.after, &mut |one, other| {
            self.take(one, other, &mut held);
        });
        held
    }

    fn take(self, (key, one, from): Shown, (_, other, to): Shown, held: &mut Held) {
        if !is_comparable(one, other) {
            return;
        }
        let (sound, _, _, pts, _) = key;
        let kind = &mut held.0[usize::from(sound)];
        kind.both += 1;
        if one == other {
            return;
        }
        kind.other += 1;
        kind.first = Some(kind.first.map_or(pts, |first| first.min(pts)));
        let sides = (&self.before[from + 1..], &self.after[to + 1..]);
        let distance = if sound {
            of_sound(sides, pts, self.profile)
        } else {
            of_pictures(sides, pts, self.profile)
        };
        let why = self.explained.why(sound, pts);
        kind.explained += u64::from(why.is_some());
        kind.by_chance |= why == Some(Why::Chance);
        if let Some(distance) = distance {
            kind.explained_beyond += distance.beyond * u64::from(why.is_some());
            kind.distance = Some(match kind.distance {
                Some(so_far) => so_far.and(distance, sound),
                None => distance,
            });
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
    use mpdbg_model::{DecodeMarks, RunTime, SeekMode};

    use super::*;

    fn of(before: &[Event], after: &[Event]) -> Option<ContentChange> {
        ContentChange::of(before, after, &Profile::default(), &Explained::default())
    }

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
        let change = of(&before, &after).unwrap_or_default();
        assert_eq!((change.pictures, change.other_pictures), (3, 1));
        assert_eq!(change.first_picture, Some(MediaTime::from_nanos(4)));
        assert_eq!(of(&before, &before), None);
    }

    #[test]
    fn what_is_presented_again_is_held_against_its_like() {
        let once = [picture(1, 1), answered(), picture(1, 7)];
        let dropped = [answered(), picture(1, 7)];
        assert_eq!(of(&once, &dropped), None);
        let twice = [picture(1, 1), picture(1, 7)];
        assert_eq!(of(&twice, &[picture(1, 1)]), None);
    }

    #[test]
    fn sound_behind_a_seek_is_held_against_sound_that_was_decoded_from_the_same_place_on() {
        let sought = |from: &[i64], hash: u64| {
            let asked = told(What::SeekAsked {
                from: MediaTime::ZERO,
                target: MediaTime::from_nanos(20),
                mode: SeekMode::Exact,
            });
            let decoded = from.iter().map(|pts| {
                told(What::AudioDecoded {
                    stream: 1,
                    pts: Some(MediaTime::from_nanos(*pts)),
                    samples: 10,
                    marks: DecodeMarks::default(),
                })
            });
            let rest = [answered(), sound(20, 10, ContentHash::Xxh3(hash))];
            let mut events = vec![asked];
            events.extend(decoded.chain(rest));
            events
        };
        assert_eq!(of(&sought(&[10, 20], 1), &sought(&[20], 2)), None);
        assert!(of(&sought(&[10, 20], 1), &sought(&[10, 20], 2)).is_some());
        let again = sought(&[20, 30, 10, 20], 2);
        assert!(of(&sought(&[10, 20], 1), &again).is_some());
    }

    #[test]
    fn sound_of_another_length_or_hashed_in_another_way_is_not_compared() {
        let hash = ContentHash::Xxh3;
        let before = [sound(1, 10, hash(1)), sound(2, 10, hash(2))];
        let md5 = ContentHash::Md5([0; 16]);
        let after = [sound(1, 11, hash(3)), sound(2, 10, md5)];
        assert_eq!(of(&before, &after), None);
        assert_eq!(of(&before, &[sound(2, 10, ContentHash::None)]), None);
        let change = of(&before, &[sound(2, 10, hash(3))]);
        let figures = change.map(|it| (it.sounds, it.other_sounds, it.first_sound));
        assert_eq!(figures, Some((1, 1, Some(MediaTime::from_nanos(2)))));
    }
}
