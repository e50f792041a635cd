//! The arrays that the rules read.

use mpdbg_model::{
    AudioDevice, Caps, Container, DeviceKind, DiscardReason, EndReason, Failure, LogLine,
    MediaTime, Outcome, PlayerCounters, Resources, RunTime, Span, StreamInfo, StreamKind,
};

use super::course::{Course, How};
use super::marks::Marks;
use super::strain::Strain;
use super::stretch::Stretch;
use super::told::Told;

/// One attempt at a sample as plain arrays, each in the order of the events. `event` fields are the
/// number of the event in the recording, from 0.
#[derive(Clone, Debug, Default)]
pub struct Play<'e> {
    /// Number of events.
    pub events: u64,
    /// Time of the last event.
    pub last_at: RunTime,
    /// The container, once it was opened.
    pub container: Option<&'e Container>,
    /// Why the sample could not be opened.
    pub open_failure: Option<Noted<&'e Failure>>,
    /// The streams of the container.
    pub streams: Vec<&'e StreamInfo>,
    /// What the player can report; absent when it never said.
    pub caps: Option<Caps>,
    /// The sound device.
    pub device: Option<&'e AudioDevice>,
    /// When the clock started to run.
    pub started: Option<Started>,
    /// When the player said that the play is over.
    pub ended: Option<Ended>,
    /// How the attempt ended; absent when the recording was never sealed.
    pub outcome: Option<Noted<&'e Outcome>>,
    /// Pictures that the decoder returned.
    pub decoded: Vec<Decoded>,
    /// Pictures that were presented.
    pub presented: Vec<Presented>,
    /// Pictures that the player threw away.
    pub discarded: Vec<Discarded>,
    /// Pictures that were asked for when they were due already.
    pub overdue: Vec<Overdue>,
    /// Where the decoder returned no picture.
    pub not_returned: Vec<NotReturned>,
    /// Damage of pictures and sound.
    pub damage: Vec<Damage<'e>>,
    /// Sound that the decoder returned, where it gave a time; only where playing moved, and of a stretch there
    /// is none.
    pub(super) sounded: Vec<Sounded>,
    /// Sound of the sample that was handed to the device.
    pub written: Vec<Piece>,
    /// Silence that was handed to the device to fill gaps.
    pub silence: Vec<Piece>,
    /// What the device reported as heard.
    pub played: Vec<Position>,
    /// Where the device ran dry.
    pub underruns: Vec<Underrun>,
    /// Readings of the clocks.
    pub clocks: Vec<Reading>,
    /// When all packet queues were measured empty.
    pub starved: Vec<RunTime>,
    /// Leaps of the time stamps, as the player saw them.
    pub discontinuities: Vec<Discontinuity>,
    /// Changes of the decoder's output.
    pub changed: Vec<Noted<&'e StreamInfo>>,
    /// Failures to read the container.
    pub read_failures: Vec<Noted<&'e Failure>>,
    /// Log lines.
    pub logs: Vec<Noted<&'e LogLine>>,
    /// When streams were at their end: the stream's index.
    pub drained: Vec<Noted<u16>>,
    /// Events that the state did not allow, and why.
    pub violations: Vec<Noted<&'static str>>,
    /// What took the player time.
    pub strains: Vec<Strain>,
    /// What was done to the play.
    pub course: Course<'e>,
    /// Where this is a stretch of a longer play: which one.
    pub stretch: Option<Stretch>,
    /// What was read in the content of a marked sample.
    pub marks: Marks,
    /// What the player says it counted.
    pub counted: Option<Noted<PlayerCounters>>,
    /// What the process used; on the real clock only.
    pub resources: Vec<Noted<&'e Resources>>,
    /// The events themselves.
    pub told: Told<'e>,
}

impl<'e> Play<'e> {
    /// The video stream that is played.
    pub fn video(&self) -> Option<&'e StreamInfo> {
        self.selected(StreamKind::Video)
    }

    /// The audio stream that is played.
    pub fn audio(&self) -> Option<&'e StreamInfo> {
        let chosen = self.stretch.as_ref().and_then(|stretch| stretch.audio);
        match chosen {
            Some(index) => self.streams.iter().copied().find(|it| it.index == index),
            None => self.selected(StreamKind::Audio),
        }
    }

    fn selected(&self, kind: StreamKind) -> Option<&'e StreamInfo> {
        let mut streams = self.streams.iter().copied();
        streams.find(|stream| stream.selected && stream.kind == kind)
    }

    /// True when the player came to its own end: then what is not there is missing. A play that was
    /// cut short (a crash, a time limit, a stop on request, a recording without an end) is judged only
    /// as far as it came; so is a stretch that was left for another place. One that was followed by a
    /// loop came to its end.
    pub fn complete(&self) -> bool {
        if let Some(left) = self.stretch.as_ref().and_then(|stretch| stretch.left) {
            return left.how == How::Loop;
        }
        let finished = matches!(
            self.outcome,
            Some(Noted {
                what: Outcome::Finished,
                ..
            })
        );
        let stopped = matches!(
            self.ended,
            Some(Ended {
                reason: EndReason::Stopped | EndReason::ScenarioStopped,
                ..
            })
        );
        finished && !stopped
    }

    /// End of the sound that was handed to the device.
    pub fn sound_end(&self) -> Option<MediaTime> {
        self.written.iter().map(Piece::end).max()
    }

    /// Until when a real device settles; the beginning of the recording where it is simulated.
    pub fn settled_at(&self, settle: Span) -> RunTime {
        match (self.device, self.started) {
            (
                Some(AudioDevice {
                    kind: DeviceKind::Real,
                    ..
                }),
                Some(started),
            ) => started.at.plus(settle),
            _ => RunTime::ZERO,
        }
    }
}

/// Something with its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted<T> {
    /// Number of the event.
    pub event: u64,
    /// When it happened.
    pub at: RunTime,
    /// What it says.
    pub what: T,
}

/// The start of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    /// Number of the event.
    pub event: u64,
    /// When it happened.
    pub at: RunTime,
    /// Media time that the clock showed.
    pub from: MediaTime,
}

/// The end that the player declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Number of the event.
    pub event: u64,
    /// When it happened.
    pub at: RunTime,
    /// Why.
    pub reason: EndReason,
    /// Media time of the master clock.
    pub position: MediaTime,
}

/// A picture that the decoder returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Number of the event.
    pub event: u64,
    /// Presentation time; absent when the decoder gave none.
    pub pts: Option<MediaTime>,
}

/// Sound that the decoder returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sounded {
    /// Number of the event.
    pub(super) event: u64,
    /// Presentation time.
    pub(super) pts: MediaTime,
}

/// A picture that was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presented {
    /// Number of the event; the content hash is there.
    pub event: u64,
    /// Presentation time.
    pub pts: MediaTime,
    /// When it was due.
    pub due: RunTime,
    /// When it was presented.
    pub at: RunTime,
}

impl Presented {
    /// How late it was; negative when it was early.
    pub const fn lateness(&self) -> Span {
        self.at.since(self.due)
    }
}

/// A picture that the player threw away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discarded {
    /// Number of the event.
    pub event: u64,
    /// Presentation time.
    pub pts: MediaTime,
    /// When it was due.
    pub due: RunTime,
    /// When it was thrown away.
    pub at: RunTime,
    /// Why.
    pub reason: DiscardReason,
    /// Pictures presented before, so that runs of discards can be told apart.
    pub presented_before: u32,
}

/// A picture that was asked for when it was due already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Number of the event.
    pub event: u64,
    /// Presentation time.
    pub pts: MediaTime,
    /// When it was asked for.
    pub at: RunTime,
    /// How much too late; positive.
    pub by: Span,
}

/// A place where the decoder returned no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotReturned {
    /// Number of the event.
    pub event: u64,
    /// When it happened.
    pub at: RunTime,
    /// Presentation time of the last picture before it.
    pub after: Option<MediaTime>,
    /// Pictures decoded before, so that runs can be told apart.
    pub decoded_before: u32,
}

/// How damage showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamageKind {
    /// The decoder marked what it returned; FFmpeg's error flags, 0 when only flagged corrupt.
    Marked(u8),
    /// The demuxer marked a packet.
    Packet,
    /// The decoder refused a packet or returned an error.
    Failed,
    /// The decoder could not be opened.
    NoDecoder,
}

/// Damage of a picture or of sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage<'e> {
    /// Number of the event.
    pub event: u64,
    /// When it happened.
    pub at: RunTime,
    /// Kind of the stream; absent when the stream was never found.
    pub stream: Option<StreamKind>,
    /// Where, as the event says.
    pub pts: Option<MediaTime>,
    /// Where, or what the decoder had returned last when the event does not say.
    pub near: Option<MediaTime>,
    /// How it showed.
    pub kind: DamageKind,
    /// The library's words, if any; untrusted text.
    pub words: Option<&'e str>,
    /// Undamaged pictures (or pieces of sound) before, so that runs of damage can be told apart.
    pub clean_before: u32,
}

/// A piece of sound or silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Number of the event.
    pub event: u64,
    /// When it was handed to the device.
    pub at: RunTime,
    /// Presentation time of its beginning.
    pub pts: MediaTime,
    /// Its length.
    pub duration: Span,
}

impl Piece {
    /// Presentation time of its end.
    pub const fn end(&self) -> MediaTime {
        self.pts.plus(self.duration)
    }
}

/// A position that the device reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Number of the event.
    pub event: u64,
    /// When it was reported.
    pub at: RunTime,
    /// Media time that was heard.
    pub position: MediaTime,
}

/// The device ran dry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Underrun {
    /// Number of the event.
    pub event: u64,
    /// When it happened.
    pub at: RunTime,
    /// Media time heard last.
    pub position: MediaTime,
    /// How much was lacking.
    pub lacking: Span,
}

/// A reading of the clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Number of the event.
    pub event: u64,
    /// When they were read.
    pub at: RunTime,
    /// Media time heard.
    pub audio: Option<MediaTime>,
    /// Media time seen.
    pub video: Option<MediaTime>,
    /// Media time of the master clock.
    pub master: MediaTime,
}

/// A leap of the time stamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discontinuity {
    /// Number of the event.
    pub event: u64,
    /// When it was seen.
    pub at: RunTime,
    /// Kind of the stream; absent when the stream was never found.
    pub stream: Option<StreamKind>,
    /// Where the stream should have gone on.
    pub expected: MediaTime,
    /// Where it did.
    pub found: MediaTime,
}
