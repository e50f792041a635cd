//! The whole player on the project's own samples: virtual clock, nothing waits.

use std::path::{Path, PathBuf};

use mpdbg_model::{AudioRoute, Event, HashKind, What};
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
