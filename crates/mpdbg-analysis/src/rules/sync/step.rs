//! `sync::step`

use std::borrow::Cow;

use mpdbg_model::{Defect, RuleId, RunTime, Severity, Span};

use super::offset::outside;
use crate::evidence::Offset;
use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sync::step"),
    scope: Scope::Play,
    summary: "picture and sound jumped against each other and stayed so",
    meaning: "The offsets of the readings just before a moment against those just after it (the middle \
              half of each), within a stretch and from one to the next: so a seek, a pause, another rate or another audio \
              stream that costs the sync is found. A jump that leads beyond the limits of `sync::offset`, \
              or back from there, is counted there and not here.",
    look_at: "What is set anew after the move or the pause that is named: the clock, the latency of the \
              device, samples that are lost or written twice.",
    threshold: "more than 20 ms (step_ms), for 200 ms (offset_hold_ms) at least",
    needs: Needs {
        subject: Subject::Both,
        caps: &[Cap::Presented, Cap::AudioPosition],
        expected: false,
    },
    check,
};

/// So few readings say nothing.
const FEW: usize = 3;

fn check(evidence: &Evidence<'_>) -> Verdict {
    let profile = evidence.profile;
    let limits = (profile.offset_early_ms, profile.offset_late_ms);
    let is_outside = |apart: Span| outside(apart, limits.0, limits.1);
    let stretches = evidence.stretches();
    let offsets: Cow<'_, [Offset]> = match stretches {
        [only] => on_time(only),
        several => several
            .iter()
            .flat_map(|one| on_time(one).into_owned())
            .collect(),
    };
    let begins: Vec<u64> = stretches
        .iter()
        .skip(1)
        .filter_map(|part| part.offsets().first().map(|first| first.reading.event))
        .collect();
    let steps = steps(evidence, &offsets, &begins);
    let kept = steps
        .iter()
        .filter(|step| !is_outside(step.before) && !is_outside(step.after));
    Verdict::Found(kept.map(|step| defect(&offsets, step)).collect())
}

/// The offsets at pictures that were neither late nor early: those are named by themselves.
pub(super) fn on_time<'e>(evidence: &'e Evidence<'_>) -> Cow<'e, [Offset]> {
    let offsets = evidence.offsets();
    if offsets.iter().all(|offset| offset.on_time) {
        return Cow::Borrowed(offsets);
    }
    let on_time = offsets.iter().filter(|offset| offset.on_time);
    on_time.copied().collect()
}

/// A jump of the offset.
pub(super) struct Step {
    /// Number of the first offset behind it.
    pub(super) at: usize,
    before: Span,
    after: Span,
}

/// The jumps in `offsets`, in order; `begins` are the events of those that begin a stretch.
pub(super) fn steps(evidence: &Evidence<'_>, offsets: &[Offset], begins: &[u64]) -> Vec<Step> {
    let hold = Profile::span(evidence.profile.offset_hold_ms);
    let limit = Profile::span(evidence.profile.step_ms);
    let mut steps: Vec<Step> = Vec::new();
    let mut free_from = RunTime::ZERO;
    for at in 1..offsets.len() {
        let (last, next) = (&offsets[at - 1], &offsets[at]);
        let jumps = next.apart.minus(last.apart).abs() > limit.half();
        if next.reading.at < free_from || !(jumps || begins.contains(&next.reading.event)) {
            continue;
        }
        let before = Level::of(before(&offsets[..at], hold));
        let levels = before.zip(Level::of(after(&offsets[at..], hold)));
        if let Some((before, after)) = levels.filter(|(a, b)| a.distance(b) > limit) {
            let (before, after) = (before.median, after.median);
            steps.push(Step { at, before, after });
            free_from = next.reading.at.plus(hold);
        }
    }
    steps
}

/// The readings of the last `hold`.
fn before(offsets: &[Offset], hold: Span) -> &[Offset] {
    let last = offsets.last().map_or(RunTime::ZERO, |last| last.reading.at);
    let first = offsets
        .iter()
        .rposition(|one| last.since(one.reading.at) > hold);
    &offsets[first.map_or(0, |first| first + 1)..]
}

/// The readings of the first `hold`; none when there are none behind it, since then nothing stays.
fn after(offsets: &[Offset], hold: Span) -> &[Offset] {
    let first = offsets
        .first()
        .map_or(RunTime::ZERO, |first| first.reading.at);
    let end = offsets
        .iter()
        .position(|one| one.reading.at.since(first) > hold);
    &offsets[..end.unwrap_or(0)]
}

/// Where most of some offsets are.
struct Level {
    low: Span,
    median: Span,
    high: Span,
}

impl Level {
    fn of(offsets: &[Offset]) -> Option<Self> {
        let mut sorted: Vec<Span> = offsets.iter().map(|offset| offset.apart).collect();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        (sorted.len() >= FEW).then(|| Self {
            low: sorted[last / 4],
            median: sorted[last / 2],
            high: sorted[last - last / 4],
        })
    }

    /// How far the middle halves are apart; not above zero when they touch.
    fn distance(&self, other: &Self) -> Span {
        let up = other.low.minus(self.high);
        up.max(self.low.minus(other.high))
    }
}

fn defect(offsets: &[Offset], step: &Step) -> Defect {
    let (last, next) = (&offsets[step.at - 1].reading, &offsets[step.at].reading);
    let by = step.after.minus(step.before);
    let mut finding = Finding::new(RULE.id, Severity::Minor)
        .run(last.at, next.at)
        .events(last.event, next.event)
        .millis(by);
    if let Some((from, to)) = last.video.zip(next.video) {
        finding = finding.media(from, to);
    }
    let side = if by > Span::ZERO { "earlier" } else { "later" };
    finding.detail(format!(
        "the sound came {} {side} at once, from an offset of {} to {}",
        ms(by.abs()),
        ms(step.before),
        ms(step.after)
    ))
}
