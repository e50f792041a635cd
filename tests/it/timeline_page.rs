//! The screens and the picture of `docs/timeline.md`, captured from the real program.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use vt100::Screen;

use crate::drawn::svg;
use crate::harness::{Mpdbg, samples_with};
use crate::terminal::OnTerminal;

const CLIP: &str = "h264-aac.mp4";
const SAMPLES: [&str; 3] = ["corrupted.mp4", CLIP, "truncated.mp4"];

/// What is wrong with a play.
#[derive(Clone, Copy)]
enum Wrong {
    /// The sample.
    Sample,
    /// The player, which has this fault.
    Player(&'static str),
    /// The sound device, of this simulated machine.
    Device(&'static str),
}

/// A device to which nothing comes through for 300 ms.
const DRY: &str = "name = \"dry-device\"\nseed = 1\n[[device.dry]]\nat_ms = 1500\nfor_ms = 300\n";

/// Name of the screen in the page, the sample, what is wrong, and the keys that lead there.
const SCREENS: [(&str, &str, Wrong, &str); 10] = [
    ("corrupted", "corrupted.mp4", Wrong::Sample, ""),
    ("truncated", "truncated.mp4", Wrong::Sample, "nnnnn"),
    ("picture-lost", CLIP, Wrong::Player("picture-lost"), ""),
    ("presented-late", CLIP, Wrong::Player("presented-late"), ""),
    (
        "presented-twice",
        CLIP,
        Wrong::Player("presented-twice"),
        "",
    ),
    ("freezes", CLIP, Wrong::Player("freezes"), ""),
    ("times-wrapped", CLIP, Wrong::Player("times-wrapped"), ""),
    (
        "tail-not-drained",
        CLIP,
        Wrong::Player("tail-not-drained"),
        "",
    ),
    ("sound-lost", CLIP, Wrong::Player("sound-lost"), ""),
    ("device-dry", CLIP, Wrong::Device(DRY), ""),
];

/// The screen that the README shows.
const PICTURE: &str = "freezes";
const PICTURE_FILE: &str = "docs/timeline.svg";

fn top(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A player with a fault.
fn player(dir: &Path, fault: &str) -> String {
    let path = dir.join(fault);
    let mpdbg = env!("CARGO_BIN_EXE_mpdbg");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && exec {mpdbg} --version\nshift\nexec {mpdbg} play-one --fault {fault} \"$@\"\n"
    );
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.into_os_string().into_string().unwrap()
}

/// The options of a session in which that is wrong.
fn terms(wrong: Wrong, dir: &Path) -> Vec<String> {
    match wrong {
        Wrong::Sample => Vec::new(),
        Wrong::Player(fault) => vec!["--player".to_owned(), player(dir, fault)],
        Wrong::Device(machine) => {
            let path = dir.join("machine.toml");
            fs::write(&path, machine).unwrap();
            let path = path.into_os_string().into_string().unwrap();
            vec!["--machine".to_owned(), path]
        }
    }
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

/// The line that names the decoder of the page.
fn decoder(mpdbg: &Mpdbg) -> String {
    let version = mpdbg.run(&["--version"]).ends(0).out;
    let mut lines = version.lines();
    let library = lines.find(|it| it.starts_with("libavcodec ")).unwrap();
    format!("<!-- captured with {library} -->\n")
}

/// The page with another line of the decoder.
fn with_decoder(page: &str, line: &str) -> String {
    let old = page
        .lines()
        .find(|it| it.starts_with("<!-- captured with "));
    page.replace(&format!("{}\n", old.unwrap()), line)
}

/// A screen of so many columns and lines as it is drawn today, in the form of `of`; waited for as long as it
/// is not what is expected. None where the system gives no terminal.
fn captured(
    mpdbg: &Mpdbg,
    (sample, keys): (&str, &str),
    (columns, lines): (u16, u16),
    expected: &str,
    of: impl Fn(&Screen) -> String,
) -> Option<String> {
    let arguments = ["timeline", sample];
    let command = crate::screens::mpdbg(mpdbg.samples(), mpdbg.sessions(), &arguments);
    let mut terminal = OnTerminal::start(command, columns, lines)?;
    terminal.shows("video");
    terminal.keys(keys);
    if is_blessed() {
        terminal.shows("▼");
        terminal.settles();
    } else {
        terminal.until("as in the page", |screen| of(screen) == expected);
    }
    Some(of(terminal.screen()))
}

/// The text of a screen in the page.
fn screen_of<'a>(page: &'a str, name: &str) -> &'a str {
    let mark = format!("<!-- screen: {name} -->\n```text\n");
    let (_, rest) = page.split_once(&mark).unwrap();
    rest.split_once("\n```").unwrap().0
}

fn is_blessed() -> bool {
    std::env::var_os("MPDBG_BLESS").is_some()
}

/// With `--features lab` every screen, else those of sound players only. Another decoder conceals damage in
/// another way, and has other screens.
#[test]
fn the_page_shows_the_screens_of_today() {
    let samples = samples_with(&SAMPLES);
    let recorded = Mpdbg::over(samples.path());
    let scratch = tempfile::tempdir().unwrap();
    let file = top("docs/timeline.md");
    let page = fs::read_to_string(&file).unwrap();
    let decoder = decoder(&recorded);
    if !page.contains(&decoder) && !is_blessed() {
        println!("skipped: docs/timeline.md was captured with another libavcodec");
        return;
    }
    let mut anew = with_decoder(&page, &decoder);
    for (name, sample, wrong, keys) in SCREENS {
        if matches!(wrong, Wrong::Player(_)) && !cfg!(feature = "lab") {
            continue;
        }
        let list = scratch.path().join("playlist");
        fs::write(&list, format!("{sample}\n")).unwrap();
        let terms = terms(wrong, scratch.path());
        let mut new = vec!["new", name, list.to_str().unwrap()];
        new.extend(terms.iter().map(String::as_str));
        recorded.run(&new).ends(0);
        let run = recorded.run(&["run", "-q"]);
        assert!([0, 1].contains(&run.code), "{}", run.err);
        let shown = (sample, keys);
        let text = |screen: &Screen| trimmed(&screen.contents());
        let there = screen_of(&page, name);
        let Some(text) = captured(&recorded, shown, (80, 24), there, text) else {
            return;
        };
        anew = with_screen(&anew, name, &text);
        if name == PICTURE {
            let there = fs::read_to_string(top(PICTURE_FILE)).unwrap();
            let drawn = captured(&recorded, shown, (110, 34), &there, svg).unwrap();
            if is_blessed() {
                fs::write(top(PICTURE_FILE), drawn).unwrap();
            }
        }
    }
    if is_blessed() {
        fs::write(&file, &anew).unwrap();
    }
}
