//! One side of a case: its plays in one session, judged and ready to be compared.

use mpdbg_model::{Caps, Case, Clock, Event, Outcome, SampleRecord, Scenario, Span};

use crate::{Judgement, NotRecorded};

/// A case in one session.
#[derive(Clone, Debug)]
pub struct CaseSide {
    /// The case, without the number of a repeat.
    pub case: Case,
    /// The sample as it was when the session was made.
    pub sample: SampleRecord,
    /// The steps.
    pub scenario: Scenario,
    /// Its plays, in the order of their repeats; never empty.
    pub plays: Vec<Result<Play, NotRecorded>>,
    /// True when every attempt at every play crashed or hung.
    pub always_crashed: bool,
}

/// One play, judged.
#[derive(Clone, Debug)]
pub struct Play {
    /// How it ended.
    pub outcome: Outcome,
    /// The clock that drove it.
    pub clock: Clock,
    /// What its player can report; absent where it did not say.
    pub caps: Option<Caps>,
    /// The defects.
    pub judgement: Judgement,
    /// The events, for the comparison of pictures and sound.
    pub events: Vec<Event>,
    /// How much media time it played.
    pub length: Span,
    /// How it was held up by other work; measured on the real clock only.
    pub load: Option<PlayLoad>,
}

/// How a play was held up by other work on its computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlayLoad {
    /// How long threads of the player could have run, but were not given a core (the run delay of
    /// `/proc/self/task/*/schedstat`), added up over the threads.
    pub waited: Span,
    /// How long other guests of the same host took the cores (`steal` of `/proc/stat`), added up over
    /// the cores.
    pub stolen: Span,
    /// How long the play took.
    pub took: Span,
}
