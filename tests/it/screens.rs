//! The screens of the real program on a pseudo-terminal.

use std::fs;
use std::path::Path;

use mpdbg_model::MediaTime;
use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal};
use tempfile::TempDir;
use vt100::Screen;

use crate::harness::{Mpdbg, samples_with};
use crate::terminal::{OnTerminal, program};

/// A sample with several defects, and a sound one.
pub(crate) const SAMPLES: [&str; 3] = ["corrupted.mp4", "h264-aac.mp4", "truncated.mp4"];
pub(crate) const DAMAGED: &str = "corrupted.mp4";

/// The program over these samples and sessions.
pub(crate) fn mpdbg(samples: &Path, sessions: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut command = program(env!("CARGO_BIN_EXE_mpdbg"), arguments);
    command.env("MPDBG_SAMPLES_DIR", samples);
    command.env("MPDBG_SESSIONS_DIR", sessions);
    command
}

/// Two sessions: `before` on the ideal machine, `after` on a slow one.
pub(crate) struct Played {
    _samples: TempDir,
    pub(crate) mpdbg: Mpdbg,
}

impl Played {
    pub(crate) fn new() -> Self {
        let samples = samples_with(&SAMPLES);
        let mpdbg = Mpdbg::over(samples.path());
        for new in [
            &["new", "before"][..],
            &["new", "after", "--machine", "slow"],
        ] {
            mpdbg.run(new).ends(0);
            let run = mpdbg.run(&["run", "-q"]);
            assert!([0, 1].contains(&run.code), "{}", run.err);
        }
        Self {
            _samples: samples,
            mpdbg,
        }
    }

    /// The program on a terminal of 80 columns and 24 lines.
    pub(crate) fn open(&self, arguments: &[&str]) -> Option<OnTerminal> {
        let command = mpdbg(self.mpdbg.samples(), self.mpdbg.sessions(), arguments);
        OnTerminal::start(command, 80, 24)
    }

    /// When each defect of a case begins, as the screen shows it, and its rule.
    fn defects(&self, sample: &str) -> Vec<(String, String)> {
        let trace = self
            .mpdbg
            .run(&["timeline", sample, "--format", "perfetto"]);
        let trace: serde_json::Value = serde_json::from_str(&trace.ends(0).out).unwrap();
        let rows = trace["traceEvents"].as_array().unwrap();
        let defects = rows.iter().filter(|it| it["cat"] == "defect");
        let told = defects.map(|it| {
            let seconds = it["ts"].as_f64().unwrap() / 1e6;
            let rule = it["name"].as_str().unwrap().to_owned();
            (format!("{seconds:.6}"), rule)
        });
        let mut defects: Vec<_> = told.collect();
        defects.sort();
        defects
    }
}

/// The program itself, where a shell has started it.
pub(crate) fn under_shell(shell: Pid) -> Option<Pid> {
    let shell = shell.as_raw_pid();
    let children = fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).ok()?;
    let pid = children.split_whitespace().next()?.parse().ok()?;
    Pid::from_raw(pid)
}

#[test]
fn a_timeline_is_opened_zoomed_and_left() {
    let played = Played::new();
    let Some(mut terminal) = played.open(&["timeline", DAMAGED]) else {
        return;
    };
    terminal.shows("video");
    terminal.is_held();
    let whole = title(terminal.screen());
    assert!(whole.contains("  all "), "{whole}");
    let mut before = whole.clone();
    let mut lengths = Vec::new();
    for _ in 0..4 {
        terminal.keys("+");
        terminal.until("closer", |screen| title(screen) != before);
        before = title(terminal.screen());
        lengths.push(shown(&before));
    }
    assert!(
        lengths.is_sorted_by(|one, other| one > other),
        "{lengths:?}"
    );
    terminal.keys("0");
    terminal.until("the whole again", |screen| title(screen) == whole);
    terminal.keys("?");
    terminal.shows("next, previous defect");
    terminal.keys("q");
    terminal.hides("to an event, by its number");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
}

/// The first line.
fn title(screen: &Screen) -> String {
    let text = screen.contents();
    text.lines()
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}

/// How much of the play a title says is shown, in milliseconds.
fn shown(title: &str) -> f64 {
    let words: Vec<&str> = title.split_whitespace().collect();
    let of = words.iter().position(|it| *it == "of").unwrap();
    let length: f64 = words[of - 2].parse().unwrap();
    match words[of - 1] {
        "s" => length * 1000.0,
        "ms" => length,
        unit => panic!("{unit}: {title}"),
    }
}

/// The line of the cursor, and the one below it, which names the defect there.
fn under_cursor(screen: &Screen) -> (String, String) {
    let text = screen.contents();
    let mut lines = text.lines().skip_while(|it| !it.starts_with("── run "));
    let mut line = || lines.next().unwrap_or_default().trim_end().to_owned();
    (line(), line())
}

/// When the defect under the cursor begins, and its rule.
fn defect((cursor, defect): &(String, String)) -> (String, String) {
    let word = |line: &str, number| {
        let word = line.split_whitespace().nth(number);
        word.unwrap_or_default().to_owned()
    };
    (word(cursor, 2), word(defect, 1))
}

#[test]
fn each_defect_is_jumped_to_in_order() {
    let played = Played::new();
    let defects = played.defects(DAMAGED);
    assert!(defects.len() > 1, "{defects:?}");
    let Some(mut terminal) = played.open(&["timeline", DAMAGED]) else {
        return;
    };
    // It opens with the first one under the cursor.
    terminal.until("the first defect", |screen| {
        defect(&under_cursor(screen)).0 == defects[0].0
    });
    terminal.settles();
    let mut at = under_cursor(terminal.screen());
    let mut seen = vec![defect(&at)];
    for _ in &defects[1..] {
        terminal.keys("n");
        terminal.until("the next defect", |screen| {
            let now = under_cursor(screen);
            now != at && now.1.contains("::")
        });
        // A picture may come in parts.
        terminal.settles();
        at = under_cursor(terminal.screen());
        seen.push(defect(&at));
    }
    let mut sorted = seen.clone();
    // Those that begin together have no order of their own.
    sorted.sort();
    assert_eq!(sorted, defects);
    assert!(seen.is_sorted_by_key(|it| &it.0), "{seen:?}");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
}

#[test]
fn two_plays_lie_over_each_other() {
    let played = Played::new();
    let Some(mut terminal) = played.open(&["timeline", DAMAGED, "--against", "before"]) else {
        return;
    };
    terminal.shows("video");
    terminal.shows("before");
    // The axis that they are aligned by is told first.
    terminal.shows("by media time");
    terminal.shows("── media");
    terminal.shows("≠≠ ");
    let place = |text: &str| {
        text.lines()
            .find(|it| it.starts_with("──"))
            .map(str::to_owned)
    };
    let first = place(&terminal.text());
    terminal.keys("F");
    terminal.until("the difference before", |screen| {
        place(&screen.contents()) != first
    });
    terminal.keys("a");
    terminal.shows("by run time");
    terminal.shows("── run");
    let drawn = |text: &str| text.matches(['━', '┃']).count();
    let all = drawn(&terminal.text());
    assert!(all > 0, "{}", terminal.text());
    terminal.keys("d");
    terminal.until("only what differs", |screen| {
        drawn(&screen.contents()) < all
    });
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
}

/// Where `mpdbg diff` says that the two sessions part behind the beginning of the sample, in the order of media
/// time: what nothing else explains.
fn differences(played: &Played) -> Vec<i64> {
    let diff = ["diff", "before", "after", DAMAGED, "--all", "--json"];
    let diff = played.mpdbg.run(&diff).ends(1).json().remove(0);
    let all = diff["divergences"].as_array().unwrap().iter();
    let roots = all.filter(|it| it["follows"].is_null());
    // The first one that somebody sees or hears is gone to before all others.
    let first = diff["first"]["media"].as_i64().unwrap_or(0).max(1);
    let mut places: Vec<i64> = roots.filter_map(|it| it["media"].as_i64()).collect();
    places.retain(|it| *it >= first);
    places.sort_unstable();
    places.dedup();
    places
}

#[test]
fn each_difference_is_gone_to_where_diff_says_it_is() {
    let played = Played::new();
    let places = differences(&played);
    assert!(!places.is_empty());
    let Some(mut terminal) = played.open(&["timeline", DAMAGED, "--against", "before"]) else {
        return;
    };
    terminal.shows("≠≠ ");
    terminal.keys("t0\r");
    terminal.shows("── media 0:00:00.000 ");
    for place in places {
        terminal.keys("f");
        terminal.shows(&format!("── media {} ", MediaTime::from_nanos(place)));
    }
    terminal.keys("f");
    terminal.shows("there are no more differences");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
}

#[test]
fn a_signal_that_ends_gives_the_terminal_back_first() {
    let played = Played::new();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let Some(mut terminal) = played.open(&["timeline", DAMAGED]) else {
            return;
        };
        terminal.shows("video");
        terminal.is_held();
        OnTerminal::signal(terminal.pid(), signal);
        let status = terminal.ends();
        assert!(!status.success(), "{status}");
        terminal.is_given_back();
    }
}

#[test]
fn a_terminal_that_is_closed_ends_the_screens() {
    let played = Played::new();
    for command in [&["timeline", DAMAGED][..], &["browse"]] {
        let Some(mut terminal) = played.open(command) else {
            return;
        };
        terminal.shows(DAMAGED);
        terminal.is_held();
        terminal.goes_away();
        assert!(!terminal.ends().success());
    }
}

#[test]
fn a_program_that_is_stopped_lends_the_terminal_to_the_shell() {
    let played = Played::new();
    for key in [true, false] {
        let mut command = mpdbg(played.mpdbg.samples(), played.mpdbg.sessions(), &[]);
        let argv = command.get_argv_mut();
        let program = argv[0].clone();
        argv.splice(.., ["sh".into(), "-c".into()]);
        argv.push("set -m; \"$@\"; echo left $?; read line; fg; echo ended $?".into());
        argv.push("sh".into());
        argv.push(program);
        argv.extend(["timeline".into(), DAMAGED.into()]);
        let Some(mut terminal) = OnTerminal::start(command, 80, 24) else {
            return;
        };
        terminal.shows("video");
        if key {
            terminal.keys("\x1a");
        } else {
            let program = under_shell(terminal.pid()).unwrap();
            OnTerminal::signal(program, Signal::TSTP);
        }
        terminal.shows("left 1");
        terminal.is_given_back();
        terminal.keys("go on\n");
        terminal.until("drawn again", |screen| {
            screen.alternate_screen() && screen.contents().contains("video")
        });
        terminal.is_held();
        terminal.keys("q");
        terminal.shows("ended 0");
        terminal.ends();
        terminal.is_given_back();
    }
}

#[test]
fn a_storm_of_sizes_is_weathered() {
    let played = Played::new();
    let Some(mut terminal) = played.open(&["timeline", DAMAGED]) else {
        return;
    };
    terminal.shows("video");
    let sizes = (0..50_u16).map(|it| ((it * 37) % 211 + 1, (it * 23) % 61 + 1));
    for (columns, lines) in sizes.chain([(1, 1), (2, 1), (40, 10), (80, 24)]) {
        terminal.resize(columns, lines);
        terminal.keys("n+-");
    }
    terminal.shows("video");
    terminal.is_held();
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
}

#[test]
fn a_session_is_browsed() {
    let played = Played::new();
    let Some(mut terminal) = played.open(&["browse"]) else {
        return;
    };
    for sample in SAMPLES {
        terminal.shows(sample);
    }
    terminal.is_held();
    terminal.keys("/corrupt\r");
    terminal.hides("h264-aac.mp4");
    terminal.keys("\r");
    terminal.shows("video");
    terminal.keys("q");
    terminal.shows(DAMAGED);
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
}
