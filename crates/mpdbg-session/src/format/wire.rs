//! The form of an event that is encoded: times as differences to what [`super::Predictor`] expects.
//!
//! The order of variants and fields is part of the format, like that of `mpdbg_model::What`.

use std::borrow::Cow;

use mpdbg_model::{
    AudioDevice, Caps, Container, ContentHash, DecodeFailure, DecodeMarks, DiscardReason,
    EndReason, Failure, LogLine, Outcome, PictureSketch, SoundSketch, StreamInfo, What,
};
use serde::{Deserialize, Serialize};

type Boxed<'a, T> = Cow<'a, Box<T>>;

/// An event on the wire; `at` is the time since the event before.
#[derive(Serialize, Deserialize)]
pub(super) struct WireEvent<'a> {
    pub(super) at: u64,
    pub(super) what: WireWhat<'a>,
}

/// What happened; fields named `d_…` are differences to the predicted value, wrapping.
#[derive(Serialize, Deserialize)]
pub(super) enum WireWhat<'a> {
    Opened(Boxed<'a, Container>),
    OpenFailed(Boxed<'a, Failure>),
    StreamFound(Boxed<'a, StreamInfo>),
    CapsReported(Caps),
    DeviceOpened(Boxed<'a, AudioDevice>),
    PlayStarted {
        from: i64,
    },
    FrameDecoded {
        stream: u16,
        d_pts: Option<i64>,
        d_duration: i64,
        marks: DecodeMarks,
    },
    FrameScheduled {
        d_pts: i64,
        d_due: i64,
        d_delay: i64,
    },
    FramePresented {
        d_pts: i64,
        d_due: i64,
        hash: ContentHash,
    },
    FrameDiscarded {
        d_pts: i64,
        d_due: i64,
        reason: DiscardReason,
    },
    FrameNotReturned {
        stream: u16,
        d_after: Option<i64>,
    },
    ParametersChanged(Boxed<'a, StreamInfo>),
    AudioDecoded {
        stream: u16,
        d_pts: Option<i64>,
        d_samples: i32,
        marks: DecodeMarks,
    },
    AudioWritten {
        d_pts: i64,
        d_samples: i32,
        d_duration: i64,
        hash: ContentHash,
    },
    SilenceWritten {
        d_pts: i64,
        duration: i64,
    },
    AudioPlayed {
        d_position: i64,
    },
    UnderrunOccurred {
        d_position: i64,
        lacking: i64,
    },
    ClocksRead {
        d_audio: Option<i64>,
        d_video: Option<i64>,
        d_master: i64,
    },
    QueuesMeasured {
        d_video_packets: i32,
        d_audio_packets: i32,
        d_bytes: i64,
        d_pictures: i32,
        d_sound: i64,
    },
    DiscontinuityFound {
        stream: u16,
        expected: i64,
        found: i64,
    },
    PacketDamaged {
        stream: u16,
        pts: Option<i64>,
    },
    DecodeFailed(Boxed<'a, DecodeFailure>),
    ReadFailed(Boxed<'a, Failure>),
    LogWritten(Boxed<'a, LogLine>),
    StreamDrained {
        stream: u16,
    },
    PlayEnded {
        reason: EndReason,
        position: i64,
    },
    AttemptEnded(Boxed<'a, Outcome>),
    /// Every later variant of `What` that is not below, as it is.
    Whole(Cow<'a, What>),
    PictureSketched {
        d_sums: [i16; PictureSketch::SUMS],
    },
    SoundSketched(SoundSketch),
}
