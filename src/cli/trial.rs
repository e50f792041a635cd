//! One case, played aside and judged: for commands that play the same thing again and again.

use std::num::NonZeroUsize;
use std::path::Path;

use mpdbg_analysis::{Recorded, Rule};
use mpdbg_model::{Case, Configuration, Outcome, SampleName, SamplesRecord};
use mpdbg_runner::{AttemptReport, Interrupt, PlayerCommand, Progress};
use mpdbg_sample::{Manifest, SamplesDir, did_you_mean};
use mpdbg_session::{Session, SessionError};

use super::failure::Failure;
use super::judged::{Judged, judge_case};
use crate::aside::Aside;

/// What a play shows that shows none.
pub(super) const NO_DEFECT: &str = "no defect";

/// Who plays one case, and where.
#[derive(Clone, Copy)]
pub(super) struct Trial<'a> {
    /// The directory of the sessions.
    pub(super) dir: &'a Path,
    /// What plays.
    pub(super) player: &'a PlayerCommand,
    /// Whether the user asked for an end.
    pub(super) interrupt: &'a Interrupt,
}

/// A case that was played.
pub(super) struct Tried {
    /// The session that holds its recording.
    pub(super) session: Session,
    /// What is to be said of it, or why nothing can.
    pub(super) judged: Result<Judged, String>,
}

impl Trial<'_> {
    /// Plays the only sample under the only scenario, once.
    pub(super) fn play(
        &self,
        name: &str,
        configuration: &Configuration,
        samples: &SamplesRecord,
    ) -> Result<Tried, SessionError> {
        let aside = Aside {
            dir: self.dir,
            player: self.player,
            jobs: NonZeroUsize::MIN,
            interrupt: self.interrupt,
            progress: &Unwatched,
        };
        let session = aside.play(name, configuration, samples)?;
        let record = &samples.samples[0];
        let case = Case {
            scenario: configuration.scenarios[0].name.clone(),
            ..Case::plain(record.name.clone())
        };
        let tried = session.attempts(&[case])?;
        let judged = judge_case(&session, record, &tried[0], &configuration.profile);
        let judged = match judged {
            (_, Some(judged)) => Ok(judged),
            (entry, None) => Err(match entry.recorded {
                Recorded::Not(reason) => reason.to_string(),
                Recorded::Judged { .. } => "it was not judged".to_owned(),
            }),
        };
        Ok(Tried { session, judged })
    }
}

/// The sample of this name as it is now.
pub(super) fn one_sample(samples: &SamplesDir, asked: &str) -> Result<SamplesRecord, Failure> {
    let name = SampleName::parse(asked).map_err(|error| Failure::usage(error.to_string()))?;
    if !samples.root().join(name.to_path()).exists() {
        let catalog = samples.catalog(true)?;
        let meant = did_you_mean(asked, catalog.samples.iter().map(SampleName::as_str));
        let dir = samples.root().display();
        return Err(
            Failure::usage(format!("there is no sample `{name}` in {dir}{meant}"))
                .hint("its name is relative to the samples directory, which --samples-dir names"),
        );
    }
    Ok(samples.record(&[name], Vec::new(), &Manifest::default())?)
}

/// Whether a judged play shows a defect of a rule; where the play does not say, why not. One that was cut
/// short without showing it says nothing: it might have shown later.
pub(super) fn shows(judged: &Judged, rule: &Rule) -> Result<bool, String> {
    let Judged {
        judgement, outcome, ..
    } = judged;
    if judgement.defects.iter().any(|it| it.rule == rule.id) {
        return Ok(true);
    }
    if *outcome != Outcome::Finished {
        return Err(format!("the play did not get through: {outcome}"));
    }
    if let Some((_, reason)) = judgement.unknown.iter().find(|(it, _)| *it == rule.id) {
        return Err(format!("{} cannot be judged: {reason}", rule.id));
    }
    if judgement.not_asked.contains(&rule.id) {
        let needs = rule.needs.words().join(", ");
        return Err(format!("{} is not judged here: it needs {needs}", rule.id));
    }
    Ok(false)
}

/// The rules of the defects of a play, each once, in words.
pub(super) fn rules_shown(judged: &Judged) -> String {
    let mut rules: Vec<&str> = judged
        .judgement
        .defects
        .iter()
        .map(|it| it.rule.0)
        .collect();
    rules.sort_unstable();
    rules.dedup();
    if rules.is_empty() {
        NO_DEFECT.to_owned()
    } else {
        rules.join(", ")
    }
}

/// Nobody is told of the single plays.
struct Unwatched;

impl Progress for Unwatched {
    fn planned(&self, _cases: usize) {}
    fn started(&self, _case: &Case, _attempt: u32) {}
    fn ended(&self, _report: &AttemptReport) {}
    fn not_recorded(&self, _case: &Case, _reason: &str) {}
}
