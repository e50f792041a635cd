//! A defect that was injected, and what became of it.

use super::found::Found;

/// A defect that was injected, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Injection {
    /// Kind of damage, or the player's fault.
    pub(crate) kind: &'static str,
    /// What was played, e.g. `h264-25/bytes-flipped-3.mp4`.
    pub(crate) case: String,
    /// What was done, in words.
    pub(crate) done: String,
    /// What it changed, in words; none where it is harmless.
    pub(crate) changed: Option<String>,
    /// What the rules found that know the truth.
    pub(crate) found: Found,
    /// What they found without.
    pub(crate) alone: Found,
    /// The rules that are right for it.
    pub(crate) right: &'static [&'static str],
}

/// What became of an injection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is a defect, and a rule that is right for it found it.
    Right,
    /// It is a defect, and other rules found it.
    Other,
    /// It is a defect, and nothing was found.
    Missed,
    /// It is harmless, and nothing was found.
    Harmless,
    /// It is harmless, and yet something was found.
    FalseAlarm,
}

impl Injection {
    /// What became of it.
    pub(crate) fn fate(&self) -> Fate {
        match (self.changed.is_some(), self.found.is_empty()) {
            (true, true) => Fate::Missed,
            (true, false) if self.found.names_any(self.right) => Fate::Right,
            (true, false) => Fate::Other,
            (false, true) => Fate::Harmless,
            (false, false) => Fate::FalseAlarm,
        }
    }
}
