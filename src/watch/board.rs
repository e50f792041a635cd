//! What those who play tell those who watch.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use mpdbg_model::{Case, Span};

use crate::timeline::LookedAt;

/// Cases that are done and still listed; the ones before are in the sums.
const LISTED: usize = 500;

/// How a run stands.
#[derive(Debug, Default)]
pub(crate) struct Board {
    /// Cases that are going to be played.
    pub(crate) planned: usize,
    /// Cases that are done.
    pub(crate) done: usize,
    /// Defects that were found.
    pub(crate) defects: u64,
    /// Cases of which something was not expected.
    pub(crate) unexpected: u64,
    /// What is being played, the longest first.
    pub(crate) running: Vec<Running>,
    /// What is done, the newest first.
    pub(crate) ended: VecDeque<EndedCase>,
    /// What is said of an interrupt.
    pub(crate) said: Option<&'static str>,
    /// The run is over: there is nothing to watch any more.
    pub(crate) over: bool,
    /// Nobody watches any more.
    pub(crate) left: bool,
    /// Somebody said that it is not to be watched any more.
    pub(crate) quit: bool,
}

/// An attempt that is being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Running {
    /// The case.
    pub(crate) case: Case,
    /// 0 is the first attempt.
    pub(crate) attempt: u32,
    /// Since when.
    pub(crate) since: Instant,
}

/// A case that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EndedCase {
    /// The case.
    pub(crate) case: Case,
    /// What became of it; may hold untrusted text.
    pub(crate) words: String,
    /// A person should look at it.
    pub(crate) notable: bool,
}

impl Board {
    /// An attempt begins.
    pub(crate) fn begin(&mut self, case: &Case, attempt: u32) {
        self.running.push(Running {
            case: case.clone(),
            attempt,
            since: Instant::now(),
        });
    }

    /// A case is done.
    pub(crate) fn end(&mut self, ended: EndedCase) {
        self.running.retain(|it| it.case != ended.case);
        self.ended.push_front(ended);
        self.ended.truncate(LISTED);
    }
}

/// A board that several threads write to and one reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shared(Arc<Mutex<Board>>);

impl Shared {
    /// The board, for a moment.
    pub(crate) fn board(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What can be asked of a run that is watched.
pub(crate) trait Watchable {
    /// Where an attempt is recorded.
    fn recording(&self, case: &Case, attempt: u32) -> PathBuf;

    /// Pictures that are presented later than this are late.
    fn late(&self) -> Span;

    /// The recording of an attempt as a timeline that grows; none as long as nothing is written.
    fn look_at(&self, case: &Case, attempt: u32) -> Option<LookedAt>;

    /// Asks for the end of the run, as Ctrl-C does elsewhere; false when it was asked for twice already.
    fn interrupt(&self) -> bool;
}
