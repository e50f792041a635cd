//! A large recording is judged once, and opened from what was kept then.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use mpdbg_analysis::{
    Axis, Divergences, Judgement, Limits, Overview, Profile, Strand, Tolerance, diverge,
};
use mpdbg_model::{Event, Outcome};
use mpdbg_session::{Recording, Session};

use super::judged::judge_attempt;
use super::large::{LARGE, Large};
use super::looking::{look_at, look_at_in_steps, takes_long};
use crate::timeline::fixture::{case, record, session, sounds};

/// A session with a recording of that many pieces of sound; what was recorded, and where.
fn recorded(dir: &std::path::Path, count: u64) -> (Session, Vec<Event>, PathBuf) {
    let session = session(dir);
    record(&session, &sounds(count), Some(&Outcome::Exited { code: 3 }));
    let path = session.attempt_files(&case(), 0).recording;
    let events = Recording::open(&path).unwrap().events().to_vec();
    (session, events, path)
}

fn kept(session: &Session, profile: &Profile) -> Option<(Overview, Judgement, String)> {
    Large::find(session, &case(), profile)?.kept()
}

#[test]
fn what_was_found_out_is_kept_and_no_event_is_read_the_next_time() {
    let dir = tempfile::tempdir().unwrap();
    let (session, events, path) = recorded(dir.path(), LARGE);
    let profile = Profile::default();
    assert!(kept(&session, &profile).is_none());

    let first = look_at(&session, &case(), &profile).unwrap();
    assert!(first.is_on_disk() && !first.defects().is_empty());
    let whole = judge_attempt(&session, &case(), 0, &profile).unwrap();
    assert_eq!(Some(&whole.judgement), first.judgement.as_ref());
    assert_eq!(whole.caution, first.caution);
    let limits = Limits::of(&profile);
    assert_eq!(first.timeline.overview(), &Overview::of(&events, limits));
    let (overview, judgement, _) = kept(&session, &profile).unwrap();
    assert_eq!(&overview, first.timeline.overview());
    assert_eq!(Some(&judgement), first.judgement.as_ref());

    let mut again = look_at(&session, &case(), &profile).unwrap();
    assert_eq!(again.timeline.overview(), first.timeline.overview());
    assert_eq!(again.judgement, first.judgement);
    assert_eq!(
        (&again.header, &again.caution),
        (&first.header, &first.caution)
    );
    assert_eq!(again.event(70_000), None);
    assert!(again.reach(70_000) && !again.reach(70_001));
    for number in [65_536, 70_000, 131_071] {
        assert_eq!(again.event(number), events.get(number as usize));
    }
    let mut window = again.timeline.overview().range(Axis::Run).unwrap();
    window.from = window.to - 1_000_000_000;
    assert!(again.sharpen(Axis::Run, window));
    while again.sharpen(Axis::Run, window) {}
    let last = events.len() as u32 - 1;
    assert_eq!(again.event(last), events.last());
    assert!(again.is_on_disk());
    assert!(again.report().unwrap().events == events);
    assert!(!again.is_on_disk());
    while again.is_being_proven() {
        assert!(!again.take_proof(), "{}", again.caution);
    }

    // Whatever it was made from: when that changes, it is made anew.
    let strict = Profile {
        gap_ms: profile.gap_ms + 1,
        ..profile.clone()
    };
    assert!(kept(&session, &strict).is_none());
    let expected = session.expected_path(&case().sample);
    fs::write(&expected, "x").unwrap();
    assert!(kept(&session, &profile).is_none());
    fs::remove_file(&expected).unwrap();
    assert!(kept(&session, &profile).is_some());
    let overview = session.overview_path(&case(), 0);
    let whole = fs::read(&overview).unwrap();
    fs::write(&overview, &whole[..whole.len() / 2]).unwrap();
    assert!(kept(&session, &profile).is_none());
    let anew = look_at(&session, &case(), &profile).unwrap();
    assert_eq!(anew.judgement, first.judgement);
    assert!(kept(&session, &profile).is_some());
    // Its time is set back, as a program that mirrors directories does.
    let time = path.metadata().unwrap().modified().unwrap();
    File::open(&path).unwrap().set_modified(time).unwrap();
    assert!(kept(&session, &profile).is_none());

    // Nothing can be kept: it is shown all the same.
    fs::remove_dir_all(session.dir().join("overviews")).unwrap();
    fs::write(session.dir().join("overviews"), "").unwrap();
    let shown = look_at(&session, &case(), &profile).unwrap();
    assert_eq!(shown.judgement, first.judgement);
    assert!(kept(&session, &profile).is_none());
}

#[test]
fn nobody_waits_for_what_was_left() {
    let dir = tempfile::tempdir().unwrap();
    let (session, ..) = recorded(dir.path(), LARGE);
    let profile = Profile::default();
    let told = AtomicUsize::new(0);
    let leave = |of| {
        assert!(of > 1);
        told.fetch_add(1, Ordering::Relaxed);
        ControlFlow::Break(())
    };
    assert!(takes_long(&session, &case(), &profile));
    assert!(look_at_in_steps(&session, &case(), &profile, &leave).is_err());
    assert_eq!(told.into_inner(), 1);
    assert!(kept(&session, &profile).is_none());
    look_at(&session, &case(), &profile).unwrap();
    assert!(!takes_long(&session, &case(), &profile));
}

#[test]
fn where_two_recordings_part_is_found_out_once() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let counts = [LARGE, LARGE + 1];
    let [before, after] = [0, 1].map(|it| recorded(dirs[it].path(), counts[it]));
    let profile = Profile::default();
    let one = Large::find(&before.0, &case(), &profile).unwrap();
    let other = Large::find(&after.0, &case(), &profile).unwrap();
    let strand = |events| Strand {
        events,
        whole: true,
    };
    let found = diverge(strand(&before.1), strand(&after.1), Tolerance::EXACT);
    assert!(!found.is_empty());
    let first = other.parting(&one, || Ok::<_, ()>(found.clone()));
    assert_eq!(first, Ok(found.clone()));
    assert_eq!(other.parting(&one, || Err(())), Ok(found));
    assert_eq!(one.parting(&other, || Err(())), Err(()));
    assert_eq!(one.parting(&one, || Err(())), Ok(Divergences::default()));
}

#[test]
fn a_small_recording_is_in_memory_and_nothing_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (session, events, _) = recorded(dir.path(), 100);
    let mut play = look_at(&session, &case(), &Profile::default()).unwrap();
    assert!(!play.is_on_disk() && !play.is_live() && !play.poll());
    assert_eq!(play.event(50), events.get(50));
    assert!(play.report().unwrap().events == events);
    assert!(!session.dir().join("overviews").exists());
}
