//! What every form of progress shows.

use mpdbg_model::Case;
use mpdbg_runner::Totals;

use super::done::{Done, SoFar};

/// Shows how a run goes on; told from several threads.
pub(crate) trait Show: Send + Sync {
    /// So many cases are going to be played.
    fn planned(&self, cases: usize);
    /// So many cases are played, and so many of them are done: another form showed it until now.
    fn taken_over(&self, cases: usize, _done: usize) {
        self.planned(cases);
    }
    /// A player was started; 0 is the first attempt.
    fn started(&self, case: &Case, attempt: u32);
    /// A case is done; `so_far` counts it already.
    fn done(&self, done: &Done, so_far: SoFar);
    /// The user asked for an end, once or twice.
    fn interrupted(&self, urgent: bool);
    /// The last case is done; nothing more is drawn.
    fn over(&self);
    /// What a part of the run amounts to.
    fn totals(&self, phase: Phase, totals: &Totals);
}

/// What is said of an interrupt.
pub(super) const fn interrupt_words(urgent: bool) -> &'static str {
    if urgent {
        "stopping now"
    } else {
        "interrupted: the running samples are closed in order; once more stops them now"
    }
}

/// The buckets that are not empty, in words; none when there was nothing to retry, which is how nearly
/// every run ends.
pub(super) fn totals_words(phase: Phase, totals: &Totals) -> Option<String> {
    let buckets = [
        (totals.finished, "finished"),
        (totals.open_failed, "could not be opened"),
        (totals.not_applicable, "not applicable"),
        (totals.crashed, "crashed or hung"),
        (totals.timed_out, "timed out"),
        (totals.interrupted, "interrupted"),
        (totals.recording_failed, "could not be recorded"),
        (totals.not_recorded.len() as u32, "not played"),
        (totals.not_started, "not begun"),
    ];
    let filled: Vec<String> = buckets
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    match (totals.all(), phase) {
        (0, Phase::Retry) => None,
        (0, Phase::Play) => Some("everything has a recording already".to_owned()),
        (all, Phase::Retry) => Some(format!("{all} retried: {}", filled.join(", "))),
        (all, Phase::Play) => Some(format!("{all} to play: {}", filled.join(", "))),
    }
}

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// What has no recording is played.
    Play,
    /// What crashed is played again.
    Retry,
}
