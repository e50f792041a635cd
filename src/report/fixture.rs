//! A small play with faults, for the tests of the reports.

use mpdbg_analysis::{Entry, Judgement, Known, NotRecorded, Profile, Recorded, Summary, judge};
use mpdbg_model::{
    Caps, Clock, Container, ContentHash, DecodeMarks, EndReason, Event, ExpectedFrame,
    ExpectedStream, ExpectedTimeline, HashKind, LogLevel, LogLine, MediaTime, Outcome,
    RecordingHeader, RunTime, SampleName, SampleRecord, ScenarioName, Span, StreamInfo, StreamKind,
    TimeBase, Timing, VideoParameters, What,
};

use crate::report::{About, SampleReport, SampleReportKind, SessionReport};

fn millis(millis: i64) -> MediaTime {
    MediaTime::from_nanos(millis * 1_000_000)
}

fn run(millis: u64) -> RunTime {
    RunTime::from_nanos(millis * 1_000_000)
}

fn stream() -> StreamInfo {
    StreamInfo {
        index: 0,
        kind: StreamKind::Video,
        selected: true,
        codec: "h264".to_owned(),
        profile: "High".to_owned(),
        time_base: TimeBase {
            num: 1,
            den: 12_800,
        },
        start: None,
        duration: None,
        frames: None,
        bit_rate: None,
        language: String::new(),
        video: Some(VideoParameters {
            width: 640,
            height: 360,
            pixel_format: "yuv420p".to_owned(),
            sample_aspect: (1, 1),
            frame_rate: (25, 1),
            rotation: 0,
            colour: "tv/bt709/bt709/bt709".to_owned(),
        }),
        audio: None,
    }
}

/// Five pictures promised: the second is late, the fourth is missing, a hostile message is logged.
fn events() -> Vec<Event> {
    let container = Container {
        format: "mov,mp4".to_owned(),
        start: Some(MediaTime::ZERO),
        duration: Some(Span::from_millis(200)),
        seekable: true,
        bit_rate: None,
        tags: vec![("title".to_owned(), "a\u{1b}[2Jb\u{202e}".to_owned())],
    };
    let line = LogLine {
        level: LogLevel::Error,
        component: "h264".to_owned(),
        message: "no frame!\nat 4".to_owned(),
    };
    let mut events = vec![
        (0, What::Opened(Box::new(container))),
        (0, What::StreamFound(Box::new(stream()))),
        (0, What::CapsReported(Caps::ALL)),
        (
            10,
            What::PlayStarted {
                from: MediaTime::ZERO,
            },
        ),
    ];
    for (number, late) in [(0, 0), (1, 30), (2, 0), (3, 0), (4, 0)] {
        let (pts, due) = (millis(number * 40), 10 + number as u64 * 40);
        let marks = DecodeMarks {
            key: number == 0,
            ..DecodeMarks::default()
        };
        let duration = Span::from_millis(40);
        events.push((
            due,
            What::FrameDecoded {
                stream: 0,
                pts: Some(pts),
                duration,
                marks,
            },
        ));
        if number == 3 {
            continue;
        }
        let hash = ContentHash::Xxh3(0xabc0 + number as u64);
        events.push((
            due + late,
            What::FramePresented {
                pts,
                due: run(due),
                hash,
            },
        ));
    }
    events.push((180, What::LogWritten(Box::new(line))));
    let reason = EndReason::EndOfStream;
    events.push((
        210,
        What::PlayEnded {
            reason,
            position: millis(200),
        },
    ));
    events.push((211, What::AttemptEnded(Box::new(Outcome::Finished))));
    events
        .into_iter()
        .map(|(at, what)| Event { at: run(at), what })
        .collect()
}

fn expected() -> ExpectedTimeline {
    let frame = |number: i64| ExpectedFrame {
        pts: millis(number * 40),
        duration: Span::from_millis(40),
        key: number == 0,
    };
    let video = ExpectedStream {
        info: stream(),
        timing: Timing::Carried,
        frames: (0..5).map(frame).collect(),
        sound: Vec::new(),
        undecodable: 0,
        damaged: 0,
    };
    ExpectedTimeline {
        declared: Some(Span::from_millis(200)),
        start: Some(MediaTime::ZERO),
        streams: vec![video],
        read_error: None,
    }
}

fn name(text: &str) -> SampleName {
    SampleName::parse(text).unwrap()
}

fn known(expected: &ExpectedTimeline) -> Known<'_> {
    Known {
        expected: Some(expected),
        ..Known::default()
    }
}

/// What `look` makes of the small play.
pub(super) fn with_report<T>(dev_debug: bool, look: impl FnOnce(&SampleReport<'_>) -> T) -> T {
    let (events, expected, profile) = (events(), expected(), Profile::default());
    let judgement: Judgement = judge(&events, known(&expected), &profile);
    let header = RecordingHeader {
        sample: name("clip.mp4"),
        scenario: ScenarioName::default(),
        repeat: 0,
        machine: None,
        player: "mpdbg 0.1.0".to_owned(),
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        attempt: 0,
        started: "2026-01-02T03:04:05Z".to_owned(),
    };
    let report = SampleReport {
        about: About {
            session: "before",
            dev_debug,
        },
        header: &header,
        caution: "",
        events: &events,
        expected: Some(&expected),
        judgement: Some(&judgement),
        profile: &profile,
    };
    look(&report)
}

/// The report with this name on the small play, as text.
pub(super) fn sample_report(kind: &str, dev_debug: bool) -> String {
    let mut out = Vec::new();
    with_report(dev_debug, |report| {
        (SampleReportKind::find(kind).unwrap().write)(&mut out, report).unwrap();
    });
    String::from_utf8(out).unwrap()
}

fn entry(sample: &str, expects: &[&str], attempts: &[Outcome], recorded: Recorded) -> Entry {
    let sample = SampleRecord {
        name: name(sample),
        size: 1,
        blake3: String::new(),
        opens: true,
        expects: expects.iter().map(|id| (*id).into()).collect(),
    };
    Entry {
        sample,
        scenario: ScenarioName::default(),
        repeat: 0,
        today: "2026-01-02".to_owned(),
        attempts: attempts.to_vec(),
        recorded,
    }
}

fn clean(outcome: Outcome) -> Recorded {
    Recorded::Judged {
        counts: Vec::new(),
        unknown: Vec::new(),
        outcome,
    }
}

/// A session with a sample in nearly every bucket.
pub(super) fn summary() -> Summary {
    let judgement = judge(&events(), known(&expected()), &Profile::default());
    let finished = Outcome::Finished;
    let crash = Outcome::Signaled {
        signal: 11,
        name: "SIGSEGV".to_owned(),
    };
    Summary::of(&[
        entry(
            "perfect.mp4",
            &[],
            std::slice::from_ref(&finished),
            clean(finished.clone()),
        ),
        entry(
            "flaky.mp4",
            &[],
            &[crash.clone(), finished.clone()],
            clean(finished.clone()),
        ),
        entry(
            "clip.mp4",
            &["picture::missing", "picture::freeze"],
            std::slice::from_ref(&finished),
            Recorded::judged(&judgement, finished.clone()),
        ),
        entry(
            "bad.mkv",
            &[],
            &[crash.clone(), crash.clone()],
            crashed(crash),
        ),
        entry("late.ts", &[], &[], Recorded::Not(NotRecorded::NeverPlayed)),
    ])
}

/// Two samples under two scenarios: one does not fit, one shows defects, one was not played.
pub(super) fn summary_of_cases() -> Summary {
    let judgement = judge(&events(), known(&expected()), &Profile::default());
    let finished = Outcome::Finished;
    let refused = Outcome::NotApplicable {
        reason: "the sample\u{1b} cannot seek".to_owned(),
    };
    let of = |sample: &str, scenario: &str, attempts: &[Outcome], recorded| Entry {
        scenario: ScenarioName::parse(scenario).unwrap(),
        ..entry(sample, &[], attempts, recorded)
    };
    let once = std::slice::from_ref(&finished);
    let defective = Recorded::judged(&judgement, finished.clone());
    let unfit = Recorded::judged(&judgement, refused.clone());
    Summary::of(&[
        of("clip.mp4", "play", once, clean(finished.clone())),
        of("clip.mp4", "seek-back", once, defective),
        of(
            "tone.mp3",
            "play",
            &[],
            Recorded::Not(NotRecorded::NeverPlayed),
        ),
        of("tone.mp3", "seek-back", &[refused], unfit),
    ])
}

/// A sample that was played five times and shows defects twice, and one whose plays were cut short.
pub(super) fn summary_of_plays() -> Summary {
    let judgement = judge(&events(), known(&expected()), &Profile::default());
    let finished = Outcome::Finished;
    let once = std::slice::from_ref(&finished);
    let play = |sample: &str, repeat, recorded| Entry {
        repeat,
        ..entry(sample, &["picture::missing"], once, recorded)
    };
    let first = |repeat| match repeat {
        1 | 3 => Recorded::judged(&judgement, finished.clone()),
        _ => clean(finished.clone()),
    };
    let second = |repeat| match repeat {
        0..3 => Recorded::judged(&judgement, finished.clone()),
        3 => Recorded::Not(NotRecorded::Interrupted),
        _ => Recorded::Not(NotRecorded::NeverPlayed),
    };
    let entries = (0..5).flat_map(|repeat| {
        [
            play("clip.mp4", repeat, first(repeat)),
            play("tail.mp4", repeat, second(repeat)),
        ]
    });
    Summary::of(&entries.collect::<Vec<_>>())
}

fn crashed(outcome: Outcome) -> Recorded {
    let events = [Event {
        at: RunTime::ZERO,
        what: What::AttemptEnded(Box::new(outcome.clone())),
    }];
    let mut judgement = judge(&events, Known::default(), &Profile::default());
    judgement.unknown.clear();
    Recorded::judged(&judgement, outcome)
}

/// Calls `with` with a report on `summary`.
pub(super) fn session_report<T>(
    summary: &Summary,
    with: impl FnOnce(&SessionReport<'_>) -> T,
) -> T {
    with(&SessionReport {
        about: About {
            session: "before",
            dev_debug: false,
        },
        samples_version: Some("2026.1\n"),
        interrupted: false,
        without_device: 0,
        loads: (0, 0),
        summary,
        skipped: &[mpdbg_model::SkippedSample {
            name: name("pipe"),
            reason: "named pipe".to_owned(),
        }],
        machine: None,
        profile: &Profile::default(),
    })
}
