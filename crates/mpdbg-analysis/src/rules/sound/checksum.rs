//! `sound::checksum`

use std::collections::{HashMap, HashSet};

use mpdbg_model::{
    ContentHash, Defect, MediaTime, Reference, RuleId, Severity, Span, StreamKind, What,
};

use crate::Evidence;
use crate::evidence::same_kind;
use crate::rules::finding::{Finding, counted};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::runs;
use crate::states::{DamageKind, Piece};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sound::checksum"),
    scope: Scope::Play,
    summary: "sound that was written is not the one of the reference decode",
    meaning: "The hash of each piece that was written is held against a decode of the sample by one thread \
              without a player: by time, pieces of the same length only, since a player may cut and join. \
              A piece at a time that the reference does not have differs where the reference has the \
              same sound at another time, or all but a few pieces at theirs. Judged up to the first seek, loop, change of speed or of loudness: decoders of sound carry \
              over from what they decoded before. Pieces in a row are one defect; damage that the \
              decoder marked is `sound::corrupt` and not counted here.",
    look_at: "Conversion of the sample format, the order of channels, buffers that are used again too early.",
    threshold: "one piece",
    needs: Needs {
        subject: Subject::SoundContent,
        caps: &[Cap::AudioWritten, Cap::Hashes],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let Some(reference) = evidence.reference else {
        return Verdict::NotAsked;
    };
    let play = evidence.play;
    let untouched = untouched_until(evidence);
    let end = play
        .written
        .partition_point(|piece| piece.event < untouched);
    let pieces = &play.written[..end];
    if pieces.is_empty() {
        return Verdict::NONE;
    }
    let mut known: HashMap<(MediaTime, u32), Vec<ContentHash>> = HashMap::new();
    for right in &reference.sound {
        if let Some(pts) = right.pts {
            known
                .entry((pts, right.samples))
                .or_default()
                .push(right.hash);
        }
    }
    let right_of = |piece: &Piece| known.get(&(piece.pts, samples(evidence, piece)?));
    let hashes = pieces.first().map(|piece| play.hash_of(piece.event));
    let alike = hashes.zip(reference.sound.first());
    if alike.is_some_and(|(hash, right)| !same_kind(hash, right.hash)) {
        return Verdict::Unknown("the sound and its reference were not hashed alike".to_owned());
    }
    let unplaced = pieces
        .iter()
        .filter(|piece| right_of(piece).is_none())
        .count();
    let misplaced = Misplaced::of(reference, unplaced, pieces.len());
    let damaged = damaged(evidence);
    let differs = |piece: &Piece| {
        let hash = play.hash_of(piece.event);
        let otherwise = match right_of(piece) {
            Some(right) => !right.contains(&hash),
            None => {
                samples(evidence, piece).is_some_and(|it| misplaced.is_sure(piece.pts, it, hash))
            }
        };
        otherwise && damaged.binary_search(&piece.pts).is_err()
    };
    if unplaced == pieces.len() && !pieces.iter().any(differs) {
        return Verdict::Unknown("no piece was written as the reference decode has it".to_owned());
    }
    let found = runs(pieces, differs);
    Verdict::Found(
        found
            .into_iter()
            .filter_map(|run| defect(&pieces[run]))
            .collect(),
    )
}

/// Tells whether a piece at a time that the reference does not have is really at a wrong time.
struct Misplaced {
    /// The times of the reference, sorted; none where it lacks some.
    times: Vec<MediaTime>,
    contents: HashSet<(u32, ContentHash)>,
    /// Nearly all pieces are where the reference has them.
    few: bool,
}

/// So much more are in their place than are not.
const MANY: usize = 10;
/// Times that are no further apart are the same, rounded otherwise.
const ROUNDING: Span = Span::from_millis(2);

impl Misplaced {
    fn of(reference: &Reference, unplaced: usize, all: usize) -> Self {
        let pieces = &reference.sound;
        let times: Option<Vec<MediaTime>> = pieces.iter().map(|piece| piece.pts).collect();
        let mut times = times.unwrap_or_default();
        times.sort_unstable();
        Self {
            times,
            contents: pieces
                .iter()
                .map(|piece| (piece.samples, piece.hash))
                .collect(),
            few: unplaced * MANY <= all,
        }
    }

    fn is_sure(&self, pts: MediaTime, samples: u32, hash: ContentHash) -> bool {
        let after = self
            .times
            .partition_point(|time| *time < pts.minus(ROUNDING));
        let near = self
            .times
            .get(after)
            .is_some_and(|time| *time <= pts.plus(ROUNDING));
        let is_known = self.few || self.contents.contains(&(samples, hash));
        !self.times.is_empty() && !near && is_known
    }
}

/// Number of the first event that may change how the sound is decoded or written.
fn untouched_until(evidence: &Evidence<'_>) -> u64 {
    let touches = |what: &What| {
        matches!(
            what,
            What::SeekAsked { .. }
                | What::Restarted { .. }
                | What::Looped { .. }
                | What::AudioTrackSelected { .. }
                | What::RateChanged { .. }
                | What::VolumeChanged { .. }
        )
    };
    let deeds = &evidence.play.course.deeds;
    let first = deeds.iter().find(|it| touches(it.what));
    first.map_or(u64::MAX, |it| it.event)
}

fn samples(evidence: &Evidence<'_>, piece: &Piece) -> Option<u32> {
    match evidence.play.told(piece.event)?.what {
        What::AudioWritten { samples, .. } => Some(samples),
        _ => None,
    }
}

/// Times of the sound that the decoder marked as damaged, sorted.
fn damaged(evidence: &Evidence<'_>) -> Vec<MediaTime> {
    let marked = evidence.play.damage.iter().filter(|damage| {
        damage.stream == Some(StreamKind::Audio) && matches!(damage.kind, DamageKind::Marked(_))
    });
    let mut times: Vec<_> = marked.filter_map(|damage| damage.pts).collect();
    times.sort_unstable();
    times
}

fn defect(run: &[Piece]) -> Option<Defect> {
    let (first, last) = run.first().zip(run.last())?;
    let finding = Finding::new(RULE.id, Severity::Major)
        .media(first.pts, last.end())
        .run(first.at, last.at)
        .events(first.event, last.event)
        .count(run.len())
        .times(run.len());
    let pieces = counted(run.len(), "piece");
    Some(finding.detail(format!(
        "{pieces} with other content than the reference decode has there"
    )))
}
