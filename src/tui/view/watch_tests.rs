//! A run that is watched.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use mpdbg_analysis::{Limits, Profile};
use mpdbg_model::{
    Case, ContentHash, Event, Listener, MediaTime, Outcome, RunTime, SampleName, SampleRecord,
    Span, What,
};
use mpdbg_session::{Following, Recorder, Session, seal};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tempfile::TempDir;

use super::watch::WatchView;
use crate::timeline::fixture::{case, header, session, sounds};
use crate::timeline::{Identity, LookedAt};
use crate::tui::{Look, Next, Screen};
use crate::watch::{EndedCase, Shared, Watchable};

/// A run of one case, recorded by the test.
struct Run {
    session: Session,
    asked: Arc<AtomicU32>,
}

impl Watchable for Run {
    fn recording(&self, case: &Case, attempt: u32) -> PathBuf {
        self.session.attempt_files(case, attempt).recording
    }

    fn late(&self) -> Span {
        Limits::of(&Profile::default()).late
    }

    fn look_at(&self, case: &Case, attempt: u32) -> Option<LookedAt> {
        let mut following = Following::new(self.recording(case, attempt));
        following.begin().ok()?;
        let identity = Identity {
            session: "s".to_owned(),
            dev_debug: false,
            header: following.header()?.clone(),
            sample: PathBuf::new(),
            record: SampleRecord {
                name: case.sample.clone(),
                size: 1,
                blake3: String::new(),
                opens: true,
                expects: Vec::new(),
            },
            caution: String::new(),
            profile: Profile::default(),
        };
        let expected = PathBuf::new();
        let again = Box::new(|| None);
        Some(LookedAt::live(identity, following, expected, again))
    }

    fn interrupt(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed) < 2
    }
}

fn watched() -> (TempDir, Shared, WatchView, Session, Arc<AtomicU32>) {
    let dir = tempfile::tempdir().unwrap();
    let session = session(dir.path());
    let (shared, asked) = (Shared::default(), Arc::default());
    let run = Run {
        session: session.clone(),
        asked: Arc::clone(&asked),
    };
    let view = WatchView::new(shared.clone(), Box::new(run));
    (dir, shared, view, session, asked)
}

fn drawn(view: &mut WatchView, columns: u16, rows: u16) -> String {
    drawn_in(view, columns, rows, true)
}

fn drawn_in(view: &mut WatchView, columns: u16, rows: u16, ascii: bool) -> String {
    let look = Look {
        colour: false,
        ascii,
    };
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|it| view.draw(it, it.area(), look)).unwrap();
    terminal.backend().to_string()
}

#[test]
fn what_is_recorded_shows_while_it_is() {
    let (_dir, shared, mut view, session, _) = watched();
    shared.board().planned = 2;
    view.step();
    let empty = drawn(&mut view, 80, 24);
    assert!(
        empty.contains("0 of 2 done") && empty.contains("nothing is written yet"),
        "{empty}"
    );

    shared.board().begin(&case(), 0);
    let path = session.attempt_files(&case(), 0).recording;
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    let events = sounds(300);
    for (part, seen) in events.chunks(150).zip([150, 300]) {
        part.iter().try_for_each(|it| recorder.event(it)).unwrap();
        recorder.settle().unwrap();
        view.step();
        let shown = drawn(&mut view, 80, 24);
        assert!(shown.contains("> clip.mp4: "), "{shown}");
        assert!(shown.contains(&format!("{seen} events")), "{shown}");
        assert!(shown.contains("audio"), "{shown}");
    }
    recorder.finish().unwrap();
    seal(&path, &Outcome::Finished).unwrap();
    let mut board = shared.board();
    board.end(EndedCase {
        case: case(),
        words: "finished\u{1b}[2J, 1 sound::gap".to_owned(),
        notable: true,
    });
    (board.done, board.defects, board.unexpected) = (1, 1, 1);
    drop(board);
    view.step();
    for (columns, rows) in [(80, 24), (200, 60), (40, 10)] {
        let shown = drawn(&mut view, columns, rows);
        assert!(shown.contains("1 of 2 done"), "{shown}");
        assert!(shown.contains("! clip.mp4: finished"), "{shown}");
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }
    assert!(!view.is_over());
    shared.board().over = true;
    assert!(view.is_over());
}

/// What happens around a picture, every 40 ms; the 30th is late.
fn moment(number: u64) -> [Event; 2] {
    let at = RunTime::from_nanos(number * 40_000_000);
    let pts = MediaTime::from_nanos(at.nanos() as i64);
    let late = if number == 30 { 35_000_000 } else { 0 };
    let hash = ContentHash::None;
    let written = What::AudioWritten {
        pts,
        samples: 1920,
        duration: Span::from_millis(40),
        hash,
    };
    let presented = What::FramePresented { pts, due: at, hash };
    let event = |nanos, what| Event {
        at: RunTime::from_nanos(nanos),
        what,
    };
    [
        event(at.nanos(), written),
        event(at.nanos() + late, presented),
    ]
}

/// A run of three cases: one is done, one plays, and its recording holds this many pictures.
fn under_way(pictures: u64) -> (TempDir, WatchView) {
    let (dir, shared, mut view, session, _) = watched();
    let mut board = shared.board();
    board.planned = 3;
    board.end(EndedCase {
        case: Case::plain(SampleName::parse("broken.webm").unwrap()),
        words: "finished (4.1 s), NOT AS EXPECTED: 1 sound::gap".to_owned(),
        notable: true,
    });
    (board.done, board.defects, board.unexpected) = (1, 1, 1);
    board.begin(&case(), 0);
    drop(board);
    let path = session.attempt_files(&case(), 0).recording;
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    for number in 0..pictures {
        moment(number)
            .iter()
            .try_for_each(|it| recorder.event(it))
            .unwrap();
    }
    recorder.settle().unwrap();
    // Opened, then followed piece by piece.
    (0..5).for_each(|_| view.step());
    (dir, view)
}

/// The screen without how long the case plays already.
fn timeless(page: &str, playing: &str) -> String {
    let (before, rest) = page.split_once(playing).unwrap();
    let (_, behind) = rest.split_once(" s, ").unwrap();
    format!("{before}{playing}N.N s, {behind}")
}

#[test]
fn a_run_at_two_sizes() {
    for (name, ascii, playing) in [
        ("watch", false, "▶ clip.mp4: "),
        ("watch_ascii", true, "> clip.mp4: "),
    ] {
        for (columns, rows) in [(80, 24), (200, 60)] {
            let (_dir, mut view) = under_way(75);
            let page = drawn_in(&mut view, columns, rows, ascii);
            assert!(!ascii || page.is_ascii(), "{page}");
            let page = timeless(&page, playing);
            insta::assert_snapshot!(format!("{name}_{columns}"), page);
        }
    }
}

#[test]
fn leaving_is_not_interrupting() {
    let (_dir, shared, mut view, _, asked) = watched();
    let key = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE);
    assert!(matches!(view.key(key), Next::Quit));
    assert!(shared.board().quit && asked.load(Ordering::Relaxed) == 0);

    let (_dir, shared, mut view, _, asked) = watched();
    for _ in 0..2 {
        assert!(matches!(view.interrupt(), Next::Redraw));
    }
    assert!(!shared.board().quit);
    assert!(matches!(view.interrupt(), Next::Quit));
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}
