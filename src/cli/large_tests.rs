//! A large recording is judged once, and opened from what was kept then.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use mpdbg_analysis::{Axis, Judgement, Overview, Profile};
use mpdbg_model::{Event, Outcome};
use mpdbg_session::{Recording, Session};

use super::large::{LARGE, Large};
use super::looking::look_at;
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
    let later = SystemTime::now() + Duration::from_secs(5);
    File::open(&path).unwrap().set_modified(later).unwrap();
    assert!(kept(&session, &profile).is_none());

    // Nothing can be kept: it is shown all the same.
    fs::remove_dir_all(session.dir().join("overviews")).unwrap();
    fs::write(session.dir().join("overviews"), "").unwrap();
    let shown = look_at(&session, &case(), &profile).unwrap();
    assert_eq!(shown.judgement, first.judgement);
    assert!(kept(&session, &profile).is_none());
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
