//! A line a case, for logs and pipes.

use mpdbg_model::Case;
use mpdbg_runner::Totals;

use super::Show;
use super::done::{Done, SoFar};
use super::show::{Phase, interrupt_words, totals_words};
use crate::cli::terminal::Terminal;
use crate::report::Escaped;

/// A line on standard error for each case that is done.
pub(super) struct Lines;

impl Show for Lines {
    fn planned(&self, _cases: usize) {}

    fn started(&self, _case: &Case, _attempt: u32) {}

    fn done(&self, done: &Done, so_far: SoFar) {
        let SoFar {
            planned,
            done: number,
            ..
        } = so_far;
        let (case, words) = (done.case(), done.words());
        Terminal::say(&format!(
            "[{number}/{planned}] {case}: {}\n",
            Escaped(&words)
        ));
    }

    fn interrupted(&self, urgent: bool) {
        Terminal::say(&format!("{}\n", interrupt_words(urgent)));
    }

    fn over(&self) {}

    fn totals(&self, phase: Phase, totals: &Totals) {
        if let Some(words) = totals_words(phase, totals) {
            Terminal::say(&format!("{words}\n"));
        }
    }
}
