//! `picture::checksum`

use std::collections::HashSet;

use mpdbg_model::{ContentHash, Defect, MediaTime, Reference, RuleId, Severity, Span, StreamKind};

use crate::evidence::{Content, same_kind};
use crate::rules::finding::{Finding, counted};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::runs;
use crate::states::{DamageKind, Presented};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::checksum"),
    scope: Scope::Stretch,
    summary: "a presented picture is not the one of the reference decode",
    meaning: "The hash of what was presented is held against a decode of the sample by one thread without \
              a player, by time; where the file carries no times by number, and then only if none is \
              lacking. A picture differs too that has a time of its own near one of the reference, whose content \
              the reference has elsewhere. Pictures in a row are one defect. A picture that the decoder marked as damaged is \
              `picture::corrupt`, one that was shown again in the place of another `picture::repeated`, \
              one from before a seek `seek::stale`, and one that was given another's time \
              `life::false-report`.",
    look_at: "Buffers that are used again too early, conversions, the decoder's thread count and version.",
    threshold: "one picture",
    needs: Needs {
        subject: Subject::PictureContent,
        caps: &[Cap::Presented, Cap::Hashes],
        expected: false,
    },
    check,
};

/// Times that are no further apart are the same, rounded otherwise.
const ROUNDING: Span = Span::from_millis(2);

fn check(evidence: &Evidence<'_>) -> Verdict {
    let Some(reference) = evidence.reference else {
        return Verdict::NotAsked;
    };
    let shown = &evidence.play.presented;
    let Some(first) = shown.first() else {
        return Verdict::NONE;
    };
    let hash = evidence.play.hash_of(first.event);
    let comparable = reference
        .pictures
        .first()
        .is_none_or(|picture| same_kind(picture.hash, hash));
    if !comparable {
        return Verdict::Unknown(
            "the pictures and their reference were not hashed alike".to_owned(),
        );
    }
    if reference.pictures.is_empty() {
        return Verdict::Unknown("the reference decode has no pictures".to_owned());
    }
    let differs = if reference.pictures.iter().all(|one| one.pts.is_some()) {
        by_time(evidence, reference)
    } else {
        match by_number(evidence, reference) {
            Some(differs) => differs,
            None => {
                return Verdict::Unknown(
                    "the pictures carry no times, and not all of them were presented".to_owned(),
                );
            }
        }
    };
    let found = runs(&differs, |differs| *differs);
    let defects = found
        .into_iter()
        .filter_map(|run| defect(evidence, &shown[run]));
    Verdict::Found(defects.collect())
}

/// True for each presented picture whose time the reference has with other content only.
fn by_time(evidence: &Evidence<'_>, reference: &Reference) -> Vec<bool> {
    let pictures = reference.pictures.iter();
    let mut known: Vec<(MediaTime, ContentHash)> = pictures
        .filter_map(|one| Some((one.pts?, one.hash)))
        .collect();
    known.sort_by_key(|(pts, _)| *pts);
    let contents: HashSet<ContentHash> = known.iter().map(|(_, hash)| *hash).collect();
    // A time that the player made up is `life::false-report`.
    let pictures = evidence.play.decoded.iter();
    let decoded: HashSet<MediaTime> = pictures.filter_map(|one| one.pts).collect();
    let damaged = damaged(evidence);
    let shown = (0_u32..).zip(&evidence.play.presented);
    let differs = shown.map(|(index, shown)| {
        let first = known.partition_point(|(pts, _)| *pts < shown.pts);
        let mut there = known[first..]
            .iter()
            .take_while(|(pts, _)| *pts == shown.pts)
            .peekable();
        let hash = evidence.play.hash_of(shown.event);
        let otherwise = match there.peek() {
            Some(_) => !there.any(|(_, right)| *right == hash),
            None => {
                contents.contains(&hash)
                    && decoded.contains(&shown.pts)
                    && is_misplaced(evidence, &known, shown.pts)
            }
        };
        otherwise
            && evidence.content_of(index) == Content::Own
            && damaged.binary_search(&shown.pts).is_err()
    });
    differs.collect()
}

/// True for a time that the reference does not have, though it has one near. Further off it is
/// `timing::timestamp-jump`.
fn is_misplaced(
    evidence: &Evidence<'_>,
    known: &[(MediaTime, ContentHash)],
    pts: MediaTime,
) -> bool {
    let after = known.partition_point(|(time, _)| *time < pts);
    let near = known[after.saturating_sub(1)..].iter().take(2);
    let nearest = near.map(|(time, _)| time.since(pts).abs()).min();
    let jump = Profile::span(evidence.profile.jump_ms).max(evidence.frame.times(2));
    nearest.is_some_and(|off| ROUNDING < off && off <= jump)
}

/// The same where only the order tells which picture is which; nothing when one is lacking.
fn by_number(evidence: &Evidence<'_>, reference: &Reference) -> Option<Vec<bool>> {
    let shown = &evidence.play.presented;
    if shown.len() != reference.pictures.len() {
        return None;
    }
    let damaged = damaged(evidence);
    let pairs = (0_u32..).zip(shown).zip(&reference.pictures);
    let differs = pairs.map(|((index, shown), right)| {
        evidence.play.hash_of(shown.event) != right.hash
            && evidence.content_of(index) == Content::Own
            && damaged.binary_search(&shown.pts).is_err()
    });
    Some(differs.collect())
}

/// Times of the pictures that the decoder marked as damaged, sorted.
fn damaged(evidence: &Evidence<'_>) -> Vec<MediaTime> {
    let marked = evidence.play.damage.iter().filter(|damage| {
        damage.stream == Some(StreamKind::Video) && matches!(damage.kind, DamageKind::Marked(_))
    });
    let mut times: Vec<_> = marked.filter_map(|damage| damage.pts).collect();
    times.sort_unstable();
    times
}

fn defect(evidence: &Evidence<'_>, run: &[Presented]) -> Option<Defect> {
    let (first, last) = run.first().zip(run.last())?;
    let finding = Finding::new(RULE.id, Severity::Major)
        .media(first.pts, last.pts.plus(evidence.frame))
        .run(first.at, last.at)
        .events(first.event, last.event)
        .count(run.len())
        .frames(run.len());
    let pictures = counted(run.len(), "picture");
    Some(finding.detail(format!(
        "{pictures} with other content than the reference decode"
    )))
}
