//! What is accepted, and up to how much.

use mpdbg_analysis::{Accepted, Amount, Comparison, ComparisonVerdict, Standing, Terms};
use mpdbg_model::{Clock, Defect, Measure, Severity, Unit};

use crate::comparison_sides::{case, compared, defect, play, presented, side};

fn late(count: u64, millis: f64) -> Defect {
    Defect {
        count,
        measure: Some(Measure {
            value: millis,
            unit: Unit::Ms,
        }),
        ..defect("picture::late", Some(1000))
    }
}

/// No defects before, and these after, of which `rule` accepts so much.
fn accepting(rule: Option<&str>, up_to: Option<Amount>, defects: &[Defect]) -> Comparison {
    let terms = Terms {
        accepted: vec![entry(rule, up_to)],
        ..Terms::default()
    };
    let before = side(case(0), vec![Ok(play(Vec::new()))]);
    let after = side(case(0), vec![Ok(play(defects.to_vec()))]);
    compared(&[before], &[after], &terms)
}

fn entry(rule: Option<&str>, up_to: Option<Amount>) -> Accepted {
    Accepted {
        rule: rule.map(str::to_owned),
        sample: Some(case(0).sample),
        scenario: None,
        up_to,
        reason: "known".to_owned(),
        date: "2026-01-31".to_owned(),
    }
}

/// As much as these show.
fn amount(defects: &[Defect]) -> Amount {
    let all = accepting(None, None, defects);
    Amount::of(&all.cases[0], "picture::late")
}

#[test]
fn what_is_accepted_is_so_much_and_no_more() {
    let known = amount(&[late(1, 40.0)]);
    assert_eq!(
        (known.severity, known.count),
        (Some(Severity::Major), Some(1))
    );
    let told = |defects: &[Defect]| {
        let told = accepting(Some("picture::late"), Some(known), defects);
        let case = &told.cases[0];
        (told.verdict.clone(), case.standing, case.remarks.clone())
    };
    let fine = (
        ComparisonVerdict::NothingRegressed,
        Standing::Same,
        Vec::new(),
    );
    assert_eq!(told(&[late(2, 44.0)]), fine);
    let critical = Defect {
        severity: Severity::Critical,
        ..late(1, 40.0)
    };
    for (defects, words) in [
        (vec![late(500, 40.0)], "500, accepted 1"),
        (vec![late(1, 40.0); 500], "500, accepted 1"),
        (vec![late(1, -90.0)], "90.0 ms, accepted 40.0 ms"),
        (vec![critical], "severity critical, accepted major"),
    ] {
        let (verdict, standing, remarks) = told(&defects);
        assert_eq!(
            (verdict, standing),
            (ComparisonVerdict::Regressed, Standing::Regressed)
        );
        let remark = format!("picture::late is more than was accepted: {words}");
        assert_eq!(remarks, [remark]);
    }
    let however = accepting(Some("picture::late"), None, &[late(500, 900.0)]);
    assert_eq!(however.verdict, ComparisonVerdict::NothingRegressed);
}

#[test]
fn a_later_entry_accepts_what_is_too_much_for_an_earlier_one() {
    let more = [late(500, 40.0)];
    let terms = Terms {
        accepted: vec![
            entry(Some("picture::late"), Some(amount(&[late(1, 40.0)]))),
            entry(Some("picture"), Some(amount(&more))),
        ],
        ..Terms::default()
    };
    let before = side(case(0), vec![Ok(play(Vec::new()))]);
    let after = side(case(0), vec![Ok(play(more.to_vec()))]);
    let told = compared(&[before], &[after], &terms);
    assert_eq!(told.verdict, ComparisonVerdict::NothingRegressed);
    assert_eq!(told.cases[0].remarks, [""; 0]);
}

#[test]
fn a_sample_whose_defects_are_accepted_may_still_not_crash() {
    let crash = || vec![late(1, 1.0), defect("life::crash", None)];
    let of_sample = accepting(None, None, &crash());
    assert_eq!(of_sample.failing().len(), 1);
    let open = of_sample.cases[0].worse().map(|it| it.rule.0);
    assert_eq!(open.collect::<Vec<_>>(), ["life::crash"]);
    for rule in ["life", "life::crash"] {
        let named = accepting(Some(rule), None, &[defect("life::crash", None)]);
        assert_eq!(named.verdict, ComparisonVerdict::NothingRegressed);
    }
}

#[test]
fn content_is_accepted_up_to_so_many() {
    let shows = |hashes: [u64; 40]| {
        let mut play = play(Vec::new());
        let pictures = hashes.iter().zip(0..);
        play.events = pictures
            .map(|(hash, number)| presented(number * 40, *hash))
            .collect();
        side(case(0), vec![Ok(play)])
    };
    let mut few = [0; 40];
    few[0] = 1;
    let known = compared(&[shows([0; 40])], &[shows(few)], &Terms::default());
    let known = Amount::of(&known.cases[0], "content");
    assert_eq!(known.count, Some(1));
    let terms = Terms {
        accepted: vec![entry(Some("content"), Some(known))],
        ..Terms::default()
    };
    let fails = |after| {
        compared(&[shows([0; 40])], &[shows(after)], &terms)
            .failing()
            .len()
    };
    assert_eq!((fails(few), fails([1; 40])), (0, 1));
}

#[test]
fn a_rate_is_accepted_up_to_a_rate() {
    let plays = |count: u64| {
        let one = |number: u64| {
            let mut play = play(vec![late(count + number % 2, 30.0)]);
            play.clock = Clock::Real;
            Ok(play)
        };
        side(case(0), (0..10).map(one).collect())
    };
    let told = |after: u64, accepted: Vec<Accepted>| {
        let terms = Terms {
            accepted,
            ..Terms::default()
        };
        compared(&[plays(1)], &[plays(after)], &terms)
    };
    let known = told(20, Vec::new());
    assert_eq!(known.verdict, ComparisonVerdict::Regressed);
    let known = Amount::of(&known.cases[0], "picture::late");
    assert!(known.per_minute.is_some() && known.count.is_none());
    let entry = || vec![entry(Some("picture::late"), Some(known))];
    assert_eq!(
        told(20, entry()).verdict,
        ComparisonVerdict::NothingRegressed
    );
    let more = told(90, entry());
    assert_eq!(more.verdict, ComparisonVerdict::Regressed);
    let remark = &more.cases[0].remarks[0];
    assert!(remark.contains("more than was accepted"), "{remark}");
}

#[test]
fn another_decoder_has_messages_of_its_own() {
    let fails = |rule, other_decoder| {
        let terms = Terms {
            other_decoder,
            ..Terms::default()
        };
        let before = side(case(0), vec![Ok(play(Vec::new()))]);
        let after = side(case(0), vec![Ok(play(vec![defect(rule, None)]))]);
        compared(&[before], &[after], &terms).failing().len()
    };
    assert_eq!(fails("life::log-errors", false), 1);
    assert_eq!(fails("life::log-errors", true), 0);
    assert_eq!(fails("picture::missing", true), 1);
}
