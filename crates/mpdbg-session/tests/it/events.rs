//! Events to write: one of every kind, a realistic stream, and any at all.

use mpdbg_model::{
    AudioDevice, AudioParameters, Caps, Clock, Container, ContentHash, DecodeFailure, DecodeMarks,
    DecodeStage, DeviceKind, DiscardReason, EndReason, Event, Failure, Hang, HashKind, LogLevel,
    LogLine, MediaTime, Outcome, QueueLevels, RecordingHeader, RunTime, SampleName, ScenarioName,
    Span, StreamInfo, StreamKind, TimeBase, VideoParameters, What,
};

/// A header for a sample with an ordinary name.
pub fn header() -> RecordingHeader {
    RecordingHeader {
        sample: SampleName::parse("a/clip.mp4").unwrap(),
        scenario: ScenarioName::default(),
        repeat: 0,
        machine: None,
        player: "mpdbg 0.1.0".to_owned(),
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        attempt: 0,
        started: "2026-01-02T03:04:05Z".to_owned(),
    }
}

pub fn media(nanos: i64) -> MediaTime {
    MediaTime::from_nanos(nanos)
}

pub fn span(nanos: i64) -> Span {
    Span::from_nanos(nanos)
}

pub fn run(nanos: u64) -> RunTime {
    RunTime::from_nanos(nanos)
}

/// A video stream.
pub fn video() -> StreamInfo {
    StreamInfo {
        index: 0,
        kind: StreamKind::Video,
        selected: true,
        codec: "h264".to_owned(),
        profile: "High".to_owned(),
        time_base: TimeBase {
            num: 1,
            den: 90_000,
        },
        start: Some(media(-1)),
        duration: Some(span(10_000_000_000)),
        frames: Some(300),
        bit_rate: Some(500_000),
        language: "und".to_owned(),
        video: Some(VideoParameters {
            width: 640,
            height: 360,
            pixel_format: "yuv420p".to_owned(),
            sample_aspect: (1, 1),
            frame_rate: (30_000, 1001),
            rotation: 90,
            colour: "tv/bt709/bt709/bt709".to_owned(),
        }),
        audio: None,
    }
}

/// An audio stream.
pub fn audio() -> StreamInfo {
    StreamInfo {
        index: 1,
        kind: StreamKind::Audio,
        codec: "aac".to_owned(),
        profile: "LC".to_owned(),
        time_base: TimeBase {
            num: 1,
            den: 48_000,
        },
        video: None,
        audio: Some(AudioParameters {
            rate: 48_000,
            channels: 2,
            sample_format: "fltp".to_owned(),
        }),
        ..video()
    }
}

/// One event of every kind of the first format, in the order of the variants, but for `AttemptEnded`, which sealing adds.
pub fn every_kind() -> Vec<Event> {
    let whats = [opening(), pictures(), sound(), the_rest()].concat();
    (0..)
        .zip(whats)
        .map(|(number, what)| Event {
            at: run(number * 1_234_567),
            what,
        })
        .collect()
}

fn failure(code: i32) -> Failure {
    Failure {
        code,
        message: "Invalid data \u{1b}[31m".to_owned(),
    }
}

fn opening() -> Vec<What> {
    vec![
        What::Opened(Box::new(Container {
            format: "mov,mp4".to_owned(),
            start: Some(media(0)),
            duration: Some(span(10_000_000_000)),
            seekable: true,
            bit_rate: None,
            tags: vec![("title".to_owned(), "Prøve".to_owned())],
        })),
        What::OpenFailed(Box::new(failure(-1_094_995_529))),
        What::StreamFound(Box::new(video())),
        What::CapsReported(Caps::ALL),
        What::DeviceOpened(Box::new(AudioDevice {
            name: "simulated".to_owned(),
            kind: DeviceKind::Simulated,
            rate: 48_000,
            channels: 2,
            period: span(10_000_000),
            latency: span(20_000_000),
        })),
        What::PlayStarted {
            from: media(-23_000_000),
        },
    ]
}

fn pictures() -> Vec<What> {
    let marks = DecodeMarks {
        key: true,
        corrupt: false,
        errors: 5,
    };
    let hash = ContentHash::Xxh3(0x0123_4567_89ab_cdef);
    vec![
        What::FrameDecoded {
            stream: 0,
            pts: Some(media(33_366_667)),
            duration: span(33_366_667),
            marks,
        },
        What::FrameScheduled {
            pts: media(33_366_667),
            due: run(53_366_667),
            delay: span(-1_000),
        },
        What::FramePresented {
            pts: media(33_366_667),
            due: run(53_366_667),
            hash,
        },
        What::FrameDiscarded {
            pts: media(66_733_333),
            due: run(86_733_333),
            reason: DiscardReason::Late,
        },
        What::FrameNotReturned {
            stream: 0,
            after: Some(media(66_733_333)),
        },
        What::ParametersChanged(Box::new(audio())),
    ]
}

fn sound() -> Vec<What> {
    vec![
        What::AudioDecoded {
            stream: 1,
            pts: None,
            samples: 1024,
            marks: DecodeMarks::default(),
        },
        What::AudioWritten {
            pts: media(21_333_333),
            samples: 1024,
            duration: span(21_333_333),
            hash: ContentHash::Md5([7; 16]),
        },
        What::SilenceWritten {
            pts: media(42_666_667),
            duration: span(5_000_000),
        },
        What::AudioPlayed {
            position: media(10_000_000),
        },
        What::UnderrunOccurred {
            position: media(10_000_000),
            lacking: span(3_000_000),
        },
    ]
}

fn the_rest() -> Vec<What> {
    vec![
        What::ClocksRead {
            audio: Some(media(12_000_000)),
            video: None,
            master: media(12_000_000),
        },
        What::QueuesMeasured(QueueLevels {
            video_packets: 3,
            audio_packets: 5,
            bytes: 123_456,
            pictures: 2,
            sound: span(40_000_000),
        }),
        What::DiscontinuityFound {
            stream: 0,
            expected: media(100),
            found: media(-100),
        },
        What::PacketDamaged {
            stream: 0,
            pts: Some(media(1)),
        },
        What::DecodeFailed(Box::new(DecodeFailure {
            stream: 0,
            stage: DecodeStage::Send,
            pts: None,
            failure: failure(-22),
        })),
        What::ReadFailed(Box::new(failure(-5))),
        What::LogWritten(Box::new(LogLine {
            level: LogLevel::Error,
            component: "h264".to_owned(),
            message: "error while decoding MB 3 4".to_owned(),
        })),
        What::StreamDrained { stream: 0 },
        What::PlayEnded {
            reason: EndReason::EndOfStream,
            position: media(10_000_000_000),
        },
    ]
}

/// How an attempt may end, for tests that need a crash.
pub fn hung() -> Outcome {
    Outcome::Hung {
        how: Hang::Spinning,
        silent_ms: 10_000,
    }
}
