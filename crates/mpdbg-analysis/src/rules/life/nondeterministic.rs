//! `life::nondeterministic`

use mpdbg_model::{Defect, Event, RuleId, Severity, What};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::nondeterministic"),
    scope: Scope::Play,
    summary: "two plays of the same sample on the virtual clock differ",
    meaning: "On the virtual clock nothing but the sample decides what happens, so that the first event \
              that differs is where chance came in. Asked of two finished plays of the same case only.",
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
/// are those of `a`. Nothing when they are the same, event by event, in content and in time. How many
/// events differ behind it is not counted, since one difference brings on others.
pub fn nondeterministic(a: &[Event], b: &[Event]) -> Option<Defect> {
    let pairs = a.iter().zip(b);
    let same = pairs.take_while(|(a, b)| a == b).count();
    let (here, there) = (a.get(same), b.get(same));
    let at = here.or(there)?.at;
    let finding = Finding::new(RULE.id, Severity::Major).event(same as u64, at);
    let finding = match here.and_then(|event| place(&event.what)) {
        Some(pts) => finding.media(pts, pts),
        None => finding,
    };
    let words = |event: Option<&Event>| {
        event.map_or_else(
            || "nothing more".to_owned(),
            |event| format!("{} {}", event.at, short(&event.what)),
        )
    };
    Some(finding.detail(format!(
        "event {same}: {} in one play, {} in the other",
        words(here),
        words(there)
    )))
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

/// An event in at most 120 characters.
fn short(what: &What) -> String {
    format!("{what:?}").chars().take(120).collect()
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

    #[test]
    fn the_same_event_at_another_time_is_a_difference() {
        let defect = nondeterministic(&[heard(1, 1)], &[heard(2, 1)]);
        assert!(defect.is_some_and(|defect| defect.detail.contains("in the other")));
    }
}
