//! Numbers that the pictures of a marked sample carry, and that leap.

use mpdbg_model::{Defect, MediaTime, RuleId, Severity, Timing};

use crate::Evidence;
use crate::evidence::Content;
use crate::rules::finding::{Finding, counted};
use crate::states::{Presented, SeenMark};

/// Pictures of the clip that were passed over, though the file promises none between those that were
/// presented, and none was thrown away or lost there: the file lacks them without saying so, or a player
/// gave their time to another.
pub(super) fn skipped(evidence: &Evidence<'_>, rule: RuleId) -> Vec<Defect> {
    let marks = &evidence.play.marks.seen;
    let own: Vec<&SeenMark> = marks
        .iter()
        .filter(|mark| evidence.content_of(mark.shown) == Content::Own)
        .collect();
    let Some(first) = own.first() else {
        return Vec::new();
    };
    if is_counted_by_number(evidence) {
        return Vec::new();
    }
    let mut seen: Vec<u32> = marks.iter().map(|mark| mark.number).collect();
    seen.sort_unstable();
    let begins = evidence
        .play
        .stretch
        .as_ref()
        .is_none_or(|stretch| stretch.begun.is_none());
    let head = begins
        .then(|| passed_over(evidence, &seen, None, first))
        .flatten();
    let pairs = own.windows(2);
    let between = pairs.filter_map(|pair| passed_over(evidence, &seen, Some(pair[0]), pair[1]));
    let found = head.into_iter().chain(between);
    found
        .filter_map(|(before, count)| defect(evidence, rule, before, count))
        .collect()
}

/// Where times are made up, pictures that lack are counted without a place already.
fn is_counted_by_number(evidence: &Evidence<'_>) -> bool {
    let made_up = evidence
        .video()
        .is_some_and(|stream| stream.timing == Timing::MadeUp);
    let matching = evidence.pictures.as_ref();
    made_up && matching.is_some_and(|matching| matching.count(|fate| !fate.is_seen()) > 0)
}

/// Where the numbers leap: the picture behind, and how many are lacking that nothing accounts for. `seen`
/// are all numbers of the stretch, sorted: what comes in another turn does not lack.
fn passed_over<'m>(
    evidence: &Evidence<'_>,
    seen: &[u32],
    before: Option<&SeenMark>,
    mark: &'m SeenMark,
) -> Option<(&'m SeenMark, usize)> {
    let next = before.map_or(0, |before| before.number.saturating_add(1));
    if mark.number <= next {
        return None;
    }
    let elsewhere = seen_between(seen, next, mark.number);
    let leapt = (mark.number - next) as usize - elsewhere;
    let shown = |mark: &SeenMark| evidence.play.presented.get(mark.shown as usize);
    let to = shown(mark)?;
    let from = match before {
        Some(before) => Some(shown(before)?),
        None => None,
    };
    let accounted = promised_between(evidence, from, to).max(handled_between(evidence, from, to));
    let lacking = leapt.saturating_sub(accounted);
    (lacking > 0).then_some((mark, lacking))
}

/// How many different numbers from `from` to before `to` were seen.
fn seen_between(seen: &[u32], from: u32, to: u32) -> usize {
    let first = seen.partition_point(|number| *number < from);
    let behind = seen.partition_point(|number| *number < to);
    seen[first..behind].chunk_by(|a, b| a == b).count()
}

/// Pictures that the file promises in between: what became of them is said elsewhere.
fn promised_between(evidence: &Evidence<'_>, from: Option<&Presented>, to: &Presented) -> usize {
    let carried = evidence
        .video()
        .filter(|stream| stream.timing == Timing::Carried);
    let Some(stream) = carried else {
        return 0;
    };
    let index = |pts: MediaTime| stream.frames.partition_point(|frame| frame.pts < pts);
    let after = from.map_or(0, |from| {
        stream.frames.partition_point(|frame| frame.pts <= from.pts)
    });
    index(to.pts).saturating_sub(after)
}

/// Pictures that were presented, thrown away or not returned in between.
fn handled_between(evidence: &Evidence<'_>, from: Option<&Presented>, to: &Presented) -> usize {
    let play = evidence.play;
    let within = |event: u64| from.is_none_or(|from| event > from.event) && event < to.event;
    let presented = play.presented.iter().filter(|one| within(one.event));
    let thrown = play.discarded.iter().filter(|one| {
        within(one.event) && from.is_none_or(|from| one.pts > from.pts) && one.pts < to.pts
    });
    let lost = play.not_returned.iter().filter(|one| within(one.event));
    presented.count() + thrown.count() + lost.count()
}

fn defect(evidence: &Evidence<'_>, rule: RuleId, mark: &SeenMark, count: usize) -> Option<Defect> {
    let shown = evidence.play.presented.get(mark.shown as usize)?;
    let severity = super::missing::severity(count);
    let finding = Finding::new(rule, severity)
        .media(shown.pts, shown.pts)
        .run(shown.at, shown.at)
        .events(shown.event, mark.event)
        .count(count)
        .frames(count);
    let (pictures, number) = (counted(count, "picture"), mark.number);
    Some(finding.detail(format!(
        "{pictures} passed over before number {number} of the clip"
    )))
}

/// Pictures whose number goes back though their time does not.
pub(super) fn turned_back(evidence: &Evidence<'_>, rule: RuleId) -> Vec<Defect> {
    let mut furthest: Option<(u32, MediaTime)> = None;
    let marks = evidence.play.marks.seen.iter();
    let turns: Vec<(bool, Presented)> = marks
        .filter_map(|mark| {
            let shown = evidence.play.presented.get(mark.shown as usize)?;
            let back = match evidence.content_of(mark.shown) {
                Content::Moved => true,
                Content::Own => {
                    furthest.is_some_and(|(number, pts)| mark.number < number && shown.pts > pts)
                }
                Content::Again | Content::Stale | Content::Other(_) => return None,
            };
            if !back {
                furthest = furthest.max(Some((mark.number, shown.pts)));
            }
            Some((back, *shown))
        })
        .collect();
    let runs = turns.chunk_by(|a, b| a.0 == b.0).filter(|run| run[0].0);
    let defects = runs.filter_map(|run| {
        let ((_, first), (_, last)) = run.first().zip(run.last())?;
        let finding = Finding::new(rule, Severity::Major)
            .media(first.pts, last.pts.plus(evidence.frame))
            .run(first.at, last.at)
            .events(first.event, last.event)
            .count(run.len())
            .frames(run.len());
        let pictures = counted(run.len(), "picture");
        Some(finding.detail(format!(
            "{pictures} of the clip out of turn, by the numbers in the content"
        )))
    });
    defects.collect()
}

/// Pictures that were presented again under another time.
pub(super) fn repeated(evidence: &Evidence<'_>, rule: RuleId) -> Vec<Defect> {
    let again = (0_u32..)
        .zip(&evidence.play.presented)
        .filter(|(index, _)| evidence.content_of(*index) == Content::Again);
    let again: Vec<(u32, &Presented)> = again.collect();
    let defects = again.chunk_by(|a, b| a.0 + 1 == b.0).filter_map(|run| {
        let ((_, first), (_, last)) = run.first().zip(run.last())?;
        let finding = Finding::new(rule, Severity::Minor)
            .media(first.pts, last.pts.plus(evidence.frame))
            .run(first.at, last.at)
            .events(first.event, last.event)
            .count(run.len())
            .frames(run.len());
        let times = counted(run.len(), "time");
        Some(finding.detail(format!(
            "the content of the picture before was presented {times} again"
        )))
    });
    defects.collect()
}
