//! Who does the work that the list asks for.

use std::ops::ControlFlow;
use std::time::SystemTime;

use mpdbg_analysis::Comparison;
use mpdbg_model::Case;

use super::Found;

/// The cases of a session, with what was kept of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    /// In the order of the session; what they came to when the session was last summarized, where that was
    /// kept and judged in the same way.
    pub(crate) cases: Vec<(Case, Option<Found>)>,
    /// When that was.
    pub(crate) kept: Option<SystemTime>,
}

/// What was tried of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// Nothing.
    Never,
    /// The recording of the latest attempt is not sealed.
    Open(u32),
    /// The recording of the latest attempt is sealed: which attempt, and since when.
    Sealed(u32, SystemTime),
}

/// A comparison of two sessions.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    /// What was found.
    pub(crate) comparison: Comparison,
    /// The protection of one of the sessions is lifted.
    pub(crate) dev_debug: bool,
}

/// Told of each step of so many; says whether to go on.
pub(crate) type Step<'a> = dyn Fn(usize) -> ControlFlow<()> + Sync + 'a;

/// What is asked about a session, from any thread. Errors are for a person, in a line each.
pub(crate) trait Desk: Send + Sync {
    /// The name of the session.
    fn session(&self) -> &str;

    /// The name of the profile that it is judged with.
    fn profile(&self) -> &str;

    /// Lists the cases; no recording is opened. What was kept is believed, as long as [`Desk::tried`] did not
    /// find other cases.
    fn list(&self) -> Result<Listing, String>;

    /// What was tried of each case, in the order of the list; no recording is opened. None where the session has
    /// other cases than were listed.
    fn tried(&self) -> Result<Option<Vec<Tried>>, String>;

    /// True when a process records into the session now.
    fn is_being_recorded(&self) -> bool;

    /// When a process began to record into the session for the last time.
    fn touched(&self) -> Option<SystemTime>;

    /// Reads and judges the case with this number. To be asked after [`Desk::tried`].
    fn judge(&self, number: usize) -> Found;

    /// The names of the texts on a case: its reports, and what the player wrote.
    fn texts(&self) -> Vec<&'static str>;

    /// The text with this number; lines may hold untrusted characters.
    fn text(&self, case: &Case, number: usize) -> Result<String, String>;

    /// The other sessions.
    fn others(&self) -> Result<Vec<String>, String>;

    /// The session that it is compared with unasked, if there is one.
    fn against(&self) -> Option<String>;

    /// Compares the session with another one; `step` is told of each case that is done, of how many, and says
    /// whether the others are still to be compared. An error where they are not.
    fn compare(&self, other: &str, step: &Step<'_>) -> Result<Compared, String>;

    /// A comparison as text.
    fn comparison_text(&self, compared: &Compared) -> Result<String, String>;
}
