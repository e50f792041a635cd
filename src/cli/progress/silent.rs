//! `--quiet`.

use mpdbg_model::Case;
use mpdbg_runner::Totals;

use super::Show;
use super::done::{Done, SoFar};
use super::show::Phase;

/// Says nothing; what went wrong shows in the exit code.
pub(super) struct Silent;

impl Show for Silent {
    fn planned(&self, _cases: usize) {}
    fn started(&self, _case: &Case, _attempt: u32) {}
    fn done(&self, _done: &Done, _so_far: SoFar) {}
    fn interrupted(&self, _urgent: bool) {}
    fn over(&self) {}
    fn totals(&self, _phase: Phase, _totals: &Totals) {}
}
