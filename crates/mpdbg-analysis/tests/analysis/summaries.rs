//! The sums of a session.

use mpdbg_analysis::{
    Bucket, Conclusion, Entry, NotRecorded, RULES, Recorded, RuleCount, Summary, Unexpected,
};
use mpdbg_model::{Expectation, Hang, Outcome, SampleName, SampleRecord, ScenarioName};
use proptest::prelude::*;

fn sample(name: &str, opens: bool, expects: &[&str]) -> SampleRecord {
    SampleRecord {
        name: SampleName::parse(name).unwrap(),
        size: 1,
        blake3: String::new(),
        opens,
        expects: expects.iter().map(|id| (*id).into()).collect(),
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
        scenario: ScenarioName::default(),
        repeat: 0,
        attempts,
        recorded: found(rules, last),
        today: "2026-07-01".to_owned(),
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

fn expecting(expects: Vec<Expectation>, rules: &[&str]) -> Entry {
    let mut entry = entry(sample("a.mp4", true, &[]), vec![Outcome::Finished], rules);
    entry.sample.expects = expects;
    entry
}

fn until(day: &str) -> Expectation {
    Expectation {
        reason: "the encoder".to_owned(),
        expires: Some(day.to_owned()),
        ..Expectation::from("picture::late")
    }
}

#[test]
fn an_expectation_holds_up_to_its_last_day_and_not_longer() {
    let today = expecting(vec![until("2026-07-01")], &["picture::late"]);
    assert_eq!(today.unexpected(), []);
    let over = until("2026-06-30");
    for rules in [&["picture::late"][..], &[]] {
        let late = expecting(vec![over.clone()], rules);
        assert_eq!(late.unexpected(), [Unexpected::Expired(over.clone())]);
        assert_eq!(Summary::of(&[late]).conclusion, Conclusion::Unexpected);
    }
    let renewed = vec![over, until("2026-12-31")];
    assert_eq!(
        expecting(renewed.clone(), &["picture::late"]).unexpected(),
        []
    );
    let away = expecting(renewed, &[]);
    assert_eq!(
        away.unexpected(),
        [Unexpected::StayedAway("picture::late".to_owned())]
    );
}

#[test]
fn a_crash_that_was_expected_once_is_a_crash() {
    let mut entry = entry(sample("a.mp4", true, &[]), vec![crash()], &["life::crash"]);
    let mut known = until("2027-01-01");
    known.rule = "life::crash".to_owned();
    entry.sample.expects = vec![known];
    assert_eq!(
        Summary::of(std::slice::from_ref(&entry)).conclusion,
        Conclusion::AsExpected
    );
    entry.today = "2027-01-02".to_owned();
    assert_eq!(Summary::of(&[entry]).conclusion, Conclusion::Crashed);
}

#[test]
fn an_expectation_may_be_of_one_scenario() {
    let back = ScenarioName::parse("seek-back").unwrap();
    let bound = Expectation {
        scenario: Some(back.clone()),
        ..Expectation::from("picture::late")
    };
    let under = |scenario: &ScenarioName, expects: &Expectation, rules: &[&str]| {
        let mut entry = expecting(vec![expects.clone()], rules);
        entry.scenario = scenario.clone();
        entry.unexpected().len()
    };
    let play = ScenarioName::default();
    assert_eq!(
        (
            under(&back, &bound, &["picture::late"]),
            under(&back, &bound, &[])
        ),
        (0, 1)
    );
    assert_eq!(
        (
            under(&play, &bound, &["picture::late"]),
            under(&play, &bound, &[])
        ),
        (1, 0)
    );
    // One that names no scenario has to show when the sample is just played, and may show elsewhere.
    let any = Expectation::from("picture::late");
    assert_eq!(
        (
            under(&play, &any, &["picture::late"]),
            under(&play, &any, &[])
        ),
        (0, 1)
    );
    assert_eq!(
        (
            under(&back, &any, &["picture::late"]),
            under(&back, &any, &[])
        ),
        (0, 0)
    );
}

/// The plays of one case, of which each shows these rules.
fn plays(expects: &[&str], rules: &[&[&str]]) -> Vec<Entry> {
    let play = |(repeat, rules): (u32, &&[&str])| Entry {
        repeat,
        ..entry(
            sample("a.mp4", true, expects),
            vec![Outcome::Finished],
            rules,
        )
    };
    (0..).zip(rules).map(play).collect()
}

#[test]
fn plays_of_a_case_are_counted_apart_and_folded_into_one() {
    let entries = plays(
        &[],
        &[&[], &["picture::late"], &[], &["picture::late"], &[]],
    );
    let summary = Summary::of(&entries);
    assert_eq!((summary.noun(), summary.repeats()), ("play", 5));
    assert_eq!((summary.samples, summary.cases()), (1, 1));
    let tally = summary.tally;
    assert_eq!((tally.cases, tally.perfect, tally.defective), (5, 3, 2));
    assert_eq!((summary.unexpected, summary.quality), (2, Some(0.8)));
    assert_eq!(summary.rows[1].case.to_string(), "a.mp4 #2");
    let row = serde_json::to_value(&summary.rows[1]).unwrap();
    assert_eq!(
        (&row["sample"], &row["repeat"]),
        (&"a.mp4".into(), &1.into())
    );
    let folded = summary.folded();
    assert_eq!(folded.len(), 1);
    let case = &folded[0];
    assert_eq!((case.case.repeat, case.plays.len()), (0, 5));
    assert_eq!(case.endings(), [("finished", 5)]);
    let [late] = case.counts()[..] else { panic!() };
    assert_eq!((late.count.defects, late.count.things), (4, 10));
    assert_eq!((late.plays, late.unexpected), (2, true));
    assert!(!case.is_as_expected());
    let perfect = case.in_bucket(Bucket::Perfect);
    assert_eq!(perfect.map(|it| it.plays.len()), Some(3));
}

#[test]
fn what_is_expected_has_to_show_in_one_of_the_plays() {
    let entries = plays(&["picture::late"], &[&[], &["picture::late"], &[]]);
    let summary = Summary::of(&entries);
    assert_eq!(summary.conclusion, Conclusion::AsExpected);
    assert!(summary.folded()[0].is_as_expected());
    let away = Summary::of(&plays(&["picture::late"], &[&[], &[]]));
    assert_eq!(
        (away.conclusion, away.unexpected),
        (Conclusion::Unexpected, 2)
    );
    assert_eq!(
        away.folded()[0].other_unexpected(),
        [&Unexpected::StayedAway("picture::late".to_owned())]
    );
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
        scenario: ScenarioName::default(),
        repeat: 0,
        attempts: vec![Outcome::Finished],
        recorded,
        today: "2026-07-01".to_owned(),
    };
    assert_eq!(entry.unexpected(), []);
}

fn not_applicable() -> Outcome {
    Outcome::NotApplicable {
        reason: "it cannot seek".to_owned(),
    }
}

#[test]
fn a_case_that_does_not_apply_neither_passes_nor_fails() {
    for opens in [true, false] {
        let sample = sample("a.mp4", opens, &["picture::late"]);
        let mut refused = entry(sample, vec![not_applicable()], &["life::no-end"]);
        refused.scenario = ScenarioName::parse("seek-back").unwrap();
        assert_eq!(refused.bucket(), Bucket::NotApplicable);
        assert_eq!(refused.unexpected(), []);
        let summary = Summary::of(&[refused]);
        assert_eq!(
            (summary.conclusion, summary.quality),
            (Conclusion::AsExpected, None)
        );
        assert_eq!((summary.tally.recorded(), summary.tally.relevant()), (1, 0));
        let row = serde_json::to_value(&summary.rows[0]).unwrap();
        assert_eq!(row["bucket"], "not-applicable");
        assert_eq!(
            (&row["sample"], &row["scenario"]),
            (&"a.mp4".into(), &"seek-back".into())
        );
    }
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
        Just(not_applicable()),
    ];
    let rules =
        proptest::sample::subsequence(RULES.iter().map(|rule| rule.id.0).collect::<Vec<_>>(), 0..4);
    let attempts = proptest::collection::vec(outcome, 1..4);
    let names = (0..3_usize, 0..3_usize, 0..3_u32);
    (
        attempts,
        rules.clone(),
        rules,
        any::<bool>(),
        0..4_u8,
        names,
    )
        .prop_map(
            |(attempts, rules, expects, opens, kind, (name, scenario, repeat))| {
                let name = ["a.mp4", "b.mp4", "c.mp4"][name];
                let mut entry = entry(sample(name, opens, &expects), attempts, &rules);
                let scenario = ["play", "loop-twice", "seek-back"][scenario];
                entry.scenario = ScenarioName::parse(scenario).unwrap();
                entry.repeat = repeat;
                if kind == 0 {
                    entry.recorded = Recorded::Not(NotRecorded::NeverPlayed);
                }
                entry
            },
        )
}

proptest! {
    #[test]
    fn buckets_sum_to_all_cases(entries in proptest::collection::vec(any_entry(), 0..20)) {
        let summary = Summary::of(&entries);
        let sum: u64 = Bucket::ALL.iter().map(|bucket| summary.tally.in_bucket(*bucket)).sum();
        prop_assert_eq!(sum, entries.len() as u64);
        prop_assert_eq!(summary.tally.cases, entries.len() as u64);
        prop_assert!(summary.samples <= summary.tally.cases && summary.samples <= 3);
        prop_assert_eq!(summary.tally.recorded() + summary.tally.not_recorded, summary.tally.cases);
        let relevant = summary.rows.iter().filter(|row| row.bucket.is_relevant());
        let defects: u64 = relevant.map(mpdbg_analysis::Row::defects).sum();
        prop_assert_eq!(defects, summary.defects());
        let quality = summary.quality.map(|quality| (quality * summary.tally.relevant() as f64).round() as u64);
        prop_assert_eq!(quality.unwrap_or(0), defects);
        let folded = summary.folded();
        prop_assert_eq!(folded.iter().map(|case| case.plays.len()).sum::<usize>(), entries.len());
        for case in folded {
            let rows: u64 = case.plays.iter().map(|row| row.defects()).sum();
            let counts = case.counts();
            prop_assert_eq!(counts.iter().map(|it| it.count.defects).sum::<u64>(), rows);
            prop_assert!(counts.iter().all(|it| it.plays <= case.plays.len() as u64));
            let endings = case.endings();
            prop_assert_eq!(endings.iter().map(|(_, count)| *count).sum::<u64>(), case.plays.len() as u64);
        }
    }
}
