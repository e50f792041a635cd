//! Arrows from what happened to what came of it.

use std::collections::{HashMap, VecDeque};

use mpdbg_model::{Defect, Event, MediaTime, What};

use super::tracks::{Placed, span_of};

/// Which part of an arrow something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Begin,
    Step,
    End,
}

/// Why one thing came of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// The picture that was decoded was presented.
    Shown,
    /// The defect came about because of it.
    Because,
}

/// A part of an arrow that an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Touch {
    /// Number of the event.
    pub(super) event: usize,
    /// Number of the arrow.
    pub(super) id: usize,
    pub(super) link: Link,
    pub(super) part: Part,
}

/// The arrows of a recording.
pub(super) struct Flows {
    /// What events have part in, in the order of the events.
    pub(super) touches: Vec<Touch>,
    /// Number of the arrow that ends at each defect, if one does.
    pub(super) defects: Vec<Option<usize>>,
}

/// The arrows from each picture that was decoded to its presentation, and from the farthest cause of a defect
/// over the nearer ones to the defect. Arrows lead forward in time only: a cause that is told later than
/// what it is a cause of has no part in one.
pub(super) fn flows(events: &[Event], placed: &[Placed], defects: &[Defect]) -> Flows {
    let mut touches = pictures(events);
    let mut id = touches.len() / 2;
    let mut ends = Vec::with_capacity(defects.len());
    for defect in defects {
        let causes = causes(defect, placed);
        for (number, event) in causes.iter().enumerate() {
            touches.push(Touch {
                event: *event,
                id,
                link: Link::Because,
                part: if number == 0 { Part::Begin } else { Part::Step },
            });
        }
        ends.push((!causes.is_empty()).then_some(id));
        id += usize::from(!causes.is_empty());
    }
    touches.sort_by_key(|it| (it.event, it.id));
    Flows {
        touches,
        defects: ends,
    }
}

/// The events that are causes of a defect, the farthest first.
fn causes(defect: &Defect, placed: &[Placed]) -> Vec<usize> {
    let mut limit = (span_of(defect).0, usize::MAX);
    let mut events = Vec::new();
    for cause in &defect.causes {
        let event = usize::try_from(cause.events.first).unwrap_or(usize::MAX);
        let Some(place) = placed.get(event) else {
            continue;
        };
        if (place.from, event) < limit {
            limit = (place.from, event);
            events.push(event);
        }
    }
    events.reverse();
    events
}

/// Each picture that was decoded with the presentation of the same time stamp behind it.
fn pictures(events: &[Event]) -> Vec<Touch> {
    let mut waiting: HashMap<MediaTime, VecDeque<usize>> = HashMap::new();
    let mut touches = Vec::new();
    for (number, event) in events.iter().enumerate() {
        match &event.what {
            What::FrameDecoded { pts: Some(pts), .. } => {
                waiting.entry(*pts).or_default().push_back(number);
            }
            What::SeekAsked { .. } | What::Looped { .. } => waiting.clear(),
            What::FramePresented { pts, .. } => {
                let decoded = waiting.get_mut(pts).and_then(VecDeque::pop_front);
                if let Some(decoded) = decoded {
                    let id = touches.len() / 2;
                    for (event, part) in [(decoded, Part::Begin), (number, Part::End)] {
                        let link = Link::Shown;
                        touches.push(Touch {
                            event,
                            id,
                            link,
                            part,
                        });
                    }
                }
            }
            _ => {}
        }
    }
    touches
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{
        Cause, ContentHash, DecodeMarks, EventRange, RuleId, RunRange, RunTime, Severity, Span,
    };

    use super::super::tracks::placed;
    use super::*;

    fn decoded(pts: i64) -> What {
        What::FrameDecoded {
            stream: 0,
            pts: Some(MediaTime::from_nanos(pts)),
            duration: Span::ZERO,
            marks: DecodeMarks::default(),
        }
    }

    fn presented(pts: i64) -> What {
        What::FramePresented {
            pts: MediaTime::from_nanos(pts),
            due: RunTime::ZERO,
            hash: ContentHash::None,
        }
    }

    fn because(event: u64) -> Cause {
        let events = EventRange {
            first: event,
            last: event,
        };
        let words = String::new();
        Cause { words, events }
    }

    #[test]
    fn arrows_lead_forward() {
        let what = [decoded(0), decoded(40), presented(40), presented(80)];
        let event = |(at, what): (u64, What)| Event {
            at: RunTime::from_nanos(at),
            what,
        };
        let events: Vec<Event> = (10..).zip(what).map(event).collect();
        let defect = Defect {
            rule: RuleId("picture::late"),
            severity: Severity::Minor,
            media: None,
            run: Some(RunRange {
                from: RunTime::from_nanos(12),
                to: RunTime::from_nanos(13),
            }),
            events: None,
            count: 1,
            measure: None,
            detail: String::new(),
            causes: vec![because(3), because(1), because(0), because(99)],
        };
        let flows = flows(&events, &placed(&events), &[defect]);
        let told: Vec<_> = flows
            .touches
            .iter()
            .map(|it| (it.event, it.id, it.part))
            .collect();
        assert_eq!(
            told,
            [
                (0, 1, Part::Begin),
                (1, 0, Part::Begin),
                (1, 1, Part::Step),
                (2, 0, Part::End),
            ]
        );
        assert_eq!(flows.defects, [Some(1)]);
    }
}
