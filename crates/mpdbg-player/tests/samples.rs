//! The whole player on the project's own samples: virtual clock, nothing waits.

use std::path::{Path, PathBuf};

use mpdbg_model::{AudioRoute, DeviceModel, Event, HashKind, Machine, Moment, RunTime, Span, What};
use mpdbg_player::{PlayOptions, play};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../samples")
        .join(name)
}

fn events(name: &str, options: &PlayOptions) -> Vec<Event> {
    let mut told: Vec<Event> = Vec::new();
    assert!(play(&sample(name), options, &mut told).is_ok());
    told
}

#[test]
fn two_plays_of_a_sample_tell_the_same() {
    for name in [
        "h264-aac.mp4",
        "corrupted.mp4",
        "vp9-opus.webm",
        "truncated.mp4",
    ] {
        let options = PlayOptions::default();
        assert_eq!(events(name, &options), events(name, &options), "{name}");
    }
}

/// The simulated device and the same device fed through rodio's mixer differ in nothing but name.
#[test]
fn rodio_on_the_virtual_clock_tells_the_same_as_the_simulated_device() {
    for name in ["h264-aac.mp4", "gap.mkv", "audio-shorter.mp4", "tone.mp3"] {
        let through_rodio = PlayOptions {
            audio: AudioRoute::Rodio,
            ..PlayOptions::default()
        };
        let without = |events: Vec<Event>| -> Vec<Event> {
            events
                .into_iter()
                .filter(|e| !matches!(e.what, What::DeviceOpened(_)))
                .collect()
        };
        let simulated = without(events(name, &PlayOptions::default()));
        assert!(
            simulated
                .iter()
                .any(|e| matches!(e.what, What::AudioWritten { .. })),
            "{name}"
        );
        assert_eq!(simulated, without(events(name, &through_rodio)), "{name}");
    }
}

#[test]
fn events_never_go_back_in_time() {
    for name in [
        "h264-b-frames.mp4",
        "corrupted.mp4",
        "gap.mkv",
        "negative-start.ts",
    ] {
        let told = events(
            name,
            &PlayOptions {
                hash: HashKind::None,
                ..PlayOptions::default()
            },
        );
        assert!(told.is_sorted_by_key(|event| event.at), "{name}");
        assert!(
            matches!(told.last().map(|e| &e.what), Some(What::PlayEnded { .. })),
            "{name}"
        );
    }
}

#[test]
fn what_cannot_be_opened_is_an_event() {
    for name in ["no-moov.mp4", "empty.mp4", "absent.mp4", "."] {
        let told = events(name, &PlayOptions::default());
        assert!(
            told.iter().any(|e| matches!(e.what, What::OpenFailed(_))),
            "{name}"
        );
    }
}

fn with_device(device: DeviceModel) -> PlayOptions {
    let machine = Machine {
        device,
        ..Machine::default()
    };
    PlayOptions {
        machine,
        ..PlayOptions::default()
    }
}

fn lateness(told: &[Event]) -> Vec<Span> {
    told.iter()
        .filter_map(|event| match event.what {
            What::FramePresented { due, .. } => Some(event.at.since(due)),
            _ => None,
        })
        .collect()
}

fn end(told: &[Event]) -> RunTime {
    told.last().map(|event| event.at).unwrap_or_default()
}

#[test]
fn a_device_that_runs_dry_is_an_underrun_and_the_pictures_wait_for_the_sound() {
    let perfect = events("h264-aac.mp4", &PlayOptions::default());
    let dry = Moment {
        at_ms: 1000,
        for_ms: 300,
    };
    let starved = events(
        "h264-aac.mp4",
        &with_device(DeviceModel {
            dry: vec![dry],
            ..DeviceModel::default()
        }),
    );
    let lacking: i64 = starved
        .iter()
        .map(|event| match event.what {
            What::UnderrunOccurred { lacking, .. } => lacking.nanos(),
            _ => 0,
        })
        .sum();
    assert!(
        (275_000_000..=325_000_000).contains(&lacking),
        "{lacking} ns"
    );
    let longer = end(&starved).since(end(&perfect));
    assert!(
        longer.minus(Span::from_nanos(lacking)).abs() < Span::from_millis(30),
        "{longer}"
    );
    assert_eq!(lateness(&starved).len(), 100, "no picture is lost");
}

#[test]
fn a_device_that_runs_fast_makes_the_play_shorter_by_as_much() {
    let perfect = events("h264-aac.mp4", &PlayOptions::default());
    let fast = events(
        "h264-aac.mp4",
        &with_device(DeviceModel {
            drift_ppm: 50_000,
            ..DeviceModel::default()
        }),
    );
    let shorter = end(&perfect).since(end(&fast)).as_millis_f64();
    assert!((150.0..=250.0).contains(&shorter), "{shorter} ms of 4000");
}

#[test]
fn the_latency_of_the_device_delays_the_first_picture() {
    let told = events(
        "h264-aac.mp4",
        &with_device(DeviceModel {
            latency_us: Some(150_000),
            ..DeviceModel::default()
        }),
    );
    let first = told
        .iter()
        .find(|event| matches!(event.what, What::FramePresented { .. }));
    assert_eq!(
        first.map(|event| event.at),
        Some(RunTime::ZERO.plus(Span::from_millis(150)))
    );
}
