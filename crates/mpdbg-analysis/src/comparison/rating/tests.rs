//! What differs only by chance is not called a change, and what was changed is.

use mpdbg_model::{Case, SampleName, Span};
use oorandom::Rand32;
use proptest::collection::vec;
use proptest::prelude::*;

use super::super::family::{LEVEL, rule_on};
use super::super::rates::Figure;
use super::super::sides::CERTAIN;
use super::*;
use crate::statistics::Interval;

mod worst;

const LATE: RuleId = RuleId("picture::late");
const STALL: RuleId = RuleId("timing::stall");

/// A play of a minute in which `LATE` found so much.
fn play(late: u64) -> PlayCounts {
    PlayCounts {
        length: Span::from_secs(60),
        loaded: false,
        things: if late > 0 {
            vec![(LATE, late)]
        } else {
            Vec::new()
        },
        worst: Vec::new(),
        silent: vec![STALL],
    }
}

fn plays(late: &[u64]) -> Vec<PlayCounts> {
    late.iter().map(|it| play(*it)).collect()
}

fn loaded(late: &[u64]) -> Vec<PlayCounts> {
    let plays = plays(late).into_iter();
    plays.map(|it| PlayCounts { loaded: true, ..it }).collect()
}

fn repeats<'a>(before: &'a [PlayCounts], after: &'a [PlayCounts]) -> Repeats<'a> {
    Repeats {
        before,
        after,
        noise: None,
    }
}

/// The only rate, ruled on among `tests` equal ones.
fn ruled(before: &[PlayCounts], after: &[PlayCounts], tests: usize) -> Option<RateChange> {
    ruled_with(repeats(before, after), tests)
}

fn ruled_with(repeats: Repeats<'_>, tests: usize) -> Option<RateChange> {
    let rate = rates_of(&[LATE, STALL], repeats).pop()?;
    let mut all = vec![rate; tests];
    rule_on(&mut [], &mut all.iter_mut().collect::<Vec<_>>());
    all.pop()
}

fn ruling(before: &[PlayCounts], after: &[PlayCounts], tests: usize) -> Option<Ruling> {
    ruled(before, after, tests).map(|it| it.ruling)
}

#[test]
fn a_rate_that_rose_in_every_play_is_worse_and_the_other_way_round_better() {
    let (before, after) = (plays(&[0, 1, 0, 2, 1]), plays(&[9, 8, 9, 11, 10]));
    let found = ruled(&before, &after, 1);
    let worse = found.as_ref().is_some_and(|it| {
        it.ruling == Ruling::Worse
            && (it.effect - 8.6).abs() < 1e-9
            && it.interval.low > 7.0
            && it.interval.high < 10.0
            && (it.p - 2.0 / 252.0).abs() < 1e-12
    });
    assert!(worse, "{found:?}");
    assert_eq!(ruling(&after, &before, 1), Some(Ruling::Better));
    // As many again in another order are no difference at all.
    assert_eq!(ruling(&before, &plays(&[2, 1, 1, 0, 0]), 1), None);
}

#[test]
fn what_shows_in_all_cases_together_is_not_lost_in_a_large_corpus() {
    let change = |before: &[u64], after: &[u64]| {
        let (before, after) = (plays(before), plays(after));
        rates_of(&[LATE], repeats(&before, &after)).remove(0)
    };
    let clear = change(&[0, 1, 0, 2, 1], &[9, 8, 9, 11, 10]);
    // Forty cases of which each could be as rare, and a thousand that can say nothing.
    let mut cases = vec![change(&[5, 1, 0, 2, 11], &[4, 3, 9, 8, 10]); 40];
    let mut all = vec![clear.clone()];
    rule_on(&mut all, &mut cases.iter_mut().collect::<Vec<_>>());
    assert_eq!(all[0].ruling, Ruling::Worse);
    assert!((all[0].p_corrected - 4.0 / 252.0).abs() < 1e-12, "{all:?}");
    let mut cases = vec![change(&[0; 5], &[0, 0, 3, 0, 0]); 1000];
    cases.push(clear);
    rule_on(&mut all, &mut cases.iter_mut().collect::<Vec<_>>());
    assert_eq!(cases.pop().map(|it| it.ruling), Some(Ruling::Worse));
    assert!(cases.iter().all(|it| it.ruling == Ruling::Chance));
}

#[test]
fn swapped_sides_mirror_everything() {
    let (before, after) = (plays(&[0, 1, 0, 2, 1, 5]), plays(&[9, 8, 0, 11, 10]));
    for (one, other) in [
        (&before, &after),
        (&plays(&[0, 0, 1, 0]), &plays(&[1, 1, 0, 1])),
    ] {
        let there = ruled(one, other, 2);
        let back = ruled(other, one, 2).map(mirrored);
        assert!(there.is_some());
        assert_eq!(there, back);
    }
}

#[test]
fn what_shows_or_not_is_tested_by_its_share() {
    let (before, after) = (
        plays(&[0, 0, 0, 0, 0, 0, 0, 1, 0, 0]),
        plays(&[1, 1, 1, 0, 1, 1, 0, 1, 1, 0]),
    );
    let found = ruled(&before, &after, 1);
    // SciPy 1.17, fisher_exact([[1, 9], [7, 3]]).
    let by_share = found
        .as_ref()
        .is_some_and(|it| (it.p - 0.019_766_611_097_880_447).abs() < 1e-9);
    assert!(by_share, "{found:?}");
    // Where it is not known what plays of one build show, that is not enough; where they never show it, it is.
    assert_eq!(found.map(|it| it.ruling), Some(Ruling::TooFewPlays));
    let noise = noise(&[0; 10]);
    let repeats = Repeats {
        noise: noise.as_ref(),
        ..repeats(&before, &after)
    };
    let found = ruled_with(repeats, 1);
    assert_eq!(found.map(|it| it.ruling), Some(Ruling::Worse));
}

#[test]
fn what_a_test_says_and_too_few_plays_do_not_is_suspected() {
    let (none, one) = (plays(&[0; 7]), plays(&[1; 7]));
    let suspected = |before: &[PlayCounts], after: &[PlayCounts]| {
        ruled(before, after, 1).map(|it| (it.ruling, it.is_suspected()))
    };
    let too_few = Ruling::TooFewPlays;
    assert_eq!(suspected(&none, &one), Some((too_few, true)));
    assert_eq!(suspected(&one, &none), Some((too_few, false)));
    // How busy a computer is does not move what a play keeps: there the test alone decides.
    let kept = |plays: Vec<PlayCounts>| -> Vec<PlayCounts> {
        let of_memory = |(_, count): &(RuleId, u64)| (RuleId(UNMOVED[0]), *count);
        let plays = plays.into_iter().map(|it| PlayCounts {
            things: it.things.iter().map(of_memory).collect(),
            ..it
        });
        plays.collect()
    };
    let (none, one) = (kept(none), kept(one));
    let mut rates = rates_of(&[RuleId(UNMOVED[0])], repeats(&none, &one));
    rule_on(&mut [], &mut rates.iter_mut().collect::<Vec<_>>());
    assert_eq!(rates.pop().map(|it| it.ruling), Some(Ruling::Worse));
}

#[test]
fn few_plays_say_nothing() {
    // One thing more in every play is too little for so few of them, three more are not.
    let none = plays(&[0; 5]);
    assert_eq!(ruling(&none, &plays(&[1; 5]), 1), Some(Ruling::TooFewPlays));
    assert_eq!(ruling(&none, &plays(&[3; 5]), 1), Some(Ruling::Worse));
    assert_eq!(
        ruling(&plays(&[0; 9]), &plays(&[1; 9]), 1),
        Some(Ruling::Worse)
    );
    let one = plays(&[0, 0, 0]);
    assert_eq!(
        ruling(&one, &plays(&[9, 9, 9]), 1),
        Some(Ruling::TooFewPlays)
    );
    // Five against five would do alone, but not among seven tests.
    let (before, after) = (plays(&[0, 1, 0, 2, 1]), plays(&[9, 8, 9, 11, 10]));
    assert_eq!(ruling(&before, &after, 6), Some(Ruling::Worse));
    assert_eq!(ruling(&before, &after, 7), Some(Ruling::TooFewPlays));
    // What is no difference by itself is chance, however many tests there are.
    assert_eq!(
        ruling(&before, &plays(&[0, 0, 3, 0, 2]), 7),
        Some(Ruling::Chance)
    );
}

#[test]
fn loaded_plays_are_left_out() {
    let quiet = plays(&[0, 1, 0, 2, 1]);
    assert_eq!(
        ruling(&quiet, &loaded(&[9, 8, 9, 11, 10]), 1),
        Some(Ruling::Loaded)
    );
    let mut mixed = loaded(&[99]);
    mixed.extend(plays(&[9, 8, 9, 11]));
    let found = ruled(&quiet, &mixed, 1);
    let left_out = found.as_ref().is_some_and(|it| it.after.plays == 4);
    assert!(left_out, "{found:?}");
    assert_eq!(found.map(|it| it.ruling), Some(Ruling::Worse));
}

#[test]
fn a_rule_that_cannot_judge_a_play_has_no_rate_there() {
    assert!(rates_of(&[STALL], repeats(&plays(&[0; 5]), &plays(&[9; 5]))).is_empty());
    let nothing = PlayCounts {
        length: Span::ZERO,
        ..play(7)
    };
    let mut before = plays(&[1, 0, 0, 0]);
    before.push(nothing);
    let found = ruled(&before, &plays(&[9; 5]), 1);
    assert_eq!(found.map(|it| it.before.plays), Some(4));
}

fn noise(late: &[u64]) -> Option<CaseNoise> {
    noise_of(&plays(late))
}

fn noise_of(plays: &[PlayCounts]) -> Option<CaseNoise> {
    let case = Case::plain(SampleName::parse("a.mp4").ok()?);
    CaseNoise::measure(&case, "b3", plays)
}

#[test]
fn only_what_is_beyond_the_noise_of_this_computer_counts() {
    let (before, after) = (plays(&[0, 1, 0, 2, 1]), plays(&[9, 8, 9, 11, 10]));
    for (measured, wanted) in [
        (&[0, 1, 5, 3][..], Ruling::Worse),
        (&[0, 1, 20, 3], Ruling::Chance),
        (&[4, 4, 4], Ruling::Worse),
    ] {
        let noise = noise(measured);
        let found = ruled_with(
            Repeats {
                noise: noise.as_ref(),
                ..repeats(&before, &after)
            },
            1,
        );
        assert_eq!(found.map(|it| it.ruling), Some(wanted), "{measured:?}");
    }
    let band = noise(&[3, 2, 20, 4]).map(|it| it.band(LATE));
    assert!(band.is_some_and(|it| (it - 18.0).abs() < 1e-9), "{band:?}");
    assert!(noise(&[3]).is_none());
    assert!(noise(&[3, 4]).is_some_and(|it| it.band(STALL).abs() < 1e-12));
}

#[test]
fn all_cases_together_show_what_none_shows_alone() {
    // One more in each of twelve cases, where plays differ by more than that.
    let mut random = Rand32::new(5);
    let mut case = |more: u64| {
        let late: Vec<u64> = (0..10)
            .map(|_| u64::from(random.rand_range(0..3)) + more)
            .collect();
        plays(&late)
    };
    let sides: Vec<(Vec<PlayCounts>, Vec<PlayCounts>)> =
        (0..12).map(|_| (case(0), case(1))).collect();
    let cases: Vec<Repeats<'_>> = sides.iter().map(|it| repeats(&it.0, &it.1)).collect();
    let mut all = rates_of_all(&[LATE], &cases);
    rule_on(&mut all, &mut []);
    let [found] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(found.ruling, Ruling::Worse, "{found:?}");
    assert!((found.effect - 1.0).abs() < 0.4, "{found:?}");
    let alone = cases.iter().flat_map(|it| rates_of(&[LATE], *it));
    assert_eq!(alone.filter(|it| it.p < CERTAIN).count(), 0);
    assert!(rates_of_all(&[LATE], &cases[..1]).is_empty());
}

/// Late pictures of one play of one build: mostly none, now and then a burst.
fn by_chance(random: &mut Rand32) -> u64 {
    match random.rand_range(0..10) {
        0..5 => 0,
        5..8 => u64::from(random.rand_range(1..4)),
        _ => u64::from(random.rand_range(4..40)),
    }
}

/// How late the worst of so many pictures is: rarely far above the threshold.
fn how_late(random: &mut Rand32, late: u64) -> PlayCounts {
    let far = -f64::from(random.rand_float()).max(1e-9).ln();
    let worst = (late > 0).then_some((LATE, Unit::Ms, 20.0 + 15.0 * far));
    PlayCounts {
        worst: worst.into_iter().collect(),
        ..play(late)
    }
}

#[test]
fn two_sessions_of_one_build_differ_no_more_often_than_they_may() {
    const SESSIONS: u32 = 2000;
    let mut random = Rand32::new(1);
    let (mut called, mut small) = (0, 0);
    for session in 0..SESSIONS {
        let mut one = || {
            let late = by_chance(&mut random);
            how_late(&mut random, late)
        };
        let mut side = || -> Vec<PlayCounts> { (0..5).map(|_| one()).collect() };
        let sides: Vec<_> = (0..=session % 3).map(|_| (side(), side())).collect();
        let cases: Vec<Repeats<'_>> = sides.iter().map(|it| repeats(&it.0, &it.1)).collect();
        let own = cases.iter().flat_map(|it| rates_of(&[LATE], *it));
        let mut rates: Vec<RateChange> = own.collect();
        let mut together = rates_of_all(&[LATE], &cases);
        rule_on(&mut together, &mut rates.iter_mut().collect::<Vec<_>>());
        small += u32::from(rates.first().is_some_and(|it| it.p < LEVEL));
        let is_called = |it: &RateChange| matches!(it.ruling, Ruling::Worse | Ruling::Better);
        called += u32::from(rates.iter().chain(&together).any(is_called));
    }
    // One in twenty tests may be below the level, three standard errors above that at most; but hundreds of
    // comparisons of one build have to be right.
    let most = 0.05 * f64::from(SESSIONS) + 3.0 * (0.05 * 0.95 * f64::from(SESSIONS)).sqrt();
    assert!(
        f64::from(small) <= most,
        "{small} of {SESSIONS} below the level"
    );
    assert!(small > 0, "a test that never finds anything proves nothing");
    assert!(called <= 1, "{called} of {SESSIONS} called");
}

proptest! {
    #[test]
    fn any_sides_swapped_are_mirrored_and_the_order_of_plays_is_nothing(
        before in vec(0..5_u64, 1..8),
        after in vec(0..5_u64, 1..8),
        turn in 0..8_usize,
    ) {
        let there = ruled(&plays(&before), &plays(&after), 2);
        let back = ruled(&plays(&after), &plays(&before), 2);
        prop_assert_eq!(told(there.as_ref()), told(back.map(mirrored).as_ref()));
        let mut turned = before.clone();
        turned.rotate_left(turn % before.len());
        let again = ruled(&plays(&turned), &plays(&after), 2);
        prop_assert_eq!(told(there.as_ref()), told(again.as_ref()));
        prop_assert!(ruled(&plays(&turned), &plays(&before), 2).is_none());
    }
}

/// What a rate comes to, without the plays.
fn told(rate: Option<&RateChange>) -> Option<(f64, f64, f64, f64, f64, Ruling)> {
    let it = rate?;
    let Interval { low, high } = it.interval;
    Some((it.effect, low, high, it.p, it.p_corrected, it.ruling))
}

fn mirrored(rate: RateChange) -> RateChange {
    RateChange {
        effect: -rate.effect,
        interval: rate.interval.mirrored(),
        ruling: rate.ruling.mirrored(),
        before: rate.after,
        after: rate.before,
        ..rate
    }
}
