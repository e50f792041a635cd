//! Recordings that were cut or changed are never shown as good, and the sample can be recorded again.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};

use crate::harness::{Mpdbg, edit, samples_with};

#[test]
fn a_damaged_recording_is_told_and_never_overwritten() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    let recording = mpdbg.session("a/dbg/tone.mp3.dbg");
    let whole = fs::read(&recording).unwrap();
    let length = whole.len();
    let flips = (0..16).map(|nth| nth * length / 16);
    let cuts = (1..16).map(|nth| nth * length / 16);
    let damaged = flips
        .map(|at| {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            bytes
        })
        .chain(cuts.map(|at| whole[..at].to_vec()))
        .chain([Vec::new()]);
    for bytes in damaged {
        edit(&recording, |content| content.clone_from(&bytes));
        let summary = mpdbg.run(&["summarize"]).ends(4);
        let summary = summary.shows(&["INCOMPLETE", "Appendix", "tone.mp3: recording"]);
        assert!(
            !summary.out.contains("AS EXPECTED\nperfect"),
            "{}",
            summary.out
        );
        let report = mpdbg.run(&["report", "tone.mp3", "all"]);
        if report.code == 0 {
            report.shows(&["CAUTION: this attempt is evidence, and not judged as a play"]);
        } else {
            report.fails(4, &["tone.mp3", "no recording"]);
        }
        mpdbg.run(&["list"]).ends(0);
    }
    edit(&recording, |content| {
        *content = whole[..length / 2].to_vec();
    });
    mpdbg.run(&["play"]).ends(0);
    assert_eq!(
        fs::read(&recording).unwrap(),
        whole[..length / 2],
        "evidence stays"
    );
    mpdbg.run(&["summarize"]).ends(0).shows(&["AS EXPECTED"]);
}

#[test]
fn the_events_of_an_unfinished_play_are_shown_and_not_judged() {
    let samples = samples_with(&["h264-aac.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["new", "a", "--clock", "real", "--audio", "null"])
        .ends(0);
    let mut play = mpdbg.spawn(&["play"]);
    let report = || mpdbg.run(&["report", "h264-aac.mp4", "all"]);
    let mut first = report();
    while first.code != 0 && play.try_wait().unwrap().is_none() {
        first = report();
    }
    first
        .ends(0)
        .shows(&["CAUTION: this attempt is evidence", "has no end", "opened"]);
    for _ in 0..2 {
        kill_process(Pid::from_raw(play.id() as i32).unwrap(), Signal::TERM).unwrap();
    }
    play.wait().unwrap();
    for (report, words) in [
        ("all", "attempt-ended"),
        ("anomalies", "Not judged"),
        ("counter", "Not judged"),
        ("frames", "not reached"),
    ] {
        mpdbg
            .run(&["report", "h264-aac.mp4", report])
            .ends(0)
            .shows(&["CAUTION: this attempt is evidence", "interrupted", words]);
        let path = mpdbg.session(&format!("a/reports/h264-aac.mp4.{report}.txt"));
        assert!(!path.exists(), "{report}");
    }
    mpdbg.run(&["summarize"]).ends(4).shows(&["INCOMPLETE"]);
}

#[test]
fn a_recording_of_a_newer_mpdbg_is_left_to_it() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    edit(&mpdbg.session("a/dbg/tone.mp3.dbg"), |content| {
        let end = content.iter().position(|byte| *byte == b'\n').unwrap();
        let line = String::from_utf8(content[..end].to_vec()).unwrap();
        let newer = line.replace("\"format\":3", "\"format\":4");
        // The second line holds the checksum of the first.
        let word = format!("{newer}\nsealed");
        *content = format!("{word} {:08x}\n", crc32(word.as_bytes())).into_bytes();
    });
    mpdbg.run(&["summarize"]).ends(4).shows(&["newer format 4"]);
    mpdbg
        .run(&["report", "tone.mp3", "all"])
        .fails(4, &["newer format 4", "newer mpdbg"]);
}

/// CRC-32 of zlib, bit by bit, as `docs/session-format.md` says.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[test]
fn an_expected_timeline_that_is_damaged_is_told() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    edit(&mpdbg.session("a/dbg/tone.mp3.expected"), |content| {
        let last = content.len() - 1;
        content[last] ^= 1;
    });
    mpdbg
        .run(&["report", "tone.mp3", "anomalies"])
        .ends(0)
        .shows(&["CAUTION", "tone.mp3.expected", "damaged"]);
}

/// Without what the file promises a play cannot be perfect, since nothing missing could be found.
#[test]
fn a_play_without_its_expected_timeline_is_not_perfect() {
    let samples = samples_with(&["tone.mp3", "h264-aac.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    let dbg = mpdbg.session("a").join("dbg");
    edit(&dbg.join("tone.mp3.expected"), |content| {
        content.truncate(40);
    });
    std::fs::remove_file(dbg.join("h264-aac.mp4.expected")).unwrap();
    mpdbg
        .run(&["summarize"])
        .ends(4)
        .shows(&["perfect plays 0", "no recording 2"]);
}

/// A playlist that was cut or doubled is not a smaller session.
#[test]
fn a_cut_playlist_is_damage() {
    let samples = samples_with(&["tone.mp3", "tone.wav"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    edit(
        &mpdbg.session("a").join("dbg/_session_playlist.txt"),
        |content| content.truncate(9),
    );
    for command in ["summarize", "status", "play"] {
        mpdbg
            .run(&[command])
            .fails(4, &["_session_playlist.txt", "damaged"]);
    }
}
