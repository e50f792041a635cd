//! Everything that a rule may look at.

use std::cell::OnceCell;

use mpdbg_model::{
    ExpectedFrame, ExpectedStream, ExpectedTimeline, MediaTime, Reference, RunTime, Span,
    StreamInfo, Timing,
};

use super::content::{Content, contents};
use super::offsets::Offset;
use super::window::window;
use crate::states::Play;
use crate::{Fate, Hole, Known, Matching, Profile};

/// What was played, what was promised, and how the two match; made once for all rules.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// What was played.
    pub play: &'a Play<'a>,
    /// What the file promises; absent where it was not probed.
    pub expected: Option<&'a ExpectedTimeline>,
    /// What the whole file promises, where this is a stretch of a play; else the same.
    pub whole: Option<&'a ExpectedTimeline>,
    /// What its pictures and its sound are; absent where it was not decoded for reference.
    pub reference: Option<&'a Reference>,
    /// Thresholds.
    pub profile: &'a Profile,
    /// What became of every picture that the file promises; absent where nothing is promised, and for
    /// a play of several stretches as a whole.
    pub pictures: Option<Matching>,
    /// Where sound is lacking or doubled, in order of the media.
    pub holes: Vec<Hole>,
    /// The usual distance between two pictures; zero when there are fewer than two and the container
    /// states no rate.
    pub frame: Span,
    /// What is in each presented picture; empty where neither marks nor a reference tell.
    pub(super) contents: Vec<Content>,
    /// Found when a rule asks for them first.
    pub(super) offsets: OnceCell<Vec<Offset>>,
    parts: Vec<Self>,
}

/// A stretch of a play, with what the file promises for it.
#[derive(Debug)]
pub struct Part<'e> {
    play: Play<'e>,
    expected: Option<ExpectedTimeline>,
}

impl<'e> Part<'e> {
    /// The stretches of `play`; none when it is a single one.
    pub fn all(play: &Play<'e>, expected: Option<&ExpectedTimeline>) -> Vec<Self> {
        let video = expected.and_then(ExpectedTimeline::video);
        let promised = video.filter(|stream| stream.timing == Timing::Carried);
        let stretches = play.stretches(promised).into_iter();
        let parts = stretches.map(|play| Self {
            expected: expected.map(|whole| window(&play, whole)),
            play,
        });
        parts.collect()
    }
}

impl<'a> Evidence<'a> {
    /// Holds `play` against what is known of its sample. `parts` are its own stretches: when there are
    /// some, pictures and sound are matched in each of them, and not in the play as a whole.
    pub fn new(
        play: &'a Play<'a>,
        parts: &'a [Part<'a>],
        known: Known<'a>,
        profile: &'a Profile,
    ) -> Self {
        let frame = usual_distance(play, known.expected.and_then(ExpectedTimeline::video));
        if parts.is_empty() {
            return Self::matched(play, known, profile, frame);
        }
        let of_part = |part: &'a Part<'a>| {
            let expected = part.expected.as_ref();
            let whole = known.expected;
            let known = Known { expected, ..known };
            Self {
                whole,
                ..Self::matched(&part.play, known, profile, frame)
            }
        };
        Self {
            parts: parts.iter().map(of_part).collect(),
            ..Self::unmatched(play, known, profile, frame)
        }
    }

    fn matched(play: &'a Play<'a>, known: Known<'a>, profile: &'a Profile, frame: Span) -> Self {
        let video = known.expected.and_then(ExpectedTimeline::video);
        let audio = known.expected.and_then(ExpectedTimeline::audio);
        Self {
            pictures: video.map(|stream| Matching::of(play, stream, profile)),
            holes: audio.map_or_else(Vec::new, |stream| Hole::find(play, stream, profile)),
            contents: contents(play, video, known.reference, frame),
            ..Self::unmatched(play, known, profile, frame)
        }
    }

    const fn unmatched(
        play: &'a Play<'a>,
        known: Known<'a>,
        profile: &'a Profile,
        frame: Span,
    ) -> Self {
        Self {
            play,
            expected: known.expected,
            whole: known.expected,
            reference: known.reference,
            profile,
            pictures: None,
            holes: Vec::new(),
            frame,
            contents: Vec::new(),
            offsets: OnceCell::new(),
            parts: Vec::new(),
        }
    }

    /// The evidence of each stretch; of the play itself where it is a single one.
    pub fn stretches(&self) -> &[Self] {
        if self.parts.is_empty() {
            std::slice::from_ref(self)
        } else {
            &self.parts
        }
    }

    /// True for the last stretch, and for a play that is a single one.
    pub fn is_last(&self) -> bool {
        self.play
            .stretch
            .as_ref()
            .is_none_or(|stretch| stretch.last)
    }

    /// The video stream that the file promises.
    pub fn video(&self) -> Option<&'a ExpectedStream> {
        self.expected.and_then(ExpectedTimeline::video)
    }

    /// The audio stream that the file promises.
    pub fn audio(&self) -> Option<&'a ExpectedStream> {
        self.expected.and_then(ExpectedTimeline::audio)
    }

    /// End of an expected picture; the usual distance stands in for an unknown length.
    pub fn end_of(&self, frame: &ExpectedFrame) -> MediaTime {
        let length = if frame.duration > Span::ZERO {
            frame.duration
        } else {
            self.frame
        };
        frame.pts.plus(length)
    }

    /// End of the last picture that was presented or thrown away in order.
    pub fn pictures_end(&self) -> Option<MediaTime> {
        let (matching, stream) = (self.pictures.as_ref()?, self.video()?);
        let last = matching.fates.iter().rposition(Fate::is_seen)?;
        stream.frames.get(last).map(|frame| self.end_of(frame))
    }

    /// End of all that the packets of the file hold.
    pub fn packets_end(&self) -> Option<MediaTime> {
        let pictures = self.video().and_then(|stream| stream.frames.last());
        let pictures = pictures.map(|frame| self.end_of(frame));
        let sound = self.audio().and_then(|stream| stream.sound.last());
        pictures.max(sound.map(|piece| piece.to))
    }

    /// The picture expected at or before `at`, if the file carries times.
    pub fn frame_at(&self, at: MediaTime) -> Option<&'a ExpectedFrame> {
        let stream = self.video()?;
        if stream.timing == Timing::MadeUp {
            return None;
        }
        let after = stream.frames.partition_point(|frame| frame.pts <= at);
        stream.frames.get(after.checked_sub(1)?)
    }

    /// Lateness from which a picture is late, and earliness from which it is early: at least `floor`
    /// milliseconds and half a picture, at the speed of that moment.
    #[inline]
    pub fn slack(&self, floor: i64, at: RunTime) -> Span {
        let half = self.frame.half();
        let tempo = &self.play.course.tempo;
        let half = if tempo.is_usual() {
            half
        } else {
            tempo.run(half, at)
        };
        Span::from_millis(floor).max(half)
    }
}

/// From the container's frame rate, or the average of what is there.
fn usual_distance(play: &Play<'_>, expected: Option<&ExpectedStream>) -> Span {
    let stated = expected
        .map(|stream| &stream.info)
        .or_else(|| play.video())
        .and_then(rate);
    stated
        .or_else(|| expected.and_then(average))
        .unwrap_or_else(|| {
            let first_and_last = play.presented.first().zip(play.presented.last());
            first_and_last.map_or(Span::ZERO, |(first, last)| {
                per_step(last.pts.since(first.pts), play.presented.len())
            })
        })
}

fn rate(info: &StreamInfo) -> Option<Span> {
    let (num, den) = info.video.as_ref()?.frame_rate;
    (num > 0 && den > 0)
        .then(|| Span::from_nanos((u64::from(den) * 1_000_000_000 / u64::from(num)) as i64))
}

fn average(stream: &ExpectedStream) -> Option<Span> {
    let (first, last) = stream.frames.first().zip(stream.frames.last())?;
    let distance = per_step(last.pts.since(first.pts), stream.frames.len());
    (distance > Span::ZERO).then_some(distance)
}

fn per_step(length: Span, marks: usize) -> Span {
    let steps = marks.saturating_sub(1).max(1);
    Span::from_nanos(length.nanos().max(0) / steps as i64)
}
