//! Figures of repeated plays on the real clock: how bad the worst is, and what the noise is measured from.

use mpdbg_analysis::{
    CaseNoise, ComparedPlay, Comparison, ComparisonVerdict, Figure, Interest, PlayCounts, Ruling,
    Standing, Terms,
};
use mpdbg_model::{Clock, Measure, RuleId, Span, Unit};

use crate::comparison_sides::{case, compared, crash, defect, ended, of_plays, play, side};

const STALL: &str = "timing::stall";

/// A play on the real clock that stalls once, for so many milliseconds; not at all for 0.
fn stalled(millis: f64) -> ComparedPlay {
    let mut stall = defect(STALL, Some(1000));
    stall.measure = Some(Measure {
        value: millis,
        unit: Unit::Ms,
    });
    let mut play = play(if millis > 0.0 {
        vec![stall]
    } else {
        Vec::new()
    });
    play.clock = Clock::Real;
    play
}

fn all(millis: &[f64]) -> Vec<ComparedPlay> {
    millis.iter().map(|it| stalled(*it)).collect()
}

const SHORT: [f64; 5] = [300.0, 310.0, 290.0, 300.0, 305.0];
const LONG: [f64; 5] = [5000.0, 4900.0, 5100.0, 5050.0, 4950.0];

#[test]
fn as_many_stalls_that_are_longer_are_a_regression() {
    let worse = of_plays(&all(&SHORT), &all(&LONG));
    assert_eq!(worse.standing, Standing::Regressed);
    let [rate] = &worse.rates[..] else {
        panic!("{:?}", worse.rates)
    };
    assert_eq!(
        (rate.rule, rate.figure),
        (RuleId(STALL), Figure::Worst(Unit::Ms))
    );
    assert_eq!(rate.ruling, Ruling::Worse);
    assert!((rate.effect - 4699.0).abs() < 1e-6, "{rate:?}");
    assert_eq!(
        of_plays(&all(&LONG), &all(&SHORT)).standing,
        Standing::Improved
    );
    let mut again = SHORT;
    again.reverse();
    assert_eq!(
        of_plays(&all(&SHORT), &all(&again)).standing,
        Standing::Same
    );
}

#[test]
fn the_largest_of_a_play_counts_without_its_sign() {
    let mut play = stalled(300.0);
    let mut early = stalled(1.0);
    early.judgement.defects[0].measure = Some(Measure {
        value: -900.0,
        unit: Unit::Ms,
    });
    play.judgement.defects.extend(early.judgement.defects);
    let counts = PlayCounts::of(&play);
    assert_eq!(counts.worst, [(RuleId(STALL), Unit::Ms, 900.0)]);
}

#[test]
fn noise_is_measured_from_plays_that_came_to_their_end() {
    // One stall in half a second, and then it died: that is no 120 a minute.
    let mut died = stalled(400.0);
    died.length = Span::from_millis(500);
    died.outcome = crash();
    died.events = ended(Vec::new(), crash());
    let mut plays = all(&[0.0, 300.0, 0.0, 310.0]);
    plays.push(died.clone());
    let of = |plays: Vec<ComparedPlay>| {
        let side = side(case(0), plays.into_iter().map(Ok).collect());
        CaseNoise::of(&side)
    };
    let noise = of(plays).unwrap();
    assert_eq!(noise.plays, 4);
    assert!((noise.band(RuleId(STALL)) - 6.0).abs() < 1e-9, "{noise:?}");
    assert_eq!(noise.band_of_worst(RuleId(STALL), Unit::Ms), Some(310.0));
    // Where none came to its end nothing is known.
    assert_eq!(of(vec![died; 5]), None);
}

#[test]
fn what_all_cases_show_together_counts_only_where_it_may() {
    let sessions = |millis: &[f64; 5]| {
        let cases = (0..4).map(|number| {
            let plays = all(millis).into_iter().map(Ok).collect();
            side(case(number), plays)
        });
        cases.collect::<Vec<_>>()
    };
    let interest = |fail_on: &str| Interest {
        fail_on: vec![fail_on.to_owned()],
        ..Interest::default()
    };
    let verdict = |fail_on: &str| -> Comparison {
        let terms = Terms {
            interest: interest(fail_on),
            ..Terms::default()
        };
        compared(&sessions(&SHORT), &sessions(&LONG), &terms)
    };
    // Four tests of the cases are one too many for five plays a side, and all together are one test.
    let found = verdict("timing");
    assert_eq!(found.cases[0].rates[0].ruling, Ruling::TooFewPlays);
    assert_eq!(found.rates[0].ruling, Ruling::Worse);
    assert_eq!(found.verdict, ComparisonVerdict::Regressed);
    assert_ne!(verdict("picture").verdict, ComparisonVerdict::Regressed);
}
