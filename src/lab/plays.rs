//! Clean plays: sound samples under every scenario, which must raise no alarm.

use mpdbg_model::{Event, Outcome, Scenario, What};
use mpdbg_sample::{random_scenario, shipped_scenarios};

use super::bench::{Bench, Terms};
use super::error::LabError;
use super::found::{Found, events_of};
use super::shelf::Shelf;
use super::tally::{CleanPlay, Results};
use crate::side_by_side::side_by_side;

/// How many random scenarios each clip is played under.
const RANDOM: u64 = 5;

/// Plays every clip under every scenario that mpdbg brings along, and some random ones.
pub(crate) fn clean_plays(bench: &Bench<'_>, shelf: &Shelf) -> Result<Results, LabError> {
    let mut scenarios: Vec<Scenario> = shipped_scenarios();
    scenarios.extend((0..RANDOM).map(random_scenario));
    let names: Vec<_> = shelf.clips.iter().map(|clip| clip.name.clone()).collect();
    let terms = Terms::ideal(scenarios);
    let session = bench.play("clean-plays", &shelf.dir, &names, &terms)?;
    let cases = session.cases()?;
    bench.watch.begins("judging", cases.len());
    let judged = side_by_side(bench.jobs, cases, |case| {
        let events = events_of(&session, &case)?;
        let play = CleanPlay {
            case: case.to_string(),
            applies: applies(&events),
            found: Found::of(&events, shelf.known(&case.sample)),
        };
        bench.watch.step();
        Ok(play)
    });
    let clean: Result<Vec<CleanPlay>, LabError> = judged.into_iter().collect();
    Ok(Results {
        clean: clean?,
        ..Results::default()
    })
}

/// False where the sample lacks what the scenario needs, so that nothing was played.
pub(super) fn applies(events: &[Event]) -> bool {
    !events.iter().any(|event| match &event.what {
        What::AttemptEnded(outcome) => matches!(**outcome, Outcome::NotApplicable { .. }),
        _ => false,
    })
}
