//! What is kept beside the recordings comes back, or not at all.

use mpdbg_model::{Case, SampleName, ScenarioName};
use mpdbg_session::{Session, Store};
use std::os::unix::fs::symlink;
use tempfile::TempDir;

use crate::sessions::{configuration, create_with};

type Value = (String, Vec<(i64, u32)>);

fn fresh() -> (TempDir, Session) {
    let dir = tempfile::tempdir().unwrap();
    let session = create_with(&Store::new(dir.path()), "s", &configuration()).unwrap();
    (dir, session)
}

fn value() -> Value {
    ("words".to_owned(), (0..1000).map(|n| (-n, 7)).collect())
}

fn case(repeat: u32) -> Case {
    Case {
        sample: SampleName::parse("dir/clip.mp4").unwrap(),
        scenario: ScenarioName::parse("seek-back").unwrap(),
        repeat,
    }
}

#[test]
fn it_comes_back_under_its_key_only() {
    let (_dir, session) = fresh();
    session.keep_overview(&case(0), 1, "key", &value()).unwrap();
    let kept = |case: &Case, attempt, key| session.kept_overview::<Value>(case, attempt, key);
    assert_eq!(kept(&case(0), 1, "key"), Some(value()));
    assert!(session.keeps_overview(&case(0), 1, "key"));
    assert!(!session.keeps_overview(&case(0), 1, "other"));
    assert!(!session.keeps_overview(&case(0), 2, "key"));
    assert_eq!(kept(&case(0), 1, "other"), None);
    assert_eq!(kept(&case(0), 2, "key"), None);
    assert_eq!(kept(&case(1), 1, "key"), None);
    assert_eq!(session.kept_overview::<u64>(&case(0), 1, "key"), None);
    let parted = |key| session.kept_parting::<Vec<u64>>(&case(0), 1, key);
    let places: Vec<u64> = vec![3, 900];
    session.keep_parting(&case(0), 1, "both", &places).unwrap();
    assert_eq!((parted("both"), parted("key")), (Some(places), None));
    session
        .keep_overview(&case(0), 1, "newer", &value())
        .unwrap();
    assert_eq!(kept(&case(0), 1, "key"), None);
    assert_eq!(kept(&case(0), 1, "newer"), Some(value()));
    let path = session.overview_path(&case(0), 1);
    let beside = std::fs::read_dir(path.parent().unwrap()).unwrap();
    assert_eq!(beside.count(), 2);
    assert!(!path.starts_with(session.dbg_dir()));
}

#[test]
fn damage_is_as_if_nothing_were_kept() {
    let (_dir, session) = fresh();
    session.keep_overview(&case(0), 0, "key", &value()).unwrap();
    let path = session.overview_path(&case(0), 0);
    let whole = std::fs::read(&path).unwrap();
    let kept = || session.kept_overview::<Value>(&case(0), 0, "key");
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        std::fs::write(&path, flipped).unwrap();
        assert_eq!(kept(), None, "byte {at}");
        std::fs::write(&path, &whole[..at]).unwrap();
        assert_eq!(kept(), None, "{at} bytes");
    }
    std::fs::write(&path, [&whole[..], b"x"].concat()).unwrap();
    assert_eq!(kept(), None);
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(kept(), Some(value()));
}

#[test]
fn nothing_is_written_through_a_link() {
    let (dir, session) = fresh();
    let elsewhere = dir.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, session.dir().join("overviews")).unwrap();
    assert!(session.keep_overview(&case(0), 0, "key", &value()).is_err());
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
}
