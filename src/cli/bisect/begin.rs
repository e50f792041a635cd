//! What a bisection is asked for.

use std::path::{Component, Path, PathBuf};

use mpdbg_model::{SampleName, Scenario};
use mpdbg_sample::SamplesDir;

use crate::bisect::{Asked, BisectError, Git};
use crate::cli::conditions::Conditions;
use crate::cli::explain;
use crate::cli::failure::Failure;
use crate::cli::place::Place;
use crate::cli::scenarios::Scenarios;
use crate::cli::terminal::Terminal;
use crate::cli::trial::one_sample;

/// Most plays of a revision, unless asked otherwise.
const PLAYS: u32 = 200;
/// How sure the answer is, unless asked otherwise.
const CONFIDENCE: f64 = 0.99;
/// Arguments that begin nothing.
const OTHERS: [&str; 3] = ["resume", "abort", "status"];

/// What a bisection is asked for.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
pub(super) struct Begin {
    /// A revision without the defect
    #[arg(long, value_name = "REV", required_unless_present_any = OTHERS)]
    good: Option<String>,

    /// A revision with it
    #[arg(long, value_name = "REV", required_unless_present_any = OTHERS)]
    bad: Option<String>,

    /// What builds a revision: a command for `sh`, run at the top of the tree
    #[arg(long, value_name = "COMMAND", required_unless_present_any = OTHERS)]
    build: Option<String>,

    /// The rule of the defect
    #[arg(long, value_name = "RULE", required_unless_present_any = OTHERS)]
    defect: Option<String>,

    /// The sample that shows it, of the samples directory
    #[arg(long, value_name = "SAMPLE", required_unless_present_any = ["resume", "abort", "status", "sample_in_tree"])]
    sample: Option<String>,

    /// Play a file of the tree instead, which belongs to the revision or is made by its build
    #[arg(long, value_name = "PATH", conflicts_with = "sample")]
    sample_in_tree: Option<String>,

    /// The scenario: its name, or `random` [default: play]
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,

    /// With the scenario `random`: its seed [default: 0]
    #[arg(
        long,
        value_name = "N",
        requires = "scenario",
        allow_negative_numbers = true
    )]
    seed: Option<u64>,

    /// What plays, a path in the tree, run as `PROGRAM play-one …` [default: this mpdbg]
    #[arg(long, value_name = "PROGRAM")]
    player: Option<PathBuf>,

    /// Plays that a revision may take; --resume takes another number [default: 200]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    plays: Option<u32>,

    /// How sure the answer has to be [default: 0.99]
    #[arg(long, value_name = "SHARE", value_parser = confidence)]
    confidence: Option<f64>,

    #[command(flatten)]
    conditions: Conditions,
}

impl Begin {
    /// Plays that a revision may take, where that was asked.
    pub(super) const fn plays(&self) -> Option<u32> {
        self.plays
    }

    /// True when nothing else is asked.
    pub(super) fn asks_for_plays_at_most(&self) -> bool {
        let others = Self {
            plays: None,
            ..self.clone()
        };
        others == Self::default()
    }
}

fn confidence(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.5..1.0).contains(&share) {
        Ok(share)
    } else {
        Err("not from 0.5 to below 1".to_owned())
    }
}

/// Holds what is asked for against what there is.
pub(super) fn begin(
    args: &Begin,
    git: &Git,
    place: &Place,
    terminal: Terminal,
) -> Result<Asked, Failure> {
    let rule = explain::find(given(args.defect.as_ref()))?;
    let (good, bad) = ends(args, git)?;
    let top = args.sample_in_tree.is_some();
    let samples = samples_dir(place, top)?;
    let (sample, blake3) = if let Some(path) = &args.sample_in_tree {
        (in_tree(path)?, None)
    } else {
        let record = one_sample(&samples, given(args.sample.as_ref()))?;
        let sample = record.samples[0].clone();
        (sample.name, Some(sample.blake3))
    };
    if let Some(player) = &args.player {
        stays_inside(player)?;
    }
    let scenario = scenario(args, &samples)?;
    if git.has_changes()? && !terminal.quiet {
        Terminal::warn("what is not committed is in no revision, so it is not tried");
    }
    Ok(Asked {
        good,
        bad,
        build: given(args.build.as_ref()).to_owned(),
        player: args.player.clone(),
        rule: rule.id.to_string(),
        sample,
        blake3,
        configuration: args.conditions.configuration(&samples, vec![scenario])?,
        plays: args.plays.unwrap_or(PLAYS),
        confidence: args.confidence.unwrap_or(CONFIDENCE),
    })
}

/// An argument that is required here.
fn given(argument: Option<&String>) -> &str {
    argument.map_or("", String::as_str)
}

/// The two commits, the good one before the bad one.
fn ends(args: &Begin, git: &Git) -> Result<(String, String), BisectError> {
    let (good, bad) = (given(args.good.as_ref()), given(args.bad.as_ref()));
    let commits = (git.commit(good)?, git.commit(bad)?);
    if commits.0 == commits.1 {
        return Err(BisectError::SameCommit(commits.0));
    }
    if git.is_before(&commits.0, &commits.1)? {
        return Ok(commits);
    }
    Err(BisectError::NotBefore {
        good: good.to_owned(),
        bad: bad.to_owned(),
        shallow: git.is_shallow()?,
    })
}

/// Where samples and scenarios are; for a sample of the tree there need not be any.
fn samples_dir(place: &Place, in_tree: bool) -> Result<SamplesDir, Failure> {
    let opened = SamplesDir::open(place.samples_dir(), Some(place.store().dir()));
    match opened {
        Err(_) if in_tree => Ok(SamplesDir::open(Path::new("."), None)?),
        opened => Ok(opened?),
    }
}

fn in_tree(path: &str) -> Result<SampleName, Failure> {
    SampleName::parse(path).map_err(|error| Failure::usage(format!("--sample-in-tree: {error}")))
}

fn stays_inside(player: &Path) -> Result<(), Failure> {
    let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if player.components().all(inside) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "--player {} does not lie in the tree of a revision",
        player.display()
    ))
    .hint("name what the build makes, relative to the top of the tree"))
}

fn scenario(args: &Begin, samples: &SamplesDir) -> Result<Scenario, Failure> {
    let asked = match &args.scenario {
        Some(name) => Scenarios::one(name, args.seed),
        None => Scenarios::default(),
    };
    let mut found = asked.find(samples)?;
    match (found.pop(), found.is_empty()) {
        (Some(scenario), true) => Ok(scenario),
        _ => Err(Failure::usage("`mpdbg bisect` takes one scenario")),
    }
}
