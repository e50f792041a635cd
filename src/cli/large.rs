//! Large recordings: what was found out about one is kept, so that it is opened at once the next time.

use std::cell::OnceCell;
use std::fs::Metadata;
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use mpdbg_analysis::{Divergences, Folding, Judgement, Limits, Overview, Profile, Told};
use mpdbg_model::{Case, Clock, Event, RecordingHeader};
use mpdbg_session::{Blocks, EventsHash, Session};
use serde::Serialize;

use super::judged::hold;
use crate::browse::Step;
use crate::timeline::{Again, Identity, Kept, LookedAt};

/// From so many events on a recording is large: a smaller one is read and judged in a moment.
pub(super) const LARGE: u64 = 200_000;

/// The recording that a case is judged by, where it is a large one.
pub(super) struct Large<'s> {
    session: &'s Session,
    case: Case,
    attempt: u32,
    blocks: Blocks,
    /// Hash of the first play of the case, where this is a later one.
    first: Option<EventsHash>,
    /// What a judgement is made from; absent where that cannot be said.
    key: Option<String>,
}

/// What was found out about a recording: its overview, what the rules say, and what a reader has to know.
pub(super) type Found = (Overview, Judgement, String);

/// Nobody waits for an answer any more.
pub(super) struct Left;

/// Everything that a judgement and an overview are made from.
#[derive(Serialize)]
struct Key<'a> {
    recording: File,
    events: String,
    expected: Option<File>,
    reference: Option<File>,
    /// Hash of the events of the first play, which a later one is held against.
    first: Option<String>,
    profile: &'a Profile,
    /// This program, whose rules may be others than those of another build.
    program: File,
}

/// Length, number on its disk, and when it was last changed in any way, in seconds and nanoseconds. Whoever
/// sends a session, or sets the time of a file back, does not choose the last two.
type File = (u64, u64, i64, i64);

impl<'s> Large<'s> {
    /// Nothing for a small one, and where there is none.
    pub(super) fn find(session: &'s Session, case: &Case, profile: &Profile) -> Option<Self> {
        let (attempt, blocks) = judged(session, case)?;
        if blocks.events() < LARGE {
            return None;
        }
        let first = first(session, case);
        let key = key(session, case, attempt, (&blocks, first), profile);
        Some(Self {
            session,
            case: case.clone(),
            attempt,
            blocks,
            first,
            key,
        })
    }

    /// What the recording says of itself.
    pub(super) const fn header(&self) -> &RecordingHeader {
        self.blocks.header()
    }

    /// True when something is kept that was found out with the same rules and thresholds.
    pub(super) fn is_known(&self) -> bool {
        let key = self.key.as_deref();
        key.is_some_and(|key| self.session.keeps_overview(&self.case, self.attempt, key))
    }

    /// Finds out everything, a block after the other; nothing where all events are needed at once: it is
    /// damaged, cannot be judged, or is not the same as the first play of its case.
    pub(super) fn find_out(
        &self,
        profile: &Profile,
        step: &Step<'_>,
    ) -> Result<Option<Found>, Left> {
        let differs = self.first.is_some_and(|it| it != self.blocks.hash());
        if differs && self.blocks.header().clock == Clock::Virtual {
            return Ok(None);
        }
        let count = self.blocks.len();
        let worded: Vec<OnceCell<Vec<Event>>> = vec![OnceCell::new(); count];
        let mut worded = worded.iter();
        let mut overview = Overview::new(Limits::of(profile));
        let mut folding = Folding::new(self.blocks.events());
        let take = |events: &[Event]| {
            overview.extend(events);
            if let Some(worded) = worded.next() {
                folding.take(events, worded);
            }
            step(count)
        };
        match self.blocks.each(take) {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(())) => return Err(Left),
            Err(_) => return Ok(None),
        }
        overview.settle();
        let again = Again::new(&self.blocks);
        let play = folding.end(Told::Read(&again));
        let outcome = self.blocks.outcome();
        let held = hold(self.session, &self.case.sample, outcome, &play, profile);
        let sound = held.ok().filter(|_| !again.failed());
        Ok(sound.map(|it| (overview, it.judgement, it.caution)))
    }

    /// What was found out before, with the same rules and thresholds.
    pub(super) fn kept(&self) -> Option<Found> {
        let key = self.key.as_deref()?;
        let kept: Kept<'static> = self.session.kept_overview(&self.case, self.attempt, key)?;
        let kept = kept.into_parts()?;
        (u64::from(kept.0.events()) == self.blocks.events()).then_some(kept)
    }

    /// Keeps what was found out. Where it cannot be written, it is found out again the next time.
    pub(super) fn keep(&self, overview: &Overview, judgement: &Judgement, caution: &str) {
        if let Some(key) = &self.key {
            let kept = Kept::of(overview, judgement, caution);
            let _ = self
                .session
                .keep_overview(&self.case, self.attempt, key, &kept);
        }
    }

    /// Where an earlier recording and this one part: as it is kept, or as `find` finds it out, which takes all
    /// events of both.
    pub(super) fn parting<E>(
        &self,
        before: &Self,
        find: impl FnOnce() -> Result<Divergences, E>,
    ) -> Result<Divergences, E> {
        if before.blocks.hash() == self.blocks.hash() {
            return Ok(Divergences::default());
        }
        let keys = before.key.as_deref().zip(self.key.as_deref());
        let key = keys.map(|(before, after)| format!("{before}\n{after}"));
        let (case, attempt) = (&self.case, self.attempt);
        let kept = key.as_deref();
        let kept = kept.and_then(|key| self.session.kept_parting(case, attempt, key));
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let found = find()?;
        if let Some(key) = key {
            // Where it cannot be written, it is found out again the next time.
            let _ = self.session.keep_parting(case, attempt, &key, &found);
        }
        Ok(found)
    }

    /// It as a play that is looked at. What was kept is shown at once, and the recording proven meanwhile.
    pub(super) fn shown(
        self,
        identity: Identity,
        judgement: Judgement,
        overview: Overview,
        is_proven: bool,
    ) -> LookedAt {
        let expected = self.session.expected_path(&self.case.sample);
        let play = LookedAt::on_disk(identity, judgement, overview, self.blocks, expected);
        if is_proven { play } else { play.prove() }
    }
}

/// The newest attempt that says something of the player.
fn judged(session: &Session, case: &Case) -> Option<(u32, Blocks)> {
    let numbers = session.files_of(case).ok()?.attempts;
    numbers.into_iter().rev().find_map(|number| {
        let path = session.attempt_files(case, number).recording;
        let blocks = Blocks::open(&path).ok()??;
        let tells = !blocks.outcome().is_void() && blocks.header().case() == *case;
        tells.then_some((number, blocks))
    })
}

/// Hash of the first play of a case that there is, where this is a later one.
fn first(session: &Session, case: &Case) -> Option<EventsHash> {
    let mut earlier = (0..case.repeat).map(|repeat| Case {
        repeat,
        ..case.clone()
    });
    earlier.find_map(|case| Some(judged(session, &case)?.1.hash()))
}

fn key(
    session: &Session,
    case: &Case,
    attempt: u32,
    (blocks, first): (&Blocks, Option<EventsHash>),
    profile: &Profile,
) -> Option<String> {
    let reference = session.configuration().reference;
    let key = Key {
        recording: file(&session.attempt_files(case, attempt).recording)?,
        events: blocks.hash().to_string(),
        expected: file(&session.expected_path(&case.sample)),
        reference: if reference {
            file(&session.reference_path(&case.sample))
        } else {
            None
        },
        first: first.map(|it| it.to_string()),
        profile,
        program: std::env::current_exe().ok().and_then(|it| file(&it))?,
    };
    serde_json::to_string(&key).ok()
}

fn file(path: &Path) -> Option<File> {
    let found: Metadata = path.metadata().ok()?;
    let number = found.ino();
    Some((found.len(), number, found.ctime(), found.ctime_nsec()))
}
