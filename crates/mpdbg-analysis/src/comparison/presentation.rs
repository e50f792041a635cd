//! What two plays present otherwise, though no rule calls it a defect.

use mpdbg_model::{Defect, Event, MediaTime, Profile, Span};
use serde::Serialize;

use super::explained::AROUND;
use crate::{Divergence, DivergenceKind, KindCount, Strand, Tolerance, diverge};

/// In what two plays of the same case on the virtual clock part, where somebody sees or hears it. Such
/// plays repeat, so that a difference is no chance, even where it lies within every threshold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PresentationChange {
    /// The first divergence that nothing else explains, of those that weigh if there are any.
    pub first: Divergence,
    /// How many there are of each kind.
    pub kinds: Vec<KindCount>,
    /// True when something is presented by one side only, or at another time by more than the profile lets
    /// a picture be late (`late_ms`), where no defect of either side is. What does not weigh is told, and
    /// fails nothing.
    pub weighs: bool,
    /// The reason why this difference is accepted, where it is.
    pub accepted: Option<String>,
}

/// True when a rule has judged it: a defect is there, and playing goes on as before behind it.
fn is_judged(it: &Divergence, defects: &[&Defect]) -> bool {
    let mut defects = defects.iter().filter(|defect| is_of_presentation(defect));
    it.lasting.is_none() && defects.any(|defect| is_at(defect, it.media))
}

fn is_of_presentation(defect: &Defect) -> bool {
    let area = defect.rule.0.split("::").next();
    matches!(area, Some("picture" | "sound" | "sync" | "seek" | "timing"))
}

/// True when the defect is around this place, or is one of the play as a whole.
fn is_at(defect: &Defect, place: Option<MediaTime>) -> bool {
    let (Some(media), Some(place)) = (defect.media, place) else {
        return true;
    };
    (media.from.minus(AROUND)..=media.to.plus(AROUND)).contains(&place)
}

impl PresentationChange {
    /// Where two plays part; nothing where nobody sees or hears a difference.
    pub(super) fn of(
        before: &[Event],
        after: &[Event],
        profile: &Profile,
        defects: &[&Defect],
    ) -> Option<Self> {
        if before == after {
            return None;
        }
        let strand = |events| Strand {
            events,
            whole: true,
        };
        let found = diverge(strand(before), strand(after), Tolerance::EXACT);
        let limit = Profile::span(profile.late_ms);
        let roots = || found.roots().filter(|it| is_presented(it.kind));
        let grave = roots().find(|it| weighs(it, limit) && !is_judged(it, defects));
        let kinds = found.kinds().into_iter();
        Some(Self {
            first: *grave.or_else(|| roots().next())?,
            kinds: kinds.filter(|it| is_presented(it.kind)).collect(),
            weighs: grave.is_some(),
            accepted: None,
        })
    }

    /// True when it is a difference that the change under test has to answer for.
    pub fn is_open(&self) -> bool {
        self.weighs && self.accepted.is_none()
    }
}

/// True for what is seen or heard and is not told in another way: other pixels and samples are
/// [`super::ContentChange`], crashes, messages and damage are defects, and so are marks that do not fit.
const fn is_presented(kind: DivergenceKind) -> bool {
    use DivergenceKind as Kind;
    !(kind.is_inner()
        || matches!(
            kind,
            Kind::Crash
                | Kind::Streams
                | Kind::Device
                | Kind::PictureContent
                | Kind::SoundContent
                | Kind::Log
                | Kind::Damage
                | Kind::Mark
        ))
}

/// What differs by a time weighs beyond the limit; what has no such time is there on one side only.
fn weighs(it: &Divergence, limit: Span) -> bool {
    it.lacks.is_some() || it.furthest().is_none_or(|by| by > limit)
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{ContentHash, MediaTime, RunTime, What};

    use super::*;

    const MS: i64 = 1_000_000;

    /// A picture each 40 ms, `late` milliseconds behind the sound.
    fn play(late: i64) -> Vec<Event> {
        let event = |at: i64, what| Event {
            at: RunTime::ZERO.plus(Span::from_millis(at)),
            what,
        };
        let mut events = vec![event(
            0,
            What::PlayStarted {
                from: MediaTime::ZERO,
            },
        )];
        for n in 0..25 {
            let pts = MediaTime::from_nanos(n * 40 * MS);
            events.push(event(
                n * 40,
                What::AudioWritten {
                    pts,
                    samples: 1920,
                    duration: Span::from_millis(40),
                    hash: ContentHash::None,
                },
            ));
            events.push(event(
                n * 40 + late,
                What::FramePresented {
                    pts,
                    due: RunTime::ZERO.plus(Span::from_millis(n * 40 + late)),
                    hash: ContentHash::None,
                },
            ));
        }
        events.sort_by_key(|it| it.at);
        events
    }

    #[test]
    fn pictures_that_come_earlier_for_good_are_told_and_weigh_beyond_the_limit() {
        let of = |before: i64, after: i64| {
            let (before, after) = (play(before), play(after));
            PresentationChange::of(&before, &after, &Profile::default(), &[])
        };
        assert_eq!(of(30, 30), None);
        let slight = of(30, 20);
        assert_eq!(slight.map(|it| it.weighs), Some(false));
        for (before, after) in [(35, 5), (5, 35)] {
            let change = of(before, after);
            let by = change.as_ref().and_then(|it| it.first.by);
            assert_eq!(by, Some(Span::from_millis(after - before)));
            assert_eq!(change.map(|it| it.weighs), Some(true));
        }
    }

    #[test]
    fn what_one_side_does_not_present_weighs() {
        let whole = play(5);
        let mut lacking = whole.clone();
        let picture = |it: &Event| matches!(it.what, What::FramePresented { .. });
        let last = lacking.iter().rposition(picture);
        last.map(|at| lacking.remove(at));
        for (before, after) in [(&whole, &lacking), (&lacking, &whole)] {
            let change = PresentationChange::of(before, after, &Profile::default(), &[]);
            let kind = change.as_ref().map(|it| it.first.kind);
            assert_eq!(kind, Some(DivergenceKind::PictureLacking));
            assert_eq!(change.map(|it| it.weighs), Some(true));
        }
    }
}
