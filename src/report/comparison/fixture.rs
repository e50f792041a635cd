//! A comparison of two sessions with a case in every standing, for the tests of its formats.

use std::path::Path;

use mpdbg_analysis::{
    CaseComparison, CaseRepeats, Circumstance, Circumstances, Comparison, ComparisonVerdict,
    ContentChange, ContentDistance, DefectChange, Figure, Interest, Interval, NotComparable,
    NotRecorded, Profile, RateChange, Rates, Ruling, SideTotals, Standing, Standings, Thing, Turn,
};
use mpdbg_model::{
    Case, Cause, Decibels, Defect, EventRange, Measure, MediaRange, MediaTime, RuleId, SampleName,
    ScenarioName, Severity, Unit,
};

use super::about::ComparisonReport;

/// Everything that means something to a terminal, HTML, XML, Markdown, a shell or GitHub.
pub(crate) const HOSTILE: &str = "</td><script>alert(1)</script>]]>&amp;|`x``**@me** %0A::error::x\n\u{1b}[31m\u{202e}\u{fffe}'\"";

fn case(sample: &str, scenario: &str) -> Case {
    Case {
        sample: SampleName::from_path(Path::new(sample)).unwrap(),
        scenario: ScenarioName::parse(scenario).unwrap(),
        repeat: 0,
    }
}

fn defect(rule: &'static str, severity: Severity, at: i64, ms: f64, detail: &str) -> Defect {
    let from = MediaTime::from_nanos(at * 1_000_000);
    Defect {
        rule: RuleId(rule),
        severity,
        media: Some(MediaRange { from, to: from }),
        run: None,
        events: None,
        count: 3,
        measure: Some(Measure {
            value: ms,
            unit: Unit::Ms,
        }),
        detail: detail.to_owned(),
        causes: Vec::new(),
    }
}

fn change(turn: Turn, before: Option<Defect>, after: Option<Defect>) -> DefectChange {
    let rule = before.as_ref().or(after.as_ref()).unwrap().rule;
    DefectChange {
        rule,
        turn,
        before,
        after,
        accepted: None,
    }
}

fn same(case: Case) -> CaseComparison {
    CaseComparison {
        case,
        standing: Standing::Same,
        not_comparable: None,
        ended_before: Some("finished".to_owned()),
        ended_after: Some("finished".to_owned()),
        crashed_before: false,
        crashed_after: false,
        defects_before: 1.0,
        defects_after: 1.0,
        same: 1,
        changes: Vec::new(),
        rates: Vec::new(),
        content: None,
        presentation: None,
        remarks: Vec::new(),
        repeats: CaseRepeats::default(),
    }
}

fn rate(rule: &'static str, ruling: Ruling) -> RateChange {
    let rates = |with| Rates::new(with, vec![f64::from(with); 5]);
    RateChange {
        rule: RuleId(rule),
        figure: Figure::PerMinute,
        before: rates(1),
        after: rates(4),
        effect: 3.1,
        interval: Interval {
            low: 2.2,
            high: 4.0,
        },
        p: 0.001,
        p_corrected: 0.003,
        p_least: 0.001,
        noise: Some(0.4),
        ruling,
        accepted: None,
    }
}

fn late(at: i64, ms: f64) -> Defect {
    let mut late = defect("picture::late", Severity::Major, at, ms, "late");
    late.causes.push(Cause {
        words: format!("the picture was decoded {ms} ms late"),
        events: EventRange { first: 1, last: 1 },
    });
    late
}

/// What fails: a hostile name under a scenario, a crash, other content, a rate.
fn failing() -> Vec<CaseComparison> {
    let missing = defect("picture::missing", Severity::Critical, 1200, 40.0, HOSTILE);
    let gap = defect("sound::gap", Severity::Minor, 500, 21.3, "no sound");
    let hostile = CaseComparison {
        standing: Standing::Changed,
        defects_after: 3.0,
        changes: vec![
            change(Turn::New, None, Some(missing)),
            change(Turn::Stronger, Some(late(80, 20.0)), Some(late(80, 45.5))),
            change(Turn::Fixed, Some(gap), None),
        ],
        remarks: vec![format!("a remark on {HOSTILE}")],
        ..same(case(HOSTILE, "seek-back"))
    };
    let mut crash = defect("life::crash", Severity::Critical, 2000, 1.0, "SIGSEGV");
    crash.measure = None;
    let crashed = CaseComparison {
        standing: Standing::Regressed,
        ended_after: Some("crashed with SIGSEGV".to_owned()),
        crashed_after: true,
        changes: vec![change(Turn::New, None, Some(crash))],
        remarks: vec!["compared only up to 0:00:02.000".to_owned()],
        ..same(case("bad.mkv", "play"))
    };
    let coloured = CaseComparison {
        standing: Standing::Changed,
        content: Some(ContentChange {
            pictures: 250,
            other_pictures: 12,
            first_picture: Some(MediaTime::from_nanos(3_000_000_000)),
            picture_distance: Some(ContentDistance {
                measured: 12,
                furthest: Decibels::from_tenths(331),
                furthest_at: MediaTime::from_nanos(3_120_000_000),
                beyond: 4,
                first_beyond: Some(MediaTime::from_nanos(3_040_000_000)),
            }),
            sounds: 100,
            other_sounds: 0,
            first_sound: None,
            ..ContentChange::default()
        }),
        ..same(case("-grey.mp4", "play"))
    };
    let slower = CaseComparison {
        standing: Standing::Regressed,
        rates: vec![rate("picture::dropped-late", Ruling::Worse)],
        ..same(case("slow.mp4", "play"))
    };
    vec![hostile, crashed, coloured, slower]
}

/// What does not fail, in every other standing.
fn others() -> Vec<CaseComparison> {
    let of = |name: &str, standing, changes| CaseComparison {
        standing,
        changes,
        ..same(case(name, "play"))
    };
    let never = NotComparable::NotRecorded {
        before: None,
        after: Some(NotRecorded::RecordingFailed(HOSTILE.to_owned())),
    };
    let mut accepted = change(Turn::New, None, Some(late(400, 30.0)));
    accepted.accepted = Some(format!("wanted {HOSTILE}"));
    let moved = change(Turn::Moved, Some(late(400, 30.0)), Some(late(700, 30.0)));
    vec![
        of("known.mp4", Standing::Same, vec![accepted, moved]),
        of("same.mp4", Standing::Same, Vec::new()),
        of(
            "better.mp4",
            Standing::Improved,
            vec![change(Turn::Fixed, Some(late(1, 50.0)), None)],
        ),
        CaseComparison {
            rates: vec![rate("picture::late", Ruling::Chance)],
            ..of("flaky.mp4", Standing::Flaky, Vec::new())
        },
        CaseComparison {
            not_comparable: Some(never),
            ended_after: None,
            ..of("never.mp4", Standing::NotComparable, Vec::new())
        },
        CaseComparison {
            not_comparable: Some(NotComparable::CrashedOnBoth),
            ..of("always.mp4", Standing::NotComparable, Vec::new())
        },
        CaseComparison {
            ended_before: None,
            ..of("new.mp4", Standing::New, Vec::new())
        },
        CaseComparison {
            ended_after: None,
            ..of("gone.mp4", Standing::Gone, Vec::new())
        },
    ]
}

fn circumstance(thing: Thing, before: &str, after: &str, allowed: bool) -> Circumstance {
    Circumstance {
        thing,
        before: before.to_owned(),
        after: after.to_owned(),
        counts: true,
        allowed,
    }
}

/// A comparison of these cases.
pub(super) fn of_cases(cases: Vec<CaseComparison>, verdict: ComparisonVerdict) -> Comparison {
    let mut standings = Standings::default();
    for case in &cases {
        let at = Standing::ALL.iter().position(|it| *it == case.standing);
        standings.of[at.unwrap()] += 1;
    }
    let totals = SideTotals {
        cases: cases.len() as u64,
        compared: cases.iter().filter(|it| it.standing.is_compared()).count() as u64,
        crashed: 1,
        defects: 12.0,
        quality: Some(1.09),
    };
    Comparison {
        before: "before".to_owned(),
        after: "after `x` <b>".to_owned(),
        circumstances: Circumstances(vec![
            circumstance(Thing::Code, "a1b2c3", HOSTILE, false),
            circumstance(Thing::Ffmpeg, "5.1.9", "7.1", false),
            circumstance(Thing::Computer, "4 cores", "2 cores", true),
        ]),
        interest: Interest::default(),
        profile: Profile::default(),
        cases,
        rates: Vec::new(),
        standings,
        totals_before: totals,
        totals_after: totals,
        confidence: 0.83,
        confidence_needed: 0.5,
        verdict,
    }
}

/// A comparison with a case in every standing, four of which fail.
pub(crate) fn comparison() -> Comparison {
    let mut cases = failing();
    cases.extend(others());
    Comparison {
        rates: vec![rate("timing::stall", Ruling::Worse)],
        ..of_cases(cases, ComparisonVerdict::Regressed)
    }
}

/// The report on a comparison, all of it.
pub(crate) fn report(comparison: &Comparison) -> ComparisonReport<'_> {
    ComparisonReport {
        comparison,
        only_new: false,
        trouble: None,
        dev_debug: false,
    }
}

/// Nothing to complain about.
pub(crate) fn harmless() -> Comparison {
    Comparison {
        circumstances: Circumstances::default(),
        ..of_cases(others(), ComparisonVerdict::NothingRegressed)
    }
}

/// Nothing regressed, but a new case crashes, and its session was just played.
pub(super) fn crashing_newly() -> Comparison {
    let crashed = CaseComparison {
        standing: Standing::New,
        ended_before: None,
        ended_after: Some("crashed with SIGSEGV".to_owned()),
        crashed_after: true,
        ..same(case("fresh.mp4", "play"))
    };
    let harmless = harmless();
    let cases = [harmless.cases, vec![crashed]].concat();
    Comparison {
        circumstances: Circumstances::default(),
        ..of_cases(cases, ComparisonVerdict::NothingRegressed)
    }
}

/// The report on a comparison whose session was just played, and where something crashed.
pub(super) fn troubled(comparison: &Comparison) -> ComparisonReport<'_> {
    ComparisonReport {
        trouble: Some("CRASHED, 1 case (exit code 3)"),
        ..report(comparison)
    }
}

/// Nothing to say.
pub(crate) fn unclear() -> Comparison {
    let reasons = vec![
        "confidence 0.20, 0.50 is needed".to_owned(),
        HOSTILE.to_owned(),
    ];
    of_cases(others(), ComparisonVerdict::Unclear(reasons))
}
