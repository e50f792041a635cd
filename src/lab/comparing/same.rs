//! A sound player compared with itself.

use mpdbg_analysis::{NotComparable, Standing};
use mpdbg_model::Scenario;
use mpdbg_sample::{random_scenario, shipped_scenarios};

use super::super::bench::{Bench, Terms};
use super::super::error::LabError;
use super::super::shelf::Shelf;
use super::outcome::{SameRow, Wrong};
use super::said::words;

/// How many random scenarios each clip is played under, so that with those that mpdbg brings along there
/// are more than a thousand cases.
const RANDOM: u64 = 90;

/// Plays every clip under very many scenarios, twice, and compares.
pub(crate) fn sound_against_itself(
    bench: &Bench<'_>,
    shelf: &Shelf,
) -> Result<(SameRow, Vec<Wrong>), LabError> {
    let mut scenarios: Vec<Scenario> = shipped_scenarios();
    scenarios.extend((0..RANDOM).map(random_scenario));
    let names: Vec<_> = shelf.clips.iter().map(|clip| clip.name.clone()).collect();
    let terms = Terms::ideal(scenarios);
    let one = bench.play("sound-once", &shelf.dir, &names, &terms)?;
    let other = bench.play("sound-again", &shelf.dir, &names, &terms)?;
    let mut row = SameRow::default();
    let mut wrong = Vec::new();
    for case in bench.compare(&one, &other)?.cases {
        if case.not_comparable == Some(NotComparable::NotApplicable) {
            row.not_comparable += 1;
            continue;
        }
        row.comparisons += 1;
        if case.standing != Standing::Same {
            row.false_alarms += 1;
            wrong.push(Wrong {
                fault: "none",
                case: case.case.to_string(),
                called: words(&case),
            });
        }
    }
    Ok((row, wrong))
}
