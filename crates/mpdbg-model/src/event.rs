//! What a player did: one closed enum, append-only.
//!
//! A variant is never removed, reordered or changed, since recordings hold its index; the test below
//! pins every index. New fields need a new variant.

use serde::{Deserialize, Serialize};

use crate::{
    AudioDevice, Caps, Container, ContentHash, DecodeFailure, DecodeMarks, DiscardReason,
    EndReason, Failure, Load, LogLine, MediaTime, Outcome, PictureSketch, PlayerCounters,
    QueueLevels, Resources, RunTime, Scenario, SeekMode, SoundSketch, Span, StreamInfo,
};

/// Something a player did, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened. Events of a recording are in the order they happened in, so this never
    /// goes back.
    pub at: RunTime,
    /// What happened.
    pub what: What,
}

/// What happened. A past-tense verb each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The container was opened and its streams are known. Always followed by one `StreamFound` a
    /// stream, in order of their index.
    Opened(Box<Container>),
    /// The sample could not be opened. Nothing but log lines and the end follows.
    OpenFailed(Box<Failure>),
    /// A stream of the container.
    StreamFound(Box<StreamInfo>),
    /// What this player can report; before `PlayStarted`.
    CapsReported(Caps),
    /// The sound device is open.
    DeviceOpened(Box<AudioDevice>),
    /// The clock started to run.
    PlayStarted {
        /// Media time that the clock shows now; the first picture or sound is due at or after it.
        from: MediaTime,
    },
    /// The decoder returned a picture.
    FrameDecoded {
        /// Index of the stream.
        stream: u16,
        /// Presentation time that the picture carries; absent when the decoder gave none.
        pts: Option<MediaTime>,
        /// How long the picture is to be shown; zero when unknown.
        duration: Span,
        /// Key frame, damage.
        marks: DecodeMarks,
    },
    /// The scheduler asked to be woken for a picture.
    FrameScheduled {
        /// Presentation time of the picture (made up by the player where the decoder gave none).
        pts: MediaTime,
        /// When the picture is due.
        due: RunTime,
        /// The delay that was asked for; negative when the picture was due before now.
        delay: Span,
    },
    /// A picture was presented now.
    FramePresented {
        /// Presentation time of the picture.
        pts: MediaTime,
        /// When it was due. Late by `at - due`.
        due: RunTime,
        /// Hash of the pixels that were presented.
        hash: ContentHash,
    },
    /// The player threw a picture away instead of presenting it.
    FrameDiscarded {
        /// Presentation time of the picture.
        pts: MediaTime,
        /// When it was due.
        due: RunTime,
        /// Why.
        reason: DiscardReason,
    },
    /// The decoder returned no picture where one was due.
    FrameNotReturned {
        /// Index of the stream.
        stream: u16,
        /// Presentation time of the last picture that was returned, if any.
        after: Option<MediaTime>,
    },
    /// The decoder's output changed its parameters (size, pixel format, rate); the new ones.
    ParametersChanged(Box<StreamInfo>),
    /// The decoder returned sound.
    AudioDecoded {
        /// Index of the stream.
        stream: u16,
        /// Presentation time of the first sample; absent when the decoder gave none.
        pts: Option<MediaTime>,
        /// Samples per channel.
        samples: u32,
        /// Damage.
        marks: DecodeMarks,
    },
    /// Sound of the sample was handed to the device.
    AudioWritten {
        /// Presentation time of the first sample.
        pts: MediaTime,
        /// Samples per channel, at the stream's rate.
        samples: u32,
        /// Length of these samples.
        duration: Span,
        /// Hash of the samples that were written.
        hash: ContentHash,
    },
    /// Silence that is not in the sample was handed to the device to fill a gap between time stamps.
    SilenceWritten {
        /// Media time at which the silence begins.
        pts: MediaTime,
        /// Length of the silence.
        duration: Span,
    },
    /// The device reported what it has played.
    AudioPlayed {
        /// Media time that is heard now.
        position: MediaTime,
    },
    /// The device ran dry while playing.
    UnderrunOccurred {
        /// Media time that was heard last.
        position: MediaTime,
        /// How much was lacking.
        lacking: Span,
    },
    /// The clocks, read at the moment of a presentation. The wall clock is the event's own time.
    ClocksRead {
        /// Media time heard now; absent without sound.
        audio: Option<MediaTime>,
        /// Media time seen now; absent without pictures.
        video: Option<MediaTime>,
        /// Media time of the master clock.
        master: MediaTime,
    },
    /// Levels of the player's queues.
    QueuesMeasured(QueueLevels),
    /// Time stamps of a stream leapt or went back.
    DiscontinuityFound {
        /// Index of the stream.
        stream: u16,
        /// Where the stream should have gone on.
        expected: MediaTime,
        /// Where it did.
        found: MediaTime,
    },
    /// The demuxer marked a packet as damaged.
    PacketDamaged {
        /// Index of the stream.
        stream: u16,
        /// Presentation time of the packet, if it has one.
        pts: Option<MediaTime>,
    },
    /// The decoder answered with an error.
    DecodeFailed(Box<DecodeFailure>),
    /// Reading the container failed; what can be decoded of what was read still is.
    ReadFailed(Box<Failure>),
    /// A library wrote a message.
    LogWritten(Box<LogLine>),
    /// A stream is at its end and its decoder gave everything it held.
    StreamDrained {
        /// Index of the stream.
        stream: u16,
    },
    /// The player says that the play is over.
    PlayEnded {
        /// Why.
        reason: EndReason,
        /// Media time of the master clock at the end.
        position: MediaTime,
    },
    /// The supervisor says how the player's process ended. Always the last event of a sealed recording.
    AttemptEnded(Box<Outcome>),
    /// A scenario other than plain playing begins; after `StreamFound`, before `PlayStarted`.
    ScenarioBegun(Box<Scenario>),
    /// The sample lacks what the scenario needs, or one of its steps can never happen with it; nothing
    /// is played. `PlayEnded` follows.
    ScenarioRefused {
        /// What is lacking.
        reason: Box<str>,
    },
    /// A step of the scenario was taken; what it did follows.
    StepTaken {
        /// Number of the step, from 0.
        step: u16,
    },
    /// The play is over and this step and those behind it were not taken. Before `PlayEnded`.
    StepsLeft {
        /// Number of the first step that was not taken, from 0.
        first: u16,
    },
    /// Media time stands from now on.
    Paused {
        /// Media time of the master clock.
        position: MediaTime,
    },
    /// Media time goes on from now on.
    Resumed {
        /// Media time of the master clock.
        position: MediaTime,
    },
    /// Playing is to go on elsewhere; what waited was thrown away (`FrameDiscarded`, flushed).
    SeekAsked {
        /// Media time of the master clock.
        from: MediaTime,
        /// Where to; not beyond the ends of the sample.
        target: MediaTime,
        /// How exactly.
        mode: SeekMode,
    },
    /// The clock stands at its new place after a seek, a restart, a loop or a change of the audio
    /// stream, and runs on from there unless the play is paused. The first picture follows.
    SeekAnswered {
        /// Media time that the clock shows now.
        position: MediaTime,
    },
    /// Media time runs at another speed from now on.
    RateChanged {
        /// Thousandths of the usual speed.
        thousandths: u32,
        /// Media time of the master clock.
        position: MediaTime,
    },
    /// Another audio stream is played; the sound of the one before is thrown away. `SeekAnswered`
    /// follows; pictures go on where they were.
    AudioTrackSelected {
        /// Index of the stream.
        stream: u16,
        /// Media time of the master clock.
        position: MediaTime,
    },
    /// The end was reached and the sample begins again. `SeekAnswered` follows.
    Looped {
        /// How often it will begin again after this.
        left: u32,
    },
    /// The sample begins again, though its end was not reached or looping was not asked for.
    /// `SeekAnswered` follows.
    Restarted {
        /// Media time of the master clock before.
        from: MediaTime,
    },
    /// The loudness was set.
    VolumeChanged {
        /// Percent of what the sample holds.
        percent: u16,
    },
    /// A decoder worked for some time until now. Told on the real clock, and where a machine is
    /// simulated that charges for it.
    DecodeTook {
        /// Index of the stream.
        stream: u16,
        /// Presentation time of what came out, if anything did and it has one.
        pts: Option<MediaTime>,
        /// How long.
        took: Span,
    },
    /// A read of the file blocked until now.
    ReadBlocked {
        /// How long.
        took: Span,
    },
    /// The whole machine stood still until now.
    MachineStalled {
        /// How long.
        took: Span,
    },
    /// The mark in the picture that was presented just now, read from its pixels; always right behind
    /// its `FramePresented`. How exact the times are stands at `mpdbg_model::mark`.
    PictureMarkRead {
        /// Number of the picture in its clip, from 0.
        number: u32,
        /// Time of the content in its clip, which may differ from its pts by what the container adds.
        time: MediaTime,
    },
    /// The picture that was presented just now has no mark that can be read, and one was read before
    /// in this play; right behind its `FramePresented`.
    PictureMarkUnread,
    /// A mark in the sound that the device took, silence that it filled in included. Told when its
    /// code is complete, about 0.43 s of sound behind its beginning; never at a rate other than 1.
    SoundMarkRead {
        /// When the beginning of its tick is heard: before or after the event, by up to half a second.
        heard: RunTime,
        /// Time of the content at the beginning of the tick; a multiple of 500 ms, to which
        /// `mark::TRACK_SPAN` is added for each audio track before the one that is heard.
        time: MediaTime,
    },
    /// A tick was heard whose code cannot be read: something is missing within 0.43 s behind its
    /// beginning.
    SoundMarkUnread {
        /// When the beginning of the tick is heard.
        heard: RunTime,
    },
    /// What the player says it counted; once, before `PlayEnded`.
    CountersReported(PlayerCounters),
    /// What the process used so far; on the real clock only.
    ResourcesMeasured(Box<Resources>),
    /// How other work held up the process so far; on the real clock only, with `ResourcesMeasured` and
    /// once at the end of the play. Not told where the system does not say it.
    LoadMeasured(Box<Load>),
    /// The sketch of the picture that was presented just now, where its content is hashed and its pixel
    /// format allows it; behind its `FramePresented`, and behind its mark if one was read.
    PictureSketched(PictureSketch),
    /// The sketch of the sound that was written just now, where its content is hashed; right behind its
    /// `AudioWritten`.
    SoundSketched(SoundSketch),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recordings hold these indices for ever: a new variant goes to the end of the list.
    #[test]
    fn the_order_of_the_variants_is_pinned() {
        let source = include_str!("event.rs");
        let body = source
            .split("pub enum What {")
            .nth(1)
            .and_then(|s| s.split("\n}\n").next());
        let names: Vec<&str> = body
            .into_iter()
            .flat_map(str::lines)
            .filter(|line| {
                line.starts_with("    ")
                    && line.as_bytes().get(4).is_some_and(u8::is_ascii_uppercase)
            })
            .filter_map(|line| line.trim().split(['(', ' ', ',']).next())
            .collect();
        assert_eq!(
            names,
            [
                "Opened",
                "OpenFailed",
                "StreamFound",
                "CapsReported",
                "DeviceOpened",
                "PlayStarted",
                "FrameDecoded",
                "FrameScheduled",
                "FramePresented",
                "FrameDiscarded",
                "FrameNotReturned",
                "ParametersChanged",
                "AudioDecoded",
                "AudioWritten",
                "SilenceWritten",
                "AudioPlayed",
                "UnderrunOccurred",
                "ClocksRead",
                "QueuesMeasured",
                "DiscontinuityFound",
                "PacketDamaged",
                "DecodeFailed",
                "ReadFailed",
                "LogWritten",
                "StreamDrained",
                "PlayEnded",
                "AttemptEnded",
                "ScenarioBegun",
                "ScenarioRefused",
                "StepTaken",
                "StepsLeft",
                "Paused",
                "Resumed",
                "SeekAsked",
                "SeekAnswered",
                "RateChanged",
                "AudioTrackSelected",
                "Looped",
                "Restarted",
                "VolumeChanged",
                "DecodeTook",
                "ReadBlocked",
                "MachineStalled",
                "PictureMarkRead",
                "PictureMarkUnread",
                "SoundMarkRead",
                "SoundMarkUnread",
                "CountersReported",
                "ResourcesMeasured",
                "LoadMeasured",
                "PictureSketched",
                "SoundSketched",
            ]
        );
    }

    #[test]
    fn an_event_stays_small() {
        assert!(size_of::<Event>() <= 64, "{} bytes", size_of::<Event>());
    }
}
