//! The positions that the device reported, held against the ticks that were heard.

use mpdbg_model::{Defect, MediaTime, RunTime, Severity, Span};

use crate::rules::finding::{Finding, counted, ms};
use crate::rules::life::false_report::RULE;
use crate::rules::runs::runs;
use crate::rules::sync::content::is_disturbed;
use crate::states::{HeardMark, Play};
use crate::{Evidence, Profile};

/// A tick, and how much later than its content the reported position was.
struct Tick {
    mark: HeardMark,
    ahead: Span,
}

/// Ticks that are further from the reported position than the usual one of the stretch.
pub(in crate::rules::life) fn off_the_ticks(evidence: &Evidence<'_>) -> Vec<Defect> {
    let settled = evidence
        .play
        .settled_at(Profile::span(evidence.profile.settle_ms));
    let heard = evidence.play.marks.heard.iter();
    let mut positions = Positions::of(evidence.play);
    let judged = heard.filter(|mark| mark.heard >= settled && !is_disturbed(evidence, mark));
    let ticks: Vec<Tick> = judged
        .filter_map(|mark| {
            let position = positions.at(mark.heard)?;
            Some(Tick {
                mark: *mark,
                ahead: position.since(mark.time),
            })
        })
        .collect();
    let mut sorted: Vec<Span> = ticks.iter().map(|tick| tick.ahead).collect();
    sorted.sort_unstable();
    let Some(usual) = sorted
        .get(sorted.len() / 2)
        .copied()
        .filter(|_| sorted.len() > 2)
    else {
        return Vec::new();
    };
    let limit = Profile::span(evidence.profile.report_ms).plus(evidence.play.grain());
    let found = runs(&ticks, |tick| tick.ahead.minus(usual).abs() > limit);
    let defects = found.into_iter().filter_map(|run| {
        let run = &ticks[run];
        let (first, last) = run.first().zip(run.last())?;
        let off = run.iter().map(|tick| tick.ahead.minus(usual));
        let worst = off.max_by_key(|off| off.abs())?;
        let finding = Finding::new(RULE.id, Severity::Minor)
            .media(first.mark.time, last.mark.time)
            .run(first.mark.heard, last.mark.heard)
            .events(first.mark.event, last.mark.event)
            .count(run.len())
            .millis(worst);
        let ticks = counted(run.len(), "tick");
        Some(finding.detail(format!(
            "the reported position was off by up to {} at {ticks}",
            ms(worst.abs())
        )))
    });
    defects.collect()
}

/// The positions that the device reported, asked at one moment after another.
pub(super) struct Positions<'p> {
    play: &'p Play<'p>,
    /// So many were reported up to the moment that was asked last.
    reported: usize,
}

impl<'p> Positions<'p> {
    pub(super) const fn of(play: &'p Play<'p>) -> Self {
        Self { play, reported: 0 }
    }

    /// The position at `at`, between two reports of the device that are no further apart than a tick is
    /// long. Found without a search while the moments come in order.
    pub(super) fn at(&mut self, at: RunTime) -> Option<MediaTime> {
        let play = self.play;
        let (up_to_last, behind) = play.played.split_at(self.reported);
        if up_to_last.last().is_some_and(|last| last.at > at) {
            self.reported = up_to_last.partition_point(|heard| heard.at <= at);
        }
        self.reported += behind.iter().take_while(|heard| heard.at <= at).count();
        let before = play.played.get(self.reported.checked_sub(1)?)?;
        let next = play.played.get(self.reported)?;
        let dry = play
            .underruns
            .iter()
            .any(|dry| before.at <= dry.at && dry.at <= next.at);
        let close = next.at.since(before.at) < Span::from_millis(200);
        let since = play.course.tempo.between(before.at, at);
        (close && !dry).then(|| before.position.plus(since))
    }
}
