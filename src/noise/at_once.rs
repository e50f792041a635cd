//! How many plays of a session went on at once. No session says how many jobs there were, and it may have been
//! played with more than one number of them; its recordings tell.

use std::num::NonZeroUsize;

use jiff::Timestamp;
use mpdbg_session::{CaseFiles, Session, SessionError, Telling};

use crate::side_by_side::side_by_side;

/// The most plays of a session that went on at once, by when each was begun and how long it says that it
/// took; at least 1.
///
/// # Errors
/// When the session cannot be listed. A recording that cannot be read is left out.
pub(super) fn most_at_once(session: &Session) -> Result<usize, SessionError> {
    let jobs = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let spans = side_by_side(jobs, session.case_files()?, |files: CaseFiles| {
        span(&session.read_telling(&files).ok()?)
    });
    Ok(deepest(spans.into_iter().flatten()))
}

/// From when to when a play went on, in nanoseconds.
fn span(play: &Telling) -> Option<(i128, i128)> {
    let began: Timestamp = play.header.started.parse().ok()?;
    let began = began.as_nanosecond();
    let took = play.events.last()?.at.nanos();
    Some((began, began + i128::from(took)))
}

/// How many of these overlap at most; at least 1. What ends when another begins does not overlap it.
fn deepest(spans: impl Iterator<Item = (i128, i128)>) -> usize {
    let mut edges: Vec<(i128, bool)> = spans
        .flat_map(|(from, to)| [(from, true), (to, false)])
        .collect();
    edges.sort_unstable();
    let (mut now, mut most) = (0_usize, 1);
    for (_, begins) in edges {
        now = if begins {
            now + 1
        } else {
            now.saturating_sub(1)
        };
        most = most.max(now);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plays_that_overlap_went_on_at_once() {
        let deepest = |spans: &[(i128, i128)]| deepest(spans.iter().copied());
        assert_eq!(deepest(&[]), 1);
        assert_eq!(deepest(&[(5, 9), (0, 5), (9, 12)]), 1);
        assert_eq!(deepest(&[(0, 10), (3, 5), (6, 8)]), 2);
        assert_eq!(deepest(&[(0, 10), (3, 7), (6, 8), (20, 30)]), 3);
    }
}
