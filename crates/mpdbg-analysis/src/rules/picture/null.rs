//! `picture::null`

use mpdbg_model::{Caps, Defect, ExpectedStream, RuleId, Severity, Timing};

use crate::rules::finding::{Finding, counted};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::{chains, runs};
use crate::states::NotReturned;
use crate::{Evidence, Fate, Matching};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::null"),
    scope: Scope::Stretch,
    summary: "the decoder returned no picture where one was due",
    meaning: "The player says so itself, and the file promises the picture. Such a picture is not also \
              missing. An error of the decoder that costs no picture is `picture::corrupt`; pictures \
              that fail at the very end are `picture::tail-missing`. Where the file was not probed, \
              whatever the player says counts.",
    look_at: "Damage at the same place, a decoder that is asked before it was fed.",
    threshold: "one picture",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Decoded],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let reports = |caps: Caps| caps.presented && caps.discarded;
    let seen = evidence.play.caps.is_some_and(reports);
    let matched = evidence.pictures.as_ref().zip(evidence.video());
    let defects = match matched.filter(|_| seen) {
        Some((matching, stream)) => lacking(evidence, matching, stream),
        None => said(evidence),
    };
    Verdict::Found(defects)
}

/// The promised pictures that the decoder did not return; every other error of it cost no picture.
fn lacking(evidence: &Evidence<'_>, matching: &Matching, stream: &ExpectedStream) -> Vec<Defect> {
    let found = runs(&matching.fates, |fate| matches!(fate, Fate::NotReturned(_)));
    let defects = found.into_iter().filter_map(|run| {
        let mut told = matching.fates[run.clone()]
            .iter()
            .filter_map(|fate| match *fate {
                Fate::NotReturned(index) => evidence.play.not_returned.get(index as usize),
                _ => None,
            });
        let first = told.next()?;
        let finding = finding(first, told.next_back().unwrap_or(first), run.len());
        let frames = stream.frames.get(run.clone())?;
        let ends = frames.first().zip(frames.last());
        let placed = match ends.filter(|_| stream.timing == Timing::Carried) {
            Some((from, to)) => finding.media(from.pts, evidence.end_of(to)),
            None => finding,
        };
        Some(placed.detail(words(run.len())))
    });
    defects.collect()
}

/// What the player says, where it cannot be held against a promise.
fn said(evidence: &Evidence<'_>) -> Vec<Defect> {
    let in_a_row = chains(&evidence.play.not_returned, |a, b| {
        a.decoded_before == b.decoded_before
    });
    let defects = in_a_row.into_iter().filter_map(|run| {
        let (first, last) = run.first().zip(run.last())?;
        let finding = finding(first, last, run.len());
        let placed = match first.after {
            Some(after) => {
                let behind = after.plus(evidence.frame.times(run.len() as i64));
                finding.media(after, behind)
            }
            None => finding,
        };
        Some(placed.detail(words(run.len())))
    });
    defects.collect()
}

fn finding(first: &NotReturned, last: &NotReturned, count: usize) -> Finding {
    Finding::new(RULE.id, Severity::Major)
        .run(first.at, last.at)
        .events(first.event, last.event)
        .count(count)
        .frames(count)
}

fn words(count: usize) -> String {
    format!("{} not returned by the decoder", counted(count, "picture"))
}
