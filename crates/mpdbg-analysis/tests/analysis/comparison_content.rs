//! Pictures and sound that differ, and how far.

use mpdbg_analysis::{CaseComparison, ContentChange, Standing, Terms};
use mpdbg_model::{
    Clock, ContentHash, Defect, Event, Outcome, PictureSketch, Profile, RunTime, SoundSketch, Span,
    What,
};

use crate::comparison_sides::{
    case, compared, defect, ended, media, play, presented, side, sketched,
};

/// A second of pictures, whose sums are so far from 0.
fn pictures(hash: u64, off: impl Fn(usize) -> Option<i16>) -> Vec<Event> {
    let shown = (0..25).flat_map(|number| {
        let picture = presented(number as i64 * 40, hash * 100 + number as u64);
        let mark = What::PictureMarkUnread;
        let mark = (number % 2 == 0).then_some(Event {
            at: picture.at,
            what: mark,
        });
        let sketch = off(number).map(|off| sketched(picture.at, [off; PictureSketch::SUMS]));
        [Some(picture), mark, sketch].into_iter().flatten()
    });
    shown.collect()
}

/// A second of sound, whose sums are so far from 0.
fn sound(hash: u64, off: impl Fn(usize) -> i32) -> Vec<Event> {
    let written = (0..25).flat_map(|number| {
        let pts = media(number as i64 * 40);
        let written = What::AudioWritten {
            pts,
            samples: 1920,
            duration: Span::from_millis(40),
            hash: ContentHash::Xxh3(hash * 100 + number as u64),
        };
        let sketch = What::SoundSketched(SoundSketch([off(number); SoundSketch::SUMS]));
        [written, sketch].map(|what| Event {
            at: RunTime::ZERO,
            what,
        })
    });
    written.collect()
}

fn terms(other_decoder: bool) -> Terms {
    Terms {
        other_decoder,
        ..Terms::default()
    }
}

/// Two plays with these events, compared.
fn against(before: &[Event], after: &[Event], terms: &Terms) -> (CaseComparison, bool) {
    let side = |events: &[Event]| {
        let mut play = play(Vec::new());
        play.events = ended(events.to_vec(), Outcome::Finished);
        [side(case(0), vec![Ok(play)])]
    };
    let comparison = compared(&side(before), &side(after), terms);
    let fails = !comparison.failing().is_empty();
    (comparison.cases[0].clone(), fails)
}

fn content(compared: &CaseComparison) -> &ContentChange {
    compared.content.as_ref().unwrap()
}

#[test]
fn rounding_of_another_decoder_passes_and_is_told() {
    let before = pictures(1, |_| Some(0));
    let after = pictures(2, |number| Some(if number == 7 { 3 } else { 1 }));
    let (rounded, fails) = against(&before, &after, &terms(true));
    assert_eq!((rounded.standing, fails), (Standing::Same, false));
    let change = content(&rounded);
    assert!(change.is_rounding() && !change.is_open());
    let distance = change.picture_distance.unwrap();
    assert_eq!((distance.measured, distance.beyond), (25, 0));
    assert_eq!(distance.furthest.to_string(), "56.7");
    assert_eq!(distance.furthest_at, media(280));
    assert_eq!(change.sound_distance, None);
}

#[test]
fn what_another_decoder_breaks_fails_from_where_it_begins() {
    let before = pictures(1, |_| Some(0));
    let after = pictures(2, |number| Some(if number < 20 { 1 } else { 80 }));
    let (broken, fails) = against(&before, &after, &terms(true));
    assert_eq!((broken.standing, fails), (Standing::Changed, true));
    let distance = content(&broken).picture_distance.unwrap();
    assert_eq!(distance.beyond, 5);
    assert_eq!(distance.first_beyond, Some(media(800)));
    assert_eq!(distance.furthest.to_string(), "28.1");
}

#[test]
fn sound_is_held_against_full_scale() {
    let before = sound(1, |_| 0);
    let (rounded, fails) = against(&before, &sound(2, |_| 1), &terms(true));
    assert!(!fails && content(&rounded).is_rounding());
    let distance = content(&rounded).sound_distance.unwrap();
    assert_eq!(distance.furthest.to_string(), "-90.3");
    let loud = |number| if number == 3 { 3277 } else { 1 };
    let (broken, fails) = against(&before, &sound(2, loud), &terms(true));
    let distance = content(&broken).sound_distance.unwrap();
    assert!(fails);
    assert_eq!((distance.beyond, distance.furthest.tenths()), (1, -200));
    assert_eq!(distance.first_beyond, Some(media(120)));
}

#[test]
fn the_profile_says_what_passes() {
    let (before, after) = (pictures(1, |_| Some(0)), pictures(2, |_| Some(80)));
    let tolerant = Terms {
        profile: Profile {
            content_picture_db: 28,
            ..Profile::default()
        },
        ..terms(true)
    };
    assert!(!against(&before, &after, &tolerant).1);
    assert!(against(&before, &after, &terms(true)).1);
}

#[test]
fn one_decoder_does_not_round_otherwise() {
    let (before, after) = (pictures(1, |_| Some(0)), pictures(2, |_| Some(1)));
    let (changed, fails) = against(&before, &after, &terms(false));
    assert_eq!((changed.standing, fails), (Standing::Changed, true));
    let distance = content(&changed).picture_distance.unwrap();
    assert_eq!((distance.measured, distance.beyond), (25, 0));
}

#[test]
fn without_a_sketch_on_both_sides_another_decoder_explains_everything() {
    let before = pictures(1, |number| (number > 3).then_some(0));
    let after = pictures(2, |number| (number < 6).then_some(100));
    let (changed, _) = against(&before, &after, &terms(true));
    assert_eq!(content(&changed).picture_distance.unwrap().measured, 2);
    let (told, fails) = against(&before, &pictures(2, |_| None), &terms(true));
    assert_eq!((told.standing, fails), (Standing::Same, false));
    let change = content(&told);
    assert_eq!((change.other_pictures, change.picture_distance), (25, None));
}

#[test]
fn content_mirrors() {
    let before = [pictures(1, |_| Some(0)), sound(1, |_| 4)].concat();
    let after = [
        pictures(2, |number| (number != 4).then_some(number as i16)),
        sound(2, |number| number as i32),
    ]
    .concat();
    let (one, _) = against(&before, &after, &terms(true));
    let (other, _) = against(&after, &before, &terms(true));
    assert_eq!(content(&one), content(&other));
    assert!(content(&one).sound_distance.is_some());
}

/// Whether two plays fail that differ in their pictures and have these defects; how the case stands.
fn with_defects(before: &[Defect], after: &[Defect], other: fn(usize) -> bool) -> (Standing, bool) {
    let shown = |number: usize, hash: u64| presented(number as i64 * 40, hash + number as u64);
    let side = |defects: &[Defect], own: bool| {
        let hash = |number| if own && other(number) { 1000 } else { 0 };
        let pictures = (0..250).map(|number| shown(number, hash(number)));
        let mut play = play(defects.to_vec());
        play.events = ended(pictures.collect(), Outcome::Finished);
        [side(case(0), vec![Ok(play)])]
    };
    let sides = (side(before, false), side(after, true));
    let comparison = compared(&sides.0, &sides.1, &Terms::default());
    let fails = !comparison.failing().is_empty();
    (comparison.cases[0].standing, fails)
}

#[test]
fn other_content_is_excused_only_where_a_defect_changed() {
    let broken = [defect("picture::corrupt", Some(4000))];
    let near = |number: usize| (95..105).contains(&number);
    let far = |number: usize| number == 30;
    assert_eq!(
        with_defects(&broken, &[], near),
        (Standing::Improved, false)
    );
    assert_eq!(
        with_defects(&[], &broken, near),
        (Standing::Regressed, true)
    );
    for (before, after) in [(&broken[..], &[][..]), (&[], &broken), (&broken, &broken)] {
        assert_eq!(with_defects(before, after, far), (Standing::Changed, true));
    }
    let silent = [defect("sound::gap", Some(4000))];
    assert_eq!(with_defects(&silent, &[], near), (Standing::Changed, true));
}

#[test]
fn content_that_comes_and_goes_excuses_only_what_differs_there() {
    let shows = |other: &[i64]| {
        let hash = |number: i64| if other.contains(&number) { 7000 } else { 0 };
        let pictures = (0..10).map(|number| presented(number * 40, (hash(number) + number) as u64));
        let mut play = play(Vec::new());
        play.clock = Clock::Real;
        play.events = ended(pictures.collect(), Outcome::Finished);
        play
    };
    let fails = |after: &[&[i64]]| {
        let plays = after.iter().map(|other| Ok(shows(other))).collect();
        let sides = (
            [side(case(0), vec![Ok(shows(&[]))])],
            [side(case(0), plays)],
        );
        let comparison = compared(&sides.0, &sides.1, &Terms::default());
        let fails = !comparison.failing().is_empty();
        (comparison.cases[0].standing, fails)
    };
    assert_eq!(fails(&[&[3], &[]]), (Standing::Flaky, false));
    assert_eq!(fails(&[&[3, 5], &[5]]), (Standing::Changed, true));
    assert_eq!(fails(&[&[5], &[5]]), (Standing::Changed, true));
}
