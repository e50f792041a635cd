//! Which recording of a case is meant, and what is known of it.

use mpdbg_analysis::{Limits, NotRecorded, Overview, Profile, Recorded, Timeline};
use mpdbg_model::Case;
use mpdbg_session::Session;

use super::failure::Failure;
use super::judged::{Judged, Unjudged, cases_of, evidence_of, judge_play};
use super::repeats::Firsts;
use crate::timeline::LookedAt;

/// The recording of a case that is looked at.
pub(super) enum Seen {
    /// A play, with its judgement.
    Judged(Box<Judged>),
    /// Every attempt was cut short or is damaged: the latest one that holds events.
    Evidence(Box<Unjudged>),
}

/// The recording that a case is judged by, or else the latest one that holds events.
pub(super) fn seen(session: &Session, case: &Case, profile: &Profile) -> Result<Seen, Failure> {
    let cases = cases_of(session)?;
    let Some((record, tried)) = cases.iter().find(|(_, tried)| tried.case == *case) else {
        return Err(no_recording(case, &NotRecorded::NeverPlayed));
    };
    let first = cases
        .iter()
        .find(|(_, tried)| tried.case.first() == case.first() && tried.judged().is_some());
    let mut firsts = match first {
        Some((_, first)) if case.repeat > 0 => Firsts::of(session, first),
        _ => Firsts::new(session),
    };
    let (entry, judged) = judge_play(session, record, tried, profile, &mut firsts);
    if let Some(judged) = judged {
        return Ok(Seen::Judged(Box::new(judged)));
    }
    if let Some(evidence) = evidence_of(session, tried) {
        return Ok(Seen::Evidence(Box::new(evidence)));
    }
    Err(match entry.recorded {
        Recorded::Not(reason) => no_recording(case, &reason),
        Recorded::Judged { .. } => no_recording(case, &NotRecorded::NeverPlayed),
    })
}

/// The recording of a case, ready to be shown as a timeline.
pub(super) fn look_at(
    session: &Session,
    case: &Case,
    profile: &Profile,
) -> Result<LookedAt, Failure> {
    let (header, events, expected, judgement, caution) = match seen(session, case, profile)? {
        Seen::Judged(it) => {
            let it = *it;
            (
                it.header,
                it.events,
                it.expected,
                Some(it.judgement),
                it.caution,
            )
        }
        Seen::Evidence(it) => {
            let it = *it;
            (it.header, it.events, it.expected, None, it.caution)
        }
    };
    let overview = Overview::of(&events, Limits::of(profile));
    let samples = session.samples()?.samples;
    let record = samples.into_iter().find(|it| it.name == case.sample);
    let record = record.ok_or_else(|| no_recording(case, &NotRecorded::NeverPlayed))?;
    let samples_dir = &session.configuration().samples_dir;
    Ok(LookedAt {
        session: session.name().to_string(),
        dev_debug: session.configuration().dev_debug,
        header,
        sample: samples_dir.join(record.name.to_path()),
        record,
        caution,
        expected,
        judgement,
        profile: profile.clone(),
        timeline: Timeline::new(overview),
        events,
    })
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
