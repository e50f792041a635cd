//! How bad the worst is: what grows in every play is called a change, and what only crosses a threshold is not.

use super::*;

/// Plays of a minute that stall once, for so many milliseconds; 0 for a play that does not.
fn stalls(millis: &[f64]) -> Vec<PlayCounts> {
    let plays = millis.iter().map(|millis| {
        let stalls = *millis > 0.0;
        PlayCounts {
            things: stalls.then_some((STALL, 1)).into_iter().collect(),
            worst: stalls
                .then_some((STALL, Unit::Ms, *millis))
                .into_iter()
                .collect(),
            silent: Vec::new(),
            ..play(0)
        }
    });
    plays.collect()
}

#[test]
fn a_stall_that_grows_in_every_play_is_worse() {
    let (before, after) = (
        stalls(&[300.0, 310.0, 290.0, 300.0, 305.0]),
        stalls(&[5000.0, 4900.0, 5100.0, 5050.0, 4950.0]),
    );
    let found = ruled(&before, &after, 1);
    let told = found.as_ref().map(|it| (it.figure, it.ruling));
    assert_eq!(told, Some((Figure::Worst(Unit::Ms), Ruling::Worse)));
    let near = |it: &RateChange| {
        (it.effect - 4699.0).abs() < 1e-6
            && it.interval.low > 4600.0
            && it.interval.high < 4800.0
            && (it.p - 2.0 / 252.0).abs() < 1e-12
    };
    assert!(found.as_ref().is_some_and(near), "{found:?}");
    assert_eq!(found, ruled(&after, &before, 1).map(mirrored));
    // As often, and hardly longer.
    let longer = stalls(&[320.0, 330.0, 310.0, 320.0, 325.0]);
    assert_eq!(ruling(&before, &longer, 1), None);
}

#[test]
fn a_play_without_a_defect_counts_with_the_least_that_is_shown() {
    // Whether it shows is chance, how long it stalls is not.
    let (before, after) = (
        stalls(&[0.0, 300.0, 0.0, 310.0, 300.0]),
        stalls(&[5000.0, 4900.0, 5100.0, 0.0, 4950.0]),
    );
    let found = rates_of(&[STALL], repeats(&before, &after));
    let [_, worst] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(worst.before.per_play, [300.0, 300.0, 300.0, 310.0, 300.0]);
    assert!((worst.after.per_play[3] - 300.0).abs() < 1e-9, "{worst:?}");
    assert_eq!((worst.before.plays_with, worst.after.plays_with), (3, 4));
    // A play that comes above the threshold by a hair is no worse than one that stays below it.
    let (below, above) = (
        stalls(&[0.0; 5]),
        stalls(&[251.0, 252.0, 250.5, 251.0, 250.0]),
    );
    let found = rates_of(&[STALL], repeats(&below, &above));
    let figures: Vec<Figure> = found.iter().map(|it| it.figure).collect();
    assert_eq!(figures, [Figure::Share]);
}

#[test]
fn the_noise_of_a_measure_is_known_only_where_it_was_measured() {
    let (before, after) = (
        stalls(&[300.0, 400.0, 300.0, 350.0, 320.0]),
        stalls(&[900.0, 800.0, 950.0, 900.0, 850.0]),
    );
    let measured = |millis: &[f64]| noise_of(&stalls(millis));
    let unknown = measured(&[300.0, 900.0]).map(|it| CaseNoise { worst: None, ..it });
    for (noise, wanted) in [
        (
            measured(&[300.0, 500.0, 310.0]),
            (Some(200.0), Ruling::Worse),
        ),
        (
            measured(&[300.0, 0.0, 1000.0]),
            (Some(1000.0), Ruling::Chance),
        ),
        (measured(&[0.0, 0.0]), (Some(0.0), Ruling::Worse)),
        // A file of format 1: as where nothing was measured.
        (unknown, (None, Ruling::Worse)),
    ] {
        let repeats = Repeats {
            noise: noise.as_ref(),
            ..repeats(&before, &after)
        };
        let found = ruled_with(repeats, 1);
        assert_eq!(found.map(|it| (it.noise, it.ruling)), Some(wanted));
    }
}

#[test]
fn the_worst_of_all_cases_together_is_their_mean() {
    let sides: Vec<_> = (0..3)
        .map(|case| {
            let more = f64::from(case) * 10.0;
            let before = stalls(&[300.0, 310.0, 290.0, 300.0, 305.0]);
            let after = [600.0, 590.0, 610.0, 600.0, 605.0].map(|it| it + more);
            (before, stalls(&after))
        })
        .collect();
    let none = (stalls(&[0.0; 5]), stalls(&[0.0; 5]));
    let cases = sides.iter().chain(Some(&none));
    let cases: Vec<Repeats<'_>> = cases.map(|it| repeats(&it.0, &it.1)).collect();
    let found = rates_of_all(&[STALL], &cases);
    let told: Vec<(Figure, f64)> = found
        .iter()
        .map(|it| (it.figure, it.effect.round()))
        .collect();
    assert_eq!(told, [(Figure::Worst(Unit::Ms), 310.0)]);
    assert!(rates_of_all(&[STALL], &[cases[0], cases[3]]).is_empty());
}
