//! From the files of a session to judgements.

use std::io::ErrorKind;
use std::path::Path;

use mpdbg_analysis::{Entry, Judgement, Known, NotRecorded, Play, Profile, Recorded, judge_folded};
use mpdbg_model::{
    Case, Clock, DeviceKind, Event, ExpectedTimeline, Outcome, RecordingHeader, Reference,
    SampleName, SampleRecord, What,
};
use mpdbg_sample::fingerprint;
use mpdbg_session::{
    AttemptState, CaseAttempts, EventsHash, Recording, RecordingError, Session, SessionError,
    read_expected, read_reference,
};

use super::expectations::add_own;
use super::failure::Failure;
use super::repeats::Firsts;

/// A recording with its judgement.
pub(crate) struct Judged {
    pub(crate) header: RecordingHeader,
    pub(crate) events: Vec<Event>,
    pub(crate) hash: EventsHash,
    pub(crate) expected: Option<ExpectedTimeline>,
    pub(crate) judgement: Judgement,
    pub(crate) outcome: Outcome,
    /// What a reader has to know of it; may be empty.
    pub(crate) caution: String,
}

impl Judged {
    /// What the case comes to with this recording.
    pub(crate) fn recorded(&self) -> Recorded {
        Recorded::judged(&self.judgement, self.outcome.clone())
    }

    /// True when the play was to be on the wall clock and found no sound device.
    pub(crate) fn lacks_device(&self) -> bool {
        self.header.clock == Clock::Real
            && self.events.iter().any(|event| {
                matches!(&event.what, What::DeviceOpened(device) if device.kind == DeviceKind::Null)
            })
    }
}

/// Judges one attempt, or says why it cannot be judged.
pub(crate) fn judge_attempt(
    session: &Session,
    case: &Case,
    attempt: u32,
    profile: &Profile,
) -> Result<Judged, NotRecorded> {
    let path = session.attempt_files(case, attempt).recording;
    let recording =
        Recording::open(&path).map_err(|error| NotRecorded::Damaged(error.to_string()))?;
    let outcome = recording.outcome().cloned();
    let (header, events, hash) = match recording {
        Recording::Sealed {
            header,
            events,
            hash,
        } => (header, events, hash),
        Recording::Unsealed { events, .. } => {
            return Err(NotRecorded::Unsealed(events.len() as u64));
        }
        Recording::Damaged { what, .. } => return Err(NotRecorded::Damaged(what)),
        Recording::NewerFormat { version } => return Err(NotRecorded::NewerFormat(version)),
    };
    let found = header.case();
    if found != *case {
        let what = format!("it is a recording of `{found}`");
        return Err(NotRecorded::Damaged(what));
    }
    let outcome =
        outcome.ok_or_else(|| NotRecorded::Damaged("it does not say how it ended".to_owned()))?;
    let held = hold(session, &case.sample, &outcome, &Play::of(&events), profile)?;
    Ok(Judged {
        header,
        events,
        hash,
        expected: held.expected,
        judgement: held.judgement,
        outcome,
        caution: held.caution,
    })
}

/// A play as it was held against what is known of its sample.
pub(crate) struct Held {
    pub(crate) expected: Option<ExpectedTimeline>,
    pub(crate) judgement: Judgement,
    /// What a reader has to know of it; may be empty.
    pub(crate) caution: String,
}

/// Judges a play, or says why it cannot be judged.
pub(crate) fn hold(
    session: &Session,
    sample: &SampleName,
    outcome: &Outcome,
    play: &Play<'_>,
    profile: &Profile,
) -> Result<Held, NotRecorded> {
    let (expected, mut caution) = promised(&session.expected_path(sample));
    // What opens has an expected timeline, written before the play; without it a play would look perfect
    // that lacks half of its pictures.
    if expected.is_none() && play.container.is_some() {
        return Err(NotRecorded::Damaged(if caution.is_empty() {
            "the expected timeline beside it is gone, so nothing can be held against it".to_owned()
        } else {
            caution
        }));
    }
    let (reference, unreadable) = reference_of(session, sample);
    for part in [unreadable, unfit(outcome)] {
        add_caution(&mut caution, &part);
    }
    let known = Known {
        expected: expected.as_ref(),
        reference: reference.as_ref(),
    };
    let mut judgement = judge_folded(play, known, profile);
    if matches!(outcome, Outcome::NotApplicable { .. }) {
        judgement.defects.clear();
        judgement.unknown.clear();
    }
    Ok(Held {
        expected,
        judgement,
        caution,
    })
}

/// What a reader has to know of a case that does not apply: nothing was played.
fn unfit(outcome: &Outcome) -> String {
    match outcome {
        Outcome::NotApplicable { .. } => format!("{outcome}; so nothing was played"),
        _ => String::new(),
    }
}

fn add_caution(caution: &mut String, more: &str) {
    if !caution.is_empty() && !more.is_empty() {
        caution.push_str("; ");
    }
    caution.push_str(more);
}

/// The reference decode of a sample, where the session has one; else why not, if that is odd.
fn reference_of(session: &Session, sample: &SampleName) -> (Option<Reference>, String) {
    if !session.configuration().reference {
        return (None, String::new());
    }
    match read_reference(&session.reference_path(sample)) {
        Ok(reference) => (Some(reference), String::new()),
        Err(RecordingError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            (None, String::new())
        }
        Err(error) => (
            None,
            format!("the reference decode cannot be read: {error}"),
        ),
    }
}

/// An attempt that is evidence, but not judged as a play.
pub(crate) struct Unjudged {
    pub(crate) header: RecordingHeader,
    pub(crate) events: Vec<Event>,
    pub(crate) expected: Option<ExpectedTimeline>,
    /// Why it is not judged.
    pub(crate) caution: String,
}

/// The latest attempt at a case that left events behind, if there is one.
pub(crate) fn evidence_of(session: &Session, tried: &CaseAttempts) -> Option<Unjudged> {
    let mut newest_first = tried.attempts.iter().rev();
    newest_first.find_map(|attempt| unjudged(session, &tried.case, attempt.number))
}

fn unjudged(session: &Session, case: &Case, attempt: u32) -> Option<Unjudged> {
    let path = session.attempt_files(case, attempt).recording;
    let recording = Recording::open(&path).ok()?;
    let ended = recording.outcome().map(ToString::to_string);
    let (header, events, why) = match recording {
        Recording::Sealed { header, events, .. } => (header, events, ended.unwrap_or_default()),
        Recording::Unsealed { header, events, .. } => {
            (header, events, "the recording has no end".to_owned())
        }
        Recording::Damaged {
            header,
            events,
            what,
        } => (header?, events, format!("the recording is damaged: {what}")),
        Recording::NewerFormat { .. } => return None,
    };
    // The end itself says nothing of the play.
    let told = |event: &Event| !matches!(event.what, What::AttemptEnded(_));
    if header.case() != *case || !events.iter().any(told) {
        return None;
    }
    let (expected, caution) = promised(&session.expected_path(&case.sample));
    let mut why = format!("this attempt is evidence, and not judged as a play: {why}");
    add_caution(&mut why, &caution);
    Some(Unjudged {
        header,
        events,
        expected,
        caution: why,
    })
}

/// What the file promises; a sample that could not be probed has no such file.
fn promised(path: &Path) -> (Option<ExpectedTimeline>, String) {
    match read_expected(path) {
        Ok(expected) => (Some(expected), String::new()),
        Err(RecordingError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            (None, String::new())
        }
        Err(error) => (
            None,
            format!("what the file promises cannot be read: {error}"),
        ),
    }
}

/// Every case of a session in order, with its sample and the attempts at it.
pub(crate) fn cases_of(session: &Session) -> Result<Vec<(SampleRecord, CaseAttempts)>, Failure> {
    let cases = session.cases()?;
    let mut records = session.samples()?.samples;
    add_own(session, &mut records)?;
    records.sort_by(|one, other| one.name.cmp(&other.name));
    let attempts = session.attempts(&cases)?;
    attempts
        .into_iter()
        .map(|tried| {
            let found = records.binary_search_by(|record| record.name.cmp(&tried.case.sample));
            match found {
                Ok(at) => Ok((records[at].clone(), tried)),
                Err(_) => Err(SessionError::Damaged {
                    path: session.dbg_dir().join("_samples.json"),
                    what: format!("`{}` of the playlist is missing", tried.case.sample),
                }
                .into()),
            }
        })
        .collect()
}

/// The day in UTC, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// As [`judge_case`], and holds a later play of a case against its first one, which has to come before.
pub(crate) fn judge_play(
    session: &Session,
    record: &SampleRecord,
    tried: &CaseAttempts,
    profile: &Profile,
    firsts: &mut Firsts<'_>,
) -> (Entry, Option<Judged>) {
    let (mut entry, mut judged) = judge_case(session, record, tried, profile);
    if let Some(judged) = &mut judged {
        firsts.compare(&tried.case, judged);
        entry.recorded = judged.recorded();
    }
    (entry, judged)
}

/// Judges one case by its latest attempt that says something of the player.
pub(crate) fn judge_case(
    session: &Session,
    record: &SampleRecord,
    tried: &CaseAttempts,
    profile: &Profile,
) -> (Entry, Option<Judged>) {
    let judged = match tried.judged() {
        Some(attempt) => judge_attempt(session, &tried.case, attempt.number, profile),
        None => Err(why_not(session, record, tried)),
    };
    let (recorded, judged) = match judged {
        Ok(judged) => (judged.recorded(), Some(judged)),
        Err(reason) => (Recorded::Not(reason), None),
    };
    let ended = tried.attempts.iter().filter_map(|it| match &it.state {
        AttemptState::Ended(outcome) => Some(outcome.clone()),
        AttemptState::Unfinished
        | AttemptState::Damaged { .. }
        | AttemptState::NewerFormat { .. } => None,
    });
    let entry = Entry {
        sample: record.clone(),
        scenario: tried.case.scenario.clone(),
        repeat: tried.case.repeat,
        today: today(),
        attempts: ended.collect(),
        recorded,
    };
    (entry, judged)
}

/// Why there is nothing to judge.
pub(crate) fn why_not(
    session: &Session,
    record: &SampleRecord,
    tried: &CaseAttempts,
) -> NotRecorded {
    let Some(last) = tried.attempts.last() else {
        return gone(session, record).unwrap_or(NotRecorded::NeverPlayed);
    };
    match &last.state {
        AttemptState::Ended(Outcome::RecordingFailed { reason }) => {
            NotRecorded::RecordingFailed(reason.clone())
        }
        AttemptState::Ended(_) => gone(session, record).unwrap_or(NotRecorded::Interrupted),
        AttemptState::Unfinished => {
            let path = session.attempt_files(&tried.case, last.number).recording;
            let events = Recording::open(&path).map_or(0, |it| it.events().len());
            NotRecorded::Unsealed(events as u64)
        }
        AttemptState::Damaged { what } => NotRecorded::Damaged(what.clone()),
        AttemptState::NewerFormat { version } => NotRecorded::NewerFormat(*version),
    }
}

/// Why the sample cannot be played any more. A session that was sent from elsewhere has no samples here,
/// which says nothing of them.
fn gone(session: &Session, record: &SampleRecord) -> Option<NotRecorded> {
    let dir = &session.configuration().samples_dir;
    if !dir.is_dir() {
        return None;
    }
    match fingerprint(&dir.join(record.name.to_path())) {
        Err(error) if error.kind() == ErrorKind::NotFound => Some(NotRecorded::Vanished),
        Ok(found) if found.blake3 != record.blake3 => Some(NotRecorded::Changed),
        Ok(_) | Err(_) => None,
    }
}
