//! A session without a disk, and a terminal without a screen, for the tests of the views of `browse`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::sync::Arc;
use std::time::SystemTime;

use mpdbg_analysis::{Bucket, Conclusion};
use mpdbg_model::{Case, SampleName, Span};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::browse::{
    Compared, Desk, Details, Found, Lateness, Listing, Progress, Row, Step, Tried,
};
use crate::report::comparison_of_tests;
use crate::tui::{Look, Next, Screen};

use super::opening::Timelines;

/// As in most terminals.
pub(super) const UNICODE: Look = Look {
    colour: true,
    ascii: false,
};
/// Without Unicode and colour.
pub(super) const ASCII: Look = Look {
    colour: false,
    ascii: true,
};

/// A screen as text, with `>` before the lines that are selected and `|` around all.
pub(super) fn drawn(screen: &mut dyn Screen, size: (u16, u16), look: Look) -> String {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    let frame = terminal.draw(|frame| screen.draw(frame, frame.area(), look));
    let buffer = frame.unwrap().buffer;
    let mut text = String::new();
    for y in 0..size.1 {
        let cells: Vec<_> = (0..size.0).map(|x| &buffer[(x, y)]).collect();
        let reversed = cells
            .iter()
            .filter(|it| it.modifier.contains(ratatui::style::Modifier::REVERSED));
        let mark = if reversed.count() > cells.len() / 2 {
            '>'
        } else {
            '|'
        };
        let mut skip = 0;
        let mut line = String::new();
        for cell in cells {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            skip = super::columns::width(cell.symbol()).saturating_sub(1);
            line.push_str(cell.symbol());
        }
        writeln!(text, "{mark}{line}|").unwrap();
    }
    text
}

/// Presses keys: each character is one, and `\n`, `\t`, `\x1b`, `\x08` are Enter, Tab, Esc, Backspace.
pub(super) fn press(screen: &mut dyn Screen, keys: &str) -> Next {
    let mut next = Next::Stay;
    for c in keys.chars() {
        let code = match c {
            '\n' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            '\u{1b}' => KeyCode::Esc,
            '\u{8}' => KeyCode::Backspace,
            c => KeyCode::Char(c),
        };
        next = screen.key(KeyEvent::new(code, KeyModifiers::NONE));
    }
    next
}

/// Works until a screen has nothing more to do.
pub(super) fn settled(screen: &mut dyn Screen) {
    while screen.is_busy() {
        if !screen.work() {
            std::thread::yield_now();
        }
    }
}

/// The screen that is opened.
pub(super) fn opened(next: Next) -> Box<dyn Screen> {
    match next {
        Next::Open(screen) => screen,
        Next::Stay | Next::Redraw | Next::Back | Next::Quit => panic!("nothing was opened"),
    }
}

/// Timelines that are not there.
pub(super) fn no_timelines() -> Timelines {
    Arc::new(|case, plays, _| {
        Err(format!(
            "no timeline of {case}: {plays:?}; `mpdbg play` makes one"
        ))
    })
}

/// A session in memory.
pub(super) struct Memory {
    pub(super) against: Option<String>,
}

/// What a case came to, with pictures of which some are late.
pub(super) fn found(
    bucket: Bucket,
    conclusion: Conclusion,
    rules: &[(&'static str, u64)],
    late: u64,
) -> Progress {
    let pictures: Vec<(u64, bool)> = (0..100)
        .map(|n| (n * 40_000_000, n >= 60 && n < 60 + late))
        .collect();
    Progress::Was(Box::new(Found {
        bucket,
        conclusion: Some(conclusion),
        stayed_away: Vec::new(),
        rules: rules.iter().map(|(rule, n)| ((*rule).into(), *n)).collect(),
        details: Some(Details {
            ending: "finished".to_owned(),
            damaged: false,
            caution: String::new(),
            late: Lateness::at(&pictures),
            length: Some(Span::from_millis(4_040)),
        }),
    }))
}

fn row(name: &str, progress: Progress) -> Row {
    Row {
        case: Case::plain(SampleName::from_path(std::path::Path::new(name)).unwrap()),
        progress,
    }
}

/// A case of every kind.
pub(super) fn rows() -> Vec<Row> {
    use Bucket::{
        AlwaysCrashed, Defective, NotApplicable, NotRecorded, Perfect, RefusedAsExpected,
    };
    use Conclusion::{AsExpected, Crashed, Unexpected};
    vec![
        row("a-perfect.mp4", found(Perfect, AsExpected, &[], 0)),
        row(
            "b-late.mp4",
            found(
                Defective,
                Unexpected,
                &[
                    ("picture::late", 12),
                    ("timing::scheduled-in-past", 7),
                    ("life::slow-start", 1),
                ],
                12,
            ),
        ),
        row(
            "c-expected.mp4",
            found(Defective, AsExpected, &[("picture::corrupt", 3)], 0),
        ),
        row(
            "d-crash.mp4",
            found(AlwaysCrashed, Crashed, &[("life::crashed", 1)], 3),
        ),
        row(
            "e-refused.mp4",
            found(
                RefusedAsExpected,
                AsExpected,
                &[("life::open-failed", 1)],
                0,
            ),
        ),
        row("f-unfit.mp3", found(NotApplicable, AsExpected, &[], 0)),
        row("g-lost.mp4", found(NotRecorded, AsExpected, &[], 0)),
        row(
            "h-\u{1b}[31mhostile\u{202e}.mp4",
            found(Perfect, AsExpected, &[], 0),
        ),
        row("i-日本語の名前.mp4", found(Perfect, AsExpected, &[], 1)),
        row("j-unknown.mp4", Progress::Unknown),
    ]
}

impl Desk for Memory {
    fn session(&self) -> &'static str {
        "after"
    }

    fn profile(&self) -> &'static str {
        "default"
    }

    fn list(&self) -> Result<Listing, String> {
        Ok(Listing::default())
    }

    fn tried(&self) -> Result<Option<Vec<Tried>>, String> {
        Ok(Some(Vec::new()))
    }

    fn is_being_recorded(&self) -> bool {
        false
    }

    fn touched(&self) -> Option<SystemTime> {
        None
    }

    fn judge(&self, number: usize) -> Found {
        panic!("case {number} is judged already")
    }

    fn texts(&self) -> Vec<&'static str> {
        vec!["anomalies", "stderr", "broken"]
    }

    fn text(&self, case: &Case, number: usize) -> Result<String, String> {
        match number {
            0 => {
                let lines = (1..=100).map(|n| format!("{n:>4}  a line about {case}, quite a long one that goes on and on behind the edge\n"));
                Ok(lines.collect())
            }
            1 => Ok(String::new()),
            _ => Err(format!("`{case}` has no recording; `mpdbg play` makes one")),
        }
    }

    fn others(&self) -> Result<Vec<String>, String> {
        Ok(["before", "long-ago", "yesterday"]
            .map(str::to_owned)
            .to_vec())
    }

    fn against(&self) -> Option<String> {
        self.against.clone()
    }

    fn compare(&self, other: &str, step: &Step<'_>) -> Result<Compared, String> {
        if other != "before" {
            return Err(format!("no session `{other}`"));
        }
        if step(1).is_break() {
            return Err("it was left".to_owned());
        }
        Ok(Compared {
            comparison: comparison_of_tests(),
            dev_debug: false,
        })
    }

    fn comparison_text(&self, compared: &Compared) -> Result<String, String> {
        Ok(format!("{} cases\n", compared.comparison.cases.len()))
    }
}
