//! Two plays of a case over each other.

use std::sync::mpsc;
use std::thread;

use mpdbg_analysis::{Profile, Tolerance};
use mpdbg_model::Case;
use mpdbg_session::Session;

use super::against::Against as Baseline;
use super::diff::parting;
use super::failure::Failure;
use super::looking::look_at;
use super::place::Place;
use crate::timeline::LookedAt;
use crate::tui::{Against, Parting, TimelineView};

/// A play and the one that it is held against.
pub(super) struct Pair {
    pub(super) before: LookedAt,
    pub(super) after: LookedAt,
}

/// The play of a case, and that of the same case in another session, or, where that is the same session, its
/// first play; both judged by one profile.
pub(super) fn pair(
    asked: &str,
    after: &Session,
    case: Case,
    profile: &Profile,
    place: &Place,
) -> Result<Pair, Failure> {
    let before = Baseline::find(asked, place)?.before;
    let (one, other) = cases(&before, after, case)?;
    Ok(Pair {
        before: look_at(&before, &one, profile)?,
        after: look_at(after, &other, profile)?,
    })
}

/// The timeline of a case over that of another session.
pub(super) fn timeline_against(
    asked: &str,
    after: &Session,
    case: Case,
    profile: &Profile,
    place: &Place,
) -> Result<TimelineView, Failure> {
    let pair = pair(asked, after, case, profile, place)?;
    Ok(over_each_other(pair, profile, place))
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
            parting((&one, &before.1), (&other, &after.1), &profile)
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
