//! Sides of cases, made up, and whole sessions of them.

use std::collections::BTreeMap;

use mpdbg_analysis::{
    CaseComparison, CaseSide, Circumstances, ComparedPlay, Comparison, Counters, Judgement,
    NotRecorded, PlayLoad, RULES, Terms, compare_case,
};
use mpdbg_model::{
    Caps, Case, Clock, ContentHash, Defect, Event, Hang, Measure, MediaRange, MediaTime, Outcome,
    PictureSketch, RuleId, RunRange, RunTime, SampleName, SampleRecord, Scenario, ScenarioName,
    Severity, Span, Unit, What,
};
use proptest::prelude::*;

/// A session: its cases in their order.
pub(crate) type Session = Vec<CaseSide>;

pub(crate) fn case(number: usize) -> Case {
    Case::plain(SampleName::parse(&format!("clip{number}.mp4")).unwrap())
}

pub(crate) fn media(millis: i64) -> MediaTime {
    MediaTime::from_nanos(millis * 1_000_000)
}

pub(crate) fn run(millis: u64) -> RunTime {
    RunTime::from_nanos(millis * 1_000_000)
}

/// A side of nothing but its plays.
pub(crate) fn side(case: Case, plays: Vec<Result<ComparedPlay, NotRecorded>>) -> CaseSide {
    let once = |it: &Result<ComparedPlay, NotRecorded>| {
        it.iter().map(|play| play.outcome.clone()).collect()
    };
    CaseSide {
        sample: SampleRecord {
            name: case.sample.clone(),
            size: 1,
            blake3: "00".to_owned(),
            opens: true,
            expects: Vec::new(),
        },
        scenario: Scenario::default(),
        attempts: plays.iter().map(once).collect(),
        plays,
        case,
    }
}

/// Ten seconds that finished on the virtual clock, with these defects.
pub(crate) fn play(defects: Vec<Defect>) -> ComparedPlay {
    ComparedPlay {
        outcome: Outcome::Finished,
        clock: Clock::Virtual,
        caps: Some(Caps::ALL),
        judgement: Judgement {
            defects,
            unknown: Vec::new(),
            not_asked: Vec::new(),
            counters: Counters::default(),
        },
        events: ended(vec![presented(10_000, 1)], Outcome::Finished),
        length: Span::from_secs(10),
        load: None,
    }
}

/// A defect of a rule in a place of the media, at the same moment of the run.
pub(crate) fn defect(rule: &'static str, millis: Option<i64>) -> Defect {
    let at = run(millis.unwrap_or(0).unsigned_abs());
    Defect {
        rule: RuleId(rule),
        severity: Severity::Major,
        media: millis.map(|millis| MediaRange {
            from: media(millis),
            to: media(millis),
        }),
        run: Some(RunRange { from: at, to: at }),
        events: None,
        count: 1,
        measure: None,
        detail: String::new(),
        causes: Vec::new(),
    }
}

pub(crate) fn presented(millis: i64, hash: u64) -> Event {
    let at = run(millis.unsigned_abs());
    Event {
        at,
        what: What::FramePresented {
            pts: media(millis),
            due: at,
            hash: ContentHash::Xxh3(hash),
        },
    }
}

/// The sketch of the picture that was presented just now.
pub(crate) fn sketched(at: RunTime, sums: [i16; PictureSketch::SUMS]) -> Event {
    let what = What::PictureSketched(PictureSketch(sums));
    Event { at, what }
}

pub(crate) fn ended(mut events: Vec<Event>, outcome: Outcome) -> Vec<Event> {
    let at = events.last().map_or(RunTime::ZERO, |event| event.at);
    let what = What::AttemptEnded(Box::new(outcome));
    events.push(Event { at, what });
    events
}

/// Every case of either session, compared: those of the second in its order, then those that are gone.
pub(crate) fn compared(before: &[CaseSide], after: &[CaseSide], terms: &Terms) -> Comparison {
    let sides = |session: &'_ [CaseSide]| -> BTreeMap<Case, CaseSide> {
        let named = session.iter().map(|it| (it.case.clone(), it.clone()));
        named.collect()
    };
    let (one, other) = (sides(before), sides(after));
    let gone = before.iter().filter(|it| !other.contains_key(&it.case));
    let cases = after.iter().chain(gone).map(|it| &it.case);
    let cases = cases.map(|case| compare_case(one.get(case), other.get(case), terms));
    let names = ("before".to_owned(), "after".to_owned());
    Comparison::of(names, Circumstances::default(), cases.collect(), terms)
}

/// Two plays of one case, compared.
pub(crate) fn of_play(before: &ComparedPlay, after: &ComparedPlay) -> CaseComparison {
    of_plays(std::slice::from_ref(before), std::slice::from_ref(after))
}

/// Two sides of one case, compared.
pub(crate) fn of_plays(before: &[ComparedPlay], after: &[ComparedPlay]) -> CaseComparison {
    let side = |plays: &[ComparedPlay]| side(case(0), plays.iter().cloned().map(Ok).collect());
    let comparison = compared(&[side(before)], &[side(after)], &Terms::default());
    comparison.cases.into_iter().next().unwrap()
}

/// A defect of any rule, in one of few places, so that many meet.
pub(crate) fn any_defect() -> impl Strategy<Value = Defect> {
    let severity = prop_oneof![
        Just(Severity::Minor),
        Just(Severity::Major),
        Just(Severity::Critical)
    ];
    let place = prop_oneof![
        Just(0_i64),
        Just(1000),
        (1000..1003_i64),
        (-500..12_000_i64)
    ];
    let unit = prop_oneof![Just(Unit::Ms), Just(Unit::Frames), Just(Unit::Count)];
    let measure = proptest::option::of((-300.0..300.0_f64, unit));
    (
        0..RULES.len(),
        severity,
        proptest::option::weighted(0.8, (place, 0..2000_i64)),
        0..20_000_u64,
        1..40_u64,
        measure,
    )
        .prop_map(|(rule, severity, place, at, count, measure)| Defect {
            severity,
            media: place.map(|(from, length)| MediaRange {
                from: media(from),
                to: media(from + length),
            }),
            run: Some(RunRange {
                from: run(at),
                to: run(at + 10),
            }),
            count,
            measure: measure.map(|(value, unit)| Measure { value, unit }),
            ..defect(RULES[rule].id.0, None)
        })
}

/// Defects of few rules, so that there are many of one.
fn any_defects() -> impl Strategy<Value = Vec<Defect>> {
    let few = proptest::collection::vec(any_defect(), 0..6);
    let crowd = (
        0..RULES.len(),
        proptest::collection::vec(any_defect(), 0..30),
    );
    let crowd = crowd.prop_map(|(rule, defects)| {
        let of_rule = |it: Defect| Defect {
            rule: RULES[rule].id,
            ..it
        };
        defects.into_iter().map(of_rule).collect()
    });
    prop_oneof![3 => few, 1 => crowd]
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let reason = "no sound".to_owned();
    prop_oneof![
        12 => Just(Outcome::Finished),
        2 => Just(crash()),
        1 => Just(Outcome::Exited { code: 3 }),
        1 => Just(Outcome::TimedOut { limit_ms: 1000 }),
        1 => Just(Outcome::OpenFailed),
        1 => Just(Outcome::Interrupted),
        1 => Just(Outcome::NotApplicable { reason }),
    ]
}

fn any_events() -> impl Strategy<Value = Vec<Event>> {
    let picture = (0..12_i64, 0..8_u64);
    proptest::collection::vec(picture, 0..12).prop_map(|pictures| {
        // Mostly the picture decides over the hash, as it does in real plays; what differs is further apart
        // the later it is, and every fourth picture has no sketch.
        let shown = |(at, hash): (i64, u64)| {
            let hash = hash.max(6);
            let picture = presented(at * 1000, hash * 100 + at as u64);
            let sums = [hash as i16 * at as i16; PictureSketch::SUMS];
            let sketch = (at % 4 != 0).then(|| sketched(picture.at, sums));
            std::iter::once(picture).chain(sketch)
        };
        let mut events: Vec<Event> = pictures.into_iter().flat_map(shown).collect();
        events.sort_by_key(|event| event.at);
        events
    })
}

fn any_play() -> impl Strategy<Value = ComparedPlay> {
    let load = proptest::option::weighted(0.2, 0..90_i64);
    let unknown = proptest::collection::vec(0..RULES.len(), 0..3);
    let caps = proptest::bool::weighted(0.95);
    (
        any_defects(),
        any_outcome(),
        any_events(),
        load,
        unknown,
        caps,
    )
        .prop_map(|(defects, outcome, events, load, unknown, caps)| {
            let ids: Vec<RuleId> = unknown.into_iter().map(|at| RULES[at].id).collect();
            let told = defects.into_iter().filter(|it| !ids.contains(&it.rule));
            let mut play = play(told.collect());
            let reason = || "the player does not report it".to_owned();
            play.judgement.unknown = ids.iter().map(|id| (*id, reason())).collect();
            play.events = ended(events, outcome.clone());
            play.outcome = outcome;
            play.caps = caps.then_some(Caps::ALL);
            play.load = load.map(|waited| PlayLoad {
                waited: Span::from_millis(waited),
                stolen: Span::ZERO,
                took: Span::from_secs(10),
            });
            play
        })
}

fn any_result() -> impl Strategy<Value = Result<ComparedPlay, NotRecorded>> {
    prop_oneof![
        12 => any_play().prop_map(Ok).boxed(),
        1 => Just(Err(NotRecorded::NeverPlayed)),
        1 => Just(Err(NotRecorded::Damaged("a chunk is broken".to_owned()))),
    ]
}

/// Plays that are the same, or are not.
fn any_plays() -> impl Strategy<Value = Vec<Result<ComparedPlay, NotRecorded>>> {
    let same = (any_result(), 1..6_usize).prop_map(|(play, times)| vec![play; times]);
    let other = proptest::collection::vec(any_result(), 1..7);
    prop_oneof![same.boxed(), other.boxed()]
}

/// The player crashed with SIGSEGV.
pub(crate) fn crash() -> Outcome {
    Outcome::Signaled {
        signal: 11,
        name: "SIGSEGV".to_owned(),
    }
}

fn any_side(number: usize) -> impl Strategy<Value = CaseSide> {
    let (bytes, real) = (proptest::bool::weighted(0.9), proptest::bool::weighted(0.3));
    let hung = Outcome::Hung {
        how: Hang::Waiting,
        silent_ms: 5000,
    };
    let retried = (prop_oneof![Just(crash()), Just(hung)], 0..3_usize);
    let retried = proptest::option::weighted(0.2, retried);
    (any_plays(), bytes, real, retried).prop_map(move |(plays, same_bytes, real, retried)| {
        let mut side = side(case(number), plays);
        let attempts =
            retried.and_then(|(ending, play)| Some((ending, side.attempts.get_mut(play)?)));
        if let Some((ending, attempts)) = attempts
            && !attempts.is_empty()
        {
            attempts.insert(0, ending);
        }
        if !same_bytes {
            "ff".clone_into(&mut side.sample.blake3);
        }
        if real {
            for play in side.plays.iter_mut().flatten() {
                play.clock = Clock::Real;
            }
        }
        side
    })
}

/// What is done to which defect, and the defects that are added.
type Edited = (Vec<(prop::sample::Index, u8)>, Vec<Defect>);

/// Some of the defects of a case are away, some moved, some are stronger, and some are more.
fn any_edit() -> impl Strategy<Value = Edited> {
    let edits = proptest::collection::vec((any::<prop::sample::Index>(), 0..5_u8), 0..6);
    (edits, proptest::collection::vec(any_defect(), 0..3))
}

fn edited(side: &CaseSide, (edits, more): &Edited) -> CaseSide {
    let mut side = side.clone();
    for play in side.plays.iter_mut().flatten() {
        let defects = &mut play.judgement.defects;
        for (index, edit) in edits {
            if defects.is_empty() {
                break;
            }
            let at = index.index(defects.len());
            let one = &mut defects[at];
            let moved = |millis| {
                one.media.map(|range| MediaRange {
                    from: range.from.plus(Span::from_millis(millis)),
                    to: range.to.plus(Span::from_millis(millis)),
                })
            };
            match edit {
                0 => drop(defects.swap_remove(at)),
                1 => one.media = moved(300),
                2 => one.media = moved(900),
                3 => one.count += 30,
                _ => one.severity = Severity::Critical,
            }
        }
        defects.extend(more.iter().cloned());
    }
    side
}

fn pair_of(number: usize) -> impl Strategy<Value = (Option<CaseSide>, Option<CaseSide>)> {
    let edited = (any_side(number), any_edit()).prop_map(|(side, edit)| {
        let after = edited(&side, &edit);
        (Some(side), Some(after))
    });
    let strangers = (
        proptest::option::of(any_side(number)),
        proptest::option::of(any_side(number)),
    );
    prop_oneof![2 => edited.boxed(), 1 => strangers.boxed()]
}

/// Two sessions with mostly the same cases.
pub(crate) fn any_sessions() -> impl Strategy<Value = (Session, Session)> {
    let pairs = (pair_of(0), pair_of(1), pair_of(2), pair_of(3), pair_of(4));
    (pairs, 1..=5_usize).prop_map(|((a, b, c, d, e), cases)| {
        let pairs = [a, b, c, d, e].into_iter().take(cases);
        let (before, after): (Vec<_>, Vec<_>) = pairs.unzip();
        (
            before.into_iter().flatten().collect(),
            after.into_iter().flatten().collect(),
        )
    })
}

/// A scenario called so.
pub(crate) fn scenario(name: &str) -> ScenarioName {
    ScenarioName::parse(name).unwrap()
}
