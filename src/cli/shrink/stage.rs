//! Plays the sample under one scenario after the other, and judges.

use std::path::Path;

use mpdbg_model::{Case, Configuration, Defect, Outcome, SampleRecord, SamplesRecord, Scenario};
use mpdbg_runner::{Interrupt, PlayerCommand};
use mpdbg_sample::{Shrunk, shrink};

use super::told;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::cli::trial::Trial;

/// Plays the sample under one scenario after the other.
pub(super) struct Stage<'a> {
    pub(super) dir: &'a Path,
    pub(super) player: &'a PlayerCommand,
    pub(super) interrupt: &'a Interrupt,
    /// The one sample.
    pub(super) samples: SamplesRecord,
    /// With the whole scenario.
    pub(super) configuration: Configuration,
    /// The user said how to play and judge.
    pub(super) has_options: bool,
    pub(super) plays: u32,
}

impl Stage<'_> {
    pub(super) fn sample(&self) -> &SampleRecord {
        &self.samples.samples[0]
    }

    pub(super) fn whole(&self) -> &Scenario {
        &self.configuration.scenarios[0]
    }

    pub(super) fn case(&self) -> Case {
        Case {
            sample: self.sample().name.clone(),
            scenario: self.whole().name.clone(),
            repeat: 0,
        }
    }

    /// The defects that show under the whole scenario.
    pub(super) fn defects_of_all(&mut self) -> Result<Vec<Defect>, Failure> {
        let whole = self.whole().clone();
        let defects = self.defects(&whole)?;
        defects.ok_or_else(|| Failure::work("interrupted; nothing was written"))
    }

    /// The defects that show under a scenario; none at all after an interrupt.
    fn defects(&mut self, scenario: &Scenario) -> Result<Option<Vec<Defect>>, Failure> {
        if self.interrupt.is_raised() {
            return Ok(None);
        }
        self.plays += 1;
        let trial = Trial {
            dir: self.dir,
            player: self.player,
            interrupt: self.interrupt,
        };
        let configuration = Configuration {
            scenarios: vec![scenario.clone()],
            ..self.configuration.clone()
        };
        let name = format!("play-{}", self.plays);
        let tried = trial.play(&name, &configuration, &self.samples)?;
        // Hundreds of plays would fill the disk. What stays goes with the directory.
        let _ = std::fs::remove_dir_all(tried.session.dir());
        if self.interrupt.is_raised() {
            return Ok(None);
        }
        let case = self.case();
        match tried.judged {
            Ok(judged) => match judged.outcome {
                Outcome::NotApplicable { reason } => Err(Failure::usage(format!(
                    "the scenario `{}` does not apply to `{}`: {reason}",
                    case.scenario, case.sample
                ))),
                _ => Ok(Some(judged.judgement.defects)),
            },
            Err(reason) => Err(Failure::work(format!("{case} was not recorded: {reason}"))),
        }
    }

    /// The shortest scenario with a defect of the same rule; after an interrupt, the shortest so far.
    pub(super) fn shrink(
        &mut self,
        defect: &Defect,
        terminal: Terminal,
    ) -> Result<Shrunk, Failure> {
        let whole = self.whole().clone();
        let mut steps = whole.steps.len();
        shrink(&whole, |scenario| {
            let defects = self.defects(scenario)?.unwrap_or_default();
            let shows = defects.iter().any(|it| it.rule == defect.rule);
            if shows && scenario.steps.len() < steps {
                steps = scenario.steps.len();
                told::left(self.plays, steps, terminal);
            }
            Ok(shows)
        })
    }
}
