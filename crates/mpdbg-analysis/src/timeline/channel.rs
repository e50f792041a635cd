//! The series that a timeline is made of.

use serde::{Deserialize, Serialize};

/// What a value of a channel means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelUnit {
    /// Nothing: the points are counted, and that is all.
    None,
    /// Nanoseconds.
    Nanos,
    /// Packets or pictures.
    Count,
}

/// A series of points of one kind. A lane draws one or more of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Channel {
    /// Pictures that were presented, and not later than the profile allows. Value: presented − due.
    Presented,
    /// Pictures that were presented later than the profile allows. Value: presented − due.
    Late,
    /// Pictures that were thrown away since they were late. Value: thrown away − due.
    Dropped,
    /// Pictures thrown away by a seek, or skipped on the way to its target. Value: 0.
    Flushed,
    /// Pictures that the decoder returned. Value: 0.
    Decoded,
    /// Pictures that the decoder did not return where one was due. Value: 0.
    NotReturned,
    /// Sound that was written. Value: its length.
    Written,
    /// Silence that fills a gap between time stamps. Value: its length.
    Silence,
    /// The device ran dry. Value: how much was lacking.
    Underrun,
    /// What is heard against the wall clock: position of the sound − media time that the wall clock
    /// promises since the clock last began to run; positive is ahead.
    AudioClock,
    /// What is seen against the wall clock, likewise.
    VideoClock,
    /// Audio position − video position; positive is sound early (the sign of ITU-R BT.1359).
    Offset,
    /// Delay that the scheduler asked for; negative when the picture was due before.
    Delay,
    /// Packets that wait for the video decoder.
    VideoPackets,
    /// Packets that wait for the audio decoder.
    AudioPackets,
    /// Decoded pictures that wait for presentation.
    Pictures,
    /// Decoded sound that waits for the device. Value: its length.
    Sound,
    /// How long decoding pictures took.
    VideoDecode,
    /// How long decoding sound took.
    AudioDecode,
    /// Reads that blocked, and stalls of the machine. Value: how long.
    Blocked,
    /// Messages of a library, errors and worse. Value: 0.
    Errors,
    /// Messages of a library, warnings. Value: 0.
    Warnings,
    /// What the demuxer or a decoder said is damaged or does not follow. Value: 0.
    Damage,
    /// What was done to the play: start, steps, pauses, seeks, rates, tracks, loops, end. Value: 0.
    Control,
}

impl Channel {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// All, in the order of their declaration.
    pub const ALL: [Self; 24] = [
        Self::Presented,
        Self::Late,
        Self::Dropped,
        Self::Flushed,
        Self::Decoded,
        Self::NotReturned,
        Self::Written,
        Self::Silence,
        Self::Underrun,
        Self::AudioClock,
        Self::VideoClock,
        Self::Offset,
        Self::Delay,
        Self::VideoPackets,
        Self::AudioPackets,
        Self::Pictures,
        Self::Sound,
        Self::VideoDecode,
        Self::AudioDecode,
        Self::Blocked,
        Self::Errors,
        Self::Warnings,
        Self::Damage,
        Self::Control,
    ];

    /// Its name, as legends and tables show it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Presented => "presented",
            Self::Late => "late",
            Self::Dropped => "dropped",
            Self::Flushed => "flushed",
            Self::Decoded => "decoded",
            Self::NotReturned => "not returned",
            Self::Written => "written",
            Self::Silence => "silence",
            Self::Underrun => "underrun",
            Self::AudioClock => "audio clock",
            Self::VideoClock => "video clock",
            Self::Offset => "A/V offset",
            Self::Delay => "delay",
            Self::VideoPackets => "video packets",
            Self::AudioPackets => "audio packets",
            Self::Pictures => "pictures",
            Self::Sound => "sound",
            Self::VideoDecode => "video decode",
            Self::AudioDecode => "audio decode",
            Self::Blocked => "blocked",
            Self::Errors => "errors",
            Self::Warnings => "warnings",
            Self::Damage => "damage",
            Self::Control => "control",
        }
    }

    /// What its values mean.
    pub const fn unit(self) -> ChannelUnit {
        match self {
            Self::Flushed
            | Self::Decoded
            | Self::NotReturned
            | Self::Errors
            | Self::Warnings
            | Self::Damage
            | Self::Control => ChannelUnit::None,
            Self::VideoPackets | Self::AudioPackets | Self::Pictures => ChannelUnit::Count,
            Self::Presented
            | Self::Late
            | Self::Dropped
            | Self::Written
            | Self::Silence
            | Self::Underrun
            | Self::AudioClock
            | Self::VideoClock
            | Self::Offset
            | Self::Delay
            | Self::Sound
            | Self::VideoDecode
            | Self::AudioDecode
            | Self::Blocked => ChannelUnit::Nanos,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_stands_at_its_own_number() {
        for (number, channel) in Channel::ALL.into_iter().enumerate() {
            assert_eq!(channel as usize, number);
        }
    }
}
