//! How far plays can be compared that were cut short.

use mpdbg_model::{Defect, Event, MediaTime, Outcome, RunTime, What};

use super::ComparedPlay;

/// The rules that say how a play ended. Such a defect is in a play once at most, and is compared wherever
/// the play ended.
const ENDINGS: [&str; 5] = [
    "life::open-failed",
    "life::crash",
    "life::exit",
    "life::hang",
    "life::timeout",
];

/// Those of them that find a player that crashed or hung.
pub(super) const HARM: [&str; 3] = ["life::crash", "life::exit", "life::hang"];

/// True for the rules that say how a play ended.
pub(super) fn is_ending(rule: &str) -> bool {
    ENDINGS.contains(&rule)
}

/// True when the play did not come to its end, so that what it does not show is no good sign.
pub(super) const fn is_cut(outcome: &Outcome) -> bool {
    outcome.is_crash() || matches!(outcome, Outcome::TimedOut { .. } | Outcome::OpenFailed)
}

/// Up to where plays that were cut short can be compared: what they presented last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// The last picture in the media; nothing where none was presented.
    picture: Option<MediaTime>,
    /// What was heard last in the media; nothing where nothing was.
    sound: Option<MediaTime>,
    /// When the play came no further.
    until: RunTime,
}

impl Reach {
    /// The reach that `plays` have in common; nothing when there is none.
    pub(super) fn of(plays: &[&ComparedPlay]) -> Option<Self> {
        let reaches = plays.iter().map(|play| Self::of_play(&play.events));
        reaches.reduce(|one, other| Self {
            picture: one.picture.min(other.picture),
            sound: one.sound.min(other.sound),
            until: one.until.min(other.until),
        })
    }

    fn of_play(events: &[Event]) -> Self {
        let mut reach = Self {
            picture: None,
            sound: None,
            until: RunTime::ZERO,
        };
        for event in events {
            match &event.what {
                What::FramePresented { pts, .. } => reach.picture = reach.picture.max(Some(*pts)),
                What::AudioPlayed { position } => reach.sound = reach.sound.max(Some(*position)),
                What::AttemptEnded(_) => continue,
                _ => {}
            }
            reach.until = event.at;
        }
        reach
    }

    /// The place in the media, for a person; nothing where nothing was presented.
    pub(super) fn place(&self) -> Option<MediaTime> {
        match (self.picture, self.sound) {
            (Some(picture), Some(sound)) => Some(picture.min(sound)),
            (picture, sound) => picture.or(sound),
        }
    }

    /// True when the plays did not come to the end of `defect`, so that one cannot know whether they
    /// would have shown it. What has no place in the media is about the play as a whole.
    pub(super) fn is_behind(&self, defect: &Defect) -> bool {
        let last = match defect.rule.0.split("::").next() {
            Some("picture") => self.picture,
            Some("sound") => self.sound,
            _ => self.place(),
        };
        let ended = defect.media.map(|media| media.to);
        let late = defect.run.is_some_and(|run| run.to > self.until);
        late || ended.is_none() || ended > last
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{ContentHash, MediaRange, RuleId, Severity};

    use super::*;

    fn media(seconds: i64) -> MediaTime {
        MediaTime::from_nanos(seconds * 1_000_000_000)
    }

    fn told(second: u64, what: What) -> Event {
        Event {
            at: RunTime::from_nanos(second * 1_000_000_000),
            what,
        }
    }

    fn defect(rule: &'static str, seconds: Option<(i64, i64)>) -> Defect {
        Defect {
            rule: RuleId(rule),
            severity: Severity::Minor,
            media: seconds.map(|(from, to)| MediaRange {
                from: media(from),
                to: media(to),
            }),
            run: None,
            events: None,
            count: 1,
            measure: None,
            detail: String::new(),
            causes: Vec::new(),
        }
    }

    #[test]
    fn pictures_reach_as_far_as_pictures_and_sound_as_far_as_sound() {
        let presented = What::FramePresented {
            pts: media(3),
            due: RunTime::ZERO,
            hash: ContentHash::None,
        };
        let heard = What::AudioPlayed { position: media(7) };
        let crashed = What::AttemptEnded(Box::new(Outcome::TimedOut { limit_ms: 1 }));
        let reach = Reach::of_play(&[told(1, presented), told(2, heard), told(90, crashed)]);
        assert_eq!(reach.until, RunTime::from_nanos(2_000_000_000));
        assert!(!reach.is_behind(&defect("picture::late", Some((1, 3)))));
        assert!(reach.is_behind(&defect("picture::late", Some((1, 4)))));
        assert!(!reach.is_behind(&defect("sound::gap", Some((5, 7)))));
        assert!(reach.is_behind(&defect("sync::drift", Some((1, 7)))));
        assert!(reach.is_behind(&defect("life::log-errors", None)));
    }
}
