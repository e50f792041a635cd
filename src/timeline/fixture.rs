//! A session with one case on disk, for the tests of what reads recordings.

use std::path::Path;

use mpdbg_model::{
    AudioRoute, Caps, Case, Clock, Configuration, ContentHash, EndReason, Event, HashKind, Limits,
    Listener, MediaTime, Outcome, Profile, RecordingHeader, RunTime, SampleName, SampleRecord,
    SamplesRecord, Scenario, Span, What,
};
use mpdbg_session::{NewSession, Recorder, Session, Store, seal};

/// The case.
pub(crate) fn case() -> Case {
    Case {
        sample: name(),
        scenario: Scenario::default().name,
        repeat: 0,
    }
}

#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
fn name() -> SampleName {
    SampleName::parse("clip.mp4").unwrap()
}

/// A session for one sample.
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
pub(crate) fn session(dir: &Path) -> Session {
    let record = SampleRecord {
        name: name(),
        size: 1,
        blake3: format!("{:064x}", 1),
        opens: true,
        expects: Vec::new(),
    };
    let new = NewSession {
        configuration: &configuration(dir),
        playlist: &[name()],
        samples: &SamplesRecord {
            samples: vec![record],
            skipped: Vec::new(),
        },
        samples_version: None,
        revision: None,
        info: "",
    };
    Store::new(dir).create("tried", &new).unwrap()
}

fn configuration(dir: &Path) -> Configuration {
    Configuration {
        format: 3,
        made_by: "mpdbg 0.1.0".to_owned(),
        created: "2026-01-01T00:00:00Z".to_owned(),
        samples_dir: dir.join("samples"),
        recursive: false,
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        audio: AudioRoute::Device,
        limits: Limits::default(),
        scenarios: vec![Scenario::default()],
        machine: None,
        profile: Profile::default(),
        reference: false,
        repeats: 1,
        player: None,
        protect_raw_data: false,
        protect_reports: false,
        dev_debug: false,
    }
}

/// The header of an attempt at the case.
pub(crate) fn header() -> RecordingHeader {
    RecordingHeader {
        sample: name(),
        scenario: Scenario::default().name,
        repeat: 0,
        machine: None,
        player: "mpdbg 0.1.0".to_owned(),
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        attempt: 0,
        started: "2026-01-01T00:00:00Z".to_owned(),
    }
}

/// A player that says what it can, and then writes `count` pieces of sound of 20 ms.
pub(crate) fn sounds(count: u64) -> Vec<Event> {
    let event = |nanos, what| Event {
        at: RunTime::from_nanos(nanos),
        what,
    };
    let media = |number: u64| MediaTime::from_nanos(number as i64 * 20_000_000);
    let start = [
        event(0, What::CapsReported(Caps::ALL)),
        event(0, What::PlayStarted { from: media(0) }),
    ];
    let piece = |number: u64| What::AudioWritten {
        pts: media(number),
        samples: 960,
        duration: Span::from_millis(20),
        hash: ContentHash::Xxh3(number),
    };
    let pieces = (0..count).map(|number| event(number * 20_000_000, piece(number)));
    let ended = What::PlayEnded {
        reason: EndReason::EndOfStream,
        position: media(count),
    };
    let end = event(count * 20_000_000, ended);
    start.into_iter().chain(pieces).chain([end]).collect()
}

/// Records the first attempt at the case; it is sealed where it has an outcome.
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
pub(crate) fn record(session: &Session, events: &[Event], outcome: Option<&Outcome>) {
    let path = session.attempt_files(&case(), 0).recording;
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    for event in events {
        recorder.event(event).unwrap();
    }
    recorder.finish().unwrap();
    if let Some(outcome) = outcome {
        seal(&path, outcome).unwrap();
    }
}
