//! `mpdbg samples trim`: the shortest cut that still shows a defect.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use mpdbg_media::mutate::{Clip, Kind};
use tempfile::TempDir;

use crate::harness::{Ended, Mpdbg, own_samples, samples_with};

fn trim(mpdbg: &Mpdbg, sample: &str, rule: &str, output: &Path) -> Ended {
    let output = output.to_str().unwrap();
    mpdbg.run(&["samples", "trim", sample, "--defect", rule, "-o", output])
}

/// The figures of the last line: bytes, bytes of the whole, seconds, seconds of the whole, streams.
fn figures(ended: &Ended) -> Vec<f64> {
    let line = ended.out.lines().last().unwrap();
    let (_, figures) = line.split_once(": ").unwrap();
    let words = figures.split([' ', ',']);
    words.filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn damaged_pictures_are_cut_out_and_still_show() {
    let samples = samples_with(&["corrupted.mp4"]);
    let before = fs::read(samples.path().join("corrupted.mp4")).unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    let out = tempfile::tempdir().unwrap();
    let cut = out.path().join("short.mp4");
    let ended = trim(&mpdbg, "corrupted.mp4", "picture::corrupt", &cut).ends(0);
    let figures = figures(&ended);
    let [size, whole_size, length, whole_length, streams, ..] = figures[..] else {
        panic!("{}", ended.out);
    };
    assert!(size < whole_size / 2.0, "{}", ended.out);
    assert!(length < whole_length / 2.0, "{}", ended.out);
    assert!((streams - 1.0).abs() < 0.1, "{}", ended.out);
    let written = fs::metadata(&cut).unwrap().len() as f64;
    assert!((written / 1e3 - size).abs() < 0.1);
    assert_eq!(
        fs::read(samples.path().join("corrupted.mp4")).unwrap(),
        before
    );
    // Anybody who may read a new file may read this one.
    let usual = samples.path().join("usual");
    fs::write(&usual, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&cut), mode(&usual));
    // Nothing else is left behind.
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    assert_eq!(fs::read_dir(mpdbg.sessions()).unwrap().count(), 0);

    // A stranger who gets the file sees the same.
    let theirs = Mpdbg::over(out.path());
    theirs.run(&["new", "s"]).ends(0);
    theirs.run(&["run"]).ends(1).shows(&["picture::corrupt"]);

    trim(&mpdbg, "corrupted.mp4", "picture::corrupt", &cut)
        .fails(2, &["is there already", "nothing is overwritten"]);
}

/// A clip of four seconds, pictures and sound, damaged as the lab does it.
fn damaged(kind: Kind) -> TempDir {
    let clip = fs::read(own_samples().join("h264-aac.mp4")).unwrap();
    let clip = Clip::read(clip, "mp4").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let bytes = clip.mutated(kind, 1).unwrap().bytes;
    fs::write(dir.path().join("clip.mp4"), bytes).unwrap();
    dir
}

#[test]
fn damage_is_cut_out_with_the_one_stream_that_it_is_in() {
    let out = tempfile::tempdir().unwrap();
    for (kind, rule, longest) in [
        (Kind::SoundPacketLost, "sound::gap", 0.2),
        (Kind::FirstKeyFrameLost, "picture::corrupt", 0.2),
        (Kind::PicturePacketCut, "picture::null", 1.0),
        (Kind::FileCut, "sound::corrupt", 0.2),
    ] {
        let samples = damaged(kind);
        let cut = out.path().join(format!("{kind}.mp4"));
        let mpdbg = Mpdbg::over(samples.path());
        let ended = trim(&mpdbg, "clip.mp4", rule, &cut).ends(0);
        let figures = figures(&ended);
        assert!(figures[2] <= longest, "{kind}: {}", ended.out);
        assert!((figures[4] - 1.0).abs() < 0.1, "{kind}: {}", ended.out);
    }
}

#[test]
fn what_only_the_container_says_is_told() {
    let samples = damaged(Kind::DeclaredShorter);
    let mpdbg = Mpdbg::over(samples.path());
    let cut = samples.path().join("short.mp4");
    trim(&mpdbg, "clip.mp4", "timing::duration", &cut).fails(
        4,
        &["timing::duration is not in the packets: a copy of all of them shows no defect"],
    );
    assert!(!cut.exists());
}

#[test]
fn what_cannot_be_is_refused() {
    let mpdbg = Mpdbg::over(&own_samples());
    let out = tempfile::tempdir().unwrap();
    let cut = out.path().join("short.mp4");
    trim(&mpdbg, "h264-aac.mp4", "picture::corrupt", &cut).fails(
        2,
        &["h264-aac.mp4 shows no picture::corrupt, and no other defect"],
    );
    trim(&mpdbg, "truncated.mp4", "picture::corrupt", &cut)
        .fails(2, &["but life::log-errors, picture::tail-missing"]);
    trim(&mpdbg, "h264-aac.mp4", "corrup", &cut).fails(2, &["there is no rule `corrup`"]);
    trim(&mpdbg, "h264.mp4", "picture::corrupt", &cut).fails(2, &["there is no sample"]);
    trim(
        &mpdbg,
        "corrupted.mp4",
        "picture::corrupt",
        &out.path().join("no/x.mp4"),
    )
    .fails(2, &["its directory does not exist"]);
    trim(
        &mpdbg,
        "corrupted.mp4",
        "picture::corrupt",
        &out.path().join("short.mkv"),
    )
    .fails(2, &["would be a .mp4 file", "hint: name it"]);
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    // What takes no session does not say so in its help.
    for command in [
        &["samples", "trim"][..],
        &["shrink"],
        &["history"],
        &["diff"],
    ] {
        let help = mpdbg.run(&[command, &["--help"]].concat()).ends(0);
        assert!(
            !help.out.contains("--session "),
            "{command:?}: {}",
            help.out
        );
        mpdbg.run(&[command, &["--session", "x"]].concat()).ends(2);
    }
}

#[test]
fn a_defect_of_another_build_is_cut_out() {
    let samples = samples_with(&["corrupted.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let out = tempfile::tempdir().unwrap();
    let player = out.path().join("player");
    let cut = out.path().join("short.mp4");
    let this = env!("CARGO_BIN_EXE_mpdbg");
    let plays = out.path().join("plays");
    let script = format!(
        "#!/bin/sh\necho >> '{}'\nexec '{this}' \"$@\"\n",
        plays.display()
    );
    fs::write(&player, script).unwrap();
    fs::set_permissions(&player, fs::Permissions::from_mode(0o755)).unwrap();
    let [player, output] = [&player, &cut].map(|it| it.to_str().unwrap());
    mpdbg
        .run(&[
            "samples",
            "trim",
            "corrupted.mp4",
            "--defect",
            "picture::corrupt",
            "-o",
            output,
            "--player",
            player,
        ])
        .ends(0)
        .shows(&["short.mp4: "]);
    // It was asked for its version and played, again and again.
    assert!(fs::read(&plays).unwrap().len() > 3);
}
