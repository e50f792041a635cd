//! Every case of one session, read and judged.

use std::num::NonZeroUsize;

use mpdbg_analysis::{CaseSide, Profile};
use mpdbg_model::Case;
use mpdbg_session::{Session, SessionError};

use super::play::Judgements;
use super::side::Side;
use crate::side_by_side::side_by_side;

/// Reads and judges every case of a session that is wanted, so many side by side, and keeps what `work`
/// makes of it; in the order of the session.
///
/// # Errors
/// When the session cannot be read. A recording that cannot is a play that is not recorded.
pub(crate) fn each_case<R: Send>(
    session: &Session,
    profile: &Profile,
    jobs: NonZeroUsize,
    wanted: impl Fn(&Case) -> bool,
    work: impl Fn(CaseSide) -> R + Sync,
) -> Result<Vec<R>, SessionError> {
    let side = Side::open(session, &session.samples()?)?;
    let cases = side.cases.iter().filter(|case| wanted(case));
    let worked = side_by_side(jobs, cases.cloned().collect(), |case: Case| {
        let promise = side.promise(&case)?;
        let read = side.read(&case, profile, &promise, &mut Judgements::default())?;
        Some(work(read))
    });
    Ok(worked.into_iter().flatten().collect())
}
