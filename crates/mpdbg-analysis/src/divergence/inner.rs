//! What only the player knows: decoding, scheduling, queues, and when it did that.

use mpdbg_model::{Event, MediaTime, Span, What};

use super::align::{Aligned, align};
use super::emitter::{Emitter, Told};
use super::lanes::Lane;
use super::pace::{Delays, Pace};
use super::pictures::unlike;
use super::stretches::Segment;
use super::{DivergenceKind as Kind, DivergenceSide as Side};

/// When things happen inside the player: the same as on the other side, but for the delays that can be
/// seen and heard.
pub(super) struct Timing<'d> {
    delays: &'d Delays,
    pace: (Pace, Option<usize>),
}

impl<'d> Timing<'d> {
    pub(super) const fn new(emit: &Emitter<'_>, segment: Segment, delays: &'d Delays) -> Self {
        Self {
            delays,
            pace: (Pace::new(emit.tolerance, segment.delay), None),
        }
    }

    /// Takes a pair. On the real clock it says nothing when something happens inside the player.
    pub(super) fn take(&mut self, emit: &mut Emitter<'_>, lane: Lane, pair: (usize, usize)) {
        if emit.tolerance.real {
            return;
        }
        let one = emit.before.event(lane, pair.0);
        let delay = emit.after.event(lane, pair.1).at.since(one.at);
        if !self.pace.0.is_open() {
            if delay == self.pace.0.level() {
                return;
            }
            if self.delays.contains(&delay) {
                self.pace.0 = Pace::new(emit.tolerance, delay);
                return;
            }
        }
        let media = media_of(one, emit.after.event(lane, pair.1));
        emit.pace(&mut self.pace, lane, pair, |_| {
            Told::new(Kind::Scheduling, media)
        });
    }

    /// The lane ends.
    pub(super) fn settle(&mut self, emit: &mut Emitter<'_>) {
        emit.settle(&mut self.pace);
    }
}

/// Media time of two events that belong together: the earlier one.
pub(super) fn media_of(one: &Event, other: &Event) -> Option<MediaTime> {
    let (one, other) = (media(one), media(other));
    one.zip(other)
        .map(|(one, other)| one.min(other))
        .or(one.or(other))
}

/// Media time of an event, if it has one.
pub(super) fn media(event: &Event) -> Option<MediaTime> {
    match &event.what {
        What::FrameDecoded { pts, .. }
        | What::AudioDecoded { pts, .. }
        | What::DecodeTook { pts, .. }
        | What::PacketDamaged { pts, .. } => *pts,
        What::FrameNotReturned { after, .. } => *after,
        What::DecodeFailed(failure) => failure.pts,
        What::FrameScheduled { pts, .. }
        | What::FramePresented { pts, .. }
        | What::FrameDiscarded { pts, .. }
        | What::AudioWritten { pts, .. }
        | What::SilenceWritten { pts, .. } => Some(*pts),
        What::AudioPlayed { position }
        | What::UnderrunOccurred { position, .. }
        | What::PlayEnded { position, .. }
        | What::Paused { position }
        | What::Resumed { position }
        | What::SeekAnswered { position }
        | What::RateChanged { position, .. }
        | What::AudioTrackSelected { position, .. } => Some(*position),
        What::SeekAsked { target, .. } => Some(*target),
        What::PlayStarted { from } => Some(*from),
        What::ClocksRead { video, master, .. } => Some(video.unwrap_or(*master)),
        What::PictureMarkRead { time, .. } | What::SoundMarkRead { time, .. } => Some(*time),
        What::DiscontinuityFound { expected, .. } => Some(*expected),
        _ => None,
    }
}

/// Compares what the decoders gave, what was scheduled and what was thrown away in a segment.
pub(super) fn inner(emit: &mut Emitter<'_>, segment: Segment, delays: &Delays) {
    if segment.lacks().is_some() {
        return;
    }
    for lane in [
        Lane::Decoded,
        Lane::SoundDecoded,
        Lane::Scheduled,
        Lane::Thrown,
    ] {
        let mut timing = Timing::new(emit, segment, delays);
        let unlike = unlike(emit, lane, segment);
        walk(emit, lane, unlike, |emit, pair| {
            compare(emit, lane, pair, delays);
            timing.take(emit, lane, pair);
        });
        timing.settle(emit);
    }
}

/// Compares what the whole play cost, and the levels of the queues.
pub(super) fn work(emit: &mut Emitter<'_>) {
    for lane in [Lane::Work, Lane::Queues] {
        let whole = (
            0..emit.before.lane(lane).len(),
            0..emit.after.lane(lane).len(),
        );
        let unlike = emit.unlike(lane, Span::ZERO, whole);
        walk(emit, lane, unlike, |emit, pair| {
            compare(emit, lane, pair, &Delays::new());
        });
    }
}

/// Aligns a lane; what one side lacks is of the lane's own kind.
pub(super) fn walk(
    emit: &mut Emitter<'_>,
    lane: Lane,
    (ones, others): (std::ops::Range<usize>, std::ops::Range<usize>),
    mut pair: impl FnMut(&mut Emitter<'_>, (usize, usize)),
) {
    let (before, after) = (emit.before, emit.after);
    let tell = |step| {
        emit.next();
        match step {
            Aligned::Pair(i, j) => pair(emit, (i, j)),
            Aligned::Gap(ones, others) => {
                for at in ones.clone() {
                    let told = told(before.event(lane, at));
                    emit.lack(lane, Side::After, (at, others.end), told);
                }
                for at in others {
                    let told = told(after.event(lane, at));
                    emit.lack(lane, Side::Before, (at, ones.end), told);
                }
            }
        }
    };
    align(
        (ones, |at| before.key(lane, at)),
        (others, |at| after.key(lane, at)),
        tell,
    );
}

/// What it is when an event is lacking.
fn told(event: &Event) -> Told {
    let kind = match &event.what {
        What::Opened(_)
        | What::OpenFailed(_)
        | What::StreamFound(_)
        | What::ParametersChanged(_)
        | What::ScenarioBegun(_)
        | What::ScenarioRefused { .. } => Kind::Streams,
        What::CapsReported(_) | What::DeviceOpened(_) => Kind::Device,
        What::UnderrunOccurred { .. } => Kind::Underrun,
        What::ClocksRead { .. } => Kind::Clock,
        What::LogWritten(_) => Kind::Log,
        What::DiscontinuityFound { .. }
        | What::PacketDamaged { .. }
        | What::DecodeFailed(_)
        | What::ReadFailed(_) => Kind::Damage,
        What::PictureMarkRead { .. }
        | What::PictureMarkUnread
        | What::SoundMarkRead { .. }
        | What::SoundMarkUnread { .. } => Kind::Mark,
        What::FrameDecoded { .. } | What::FrameNotReturned { .. } | What::AudioDecoded { .. } => {
            Kind::Decoding
        }
        What::DecodeTook { .. } | What::ReadBlocked { .. } | What::MachineStalled { .. } => {
            Kind::Work
        }
        What::PlayEnded { .. } | What::AttemptEnded(_) => Kind::Ending,
        What::CountersReported(_) => Kind::Counters,
        _ => Kind::Scheduling,
    };
    Told::new(kind, media(event))
}

/// Compares two events that belong together, their times aside.
fn compare(emit: &mut Emitter<'_>, lane: Lane, pair: (usize, usize), delays: &Delays) {
    let (one, other) = (
        emit.before.event(lane, pair.0),
        emit.after.event(lane, pair.1),
    );
    let same = match (&one.what, &other.what) {
        (
            What::FrameScheduled {
                due: was, delay, ..
            },
            What::FrameScheduled {
                due: is,
                delay: now,
                ..
            },
        ) => {
            let by = is.since(*was);
            delay == now && (by == Span::ZERO || delays.contains(&by))
        }
        (What::FrameDiscarded { reason, .. }, What::FrameDiscarded { reason: other, .. }) => {
            reason == other
        }
        (one, other) => one == other,
    };
    if !same {
        let media = media_of(one, other);
        emit.differ(lane, pair, Told { media, ..told(one) });
    }
}
