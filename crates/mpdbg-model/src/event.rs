//! What a player did: one closed enum, append-only.
//!
//! A variant is never removed, reordered or changed, since recordings hold its index; the test below
//! pins every index. New fields need a new variant.

use serde::{Deserialize, Serialize};

use crate::{Caps, MediaTime, Outcome, RunTime, Span, StreamInfo};

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
}

/// The container, as it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// FFmpeg's short name of the format, e.g. `mov,mp4,m4a,3gp,3g2,mj2`.
    pub format: String,
    /// First presentation time that the container declares.
    pub start: Option<MediaTime>,
    /// Length that the container declares or that was estimated.
    pub duration: Option<Span>,
    /// True when the container was read from something that can seek.
    pub seekable: bool,
    /// Bits per second over all streams.
    pub bit_rate: Option<u64>,
    /// Tags of the container as `(key, value)`, at most 64; untrusted text.
    pub tags: Vec<(String, String)>,
}

/// An error of a library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The library's error code.
    pub code: i32,
    /// The library's words; untrusted text.
    pub message: String,
}

/// An error of a decoder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodeFailure {
    /// Index of the stream.
    pub stream: u16,
    /// Whether a packet was refused or no picture came back.
    pub stage: DecodeStage,
    /// Presentation time of the packet, when one was sent and has one.
    pub pts: Option<MediaTime>,
    /// What the library said.
    pub failure: Failure,
}

/// Which way a decoder failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecodeStage {
    /// Opening the decoder.
    Open,
    /// Sending a packet.
    Send,
    /// Receiving a picture or sound.
    Receive,
}

/// A message of a library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// How bad it is.
    pub level: LogLevel,
    /// Which part of the library wrote it, e.g. `h264`; addresses are stripped.
    pub component: String,
    /// What it wrote, without the line end; untrusted text.
    pub message: String,
}

/// How bad a log line is, in FFmpeg's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LogLevel {
    /// The process is about to end.
    Panic,
    /// The operation cannot go on.
    Fatal,
    /// Something was lost.
    Error,
    /// Something is odd.
    Warning,
}

/// The sound device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioDevice {
    /// Name of the device; untrusted text.
    pub name: String,
    /// Real, or what stands in for it.
    pub kind: DeviceKind,
    /// Samples per second and channel that the device takes.
    pub rate: u32,
    /// Channels that the device takes.
    pub channels: u16,
    /// Length of what the device takes at a time.
    pub period: Span,
    /// From writing to hearing, as known at opening.
    pub latency: Span,
}

/// What plays the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceKind {
    /// A device of the operating system.
    Real,
    /// No device was found: a timed stand-in on the wall clock.
    Null,
    /// A simulated device on the virtual clock.
    Simulated,
    /// A simulated device on the virtual clock, fed through rodio's mixer.
    Rodio,
}

/// What a decoder said of what it returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodeMarks {
    /// Key frame.
    pub key: bool,
    /// Flagged corrupt (`AV_FRAME_FLAG_CORRUPT`).
    pub corrupt: bool,
    /// FFmpeg's `decode_error_flags`: 1 invalid bitstream, 2 missing reference, 4 concealment
    /// active, 8 damaged slices.
    pub errors: u8,
}

/// Why a picture was thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiscardReason {
    /// Its end had passed.
    Late,
    /// A seek or a stop made it useless.
    Flushed,
}

/// Hash of the content of a picture or of a piece of sound. Pictures are hashed as packed planes
/// without padding in the decoder's pixel format; sound as interleaved samples in the decoder's
/// sample format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContentHash {
    /// Not hashed.
    #[default]
    None,
    /// XXH3, 64 bits.
    Xxh3(u64),
    /// MD5: for pictures the one that FFmpeg's `framemd5` prints.
    Md5([u8; 16]),
}

/// Levels of the player's queues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueLevels {
    /// Video packets waiting for the decoder.
    pub video_packets: u32,
    /// Audio packets waiting for the decoder.
    pub audio_packets: u32,
    /// Bytes of all waiting packets.
    pub bytes: u64,
    /// Decoded pictures waiting for presentation.
    pub pictures: u32,
    /// Length of decoded sound that waits for the device.
    pub sound: Span,
}

/// Why a play ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndReason {
    /// Every selected stream was played to its end.
    EndOfStream,
    /// The player was asked to stop.
    Stopped,
    /// Nothing in the sample can be played.
    NothingToPlay,
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
            ]
        );
    }

    #[test]
    fn an_event_stays_small() {
        assert!(size_of::<Event>() <= 64, "{} bytes", size_of::<Event>());
    }
}
