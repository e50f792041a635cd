//! `sound::corrupt`

use mpdbg_model::{RuleId, Span, StreamKind};

use crate::Evidence;
use crate::rules::picture::corrupt::runs_of_damage;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::{Damage, DamageKind};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sound::corrupt"),
    scope: Scope::Stretch,
    summary: "sound was decoded from damaged data",
    meaning: "The decoder marked sound as corrupt or concealed, refused a packet, or the demuxer marked \
              one as damaged. Damage with no clean sound in between is one defect. Where it tore a hole, \
              that is `sound::gap` and not counted here.",
    look_at: "The file first. If it decodes cleanly elsewhere: packets cut or joined wrongly, a decoder \
              that was not flushed.",
    threshold: "one packet",
    needs: Needs {
        subject: Subject::Sound,
        caps: &[Cap::Decoded],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let kept = evidence.play.damage.iter().filter(|damage| {
        damage.stream == Some(StreamKind::Audio) && !is_counted_elsewhere(evidence, damage)
    });
    let damage: Vec<Damage<'_>> = kept.copied().collect();
    Verdict::Found(runs_of_damage(RULE.id, &damage, Span::ZERO, "sound"))
}

fn is_counted_elsewhere(evidence: &Evidence<'_>, damage: &Damage<'_>) -> bool {
    match damage.kind {
        DamageKind::NoDecoder => true,
        DamageKind::Marked(_) => false,
        DamageKind::Packet | DamageKind::Failed => evidence.holes.iter().any(|hole| {
            let near = Span::from_millis(100);
            let place = hole.from.zip(damage.near);
            place.is_none_or(|(from, at)| {
                from.minus(near) <= at && at <= from.plus(hole.length).plus(near)
            })
        }),
    }
}
