//! What the sinks read from the content of marked samples: virtual clock, nothing waits.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

use mpdbg_media::generate::{GenerateError, Set, generate_some};
use mpdbg_model::mark::TRACK_SPAN;
use mpdbg_model::{
    Action, AudioRoute, DeviceModel, Event, Happening, HashKind, Machine, MediaTime, Moment, Place,
    RunTime, Scenario, ScenarioName, ScenarioStep, SeekMode, SeekTarget, Span, What, When,
};
use mpdbg_player::{PlayOptions, play};

fn options() -> PlayOptions {
    PlayOptions {
        hash: HashKind::None,
        ..PlayOptions::default()
    }
}

/// Makes a sample of the marked set and plays it; not every FFmpeg can make all.
fn events(name: &str, options: &PlayOptions) -> Option<Vec<Event>> {
    let dir = tempfile::tempdir().unwrap();
    match generate_some(Set::Marked, |it| it == name, dir.path()) {
        Err(error @ GenerateError::NoEncoder(_)) => {
            println!("skipped: {error}");
            return None;
        }
        made => assert_eq!(made.unwrap().len(), 1, "{name}"),
    }
    let mut told: Vec<Event> = Vec::new();
    play(&dir.path().join(name), options, &mut told).unwrap();
    Some(told)
}

/// A picture that was presented, with its mark.
struct Seen {
    at: RunTime,
    pts: MediaTime,
    number: u32,
    time: MediaTime,
}

fn seen(told: &[Event]) -> Vec<Seen> {
    let mut all = Vec::new();
    for (number, event) in told.iter().enumerate() {
        let What::FramePresented { pts, .. } = event.what else {
            continue;
        };
        match told[number + 1].what {
            What::PictureMarkRead { number, time } => all.push(Seen {
                at: event.at,
                pts,
                number,
                time,
            }),
            ref other => panic!("{other:?} behind a picture"),
        }
    }
    all
}

/// Run time and content's time of every tick that was heard.
fn heard(told: &[Event]) -> Vec<(RunTime, MediaTime)> {
    told.iter()
        .filter_map(|event| match event.what {
            What::SoundMarkRead { heard, time } => Some((heard, time)),
            What::SoundMarkUnread { .. } => panic!("{event:?}"),
            _ => None,
        })
        .collect()
}

/// How far run time is ahead of the content's time, milliseconds.
fn lead(at: RunTime, time: MediaTime) -> f64 {
    (at.as_secs_f64() - time.as_secs_f64()) * 1e3
}

fn range(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    (
        values.clone().fold(f64::MAX, f64::min),
        values.fold(f64::MIN, f64::max),
    )
}

/// The media time that the player says is heard leads run time by this, milliseconds.
fn clock_lead(told: &[Event]) -> (f64, f64) {
    let played = told.iter().filter_map(|event| match event.what {
        What::AudioPlayed { position } => Some(lead(event.at, position)),
        _ => None,
    });
    range(played)
}

/// Plays a sample to its end. Every picture has to be the one that its pts says, exact to `rounding`
/// milliseconds, and every tick has to be heard when the clock says, and the pictures.
fn check(name: &str, rounding: f64) {
    let Some(told) = events(name, &options()) else {
        return;
    };
    let pictures = seen(&told);
    assert!(
        pictures
            .iter()
            .zip(0..)
            .all(|(picture, number)| picture.number == number),
        "{name}"
    );
    let off = pictures
        .iter()
        .map(|it| it.pts.since(it.time).as_millis_f64());
    let (least, most) = range(off);
    assert!(
        most - least <= 2.0 * rounding,
        "{name}: {least} to {most} ms"
    );
    let begin = f64::midpoint(least, most);
    let (clock, same) = clock_lead(&told);
    assert!(same - clock < 0.000_1, "{name}: {clock} to {same}");
    let ticks = heard(&told);
    assert!(ticks.len() >= 7, "{name}: {ticks:?}");
    for (at, time) in ticks {
        let off = lead(at, time) - clock - begin;
        assert!(off.abs() < 0.3 + rounding, "{name}: {time} is {off} ms off");
    }
}

#[test]
fn what_is_seen_and_heard_is_what_the_file_says_and_when() {
    for (name, rounding) in [
        ("h264-25.mp4", 0.05),
        ("h264-23.976.mp4", 0.05),
        ("h264-29.97.mp4", 0.05),
        ("h264-crf-35.mp4", 0.05),
        ("h264-360p.mov", 0.05),
        ("two-tracks.mp4", 0.05),
        ("mpeg2-mp2.ts", 0.06),
        ("mpeg4-mp3.avi", 0.05),
        ("theora-vorbis.ogv", 0.05),
        ("h264-59.94.mkv", 0.5),
        ("h264-vfr.mkv", 0.5),
        ("vp9-opus.webm", 0.55),
        ("av1-opus.mkv", 0.55),
    ] {
        check(name, rounding);
    }
}

/// How early the sound is against the pictures, milliseconds, by their marks: least and most.
fn early(told: &[Event]) -> (f64, f64) {
    let pictures: Vec<f64> = seen(told).iter().map(|it| lead(it.at, it.time)).collect();
    let (least, most) = range(pictures.iter().copied());
    let middle = f64::midpoint(least, most);
    range(
        heard(told)
            .into_iter()
            .map(move |it| middle - lead(it.0, it.1)),
    )
}

#[test]
fn a_shift_is_measured_to_a_millisecond() {
    for (name, shift) in [
        ("h264-25.mp4", 0.0),
        ("shift-minus-250.mp4", -250.0),
        ("shift-plus-120.mp4", 120.0),
        ("shift-plus-40-29.97.mp4", 40.0),
        ("shift-plus-250-29.97.mp4", 250.0),
        ("shift-minus-40-vfr.mkv", -40.0),
        ("shift-minus-120-vfr.mkv", -120.0),
    ] {
        let Some(told) = events(name, &options()) else {
            continue;
        };
        let (least, most) = early(&told);
        let off = (least - shift).abs().max((most - shift).abs());
        assert!(off < 0.5, "{name}: {least} to {most} ms");
    }
}

#[test]
fn sound_alone_is_listened_to() {
    let Some(told) = events("sound-only.flac", &options()) else {
        return;
    };
    let times = heard(&told)
        .into_iter()
        .map(|it| it.1.nanos() / 500_000_000);
    assert_eq!(times.collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
}

#[test]
fn through_rodio_the_same_is_heard() {
    let rodio = PlayOptions {
        audio: AudioRoute::Rodio,
        ..options()
    };
    let (Some(one), Some(other)) = (
        events("h264-25.mp4", &options()),
        events("h264-25.mp4", &rodio),
    ) else {
        return;
    };
    let (one, other) = (heard(&one), heard(&other));
    assert_eq!((one.len(), other.len()), (8, 8));
    for (one, other) in one.into_iter().zip(other) {
        assert_eq!(one.1, other.1);
        assert!(one.0.since(other.0).abs() < Span::from_nanos(20_000));
    }
}

fn with_device(device: DeviceModel) -> PlayOptions {
    PlayOptions {
        machine: Machine {
            device,
            ..Machine::default()
        },
        ..options()
    }
}

#[test]
fn a_device_that_runs_dry_is_heard_later_and_stays_in_sync() {
    let dry = Moment {
        at_ms: 1000,
        for_ms: 300,
    };
    let device = DeviceModel {
        dry: vec![dry],
        ..DeviceModel::default()
    };
    let Some(told) = events("h264-25.mp4", &with_device(device)) else {
        return;
    };
    let unread = told
        .iter()
        .filter(|it| matches!(it.what, What::SoundMarkUnread { .. }));
    assert_eq!(unread.count(), 1, "the tick whose code has the hole in it");
    let without: Vec<Event> = told
        .into_iter()
        .filter(|it| !matches!(it.what, What::SoundMarkUnread { .. }))
        .collect();
    let ticks = heard(&without);
    let delay = lead(ticks[6].0, ticks[6].1) - lead(ticks[0].0, ticks[0].1);
    assert!((275.0..325.0).contains(&delay), "{delay} ms");
    let last = seen(&without).pop().unwrap();
    let off = lead(last.at, last.time) - lead(ticks[6].0, ticks[6].1);
    assert!(off.abs() < 0.3, "{off} ms");
}

#[test]
fn drift_and_latency_are_in_what_is_heard() {
    let device = DeviceModel {
        drift_ppm: 1000,
        latency_us: Some(150_000),
        ..DeviceModel::default()
    };
    let Some(told) = events("h264-25.mp4", &with_device(device)) else {
        return;
    };
    for (at, time) in heard(&told) {
        let due = 150.0 - 0.001 * time.as_secs_f64() * 1e3;
        assert!(
            (lead(at, time) - due).abs() < 0.05,
            "{time}: {}",
            lead(at, time)
        );
    }
}

fn under(steps: &[(When, Action)]) -> PlayOptions {
    let step = |&(when, action): &(When, Action)| ScenarioStep { when, action };
    PlayOptions {
        scenario: Scenario {
            name: ScenarioName::parse("test").unwrap(),
            steps: steps.iter().map(step).collect(),
            ..Scenario::default()
        },
        ..options()
    }
}

fn at(millis: i64) -> When {
    When::Media(Place::Time(Span::from_millis(millis)))
}

/// The events from the last one of a kind on.
fn since(told: &[Event], is_it: fn(&What) -> bool) -> &[Event] {
    let from = told.iter().rposition(|event| is_it(&event.what)).unwrap();
    &told[from..]
}

#[test]
fn pictures_and_sound_are_in_sync_by_their_marks_after_a_seek() {
    let to = SeekTarget::To(Place::Time(Span::from_millis(2310)));
    let mode = SeekMode::Exact;
    for name in ["h264-25.mp4", "h264-vfr.mkv", "mpeg2-mp2.ts"] {
        let Some(told) = events(name, &under(&[(at(700), Action::Seek { to, mode })])) else {
            continue;
        };
        let told = since(&told, |what| matches!(what, What::SeekAnswered { .. }));
        let (least, most) = early(told);
        assert!(
            least.abs().max(most.abs()) < 0.5,
            "{name}: {least} to {most} ms"
        );
        assert!(heard(told).len() >= 3, "{name}");
    }
}

#[test]
fn a_pause_delays_what_is_heard_and_keeps_the_sync() {
    let wait = Span::from_millis(333);
    let what = Happening::Step;
    let steps = [
        (at(1470), Action::Pause),
        (When::After { what, wait }, Action::Resume),
    ];
    let Some(told) = events("h264-25.mp4", &under(&steps)) else {
        return;
    };
    let ticks = heard(&told);
    assert_eq!(ticks.len(), 8, "{ticks:?}");
    for (at, time) in &ticks {
        let paused = if time.as_secs_f64() < 1.47 {
            0.0
        } else {
            333.0
        };
        let off = lead(*at, *time) - lead(ticks[0].0, ticks[0].1) - paused;
        assert!(off.abs() < 0.05, "{time}: {off} ms");
    }
    let (least, most) = early(since(&told, |what| matches!(what, What::Resumed { .. })));
    assert!(least.abs().max(most.abs()) < 0.5, "{least} to {most} ms");
}

#[test]
fn at_another_rate_nothing_is_said_of_the_sound() {
    let steps = [
        (at(600), Action::Rate { thousandths: 1500 }),
        (at(2100), Action::Rate { thousandths: 1000 }),
    ];
    let Some(told) = events("h264-25.mp4", &under(&steps)) else {
        return;
    };
    assert_eq!(seen(&told).len(), 100);
    let times = heard(&told)
        .into_iter()
        .map(|it| it.1.nanos() / 500_000_000);
    assert_eq!(times.collect::<Vec<_>>(), [0, 5, 6, 7]);
    let usual = since(&told, |what| matches!(what, What::RateChanged { .. }));
    let (least, most) = early(usual);
    assert!(least.abs().max(most.abs()) < 0.5, "{least} to {most} ms");
}

#[test]
fn another_track_says_that_it_is() {
    let Some(told) = events(
        "two-tracks.mp4",
        &under(&[(at(1600), Action::SelectAudio { track: 2 })]),
    ) else {
        return;
    };
    let after = since(&told, |what| {
        matches!(what, What::AudioTrackSelected { .. })
    });
    let ticks = heard(after);
    assert!(ticks.len() >= 3, "{ticks:?}");
    for (at, time) in ticks {
        assert!(time > MediaTime::ZERO.plus(TRACK_SPAN));
        let off = lead(at, time.minus(TRACK_SPAN)) - lead(seen(after)[0].at, seen(after)[0].time);
        assert!(off.abs() < 0.5, "{time}: {off} ms");
    }
}

#[test]
fn samples_without_marks_say_nothing_of_marks() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    for name in ["h264-aac.mp4", "vfr.mkv", "tone.wav", "tone.mp3"] {
        let mut told: Vec<Event> = Vec::new();
        play(&samples.join(name), &options(), &mut told).unwrap();
        let is_mark = |event: &Event| {
            matches!(
                event.what,
                What::PictureMarkRead { .. }
                    | What::PictureMarkUnread
                    | What::SoundMarkRead { .. }
                    | What::SoundMarkUnread { .. }
            )
        };
        assert!(!told.iter().any(is_mark) && told.len() > 100, "{name}");
    }
}
