//! The expected timeline: what the file itself says should be presented, found without the player.

use serde::{Deserialize, Serialize};

use crate::{MediaTime, Span, StreamInfo};

/// What a sample promises, read by mpdbg's own probe from the packets alone (nothing is decoded):
/// edit lists and discard flags are applied, and time stamps are made up where the file has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedTimeline {
    /// Length that the container states in its header; absent when it states none (an estimate is
    /// not a promise).
    pub declared: Option<Span>,
    /// First presentation time of the container.
    pub start: Option<MediaTime>,
    /// The video stream that a player plays, if there is one, and every audio stream; those that are
    /// played from the beginning are marked by `info.selected`.
    pub streams: Vec<ExpectedStream>,
    /// What the reading ended with when it was not the end of the file: the library's words.
    pub read_error: Option<String>,
}

impl ExpectedTimeline {
    /// The video stream that is played, if there is one.
    pub fn video(&self) -> Option<&ExpectedStream> {
        self.played().find(|stream| stream.info.video.is_some())
    }

    /// The audio stream that is played from the beginning, if there is one.
    pub fn audio(&self) -> Option<&ExpectedStream> {
        self.played().find(|stream| stream.info.audio.is_some())
    }

    /// The stream with this index of the container, if it is played or can be.
    pub fn stream(&self, index: u16) -> Option<&ExpectedStream> {
        self.streams
            .iter()
            .find(|stream| stream.info.index == index)
    }

    fn played(&self) -> impl Iterator<Item = &ExpectedStream> {
        self.streams.iter().filter(|stream| stream.info.selected)
    }
}

/// What one stream promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedStream {
    /// The stream's parameters.
    pub info: StreamInfo,
    /// Where the times come from.
    pub timing: Timing,
    /// Pictures in order of presentation; empty for audio.
    pub frames: Vec<ExpectedFrame>,
    /// Pieces of uninterrupted sound in order of presentation; empty for video.
    pub sound: Vec<ExpectedSound>,
    /// Pictures before the first key frame, which a decoder cannot show; not in `frames`.
    pub undecodable: u32,
    /// Packets that the demuxer marked as damaged.
    pub damaged: u32,
}

/// Where the times of an expected stream come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timing {
    /// The file carries them: pictures are matched by their time.
    Carried,
    /// The file carries none or only some; they are made up from the frame rate: pictures are
    /// matched by their number only.
    MadeUp,
}

/// A picture that the file promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedFrame {
    /// Presentation time.
    pub pts: MediaTime,
    /// How long it is shown: up to the next picture, or what the packet says for the last one.
    pub duration: Span,
    /// Key frame.
    pub key: bool,
}

/// A piece of uninterrupted sound that the file promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedSound {
    /// Presentation time of its beginning.
    pub from: MediaTime,
    /// Presentation time of its end.
    pub to: MediaTime,
    /// Packets it is made of.
    pub packets: u32,
}
