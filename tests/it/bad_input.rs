//! What cannot be done is said in words: what is wrong, where, what to do next.

use std::fs;

use crate::harness::{Mpdbg, edit, samples_with};

#[test]
fn a_missing_samples_directory() {
    let samples = samples_with(&["tone.mp3"]);
    let gone = samples.path().join("gone");
    let mpdbg = Mpdbg::over(&gone);
    let gone = gone.to_str().unwrap();
    mpdbg
        .run(&["new", "a"])
        .fails(2, &[gone, "does not exist", "--samples-dir"]);
    mpdbg
        .run(&["run", gone])
        .fails(2, &[gone, "does not exist"]);
    mpdbg
        .run(&["samples", "check"])
        .fails(2, &[gone, "does not exist"]);
    assert_eq!(fs::read_dir(mpdbg.sessions()).unwrap().count(), 0);
    let file = samples.path().join("tone.mp3");
    Mpdbg::over(&file)
        .run(&["new", "a"])
        .fails(2, &["is not a directory"]);
    let empty = tempfile::tempdir().unwrap();
    Mpdbg::over(empty.path())
        .run(&["new", "a"])
        .fails(2, &["no sample in"]);
}

#[test]
fn the_samples_directory_of_a_session_is_gone() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    drop(samples);
    mpdbg
        .run(&["run"])
        .fails(2, &["does not exist", "bring it back"]);
}

#[test]
fn nothing_is_active_and_nothing_is_known() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    for command in [
        &["run"][..],
        &["play"],
        &["summarize"],
        &["status"],
        &["protect", "reports"],
        &["report", "x", "all"],
    ] {
        mpdbg
            .run(command)
            .fails(2, &["no session is active", "mpdbg new"]);
    }
    mpdbg.run(&["list"]).ends(0).shows(&["no session in"]);
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg
        .run(&["activate", "b"])
        .fails(2, &["no session `b`", "mpdbg list"]);
    mpdbg
        .run(&["status", "../a"])
        .fails(2, &["no session `../a`"]);
    mpdbg
        .run(&["play", "--session", "b\u{1b}[2J"])
        .fails(2, &["no session `b"]);
    mpdbg
        .run(&["report", "clip", "all"])
        .fails(2, &["no sample `clip`", "tone.mp3"]);
    mpdbg
        .run(&["report", "tone.mp3", "some"])
        .fails(2, &["no report `some`", "counter"]);
    mpdbg.run(&["help", "some"]).fails(2, &["`some`", "layout"]);
}

#[test]
fn options_that_cannot_be() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let a = samples.path().to_str().unwrap();
    for arguments in [
        &["new"][..],
        &["nonsense"],
        &["new", "a", "--timeout", "0"],
        &["new", "a", "--hang", "soon"],
        &["new", "a", "--memory-limit", "99999999999999999"],
        &["new", "a", "--clock", "sundial"],
        &["new", "a", "list.txt", "--recursive"],
        &["new", "a", "--session", "b"],
        &["run", a, "--session", "b"],
        &["run", "--jobs", "0"],
        &["retry-crashed", "-1"],
        &["report"],
        &["list", "x"],
        &["deactivate", "--json"],
        &["play-one", "x"],
    ] {
        mpdbg.run(arguments).fails(2, &["error: "]);
    }
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg
        .run(&["run", "--hash", "md5"])
        .fails(2, &["cannot be changed", "mpdbg new"]);
}

#[test]
fn names_that_no_session_can_have() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    for name in [
        "", ".hidden", "..", "a/b", "a\\b", "a\nb", "a:b", "con", "a.",
    ] {
        mpdbg.run(&["new", name]).fails(2, &["session", "name"]);
    }
    mpdbg
        .run(&["new", &"x".repeat(201)])
        .fails(2, &["201 bytes"]);
    assert_eq!(fs::read_dir(mpdbg.sessions()).unwrap().count(), 0);
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg
        .run(&["new", "a"])
        .fails(2, &["exists already", "another name"]);
}

#[test]
fn a_playlist_with_mistakes_lists_them_all_and_leaves_nothing() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let list = samples.path().join("list.txt");
    fs::write(
        &list,
        b"tone.mp3\ngone.mp4\n../up.mp4\n/etc/passwd\nlist.txt\ntone.mp3\n\xff\n",
    )
    .unwrap();
    let list = list.to_str().unwrap();
    mpdbg.run(&["new", "a", list]).fails(
        2,
        &[
            "6 lines",
            "line 2",
            "line 3",
            "line 4",
            "line 5",
            "line 6",
            "line 7",
            "`gone.mp4` does not exist",
        ],
    );
    mpdbg
        .run(&["new", "a", "no-such-list"])
        .fails(2, &["no-such-list", "No such file"]);
    fs::write(list, "# nothing\n").unwrap();
    mpdbg
        .run(&["new", "a", list])
        .fails(2, &["names no sample"]);
    assert_eq!(fs::read_dir(mpdbg.sessions()).unwrap().count(), 0);
}

#[test]
fn a_manifest_with_a_mistake() {
    let samples = samples_with(&["tone.mp3"]);
    fs::write(
        samples.path().join("manifest.toml"),
        "[[sample]]\nname = 3\n",
    )
    .unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["new", "a"])
        .fails(2, &["manifest.toml", "line 2", "mend the file"]);
    assert_eq!(fs::read_dir(mpdbg.sessions()).unwrap().count(), 0);
}

#[test]
fn a_damaged_activation() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    let file = mpdbg.sessions().join("activation.json");
    for (content, words) in [
        ("{\"session\":", "damaged"),
        ("", "damaged"),
        ("{\"session\": \"../outside\"}", "does not name a session"),
        ("{\"session\": \"gone\"}", "`gone` is gone"),
    ] {
        fs::write(&file, content).unwrap();
        mpdbg
            .run(&["play"])
            .fails(4, &["activation.json", words, "mpdbg activate"]);
        // The session itself is as good as before.
        mpdbg.run(&["status", "a"]).ends(0);
        mpdbg.run(&["list"]).ends(0).shows(&["  a  0 of 1"]);
    }
    mpdbg.run(&["activate", "a"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
}

#[test]
fn a_damaged_session_does_not_hide_the_others() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg.run(&["new", "b"]).ends(0);
    let file = mpdbg.session("b/configuration.json");
    let whole = fs::read_to_string(&file).unwrap();
    for (content, words) in [
        (whole[..whole.len() / 2].to_owned(), "damaged"),
        (whole.replace("\"hash\"", "\"hush\""), "damaged"),
        (whole.replace("\"format\": 3", "\"format\": 4"), "format 4"),
    ] {
        fs::write(&file, content).unwrap();
        mpdbg.run(&["run"]).fails(4, &["configuration.json", words]);
        mpdbg
            .run(&["list"])
            .ends(0)
            .shows(&["* b  cannot be read", words, "  a  0 of 1"]);
    }
    fs::write(&file, whole).unwrap();
    mpdbg.run(&["run"]).ends(0);
}

#[test]
fn a_playlist_of_a_session_that_leads_outside() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    let playlist = mpdbg.session("a/dbg/_session_playlist.txt");
    edit(&playlist, |content| {
        content.extend_from_slice(b"../../secret.mp4\n");
    });
    for command in ["play", "status", "summarize"] {
        mpdbg
            .run(&[command])
            .fails(4, &["_session_playlist.txt", "line 2", "leads out"]);
    }
    edit(&playlist, |content| *content = b"other.mp4\n".to_vec());
    mpdbg
        .run(&["summarize"])
        .fails(4, &["_samples.json", "damaged"]);
}

#[test]
fn a_sample_that_vanished_or_changed_is_not_played() {
    let samples = samples_with(&["h264-aac.mp4", "tone.mp3", "tone.wav"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    fs::remove_file(samples.path().join("tone.wav")).unwrap();
    edit(&samples.path().join("tone.mp3"), |content| {
        content[9000] ^= 1;
    });
    let run = mpdbg.run(&["run"]).fails(
        4,
        &[
            "tone.wav: not played: vanished",
            "tone.mp3: not played: changed",
            "1 finished, 2 not played",
        ],
    );
    run.shows(&[
        "INCOMPLETE",
        "tone.mp3: sample changed",
        "tone.wav: sample vanished",
        "not protected",
        "2 samples have no recording: changed or gone since `mpdbg new`; make a new session",
    ]);
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["tone.mp3: sample changed", "tone.wav: sample vanished"]);
    edit(&samples.path().join("tone.mp3"), |content| {
        content[9000] ^= 1;
    });
    fs::write(samples.path().join("list.txt"), "tone.mp3\n").unwrap();
    mpdbg
        .run(&["play"])
        .fails(4, &["tone.mp3: finished"])
        .shows(&["verdict: INCOMPLETE, 1 sample without a recording (exit code 4)"]);
}

#[test]
fn one_file_is_played_as_a_session_of_its_own() {
    let samples = samples_with(&["tone.mp3", "tone.wav"]);
    let mpdbg = Mpdbg::over(samples.path());
    let file = samples.path().join("tone.mp3");
    let file = file.to_str().unwrap();
    mpdbg
        .run(&["run", file])
        .ends(0)
        .shows(&["testrun_00", "1 sample", "AS EXPECTED"]);
    // A file that lies elsewhere, too.
    let elsewhere = samples_with(&["tone.wav", "tone.mp3"]);
    let other = elsewhere.path().join("tone.wav");
    mpdbg
        .run(&["run", other.to_str().unwrap()])
        .ends(0)
        .shows(&["testrun_01", "samples in the playlist 1"]);
    // What people type first leads there.
    for line in [&["play", file][..], &[file]] {
        mpdbg
            .run(line)
            .fails(2, &["hint: `mpdbg run ", "plays this one file"]);
    }
    let parent = samples.path().parent().unwrap();
    let name = samples.path().file_name().unwrap().to_str().unwrap();
    let mistyped = parent.join(format!("{name}x"));
    mpdbg
        .run(&["run", mistyped.to_str().unwrap()])
        .fails(2, &["does not exist", &format!("did you mean `{name}`?")]);
}
