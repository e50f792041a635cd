//! What is a change over the sessions, and what is lacking.

use super::*;

fn point(defects: Option<(f64, f64, &str)>) -> Point {
    measuring(defects.map(|(fewest, most, rule)| Defects {
        mean: f64::midpoint(fewest, most),
        fewest,
        most,
        rules: BTreeMap::from([(rule.to_owned(), 1.0)]),
        worst: BTreeMap::new(),
        cases: 1,
        cases_with: 1,
    }))
}

fn measuring(defects: Option<Defects>) -> Point {
    let case = |it: &Defects| ground::ground_of("clip.mp4", "aa", it.clone());
    Point {
        session: "s".to_owned(),
        created: None,
        revision: None,
        dirty: false,
        player: None,
        ground: defects.as_ref().map(case).unwrap_or_default(),
        defects,
        remark: None,
        lacks: false,
        apart: None,
        change: None,
    }
}

fn changed(points: &[Point]) -> Vec<usize> {
    let changed = points.iter().enumerate();
    let changed = changed.filter(|(_, it)| it.change.is_some());
    changed.map(|(at, _)| at).collect()
}

#[test]
fn a_change_is_against_the_last_session_that_has_it() {
    let mut points = [
        point(Some((1.0, 1.0, "a"))),
        point(None),
        point(Some((1.0, 1.0, "a"))),
        point(Some((2.0, 2.0, "a"))),
        // As many, but of another rule.
        point(Some((2.0, 2.0, "b"))),
        // What comes and goes overlaps.
        point(Some((1.0, 4.0, "b"))),
        point(Some((3.0, 6.0, "c"))),
        point(Some((7.0, 9.0, "c"))),
    ];
    mark_changes(&mut points);
    assert_eq!(changed(&points), [3, 4, 7]);
}

#[test]
fn another_file_is_no_change_and_its_successor_is_held_against_the_same_file() {
    let broken = |mean| point(Some((mean, mean, "a")));
    let mut clean = point(Some((0.0, 0.0, "a")));
    clean.ground = ground::ground_of("clip.mp4", "bb", clean.defects.clone().unwrap_or_default());
    let mut points = [broken(29.0), clean, broken(29.0), broken(30.0)];
    mark_changes(&mut points);
    assert_eq!(changed(&points), [3]);
    let apart = points.each_ref().map(|it| it.apart.as_deref());
    assert_eq!(apart, [None, Some("other file"), Some("other file"), None]);
}

#[test]
fn as_many_that_are_worse_in_every_play_are_a_change() {
    let stalled = |least, most| {
        let point = point(Some((1.0, 1.0, "timing::stall")));
        let worst = Worst {
            least,
            most,
            unit: Unit::Ms,
        };
        let worst = BTreeMap::from([("timing::stall".to_owned(), worst)]);
        measuring(point.defects.map(|it| Defects { worst, ..it }))
    };
    let mut points = [
        stalled(290.0, 310.0),
        stalled(280.0, 330.0),
        // A tenth is nothing, and what overlaps comes and goes.
        stalled(335.0, 340.0),
        stalled(300.0, 5000.0),
        stalled(5600.0, 6000.0),
        stalled(300.0, 310.0),
    ];
    mark_changes(&mut points);
    assert_eq!(changed(&points), [4, 5]);
}

#[test]
fn the_worst_of_a_play_has_no_sign_and_one_unit() {
    let defect = |value: f64, unit| Defect {
        rule: mpdbg_model::RuleId("sync::step"),
        severity: mpdbg_model::Severity::Minor,
        media: None,
        run: None,
        events: None,
        count: 1,
        measure: Some(Measure { value, unit }),
        detail: String::new(),
        causes: Vec::new(),
    };
    let defects = [
        defect(9.0, Unit::Count),
        defect(40.0, Unit::Ms),
        defect(-60.0, Unit::Ms),
    ];
    let found = worst_of(defects.iter());
    let wanted = Measure {
        value: 60.0,
        unit: Unit::Ms,
    };
    assert_eq!(found, BTreeMap::from([("sync::step", wanted)]));
}

#[test]
fn what_is_lacking_is_said() {
    let rule = Measured::Rule("picture::late");
    let (sum, why) = rule.add_up(vec![Err("never played".to_owned())]);
    assert_eq!((sum, why.as_deref()), (None, Some("never played")));
    let one = || {
        Ok(Defects {
            mean: 2.0,
            cases: 1,
            cases_with: 1,
            ..Defects::default()
        })
    };
    let (sum, why) = rule.add_up(vec![one(), Err("never played".to_owned()), one()]);
    assert_eq!(sum.map(|it| (it.mean, it.cases)), Some((4.0, 2)));
    assert_eq!(why, None);
}
