//! Where sound is lacking or doubled.

use mpdbg_model::{
    EventRange, ExpectedSound, ExpectedStream, MediaTime, RunRange, Span, StreamKind, Timing,
};

use crate::Profile;
use crate::states::{Piece, Play};

/// What is wrong with a place of the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoleKind {
    /// Expected sound that was never written.
    Lost,
    /// As `Lost`, and nothing was written after it.
    Tail,
    /// Sound that was written twice.
    Doubled,
}

/// A place where sound is lacking or doubled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// What is wrong.
    pub kind: HoleKind,
    /// Where it begins; absent when only the length is known, since the times are made up.
    pub from: Option<MediaTime>,
    /// How long it is.
    pub length: Span,
    /// Between which moments, where something was written on either side.
    pub run: Option<RunRange>,
    /// The events on either side.
    pub events: Option<EventRange>,
}

/// How much may lack before it is a hole.
struct Allowance {
    /// Between two written pieces.
    inside: Span,
    /// At the beginning and at the end: decoders keep back or trim up to two packets.
    ends: Span,
}

impl Hole {
    /// The holes of `play`, in the order of what was written.
    pub(crate) fn find(play: &Play<'_>, stream: &ExpectedStream, profile: &Profile) -> Vec<Self> {
        let reports = play.caps.is_some_and(|caps| caps.audio_written);
        if !reports || stream.sound.is_empty() {
            return Vec::new();
        }
        let allowed = Allowance::of(stream, profile);
        if stream.timing == Timing::MadeUp {
            return by_length(play, stream, &allowed).into_iter().collect();
        }
        let mut holes = Vec::new();
        let (Some(first), Some(last)) = (play.written.first(), play.sound_end()) else {
            if play.complete() {
                lost(&mut holes, stream, None, None, allowed.ends);
            }
            return holes;
        };
        lost(
            &mut holes,
            stream,
            None,
            Some(Side::before(first)),
            allowed.ends,
        );
        between(&mut holes, play, stream, &allowed);
        if let (true, Some(piece)) = (play.complete(), play.written.last()) {
            let side = Side { time: last, piece };
            lost(&mut holes, stream, Some(side), None, allowed.ends);
        }
        holes
    }
}

impl Allowance {
    fn of(stream: &ExpectedStream, profile: &Profile) -> Self {
        let gap = Profile::span(profile.gap_ms);
        let length: i64 = stream
            .sound
            .iter()
            .map(|piece| length_of(piece).nanos())
            .sum();
        let packets: i64 = stream
            .sound
            .iter()
            .map(|piece| i64::from(piece.packets))
            .sum();
        let packet = Span::from_nanos(length / packets.max(1));
        // Where a tick is about as long as a packet, packets are counted and not measured.
        let jitter = stream
            .info
            .time_base
            .tick()
            .times(2)
            .min(packet.half())
            .max(Span::from_millis(5));
        let most_of_a_packet = Span::from_nanos(packet.nanos() / 4 * 3);
        Self {
            inside: most_of_a_packet.max(jitter).min(gap.max(jitter)),
            ends: packet.times(2).plus(gap),
        }
    }
}

/// The edge of what was written.
#[derive(Clone, Copy)]
struct Side<'p> {
    time: MediaTime,
    piece: &'p Piece,
}

impl<'p> Side<'p> {
    const fn before(piece: &'p Piece) -> Self {
        Self {
            time: piece.pts,
            piece,
        }
    }
}

fn between(holes: &mut Vec<Hole>, play: &Play<'_>, stream: &ExpectedStream, allowed: &Allowance) {
    let mut pieces = play.written.iter();
    let Some(mut last) = pieces.next() else {
        return;
    };
    let mut end = last.end();
    // How far the file's own times leapt last, and where: Vorbis in Ogg leaps ahead where its blocks
    // become shorter, and the next block takes that back.
    let mut leapt = (end, Span::ZERO);
    for piece in pieces {
        let step = piece.pts.since(end);
        if step > allowed.inside {
            leapt = (piece.end(), step.plus(allowed.inside));
            let (left, right) = (
                Side {
                    time: end,
                    piece: last,
                },
                Side::before(piece),
            );
            lost(holes, stream, Some(left), Some(right), allowed.inside);
            end = piece.end();
        } else if step.plus(allowed.inside) < Span::ZERO {
            let is_taken_back = leapt.0 == end && end.since(piece.pts) <= leapt.1;
            if !is_taken_back && !is_the_files_own(play, stream, piece.pts) {
                holes.push(doubled(last, piece, end));
            }
            end = piece.end();
        } else {
            end = end.max(piece.end());
        }
        last = piece;
    }
}

/// Adds what `stream` promises between two edges and is longer than `allowed`. Without a left edge
/// that is everything before the right one, and the other way round.
fn lost(
    holes: &mut Vec<Hole>,
    stream: &ExpectedStream,
    left: Option<Side<'_>>,
    right: Option<Side<'_>>,
    allowed: Span,
) {
    let first = left.map_or(0, |left| {
        stream.sound.partition_point(|piece| piece.to <= left.time)
    });
    for piece in &stream.sound[first..] {
        let from = left.map_or(piece.from, |left| left.time.max(piece.from));
        let to = right.map_or(piece.to, |right| right.time.min(piece.to));
        if right.is_some_and(|right| piece.from >= right.time) {
            break;
        }
        let length = to.since(from);
        if length > allowed {
            let kind = if right.is_some() {
                HoleKind::Lost
            } else {
                HoleKind::Tail
            };
            let (run, events) = sides(left, right);
            holes.push(Hole {
                kind,
                from: Some(from),
                length,
                run,
                events,
            });
        }
    }
}

fn sides(
    left: Option<Side<'_>>,
    right: Option<Side<'_>>,
) -> (Option<RunRange>, Option<EventRange>) {
    let ends = left.or(right).zip(right.or(left));
    let run = ends.map(|(left, right)| RunRange {
        from: left.piece.at,
        to: right.piece.at,
    });
    let events = ends.map(|(left, right)| EventRange {
        first: left.piece.event,
        last: right.piece.event,
    });
    (run, events)
}

fn doubled(last: &Piece, piece: &Piece, end: MediaTime) -> Hole {
    Hole {
        kind: HoleKind::Doubled,
        from: Some(piece.pts),
        length: end.since(piece.pts),
        run: Some(RunRange {
            from: last.at,
            to: piece.at,
        }),
        events: Some(EventRange {
            first: last.event,
            last: piece.event,
        }),
    }
}

/// True when the file itself goes back here: the player said so, or a promised piece begins here
/// while another one is not over.
fn is_the_files_own(play: &Play<'_>, stream: &ExpectedStream, at: MediaTime) -> bool {
    let near = |time: MediaTime| time.since(at).abs() <= Span::from_millis(50);
    let said = play
        .discontinuities
        .iter()
        .any(|leap| leap.stream == Some(StreamKind::Audio) && near(leap.found));
    said || stream
        .sound
        .windows(2)
        .any(|pair| pair[1].from < pair[0].to && near(pair[1].from))
}

/// Where times are made up only the whole lengths can be held against each other.
fn by_length(play: &Play<'_>, stream: &ExpectedStream, allowed: &Allowance) -> Option<Hole> {
    let promised: i64 = stream
        .sound
        .iter()
        .map(|piece| length_of(piece).nanos())
        .sum();
    let written: i64 = play
        .written
        .iter()
        .map(|piece| piece.duration.nanos())
        .sum();
    let length = Span::from_nanos(promised.saturating_sub(written));
    (play.complete() && length > allowed.ends).then_some(Hole {
        kind: HoleKind::Lost,
        from: None,
        length,
        run: None,
        events: None,
    })
}

const fn length_of(piece: &ExpectedSound) -> Span {
    piece.to.since(piece.from)
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{Caps, ContentHash, Event, RunTime, StreamInfo, TimeBase, What};

    use super::*;

    fn at(micros: i64) -> MediaTime {
        MediaTime::from_nanos(micros * 1000)
    }

    fn vorbis() -> StreamInfo {
        StreamInfo {
            index: 0,
            kind: StreamKind::Audio,
            selected: true,
            codec: "vorbis".to_owned(),
            profile: String::new(),
            time_base: TimeBase {
                num: 1,
                den: 44_100,
            },
            start: None,
            duration: None,
            frames: None,
            bit_rate: None,
            language: String::new(),
            video: None,
            audio: None,
        }
    }

    /// Holes of pieces that were written, begin and length in microseconds, where the file promises
    /// sound from 0 to 265.578 ms and from 275.737 ms on.
    fn holes(pieces: &[(i64, i64)]) -> Vec<Hole> {
        let stream = ExpectedStream {
            info: vorbis(),
            timing: Timing::Carried,
            frames: Vec::new(),
            sound: [(0, 265_578, 25), (275_737, 400_000, 9)]
                .map(|(from, to, packets)| ExpectedSound {
                    from: at(from),
                    to: at(to),
                    packets,
                })
                .into(),
            undecodable: 0,
            damaged: 0,
        };
        let written = pieces.iter().map(|&(from, length)| What::AudioWritten {
            pts: at(from),
            samples: 1,
            duration: Span::from_nanos(length * 1000),
            hash: ContentHash::None,
        });
        let told = [
            What::CapsReported(Caps::ALL),
            What::StreamFound(Box::new(vorbis())),
            What::PlayStarted { from: at(0) },
        ];
        let events: Vec<Event> = told
            .into_iter()
            .chain(written)
            .map(|what| Event {
                at: RunTime::ZERO,
                what,
            })
            .collect();
        Hole::find(&Play::of(&events), &stream, &Profile::default())
    }

    #[test]
    fn a_leap_of_the_files_times_may_be_taken_back() {
        let blocks = [
            (0, 265_578),
            (275_737, 13_061),
            (278_639, 2902),
            (281_542, 13_061),
        ];
        assert_eq!(holes(&blocks), []);
        let twice = [(0, 265_578), (275_737, 13_061), (260_000, 13_061)];
        assert_eq!(holes(&twice).len(), 1);
        let later = [(0, 200_000), (190_000, 75_578), (275_737, 13_061)];
        assert_eq!(holes(&later).len(), 1);
    }
}
