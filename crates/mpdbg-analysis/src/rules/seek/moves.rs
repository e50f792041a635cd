//! The moves of a play, and what follows each of them.

use mpdbg_model::{ExpectedStream, ExpectedTimeline, MediaTime, SeekMode, Span, Timing};

use crate::Evidence;
use crate::evidence::tolerance;
use crate::states::{How, Reposition};

/// A move with the stretch that it began.
pub(super) struct Move<'e, 'a> {
    pub(super) moved: Reposition,
    pub(super) to: &'e Evidence<'a>,
}

/// Every move, in order.
pub(super) fn moves<'e, 'a>(evidence: &'e Evidence<'a>) -> Vec<Move<'e, 'a>> {
    let stretches = evidence.stretches().iter();
    let moves = stretches.filter_map(|to| {
        let moved = to.play.stretch.as_ref()?.begun?;
        Some(Move { moved, to })
    });
    moves.collect()
}

impl Move<'_, '_> {
    /// What it is, for a person.
    pub(super) fn words(&self) -> String {
        match self.moved.how {
            How::Seek { target, mode } => {
                let kind = match mode {
                    SeekMode::Exact => "seek",
                    SeekMode::Key => "seek to a key frame",
                };
                format!("{kind} at {target}")
            }
            How::Restart => "restart".to_owned(),
            How::Loop => "loop".to_owned(),
            How::Track(stream) => format!("change to audio stream {stream}"),
        }
    }

    /// Media time that was asked for, as far as it is known without the player: the beginning of the
    /// file for restarts and loops.
    pub(super) fn target(&self) -> Option<MediaTime> {
        match self.moved.how {
            How::Seek { target, .. } => Some(target),
            How::Restart | How::Loop => self.to.whole.and_then(|whole| whole.start),
            How::Track(_) => self.moved.from,
        }
    }

    /// What of the sound the file promises from the target on, for the audio stream that is played now:
    /// from when, and for how long.
    pub(super) fn sound(&self) -> Option<(MediaTime, Span)> {
        let stream = whole_audio(self.to).filter(|stream| stream.timing == Timing::Carried)?;
        let first = stream.sound.first()?.from;
        let target = self.target().unwrap_or(first);
        let piece = stream.sound.iter().find(|piece| piece.to > target)?;
        let from = piece.from.max(target);
        Some((from, piece.to.since(from)))
    }
}

/// The pictures of the whole file, where it carries times, or the player makes up the same ones.
pub(super) fn whole_video<'a>(evidence: &Evidence<'a>) -> Option<&'a ExpectedStream> {
    let video = evidence.whole.and_then(ExpectedTimeline::video)?;
    let is_known = video.timing == Timing::Carried || made_up_alike(evidence, video);
    (is_known && !video.frames.is_empty()).then_some(video)
}

fn made_up_alike(evidence: &Evidence<'_>, video: &ExpectedStream) -> bool {
    let reach = tolerance(video);
    let stretches = evidence.stretches().iter();
    let mut shown = stretches.flat_map(|stretch| &stretch.play.presented);
    shown.all(|shown| {
        let next = video
            .frames
            .partition_point(|frame| frame.pts < shown.pts.minus(reach));
        let frame = video.frames.get(next);
        frame.is_some_and(|frame| frame.pts <= shown.pts.plus(reach))
    })
}

/// The sound of the whole file that is played in this stretch.
pub(super) fn whole_audio<'a>(evidence: &Evidence<'a>) -> Option<&'a ExpectedStream> {
    evidence.whole?.stream(evidence.play.audio()?.index)
}

/// The promised pictures as places: which of them is on the screen when.
pub(super) struct Places<'a> {
    stream: &'a ExpectedStream,
    reach: Span,
    /// The first picture that a decoder can begin with.
    first_key: usize,
}

impl<'a> Places<'a> {
    /// Nothing where no pictures with times are promised.
    pub(super) fn of(evidence: &Evidence<'a>) -> Option<Self> {
        let stream = whole_video(evidence)?;
        let first_key = stream.frames.iter().position(|frame| frame.key);
        Some(Self {
            stream,
            reach: tolerance(stream),
            first_key: first_key.unwrap_or(0),
        })
    }

    /// Number of the picture on the screen at `at`; the first one before the pictures begin.
    pub(super) fn on_screen(&self, at: MediaTime) -> usize {
        let frames = &self.stream.frames;
        frames
            .partition_point(|frame| frame.pts <= at)
            .saturating_sub(1)
    }

    /// Number of the picture that carries the time `pts`.
    pub(super) fn number(&self, pts: MediaTime) -> usize {
        self.on_screen(pts.plus(self.reach))
    }

    /// Its time.
    pub(super) fn time(&self, number: usize) -> MediaTime {
        let last = self.stream.frames.len() - 1;
        self.stream.frames[number.min(last)].pts
    }

    pub(super) const fn count(&self) -> usize {
        self.stream.frames.len()
    }

    fn is_key(&self, number: usize) -> bool {
        self.stream
            .frames
            .get(number)
            .is_some_and(|frame| frame.key)
    }

    /// The pictures that a move may land on, the first and the last; nothing where none is to follow.
    pub(super) fn right(
        &self,
        moved: &Reposition,
        before: Option<MediaTime>,
    ) -> Option<(usize, usize)> {
        let (first, last) = match (moved.how, before) {
            (
                How::Seek {
                    target,
                    mode: SeekMode::Exact,
                },
                _,
            ) => self.around(target),
            (
                How::Seek {
                    target,
                    mode: SeekMode::Key,
                },
                _,
            ) => {
                let (_, latest) = self.around(target);
                let is_key = |number: &usize| self.is_key(*number);
                let mut keys = (0..=latest).rev().filter(is_key);
                let nearest = keys.next().unwrap_or(0);
                // Behind the pictures whose key frame an edit list hides there is none before that.
                (keys.next().unwrap_or(0), nearest)
            }
            (How::Restart | How::Loop, _) => (0, 0),
            (How::Track(_), Some(before)) => {
                let next = self.number(before) + 1;
                (next < self.count()).then_some((next, next))?
            }
            (How::Track(_), None) => self.around(moved.from?),
        };
        let begin = self.first_key;
        Some((
            first,
            if first <= begin {
                last.max(begin)
            } else {
                last
            },
        ))
    }

    /// True when a key seek has to land on this picture or on none: every picture between the right
    /// ones that is no key frame is wrong.
    pub(super) fn is_wrong_kind(&self, moved: &Reposition, number: usize) -> bool {
        let key = matches!(
            moved.how,
            How::Seek {
                mode: SeekMode::Key,
                ..
            }
        );
        key && number > self.first_key && !self.is_key(number)
    }

    /// The picture on the screen at `at`; two where times are made up and may be rounded otherwise.
    fn around(&self, at: MediaTime) -> (usize, usize) {
        let rounded = match self.stream.timing {
            Timing::Carried => Span::ZERO,
            Timing::MadeUp => Span::from_nanos(1000),
        };
        (
            self.on_screen(at.minus(rounded)),
            self.on_screen(at.plus(rounded)),
        )
    }
}
