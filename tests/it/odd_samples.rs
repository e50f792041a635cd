//! Whatever lies among the samples: odd names are played, odd things are skipped and said.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};

use crate::harness::{Mpdbg, own_samples, samples_with};

#[test]
fn samples_with_odd_names_are_played_and_reported() {
    let long = format!("{}.mp3", "l".repeat(251));
    let names: [&[u8]; 7] = [
        b"two words.mp3",
        b"it's \"quoted\".mp3",
        b"two\nlines.mp3",
        b"-q.mp3",
        b"caf\xe9.mp3",
        b"\x1b[31mred\xe2\x80\xae.mp3",
        long.as_bytes(),
    ];
    let samples = tempfile::tempdir().unwrap();
    for name in names {
        let path = samples.path().join(OsStr::from_bytes(name));
        fs::copy(own_samples().join("tone.mp3"), path).unwrap();
    }
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "odd"]).ends(0).shows(&["7 samples"]);
    mpdbg
        .run(&["run"])
        .ends(0)
        .shows(&["perfect plays                7"]);
    for name in names {
        let name: OsString = OsStr::from_bytes(name).to_owned();
        mpdbg
            .run(&["report".into(), "--".into(), name, "counter".into()])
            .ends(0);
    }
    mpdbg.run(&["report", "caf\\xe9.mp3", "all"]).ends(0);
    mpdbg.run(&["report", "-q.mp3", "all"]).fails(2, &["--"]);
    mpdbg.run(&["status"]).ends(0).shows(&["7 of 7"]);
}

#[test]
fn things_that_are_no_samples_are_skipped_with_the_reason() {
    let samples = samples_with(&["tone.mp3"]);
    let at = |name: &str| samples.path().join(name);
    fs::create_dir(at("dir.mp4")).unwrap();
    mknodat(CWD, at("pipe.mp4"), FileType::Fifo, Mode::RWXU, 0).unwrap();
    symlink("nowhere", at("dangling.mp4")).unwrap();
    symlink("/etc/passwd", at("outside.mp4")).unwrap();
    let mut words = vec![
        "dir.mp4 (directory)",
        "pipe.mp4 (",
        "dangling.mp4 (dangling link)",
        "outside.mp4 (link",
    ];
    if mknodat(
        CWD,
        at("device.mp4"),
        FileType::CharacterDevice,
        Mode::RWXU,
        makedev(1, 5),
    )
    .is_ok()
    {
        words.push("device.mp4 (");
    } else {
        println!("skipped: a device among the samples, which only root can make");
    }
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["new", "a"])
        .ends(0)
        .shows(&words)
        .shows(&["1 sample\n"]);
    mpdbg.run(&["status"]).ends(0).shows(&["pipe.mp4: "]);
    // They are never opened, or the pipe would hold this up for ever.
    mpdbg
        .run(&["run"])
        .ends(0)
        .shows(&["perfect plays                1"]);
    mpdbg
        .run(&["samples", "check"])
        .ends(0)
        .shows(&["note: pipe.mp4 is not played"]);
}

#[test]
fn a_sample_that_turned_into_a_pipe_is_not_opened() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    let path = samples.path().join("tone.mp3");
    fs::remove_file(&path).unwrap();
    mknodat(CWD, &path, FileType::Fifo, Mode::RWXU, 0).unwrap();
    mpdbg.run(&["run"]).fails(4, &["not a regular file"]);
}

#[test]
fn an_empty_sample_is_recorded_as_what_it_is() {
    let samples = tempfile::tempdir().unwrap();
    fs::write(samples.path().join("empty.mp4"), "").unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg
        .run(&["run"])
        .ends(1)
        .shows(&["life::open-failed", "not expected"]);
}

/// What a decoder says of a sample, and what its tags hold, is shown without its control characters.
#[test]
fn text_from_inside_a_sample_does_not_reach_the_terminal_as_it_is() {
    let samples = samples_with(&["vp9-opus.webm"]);
    rename_tag(&samples.path().join("vp9-opus.webm"));
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg.run(&["run"]).ends(0);
    // `Ended` refuses control characters.
    let report = mpdbg.run(&["report", "vp9-opus.webm", "all"]).ends(0);
    report.shows(&["\\x1b[2J"]);
}

/// Puts escape sequences where the file names its encoder.
fn rename_tag(path: &Path) {
    let mut content = fs::read(path).unwrap();
    let at = content
        .windows(4)
        .position(|bytes| bytes == b"Lavf")
        .unwrap();
    content[at..at + 4].copy_from_slice(b"\x1b[2J");
    fs::write(path, content).unwrap();
}
