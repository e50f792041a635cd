//! The audio track that is heard, held against the one that the player says it plays.

use mpdbg_model::{Defect, Severity, StreamKind};

use crate::Evidence;
use crate::rules::finding::{Finding, counted};
use crate::rules::life::false_report::RULE;

/// Stretches whose marks name another track than the one that is said to be played. Which track of the
/// clip a stream holds is learned from the first stretch.
pub(in crate::rules::life) fn of_other_tracks(evidence: &Evidence<'_>) -> Vec<Defect> {
    let stretches = evidence.stretches();
    let first = stretches
        .iter()
        .find_map(|stretch| Some(heard(stretch)? - said(stretch)?));
    let Some(usual) = first else {
        return Vec::new();
    };
    let wrong = |stretch: &&Evidence<'_>| {
        let (heard, said) = (heard(stretch), said(stretch));
        heard
            .zip(said)
            .is_some_and(|(heard, said)| heard - said != usual)
    };
    stretches.iter().filter(wrong).filter_map(defect).collect()
}

/// Number of the track that the marks of a stretch name; absent where they do not agree.
fn heard(stretch: &Evidence<'_>) -> Option<i32> {
    let mut tracks = stretch.play.marks.heard.iter().map(|mark| mark.track);
    let first = tracks.next()?;
    tracks.all(|track| track == first).then(|| i32::from(first))
}

/// Number of the stream among the audio streams of the container.
fn said(stretch: &Evidence<'_>) -> Option<i32> {
    let play = stretch.play;
    let index = play.audio()?.index;
    let mut sound = play
        .streams
        .iter()
        .filter(|stream| stream.kind == StreamKind::Audio);
    sound
        .position(|stream| stream.index == index)
        .map(|at| at as i32)
}

fn defect(stretch: &Evidence<'_>) -> Option<Defect> {
    let marks = &stretch.play.marks.heard;
    let (first, last) = marks.first().zip(marks.last())?;
    let stream = stretch.play.audio()?.index;
    Some(
        Finding::new(RULE.id, Severity::Critical)
            .media(first.time, last.time)
            .run(first.at, last.at)
            .events(first.event, last.event)
            .count(marks.len())
            .detail(format!(
                "{} of another audio track than that of stream {stream}, which is said to be played",
                counted(marks.len(), "mark")
            )),
    )
}
