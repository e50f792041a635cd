//! `tests/cases/*.toml`: a scene, its faults, and the exact defects.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use mpdbg_analysis::{Judgement, Known, Profile, RULES, judge};
use mpdbg_model::Defect;
use serde::Deserialize;

use crate::edit::Edit;
use crate::parts::judge_in_parts;
use crate::scene::Scene;
use crate::script::Script;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    scene: Scene,
    #[serde(default)]
    edits: Vec<Edit>,
    /// The whole recording instead of a scene's: `{ at, what }` as [`Edit::Event`].
    only: Option<Vec<Told>>,
    /// The rules that this case comes near to without being found by them.
    #[serde(default)]
    spares: Vec<String>,
    /// The exact defects, in the order of their run time.
    expect: Vec<Wanted>,
    /// The exact rules that cannot answer.
    #[serde(default)]
    unknown: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    at: f64,
    what: mpdbg_model::What,
}

/// A defect: its rule, its count, where in the media (seconds).
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Wanted {
    rule: String,
    #[serde(default = "one")]
    count: u64,
    media: Option<(f64, f64)>,
    /// In full, where they are asked for.
    causes: Option<Vec<String>>,
}

const fn one() -> u64 {
    1
}

fn all() -> Vec<(String, Case)> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(&directory)
        .expect("tests/cases")
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    let cases = files.iter().flat_map(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        file.case.into_iter().map(move |case| (name.clone(), case))
    });
    cases.collect()
}

fn judgement(case: &Case) -> Judgement {
    let events = case.only.as_ref().map_or_else(
        || {
            let mut script = Script::of(&case.scene);
            case.edits.iter().for_each(|edit| edit.apply(&mut script));
            case.scene.truth.tell(&case.scene, script.events())
        },
        |told| {
            let at = |told: &Told| mpdbg_model::RunTime::from_nanos((told.at * 1e9) as u64);
            told.iter()
                .map(|told| mpdbg_model::Event {
                    at: at(told),
                    what: told.what.clone(),
                })
                .collect()
        },
    );
    let expected = case.scene.expected();
    let reference = case.scene.truth.reference(&case.scene);
    let known = Known {
        expected: expected.as_ref(),
        reference: reference.as_ref(),
    };
    let judgement = judge(&events, known, &Profile::default());
    let in_parts = judge_in_parts(&events, 7, known, &Profile::default());
    assert_eq!(in_parts, judgement, "{}", case.name);
    judgement
}

/// `defect` as `wanted` names it: the causes only where it asks for them.
fn found(defect: &Defect, wanted: Option<&Wanted>) -> Wanted {
    let asked = wanted.is_some_and(|wanted| wanted.causes.is_some());
    let words = || defect.causes.iter().map(|cause| cause.words.clone());
    let millis = |time: mpdbg_model::MediaTime| (time.nanos() as f64 / 1e6).round() / 1e3;
    Wanted {
        rule: defect.rule.to_string(),
        count: defect.count,
        media: defect
            .media
            .map(|media| (millis(media.from), millis(media.to))),
        causes: asked.then(|| words().collect()),
    }
}

#[test]
fn every_case_has_exactly_its_defects() {
    let mut wrong = String::new();
    for (file, case) in all() {
        let judgement = judgement(&case);
        let numbered = judgement.defects.iter().enumerate();
        let found: Vec<_> = numbered
            .map(|(number, defect)| found(defect, case.expect.get(number)))
            .collect();
        let unknown: Vec<_> = judgement
            .unknown
            .iter()
            .map(|(rule, _)| rule.to_string())
            .collect();
        if found != case.expect || unknown != case.unknown {
            writeln!(
                wrong,
                "{file}: {}\n  wanted {:?} unknown {:?}\n  found  {found:?} unknown {unknown:?}\n  {:?}",
                case.name,
                case.expect,
                case.unknown,
                judgement
                    .defects
                    .iter()
                    .map(|one| &one.detail)
                    .collect::<Vec<_>>(),
            ).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_a_case_that_it_finds_and_one_that_it_spares() {
    let cases = all();
    let of_two_plays = ["life::nondeterministic", "life::refused"];
    let rules = RULES.iter().map(|rule| rule.id.0);
    let ids: BTreeSet<&str> = rules.filter(|id| !of_two_plays.contains(id)).collect();
    let finds = cases
        .iter()
        .flat_map(|(_, case)| case.expect.iter().map(|one| one.rule.as_str()));
    let spares = cases
        .iter()
        .flat_map(|(_, case)| case.spares.iter().map(String::as_str));
    assert_eq!(finds.collect::<BTreeSet<_>>(), ids);
    assert_eq!(spares.collect::<BTreeSet<_>>(), ids);
}

#[test]
fn a_case_does_not_spare_what_it_expects() {
    for (file, case) in all() {
        let both = case
            .spares
            .iter()
            .find(|id| case.expect.iter().any(|one| one.rule == **id));
        assert_eq!(both, None, "{file}: {}", case.name);
    }
}
