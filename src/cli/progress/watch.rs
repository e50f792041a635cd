//! `--watch`: the cases and the timeline of the one that plays, on the whole screen.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use mpdbg_analysis::Limits;
use mpdbg_model::{Case, Span};
use mpdbg_runner::{Interrupt, Totals};
use mpdbg_session::Session;

use super::Show;
use super::done::{Done, SoFar};
use super::show::{Phase, interrupt_words};
use crate::cli::failure::Failure;
use crate::cli::looking::Followed;
use crate::cli::terminal::Terminal;
use crate::timeline::LookedAt;
use crate::tui::{self, Ended, Look, WatchView};
use crate::watch::{Board, EndedCase, Shared, Watchable};

/// A screen for as long as somebody watches, on a thread of its own; what would be shown without it from
/// then on.
pub(super) struct Watch {
    watched: Watched,
    run: Run,
    ascii: bool,
    screen: Mutex<Option<JoinHandle<()>>>,
}

/// What the screen shows, and what shows the run where nobody watches.
#[derive(Clone)]
struct Watched {
    shared: Shared,
    rest: Arc<dyn Show>,
    /// Held while `rest` is told, so that it is told everything in its order; the board is free meanwhile.
    telling: Arc<Mutex<()>>,
}

/// The run that is watched.
#[derive(Clone)]
struct Run {
    session: Session,
    followed: Arc<Followed>,
    interrupt: Interrupt,
    told: Shared,
}

impl Watch {
    pub(super) fn new(
        session: &Session,
        interrupt: &Interrupt,
        rest: Arc<dyn Show>,
        ascii: bool,
    ) -> Result<Self, Failure> {
        let shared = Shared::default();
        Ok(Self {
            run: Run {
                session: session.clone(),
                followed: Arc::new(Followed::new(session)?),
                interrupt: interrupt.clone(),
                told: shared.clone(),
            },
            watched: Watched::new(shared, rest),
            ascii,
            screen: Mutex::default(),
        })
    }

    fn begin(&self) {
        let (run, watched, ascii) = (self.run.clone(), self.watched.clone(), self.ascii);
        let screen = thread::Builder::new().spawn(move || {
            let leaving = Leaving(watched);
            let view = WatchView::new(leaving.0.shared.clone(), Box::new(run));
            match tui::run(Box::new(view), Look::of_environment(ascii)) {
                Ok(Ended::Left) => {}
                Ok(Ended::Signal(_)) => leaving.0.quit(),
                Err(error) => {
                    leaving.0.quit();
                    Terminal::warn(&format!("the screen cannot be drawn: {error}"));
                }
            }
        });
        match screen {
            Ok(screen) => *lock(&self.screen) = Some(screen),
            Err(_) => self.watched.leave(),
        }
    }
}

impl Watched {
    fn new(shared: Shared, rest: Arc<dyn Show>) -> Self {
        Self {
            shared,
            rest,
            telling: Arc::default(),
        }
    }

    /// Tells the board, and `rest` where nobody watches it.
    fn tell(&self, board: impl FnOnce(&mut Board), rest: impl FnOnce(&dyn Show)) {
        let mut told = self.shared.board();
        board(&mut told);
        let left = told.left;
        drop(told);
        if left {
            let _telling = lock(&self.telling);
            rest(&*self.rest);
        }
    }

    /// The run is not to be watched any more, whatever comes.
    fn quit(&self) {
        self.shared.board().quit = true;
    }

    /// Nobody watches any more: the run goes on, and is shown as it would have been.
    fn leave(&self) {
        let _telling = lock(&self.telling);
        let mut board = self.shared.board();
        board.left = true;
        if board.over {
            return;
        }
        let (planned, done, running) = (board.planned, board.done, board.running.clone());
        drop(board);
        self.rest.taken_over(planned, done);
        for running in running {
            self.rest.started(&running.case, running.attempt);
        }
    }
}

/// The screen is left when this is dropped, also by a panic.
struct Leaving(Watched);

impl Drop for Leaving {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.quit();
            Terminal::warn("the screen failed; the run goes on without it");
        }
        self.0.leave();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Show for Watch {
    fn planned(&self, cases: usize) {
        let mut board = self.watched.shared.board();
        board.planned = cases;
        board.done = 0;
        board.over = false;
        let left = board.left;
        drop(board);
        if left {
            self.watched.rest.planned(cases);
        } else if cases > 0 {
            self.begin();
        }
    }

    fn started(&self, case: &Case, attempt: u32) {
        self.watched.tell(
            |board| board.begin(case, attempt),
            |rest| rest.started(case, attempt),
        );
    }

    fn done(&self, done: &Done, so_far: SoFar) {
        let ended = EndedCase {
            case: done.case().clone(),
            words: done.words(),
            notable: done.is_notable(),
        };
        let count = |board: &mut Board| {
            board.end(ended);
            board.done = so_far.done;
            board.defects = so_far.defects;
            board.unexpected = so_far.unexpected;
        };
        self.watched.tell(count, |rest| rest.done(done, so_far));
    }

    fn interrupted(&self, urgent: bool) {
        self.watched.tell(
            |board| board.said = Some(interrupt_words(urgent)),
            |rest| rest.interrupted(urgent),
        );
    }

    fn over(&self) {
        self.watched.shared.board().over = true;
        let screen = lock(&self.screen).take();
        let watched = screen.is_some_and(|it| {
            // A screen that panicked has said so itself.
            let _ = it.join();
            true
        });
        let mut board = self.watched.shared.board();
        if watched && board.left {
            // Left because the run is over: what comes next is watched again.
            board.left = board.quit;
        }
        drop(board);
        self.watched.rest.over();
    }

    fn totals(&self, phase: Phase, totals: &Totals) {
        self.watched.rest.totals(phase, totals);
    }
}

impl Watchable for Run {
    fn recording(&self, case: &Case, attempt: u32) -> PathBuf {
        self.session.attempt_files(case, attempt).recording
    }

    fn late(&self) -> Span {
        Limits::of(&self.session.configuration().profile).late
    }

    fn look_at(&self, case: &Case, attempt: u32) -> Option<LookedAt> {
        self.followed.look_at(&self.session, case, attempt)
    }

    fn interrupt(&self) -> bool {
        if self.interrupt.is_urgent() {
            return false;
        }
        self.interrupt.raise();
        let words = interrupt_words(self.interrupt.is_urgent());
        self.told.board().said = Some(words);
        true
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_model::SampleName;

    use super::*;

    /// Writes down what it is told.
    #[derive(Default)]
    struct Note(Mutex<Vec<String>>);

    impl Note {
        fn write(&self, what: String) {
            lock(&self.0).push(what);
        }
    }

    impl Show for Note {
        fn planned(&self, cases: usize) {
            self.write(format!("planned {cases}"));
        }
        fn taken_over(&self, cases: usize, done: usize) {
            self.write(format!("taken over {done} of {cases}"));
        }
        fn started(&self, case: &Case, attempt: u32) {
            self.write(format!("started {case} {attempt}"));
        }
        fn done(&self, done: &Done, _so_far: SoFar) {
            self.write(format!("done {}", done.case()));
        }
        fn interrupted(&self, _urgent: bool) {}
        fn over(&self) {}
        fn totals(&self, _phase: Phase, _totals: &Totals) {}
    }

    fn case(name: &str) -> Case {
        Case::plain(SampleName::parse(name).unwrap())
    }

    fn begun() -> (Watched, Arc<Note>) {
        let note = Arc::new(Note::default());
        let rest: Arc<dyn Show> = Arc::clone(&note) as Arc<dyn Show>;
        let watched = Watched::new(Shared::default(), rest);
        let mut board = watched.shared.board();
        (board.planned, board.done) = (2, 1);
        drop(board);
        watched.tell(|it| it.begin(&case("a.mp4"), 0), |_| {});
        (watched, note)
    }

    #[test]
    fn a_run_whose_screen_panics_is_shown_as_ever() {
        let (watched, note) = begun();
        let leaving = Leaving(watched.clone());
        let screen = thread::spawn(move || {
            let _leaving = leaving;
            panic!("the screen falls");
        });
        assert!(screen.join().is_err());
        watched.tell(
            |it| it.begin(&case("b.mp4"), 1),
            |it| it.started(&case("b.mp4"), 1),
        );
        assert_eq!(
            *lock(&note.0),
            ["taken over 1 of 2", "started a.mp4 0", "started b.mp4 1"]
        );
        assert!(watched.shared.board().quit);
    }

    #[test]
    fn whoever_leaves_at_the_end_is_told_nothing_twice() {
        let (watched, note) = begun();
        watched.shared.board().over = true;
        drop(Leaving(watched.clone()));
        assert!(lock(&note.0).is_empty());
        let board = watched.shared.board();
        assert!(board.left && !board.quit);
    }
}
