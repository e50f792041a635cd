//! Plays the sample with the player of a revision.

use std::path::{Path, PathBuf};

use mpdbg_analysis::rule;
use mpdbg_model::{Configuration, SamplesRecord};
use mpdbg_runner::{Interrupt, PlayerCommand};
use mpdbg_sample::{Manifest, SamplesDir, SamplesError};

use crate::bisect::{Answer, Asked, BisectError, Stage};
use crate::cli::trial::{Trial, Tried, rules_shown, shows};

/// Plays the sample with the player of a revision.
pub(super) struct Player<'a> {
    pub(super) asked: Asked,
    /// The directory of the sessions.
    pub(super) plays: PathBuf,
    /// mpdbg's own player.
    pub(super) built_in: PlayerCommand,
    pub(super) interrupt: &'a Interrupt,
}

impl Stage for Player<'_> {
    fn play(&mut self, tree: &Path, commit: &str, session: &str) -> Result<Answer, BisectError> {
        let in_tree = self.asked.blake3.is_none();
        let player = self.player(tree, commit);
        if !player.program.is_file() {
            let words = format!("the build made no {}", player.program.display());
            return Ok(silent(words));
        }
        let samples = match self.samples(tree) {
            Ok(samples) => samples,
            Err(BisectError::Samples(error)) if in_tree => return Ok(silent(error.to_string())),
            Err(error) => return Err(error),
        };
        let mut configuration = self.asked.configuration.clone();
        if in_tree {
            tree.clone_into(&mut configuration.samples_dir);
        }
        let trial = Trial {
            dir: &self.plays,
            player: &player,
            interrupt: self.interrupt,
        };
        let tried = trial.play(session, &configuration, &samples)?;
        Ok(self.answer(&tried))
    }
}

const fn silent(words: String) -> Answer {
    Answer { shows: None, words }
}

impl Player<'_> {
    fn player(&self, tree: &Path, commit: &str) -> PlayerCommand {
        let Some(program) = &self.asked.player else {
            return self.built_in.clone();
        };
        let short = commit.get(..10).unwrap_or(commit);
        PlayerCommand {
            name: format!("{} of {short}", program.display()),
            program: tree.join(program),
            arguments: self.built_in.arguments.clone(),
        }
    }

    /// The sample as it is now, which has to be the one that the bisection began with.
    fn samples(&self, tree: &Path) -> Result<SamplesRecord, BisectError> {
        let Configuration { samples_dir, .. } = &self.asked.configuration;
        let dir = match self.asked.blake3 {
            Some(_) => samples_dir,
            None => tree,
        };
        let samples = record(dir, &self.asked)?;
        match &self.asked.blake3 {
            Some(blake3) if *blake3 != samples.samples[0].blake3 => {
                Err(BisectError::SampleChanged(self.asked.sample.to_string()))
            }
            Some(_) | None => Ok(samples),
        }
    }

    fn answer(&self, tried: &Tried) -> Answer {
        let judged = match &tried.judged {
            Ok(judged) => judged,
            Err(reason) => return silent(reason.clone()),
        };
        let Some(rule) = rule(&self.asked.rule) else {
            return silent(format!("there is no rule {}", self.asked.rule));
        };
        match shows(judged, rule) {
            Ok(shows) => Answer {
                shows: Some(shows),
                words: rules_shown(judged),
            },
            Err(reason) => silent(reason),
        }
    }
}

fn record(dir: &Path, asked: &Asked) -> Result<SamplesRecord, SamplesError> {
    let dir = SamplesDir::open(dir, None)?;
    dir.record(
        std::slice::from_ref(&asked.sample),
        Vec::new(),
        &Manifest::default(),
    )
}
