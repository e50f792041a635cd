//! The built-in player in a process of its own: this test program, asked to be the player.

use std::ffi::OsString;
use std::fs;

use mpdbg_model::{EndReason, What};
use mpdbg_runner::{EXIT_NOT_RECORDED, PlayRequest, PlayerCommand, play_one};
use mpdbg_session::{Recording, read_expected};

use crate::stage::{PATIENT, Stage};

fn built_in() -> PlayerCommand {
    PlayerCommand {
        name: "mpdbg 0.1.0".to_owned(),
        program: std::env::current_exe().unwrap(),
        // What follows, the request, is taken for names of further tests, which there are not.
        arguments: [
            "--ignored",
            "--exact",
            "--nocapture",
            "built_in::as_the_player",
        ]
        .map(OsString::from)
        .to_vec(),
    }
}

#[test]
#[ignore = "run by the tests here, as the player"]
fn as_the_player() {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    let request = arguments.split_off(arguments.len() - 4);
    let played = play_one(&PlayRequest::from_arguments(request).unwrap());
    std::process::exit(if played.is_ok() { 0 } else { EXIT_NOT_RECORDED });
}

/// One second of a quiet tone: 8 kHz, one channel, 16 bits.
fn wav() -> Vec<u8> {
    let samples: Vec<u8> = (0..8000_i16)
        .flat_map(|n| (n % 40 * 50).to_le_bytes())
        .collect();
    let mut file = b"RIFF".to_vec();
    file.extend((36 + samples.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    for half in [1_u16, 1, 8000, 0, 16_000, 0, 2, 16] {
        file.extend(half.to_le_bytes());
    }
    file.extend(b"data");
    file.extend((samples.len() as u32).to_le_bytes());
    file.extend(samples);
    file
}

#[test]
fn a_sample_is_played_recorded_and_its_promise_kept_once() {
    let dir = tempfile::tempdir().unwrap();
    let samples = dir.path().join("samples");
    fs::create_dir(&samples).unwrap();
    fs::write(samples.join("-tone \"1\".wav"), wav()).unwrap();
    fs::write(samples.join("broken.wav"), "nonsense").unwrap();
    let stage = Stage::over(dir, &samples, PATIENT, &["play", "just-named"]);
    let totals = stage.run(&built_in(), 2, |run| run.play().unwrap());
    assert_eq!((totals.finished, totals.open_failed), (2, 2), "{totals:?}");

    let cases = stage.session.cases().unwrap();
    let tone = &cases[0];
    let files = stage.session.attempt_files(tone, 0);
    let recording = Recording::open(&files.recording).unwrap();
    assert_eq!(recording.header().unwrap().sample, tone.sample);
    let ended = recording.events().iter().any(|event| {
        matches!(
            event.what,
            What::PlayEnded {
                reason: EndReason::EndOfStream,
                ..
            }
        )
    });
    assert!(ended, "{:?}", recording.events());
    let expected = read_expected(&stage.session.expected_path(&tone.sample)).unwrap();
    let sound = &expected.audio().unwrap().sound;
    assert_eq!(sound.first().unwrap().from.nanos(), 0);
    assert_eq!(sound.last().unwrap().to.nanos(), 1_000_000_000);
}
