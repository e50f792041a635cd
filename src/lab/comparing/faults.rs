//! Broken players compared with the sound one.

use std::rc::Rc;

use mpdbg_analysis::{Comparison, Standing};
use mpdbg_model::{Case, Clock};
use mpdbg_player::Fault;
use mpdbg_session::Session;

use super::super::bench::{Bench, Terms};
use super::super::error::LabError;
use super::super::found::events_of;
use super::super::players::{clips_for, faulty, first_difference, scenarios};
use super::super::plays::applies;
use super::super::shelf::Shelf;
use super::called::{Way, is_content_alone, is_said_by, went};
use super::outcome::{FaultRow, Wrong};
use super::said::words;

/// How often each case is played on the real clock: seven against seven plays can differ by chance in one of
/// 1,716 ways, which is rare enough for forty tests at once.
const REPEATS: u32 = 7;

/// Plays the clips with the sound player and with each fault, and compares both ways.
pub(crate) fn broken_against_sound(
    bench: &Bench<'_>,
    shelf: &Shelf,
    faults: &[Fault],
) -> Result<(Vec<FaultRow>, Vec<Wrong>), LabError> {
    let mut stage = Stage {
        bench,
        shelf,
        sound: Vec::new(),
        wrong: Vec::new(),
    };
    let rows: Result<Vec<FaultRow>, LabError> =
        faults.iter().map(|fault| stage.hold(*fault)).collect();
    Ok((rows?, stage.wrong))
}

struct Stage<'a> {
    bench: &'a Bench<'a>,
    shelf: &'a Shelf,
    /// What the sound player played, each terms once.
    sound: Vec<(Terms, Rc<Session>)>,
    wrong: Vec<Wrong>,
}

/// One fault's sessions, compared both ways.
struct BothWays {
    fault: Fault,
    forward: Comparison,
    backward: Comparison,
}

impl Stage<'_> {
    fn hold(&mut self, fault: Fault) -> Result<FaultRow, LabError> {
        let clock = fault.clock();
        let terms = Terms {
            scenarios: scenarios(fault),
            machine: fault.machine(),
            clock,
            repeats: if clock == Clock::Real { REPEATS } else { 1 },
        };
        let sound = self.sound(&terms)?;
        let player = faulty(self.bench.player, fault);
        let bench = Bench {
            player: &player,
            ..*self.bench
        };
        let name = format!("compared-{}", fault.name());
        let broken = bench.play(&name, &self.shelf.dir, &clips_for(&terms)?, &terms)?;
        let both = BothWays {
            fault,
            forward: self.bench.compare(&sound, &broken)?,
            backward: self.bench.compare(&broken, &sound)?,
        };
        let mut row = FaultRow {
            fault: fault.name(),
            ..FaultRow::default()
        };
        for case in broken.cases()?.iter().filter(|case| case.repeat == 0) {
            let intact = events_of(&sound, case)?;
            if applies(&intact) {
                let events = events_of(&broken, case)?;
                let shows = clock == Clock::Real || first_difference(&intact, &events).is_some();
                self.wrong.extend(both.count(case, shows, &mut row));
            }
        }
        Ok(row)
    }

    /// What the sound player does on the same terms.
    fn sound(&mut self, terms: &Terms) -> Result<Rc<Session>, LabError> {
        if let Some((_, session)) = self.sound.iter().find(|(known, _)| known == terms) {
            return Ok(Rc::clone(session));
        }
        let name = format!("compared-sound-{}", self.sound.len());
        let clips = clips_for(terms)?;
        let session = Rc::new(self.bench.play(&name, &self.shelf.dir, &clips, terms)?);
        self.sound.push((terms.clone(), Rc::clone(&session)));
        Ok(session)
    }
}

impl BothWays {
    /// Counts a case in which the fault shows, or not; what was called wrong.
    fn count(&self, case: &Case, shows: bool, row: &mut FaultRow) -> Option<Wrong> {
        let forward = self.forward.case(case)?;
        let backward = self.backward.case(case)?;
        let rules = self.fault.rules();
        let wrong = |called: String| {
            Some(Wrong {
                fault: self.fault.name(),
                case: case.to_string(),
                called,
            })
        };
        if !shows {
            row.harmless += 1;
            let differs = forward.standing != Standing::Same;
            let alarm = differs && !is_content_alone(forward);
            row.content += u64::from(differs && !alarm);
            row.false_alarms += u64::from(alarm);
            return if alarm { wrong(words(forward)) } else { None };
        }
        row.cases += 1;
        let is_worse = went(forward, Way::Worse);
        let is_right = is_worse && is_said_by(forward, Way::Worse, rules);
        let is_better = went(backward, Way::Better) && is_said_by(backward, Way::Better, rules);
        let is_only_better = is_better && !went(backward, Way::Worse);
        row.right += u64::from(is_right);
        row.other += u64::from(is_worse && !is_right);
        row.missed += u64::from(!is_worse);
        row.improved += u64::from(is_only_better);
        row.both += u64::from(is_better && !is_only_better);
        match (is_right, is_better) {
            (true, true) => None,
            (true, false) => wrong(format!("the other way round {}", words(backward))),
            (false, _) => wrong(words(forward)),
        }
    }
}
