//! What the file promises for one stretch of a play.

use std::ops::Range;

use mpdbg_model::{
    DiscardReason, ExpectedSound, ExpectedStream, ExpectedTimeline, MediaTime, RunTime, Span,
    Timing,
};

use super::matching::tolerance;
use crate::states::{How, Play};

/// What the file promises for a stretch of a play: from the first picture and the first sound that it
/// presented (whether these are the right ones is asked by `seek::landing`) to the last ones where the
/// stretch was left, else to the end of the file. Where times are made up, a stretch that does not
/// begin at the beginning has no place in the file, and nothing is promised for it.
pub(super) fn window(play: &Play<'_>, whole: &ExpectedTimeline) -> ExpectedTimeline {
    let video = whole.video().map(|stream| pictures(play, stream));
    let audio = audio(play, whole).map(|stream| sound(play, stream));
    ExpectedTimeline {
        declared: whole.declared,
        start: whole
            .start
            .or_else(|| whole.streams.iter().filter_map(start).min()),
        streams: video.into_iter().chain(audio).collect(),
        read_error: whole.read_error.clone(),
    }
}

/// The audio stream that is played in this stretch.
fn audio<'t>(play: &Play<'_>, whole: &'t ExpectedTimeline) -> Option<&'t ExpectedStream> {
    let chosen = play.stretch.as_ref().and_then(|stretch| stretch.audio);
    let Some(index) = chosen else {
        return whole.audio();
    };
    let mut streams = whole.streams.iter();
    streams.find(|stream| stream.info.index == index && stream.info.audio.is_some())
}

/// True when the stretch begins at the beginning of the file.
fn from_the_beginning(play: &Play<'_>) -> bool {
    let begun = play.stretch.as_ref().and_then(|stretch| stretch.begun);
    begun.is_none_or(|begun| matches!(begun.how, How::Restart | How::Loop))
}

fn is_first(play: &Play<'_>) -> bool {
    play.stretch
        .as_ref()
        .is_none_or(|stretch| stretch.begun.is_none())
}

/// True when nothing is promised behind what was presented last.
fn was_left(play: &Play<'_>) -> bool {
    let left = play.stretch.as_ref().and_then(|stretch| stretch.left);
    left.is_some_and(|left| left.how != How::Loop)
}

fn pictures(play: &Play<'_>, whole: &ExpectedStream) -> ExpectedStream {
    let kept = match whole.timing {
        Timing::Carried => by_time(play, whole),
        Timing::MadeUp => by_number(play, whole),
    };
    let mut frames = whole.frames[kept.clone()].to_vec();
    if let (true, Some(first)) = (kept.start > 0, frames.first_mut()) {
        // Whatever is shown first here leans on nothing before it: there is no open group to pardon.
        first.key = true;
    }
    let mut info = whole.info.clone();
    info.start = start(whole);
    info.selected = true;
    ExpectedStream {
        info,
        timing: whole.timing,
        frames,
        sound: Vec::new(),
        undecodable: if kept.start == 0 {
            whole.undecodable
        } else {
            0
        },
        damaged: whole.damaged,
    }
}

fn by_time(play: &Play<'_>, whole: &ExpectedStream) -> Range<usize> {
    let end = whole.frames.len();
    let reach = tolerance(whole);
    let index = |pts: MediaTime| {
        let behind = whole
            .frames
            .partition_point(|frame| frame.pts <= pts.plus(reach));
        behind.saturating_sub(1)
    };
    let Some((first, last)) = first_and_last(play) else {
        return match (is_first(play), was_left(play)) {
            (true, true) => 0..0,
            (true, false) => 0..end,
            (false, _) => end..end,
        };
    };
    let from = if is_first(play) { 0 } else { index(first) };
    let to = if was_left(play) { index(last) + 1 } else { end };
    from..to.clamp(from, end)
}

fn by_number(play: &Play<'_>, whole: &ExpectedStream) -> Range<usize> {
    let end = whole.frames.len();
    if !from_the_beginning(play) {
        return 0..0;
    }
    let seen = play.presented.len() + thrown_away(play).count();
    0..if was_left(play) { seen.min(end) } else { end }
}

fn thrown_away<'p>(play: &'p Play<'_>) -> impl Iterator<Item = (RunTime, MediaTime)> + 'p {
    let late = play
        .discarded
        .iter()
        .filter(|one| one.reason == DiscardReason::Late);
    late.map(|one| (one.due, one.pts))
}

/// Time of the picture that was presented or thrown away first, and the latest of these times.
fn first_and_last(play: &Play<'_>) -> Option<(MediaTime, MediaTime)> {
    let shown = play.presented.iter().map(|one| (one.due, one.pts));
    let first = shown
        .clone()
        .next()
        .into_iter()
        .chain(thrown_away(play))
        .min();
    let last = shown.chain(thrown_away(play)).map(|(_, pts)| pts).max();
    first.map(|(_, pts)| pts).zip(last)
}

fn sound(play: &Play<'_>, whole: &ExpectedStream) -> ExpectedStream {
    let sound = match whole.timing {
        Timing::Carried => clipped(play, whole),
        Timing::MadeUp if from_the_beginning(play) && !was_left(play) => whole.sound.clone(),
        Timing::MadeUp => Vec::new(),
    };
    let mut info = whole.info.clone();
    info.start = start(whole);
    info.selected = true;
    ExpectedStream {
        info,
        timing: whole.timing,
        frames: Vec::new(),
        sound,
        undecodable: whole.undecodable,
        damaged: whole.damaged,
    }
}

fn clipped(play: &Play<'_>, whole: &ExpectedStream) -> Vec<ExpectedSound> {
    let written = play
        .written
        .first()
        .map(|piece| piece.pts)
        .zip(play.sound_end());
    let Some((first, last)) = written else {
        let untouched = is_first(play) && !was_left(play);
        return if untouched {
            whole.sound.clone()
        } else {
            Vec::new()
        };
    };
    let pieces = whole.sound.iter().filter_map(|piece| {
        let from = if is_first(play) {
            piece.from
        } else {
            piece.from.max(first)
        };
        let to = if was_left(play) {
            piece.to.min(last)
        } else {
            piece.to
        };
        let (kept, length) = (to.since(from), piece.to.since(piece.from));
        (kept > Span::ZERO).then(|| ExpectedSound {
            from,
            to,
            packets: share(piece.packets, kept, length),
        })
    });
    pieces.collect()
}

/// As many of `packets` as `kept` is of `length`; at least one.
fn share(packets: u32, kept: Span, length: Span) -> u32 {
    let part = i128::from(packets) * i128::from(kept.nanos()) / i128::from(length.nanos().max(1));
    u32::try_from(part).unwrap_or(packets).max(1)
}

/// Where the stream begins in the whole file.
fn start(stream: &ExpectedStream) -> Option<MediaTime> {
    let first = stream.frames.first().map(|frame| frame.pts);
    let first = first.or_else(|| stream.sound.first().map(|piece| piece.from));
    stream.info.start.or(first)
}
