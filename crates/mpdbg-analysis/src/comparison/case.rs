//! One case in two sessions.

use mpdbg_model::Case;
use serde::Serialize;

use super::{ContentChange, DefectChange, NotComparable, RateChange, Standing};

/// One case of either session, compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseComparison {
    /// The case.
    pub case: Case,
    /// How it stands.
    pub standing: Standing,
    /// Why nothing can be said, where that is so.
    pub not_comparable: Option<NotComparable>,
    /// How the plays ended before, e.g. `finished`; absent where the first session does not have it.
    pub ended_before: Option<String>,
    /// How the plays ended after.
    pub ended_after: Option<String>,
    /// Defects before, the mean over the plays.
    pub defects_before: f64,
    /// Defects after.
    pub defects_after: f64,
    /// Defects that are the same in both.
    pub same: u64,
    /// Defects that are not, worst first: new, stronger, moved, weaker, fixed, the severe ones before the
    /// others, then in the order of the media.
    pub changes: Vec<DefectChange>,
    /// Rules whose rate differs in repeated plays; where there are repeats on the real clock this stands
    /// in place of `changes` for rules that depend on time.
    pub rates: Vec<RateChange>,
    /// Pictures and sound that differ.
    pub content: Option<ContentChange>,
    /// What a reader has to know, e.g. that it is compared only up to a crash.
    pub remarks: Vec<String>,
}

impl CaseComparison {
    /// Defects that are for the worse and not accepted.
    pub fn worse(&self) -> impl Iterator<Item = &DefectChange> {
        let open = |it: &&DefectChange| it.accepted.is_none();
        self.changes
            .iter()
            .filter(open)
            .filter(|it| it.turn.is_worse())
    }

    /// Defects that are for the better and not accepted.
    pub fn better(&self) -> impl Iterator<Item = &DefectChange> {
        let open = |it: &&DefectChange| it.accepted.is_none();
        self.changes
            .iter()
            .filter(open)
            .filter(|it| it.turn.is_better())
    }
}
