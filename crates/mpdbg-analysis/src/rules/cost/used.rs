//! What the rules about cost share.

use mpdbg_model::{Resources, Span};

use crate::Evidence;
use crate::states::Noted;

/// A play that was measured for less than this says nothing of what playing costs.
pub(super) const LEAST: Span = Span::from_secs(5);

/// What was used when the clock had started to run, and at the end; nothing where it was measured only
/// once.
pub(super) fn ends<'e>(
    evidence: &Evidence<'e>,
) -> Option<(Noted<&'e Resources>, Noted<&'e Resources>)> {
    let measured = playing(evidence);
    let (first, last) = measured.first().zip(measured.last())?;
    (measured.len() > 1).then_some((*first, *last))
}

/// The measurements from the start of the clock on.
pub(super) fn playing<'a, 'e>(evidence: &'a Evidence<'e>) -> &'a [Noted<&'e Resources>] {
    let measured = &evidence.play.resources;
    let Some(started) = evidence.play.started else {
        return &[];
    };
    let before = measured.partition_point(|one| one.event < started.event);
    &measured[before..]
}
