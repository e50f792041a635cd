//! What counts as the same.

use mpdbg_model::{Clock, Profile, Span};

/// Run times on the real clock are the same when they differ by less than this, beyond what the profile
/// lets pass.
const REAL: Span = Span::from_millis(5);

/// What counts as the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tolerance {
    /// Run times and clocks that differ by no more are the same.
    pub run: Span,
    /// True where the wall clock drove a player: then how long decoding and reading took, the levels of the
    /// queues, what the process used and when something waited inside the player are left out.
    pub real: bool,
}

impl Tolerance {
    /// Everything has to be the same.
    pub const EXACT: Self = Self {
        run: Span::ZERO,
        real: false,
    };

    /// What counts as the same between recordings that these clocks drove: on the real clock 5 ms and what
    /// the profile lets pass as late.
    pub fn of(before: Clock, after: Clock, profile: &Profile) -> Self {
        if before == Clock::Virtual && after == Clock::Virtual {
            return Self::EXACT;
        }
        Self {
            run: REAL.plus(Profile::span(profile.late_ms)),
            real: true,
        }
    }

    /// True when a difference is none.
    pub(super) fn allows(self, span: Span) -> bool {
        span.abs() <= self.run
    }
}
