//! What marks measure, at every rate and for every shift.

use mpdbg_analysis::{Known, Profile, judge};
use mpdbg_model::Defect;
use proptest::prelude::*;

use crate::scene::{Audio, Scene, Video};
use crate::script::Script;
use crate::truth::Truth;

/// Times of six seconds of pictures, as a file may carry them.
fn any_times() -> impl Strategy<Value = Vec<f64>> {
    let regular = prop_oneof![
        Just(24_000.0 / 1001.0),
        Just(25.0),
        Just(30_000.0 / 1001.0),
        Just(60_000.0 / 1001.0),
    ];
    let regular = regular.prop_map(|rate: f64| {
        let count = (6.0 * rate) as u32;
        (0..=count).map(|index| f64::from(index) / rate).collect()
    });
    let steps = proptest::collection::vec(0.012..0.4_f64, 20..60);
    let variable = steps.prop_map(|steps| {
        let mut now = 0.0;
        let times = steps.into_iter().map(|step| {
            now += step;
            now - step
        });
        times.collect()
    });
    let times = prop_oneof![3 => regular, 2 => variable];
    (times, any::<bool>()).prop_map(|(times, rounded): (Vec<f64>, bool)| {
        let round = |time: f64| {
            if rounded {
                (time * 1e3).round() / 1e3
            } else {
                time
            }
        };
        times.into_iter().map(round).collect()
    })
}

fn play(times: Vec<f64>, truth: Truth) -> Vec<Defect> {
    let (count, length) = (times.len() - 1, times[times.len() - 1]);
    let video: Video = toml::from_str("count = 1\nrate = 25").unwrap();
    let audio: Audio = toml::from_str("packets = 1").unwrap();
    let scene = Scene {
        video: Some(Video {
            count,
            times,
            ..video
        }),
        audio: Some(Audio {
            packets: (length / 0.02) as usize,
            ..audio
        }),
        truth,
        ..Scene::default()
    };
    let events = scene.truth.tell(&scene, Script::of(&scene).events());
    let expected = scene.expected();
    let known = Known {
        expected: expected.as_ref(),
        ..Known::default()
    };
    judge(&events, known, &Profile::default()).defects
}

proptest! {
    #[test]
    fn a_marked_sample_in_sync_has_no_defect(times in any_times()) {
        let marked = Truth { marked: true, ..Truth::default() };
        prop_assert_eq!(play(times, marked), []);
    }

    #[test]
    fn a_shift_of_the_content_is_measured_to_a_millisecond(times in any_times(), millis in 11..=250_i32, late in any::<bool>()) {
        let shift = f64::from(if late { -millis } else { millis }) / 1e3;
        let defects = play(times, Truth { marked: true, shift, ..Truth::default() });
        let found: Vec<_> = defects.iter().map(|one| one.rule.0).collect();
        prop_assert_eq!(found, ["sync::content"]);
        let measured = defects[0].measure.map(|measure| measure.value).unwrap();
        prop_assert!((measured - shift * 1e3).abs() <= 1.0, "{} for {}", measured, shift * 1e3);
    }

    #[test]
    fn a_shift_below_the_threshold_is_none(times in any_times(), millis in -9..=9_i32) {
        let shift = f64::from(millis) / 1e3;
        prop_assert_eq!(play(times, Truth { marked: true, shift, ..Truth::default() }), []);
    }

    #[test]
    fn another_picture_is_named_once(index in 2..40_usize, more in prop_oneof![Just(-1_i64), 2..5_i64, -2..-1_i64]) {
        let times = (0..=50).map(|index| f64::from(index) / 25.0).collect();
        let truth = Truth { marked: true, shows: vec![(index, more)], ..Truth::default() };
        let found: Vec<_> = play(times, truth).iter().map(|one| (one.rule.0, one.count)).collect();
        let rule = if more == -1 { "picture::repeated" } else { "life::false-report" };
        prop_assert_eq!(found, [(rule, 1)]);
    }
}
