//! The screens and the picture of `docs/timeline.md`, captured from the real program.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::drawn::svg;
use crate::harness::{Mpdbg, samples_with};
use crate::screens::mpdbg;
use crate::terminal::OnTerminal;

const SAMPLES: [&str; 3] = ["corrupted.mp4", "h264-aac.mp4", "truncated.mp4"];

/// Name of the screen in the page, the sample, the fault of the player (none: the sample is broken), and the
/// keys that lead there.
const SCREENS: [(&str, &str, Option<&str>, &str); 10] = [
    ("corrupted", "corrupted.mp4", None, ""),
    ("truncated", "truncated.mp4", None, "nnnnn"),
    ("picture-lost", "h264-aac.mp4", Some("picture-lost"), ""),
    ("presented-late", "h264-aac.mp4", Some("presented-late"), ""),
    (
        "presented-twice",
        "h264-aac.mp4",
        Some("presented-twice"),
        "",
    ),
    ("freezes", "h264-aac.mp4", Some("freezes"), ""),
    ("times-wrapped", "h264-aac.mp4", Some("times-wrapped"), ""),
    (
        "tail-not-drained",
        "h264-aac.mp4",
        Some("tail-not-drained"),
        "",
    ),
    ("sound-lost", "h264-aac.mp4", Some("sound-lost"), ""),
    ("sound-late", "h264-aac.mp4", Some("sound-late"), ""),
];

/// The screen that the README shows.
const PICTURE: &str = "freezes";

fn top(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A player with a fault: a build of mpdbg with the feature `lab`, which `MPDBG_LAB` names.
fn player(dir: &Path, fault: &str, lab: &str) -> String {
    let path = dir.join(fault);
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && exec {lab} --version\nshift\nexec {lab} play-one --fault {fault} \"$@\"\n"
    );
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.into_os_string().into_string().unwrap()
}

/// The text of a screen, without blanks at the ends of its lines.
fn trimmed(text: &str) -> String {
    let lines = text.lines().map(str::trim_end);
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// The page with another text in the block behind `<!-- screen: NAME -->`.
fn with_screen(page: &str, name: &str, text: &str) -> String {
    let mark = format!("<!-- screen: {name} -->\n```text\n");
    let (before, rest) = page
        .split_once(&mark)
        .unwrap_or_else(|| panic!("no {mark}"));
    let (_, after) = rest.split_once("```").unwrap();
    format!("{before}{mark}{text}\n```{after}")
}

#[test]
#[ignore = "needs a build with the feature lab in MPDBG_LAB; MPDBG_BLESS=1 writes docs/timeline.md anew"]
fn the_page_shows_the_screens_of_today() {
    let Ok(lab) = std::env::var("MPDBG_LAB") else {
        println!("skipped: MPDBG_LAB names no build with the feature lab");
        return;
    };
    let samples = samples_with(&SAMPLES);
    let recorded = Mpdbg::over(samples.path());
    let scratch = tempfile::tempdir().unwrap();
    let file = top("docs/timeline.md");
    let page = fs::read_to_string(&file).unwrap();
    let mut anew = page.clone();
    for (name, sample, fault, keys) in SCREENS {
        let list = scratch.path().join("playlist");
        fs::write(&list, format!("{sample}\n")).unwrap();
        let player = fault.map(|fault| player(scratch.path(), fault, &lab));
        let mut new = vec!["new", name, list.to_str().unwrap()];
        new.extend(player.iter().flat_map(|it| ["--player", it]));
        recorded.run(&new).ends(0);
        let run = recorded.run(&["run", "-q"]);
        assert!([0, 1].contains(&run.code), "{}", run.err);
        for (columns, lines) in [(80, 24), (110, 34)] {
            let command = mpdbg(samples.path(), recorded.sessions(), &["timeline", sample]);
            let Some(mut terminal) = OnTerminal::start(command, columns, lines) else {
                return;
            };
            terminal.shows("video");
            terminal.keys(keys);
            terminal.shows("▼");
            terminal.settles();
            if columns == 80 {
                anew = with_screen(&anew, name, &trimmed(&terminal.text()));
            } else if name == PICTURE && std::env::var_os("MPDBG_BLESS").is_some() {
                fs::write(top("docs/timeline.svg"), svg(terminal.screen())).unwrap();
            }
        }
    }
    if std::env::var_os("MPDBG_BLESS").is_some() {
        fs::write(&file, &anew).unwrap();
    }
    let page = fs::read_to_string(&file).unwrap();
    assert!(page == anew, "MPDBG_BLESS=1 writes docs/timeline.md anew");
}
