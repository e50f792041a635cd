//! Events into defects.

use mpdbg_model::{Defect, Event, ExpectedTimeline, Reference, RuleId, RunTime};
use serde::{Deserialize, Serialize};

use crate::rules::explain;
use crate::{Evidence, Fate, Part, Play, Profile, RULES, Rule, Scope, Verdict};

/// What is known of a sample without the player.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// What the file promises; absent where it was not probed.
    pub expected: Option<&'a ExpectedTimeline>,
    /// What its pictures and its sound are; absent where it was not decoded for reference.
    pub reference: Option<&'a Reference>,
}

/// What the rules found in one play.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// The defects in the order of their run time.
    pub defects: Vec<Defect>,
    /// Rules that could not answer, and why.
    pub unknown: Vec<(RuleId, String)>,
    /// Rules that were not asked, since they need more than a play: see [`crate::Rule::asks_for`].
    pub not_asked: Vec<RuleId>,
    /// What was counted.
    pub counters: Counters,
}

/// What was counted. Of the expected pictures,
/// `expected = shown + discarded + not_returned + undecodable + undecoded + missing + unreached`. A play
/// of several stretches expects in each what the file holds from its first picture to its last one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Events of the recording.
    pub events: u64,
    /// Pictures that the decoder returned.
    pub decoded: u64,
    /// Pictures that were presented, repeats and those that were not expected included.
    pub presented: u64,
    /// Pieces of sound that were written.
    pub sound_written: u64,
    /// Pictures that the file promises; 0 where it was not probed.
    pub expected: u64,
    /// Expected pictures that were presented.
    pub shown: u64,
    /// Expected pictures that the player threw away.
    pub discarded: u64,
    /// Expected pictures that the decoder said it did not return.
    pub not_returned: u64,
    /// Expected pictures from before the first key frame that were not presented.
    pub undecodable: u64,
    /// Expected pictures that the decoder dropped without a word.
    pub undecoded: u64,
    /// Expected pictures that are lacking, the tail included.
    pub missing: u64,
    /// Expected pictures behind the place where the play was cut short.
    pub unreached: u64,
    /// Presented pictures that no expected one was left for.
    pub extra: u64,
    /// Presented pictures that were not judged for being late or early, since the device settled.
    pub settling: u64,
}

/// Judges one play: folds the events, holds them against what the file promises, asks every rule.
///
/// The caller decides whether a play is worth judging: a void attempt says nothing of its player. An
/// unsealed recording is judged as far as it goes.
pub fn judge(events: &[Event], known: Known<'_>, profile: &Profile) -> Judgement {
    judge_folded(&Play::of(events), known, profile)
}

/// As [`judge`], of events that were folded before.
pub fn judge_folded(play: &Play<'_>, known: Known<'_>, profile: &Profile) -> Judgement {
    let parts = Part::all(play, known.expected);
    let evidence = Evidence::new(play, &parts, known, profile);
    let mut judgement = Judgement {
        defects: Vec::new(),
        unknown: Vec::new(),
        not_asked: Vec::new(),
        counters: Counters::of(&evidence),
    };
    for rule in RULES {
        match answer(rule, &evidence) {
            Verdict::Found(defects) => judgement.defects.extend(defects),
            Verdict::Unknown(reason) => judgement.unknown.push((rule.id, reason)),
            Verdict::NotAsked => judgement.not_asked.push(rule.id),
        }
    }
    explain(&evidence, &mut judgement.defects);
    judgement
        .defects
        .sort_by_key(|defect| defect.run.map_or(RunTime::ZERO, |run| run.from));
    judgement
}

/// The rule's answer to the play, or to all of its stretches together: the defects of those that can be
/// judged, else why none can.
fn answer(rule: &Rule, evidence: &Evidence<'_>) -> Verdict {
    if rule.scope == Scope::Play {
        return rule.ask(evidence);
    }
    let mut answers = evidence.stretches().iter().map(|part| rule.ask(part));
    let first = answers.next().unwrap_or(Verdict::NONE);
    answers.fold(first, Verdict::and)
}

impl Counters {
    fn of(evidence: &Evidence<'_>) -> Self {
        let play = evidence.play;
        let mut counters = Self {
            events: play.events,
            decoded: play.decoded.len() as u64,
            presented: play.presented.len() as u64,
            sound_written: play.written.len() as u64,
            ..Self::default()
        };
        for part in evidence.stretches() {
            counters.add(part);
        }
        counters
    }

    fn add(&mut self, evidence: &Evidence<'_>) {
        self.settling += settling(evidence);
        if let Some(stretch) = &evidence.play.stretch {
            self.extra += stretch.stale.len() as u64;
        }
        if let Some(matching) = &evidence.pictures {
            self.expected += matching.fates.len() as u64;
            self.extra += matching.extra.len() as u64;
            for fate in &matching.fates {
                *self.of_fate(*fate) += 1;
            }
        }
    }

    fn of_fate(&mut self, fate: Fate) -> &mut u64 {
        match fate {
            Fate::Presented(_) | Fate::Mistimed(_) => &mut self.shown,
            Fate::Discarded(_) => &mut self.discarded,
            Fate::NotReturned(_) => &mut self.not_returned,
            Fate::Undecodable => &mut self.undecodable,
            Fate::Undecoded => &mut self.undecoded,
            Fate::Missing | Fate::Tail => &mut self.missing,
            Fate::Unreached => &mut self.unreached,
        }
    }
}

fn settling(evidence: &Evidence<'_>) -> u64 {
    let settle = Profile::span(evidence.profile.settle_ms);
    let settled = evidence.play.settled_at(settle);
    evidence
        .play
        .presented
        .partition_point(|shown| shown.due < settled) as u64
}
