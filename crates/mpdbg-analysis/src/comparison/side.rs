//! One side of a case: its plays in one session, judged and ready to be compared.

use mpdbg_model::{Caps, Case, Clock, Event, Outcome, SampleRecord, Scenario, Span};

use super::NotComparable;
use crate::{Judgement, NotRecorded};

/// A case in one session.
#[derive(Clone, Debug)]
pub struct CaseSide {
    /// The case, without the number of a repeat.
    pub case: Case,
    /// The sample as it was when the session was made.
    pub sample: SampleRecord,
    /// The steps.
    pub scenario: Scenario,
    /// Its plays, in the order of their repeats; never empty.
    pub plays: Vec<Result<Play, NotRecorded>>,
    /// How the attempts at each of its plays ended that say something of the player, in their order: the last
    /// of them is the play. As many as `plays`.
    pub attempts: Vec<Vec<Outcome>>,
}

impl CaseSide {
    /// Its plays that say something of the player.
    pub(super) fn telling(&self) -> Vec<&Play> {
        let plays = self.plays.iter().filter_map(|play| play.as_ref().ok());
        plays.filter(|play| !play.outcome.is_void()).collect()
    }

    /// How the attempts ended at those plays that say something of the player, each but its last one.
    pub(super) fn retried(&self) -> impl Iterator<Item = &Outcome> {
        let telling = |play: &Result<Play, NotRecorded>| {
            play.as_ref().is_ok_and(|play| !play.outcome.is_void())
        };
        let tried = self.plays.iter().zip(&self.attempts);
        let tried = tried.filter(move |(play, _)| telling(play));
        tried.flat_map(|(_, attempts)| attempts.split_last().map_or(&[][..], |it| it.1))
    }

    /// True when every attempt at every play crashed or hung.
    fn always_crashed(&self) -> bool {
        let crashed = |play: &Result<Play, NotRecorded>| {
            play.as_ref().is_ok_and(|play| play.outcome.is_crash())
        };
        self.plays.iter().all(crashed) && self.attempts.iter().flatten().all(Outcome::is_crash)
    }

    /// Why the player said that the scenario does not fit the sample, where it did.
    pub(super) fn refusal(&self) -> Option<&str> {
        self.telling().into_iter().find_map(Play::refusal)
    }

    /// Why nothing can be said of the two sides of a case, where that is so.
    pub(super) fn not_comparable(&self, after: &Self) -> Option<NotComparable> {
        let (one, other) = (self.telling(), after.telling());
        if one.is_empty() || other.is_empty() {
            return Some(NotComparable::NotRecorded {
                before: one.is_empty().then(|| self.not_recorded()),
                after: other.is_empty().then(|| after.not_recorded()),
            });
        }
        if self.sample.blake3 != after.sample.blake3 {
            return Some(NotComparable::OtherSample);
        }
        if self.scenario.steps != after.scenario.steps {
            return Some(NotComparable::OtherScenario);
        }
        if one[0].clock != other[0].clock {
            return Some(NotComparable::OtherClock);
        }
        match (self.refusal(), after.refusal()) {
            (Some(_), Some(_)) => return Some(NotComparable::NotApplicable),
            (None, None) => {}
            _ => return None,
        }
        if self.always_crashed() && after.always_crashed() {
            return Some(NotComparable::CrashedOnBoth);
        }
        let other = other_caps(caps(&one)?, caps(&other)?);
        (!other.is_empty()).then_some(NotComparable::OtherCaps(other))
    }

    /// Why there is no play that says something of the player.
    pub(super) fn not_recorded(&self) -> NotRecorded {
        match self.plays.first() {
            Some(Err(reason)) => reason.clone(),
            Some(Ok(Play {
                outcome: Outcome::RecordingFailed { reason },
                ..
            })) => NotRecorded::RecordingFailed(reason.clone()),
            Some(Ok(_)) => NotRecorded::Interrupted,
            None => NotRecorded::NeverPlayed,
        }
    }
}

/// A play that ended before its player said what it can report does not tell.
fn caps(plays: &[&Play]) -> Option<Caps> {
    plays.iter().find_map(|play| play.caps)
}

fn other_caps(before: Caps, after: Caps) -> Vec<String> {
    let pairs = named(before).into_iter().zip(named(after));
    let other = pairs.filter(|(one, other)| one != other);
    other.map(|((name, _), _)| name.to_owned()).collect()
}

fn named(caps: Caps) -> [(&'static str, bool); 11] {
    let Caps {
        decoded,
        presented,
        due,
        hashes,
        discarded,
        audio_written,
        audio_position,
        underruns,
        scheduling,
        queues,
        log,
    } = caps;
    [
        ("decoded", decoded),
        ("presented", presented),
        ("due", due),
        ("hashes", hashes),
        ("discarded", discarded),
        ("audio_written", audio_written),
        ("audio_position", audio_position),
        ("underruns", underruns),
        ("scheduling", scheduling),
        ("queues", queues),
        ("log", log),
    ]
}

/// One play, judged.
#[derive(Clone, Debug)]
pub struct Play {
    /// How it ended.
    pub outcome: Outcome,
    /// The clock that drove it.
    pub clock: Clock,
    /// What its player can report; absent where it did not say.
    pub caps: Option<Caps>,
    /// The defects.
    pub judgement: Judgement,
    /// The events, for the comparison of pictures and sound.
    pub events: Vec<Event>,
    /// How much media time it played.
    pub length: Span,
    /// How it was held up by other work; measured on the real clock only.
    pub load: Option<PlayLoad>,
}

impl Play {
    fn refusal(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::NotApplicable { reason } => Some(reason),
            _ => None,
        }
    }
}

/// How a play was held up by other work on its computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlayLoad {
    /// How long threads of the player could have run, but were not given a core (the run delay of
    /// `/proc/self/task/*/schedstat`), added up over the threads.
    pub waited: Span,
    /// How long other guests of the same host took the cores (`steal` of `/proc/stat`), added up over
    /// the cores.
    pub stolen: Span,
    /// How long the play took.
    pub took: Span,
}
