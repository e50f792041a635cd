//! Two plays of a case over each other.

use std::sync::mpsc;
use std::thread;

use mpdbg_analysis::{Profile, Tolerance};
use mpdbg_model::Case;
use mpdbg_session::Session;

use super::against::Against as Baseline;
use super::diff::parting;
use super::failure::Failure;
use super::large::Large;
use super::looking::{look_at_in_steps, takes_long};
use super::place::Place;
use crate::browse::Step;
use crate::timeline::LookedAt;
use crate::tui::{Against, Parting, TimelineView};

/// A play and the one that it is held against.
pub(super) struct Pair {
    pub(super) before: LookedAt,
    pub(super) after: LookedAt,
}

/// Which two plays are meant.
pub(super) struct Two {
    before: (Session, Case),
    after: (Session, Case),
}

/// The play of a case, and that of the same case in another session, or, where that is the same session, its
/// first play.
pub(super) fn against(
    asked: &str,
    after: &Session,
    case: &Case,
    place: &Place,
) -> Result<Two, Failure> {
    let before = Baseline::find(asked, place)?.before;
    let (one, other) = cases(&before, after, case.clone())?;
    Ok(Two {
        before: (before, one),
        after: (after.clone(), other),
    })
}

impl Two {
    /// True when something is to be on the screen while they are read.
    pub(super) fn take_long(&self, profile: &Profile) -> bool {
        let sides = [&self.before, &self.after];
        let long = |side: &(Session, Case)| takes_long(&side.0, &side.1, profile);
        sides.into_iter().any(long)
    }

    /// Both, judged by one profile.
    pub(super) fn look_at(&self, profile: &Profile, step: &Step<'_>) -> Result<Pair, Failure> {
        let step = |of: usize| step(2 * of);
        let side = |side: &(Session, Case)| look_at_in_steps(&side.0, &side.1, profile, &step);
        Ok(Pair {
            before: side(&self.before)?,
            after: side(&self.after)?,
        })
    }

    /// The timeline of one over that of the other.
    pub(super) fn timeline(
        &self,
        profile: &Profile,
        place: &Place,
        step: &Step<'_>,
    ) -> Result<TimelineView, Failure> {
        let pair = self.look_at(profile, step)?;
        Ok(over_each_other(pair, profile, place))
    }
}

/// Both over each other. Where they part is found out on a thread of its own, so that nobody waits for it.
fn over_each_other(pair: Pair, profile: &Profile, place: &Place) -> TimelineView {
    let Pair { before, after } = pair;
    let tolerance = Tolerance::of(before.header.clock, after.header.clock, profile);
    let finding = finding(&before, &after, profile, place);
    let against = Against::new(finding, tolerance == Tolerance::EXACT);
    TimelineView::against(before, after, against)
}

/// The plays that are meant: of one session the first one and the one that was asked for, or else the second.
fn cases(before: &Session, after: &Session, case: Case) -> Result<(Case, Case), Failure> {
    let first = Case {
        repeat: 0,
        ..case.clone()
    };
    if before.name() != after.name() {
        let one = Case {
            repeat: case
                .repeat
                .min(before.configuration().repeats.saturating_sub(1)),
            ..first
        };
        return Ok((one, case));
    }
    let repeats = after.configuration().repeats;
    if repeats < 2 {
        let name = after.name();
        let what = format!(
            "session `{name}` holds one play of each case, which cannot be held against itself"
        );
        return Err(Failure::usage(what).hint("name another session; `mpdbg list` shows them"));
    }
    let second = Case {
        repeat: case.repeat.max(1),
        ..case
    };
    Ok((first, second))
}

/// What another thread says of where two recordings part. Sessions stay with their threads, so it opens its
/// own.
fn finding(
    before: &LookedAt,
    after: &LookedAt,
    profile: &Profile,
    place: &Place,
) -> mpsc::Receiver<Parting> {
    let (tell, told) = mpsc::channel();
    let named = |play: &LookedAt| (play.session.clone(), play.header.case());
    let (before, after) = (named(before), named(after));
    let (place, profile) = (place.clone(), profile.clone());
    let work = move || {
        let parted = place.named(&before.0).and_then(|one| {
            let other = place.named(&after.0)?;
            let find = || parting((&one, &before.1), (&other, &after.1), &profile);
            let both =
                Large::find(&one, &before.1, &profile).zip(Large::find(&other, &after.1, &profile));
            match both {
                Some((before, after)) => after.parting(&before, find),
                None => find(),
            }
        });
        // Whoever asked may have gone.
        let _ = tell.send(parted.map_err(|failure| failure.to_string()));
    };
    // Without a thread the sender is dropped, and the screen says that it failed.
    let _ = thread::Builder::new()
        .name("parting".to_owned())
        .spawn(work);
    told
}
