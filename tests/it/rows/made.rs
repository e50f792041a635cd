//! Sessions whose recordings are exported.

use std::fs;

use mpdbg_model::{
    Case, Container, ContentHash, Event, Listener, LogLevel, LogLine, MediaTime, Outcome,
    QueueLevels, RunTime, Span, What,
};
use mpdbg_session::{Recorder, Recording, Store, seal};
use tempfile::TempDir;

use crate::harness::{Mpdbg, samples_with};
use crate::readers::top;

/// Samples of several kinds: sound, damage, a gap, another container, what cannot be opened.
const SAMPLES: [&str; 7] = [
    "h264-aac.mp4",
    "corrupted.mp4",
    "gap.mkv",
    "vp9-opus.webm",
    "truncated.mp4",
    "tone.mp3",
    "no-moov.mp4",
];
/// The sample of the session that is written, not played.
const WRITTEN: &str = "h264-aac.mp4";
/// What no scenario of ours does.
const ACTS: &str = r#"
[[step]]
at = "10%"
do = "volume"
percent = 50

[[step]]
at = "15%"
do = "rate"
rate = 2.0

[[step]]
at = "20%"
do = "pause"

[[step]]
wait = "100ms"
do = "resume"

[[step]]
at = "50%"
do = "restart"

[[step]]
after = "step"
do = "loop"
times = 1
"#;
/// A name that a spreadsheet takes for a formula, and one that CSV has to quote.
pub(super) const NAMES: [&str; 2] = ["=1+1.mp4", "'a, \"b\" \\x1b ü.mp4"];
/// Text that tries every rule of every form.
const TEXTS: [&str; 24] = [
    "",
    " ",
    "'",
    "''",
    "'=1",
    "=1",
    "'-1",
    "+1",
    "-1",
    "@a",
    "\t=1",
    "\r\n",
    "a\nb",
    "\\",
    "\\x1b",
    "\u{1b}[2J",
    "\\u{202e}\u{202e}",
    "a,\"b\";c",
    "##[error]\\##[",
    "NULL",
    "null",
    "\u{0}\u{7f}\u{85}",
    "日本 🎬 \u{feff}",
    "::error::{\"a\":[1]}",
];

/// `played`: samples of several kinds under several scenarios, on a machine that is charged for.
/// `written`: a recording with every kind of event, and values at the ends of what they can be.
pub(super) fn sessions() -> (TempDir, Mpdbg) {
    let samples = samples_with(&SAMPLES);
    for name in NAMES {
        fs::copy(samples.path().join(WRITTEN), samples.path().join(name)).unwrap();
    }
    let mpdbg = Mpdbg::over(samples.path());
    fs::create_dir(samples.path().join("scenarios")).unwrap();
    fs::write(samples.path().join("scenarios/acts.toml"), ACTS).unwrap();
    let new = "new played --machine slow --scenario play seek-back track-switch acts";
    mpdbg.run(&new.split(' ').collect::<Vec<_>>()).ends(0);
    assert!(mpdbg.run(&["play"]).code <= 1);
    mpdbg.run(&["new", "written"]).ends(0);
    assert!(mpdbg.run(&["play"]).code <= 1);
    write_every_kind(&mpdbg);
    (samples, mpdbg)
}

/// Puts a recording of every kind of event into the place of one that was played.
fn write_every_kind(mpdbg: &Mpdbg) {
    let session = Store::new(mpdbg.sessions()).open("written").unwrap();
    let cases = session.cases().unwrap();
    let is_written = |case: &&Case| case.sample.as_str() == WRITTEN;
    let case = cases.iter().find(is_written).unwrap();
    let path = session.attempt_files(case, 0).recording;
    let header = Recording::open(&path).unwrap().header().unwrap().clone();
    fs::remove_file(&path).unwrap();
    let mut recorder = Recorder::create(&path, &header).unwrap();
    for event in every_kind() {
        recorder.event(&event).unwrap();
    }
    recorder.finish().unwrap();
    seal(&path, &Outcome::Finished).unwrap();
}

/// Every kind of event, then hard texts and values at the ends of what they can be.
fn every_kind() -> Vec<Event> {
    let golden = Recording::open(&top().join("tests/golden/format-3.dbg")).unwrap();
    let ends = |event: &&Event| !matches!(event.what, What::AttemptEnded(_));
    let mut events: Vec<Event> = golden.events().iter().filter(ends).cloned().collect();
    let at = events.last().unwrap().at;
    let hard = texts().chain(extremes());
    events.extend(hard.map(|what| Event { at, what }));
    events
}

fn texts() -> impl Iterator<Item = What> {
    let line = |(component, message): (&str, &str)| {
        What::LogWritten(Box::new(LogLine {
            level: LogLevel::Warning,
            component: component.to_owned(),
            message: message.to_owned(),
        }))
    };
    let tag = |text: &str| (text.to_owned(), format!("{text}{text}"));
    let container = Container {
        format: TEXTS.concat(),
        start: Some(MediaTime::from_nanos(-1)),
        duration: None,
        seekable: false,
        bit_rate: Some(u64::MAX),
        tags: TEXTS.map(tag).to_vec(),
    };
    let lines = TEXTS.iter().copied().zip(TEXTS.iter().rev().copied());
    lines.map(line).chain([What::Opened(Box::new(container))])
}

fn extremes() -> impl Iterator<Item = What> {
    let times = [i64::MIN, -1, 0, 1, (1 << 53) + 1, i64::MAX];
    times.into_iter().flat_map(|nanos| {
        let (pts, span) = (MediaTime::from_nanos(nanos), Span::from_nanos(nanos));
        let due = RunTime::from_nanos(nanos.unsigned_abs());
        let bytes = nanos.unsigned_abs().saturating_mul(2);
        [
            What::FrameScheduled {
                pts,
                due,
                delay: span,
            },
            What::FramePresented {
                pts,
                due,
                hash: ContentHash::Md5(u128::from(bytes).to_be_bytes()),
            },
            What::ClocksRead {
                audio: None,
                video: Some(pts),
                master: pts,
            },
            What::UnderrunOccurred {
                position: pts,
                lacking: span,
            },
            What::QueuesMeasured(QueueLevels {
                video_packets: u32::MAX,
                audio_packets: 0,
                bytes,
                pictures: 1,
                sound: span,
            }),
        ]
    })
}
