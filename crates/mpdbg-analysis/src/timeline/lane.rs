//! What a timeline shows, one under the other.

use super::Channel;

/// A row of the timeline; a screen may give it several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Defects, as spans; it has no channels.
    Defects,
    /// Pictures: presented, late, dropped. Missing ones are spans of defects.
    Video,
    /// Sound: written, silence, underruns.
    Audio,
    /// The clocks of sound and pictures against the wall clock.
    Clocks,
    /// A/V offset.
    Offset,
    /// How long before it is due a picture is scheduled.
    Delay,
    /// Levels of the queues.
    Queues,
    /// How long decoding and reading take.
    Work,
    /// Messages of the libraries, and damage that they report.
    Log,
    /// What was done to the play.
    Control,
}

impl Lane {
    /// All, from top to bottom.
    pub const ALL: [Self; 10] = [
        Self::Defects,
        Self::Video,
        Self::Audio,
        Self::Clocks,
        Self::Offset,
        Self::Delay,
        Self::Queues,
        Self::Work,
        Self::Log,
        Self::Control,
    ];

    /// Its name, short enough for the margin of a screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Defects => "defects",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Clocks => "clocks",
            Self::Offset => "A/V",
            Self::Delay => "delay",
            Self::Queues => "queues",
            Self::Work => "decode",
            Self::Log => "log",
            Self::Control => "control",
        }
    }

    /// Its channels; what is drawn over the others comes last.
    pub const fn channels(self) -> &'static [Channel] {
        use Channel as C;
        match self {
            Self::Defects => &[],
            Self::Video => &[
                C::Presented,
                C::Flushed,
                C::Late,
                C::NotReturned,
                C::Dropped,
            ],
            Self::Audio => &[C::Written, C::Silence, C::Underrun],
            Self::Clocks => &[C::AudioClock, C::VideoClock],
            Self::Offset => &[C::Offset],
            Self::Delay => &[C::Delay],
            Self::Queues => &[C::VideoPackets, C::AudioPackets, C::Pictures, C::Sound],
            Self::Work => &[C::VideoDecode, C::AudioDecode, C::Blocked],
            Self::Log => &[C::Warnings, C::Damage, C::Errors],
            Self::Control => &[C::Control],
        }
    }
}
