//! `life::nondeterministic`

use mpdbg_model::{Defect, Event, Outcome, RuleId, Severity, What};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::nondeterministic"),
    scope: Scope::Play,
    summary: "two plays of the same sample on the virtual clock differ",
    meaning: "On the virtual clock nothing but the sample decides what happens, so that the first event \
              that differs is where chance came in. Asked of two plays of the same case that finished, or of \
              which one ended otherwise than the other: a crash that comes and goes is one.",
    look_at: "Threads that race, the decoder's thread count, containers without an order, memory that was \
              never written, the wall clock.",
    threshold: "one event",
    needs: Needs {
        subject: Subject::Pair,
        caps: &[],
        expected: false,
    },
    check,
};

/// A single play cannot tell.
const fn check(_: &Evidence<'_>) -> Verdict {
    Verdict::NotAsked
}

/// The first event in which two plays of the same case on the virtual clock differ; run, events and place
/// are those of `a`. Nothing when they are the same, event by event, in content and in time, and nothing
/// when both came to harm in the same way: how much is written down before that is chance. How many events
/// differ behind it is not counted, since one difference brings on others.
pub fn nondeterministic(a: &[Event], b: &[Event]) -> Option<Defect> {
    if let (Some(one), Some(other)) = (ending(a), ending(b))
        && *one != Outcome::Finished
        && is_alike(one, other)
    {
        return None;
    }
    let pairs = a.iter().zip(b);
    let same = pairs.take_while(|(a, b)| a == b).count();
    let (here, there) = (a.get(same), b.get(same));
    let at = here.or(there)?.at;
    let finding = Finding::new(RULE.id, Severity::Major).event(same as u64, at);
    let finding = match here.and_then(|event| place(&event.what)) {
        Some(pts) => finding.media(pts, pts),
        None => finding,
    };
    let words = |event: Option<&Event>| event.map_or_else(|| "nothing more".to_owned(), words);
    let (one, other) = (words(here), words(there));
    Some(finding.detail(if one == other {
        format!("event {same}: {one} in both plays, but not the same")
    } else {
        format!("event {same}: {one} in one play, {other} in the other")
    }))
}

fn ending(events: &[Event]) -> Option<&Outcome> {
    match &events.last()?.what {
        What::AttemptEnded(outcome) => Some(outcome),
        _ => None,
    }
}

/// How long a hang was waited for, and what it did meanwhile, is measured by the supervisor.
fn is_alike(one: &Outcome, other: &Outcome) -> bool {
    one == other || matches!((one, other), (Outcome::Hung { .. }, Outcome::Hung { .. }))
}

fn place(what: &What) -> Option<mpdbg_model::MediaTime> {
    match what {
        What::FramePresented { pts, .. }
        | What::FrameScheduled { pts, .. }
        | What::FrameDiscarded { pts, .. }
        | What::AudioWritten { pts, .. } => Some(*pts),
        What::FrameDecoded { pts, .. } | What::AudioDecoded { pts, .. } => *pts,
        What::AudioPlayed { position } => Some(*position),
        _ => None,
    }
}

/// What happened, to which picture or sound, and when.
fn words(event: &Event) -> String {
    let at = event.at;
    if let What::AttemptEnded(outcome) = &event.what {
        return format!("{outcome} at {at}");
    }
    let place = place(&event.what).map_or_else(String::new, |pts| format!(" (media {pts})"));
    format!("{}{place} at {at}", name(&event.what))
}

/// The name of an event's kind, `FramePresented`, in words.
fn name(what: &What) -> String {
    let told = format!("{what:?}");
    let name = told.split(|c: char| !c.is_ascii_alphanumeric()).next();
    let mut words = String::new();
    for c in name.unwrap_or_default().chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{MediaTime, RunTime};

    use super::*;

    fn heard(at: u64, position: i64) -> Event {
        Event {
            at: RunTime::from_nanos(at),
            what: What::AudioPlayed {
                position: MediaTime::from_nanos(position),
            },
        }
    }

    #[test]
    fn the_first_difference_is_named_and_order_does_not_matter() {
        let a = [heard(1, 1), heard(2, 2), heard(3, 3)];
        let b = [heard(1, 1), heard(2, 7), heard(3, 8)];
        let first = |a: &[Event], b: &[Event]| {
            nondeterministic(a, b).and_then(|defect| Some(defect.events?.first))
        };
        assert_eq!((first(&a, &b), first(&b, &a)), (Some(1), Some(1)));
        assert_eq!((first(&a, &a[..2]), first(&a[..2], &a)), (Some(2), Some(2)));
        assert_eq!((first(&a, &a), first(&[], &[])), (None, None));
    }

    fn crashed(name: &str) -> Event {
        let outcome = Outcome::Signaled {
            signal: 11,
            name: name.to_owned(),
        };
        Event {
            at: RunTime::from_nanos(9),
            what: What::AttemptEnded(Box::new(outcome)),
        }
    }

    #[test]
    fn another_ending_is_a_difference_and_the_same_harm_is_none() {
        let a = [heard(1, 1), heard(2, 2), crashed("SIGSEGV")];
        let sooner = [heard(1, 1), crashed("SIGSEGV")];
        assert_eq!(nondeterministic(&a, &sooner), None);
        let otherwise = [heard(1, 1), heard(2, 2), crashed("SIGABRT")];
        let defect = nondeterministic(&a, &otherwise);
        assert!(defect.is_some_and(|it| it.detail.contains("SIGABRT")));
        assert!(nondeterministic(&a, &a[..2]).is_some());
    }

    #[test]
    fn the_same_event_at_another_time_is_a_difference() {
        let defect = nondeterministic(&[heard(1_000_000, 1)], &[heard(2_000_000, 1)]);
        assert_eq!(
            defect.map(|it| it.detail).as_deref(),
            Some(
                "event 0: audio played (media 0:00:00.000) at 0.001000 s in one play, \
                 audio played (media 0:00:00.000) at 0.002000 s in the other"
            )
        );
    }
}
