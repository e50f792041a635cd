//! Who plays, and who is told.

use std::path::Path;

use super::error::BisectError;
use super::odds::Odds;
use super::state::Revision;

/// What a play says of the defect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Whether it shows; absent where the play does not say.
    pub(crate) shows: Option<bool>,
    /// What was seen instead or along with it, for a person; may hold untrusted text.
    pub(crate) words: String,
}

/// Plays the sample.
pub(crate) trait Stage {
    /// Plays it once with the player that was built in `tree` from `commit`, as a session of this name.
    ///
    /// # Errors
    /// When mpdbg cannot do its own part; what the player does is an answer.
    fn play(&mut self, tree: &Path, commit: &str, session: &str) -> Result<Answer, BisectError>;
}

/// Someone who is told how far a bisection is.
pub(crate) trait Watch {
    /// A revision is going to be built and played; `left` commits may have brought the defect, where
    /// that is known.
    fn begins(&self, revision: &Revision, left: Option<u32>);
    /// A revision has its verdict; the odds are known behind the ends.
    fn decided(&self, revision: &Revision, odds: Option<&Odds>);
}
