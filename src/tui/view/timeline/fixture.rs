//! Two plays of a clip of four seconds: a sound one, and one with everything that a timeline shows.

use mpdbg_analysis::{Known, Profile, judge};
use mpdbg_model::{
    AudioParameters, Caps, Clock, Container, ContentHash, DecodeMarks, DiscardReason, EndReason,
    Event, ExpectedFrame, ExpectedStream, ExpectedTimeline, HashKind, LogLevel, LogLine, MediaTime,
    Outcome, QueueLevels, RecordingHeader, RunTime, SampleName, SampleRecord, ScenarioName, Span,
    StreamInfo, StreamKind, TimeBase, Timing, VideoParameters, What,
};

use crate::timeline::{Everything, Identity, LookedAt};

const PICTURES: i64 = 100;
/// How long each is shown, and how long each piece of sound is, in milliseconds.
const EACH: i64 = 40;
/// When the clock starts, in milliseconds.
const START: i64 = 100;

/// What goes wrong with a play.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Faults {
    None,
    /// Pictures 25 to 29 are late, 40 and 41 dropped, 60 to 64 missing; an error is logged, the device runs
    /// dry once.
    All,
}

fn media(millis: i64) -> MediaTime {
    MediaTime::from_nanos(millis * 1_000_000)
}

fn run(millis: i64) -> RunTime {
    RunTime::from_nanos(millis as u64 * 1_000_000)
}

fn stream(kind: StreamKind) -> StreamInfo {
    let is_video = kind == StreamKind::Video;
    StreamInfo {
        index: u16::from(!is_video),
        kind,
        selected: true,
        codec: if is_video { "h264" } else { "aac" }.to_owned(),
        profile: String::new(),
        time_base: TimeBase { num: 1, den: 1000 },
        start: None,
        duration: None,
        frames: None,
        bit_rate: None,
        language: String::new(),
        video: is_video.then(|| VideoParameters {
            width: 640,
            height: 360,
            pixel_format: "yuv420p".to_owned(),
            sample_aspect: (1, 1),
            frame_rate: (25, 1),
            rotation: 0,
            colour: String::new(),
        }),
        audio: (!is_video).then(|| AudioParameters {
            rate: 48_000,
            channels: 2,
            sample_format: "fltp".to_owned(),
        }),
    }
}

/// How many milliseconds a picture is late.
const fn lateness(number: i64, faults: Faults) -> i64 {
    match (faults, number) {
        (Faults::All, 25..=29) => (number - 24) * 22,
        _ => 0,
    }
}

const fn is_lost(number: i64, faults: Faults) -> bool {
    matches!((faults, number), (Faults::All, 60..=64))
}

fn beginning() -> Vec<(i64, What)> {
    let container = Container {
        format: "mov,mp4".to_owned(),
        start: Some(MediaTime::ZERO),
        duration: Some(Span::from_millis(PICTURES * EACH)),
        seekable: true,
        bit_rate: None,
        tags: Vec::new(),
    };
    let from = MediaTime::ZERO;
    vec![
        (0, What::Opened(Box::new(container))),
        (0, What::StreamFound(Box::new(stream(StreamKind::Video)))),
        (0, What::StreamFound(Box::new(stream(StreamKind::Audio)))),
        (0, What::CapsReported(Caps::ALL)),
        (START, What::PlayStarted { from }),
    ]
}

/// What happens with a picture that is due, and with the sound beside it.
fn moment(number: i64, faults: Faults) -> Vec<(i64, What)> {
    let (pts, due) = (media(number * EACH), START + number * EACH);
    let mut events = Vec::new();
    let took = Span::from_millis(3 + lateness(number, faults));
    let hash = ContentHash::Xxh3(number as u64);
    if !is_lost(number, faults) {
        let marks = DecodeMarks {
            key: number % 25 == 0,
            ..DecodeMarks::default()
        };
        let decoded = What::FrameDecoded {
            stream: 0,
            pts: Some(pts),
            duration: Span::from_millis(EACH),
            marks,
        };
        let decode = What::DecodeTook {
            stream: 0,
            pts: Some(pts),
            took,
        };
        events.extend([(due - 30, decoded), (due - 30, decode)]);
        let delay = Span::from_millis(30 - lateness(number, faults) / 2);
        let scheduled = What::FrameScheduled {
            pts,
            due: run(due),
            delay,
        };
        events.push((due - 30, scheduled));
    }
    events.push((
        due - 20,
        What::AudioWritten {
            pts,
            samples: 1920,
            duration: Span::from_millis(EACH),
            hash,
        },
    ));
    let levels = QueueLevels {
        video_packets: 12 - (number % 7) as u32,
        audio_packets: 9,
        bytes: 40_000,
        pictures: if lateness(number, faults) > 0 { 0 } else { 3 },
        sound: Span::from_millis(80 + number % 5 * 10),
    };
    events.push((due - 10, What::QueuesMeasured(levels)));
    if faults == Faults::All && matches!(number, 40 | 41) {
        let reason = DiscardReason::Late;
        events.push((
            due + 50,
            What::FrameDiscarded {
                pts,
                due: run(due),
                reason,
            },
        ));
    } else if !is_lost(number, faults) {
        let at = due + lateness(number, faults);
        let due = run(due);
        events.push((at, What::FramePresented { pts, due, hash }));
        let heard = media(number * EACH + lateness(number, faults));
        let clocks = What::ClocksRead {
            audio: Some(heard),
            video: Some(pts),
            master: heard,
        };
        events.push((at, clocks));
    }
    events
}

/// The events of a play.
pub(super) fn events(faults: Faults) -> Vec<Event> {
    let mut events = beginning();
    for number in 0..PICTURES {
        events.extend(moment(number, faults));
    }
    if faults == Faults::All {
        let line = LogLine {
            level: LogLevel::Error,
            component: "h264".to_owned(),
            message: "kein ü, 日!\u{1b}[2J".to_owned(),
        };
        events.push((START + 2400, What::LogWritten(Box::new(line))));
        let position = media(3000);
        let lacking = Span::from_millis(12);
        events.push((START + 3000, What::UnderrunOccurred { position, lacking }));
    }
    let (end, reason) = (START + PICTURES * EACH, EndReason::EndOfStream);
    let position = media(PICTURES * EACH);
    events.push((end, What::PlayEnded { reason, position }));
    events.push((end + 1, What::AttemptEnded(Box::new(Outcome::Finished))));
    events.sort_by_key(|it| it.0);
    let events = events.into_iter();
    events
        .map(|(at, what)| Event { at: run(at), what })
        .collect()
}

fn expected() -> ExpectedTimeline {
    let frame = |number: i64| ExpectedFrame {
        pts: media(number * EACH),
        duration: Span::from_millis(EACH),
        key: number % 25 == 0,
    };
    let video = ExpectedStream {
        info: stream(StreamKind::Video),
        timing: Timing::Carried,
        frames: (0..PICTURES).map(frame).collect(),
        sound: Vec::new(),
        undecodable: 0,
        damaged: 0,
    };
    ExpectedTimeline {
        declared: Some(Span::from_millis(PICTURES * EACH)),
        start: Some(MediaTime::ZERO),
        streams: vec![video],
        read_error: None,
    }
}

/// A play in a session of this name, ready to be shown.
pub(super) fn play(session: &str, faults: Faults) -> LookedAt {
    let (events, expected, profile) = (events(faults), expected(), Profile::default());
    let known = Known {
        expected: Some(&expected),
        ..Known::default()
    };
    let judgement = judge(&events, known, &profile);
    let identity = identity(session, profile);
    let expected = Some(expected);
    LookedAt::in_memory(identity, Some(judgement), Everything { events, expected })
}

fn identity(session: &str, profile: Profile) -> Identity {
    let sample = SampleName::parse("clip.mp4").unwrap();
    Identity {
        session: session.to_owned(),
        dev_debug: false,
        header: RecordingHeader {
            sample: sample.clone(),
            scenario: ScenarioName::default(),
            repeat: 0,
            machine: None,
            player: "mpdbg 0.1.0".to_owned(),
            clock: Clock::Virtual,
            hash: HashKind::Xxh3,
            attempt: 0,
            started: "2026-01-02T03:04:05Z".to_owned(),
        },
        sample: "clip.mp4".into(),
        record: SampleRecord {
            name: sample,
            size: 1,
            blake3: String::new(),
            opens: true,
            expects: Vec::new(),
        },
        caution: String::new(),
        profile,
    }
}

/// A second of content, played so many times.
pub(super) fn looped(times: u32) -> LookedAt {
    let event = |number: u32| Event {
        at: run(i64::from(number) * EACH),
        what: What::FramePresented {
            pts: media(i64::from(number % 25) * EACH),
            due: run(i64::from(number) * EACH),
            hash: ContentHash::None,
        },
    };
    let everything = Everything {
        events: (0..times * 25).map(event).collect(),
        expected: None,
    };
    LookedAt::in_memory(identity("looped", Profile::default()), None, everything)
}
