//! Two plays of a case over each other.

use std::sync::mpsc;
use std::thread;

use mpdbg_analysis::{Profile, Tolerance};
use mpdbg_model::{Case, Clock};
use mpdbg_session::Session;

use super::against::Against as Baseline;
use super::diff::parting;
use super::failure::Failure;
use super::looking::look_at;
use super::place::Place;
use crate::tui::{Against, TimelineView};

/// The timeline of a case over that of the same case in another session, or, where that is the same
/// session, over that of its first play; both judged by one profile. Where they part is found out on a
/// thread of its own, so that nobody waits for it.
pub(super) fn timeline_against(
    asked: &str,
    after: &Session,
    case: Case,
    profile: &Profile,
    place: &Place,
) -> Result<TimelineView, Failure> {
    let before = Baseline::find(asked, place)?.before;
    let (one, other) = cases(&before, after, case)?;
    let (shown_before, shown_after) = (
        look_at(&before, &one, profile)?,
        look_at(after, &other, profile)?,
    );
    let clocks = [&shown_before, &shown_after].map(|it| it.header.clock);
    let exact = Tolerance::of(clocks[0], clocks[1], profile) == Tolerance::EXACT
        && clocks == [Clock::Virtual; 2];
    let against = finding(
        (before.name().as_str(), one),
        (after.name().as_str(), other),
        profile,
        place,
    );
    Ok(TimelineView::against(
        shown_before,
        shown_after,
        Against::new(against, exact),
    ))
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
    before: (&str, Case),
    after: (&str, Case),
    profile: &Profile,
    place: &Place,
) -> mpsc::Receiver<crate::tui::Parting> {
    let (tell, told) = mpsc::channel();
    let (place, profile) = (place.clone(), profile.clone());
    let (before, after) = (
        (before.0.to_owned(), before.1),
        (after.0.to_owned(), after.1),
    );
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
