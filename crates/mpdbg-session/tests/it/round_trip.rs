//! Whatever events there are, they come back as they were.

use mpdbg_model::{
    ContentHash, DecodeMarks, DiscardReason, EndReason, Event, Listener, LogLevel, LogLine,
    Outcome, PictureSketch, QueueLevels, SoundSketch, What,
};
use mpdbg_session::{AttemptState, Recorder, Recording, RecordingError, recording_state, seal};
use proptest::prelude::*;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::events::{every_kind, header, hung, media, run, span};
use crate::realistic::realistic;

/// Records `events`, settling after every third.
pub fn record(path: &Path, events: &[Event]) {
    let mut recorder = Recorder::create(path, &header()).unwrap();
    for (number, event) in events.iter().enumerate() {
        recorder.event(event).unwrap();
        if number % 3 == 0 {
            recorder.settle().unwrap();
        }
    }
    recorder.finish().unwrap();
}

fn nanos() -> impl Strategy<Value = i64> {
    prop_oneof![
        3 => -100_000_000_i64..1_000_000_000,
        1 => any::<i64>(),
        1 => proptest::sample::select(vec![i64::MIN, i64::MAX, 0, -1]),
    ]
}

fn maybe() -> impl Strategy<Value = Option<mpdbg_model::MediaTime>> {
    proptest::option::of(nanos().prop_map(media))
}

fn hash() -> impl Strategy<Value = ContentHash> {
    prop_oneof![
        Just(ContentHash::None),
        any::<u64>().prop_map(ContentHash::Xxh3),
        any::<[u8; 16]>().prop_map(ContentHash::Md5),
    ]
}

fn marks() -> impl Strategy<Value = DecodeMarks> {
    any::<(bool, bool, u8)>().prop_map(|(key, corrupt, errors)| DecodeMarks {
        key,
        corrupt,
        errors,
    })
}

/// Any event of the kinds that are stored as differences, and one that is not.
fn what() -> impl Strategy<Value = What> {
    let due = || nanos().prop_map(|nanos| run(nanos as u64));
    let time = || nanos().prop_map(media);
    let length = || nanos().prop_map(span);
    prop_oneof![
        (any::<u16>(), maybe(), length(), marks()).prop_map(|(stream, pts, duration, marks)| {
            What::FrameDecoded {
                stream,
                pts,
                duration,
                marks,
            }
        }),
        (time(), due(), length()).prop_map(|(pts, due, delay)| What::FrameScheduled {
            pts,
            due,
            delay
        }),
        (time(), due(), hash()).prop_map(|(pts, due, hash)| What::FramePresented {
            pts,
            due,
            hash
        }),
        (time(), due()).prop_map(|(pts, due)| What::FrameDiscarded {
            pts,
            due,
            reason: DiscardReason::Flushed
        }),
        (any::<u16>(), maybe())
            .prop_map(|(stream, after)| What::FrameNotReturned { stream, after }),
        (any::<u16>(), maybe(), any::<u32>(), marks()).prop_map(|(stream, pts, samples, marks)| {
            What::AudioDecoded {
                stream,
                pts,
                samples,
                marks,
            }
        }),
        (time(), any::<u32>(), length(), hash()).prop_map(|(pts, samples, duration, hash)| {
            What::AudioWritten {
                pts,
                samples,
                duration,
                hash,
            }
        }),
        (time(), length()).prop_map(|(pts, duration)| What::SilenceWritten { pts, duration }),
        time().prop_map(|position| What::AudioPlayed { position }),
        (time(), length())
            .prop_map(|(position, lacking)| What::UnderrunOccurred { position, lacking }),
        (maybe(), maybe(), time()).prop_map(|(audio, video, master)| What::ClocksRead {
            audio,
            video,
            master
        }),
        (
            any::<u32>(),
            any::<u32>(),
            any::<u64>(),
            any::<u32>(),
            length()
        )
            .prop_map(|(video_packets, audio_packets, bytes, pictures, sound)| {
                What::QueuesMeasured(QueueLevels {
                    video_packets,
                    audio_packets,
                    bytes,
                    pictures,
                    sound,
                })
            }),
        (any::<u16>(), time(), time()).prop_map(|(stream, expected, found)| {
            What::DiscontinuityFound {
                stream,
                expected,
                found,
            }
        }),
        (any::<u16>(), maybe()).prop_map(|(stream, pts)| What::PacketDamaged { stream, pts }),
        time().prop_map(|from| What::PlayStarted { from }),
        time().prop_map(|position| What::SeekAnswered { position }),
        time().prop_map(|position| What::PlayEnded {
            reason: EndReason::Stopped,
            position
        }),
        any::<[i16; 8]>().prop_map(|sums| What::PictureSketched(PictureSketch(sums))),
        any::<[i32; 4]>().prop_map(|sums| What::SoundSketched(SoundSketch(sums))),
        ".*".prop_map(|message| What::LogWritten(Box::new(LogLine {
            level: LogLevel::Warning,
            component: String::new(),
            message,
        }))),
    ]
}

pub fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (any::<u64>(), what()).prop_map(|(at, what)| Event { at: run(at), what });
    proptest::collection::vec(event, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_events_come_back_unsealed_and_sealed(events in events()) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.dbg");
        record(&path, &events);
        let unsealed = Recording::open(&path).unwrap();
        let expected = Recording::Unsealed { header: header(), events: events.clone(), torn: false };
        prop_assert_eq!(&unsealed, &expected);
        let sealed = seal(&path, &Outcome::Finished).unwrap();
        prop_assert_eq!(sealed.events, events.len() as u64 + 1);
        let opened = Recording::open(&path).unwrap();
        prop_assert_eq!(&opened.events()[..events.len()], &events[..]);
        prop_assert_eq!(opened.outcome(), Some(&Outcome::Finished));
    }
}

#[test]
fn blocks_do_not_show() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let events = realistic(400, 0);
    assert!(events.len() > 3 * 65_536 / 2, "{}", events.len());
    record(&path, &events);
    seal(&path, &hung()).unwrap();
    let opened = Recording::open(&path).unwrap();
    assert!(opened.events()[..events.len()] == events[..]);
    assert_eq!(recording_state(&path).unwrap(), AttemptState::Ended(hung()));
}

#[test]
fn a_recording_is_created_once_and_sealed_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    record(&path, &every_kind());
    assert_eq!(recording_state(&path).unwrap(), AttemptState::Unfinished);
    assert!(Recorder::create(&path, &header()).is_err());
    seal(&path, &Outcome::Finished).unwrap();
    let sealed = std::fs::read(&path).unwrap();
    assert!(matches!(
        seal(&path, &Outcome::Finished),
        Err(RecordingError::AlreadySealed(_))
    ));
    assert!(Recorder::create(&path, &header()).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), sealed);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o222, 0);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn the_hash_is_of_the_events_and_not_of_the_start_time() {
    let dir = tempfile::tempdir().unwrap();
    let hash = |name: &str, started: &str, events: &[Event]| {
        let path = dir.path().join(name);
        let mut header = header();
        header.started = started.to_owned();
        let mut recorder = Recorder::create(&path, &header).unwrap();
        for event in events {
            recorder.event(event).unwrap();
        }
        recorder.finish().unwrap();
        seal(&path, &Outcome::Finished).unwrap().hash
    };
    let events = every_kind();
    let first = hash("1", "2026-01-01T00:00:00Z", &events);
    assert_eq!(first, hash("2", "2026-01-02T00:00:00Z", &events));
    assert_ne!(first, hash("3", "2026-01-01T00:00:00Z", &events[1..]));
}

#[test]
fn what_was_settled_is_there_while_the_recorder_lives() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let events = every_kind();
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    for (count, event) in (1..).zip(&events) {
        recorder.event(event).unwrap();
        recorder.settle().unwrap();
        assert_eq!(Recording::open(&path).unwrap().events(), &events[..count]);
    }
}
