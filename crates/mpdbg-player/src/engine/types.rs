//! What goes into the engine and what comes out.

use mpdbg_model::{MediaTime, RunTime, Span, TimeBase};

/// What the engine has to know before it starts.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Index of the video stream, if one is played.
    pub video: Option<u16>,
    /// Index of the audio stream, if one is played.
    pub audio: Option<u16>,
    /// Length of a picture whose own length is unknown.
    pub usual_picture: Span,
    /// From writing to hearing, as the device says at its opening.
    pub latency: Span,
}

/// A decoded picture.
#[derive(Clone, Debug)]
pub struct TimedPicture<P> {
    /// Presentation time, if known.
    pub pts: Option<MediaTime>,
    /// How long it is to be shown; zero when unknown.
    pub duration: Span,
    /// The picture itself.
    pub content: P,
}

/// A decoded piece of sound.
#[derive(Clone, Debug)]
pub struct TimedSound<S> {
    /// Presentation time of the first sample, if known.
    pub pts: Option<MediaTime>,
    /// Samples per channel.
    pub samples: u32,
    /// Samples per second and channel; not 0.
    pub rate: u32,
    /// The sound itself.
    pub content: S,
}

impl<S> TimedSound<S> {
    pub(super) fn length(&self) -> Span {
        let rate = TimeBase {
            num: 1,
            den: self.rate.max(1),
        };
        Span::from_nanos(rate.nanos(i64::from(self.samples)))
    }
}

/// What the sound device said.
#[derive(Clone, Copy, Debug)]
pub struct DeviceReport {
    /// The place in what was written at which the device begins to take now; heard after `latency`.
    pub place: Span,
    /// The place up to which it takes now.
    pub taken: Span,
    /// How much it lacked; zero when it had enough.
    pub lacking: Span,
    /// From now until what it takes is heard.
    pub latency: Span,
}

/// What the engine could use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wants {
    /// Another picture.
    pub picture: bool,
    /// More sound.
    pub sound: bool,
}

/// A piece of sound on its way to the device.
#[derive(Clone, Debug)]
pub struct SoundPiece<S> {
    /// Presentation time of the first sample.
    pub pts: MediaTime,
    /// Samples per channel.
    pub samples: u32,
    /// Length of the samples.
    pub duration: Span,
    /// Place in the device at which it ends.
    pub until: Span,
    /// The sound itself.
    pub content: S,
}

/// What the driver has to do next.
#[derive(Debug)]
pub enum Step<P, S> {
    /// Start the sound device.
    StartDevice,
    /// Write this sound to the device, then call `Engine::written`.
    Write(SoundPiece<S>),
    /// Write silence of this length to the device, up to this place.
    WriteSilence {
        /// How long.
        length: Span,
        /// Place in the device at which it ends.
        until: Span,
    },
    /// Present this picture now, then call `Engine::presented`.
    Present {
        /// Presentation time.
        pts: MediaTime,
        /// When it was due.
        due: RunTime,
        /// The picture itself.
        content: P,
    },
    /// Nothing to do before this moment, or before something new is handed in.
    WaitUntil(RunTime),
    /// Nothing to do before something new is handed in.
    Wait,
    /// The play is over.
    Ended,
}
