//! Which recording of a case is meant, and what is known of it.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use mpdbg_analysis::{NotRecorded, Profile, Recorded};
use mpdbg_model::{Case, RecordingHeader, SampleName, SampleRecord};
use mpdbg_session::{AttemptState, CaseAttempts, Following, Session, recording_state};

use super::failure::Failure;
use super::judged::{Judged, Unjudged, evidence_of, judge_play};
use super::large::{Large, Left};
use super::repeats::Firsts;
use crate::browse::Step;
use crate::timeline::{Everything, Identity, LookAgain, LookedAt};

/// Bytes from which on a recording that is not sealed is not read in a moment.
const LONG: u64 = 1 << 19;

/// The recording of a case that is looked at.
pub(super) enum Seen {
    /// A play, with its judgement.
    Judged(Box<Judged>),
    /// Every attempt was cut short or is damaged: the latest one that holds events.
    Evidence(Box<Unjudged>),
}

/// The recording that a case is judged by, or else the latest one that holds events.
pub(super) fn seen(session: &Session, case: &Case, profile: &Profile) -> Result<Seen, Failure> {
    seen_of(session, &record_of(session, case)?, case, profile)
}

fn seen_of(
    session: &Session,
    record: &SampleRecord,
    case: &Case,
    profile: &Profile,
) -> Result<Seen, Failure> {
    let tried = tried_of(session, case)?;
    let mut firsts = firsts(session, case)?;
    let (entry, judged) = judge_play(session, record, &tried, profile, &mut firsts);
    if let Some(judged) = judged {
        return Ok(Seen::Judged(Box::new(judged)));
    }
    if let Some(evidence) = evidence_of(session, &tried) {
        return Ok(Seen::Evidence(Box::new(evidence)));
    }
    Err(match entry.recorded {
        Recorded::Not(reason) => no_recording(case, &reason),
        Recorded::Judged { .. } => no_recording(case, &NotRecorded::NeverPlayed),
    })
}

/// What the sample was when the session was made.
fn record_of(session: &Session, case: &Case) -> Result<SampleRecord, Failure> {
    let samples = session.samples()?.samples;
    let record = samples.into_iter().find(|it| it.name == case.sample);
    record.ok_or_else(|| no_recording(case, &NotRecorded::NeverPlayed))
}

/// The attempts at one case.
fn tried_of(session: &Session, case: &Case) -> Result<CaseAttempts, Failure> {
    Ok(session.attempts_at(&session.files_of(case)?, None))
}

/// The first play of a case that there is, where this is a later one.
fn firsts<'s>(session: &'s Session, case: &Case) -> Result<Firsts<'s>, Failure> {
    for repeat in 0..case.repeat {
        let earlier = Case {
            repeat,
            ..case.clone()
        };
        let tried = tried_of(session, &earlier)?;
        if tried.judged().is_some() {
            return Ok(Firsts::of(session, &tried));
        }
    }
    Ok(Firsts::new(session))
}

/// True when looking at a case takes so long that something is to be on the screen meanwhile.
pub(super) fn takes_long(session: &Session, case: &Case, profile: &Profile) -> bool {
    if let Some(large) = Large::find(session, case, profile) {
        return !large.is_known();
    }
    // One that is not sealed is read as a whole, too.
    let attempts = session.files_of(case).map_or(Vec::new(), |it| it.attempts);
    let bytes = attempts.into_iter().map(|number| {
        let path = session.attempt_files(case, number).recording;
        path.metadata().map_or(0, |it| it.len())
    });
    bytes.max().is_some_and(|it| it >= LONG)
}

/// The recording of a case with everything that is written of it, for a report.
pub(super) fn look_at(
    session: &Session,
    case: &Case,
    profile: &Profile,
) -> Result<LookedAt, Failure> {
    let step = |_| ControlFlow::Continue(());
    let mut play = look_at_in_steps(session, case, profile, &step)?;
    play.catch_up();
    Ok(play)
}

/// The recording of a case, ready to be shown as a timeline; `step` is told how far it is. One that is being
/// recorded is read by the screen.
pub(super) fn look_at_in_steps(
    session: &Session,
    case: &Case,
    profile: &Profile,
    step: &Step<'_>,
) -> Result<LookedAt, Failure> {
    let record = record_of(session, case)?;
    let samples_dir = &session.configuration().samples_dir;
    let identity = |header, caution| Identity {
        session: session.name().to_string(),
        dev_debug: session.configuration().dev_debug,
        header,
        sample: samples_dir.join(record.name.to_path()),
        record: record.clone(),
        caution,
        profile: profile.clone(),
    };
    if session.is_being_recorded()
        && let Some(live) = follow(session, case, profile, &identity)?
    {
        return Ok(live);
    }
    if let Some(large) = Large::find(session, case, profile)
        && let Some(shown) = large_one(large, profile, &identity, step)?
    {
        return Ok(shown);
    }
    Ok(match seen_of(session, &record, case, profile)? {
        Seen::Judged(it) => {
            let it = *it;
            let everything = Everything {
                events: it.events,
                expected: it.expected,
            };
            let identity = identity(it.header, it.caution);
            LookedAt::in_memory(identity, Some(it.judgement), everything)
        }
        Seen::Evidence(it) => {
            let it = *it;
            let everything = Everything {
                events: it.events,
                expected: it.expected,
            };
            LookedAt::in_memory(identity(it.header, it.caution), None, everything)
        }
    })
}

/// A large recording by what is kept of it, or by what is found out now; nothing where it has to be read as
/// a whole.
fn large_one(
    large: Large<'_>,
    profile: &Profile,
    identity: &impl Fn(RecordingHeader, String) -> Identity,
    step: &Step<'_>,
) -> Result<Option<LookedAt>, Failure> {
    let kept = large.kept();
    let is_proven = kept.is_none();
    let found = match kept {
        Some(kept) => Some(kept),
        None => large
            .find_out(profile, step)
            .map_err(|Left| Failure::work("nobody waited for it"))?,
    };
    let Some((overview, judgement, caution)) = found else {
        return Ok(None);
    };
    if is_proven {
        large.keep(&overview, &judgement, &caution);
    }
    let identity = identity(large.header().clone(), caution);
    Ok(Some(large.shown(identity, judgement, overview, is_proven)))
}

/// What has to be known to follow the plays of a session while it is being recorded.
pub(super) struct Followed {
    records: HashMap<SampleName, SampleRecord>,
}

impl Followed {
    /// Reads what the samples are.
    pub(super) fn new(session: &Session) -> Result<Self, Failure> {
        let samples = session.samples()?.samples.into_iter();
        Ok(Self {
            records: samples.map(|it| (it.name.clone(), it)).collect(),
        })
    }

    /// An attempt that is being made; none as long as nothing is written. It is never judged.
    pub(super) fn look_at(&self, session: &Session, case: &Case, attempt: u32) -> Option<LookedAt> {
        let record = self.records.get(&case.sample)?;
        let configuration = session.configuration();
        let identity = |header, caution| Identity {
            session: session.name().to_string(),
            dev_debug: configuration.dev_debug,
            header,
            sample: configuration.samples_dir.join(record.name.to_path()),
            record: record.clone(),
            caution,
            profile: configuration.profile.clone(),
        };
        let path = session.attempt_files(case, attempt).recording;
        let again = Box::new(|| None);
        live(session, case, path, &identity, again)
    }
}

/// The newest attempt, where it is not finished and a process records into the session now.
fn follow(
    session: &Session,
    case: &Case,
    profile: &Profile,
    identity: &impl Fn(RecordingHeader, String) -> Identity,
) -> Result<Option<LookedAt>, Failure> {
    let Some(newest) = session.files_of(case)?.attempts.pop() else {
        return Ok(None);
    };
    let path = session.attempt_files(case, newest).recording;
    if !matches!(recording_state(&path), Ok(AttemptState::Unfinished)) {
        return Ok(None);
    }
    let (of, about, profile) = (session.clone(), case.clone(), profile.clone());
    let again = Box::new(move || look_at(&of, &about, &profile).ok());
    Ok(live(session, case, path, identity, again))
}

/// A recording that is being written; none as long as not even its header is.
fn live(
    session: &Session,
    case: &Case,
    path: PathBuf,
    identity: &impl Fn(RecordingHeader, String) -> Identity,
    again: LookAgain,
) -> Option<LookedAt> {
    let mut following = Following::new(path);
    following.begin().ok()?;
    let header = following.header().filter(|it| it.case() == *case)?.clone();
    let expected = session.expected_path(&case.sample);
    let caution = "it is being recorded, and not judged yet".to_owned();
    let identity = identity(header, caution);
    Some(LookedAt::live(identity, following, expected, again))
}

/// Why there is nothing to look at, and what to do about it.
fn no_recording(case: &Case, reason: &NotRecorded) -> Failure {
    let what = format!("`{case}` has no recording to report on: {reason}");
    match reason {
        NotRecorded::NewerFormat(_) => Failure::work(what).hint("a newer mpdbg made it: use that one"),
        NotRecorded::Damaged(_) => Failure::work(what)
            .hint("put the file back from a copy, or `mpdbg play` records the sample once more, beside it"),
        NotRecorded::NeverPlayed
        | NotRecorded::Interrupted
        | NotRecorded::RecordingFailed(_)
        | NotRecorded::Unsealed(_)
        | NotRecorded::Vanished
        | NotRecorded::Changed => {
            Failure::usage(what).hint("`mpdbg play` plays what has no recording")
        }
    }
}
