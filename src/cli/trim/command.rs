//! `mpdbg samples trim`.

use std::path::{Path, PathBuf};

use mpdbg_media::{Cut, Footage};
use mpdbg_model::{Clock, Configuration, Defect, SampleRecord, Scenario};
use mpdbg_runner::Interrupt;
use mpdbg_sample::SamplesDir;

use super::output::output;
use super::stage::Stage;
use crate::cli::conditions::Conditions;
use crate::cli::exit_code::Exit;
use crate::cli::explain;
use crate::cli::failure::Failure;
use crate::cli::place::{NoSession, Place};
use crate::cli::players::asked_for;
use crate::cli::scenarios::Scenarios;
use crate::cli::signals;
use crate::cli::terminal::Terminal;
use crate::cli::trial::one_sample;
use crate::report::Escaped;
use crate::trim::shorten;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sample
    sample: String,

    /// The rule of the defect
    #[arg(long, value_name = "RULE")]
    defect: String,

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

    /// Play with another build of mpdbg, run as `PROGRAM play-one …` [default: this one]
    #[arg(long, value_name = "PROGRAM")]
    player: Option<PathBuf>,

    /// Write the cut to this file, which has to be new [default: NAME-trimmed.EXTENSION, here]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    no_session: NoSession,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let rule = explain::find(&args.defect)?;
    let samples = SamplesDir::open(place.samples_dir(), Some(place.store().dir()))?;
    let record = one_sample(&samples, &args.sample)?.samples.remove(0);
    let output = output(args.output.as_deref(), &record.name)?;
    let work = tempfile::tempdir()
        .map_err(|error| Failure::work(format!("no directory to work in: {error}")))?;
    let interrupt = Interrupt::new();
    signals::heed(interrupt.clone(), |_| Terminal::say("stopping\n"))?;
    let mut stage = Stage {
        work: work.path(),
        player: &asked_for(args.player.as_deref())?,
        interrupt: &interrupt,
        configuration: configuration(args, &samples)?,
        rule,
        name: record.name.clone(),
        terminal,
        plays: 0,
    };
    let whole = samples.root().join(record.name.to_path());
    let shown = stage.of_whole(samples.root(), &record)?;
    stage.say(&format!(
        "{} shows {rule_words}",
        record.name,
        rule_words = words(&shown)
    ));
    let footage = Footage::read(&whole)?;
    let copied = stage.of_copy(&footage, &shown)?;
    if words(&copied) != words(&shown) {
        stage.say(&format!("a copy of its packets shows {}", words(&copied)));
    }
    let cut = shorten(&footage, copied.media, |cut| {
        stage.shows(&footage, cut, &copied)
    })?;
    let written = stage.write(&footage, &cut, &copied, &output)?;
    told(&stage, &footage, &cut, &record, &output, written)?;
    Ok(Exit::AsExpected)
}

/// The virtual clock, an ideal machine; decoded for reference where the rule needs that.
fn configuration(args: &Args, samples: &SamplesDir) -> Result<Configuration, Failure> {
    let asked = match &args.scenario {
        Some(name) => Scenarios::one(name, args.seed),
        None => Scenarios::default(),
    };
    let scenarios: Vec<Scenario> = asked.find(samples)?;
    if scenarios.len() != 1 {
        return Err(Failure::usage("`mpdbg samples trim` takes one scenario"));
    }
    let usual = Conditions::default().configuration(samples, scenarios)?;
    Ok(Configuration {
        clock: Clock::Virtual,
        reference: true,
        ..usual
    })
}

fn words(defect: &Defect) -> String {
    let at = defect.media.map_or_else(String::new, |media| {
        format!(" at {:.3} s", media.from.as_secs_f64())
    });
    format!("{}{at}: {}", defect.rule, defect.detail)
}

fn told(
    stage: &Stage<'_>,
    footage: &Footage,
    cut: &Cut,
    record: &SampleRecord,
    output: &Path,
    bytes: u64,
) -> Result<(), Failure> {
    let whole = footage.whole();
    let kilobytes = |bytes: u64| bytes as f64 / 1e3;
    let line = format!(
        "{}: {:.1} of {:.1} kB, {:.2} of {:.2} s, {} of {} streams, after {} plays",
        output.display(),
        kilobytes(bytes),
        kilobytes(record.size),
        footage.length(cut).as_secs_f64(),
        footage.length(&whole).as_secs_f64(),
        cut.streams.len(),
        footage.streams().len(),
        stage.plays
    );
    Terminal::show(|out| writeln!(out, "{}", Escaped(&line)))
}
