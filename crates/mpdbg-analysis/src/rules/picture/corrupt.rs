//! `picture::corrupt`

use mpdbg_model::{RuleId, Severity, Span, StreamKind};

use crate::evidence::tolerance;
use crate::rules::finding::Finding;
use crate::rules::picture::tail_missing;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::chains;
use crate::states::{Damage, DamageKind};
use crate::{Evidence, Fate};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::corrupt"),
    scope: Scope::Stretch,
    summary: "pictures were decoded from damaged data",
    meaning: "The decoder marked a picture as corrupt or concealed, refused a packet, or the demuxer \
              marked one as damaged; none of these signals implies another. Damage with no clean \
              picture in between is one defect. Where damage swallowed the picture altogether, that \
              picture is counted as missing and not here.",
    look_at: "The file first. If it decodes cleanly elsewhere: packets cut or joined wrongly, a decoder \
              that was not flushed, the thread count.",
    threshold: "one picture or packet",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Decoded],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    if tail_missing::nothing_decodable(evidence) {
        return Verdict::NONE;
    }
    let swallowed = Swallowed::of(evidence);
    let kept =
        evidence.play.damage.iter().filter(|damage| {
            damage.stream == Some(StreamKind::Video) && !swallowed.explains(damage)
        });
    let damage: Vec<Damage<'_>> = kept.copied().collect();
    Verdict::Found(runs_of_damage(RULE.id, &damage, evidence.frame, "picture"))
}

/// Damage in a row, as defects: of pictures or of sound.
pub(in crate::rules) fn runs_of_damage(
    rule: RuleId,
    damage: &[Damage<'_>],
    piece: Span,
    what: &str,
) -> Vec<mpdbg_model::Defect> {
    let in_a_row = chains(damage, belong_together);
    let defects = in_a_row.into_iter().filter_map(|run| {
        let (first, last) = run.first().zip(run.last())?;
        let marked = run
            .iter()
            .filter(|one| matches!(one.kind, DamageKind::Marked(_)))
            .count();
        let count = if marked > 0 { marked } else { run.len() };
        let mut finding = Finding::new(rule, Severity::Major)
            .run(first.at, last.at)
            .events(first.event, last.event)
            .count(count)
            .times(run.len());
        let places = || run.iter().filter_map(|one| one.near);
        if let Some((from, to)) = places().min().zip(places().max()) {
            finding = finding.media(from, to.plus(piece));
        }
        Some(finding.detail(words(run, what)))
    });
    defects.collect()
}

/// Nothing clean in between; or packets in a row, each of which may still have given something clean.
fn belong_together(a: &Damage<'_>, b: &Damage<'_>) -> bool {
    let packets = a.kind == DamageKind::Packet && b.kind == DamageKind::Packet;
    b.clean_before - a.clean_before <= u32::from(packets)
}

fn words(run: &[Damage<'_>], what: &str) -> String {
    let of = |wanted: fn(&DamageKind) -> bool| run.iter().filter(|one| wanted(&one.kind)).count();
    let marked = of(|kind| matches!(kind, DamageKind::Marked(_)));
    let packets = of(|kind| matches!(kind, DamageKind::Packet));
    let failed = of(|kind| matches!(kind, DamageKind::Failed));
    let mut parts = Vec::new();
    if marked > 0 {
        parts.push(format!("{marked} marked by the decoder ({})", flags(run)));
    }
    if packets > 0 {
        parts.push(format!("{packets} damaged before the decoder"));
    }
    if failed > 0 {
        parts.push(format!("{failed} refused by the decoder"));
    }
    let said = run
        .iter()
        .find_map(|one| one.words)
        .filter(|said| !said.is_empty())
        .map(|said| format!(": {said}"));
    format!(
        "{what} data: {}{}",
        parts.join(", "),
        said.unwrap_or_default()
    )
}

fn flags(run: &[Damage<'_>]) -> String {
    let flags = run.iter().fold(0, |flags, one| match one.kind {
        DamageKind::Marked(more) => flags | more,
        DamageKind::Packet | DamageKind::Failed | DamageKind::NoDecoder => flags,
    });
    let names = [
        (1, "invalid bitstream"),
        (2, "missing reference"),
        (4, "concealment"),
        (8, "damaged slices"),
    ];
    let set: Vec<_> = names
        .iter()
        .filter(|(bit, _)| flags & bit != 0)
        .map(|(_, name)| *name)
        .collect();
    if set.is_empty() {
        "corrupt".to_owned()
    } else {
        set.join(", ")
    }
}

/// Pictures that damage swallowed: they are counted where they are missing.
struct Swallowed {
    times: Vec<mpdbg_model::MediaTime>,
    tolerance: Span,
}

impl Swallowed {
    fn of(evidence: &Evidence<'_>) -> Self {
        let (Some(matching), Some(stream)) = (&evidence.pictures, evidence.video()) else {
            return Self {
                times: Vec::new(),
                tolerance: Span::ZERO,
            };
        };
        let lacking =
            |fate: &Fate| matches!(fate, Fate::Missing | Fate::Tail | Fate::NotReturned(_));
        let pairs = matching.fates.iter().zip(&stream.frames);
        let times = pairs
            .filter(|(fate, _)| lacking(fate))
            .map(|(_, frame)| frame.pts);
        Self {
            times: times.collect(),
            tolerance: tolerance(stream),
        }
    }

    /// A failure that says its place explains the picture there; one that does not explains any.
    fn explains(&self, damage: &Damage<'_>) -> bool {
        match (damage.kind, damage.pts) {
            (DamageKind::NoDecoder, _) => true,
            (DamageKind::Marked(_), _) | (DamageKind::Packet, None) => false,
            (DamageKind::Failed, None) => !self.times.is_empty(),
            (DamageKind::Failed | DamageKind::Packet, Some(pts)) => {
                let first = self
                    .times
                    .partition_point(|time| *time < pts.minus(self.tolerance));
                self.times
                    .get(first)
                    .is_some_and(|time| *time <= pts.plus(self.tolerance))
            }
        }
    }
}
