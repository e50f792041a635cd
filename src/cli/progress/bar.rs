//! A bar on a terminal: what runs, done of total, defects so far, time that remains.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use mpdbg_model::Case;
use mpdbg_runner::Totals;

use super::Show;
use super::done::{Done, SoFar};
use super::show::{Phase, interrupt_words, totals_words};
use crate::cli::terminal::Terminal;
use crate::report::Escaped;

const TEMPLATE: &str = "[{bar:24}] {pos}/{len}  {elapsed}  {prefix}{left}\n{wide_msg}";
/// How often the times are drawn anew.
const TICK: Duration = Duration::from_millis(500);

fn style() -> ProgressStyle {
    ProgressStyle::with_template(TEMPLATE)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
        .with_key("left", |state: &ProgressState, out: &mut dyn Write| {
            // Nothing is known before the first case is done.
            if state.pos() > 0 {
                let _ = write!(out, "{:#} left", HumanDuration(state.eta()));
            }
        })
}

/// A bar on standard error.
pub(super) struct Bar {
    bar: ProgressBar,
    running: Mutex<Vec<Case>>,
}

impl Bar {
    pub(super) fn new() -> Self {
        Self {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            running: Mutex::default(),
        }
    }

    /// Changes the list of what runs, and shows it.
    fn change(&self, change: impl FnOnce(&mut Vec<Case>)) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut running);
        let names: Vec<String> = running.iter().map(ToString::to_string).collect();
        self.bar.set_message(names.join(", "));
    }
}

impl Show for Bar {
    fn planned(&self, cases: usize) {
        if cases == 0 {
            return;
        }
        self.bar.set_style(style());
        self.bar.reset();
        self.bar.set_length(cases as u64);
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
        self.bar.enable_steady_tick(TICK);
    }

    fn taken_over(&self, cases: usize, done: usize) {
        self.planned(cases);
        self.bar.set_position(done as u64);
    }

    fn started(&self, case: &Case, _attempt: u32) {
        self.change(|running| running.push(case.clone()));
    }

    fn done(&self, done: &Done, so_far: SoFar) {
        self.change(|running| running.retain(|case| case != done.case()));
        let plural = if so_far.defects == 1 { "" } else { "s" };
        self.bar.set_prefix(format!(
            "{} defect{plural}, {} not as expected  ",
            so_far.defects, so_far.unexpected
        ));
        if done.is_notable() {
            let (case, words) = (done.case(), done.words());
            self.bar.println(format!("{case}: {}", Escaped(&words)));
        }
        self.bar.set_position(so_far.done as u64);
    }

    fn interrupted(&self, urgent: bool) {
        self.bar.suspend(|| {
            Terminal::say(&format!("{}\n", interrupt_words(urgent)));
        });
    }

    fn over(&self) {
        self.bar.disable_steady_tick();
        self.bar.finish_and_clear();
        self.bar.set_draw_target(ProgressDrawTarget::hidden());
    }

    fn totals(&self, phase: Phase, totals: &Totals) {
        if let Some(words) = totals_words(phase, totals) {
            Terminal::say(&format!("{words}\n"));
        }
    }
}
