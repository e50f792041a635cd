//! `docs/commands.md` says what the commands say.

use std::fs;
use std::path::Path;

use crate::harness::{Mpdbg, own_samples};

#[test]
fn the_page_of_commands_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands.md");
    let wanted = mpdbg::cli::commands_page();
    if std::env::var_os("MPDBG_BLESS").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/commands.md is stale: run this test with MPDBG_BLESS=1"
    );
}

#[test]
fn every_topic_and_every_command_explains_itself() {
    let mpdbg = Mpdbg::over(&own_samples());
    mpdbg.run(&["help"]).ends(0).shows(&[
        "retry-crashed",
        "layout, session, scenario, manifest, profile, machine, workflow",
    ]);
    for (topic, words) in [
        ("layout", "_session_playlist.txt"),
        ("session", "mpdbg activate"),
        ("scenario", "[[step]]"),
        ("manifest", "[[sample]]"),
        ("profile", "mpdbg recheck"),
        ("machine", "pixel_ps"),
        ("workflow", "mpdbg new before"),
        ("commands", "Exit codes"),
        ("run", "Usage: mpdbg run"),
    ] {
        mpdbg.run(&["help", topic]).ends(0).shows(&[words]);
    }
    mpdbg
        .run(&["help", "samples", "check"])
        .ends(0)
        .shows(&["Usage: mpdbg samples check"]);
    mpdbg.run(&["run", "--help"]).ends(0).shows(&["testrun_00"]);
    mpdbg
        .run(&["--version"])
        .ends(0)
        .shows(&["mpdbg 0", "libavcodec"]);
    assert!(!mpdbg.run(&["help"]).out.contains("play-one"));
}
