//! What must not pass unseen: harm that comes and goes, that a retry made good, or that leaves nothing to
//! compare.

use mpdbg_analysis::{
    CaseComparison, CaseSide, ComparedPlay, Comparison, ComparisonVerdict, Interest, NotComparable,
    NotRecorded, Ruling, Standing, Terms, Turn,
};
use mpdbg_model::{Clock, Outcome, RuleId, Severity, Span};

use crate::comparison_sides::{
    case, compared, crash, defect, ended, of_plays, play, presented, side,
};

fn crashed() -> ComparedPlay {
    let mut crash_at = defect("life::crash", Some(0));
    crash_at.severity = Severity::Critical;
    let mut play = play(vec![crash_at]);
    play.events = ended(vec![presented(0, 1)], crash());
    play.outcome = crash();
    play.length = Span::ZERO;
    play
}

/// A sample of one picture, played to its end.
fn finished() -> ComparedPlay {
    let mut play = play(Vec::new());
    play.events = ended(vec![presented(0, 1)], Outcome::Finished);
    play.length = Span::ZERO;
    play
}

/// A finished play before which an attempt ended so.
fn retried(ending: Option<Outcome>, clock: Clock) -> CaseSide {
    let mut play = finished();
    play.clock = clock;
    let mut side = side(case(0), vec![Ok(play)]);
    side.attempts[0].splice(0..0, ending);
    side
}

fn of_sides(before: CaseSide, after: CaseSide) -> CaseComparison {
    let comparison = compared(&[before], &[after], &Terms::default());
    comparison.cases.into_iter().next().unwrap()
}

fn found(case: &CaseComparison) -> Vec<(&'static str, Turn)> {
    let changes = case.changes.iter();
    changes.map(|it| (it.rule.0, it.turn)).collect()
}

#[test]
fn plays_of_which_some_crash_are_a_regression_on_the_virtual_clock() {
    let before = vec![finished(); 5];
    let after = [vec![finished()], vec![crashed(); 4]].concat();
    let worse = of_plays(&before, &after);
    assert_eq!(found(&worse), [("life::nondeterministic", Turn::New)]);
    assert_eq!(worse.standing, Standing::Regressed);
    assert_eq!((worse.defects_before, worse.defects_after), (0.0, 1.6));
    let better = of_plays(&after, &before);
    assert_eq!(found(&better), [("life::nondeterministic", Turn::Fixed)]);
    let same = of_plays(&after, &after);
    assert_eq!((same.standing, same.changes.len()), (Standing::Same, 0));
}

#[test]
fn endings_are_counted_by_plays_however_short_the_sample_is() {
    let on_real = |mut plays: Vec<ComparedPlay>| {
        for play in &mut plays {
            play.clock = Clock::Real;
        }
        plays
    };
    let before = on_real(vec![finished(); 6]);
    let after = on_real([vec![finished()], vec![crashed(); 5]].concat());
    let case = of_plays(&before, &after);
    let rate = &case.rates[0];
    assert_eq!((rate.rule.0, rate.ruling), ("life::crash", Ruling::Worse));
    assert_eq!((rate.before.plays_with, rate.after.plays_with), (0, 5));
    assert_eq!(case.standing, Standing::Regressed);
    assert_eq!(of_plays(&after, &before).standing, Standing::Improved);
}

#[test]
fn what_is_left_to_chance_is_not_outweighed_by_what_got_better() {
    let late = |count| {
        let mut late = defect("picture::dropped-late", Some(1000));
        late.count = count;
        late
    };
    let sides = [vec![defect("picture::null", Some(500))], vec![late(22)]].map(|defects| {
        let mut play = play(defects);
        play.clock = Clock::Real;
        [play]
    });
    let case = of_plays(&sides[0], &sides[1]);
    assert_eq!(found(&case), [("picture::null", Turn::Fixed)]);
    assert_eq!(case.not_comparable, Some(NotComparable::TooFewPlays(1)));
    assert_eq!(case.standing, Standing::NotComparable);
    let mirror = of_plays(&sides[1], &sides[0]);
    assert_eq!(mirror.standing, Standing::Regressed);
}

#[test]
fn a_crash_that_a_retry_made_good_is_new_on_the_virtual_clock() {
    let sides = || [None, Some(crash())].map(|ending| retried(ending, Clock::Virtual));
    let [before, after] = sides();
    let worse = of_sides(before, after);
    assert_eq!(found(&worse), [("life::crash", Turn::New)]);
    let detail = &worse.changes[0].after.as_ref().unwrap().detail;
    assert_eq!(detail, "crashed with SIGSEGV in 1 of 2 attempts");
    assert_eq!(worse.standing, Standing::Regressed);
    let words = "life::crash in attempts that were tried again: 0 of 1 before, 1 of 2 after";
    assert_eq!(worse.remarks, [words]);
    let [after, before] = sides();
    assert_eq!(
        found(&of_sides(before, after)),
        [("life::crash", Turn::Fixed)]
    );
    let [_, again] = sides();
    let same = of_sides(again.clone(), again.clone());
    assert_eq!((same.standing, same.remarks.len()), (Standing::Same, 0));
    let to_the_last = side(case(0), vec![Ok(crashed())]);
    let stronger = of_sides(again, to_the_last);
    assert_eq!(found(&stronger), [("life::crash", Turn::Stronger)]);
}

#[test]
fn a_crash_that_a_retry_made_good_counts_among_the_attempts_on_the_real_clock() {
    let many = |ending: Option<Outcome>| {
        let mut many = retried(ending, Clock::Real);
        many.plays = vec![many.plays[0].clone(); 8];
        many.attempts = vec![many.attempts[0].clone(); 8];
        many
    };
    let case = of_sides(many(None), many(Some(crash())));
    assert_eq!(found(&case), []);
    let rate = &case.rates[0];
    assert_eq!((rate.rule.0, rate.ruling), ("life::crash", Ruling::Worse));
    assert_eq!((rate.before.plays, rate.after.plays), (8, 16));
    assert_eq!((rate.before.plays_with, rate.after.plays_with), (0, 8));
    assert_eq!(case.standing, Standing::Regressed);
    assert_eq!(case.remarks.len(), 1);
}

fn refused() -> CaseSide {
    let reason = "it cannot seek".to_owned();
    let mut play = play(Vec::new());
    play.outcome = Outcome::NotApplicable { reason };
    play.events = ended(Vec::new(), play.outcome.clone());
    side(case(0), vec![Ok(play)])
}

#[test]
fn a_player_that_refuses_what_it_played_is_worse() {
    let played = || side(case(0), vec![Ok(finished())]);
    let worse = of_sides(played(), refused());
    assert_eq!(found(&worse), [("life::refused", Turn::New)]);
    assert_eq!(worse.standing, Standing::Regressed);
    let detail = &worse.changes[0].after.as_ref().unwrap().detail;
    assert_eq!(detail, "it cannot seek");
    assert_eq!(of_sides(refused(), played()).standing, Standing::Improved);
    let neither = of_sides(refused(), refused());
    assert_eq!(neither.not_comparable, Some(NotComparable::NotApplicable));
    let interest = Interest {
        ignore: vec!["life::refused".to_owned()],
        ..Interest::default()
    };
    let terms = Terms {
        interest,
        ..Terms::default()
    };
    let ignored = compared(&[played()], &[refused()], &terms);
    assert_eq!(ignored.cases[0].standing, Standing::NotComparable);
}

#[test]
fn a_case_that_is_not_recorded_any_more_leaves_no_clear_verdict() {
    let recorded = |number| side(case(number), vec![Ok(finished())]);
    let whole: Vec<CaseSide> = (0..4).map(recorded).collect();
    let mut lacking = whole.clone();
    lacking[2] = side(case(2), vec![Err(NotRecorded::NeverPlayed)]);
    let verdict = |before: &[CaseSide], after: &[CaseSide]| -> Comparison {
        compared(before, after, &Terms::default())
    };
    let words = "1 case that has a recording before has none after".to_owned();
    assert_eq!(
        verdict(&whole, &lacking).verdict,
        ComparisonVerdict::Unclear(vec![words])
    );
    for (before, after) in [(&lacking, &whole), (&lacking, &lacking)] {
        let verdict = verdict(before, after).verdict;
        assert_eq!(verdict, ComparisonVerdict::NothingRegressed);
    }
}

#[test]
fn a_rule_that_can_judge_one_side_only_is_told_though_it_found_nothing() {
    let mut silent = finished();
    let reason = "the player does not report when pictures are due".to_owned();
    silent.judgement.unknown = vec![(RuleId("seek::latency"), reason)];
    let told = |before, after| of_plays(&[before], &[after]).remarks;
    let words = |side| {
        format!(
            "seek::latency could not be judged {side}: the player does not report when pictures are due"
        )
    };
    assert_eq!(told(finished(), silent.clone()), [words("after")]);
    assert_eq!(told(silent.clone(), finished()), [words("before")]);
    assert_eq!(told(silent.clone(), silent), Vec::<String>::new());
}

#[test]
fn a_new_crash_counts_wherever_the_case_stands() {
    let interest = Interest::default();
    let flaky = of_plays(
        &[finished(), finished()],
        &[finished(), crashed(), crashed()],
    );
    assert!(flaky.newly_crashed(&interest));
    let mut other = side(case(0), vec![Ok(crashed())]);
    "ff".clone_into(&mut other.sample.blake3);
    let another = of_sides(side(case(0), vec![Ok(finished())]), other.clone());
    assert_eq!(another.not_comparable, Some(NotComparable::OtherSample));
    assert!(another.newly_crashed(&interest));
    assert!(!of_sides(other.clone(), other.clone()).newly_crashed(&interest));
    let new = compared(&[], &[other], &Terms::default());
    assert!(new.cases[0].newly_crashed(&interest));
    let terms = Terms {
        interest: Interest {
            ignore: vec!["life::crash".to_owned()],
            ..Interest::default()
        },
        ..Terms::default()
    };
    let one = |play| [side(case(0), vec![Ok(play)])];
    let ignored = compared(&one(finished()), &one(crashed()), &terms);
    assert!(!ignored.cases[0].newly_crashed(&terms.interest));
}
