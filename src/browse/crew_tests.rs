//! The threads of a list, with a session that is played without a disk.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use mpdbg_analysis::Conclusion;
use mpdbg_model::{Case, SampleName};

use super::*;
use crate::browse::{Compared, Step};

/// A session of three cases: one that was kept, one whose recording is newer than what was kept, one that
/// is not sealed or not there yet.
struct Three {
    recorded: AtomicBool,
    kept: SystemTime,
}

fn found(bucket: Bucket) -> Found {
    Found {
        bucket,
        conclusion: Some(Conclusion::AsExpected),
        stayed_away: Vec::new(),
        rules: Vec::new(),
        details: None,
    }
}

impl Desk for Three {
    fn session(&self) -> &'static str {
        "three"
    }
    fn profile(&self) -> &'static str {
        "default"
    }
    fn list(&self) -> Result<Listing, String> {
        let case = |name| Case::plain(SampleName::parse(name).unwrap());
        Ok(Listing {
            cases: vec![
                (case("a"), Some(found(Bucket::Perfect))),
                (case("b"), Some(found(Bucket::Perfect))),
                (case("c"), None),
            ],
            kept: Some(self.kept),
        })
    }
    fn tried(&self) -> Result<Option<Vec<Tried>>, String> {
        let later = self.kept + Duration::from_secs(1);
        let third = if self.recorded.load(Ordering::SeqCst) {
            Tried::Open(0)
        } else {
            Tried::Sealed(0, later)
        };
        Ok(Some(vec![
            Tried::Sealed(0, self.kept),
            Tried::Sealed(1, later),
            third,
        ]))
    }
    fn is_being_recorded(&self) -> bool {
        self.recorded.load(Ordering::SeqCst)
    }
    fn touched(&self) -> Option<SystemTime> {
        None
    }
    fn judge(&self, number: usize) -> Found {
        assert_ne!(number, 0, "what was kept is not judged");
        found(Bucket::Defective)
    }
    fn texts(&self) -> Vec<&'static str> {
        Vec::new()
    }
    fn text(&self, _: &Case, _: usize) -> Result<String, String> {
        Err("there is none".to_owned())
    }
    fn others(&self) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }
    fn against(&self) -> Option<String> {
        None
    }
    fn compare(&self, _: &str, _: &Step<'_>) -> Result<Compared, String> {
        Err("there is none".to_owned())
    }
    fn comparison_text(&self, _: &Compared) -> Result<String, String> {
        Err("there is none".to_owned())
    }
}

/// What is known of each case when nothing more is to be told.
fn told(crew: &Crew, until: impl Fn(&BTreeMap<usize, Progress>) -> bool) -> Vec<Progress> {
    let mut known = BTreeMap::new();
    while !until(&known) {
        match crew.wait().unwrap() {
            News::Listed(rows) => {
                let rows = rows.into_iter().map(|row| row.progress);
                known = rows.enumerate().collect();
            }
            News::Case(case, progress) => drop(known.insert(case, progress)),
            News::Recorded(_) => {}
            News::Trouble(why) => panic!("{why}"),
        }
    }
    known.into_values().collect()
}

fn was(progress: &Progress, bucket: Bucket) -> bool {
    progress.found().is_some_and(|it| it.bucket == bucket)
}

#[test]
fn what_was_kept_is_believed_and_the_rest_is_judged() {
    let desk = Three {
        recorded: AtomicBool::new(false),
        kept: SystemTime::UNIX_EPOCH,
    };
    let crew = Crew::new(Arc::new(desk));
    let both = |known: &BTreeMap<usize, Progress>| {
        [1, 2]
            .iter()
            .all(|it| known.get(it).is_some_and(|it| was(it, Bucket::Defective)))
    };
    let known = told(&crew, both);
    assert!(was(&known[0], Bucket::Perfect));
}

#[test]
fn what_plays_is_judged_when_it_is_sealed() {
    let desk = Arc::new(Three {
        recorded: AtomicBool::new(true),
        kept: SystemTime::UNIX_EPOCH,
    });
    let crew = Crew::new(Arc::clone(&desk) as Arc<dyn Desk>);
    let plays = |known: &BTreeMap<usize, Progress>| known.get(&2) == Some(&Progress::Playing);
    told(&crew, plays);
    desk.recorded.store(false, Ordering::SeqCst);
    told(&crew, |known| {
        known.get(&2).is_some_and(|it| was(it, Bucket::Defective))
    });
}

#[test]
fn what_an_earlier_attempt_came_to_is_not_told_behind_a_later_one() {
    let work = Work {
        desk: Arc::new(Three {
            recorded: AtomicBool::new(false),
            kept: SystemTime::UNIX_EPOCH,
        }),
        plan: Mutex::default(),
        changed: Condvar::new(),
    };
    let (tell, news) = channel();
    let hand_out = || {
        let mut plan = work.plan();
        plan.queue.add(1);
        plan.queue.next().unwrap()
    };
    let (earlier, later) = (hand_out(), hand_out());
    work.tell(later, found(Bucket::Perfect), &tell).unwrap();
    work.tell(earlier, found(Bucket::Defective), &tell).unwrap();
    let told: Vec<News> = news.try_iter().collect();
    assert!(
        matches!(&told[..], [News::Case(1, it)] if was(it, Bucket::Perfect)),
        "{told:?}"
    );
}
