//! `--watch`: the cases and the timeline of the one that plays, on the whole screen.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
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
use crate::tui::{self, Look, WatchView};
use crate::watch::{EndedCase, Shared, Watchable};

/// A screen for as long as somebody watches, on a thread of its own; what would be shown without it from
/// then on.
pub(super) struct Watch {
    shared: Shared,
    run: Run,
    rest: Arc<dyn Show>,
    screen: Mutex<Option<JoinHandle<()>>>,
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
    ) -> Result<Self, Failure> {
        let shared = Shared::default();
        Ok(Self {
            run: Run {
                session: session.clone(),
                followed: Arc::new(Followed::new(session)?),
                interrupt: interrupt.clone(),
                told: shared.clone(),
            },
            shared,
            rest,
            screen: Mutex::default(),
        })
    }

    fn begin(&self) {
        let (run, shared) = (self.run.clone(), self.shared.clone());
        let rest = Arc::clone(&self.rest);
        let screen = thread::Builder::new().spawn(move || {
            let view = WatchView::new(shared.clone(), Box::new(run));
            let shown = tui::run(Box::new(view), Look::of_environment(false));
            if let Err(error) = shown {
                Terminal::warn(&format!("the screen cannot be drawn: {error}"));
            }
            leave(&shared, &*rest);
        });
        let mut kept = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        match screen {
            Ok(screen) => *kept = Some(screen),
            Err(_) => leave(&self.shared, &*self.rest),
        }
    }

    /// Tells the board, and `rest` where nobody watches it.
    fn tell(&self, board: impl FnOnce(&Shared), rest: impl FnOnce(&dyn Show)) {
        board(&self.shared);
        if self.shared.board().left {
            rest(&*self.rest);
        }
    }
}

/// Nobody watches any more: the run goes on, and is shown as it would have been.
fn leave(shared: &Shared, rest: &dyn Show) {
    let mut board = shared.board();
    board.left = true;
    if board.over {
        return;
    }
    rest.planned(board.planned);
    for running in &board.running {
        rest.started(&running.case, running.attempt);
    }
}

impl Show for Watch {
    fn planned(&self, cases: usize) {
        let mut board = self.shared.board();
        board.planned = cases;
        board.done = 0;
        board.over = false;
        let left = board.left;
        drop(board);
        if left {
            self.rest.planned(cases);
        } else if cases > 0 {
            self.begin();
        }
    }

    fn started(&self, case: &Case, attempt: u32) {
        self.tell(
            |shared| shared.board().begin(case, attempt),
            |rest| rest.started(case, attempt),
        );
    }

    fn done(&self, done: &Done, so_far: SoFar) {
        let ended = EndedCase {
            case: done.case().clone(),
            words: done.words(),
            notable: done.is_notable(),
        };
        let count = |shared: &Shared| {
            let mut board = shared.board();
            board.end(ended);
            board.done = so_far.done;
            board.defects = so_far.defects;
            board.unexpected = so_far.unexpected;
        };
        self.tell(count, |rest| rest.done(done, so_far));
    }

    fn interrupted(&self, urgent: bool) {
        self.tell(
            |shared| shared.board().said = Some(interrupt_words(urgent)),
            |rest| rest.interrupted(urgent),
        );
    }

    fn over(&self) {
        self.shared.board().over = true;
        let screen = self
            .screen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let watched = screen.is_some_and(|it| {
            // A screen that panicked has said so itself.
            let _ = it.join();
            true
        });
        let mut board = self.shared.board();
        if watched && board.left {
            // Left because the run is over: what comes next is watched again.
            board.left = board.quit;
        }
        drop(board);
        self.rest.over();
    }

    fn totals(&self, phase: Phase, totals: &Totals) {
        self.rest.totals(phase, totals);
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
