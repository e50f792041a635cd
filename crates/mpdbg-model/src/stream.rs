//! What a container says of its streams.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{MediaTime, Span, TimeBase};

/// What a stream carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StreamKind {
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// Text or pictures shown over the video.
    Subtitle,
    /// Anything else that is interleaved: time codes, metadata.
    Data,
    /// A file carried along: a font, a cover picture.
    Attachment,
}

impl fmt::Display for StreamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Subtitle => "subtitle",
            Self::Data => "data",
            Self::Attachment => "attachment",
        })
    }
}

/// A stream with all its parameters, as the container and the decoder state them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamInfo {
    /// Index of the stream in the container, from 0.
    pub index: u16,
    /// What the stream carries.
    pub kind: StreamKind,
    /// True when the player plays this stream.
    pub selected: bool,
    /// FFmpeg's name of the codec, e.g. `h264`.
    pub codec: String,
    /// FFmpeg's name of the codec profile; empty when unknown.
    pub profile: String,
    /// Unit of the stream's time stamps.
    pub time_base: TimeBase,
    /// First presentation time that the container declares.
    pub start: Option<MediaTime>,
    /// Length that the container declares.
    pub duration: Option<Span>,
    /// Number of frames that the container declares.
    pub frames: Option<u64>,
    /// Bits per second that the container declares.
    pub bit_rate: Option<u64>,
    /// Language tag; empty when unknown.
    pub language: String,
    /// Parameters of a video stream.
    pub video: Option<VideoParameters>,
    /// Parameters of an audio stream.
    pub audio: Option<AudioParameters>,
}

/// Parameters of a video stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoParameters {
    /// Width of the coded picture, pixels.
    pub width: u32,
    /// Height of the coded picture, pixels.
    pub height: u32,
    /// FFmpeg's name of the pixel format, e.g. `yuv420p`; empty when unknown.
    pub pixel_format: String,
    /// Sample aspect ratio as `(num, den)`; `(0, 1)` when unknown.
    pub sample_aspect: (u32, u32),
    /// Average frame rate as `(num, den)`; `(0, 1)` when unknown.
    pub frame_rate: (u32, u32),
    /// Clockwise rotation for display, degrees, 0 to 359.
    pub rotation: u16,
    /// FFmpeg's names of colour range, space, primaries and transfer, joined by `/`.
    pub colour: String,
}

/// Parameters of an audio stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioParameters {
    /// Samples per second and channel.
    pub rate: u32,
    /// Number of channels.
    pub channels: u16,
    /// FFmpeg's name of the sample format, e.g. `fltp`; empty when unknown.
    pub sample_format: String,
}
