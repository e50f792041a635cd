//! From the files of a session to judgements.

use std::io::ErrorKind;
use std::path::Path;

use mpdbg_analysis::{Entry, Judgement, NotRecorded, Profile, Recorded, judge};
use mpdbg_model::{
    Clock, DeviceKind, Event, ExpectedTimeline, Outcome, RecordingHeader, SampleName, SampleRecord,
    What,
};
use mpdbg_sample::fingerprint;
use mpdbg_session::{
    AttemptState, Recording, RecordingError, SampleAttempts, Session, SessionError, read_expected,
};

use super::failure::Failure;

/// A recording with its judgement.
pub(crate) struct Judged {
    pub(crate) header: RecordingHeader,
    pub(crate) events: Vec<Event>,
    pub(crate) expected: Option<ExpectedTimeline>,
    pub(crate) judgement: Judgement,
    pub(crate) outcome: Outcome,
    /// What a reader has to know of it; may be empty.
    pub(crate) caution: String,
}

impl Judged {
    /// What the sample comes to with this recording.
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
    sample: &SampleName,
    attempt: u32,
    profile: &Profile,
) -> Result<Judged, NotRecorded> {
    let path = session.attempt_files(sample, attempt).recording;
    let recording =
        Recording::open(&path).map_err(|error| NotRecorded::Damaged(error.to_string()))?;
    let outcome = recording.outcome().cloned();
    let (header, events) = match recording {
        Recording::Sealed { header, events, .. } => (header, events),
        Recording::Unsealed { events, .. } => {
            return Err(NotRecorded::Unsealed(events.len() as u64));
        }
        Recording::Damaged { what, .. } => return Err(NotRecorded::Damaged(what)),
        Recording::NewerFormat { version } => return Err(NotRecorded::NewerFormat(version)),
    };
    if header.sample != *sample {
        let what = format!("it is a recording of `{}`", header.sample);
        return Err(NotRecorded::Damaged(what));
    }
    let outcome =
        outcome.ok_or_else(|| NotRecorded::Damaged("it does not say how it ended".to_owned()))?;
    let (expected, caution) = promised(&session.expected_path(sample));
    if expected.is_none() && was_opened(&events) {
        return Err(NotRecorded::Damaged(if caution.is_empty() {
            "the expected timeline beside it is gone, so nothing can be held against it".to_owned()
        } else {
            caution
        }));
    }
    let judgement = judge(&events, expected.as_ref(), profile);
    Ok(Judged {
        header,
        events,
        expected,
        judgement,
        outcome,
        caution,
    })
}

/// What opens has an expected timeline, written before the play; without it a play would look
/// perfect that lacks half of its pictures.
fn was_opened(events: &[Event]) -> bool {
    events
        .iter()
        .any(|event| matches!(event.what, What::Opened(_)))
}

/// An attempt that is evidence, but not judged as a play.
pub(crate) struct Unjudged {
    pub(crate) header: RecordingHeader,
    pub(crate) events: Vec<Event>,
    pub(crate) expected: Option<ExpectedTimeline>,
    /// Why it is not judged.
    pub(crate) caution: String,
}

/// The latest attempt at a sample that left events behind, if there is one.
pub(crate) fn evidence_of(session: &Session, tried: &SampleAttempts) -> Option<Unjudged> {
    let mut newest_first = tried.attempts.iter().rev();
    newest_first.find_map(|attempt| unjudged(session, &tried.sample, attempt.number))
}

fn unjudged(session: &Session, sample: &SampleName, attempt: u32) -> Option<Unjudged> {
    let path = session.attempt_files(sample, attempt).recording;
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
    if header.sample != *sample || !events.iter().any(told) {
        return None;
    }
    let (expected, caution) = promised(&session.expected_path(sample));
    let mut why = format!("this attempt is evidence, and not judged as a play: {why}");
    if !caution.is_empty() {
        why = format!("{why}; {caution}");
    }
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

/// Every sample of a session in the order of its playlist, with the attempts at it.
pub(crate) fn samples_of(
    session: &Session,
) -> Result<Vec<(SampleRecord, SampleAttempts)>, Failure> {
    let playlist = session.playlist()?;
    let mut records = session.samples()?.samples;
    records.sort_by(|one, other| one.name.cmp(&other.name));
    let attempts = session.attempts(&playlist)?;
    attempts
        .into_iter()
        .map(|tried| {
            let found = records.binary_search_by(|record| record.name.cmp(&tried.sample));
            match found {
                Ok(at) => Ok((records[at].clone(), tried)),
                Err(_) => Err(SessionError::Damaged {
                    path: session.dbg_dir().join("_samples.json"),
                    what: format!("`{}` of the playlist is missing", tried.sample),
                }
                .into()),
            }
        })
        .collect()
}

/// Judges one sample by its latest attempt that says something of the player.
pub(crate) fn judge_sample(
    session: &Session,
    record: &SampleRecord,
    tried: &SampleAttempts,
    profile: &Profile,
) -> (Entry, Option<Judged>) {
    let judged = match tried.judged() {
        Some(attempt) => judge_attempt(session, &record.name, attempt.number, profile),
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
        attempts: ended.collect(),
        recorded,
    };
    (entry, judged)
}

/// Why there is nothing to judge.
pub(crate) fn why_not(
    session: &Session,
    record: &SampleRecord,
    tried: &SampleAttempts,
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
            let path = session.attempt_files(&record.name, last.number).recording;
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
