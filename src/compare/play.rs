//! One recording into a play that can be compared.

use mpdbg_analysis::{ComparedPlay, Judgement, Known, NotRecorded, PlayLoad, Profile, judge};
use mpdbg_model::{Caps, Clock, Event, MediaTime, Outcome, Span, What};
use mpdbg_session::{AttemptState, EventsHash, Telling, Untold};

use super::promise::Promise;

/// Two pictures that are further apart than this have something between them that was not played.
const LONGEST_STEP: Span = Span::from_secs(2);

/// Judgements by the events that were judged: the same events of the same sample, under the same
/// profile, are judged once.
#[derive(Default)]
pub(super) struct Judgements(Vec<(EventsHash, Judgement)>);

impl Judgements {
    fn of(&mut self, telling: &Telling, promise: &Promise, profile: &Profile) -> Judgement {
        if let Some((_, judgement)) = self.0.iter().find(|(hash, _)| *hash == telling.hash) {
            return judgement.clone();
        }
        let known = Known {
            expected: promise.expected.as_ref(),
            reference: promise.reference.as_ref(),
        };
        let mut judgement = judge(&telling.events, known, profile);
        if matches!(telling.outcome, Outcome::NotApplicable { .. }) {
            judgement.defects.clear();
            judgement.unknown.clear();
        }
        self.0.push((telling.hash, judgement.clone()));
        judgement
    }
}

/// The play that a recording tells of, or why it cannot be judged.
pub(super) fn play_of(
    telling: Telling,
    promise: &Promise,
    judgements: &mut Judgements,
    profile: &Profile,
) -> Result<ComparedPlay, NotRecorded> {
    if let Some(what) = &promise.unreadable {
        return Err(NotRecorded::Damaged(what.clone()));
    }
    if promise.expected.is_none() && was_opened(&telling.events) {
        let what = "the expected timeline beside it is gone, so nothing can be held against it";
        return Err(NotRecorded::Damaged(what.to_owned()));
    }
    Ok(ComparedPlay {
        judgement: judgements.of(&telling, promise, profile),
        clock: telling.header.clock,
        caps: caps_of(&telling.events),
        length: length_of(&telling.events),
        // Told on the real clock only, so that nothing needs to be searched for it elsewhere.
        load: match telling.header.clock {
            Clock::Real => PlayLoad::of(&telling.events),
            Clock::Virtual => None,
        },
        outcome: telling.outcome,
        events: telling.events,
    })
}

/// Why a case cannot be judged that has no telling recording.
pub(super) fn why_not(untold: Untold) -> NotRecorded {
    match untold {
        Untold::NeverPlayed => NotRecorded::NeverPlayed,
        Untold::Void { last, events } => match last.state {
            AttemptState::Ended(Outcome::RecordingFailed { reason }) => {
                NotRecorded::RecordingFailed(reason)
            }
            AttemptState::Ended(_) => NotRecorded::Interrupted,
            AttemptState::Unfinished => NotRecorded::Unsealed(events),
            AttemptState::Damaged { what } => NotRecorded::Damaged(what),
            AttemptState::NewerFormat { version } => NotRecorded::NewerFormat(version),
        },
    }
}

fn was_opened(events: &[Event]) -> bool {
    events
        .iter()
        .any(|event| matches!(event.what, What::Opened(_)))
}

fn caps_of(events: &[Event]) -> Option<Caps> {
    events.iter().find_map(|event| match &event.what {
        What::CapsReported(caps) => Some(*caps),
        _ => None,
    })
}

/// How much media time was played: the sound that was written, or the steps from picture to picture,
/// whichever is more. What was jumped over is not in it.
fn length_of(events: &[Event]) -> Span {
    let (mut sound, mut pictures) = (Span::ZERO, Span::ZERO);
    let mut last: Option<MediaTime> = None;
    for event in events {
        match &event.what {
            What::AudioWritten { duration, .. } => sound = sound.plus(*duration),
            What::FramePresented { pts, .. } => {
                let step = last.map_or(Span::ZERO, |last| pts.since(last));
                if (Span::ZERO..=LONGEST_STEP).contains(&step) {
                    pictures = pictures.plus(step);
                }
                last = Some(*pts);
            }
            _ => {}
        }
    }
    sound.max(pictures)
}
