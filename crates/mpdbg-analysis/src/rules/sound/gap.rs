//! `sound::gap`

use mpdbg_model::{Defect, EventRange, RuleId, RunRange, Severity, Span};

use crate::evidence::{Hole, HoleKind};
use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::chains;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sound::gap"),
    scope: Scope::Stretch,
    summary: "sound that the file promises was never written, or was written twice",
    meaning: "The written pieces are held against the sound of the file. Holes close to each other are one defect; its measure is the longest of them. Silence that a player puts in \
              is no sound. Decoders keep back or trim up to two packets at either end (priming, \
              padding), which is allowed; the file's own gaps and steps back are no defects. A play that \
              was cut short is judged up to its last sound.",
    look_at: "Damage at the same place (`sound::corrupt`), the flush of the decoder, resampling, how \
              time stamps are made up after a gap.",
    threshold: "20 ms (gap_ms), or three quarters of a packet if that is less; two packets more at the ends; holes closer than 100 ms (sound_merge_ms) are one",
    needs: Needs {
        subject: Subject::Sound,
        caps: &[Cap::AudioWritten],
        expected: true,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let near = Profile::span(evidence.profile.sound_merge_ms);
    let close = chains(&evidence.holes, |a, b| {
        a.kind == b.kind && is_near(a, b, near)
    });
    Verdict::Found(close.into_iter().filter_map(defect).collect())
}

fn is_near(a: &Hole, b: &Hole, near: Span) -> bool {
    let places = a.from.zip(b.from);
    places.is_some_and(|(from, next)| next.since(from.plus(a.length)) < near)
}

fn defect(holes: &[Hole]) -> Option<Defect> {
    let (first, last) = holes.first().zip(holes.last())?;
    let whole = holes
        .iter()
        .fold(Span::ZERO, |sum, hole| sum.plus(hole.length));
    let longest = holes.iter().map(|hole| hole.length).max()?;
    let severity = if whole > Span::from_millis(200) {
        Severity::Critical
    } else {
        Severity::Major
    };
    let run = first.run.zip(last.run).map(|(first, last)| RunRange {
        from: first.from,
        to: last.to,
    });
    let events = first.events.zip(last.events);
    let events = events.map(|(first, last)| EventRange {
        first: first.first,
        last: last.last,
    });
    let finding = Finding::new(RULE.id, severity)
        .within(run, events)
        .count(holes.len());
    let finding = match first.from.zip(last.from) {
        Some((from, to)) => finding.media(from, to.plus(last.length)),
        None => finding,
    };
    Some(
        finding
            .millis(longest)
            .detail(words(first, holes.len(), whole)),
    )
}

fn words(hole: &Hole, count: usize, whole: Span) -> String {
    let length = ms(whole);
    let places = if count == 1 {
        String::new()
    } else {
        format!(" in {count} places")
    };
    match hole.kind {
        HoleKind::Lost if hole.from.is_none() => {
            format!(
                "{length} of sound lacking; the file carries no times, so that the place is unknown"
            )
        }
        HoleKind::Lost => format!("{length} of sound lacking{places}"),
        HoleKind::Tail => format!("the last {length} of the sound lacking{places}"),
        HoleKind::Doubled => format!("{length} of sound written twice{places}"),
    }
}
