//! What goes into the engine and what comes out.

use mpdbg_model::{DecodeMarks, MediaTime, RunTime, Span, TimeBase};

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
    /// What the decoder said of it.
    pub marks: DecodeMarks,
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

/// What the sound device said. All is counted in time of what was written, however fast the device
/// takes it.
#[derive(Clone, Copy, Debug)]
pub struct DeviceReport {
    /// The place in what was written at which the device begins to take now; heard after `latency`.
    pub place: Span,
    /// The place up to which it takes now.
    pub taken: Span,
    /// How much it lacked; zero when it had enough.
    pub lacking: Span,
    /// How much lies between what it takes now and what is heard now.
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

/// Where a source has to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reposition {
    /// Media time at or before which the next pictures and sound have to begin.
    pub target: MediaTime,
    /// Go to the very beginning, whatever media time there is.
    pub from_begin: bool,
    /// The audio stream to go on with, where it changes: 1 is the first of the container.
    pub audio: Option<u16>,
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
    /// Position the source anew and flush its decoders. The device forgets what was written, stops,
    /// and begins at place zero when it is started again. What was asked of the source before is not
    /// handed in any more.
    Reposition(Reposition),
    /// The device takes what was written at another speed from now on, also when it is started
    /// again.
    Tempo {
        /// Thousandths of the usual speed; 0: it takes nothing and keeps what it has.
        thousandths: u32,
    },
    /// Set the loudness.
    Volume {
        /// Percent of what the sample holds.
        percent: u16,
    },
    /// Nothing to do before this moment, or before something new is handed in.
    WaitUntil(RunTime),
    /// Nothing to do before something new is handed in.
    Wait,
    /// The play is over.
    Ended,
}
