//! Large recordings: what was found out about one is kept, so that it is opened at once the next time.

use std::fs::Metadata;
use std::path::Path;
use std::time::UNIX_EPOCH;

use mpdbg_analysis::{Judgement, Overview, Profile};
use mpdbg_model::{Case, RecordingHeader};
use mpdbg_session::{Blocks, EventsHash, Session};
use serde::Serialize;

use crate::timeline::{Identity, Kept, LookedAt};

/// From so many events on a recording is large: a smaller one is read and judged in a moment.
pub(super) const LARGE: u64 = 200_000;

/// The recording that a case is judged by, where it is a large one.
pub(super) struct Large<'s> {
    session: &'s Session,
    case: Case,
    attempt: u32,
    blocks: Blocks,
    /// What a judgement is made from; absent where that cannot be said.
    key: Option<String>,
}

/// Everything that a judgement and an overview are made from. Files are told by their length and the time
/// of their last change, in nanoseconds.
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

/// Length and time of the last change of a file.
type File = (u64, u128);

impl<'s> Large<'s> {
    /// Nothing for a small one, and where there is none.
    pub(super) fn find(session: &'s Session, case: &Case, profile: &Profile) -> Option<Self> {
        let (attempt, blocks) = judged(session, case)?;
        if blocks.events() < LARGE {
            return None;
        }
        let key = key(session, case, attempt, &blocks, profile);
        Some(Self {
            session,
            case: case.clone(),
            attempt,
            blocks,
            key,
        })
    }

    /// What the recording says of itself.
    pub(super) const fn header(&self) -> &RecordingHeader {
        self.blocks.header()
    }

    /// Hash of its events.
    pub(super) const fn hash(&self) -> EventsHash {
        self.blocks.hash()
    }

    /// What was found out before, with the same rules and thresholds.
    pub(super) fn kept(&self) -> Option<(Overview, Judgement, String)> {
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

    /// It as a play that is looked at.
    pub(super) fn shown(
        self,
        identity: Identity,
        judgement: Judgement,
        overview: Overview,
    ) -> LookedAt {
        let expected = self.session.expected_path(&self.case.sample);
        LookedAt::on_disk(identity, judgement, overview, self.blocks, expected)
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

fn key(
    session: &Session,
    case: &Case,
    attempt: u32,
    blocks: &Blocks,
    profile: &Profile,
) -> Option<String> {
    let reference = session.configuration().reference;
    let earlier = (0..case.repeat).map(|repeat| Case {
        repeat,
        ..case.clone()
    });
    let mut first = earlier.filter_map(|case| judged(session, &case));
    let key = Key {
        recording: file(&session.attempt_files(case, attempt).recording)?,
        events: blocks.hash().to_string(),
        expected: file(&session.expected_path(&case.sample)),
        reference: if reference {
            file(&session.reference_path(&case.sample))
        } else {
            None
        },
        first: first.next().map(|(_, blocks)| blocks.hash().to_string()),
        profile,
        program: std::env::current_exe().ok().and_then(|it| file(&it))?,
    };
    serde_json::to_string(&key).ok()
}

fn file(path: &Path) -> Option<File> {
    let found: Metadata = path.metadata().ok()?;
    let changed = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((found.len(), changed.as_nanos()))
}
