//! Both plays of a case, with everything that is shown of them.

use mpdbg_analysis::{Divergence, Judgement, Known, Profile, Strand, Tolerance, diverge, judge};
use mpdbg_model::{Case, Event, ExpectedTimeline, Outcome, RecordingHeader};
use mpdbg_session::{EventsHash, Session};

use super::promise::{Promise, agree};

/// A play with its judgement.
pub(crate) struct PairedPlay {
    /// What the recording says of itself.
    pub(crate) header: RecordingHeader,
    /// Every event.
    pub(crate) events: Vec<Event>,
    /// What it was held against.
    pub(crate) expected: Option<ExpectedTimeline>,
    /// What the rules found.
    pub(crate) judgement: Judgement,
    hash: EventsHash,
}

/// The plays of a case in two sessions, as a comparison judges them.
pub(crate) struct Pair {
    /// In the session that is compared with; absent where it has no play that can be judged.
    pub(crate) before: Option<PairedPlay>,
    /// In the session that is compared.
    pub(crate) after: Option<PairedPlay>,
}

impl Pair {
    /// Reads and judges both.
    pub(crate) fn read(
        before: &Session,
        after: &Session,
        case: &Case,
        profile: &Profile,
        same_sample: bool,
    ) -> Self {
        let [mut one, mut other] = [before, after].map(|it| Promise::of(it, &case.sample));
        if same_sample {
            agree(&mut one, &mut other);
        }
        Self {
            before: play(before, case, profile, one),
            after: play(after, case, profile, other),
        }
    }

    /// Where the two part first; nothing where they do not, or where one is lacking.
    pub(crate) fn first_divergence(&self, profile: &Profile) -> Option<Divergence> {
        let (before, after) = (self.before.as_ref()?, self.after.as_ref()?);
        if before.hash == after.hash {
            return None;
        }
        let tolerance = Tolerance::of(before.header.clock, after.header.clock, profile);
        let strand = |it| Strand {
            events: it,
            whole: true,
        };
        let found = diverge(strand(&before.events), strand(&after.events), tolerance);
        found.first().copied()
    }
}

fn play(session: &Session, case: &Case, profile: &Profile, promise: Promise) -> Option<PairedPlay> {
    let files = session.files_of(case).ok()?;
    let told = session.read_telling(&files).ok()?;
    if promise.unreadable.is_some() {
        return None;
    }
    let known = Known {
        expected: promise.expected.as_ref(),
        reference: promise.reference.as_ref(),
    };
    let mut judgement = judge(&told.events, known, profile);
    if matches!(told.outcome, Outcome::NotApplicable { .. }) {
        judgement.defects.clear();
        judgement.unknown.clear();
    }
    Some(PairedPlay {
        header: told.header,
        events: told.events,
        expected: promise.expected,
        judgement,
        hash: told.hash,
    })
}
