//! What holds for every comparison.

use std::collections::BTreeSet;

use mpdbg_analysis::{
    Accepted, CaseComparison, CaseSide, Circumstances, Comparison, ComparisonVerdict, DefectChange,
    Interest, NotComparable, PresentationChange, RateChange, Standing, Terms, Turn, compare_case,
};
use mpdbg_model::{Case, Outcome, SampleName};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::comparison_sides::{
    any_sessions, case, compared, defect, ended, of_play, of_plays, play, presented, scenario, side,
};

fn close(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_eq()
        || (one - other).abs() < 1e-9 * one.abs().max(other.abs()).max(1.0)
}

fn mirrored_change(change: &DefectChange) -> DefectChange {
    DefectChange {
        turn: change.turn.mirrored(),
        before: change.after.clone(),
        after: change.before.clone(),
        ..change.clone()
    }
}

fn mirrored_reason(reason: &NotComparable) -> NotComparable {
    match reason {
        NotComparable::NotRecorded { before, after } => NotComparable::NotRecorded {
            before: after.clone(),
            after: before.clone(),
        },
        _ => reason.clone(),
    }
}

/// In an order that does not depend on the turns.
fn told(changes: impl Iterator<Item = DefectChange>) -> BTreeSet<String> {
    changes.map(|it| format!("{it:?}")).collect()
}

/// True where something got worse, and the other way round it got better and something else is left to
/// chance, so that one cannot say that nothing got worse.
fn is_lopsided(one: &CaseComparison, other: &CaseComparison) -> bool {
    let chance = |it: &CaseComparison| {
        let chance = it.not_comparable.as_ref();
        chance.is_some_and(NotComparable::is_of_chance)
    };
    let regressed = |it: &CaseComparison| it.standing == Standing::Regressed;
    (chance(one) && regressed(other)) || (regressed(one) && chance(other))
}

fn assert_mirrored(one: &CaseComparison, other: &CaseComparison) -> Result<(), TestCaseError> {
    if !is_lopsided(one, other) {
        prop_assert_eq!(one.standing, other.standing.mirrored());
        let reason = other.not_comparable.as_ref().map(mirrored_reason);
        prop_assert_eq!(&one.not_comparable, &reason);
    }
    prop_assert_eq!(&one.ended_before, &other.ended_after);
    prop_assert_eq!(one.crashed_before, other.crashed_after);
    prop_assert_eq!(
        (one.defects_before, one.same),
        (other.defects_after, other.same)
    );
    prop_assert_eq!(one.changes.len(), other.changes.len());
    prop_assert_eq!(
        told(one.changes.iter().cloned()),
        told(other.changes.iter().map(mirrored_change))
    );
    prop_assert_eq!(&one.content, &other.content);
    let mirrored = other.presentation.clone().map(|it| PresentationChange {
        first: it.first.mirrored(),
        ..it
    });
    prop_assert_eq!(&one.presentation, &mirrored);
    prop_assert_eq!(one.remarks.len(), other.remarks.len());
    assert_rates_mirrored(&one.rates, &other.rates)
}

fn assert_rates_mirrored(one: &[RateChange], other: &[RateChange]) -> Result<(), TestCaseError> {
    prop_assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(other) {
        prop_assert_eq!(one.rule, other.rule);
        prop_assert_eq!((&one.before, &one.after), (&other.after, &other.before));
        prop_assert!(close(one.effect, -other.effect));
        prop_assert!(close(one.p_corrected, other.p_corrected));
        prop_assert_eq!(one.ruling, other.ruling.mirrored());
    }
    Ok(())
}

/// What a comparison says of a case, but for its name.
fn said(comparison: &Comparison) -> Vec<CaseComparison> {
    let nameless = |it: &CaseComparison| CaseComparison {
        case: case(0),
        ..it.clone()
    };
    comparison.cases.iter().map(nameless).collect()
}

fn terms() -> impl Strategy<Value = Terms> {
    let names = [
        "picture",
        "sound",
        "life",
        "content",
        "picture::late",
        "sync::drift",
    ];
    let names = proptest::sample::subsequence(names.to_vec(), 0..3);
    let names = names.prop_map(|it| it.into_iter().map(str::to_owned).collect::<Vec<_>>());
    (names.clone(), names, any::<bool>()).prop_map(|(fail_on, ignore, other_decoder)| Terms {
        interest: Interest { fail_on, ignore },
        other_decoder,
        ..Terms::default()
    })
}

/// Accepts everything that is named so.
fn accepted(rule: Option<&str>, sample: Option<&SampleName>) -> Accepted {
    Accepted {
        rule: rule.map(str::to_owned),
        sample: sample.cloned(),
        scenario: None,
        up_to: None,
        reason: "known".to_owned(),
        date: "2026-01-31".to_owned(),
    }
}

proptest! {
    #[test]
    fn a_session_against_itself_is_empty((session, _) in any_sessions(), terms in terms()) {
        let comparison = compared(&session, &session, &terms);
        for case in &comparison.cases {
            prop_assert!(matches!(case.standing, Standing::Same | Standing::NotComparable));
            prop_assert_eq!((&case.changes[..], &case.rates[..]), (&[][..], &[][..]));
            prop_assert_eq!(&case.content, &None);
        }
        prop_assert_eq!(&comparison.rates[..], &[][..]);
        prop_assert_eq!(comparison.failing().len(), 0);
        prop_assert_ne!(&comparison.verdict, &ComparisonVerdict::Regressed);
        prop_assert_eq!(comparison.totals_before, comparison.totals_after);
    }

    #[test]
    fn swapped_sessions_give_the_mirror((before, after) in any_sessions(), terms in terms()) {
        let one = compared(&before, &after, &terms);
        let other = compared(&after, &before, &terms);
        prop_assert_eq!(one.cases.len(), other.cases.len());
        for case in &one.cases {
            assert_mirrored(case, other.case(&case.case).unwrap())?;
        }
        assert_rates_mirrored(&one.rates, &other.rates)?;
        let of = |case: &CaseComparison| other.case(&case.case).unwrap();
        if one.cases.iter().any(|it| is_lopsided(it, of(it))) {
            return Ok(());
        }
        for standing in Standing::ALL {
            prop_assert_eq!(one.standings.count(standing), other.standings.count(standing.mirrored()));
        }
        let (totals, mirror) = (one.totals_before, other.totals_after);
        prop_assert_eq!((totals.cases, totals.compared, totals.crashed), (mirror.cases, mirror.compared, mirror.crashed));
        prop_assert!(close(totals.defects, mirror.defects));
        prop_assert!(close(one.confidence, other.confidence));
    }

    #[test]
    fn order_and_names_of_samples_do_not_matter(
        (before, after) in any_sessions(),
        terms in terms(),
        order in Just((0..5_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let plain = compared(&before, &after, &terms);
        let renamed = |session: &[CaseSide]| -> Vec<CaseSide> {
            let mut session = session.to_vec();
            for side in &mut session {
                let number = (0..5).find(|number| case(*number) == side.case).unwrap();
                let name = format!("{}/other name {number}.mkv", order[number]);
                side.case.sample = SampleName::parse(&name).unwrap();
                side.sample.name = side.case.sample.clone();
            }
            session.sort_by(|one, other| one.case.cmp(&other.case));
            session
        };
        let other = compared(&renamed(&before), &renamed(&after), &terms);
        let sorted = |comparison: &Comparison| {
            let mut said: Vec<String> = said(comparison).iter().map(|it| format!("{it:?}")).collect();
            said.sort();
            said
        };
        prop_assert_eq!(sorted(&plain), sorted(&other));
        prop_assert_eq!(plain.standings, other.standings);
        prop_assert_eq!(plain.verdict, other.verdict);
        prop_assert!(close(plain.totals_after.defects, other.totals_after.defects));
    }

    #[test]
    fn every_case_is_in_one_bucket((before, after) in any_sessions(), terms in terms()) {
        let comparison = compared(&before, &after, &terms);
        let union: BTreeSet<&Case> = before.iter().chain(&after).map(|it| &it.case).collect();
        let named: BTreeSet<&Case> = comparison.cases.iter().map(|it| &it.case).collect();
        prop_assert_eq!(&named, &union);
        prop_assert_eq!(comparison.standings.total(), union.len() as u64);
        prop_assert_eq!(comparison.totals_before.cases, before.len() as u64);
        prop_assert_eq!(comparison.totals_after.cases, after.len() as u64);
        let ignored = comparison.ignored();
        let left_out: u64 = ignored.iter().map(|it| it.before).sum();
        prop_assert_eq!(comparison.totals_before.compared + left_out, before.len() as u64);
        let left_out: u64 = ignored.iter().map(|it| it.after).sum();
        prop_assert_eq!(comparison.totals_after.compared + left_out, after.len() as u64);
        prop_assert!((0.0..=1.0).contains(&comparison.confidence));
        for case in &comparison.cases {
            prop_assert_eq!(case.not_comparable.is_some(), case.standing == Standing::NotComparable);
        }
    }

    #[test]
    fn a_relabelled_session_gives_the_same_answer((before, after) in any_sessions()) {
        let terms = Terms::default();
        let one = compared(&before, &after, &terms);
        let names = ("before, again".to_owned(), String::new());
        let settled = one.cases.clone();
        let fresh = settled.iter().map(|it| {
            let side = |session: &[CaseSide]| session.iter().find(|side| side.case == it.case).cloned();
            compare_case(side(&before).as_ref(), side(&after).as_ref(), &terms)
        });
        let other = Comparison::of(names, Circumstances::default(), fresh.collect(), &terms);
        prop_assert_eq!(one.cases, other.cases);
        prop_assert_eq!(one.rates, other.rates);
        prop_assert_eq!(one.verdict, other.verdict);
    }

    #[test]
    fn what_is_accepted_never_fails((before, after) in any_sessions()) {
        // How a play ended is accepted only by its name.
        let all = vec![accepted(None, None), accepted(Some("life"), None)];
        let all = Terms { accepted: all, ..Terms::default() };
        let comparison = compared(&before, &after, &all);
        prop_assert_eq!(comparison.failing().len(), 0);
        prop_assert_ne!(&comparison.verdict, &ComparisonVerdict::Regressed);
        let open = compared(&before, &after, &Terms::default());
        for failing in open.failing() {
            let sample = Some(&failing.case.sample);
            let mut rules: BTreeSet<&str> = failing.worse().map(|it| it.rule.0).collect();
            rules.extend(failing.rates.iter().map(|it| it.rule.0));
            rules.extend(failing.otherwise());
            let accepted = rules.iter().map(|rule| accepted(Some(rule), sample)).collect();
            let terms = Terms { accepted, ..Terms::default() };
            let comparison = compared(&before, &after, &terms);
            let case = comparison.case(&failing.case).unwrap();
            prop_assert!(!comparison.fails(case), "{:?}", case);
        }
    }

    #[test]
    fn the_failing_ones_are_those_that_are_worse((before, after) in any_sessions(), terms in terms()) {
        let comparison = compared(&before, &after, &terms);
        let failing = comparison.failing();
        for case in &failing {
            prop_assert!(matches!(case.standing, Standing::Regressed | Standing::Changed | Standing::Mixed));
            prop_assert!(case.order() > 0.0);
        }
        prop_assert!(failing.windows(2).all(|pair| pair[0].order() >= pair[1].order()));
        let session_wide = !comparison.rates.is_empty();
        let regressed = comparison.verdict == ComparisonVerdict::Regressed;
        prop_assert!(regressed != failing.is_empty() || session_wide);
    }

    #[test]
    fn what_comes_and_goes_is_never_new_or_fixed(
        before in proptest::collection::vec(any::<bool>(), 1..8),
        after in proptest::collection::vec(any::<bool>(), 1..8),
        place in proptest::option::of(0..9000_i64),
    ) {
        let flaky = |plays: &[bool]| plays.contains(&true) && plays.contains(&false);
        prop_assume!(flaky(&before) || flaky(&after));
        let plays = |shows: &[bool]| -> Vec<_> {
            let constant = defect("picture::null", Some(500));
            let defects = |shows: bool| shows.then(|| defect("sound::gap", place));
            shows.iter().map(|it| play(defects(*it).into_iter().chain([constant.clone()]).collect())).collect()
        };
        let case = of_plays(&plays(&before), &plays(&after));
        prop_assert_eq!(&case.changes[..], &[][..]);
        prop_assert_eq!(case.same, 1);
        let few = before.len().min(after.len()) < 4;
        if few {
            prop_assert!(matches!(case.standing, Standing::Flaky | Standing::Same), "{:?}", case);
        }
    }
}

/// The generator reaches what the properties are about.
#[test]
fn made_up_sessions_stand_in_every_way() {
    let mut runner = TestRunner::deterministic();
    let mut standings = BTreeSet::new();
    let mut turns = BTreeSet::new();
    let mut rulings = BTreeSet::new();
    let mut reasons = BTreeSet::new();
    for _ in 0..1200 {
        let (before, after) = any_sessions().new_tree(&mut runner).unwrap().current();
        for case in compared(&before, &after, &Terms::default()).cases {
            standings.insert(case.standing);
            turns.extend(case.changes.iter().map(|it| it.turn));
            rulings.extend(case.rates.iter().map(|it| format!("{:?}", it.ruling)));
            let reason = case.not_comparable.map(|it| format!("{it:?}"));
            reasons.extend(reason.map(|it| it.split([' ', '(']).next().unwrap_or("").to_owned()));
        }
    }
    assert_eq!(standings.len(), Standing::ALL.len(), "{standings:?}");
    assert_eq!(turns.len(), 5, "{turns:?}");
    let names: Vec<&str> = rulings.iter().map(String::as_str).collect();
    assert_eq!(
        names,
        ["Better", "Chance", "Loaded", "TooFewPlays", "Worse"]
    );
    let wanted = [
        "CrashedOnBoth",
        "Loaded",
        "NotApplicable",
        "NotRecorded",
        "OtherClock",
        "OtherSample",
        "TooFewPlays",
    ];
    let names: Vec<&str> = reasons.iter().map(String::as_str).collect();
    assert_eq!(names, wanted);
}

#[test]
fn a_crash_is_one_regression_and_what_lies_behind_it_is_not_counted() {
    let before = play(vec![
        defect("picture::late", Some(1000)),
        defect("sync::drift", None),
        defect("picture::late", Some(7000)),
        defect("sound::gap", Some(8000)),
    ]);
    let signal = Outcome::Signaled {
        signal: 11,
        name: "SIGSEGV".to_owned(),
    };
    let mut after = play(vec![
        defect("picture::late", Some(1000)),
        defect("life::crash", Some(3000)),
        defect("life::log-errors", None),
    ]);
    after.events = ended(vec![presented(3000, 1)], signal.clone());
    after.outcome = signal;
    let case = of_play(&before, &after);
    let found: Vec<_> = case.changes.iter().map(|it| (it.rule.0, it.turn)).collect();
    assert_eq!(found, [("life::crash", Turn::New)]);
    assert_eq!((case.standing, case.same), (Standing::Regressed, 1));
    assert!(case.crashed_after && !case.crashed_before);
    let remark = "compared only up to 0:00:03.000 (before: finished; after: crashed with SIGSEGV); what \
                  differs behind it or about the play as a whole is left out, before 3 and after 1 defects";
    assert_eq!(case.remarks, [remark]);
    assert_eq!(of_play(&after, &before).standing, Standing::Improved);
}

#[test]
fn a_sample_that_opens_no_more_is_one_regression() {
    let before = play(vec![defect("picture::late", Some(1000))]);
    let mut after = play(vec![defect("life::open-failed", None)]);
    after.events = ended(Vec::new(), Outcome::OpenFailed);
    after.outcome = Outcome::OpenFailed;
    let case = of_play(&before, &after);
    let found: Vec<_> = case.changes.iter().map(|it| (it.rule.0, it.turn)).collect();
    assert_eq!(found, [("life::open-failed", Turn::New)]);
    let mut loud = after.clone();
    loud.judgement
        .defects
        .push(defect("life::log-errors", None));
    let case = of_play(&after, &loud);
    let found: Vec<_> = case.changes.iter().map(|it| (it.rule.0, it.turn)).collect();
    assert_eq!(found, [("life::log-errors", Turn::New)]);
}

#[test]
fn a_crash_in_some_plays_of_both_is_flaky() {
    let good = play(Vec::new());
    let mut bad = play(vec![defect("life::crash", Some(3000))]);
    bad.outcome = Outcome::Signaled {
        signal: 6,
        name: "SIGABRT".to_owned(),
    };
    let before = [good.clone(), good.clone(), bad.clone()];
    let after = [bad.clone(), good, bad];
    let case = of_plays(&before, &after);
    assert_eq!(
        (case.standing, &case.changes[..]),
        (Standing::Flaky, &[][..])
    );
    let shares: Vec<_> = case
        .rates
        .iter()
        .map(|it| (it.before.plays_with, it.after.plays_with))
        .collect();
    assert_eq!(shares, [(1, 2)]);
    assert_eq!(
        case.ended_after.unwrap(),
        "crashed with SIGABRT (2 of 3), finished (1 of 3)"
    );
}

#[test]
fn content_alone_is_a_change_that_fails_unless_the_decoder_explains_it() {
    let shows = |hash| {
        let mut play = play(Vec::new());
        play.events = ended(
            vec![presented(0, 1), presented(40, hash)],
            Outcome::Finished,
        );
        play
    };
    let sides = |hash| [side(case(0), vec![Ok(shows(hash))])];
    let against = |terms: &Terms| compared(&sides(2), &sides(3), terms);
    let comparison = against(&Terms::default());
    let changed = comparison.failing()[0];
    assert_eq!(changed.standing, Standing::Changed);
    let content = changed.content.as_ref().unwrap();
    assert_eq!((content.pictures, content.other_pictures), (2, 1));
    let ignore = vec!["content".to_owned()];
    let ignoring = Terms {
        interest: Interest {
            ignore,
            ..Interest::default()
        },
        ..Terms::default()
    };
    assert_eq!(against(&ignoring).cases[0].content, None);
    let told = against(&Terms {
        other_decoder: true,
        ..Terms::default()
    });
    assert_eq!(
        (told.cases[0].standing, told.failing().len()),
        (Standing::Same, 0)
    );
    assert!(told.cases[0].content.is_some());
    let flaky = [side(case(0), vec![Ok(shows(3)), Ok(shows(2))])];
    let flaky = compared(&sides(2), &flaky, &Terms::default());
    assert_eq!(
        flaky.failing().len(),
        1,
        "two plays on the virtual clock that differ are a defect"
    );
    let content = flaky.cases[0].content.as_ref().unwrap();
    assert!(content.comes_and_goes && !content.is_open());
}

#[test]
fn sides_that_cannot_be_compared_say_why() {
    let mut other = side(case(0), vec![Ok(play(Vec::new()))]);
    let plain = other.clone();
    let reason = |one: &CaseSide, other: &CaseSide| {
        let compared = compare_case(Some(one), Some(other), &Terms::default());
        compared.not_comparable.map(|it| it.to_string())
    };
    assert_eq!(reason(&plain, &other), None);
    if let Some(Ok(play)) = other.plays.first_mut() {
        let caps = play.caps.as_mut().unwrap();
        (caps.hashes, caps.due) = (false, false);
    }
    let words = "the players report different things: due, hashes".to_owned();
    assert_eq!(reason(&plain, &other), Some(words));
    other.scenario.steps = Vec::new();
    other.plays[0] = Err(mpdbg_analysis::NotRecorded::Vanished);
    let words = "before: recorded; after: sample vanished since the session was made".to_owned();
    assert_eq!(reason(&plain, &other), Some(words));
}

#[test]
fn a_rule_that_cannot_judge_one_side_says_nothing_of_the_other() {
    let before = play(vec![defect("picture::late", Some(1000))]);
    let mut after = play(Vec::new());
    let reason = "the player does not report when pictures are due".to_owned();
    after.judgement.unknown = vec![(before.judgement.defects[0].rule, reason)];
    let case = of_play(&before, &after);
    assert_eq!((case.standing, case.changes.len()), (Standing::Same, 0));
    assert_eq!(
        case.remarks,
        ["picture::late is not compared; after: the player does not report when pictures are due"]
    );
}

#[test]
fn another_kind_of_defect_is_a_change_and_the_same_kind_elsewhere_is_mixed() {
    let stands = |before, after| of_plays(&[play(vec![before])], &[play(vec![after])]).standing;
    let late = |at| defect("picture::late", Some(at));
    let gap = defect("sound::gap", Some(1000));
    assert_eq!(stands(late(1000), gap), Standing::Changed);
    assert_eq!(stands(late(1000), late(5000)), Standing::Mixed);
    assert_eq!(stands(late(1000), late(1400)), Standing::Same);
}

#[test]
fn an_accepted_scenario_takes_in_only_its_own() {
    let seek = Case {
        scenario: scenario("seek-back"),
        ..case(0)
    };
    let sides = |defects: &[&'static str]| {
        let play = play(defects.iter().map(|rule| defect(rule, Some(0))).collect());
        [
            side(case(0), vec![Ok(play.clone())]),
            side(seek.clone(), vec![Ok(play)]),
        ]
    };
    let known = Accepted {
        scenario: Some(scenario("seek-back")),
        ..accepted(Some("seek"), None)
    };
    let terms = Terms {
        accepted: vec![known],
        ..Terms::default()
    };
    let comparison = compared(&sides(&[]), &sides(&["seek::stale"]), &terms);
    let failing: Vec<&Case> = comparison.failing().iter().map(|it| &it.case).collect();
    assert_eq!(failing, [&case(0)]);
    let told = comparison.case(&seek).unwrap();
    assert_eq!(told.changes[0].accepted.as_deref(), Some("known"));
    assert_eq!(told.standing, Standing::Same);
}
