//! A full disk and a read-only one. Both need a mount of their own, in a namespace of their own.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::{Ended, Mpdbg, samples_with};

/// Runs a script that may mount things for itself, with `$MPDBG` and `$DIR`; none where that is not
/// possible.
fn in_a_namespace(mpdbg: &Mpdbg, script: &str) -> Option<Ended> {
    let possible = Command::new("unshare")
        .args(["-rm", "mount", "-t", "tmpfs", "tmpfs"])
        .arg(mpdbg.sessions())
        .output()
        .is_ok_and(|tried| tried.status.success());
    if !possible {
        println!("skipped: this user cannot mount a file system in a namespace (unshare -rm)");
        return None;
    }
    let program: &Path = env!("CARGO_BIN_EXE_mpdbg").as_ref();
    let ended = Ended::of(
        Command::new("unshare")
            .args(["-rm", "sh", "-euc", script])
            .env("MPDBG", program)
            .env("DIR", mpdbg.sessions())
            .env("MPDBG_SAMPLES_DIR", mpdbg.samples())
            .env("MPDBG_SESSIONS_DIR", mpdbg.sessions()),
    );
    Some(ended)
}

/// Leaves `$1` KiB free.
const FILL: &str = r#"
fill() {
    free=$(df -k "$DIR" | awk 'NR == 2 { print $4 }')
    head -c $(((free - $1) * 1024)) /dev/zero > "$DIR/fill"
}
"#;

#[test]
fn a_disk_that_is_full_while_recording() {
    let samples = samples_with(&["h264-aac.mp4", "tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let script = format!(
        r#"{FILL}
        mount -t tmpfs -o size=4m tmpfs "$DIR"
        "$MPDBG" -q new a
        fill 16
        "$MPDBG" run --jobs 1 && exit 99 || echo "first $?"
        rm "$DIR/fill"
        "$MPDBG" status
        "$MPDBG" -q run && echo "second $?"
        "$MPDBG" status
        "#
    );
    let Some(ended) = in_a_namespace(&mpdbg, &script) else {
        return;
    };
    let ended = ended.fails(0, &["No space left on device"]);
    ended.shows(&["first 4", "0 of 2", "second 0", "2 of 2"]);
}

#[test]
fn a_disk_that_is_full_when_a_session_is_made() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let script = format!(
        r#"{FILL}
        mount -t tmpfs -o size=1m tmpfs "$DIR"
        fill 8
        "$MPDBG" new a && exit 99 || echo "ended $?"
        ls -A "$DIR"
        "#
    );
    let Some(ended) = in_a_namespace(&mpdbg, &script) else {
        return;
    };
    let ended = ended.fails(
        0,
        &["No space left on device", "the disk is full: make room"],
    );
    assert_eq!(ended.out, "ended 4\nfill\n", "nothing is left behind");
}

#[test]
fn a_sessions_directory_that_is_read_only() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    let script = r#"
        mount --bind "$DIR" "$DIR"
        mount -o remount,bind,ro "$DIR"
        for command in "new b" run play "activate a" "protect reports" summarize; do
            "$MPDBG" $command > /dev/null && exit 99 || echo "$command $?"
        done
        "$MPDBG" status
        "$MPDBG" list
    "#;
    let Some(ended) = in_a_namespace(&mpdbg, script) else {
        return;
    };
    let ended = ended.fails(0, &["Read-only file system", "--sessions-dir"]);
    ended.shows(&[
        "new b 4",
        "run 4",
        "play 4",
        "activate a 4",
        "protect reports 4",
        "summarize 4",
        "1 of 1",
    ]);
    assert_eq!(
        fs::read_dir(mpdbg.sessions()).unwrap().count(),
        2,
        "the session and its activation"
    );
}
