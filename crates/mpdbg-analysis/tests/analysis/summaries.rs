//! The sums of a session.

use mpdbg_analysis::{
    Bucket, Conclusion, Entry, NotRecorded, RULES, Recorded, RuleCount, Summary, Unexpected,
};
use mpdbg_model::{Hang, Outcome, SampleName, SampleRecord};
use proptest::prelude::*;

fn sample(name: &str, opens: bool, expects: &[&str]) -> SampleRecord {
    SampleRecord {
        name: SampleName::parse(name).unwrap(),
        size: 1,
        blake3: String::new(),
        opens,
        expects: expects.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn found(rules: &[&str], outcome: Outcome) -> Recorded {
    let ids = RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|id| rules.contains(&id.0));
    let counts = ids.map(|rule| RuleCount {
        rule,
        defects: 2,
        things: 5,
    });
    Recorded::Judged {
        counts: counts.collect(),
        unknown: Vec::new(),
        outcome,
    }
}

fn entry(sample: SampleRecord, attempts: Vec<Outcome>, rules: &[&str]) -> Entry {
    let last = attempts.last().cloned().unwrap();
    Entry {
        sample,
        attempts,
        recorded: found(rules, last),
    }
}

fn crash() -> Outcome {
    Outcome::Signaled {
        signal: 11,
        name: "SIGSEGV".to_owned(),
    }
}

#[test]
fn a_sample_that_must_not_open_is_fine_when_it_does_not() {
    let rules = ["life::open-failed", "life::log-errors"];
    let entry = entry(
        sample("no-moov.mp4", false, &[]),
        vec![Outcome::OpenFailed],
        &rules,
    );
    assert_eq!(entry.bucket(), Bucket::RefusedAsExpected);
    let summary = Summary::of(&[entry]);
    assert_eq!(
        (summary.conclusion, summary.quality),
        (Conclusion::AsExpected, None)
    );
}

#[test]
fn a_sample_that_should_open_is_defective_when_it_does_not() {
    let entry = entry(
        sample("a.mp4", true, &[]),
        vec![Outcome::OpenFailed],
        &["life::open-failed"],
    );
    assert_eq!(entry.bucket(), Bucket::Defective);
    assert_eq!(Summary::of(&[entry]).conclusion, Conclusion::Unexpected);
}

#[test]
fn an_opened_sample_that_must_not_open_is_unexpected() {
    let entry = entry(sample("a.mp4", false, &[]), vec![Outcome::Finished], &[]);
    assert_eq!(entry.unexpected(), [Unexpected::Opened]);
}

#[test]
fn expected_defects_change_nothing_but_their_absence_does() {
    let there = entry(
        sample("a.mp4", true, &["picture::late"]),
        vec![Outcome::Finished],
        &["picture::late"],
    );
    assert_eq!(
        Summary::of(std::slice::from_ref(&there)).conclusion,
        Conclusion::AsExpected
    );
    let away = entry(there.sample, vec![Outcome::Finished], &[]);
    assert_eq!(
        away.unexpected(),
        [Unexpected::StayedAway("picture::late".to_owned())]
    );
    assert_eq!(Summary::of(&[away]).conclusion, Conclusion::Unexpected);
}

#[test]
fn a_rule_that_cannot_answer_does_not_stay_away() {
    let sample = sample("a.mp4", true, &["picture::late"]);
    let unknown = vec![(RULES[2].id, "the player does not report it".to_owned())];
    let recorded = Recorded::Judged {
        counts: Vec::new(),
        unknown,
        outcome: Outcome::Finished,
    };
    let entry = Entry {
        sample,
        attempts: vec![Outcome::Finished],
        recorded,
    };
    assert_eq!(entry.unexpected(), []);
}

#[test]
fn a_clean_retry_makes_a_crash_one_of_sometimes() {
    let attempts = vec![crash(), Outcome::Interrupted, Outcome::Finished];
    let entry = entry(sample("a.mp4", true, &[]), attempts, &[]);
    let summary = Summary::of(&[entry]);
    assert_eq!(summary.sometimes_crashed.len(), 1);
    assert_eq!((summary.tally.perfect, summary.retries), (1, 1));
    assert_eq!(summary.conclusion, Conclusion::AsExpected);
}

#[test]
fn playing_on_after_an_interrupt_is_no_retry() {
    let attempts = vec![Outcome::Interrupted, Outcome::Finished];
    let resumed = entry(sample("a.mp4", true, &[]), attempts, &[]);
    assert_eq!(resumed.retries(), 0);
    let attempts = vec![Outcome::Interrupted, crash(), crash(), Outcome::Finished];
    assert_eq!(entry(resumed.sample, attempts, &[]).retries(), 2);
}

#[test]
fn a_crash_to_the_last_outweighs_everything() {
    let bad = entry(
        sample("a.mp4", true, &[]),
        vec![crash(), crash()],
        &["life::crash", "picture::late"],
    );
    let late = entry(
        sample("b.mp4", true, &[]),
        vec![Outcome::Finished],
        &["picture::late"],
    );
    let summary = Summary::of(&[bad, late]);
    assert_eq!(summary.conclusion, Conclusion::Crashed);
    assert_eq!(
        (summary.tally.always_crashed, summary.quality),
        (1, Some(2.0))
    );
    assert_eq!(summary.defects(), 2);
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let outcome = prop_oneof![
        Just(Outcome::Finished),
        Just(Outcome::OpenFailed),
        Just(crash()),
        Just(Outcome::Hung {
            how: Hang::Waiting,
            silent_ms: 10_000
        }),
        Just(Outcome::TimedOut { limit_ms: 1 }),
        Just(Outcome::Interrupted),
    ];
    let rules =
        proptest::sample::subsequence(RULES.iter().map(|rule| rule.id.0).collect::<Vec<_>>(), 0..4);
    let attempts = proptest::collection::vec(outcome, 1..4);
    (attempts, rules.clone(), rules, any::<bool>(), 0..4_u8).prop_map(
        |(attempts, rules, expects, opens, kind)| {
            let mut entry = entry(sample("a.mp4", opens, &expects), attempts, &rules);
            if kind == 0 {
                entry.recorded = Recorded::Not(NotRecorded::NeverPlayed);
            }
            entry
        },
    )
}

proptest! {
    #[test]
    fn buckets_sum_to_the_playlist(entries in proptest::collection::vec(any_entry(), 0..20)) {
        let summary = Summary::of(&entries);
        let sum: u64 = Bucket::ALL.iter().map(|bucket| summary.tally.in_bucket(*bucket)).sum();
        prop_assert_eq!(sum, entries.len() as u64);
        prop_assert_eq!(summary.tally.playlist, entries.len() as u64);
        prop_assert_eq!(summary.tally.recorded() + summary.tally.not_recorded, summary.tally.playlist);
        let relevant = summary.rows.iter().filter(|row| row.bucket.is_relevant());
        let defects: u64 = relevant.map(mpdbg_analysis::Row::defects).sum();
        prop_assert_eq!(defects, summary.defects());
        let quality = summary.quality.map(|quality| (quality * summary.tally.relevant() as f64).round() as u64);
        prop_assert_eq!(quality.unwrap_or(0), defects);
    }
}
