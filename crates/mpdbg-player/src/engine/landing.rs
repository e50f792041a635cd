//! Where a reposition lands: which of the pictures and sounds that come is the first one to play.

use mpdbg_model::{DecodeMarks, MediaTime, RunTime, Span};

use super::types::Reposition;

/// A picture that has been on the screen for longer than this does not hold the sound back: playing
/// goes on at the target itself.
const LONGEST_WAY_BACK: Span = Span::from_secs(1);
/// How far before the target the source is asked to go when it went too far, time by time; after
/// that, to the beginning.
const WAYS_BACK: [Span; 3] = [Span::from_secs(1), Span::from_secs(4), Span::from_secs(16)];
/// How often sound that begins too late is a reason to go back: there may be none before it.
const TRIES_FOR_SOUND: usize = 2;
/// So many pictures in a row are skipped for want of a key frame, no more.
const MOST_UNCLEAN: u32 = 300;

/// What a reposition wants to land on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The picture that is on the screen then: the last one that begins at or before it.
    OnScreen(MediaTime),
    /// A key frame at or before it.
    Key(MediaTime),
    /// The picture after this one, with the sound from `position` on.
    After {
        shown: MediaTime,
        position: MediaTime,
    },
    /// The first picture that comes.
    Begin(MediaTime),
}

/// The way of a reposition from its beginning until the clock stands at its new place.
#[derive(Debug)]
pub(super) struct Landing {
    goal: Goal,
    asked: RunTime,
    /// The source was asked to go to the very beginning: nothing comes before what comes.
    at_begin: bool,
    tries: usize,
    has_key: bool,
    unclean: u32,
    /// A picture at or before the goal came.
    was_before: bool,
    /// Where the sound that was dropped last ended.
    pub(super) dropped_until: Option<MediaTime>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// What came so far does not show where it ends.
    OnTheWay,
    /// It is known with which picture playing goes on.
    Landed,
    /// The source went too far and has to be asked again.
    GoesBack,
}

/// What becomes of a picture that came on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is not wanted.
    Skip,
    /// It may be the one; a picture that waits already is not.
    Hold,
    /// It is kept.
    Keep,
}

/// What is known of the whole sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Its first picture.
    pub(super) first_picture: Option<MediaTime>,
    /// Its first sound.
    pub(super) first_sound: Option<MediaTime>,
    /// Key frames are marked in it.
    pub(super) marks_keys: bool,
}

impl Landing {
    /// Begins a way at `asked`, in a sample whose media time begins at `begin`.
    pub(super) fn new(goal: Goal, asked: RunTime, begin: MediaTime) -> Self {
        let at_begin = match goal {
            Goal::Begin(_) => true,
            Goal::OnScreen(target) | Goal::Key(target) => target <= begin,
            Goal::After { .. } => false,
        };
        Self {
            goal,
            asked,
            at_begin,
            tries: 0,
            has_key: false,
            unclean: 0,
            was_before: false,
            dropped_until: None,
            state: State::OnTheWay,
        }
    }

    /// Where the clock will stand, about.
    pub(super) const fn target(&self) -> MediaTime {
        match self.goal {
            Goal::OnScreen(target) | Goal::Key(target) | Goal::Begin(target) => target,
            Goal::After { position, .. } => position,
        }
    }

    /// What it wants to land on.
    pub(super) const fn goal(&self) -> Goal {
        self.goal
    }

    /// When it began.
    pub(super) const fn asked(&self) -> RunTime {
        self.asked
    }

    pub(super) fn has_landed(&self) -> bool {
        self.state == State::Landed
    }

    pub(super) fn goes_back(&self) -> bool {
        self.state == State::GoesBack
    }

    /// What the source is asked for, `tries` ways back.
    pub(super) fn request(&self, begin: MediaTime, audio: Option<u16>) -> Reposition {
        let first = match self.goal {
            Goal::OnScreen(target) | Goal::Key(target) | Goal::Begin(target) => target,
            Goal::After { shown, .. } => shown,
        };
        let back = self.tries.checked_sub(1).and_then(|n| WAYS_BACK.get(n));
        let target = first.minus(back.copied().unwrap_or_default());
        Reposition {
            target: if self.at_begin { begin } else { target },
            from_begin: self.at_begin,
            audio,
        }
    }

    /// Begins anew, further back.
    pub(super) fn again(&mut self, begin: MediaTime) {
        self.tries += 1;
        let is_before = |back: &Span| self.target().minus(*back) > begin;
        self.at_begin = !WAYS_BACK.get(self.tries - 1).is_some_and(is_before);
        self.has_key = false;
        self.unclean = 0;
        self.was_before = false;
        self.dropped_until = None;
        self.state = State::OnTheWay;
    }

    /// Judges a picture that came; `waits` when another one is held.
    pub(super) fn judge(
        &mut self,
        pts: MediaTime,
        marks: DecodeMarks,
        waits: bool,
        known: Known,
    ) -> Verdict {
        if self.state != State::OnTheWay {
            return Verdict::Keep;
        }
        if !self.is_clean(marks, known) {
            return Verdict::Skip;
        }
        match self.goal {
            Goal::OnScreen(target) if pts <= target => return Verdict::Hold,
            Goal::After { shown, .. } if pts <= shown => {
                self.was_before = true;
                return Verdict::Skip;
            }
            Goal::OnScreen(_) if waits => self.state = State::Landed,
            Goal::Key(target) if pts <= target => self.state = State::Landed,
            Goal::After { .. } if self.was_before => self.state = State::Landed,
            Goal::OnScreen(_) | Goal::Key(_) | Goal::After { .. } | Goal::Begin(_) => {
                let is_first = known.first_picture.is_some_and(|first| pts <= first);
                self.land_or_go_back(is_first);
            }
        }
        Verdict::Keep
    }

    /// There are no more pictures; `waits` when one is held.
    pub(super) fn no_more_pictures(&mut self, waits: bool, known: Known) {
        if self.state != State::OnTheWay {
            return;
        }
        let is_over = self.was_before && matches!(self.goal, Goal::After { .. });
        self.land_or_go_back(waits || is_over || known.first_picture.is_none());
    }

    /// Sound that ends at or before this is not played, once it is known where the way ends;
    /// `picture` is the one that it ends on. Where nothing is shown before that, the sound from the target
    /// on is heard as it is when the sample is just played.
    pub(super) fn sound_from(&self, picture: Option<MediaTime>) -> Option<MediaTime> {
        match self.goal {
            Goal::Begin(_) => None,
            Goal::After { position, .. } => Some(position),
            Goal::Key(target) => Some(picture.map_or(target, |pts| pts.min(target))),
            Goal::OnScreen(target) => Some(match picture {
                Some(pts) if target.since(pts) <= LONGEST_WAY_BACK => pts.min(target),
                _ => target,
            }),
        }
    }

    /// The first sound that can be played begins at `pts`, which is too late: there may be more
    /// before it.
    pub(super) fn sound_is_late(&mut self, pts: MediaTime, known: Known) {
        let is_first = known.first_sound.is_some_and(|first| pts <= first);
        if !is_first && !self.at_begin && self.tries < TRIES_FOR_SOUND {
            self.state = State::GoesBack;
        }
    }

    fn land_or_go_back(&mut self, there_is_nothing_before: bool) {
        self.state = if self.at_begin || there_is_nothing_before {
            State::Landed
        } else {
            State::GoesBack
        };
    }

    /// Pictures before the first key frame lean on pictures that were not decoded.
    fn is_clean(&mut self, marks: DecodeMarks, known: Known) -> bool {
        self.has_key |= marks.key || !known.marks_keys;
        if self.at_begin || self.unclean >= MOST_UNCLEAN || (self.has_key && !marks.corrupt) {
            self.unclean = MOST_UNCLEAN;
            return true;
        }
        self.unclean += 1;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: DecodeMarks = DecodeMarks {
        key: true,
        corrupt: false,
        errors: 0,
    };
    const PLAIN: DecodeMarks = DecodeMarks {
        key: false,
        corrupt: false,
        errors: 0,
    };
    const KNOWN: Known = Known {
        first_picture: Some(MediaTime::ZERO),
        first_sound: Some(MediaTime::ZERO),
        marks_keys: true,
    };

    fn at(millis: i64) -> MediaTime {
        MediaTime::ZERO.plus(Span::from_millis(millis))
    }

    fn landing(goal: Goal) -> Landing {
        Landing::new(goal, RunTime::ZERO, MediaTime::ZERO)
    }

    #[test]
    fn an_exact_way_ends_with_the_first_picture_behind_the_target() {
        let mut way = landing(Goal::OnScreen(at(100)));
        assert_eq!(way.judge(at(0), KEY, false, KNOWN), Verdict::Hold);
        assert_eq!(way.judge(at(40), PLAIN, true, KNOWN), Verdict::Hold);
        assert_eq!(way.judge(at(80), PLAIN, true, KNOWN), Verdict::Hold);
        assert!(!way.has_landed());
        assert_eq!(way.judge(at(120), PLAIN, true, KNOWN), Verdict::Keep);
        assert!(way.has_landed());
        assert_eq!(way.sound_from(Some(at(80))), Some(at(80)));
    }

    #[test]
    fn pictures_before_the_first_key_frame_are_skipped() {
        let corrupt = DecodeMarks {
            corrupt: true,
            ..PLAIN
        };
        let mut way = landing(Goal::Key(at(500)));
        assert_eq!(way.judge(at(300), corrupt, false, KNOWN), Verdict::Skip);
        assert_eq!(way.judge(at(340), PLAIN, false, KNOWN), Verdict::Skip);
        let broken = DecodeMarks {
            key: true,
            ..corrupt
        };
        assert_eq!(way.judge(at(380), broken, false, KNOWN), Verdict::Skip);
        assert_eq!(way.judge(at(420), PLAIN, false, KNOWN), Verdict::Keep);
        assert!(way.has_landed());
    }

    #[test]
    fn where_key_frames_are_not_marked_none_is_waited_for() {
        let mut way = landing(Goal::Key(at(500)));
        let known = Known {
            marks_keys: false,
            ..KNOWN
        };
        assert_eq!(way.judge(at(300), PLAIN, false, known), Verdict::Keep);
        assert!(way.has_landed());
    }

    #[test]
    fn a_source_that_went_too_far_is_asked_for_earlier_places_and_then_for_the_beginning() {
        let mut way = landing(Goal::OnScreen(at(6000)));
        let mut asked = vec![way.request(MediaTime::ZERO, None)];
        for _ in 0..3 {
            assert_eq!(way.judge(at(7000), KEY, false, KNOWN), Verdict::Keep);
            assert!(way.goes_back());
            way.again(MediaTime::ZERO);
            asked.push(way.request(MediaTime::ZERO, None));
        }
        let places: Vec<_> = asked.iter().map(|a| (a.target, a.from_begin)).collect();
        assert_eq!(
            places,
            [
                (at(6000), false),
                (at(5000), false),
                (at(2000), false),
                (at(0), true)
            ]
        );
        assert_eq!(way.judge(at(7000), KEY, false, KNOWN), Verdict::Keep);
        assert!(way.has_landed(), "nothing comes before the beginning");
    }

    #[test]
    fn nothing_is_before_the_first_picture() {
        let mut way = landing(Goal::OnScreen(at(10)));
        let known = Known {
            first_picture: Some(at(40)),
            ..KNOWN
        };
        assert_eq!(way.judge(at(40), KEY, false, known), Verdict::Keep);
        assert!(way.has_landed());
    }

    #[test]
    fn no_picture_is_shown_twice_when_the_sound_changes() {
        let mut way = landing(Goal::After {
            shown: at(80),
            position: at(100),
        });
        assert_eq!(way.judge(at(40), KEY, false, KNOWN), Verdict::Skip);
        assert_eq!(way.judge(at(80), PLAIN, false, KNOWN), Verdict::Skip);
        assert_eq!(way.judge(at(120), PLAIN, false, KNOWN), Verdict::Keep);
        assert!(way.has_landed());
        assert_eq!(way.sound_from(Some(at(120))), Some(at(100)));
    }

    #[test]
    fn when_the_sound_changes_behind_the_last_picture_no_picture_is_waited_for() {
        let goal = Goal::After {
            shown: at(80),
            position: at(100),
        };
        let mut way = landing(goal);
        way.judge(at(80), KEY, false, KNOWN);
        way.no_more_pictures(false, KNOWN);
        assert!(way.has_landed());
        let mut too_far = landing(goal);
        too_far.no_more_pictures(false, KNOWN);
        assert!(too_far.goes_back());
    }

    #[test]
    fn behind_the_last_picture_one_goes_back_for_it() {
        let mut way = landing(Goal::OnScreen(at(6000)));
        way.no_more_pictures(false, KNOWN);
        assert!(way.goes_back());
        way.again(MediaTime::ZERO);
        way.judge(at(5000), KEY, false, KNOWN);
        way.no_more_pictures(true, KNOWN);
        assert!(way.has_landed());
    }

    #[test]
    fn a_picture_that_stands_for_long_does_not_hold_the_sound_back() {
        let way = landing(Goal::OnScreen(at(6000)));
        assert_eq!(way.sound_from(Some(at(0))), Some(at(6000)));
        assert_eq!(way.sound_from(None), Some(at(6000)));
    }
}
