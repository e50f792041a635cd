//! What every form of progress shows.

use mpdbg_model::SampleName;
use mpdbg_runner::Totals;

use super::done::{Done, SoFar};

/// Shows how a run goes on; told from several threads.
pub(crate) trait Show: Send + Sync {
    /// So many samples are going to be played.
    fn planned(&self, samples: usize);
    /// A player was started.
    fn started(&self, sample: &SampleName);
    /// A sample is done; `so_far` counts it already.
    fn done(&self, done: &Done, so_far: SoFar);
    /// The user asked for an end, once or twice.
    fn interrupted(&self, urgent: bool);
    /// The last sample is done; nothing more is drawn.
    fn over(&self);
    /// What the run, whose name is `phase`, amounts to.
    fn totals(&self, phase: &str, totals: &Totals);
}

/// What is said of an interrupt.
pub(super) const fn interrupt_words(urgent: bool) -> &'static str {
    if urgent {
        "stopping now"
    } else {
        "interrupted: the running samples are closed in order; once more stops them now"
    }
}

/// The buckets that are not empty, in words.
pub(super) fn totals_words(phase: &str, totals: &Totals) -> String {
    let buckets = [
        (totals.finished, "finished"),
        (totals.open_failed, "could not be opened"),
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
        (0, "retry") => "nothing crashed that has a retry left".to_owned(),
        (0, _) => "every sample has a recording already".to_owned(),
        (all, "retry") => format!("{all} retried: {}", filled.join(", ")),
        (all, _) => format!("{all} to play: {}", filled.join(", ")),
    }
}
