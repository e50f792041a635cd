//! `mpdbg shrink`.

use std::cmp::Reverse;
use std::path::PathBuf;

use mpdbg_analysis::Rule;
use mpdbg_model::{Configuration, Defect};
use mpdbg_runner::{Interrupt, PlayerCommand};
use mpdbg_sample::SamplesDir;

use super::file::ShrunkFile;
use super::stage::Stage;
use super::told::{self, head};
use crate::cli::conditions::Conditions;
use crate::cli::exit_code::Exit;
use crate::cli::failure::Failure;
use crate::cli::place::{NoSession, Place};
use crate::cli::players::asked_for;
use crate::cli::scenarios::Scenarios;
use crate::cli::terminal::Terminal;
use crate::cli::trial::one_sample;
use crate::cli::{explain, signals};

/// Find the shortest steps of a scenario that still show a defect
///
/// Plays the sample under the scenario, and if that shows a defect, under ever shorter ones. The shortest
/// one that shows a defect of the same rule becomes a scenario file of the samples directory, which
/// `mpdbg new` then takes by its name. No session is touched.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sample
    sample: String,

    /// The scenario: its name, or `random`
    #[arg(long, value_name = "NAME")]
    scenario: String,

    /// With the scenario `random`: its seed [default: 0]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<u64>,

    /// The rule whose defect is to stay [default: that of the worst one]
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,

    /// Write the scenario to this file, which has to be new [default: scenarios/NAME-shrunk.toml in the
    /// samples directory]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Play with another build of mpdbg, run as `PROGRAM play-one …` [default: this one]
    #[arg(long, value_name = "PROGRAM")]
    player: Option<PathBuf>,

    #[command(flatten)]
    conditions: Conditions,

    #[command(flatten)]
    no_session: NoSession,

    /// Put this fault into the player
    #[cfg(feature = "lab")]
    #[arg(long, hide = true)]
    fault: Option<String>,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    place.no_session("shrink")?;
    let wanted = args.rule.as_deref().map(explain::find).transpose()?;
    let samples = SamplesDir::open(place.samples_dir(), Some(place.store().dir()))?;
    let configuration = configuration(args, &samples)?;
    let file = ShrunkFile::free(args.output.as_deref())?;
    let work = tempfile::tempdir()
        .map_err(|error| Failure::work(format!("no directory to work in: {error}")))?;
    let interrupt = Interrupt::new();
    signals::heed(interrupt.clone(), |_| Terminal::say("stopping\n"))?;
    let mut stage = Stage {
        dir: work.path(),
        player: &player(args)?,
        interrupt: &interrupt,
        samples: one_sample(&samples, &args.sample)?,
        configuration,
        has_options: args.conditions != Conditions::default() || args.player.is_some(),
        plays: 0,
    };
    let found = stage.defects_of_all()?;
    let Some(defect) = worst(&found, wanted) else {
        return told::nothing(&stage, &found, wanted, terminal);
    };
    told::begins(&stage, defect, &found, terminal);
    let shrunk = stage.shrink(defect, terminal)?;
    let steps = &shrunk.scenario.steps;
    let written = if steps.is_empty() || *steps == stage.whole().steps {
        None
    } else {
        let head = head(&stage, defect);
        Some(file.write(&samples, shrunk.scenario.clone(), &head)?)
    };
    told::shrunk(&stage, defect, &shrunk, written.as_ref(), terminal)?;
    if interrupt.is_raised() {
        return Err(Failure::work("interrupted, so there may be shorter steps"));
    }
    Ok(Exit::AsExpected)
}

fn configuration(args: &Args, samples: &SamplesDir) -> Result<Configuration, Failure> {
    let scenarios = Scenarios::one(&args.scenario, args.seed).find(samples)?;
    if scenarios.len() != 1 {
        return Err(Failure::usage("`mpdbg shrink` takes one scenario"));
    }
    args.conditions.configuration(samples, scenarios)
}

fn player(args: &Args) -> Result<PlayerCommand, Failure> {
    let player = asked_for(args.player.as_deref())?;
    #[cfg(feature = "lab")]
    if let Some(name) = &args.fault {
        let fault = mpdbg_player::Fault::named(name)
            .ok_or_else(|| Failure::usage(format!("there is no fault `{name}`")))?;
        return Ok(crate::lab::faulty(&player, fault));
    }
    Ok(player)
}

/// The worst defect, or the worst of a rule; the first of those that are alike.
fn worst<'a>(defects: &'a [Defect], wanted: Option<&Rule>) -> Option<&'a Defect> {
    defects
        .iter()
        .filter(|defect| wanted.is_none_or(|rule| rule.id == defect.rule))
        .min_by_key(|defect| Reverse(defect.severity))
}
