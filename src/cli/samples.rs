//! `mpdbg samples`.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use mpdbg_media::generate::{Set, generate};
use mpdbg_model::{SampleName, Span};
use mpdbg_sample::SamplesDir;

use super::exit_code::Exit;
use super::expectations::{unknown_rules, words};
use super::failure::Failure;
use super::place::Place;
use super::terminal::Terminal;
use super::trim;
use crate::report::Escaped;

/// Make or check a directory of samples
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make samples from nothing, with their manifest
    ///
    /// The same build of FFmpeg makes the same bytes every time. Nothing is overwritten.
    Generate {
        /// Where to
        dir: PathBuf,

        /// Which samples
        #[arg(long, value_enum, default_value_t = SetChoice::Small)]
        set: SetChoice,
    },
    /// Hold the samples directory against its manifest
    ///
    /// Names, sizes and checksums have to be those of the manifest, and what it expects has to be rules
    /// that there are (`mpdbg help manifest`). Samples of more than 2 MB or 2
    /// minutes are warned of: short ones are played more often.
    Check {
        /// Look into subdirectories too
        #[arg(long)]
        recursive: bool,
    },
    /// Cut a sample down to what still shows a defect, for a bug report
    ///
    /// Copies packets into ever shorter files of the same format, plays each of them on the virtual clock,
    /// and keeps the shortest one that shows the defect at the same place.
    Trim(trim::Args),
}

/// `--set`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SetChoice {
    /// A few seconds of every kind of file, whole and broken
    Small,
    /// A minute each at 360p, 720p and 1080p, for benchmarks
    Large,
    /// Clips that say what they are, in sync and out of sync by a known amount
    Marked,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("samples")?;
    place.no_session("samples")?;
    match &args.what {
        What::Generate { dir, set } => generate_set(*set, dir, terminal),
        What::Check { recursive } => check(*recursive, place, terminal),
        What::Trim(args) => trim::run(args, place, terminal),
    }
}

fn generate_set(set: SetChoice, dir: &Path, terminal: Terminal) -> Result<Exit, Failure> {
    let set = match set {
        SetChoice::Small => Set::Small,
        SetChoice::Large => Set::Large,
        SetChoice::Marked => Set::Marked,
    };
    let made = generate(set, dir, |step| {
        if !terminal.quiet {
            Terminal::say(&format!("[{}/{}] {}\n", step.number, step.of, step.name));
        }
    })?;
    let bytes: u64 = made.iter().map(|sample| sample.size).sum();
    let (count, megabytes) = (made.len(), bytes as f64 / 1e6);
    let dir = dir.display().to_string();
    terminal.tell(&format!(
        "{count} samples, {megabytes:.1} MB, in {}\n",
        Escaped(&dir)
    ))?;
    Ok(Exit::AsExpected)
}

fn check(recursive: bool, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let dir = SamplesDir::open(place.samples_dir(), Some(place.store().dir()))?;
    let manifest = dir.manifest()?;
    let catalog = dir.catalog(recursive)?;
    mpdbg_media::silence();
    let findings = dir.check(&catalog, manifest.as_ref(), length);
    let named: Vec<(&SampleName, &str)> = manifest.iter().flat_map(unknown_rules).collect();
    let mut wrong: Vec<&SampleName> = findings
        .iter()
        .filter(|it| it.problem.is_error())
        .map(|it| &it.name)
        .chain(named.iter().map(|(name, _)| *name))
        .collect();
    wrong.sort();
    wrong.dedup();
    Terminal::show(|out| {
        for finding in &findings {
            let kind = if finding.problem.is_error() {
                "wrong"
            } else {
                "note"
            };
            writeln!(out, "{kind}: {}", Escaped(&finding.to_string()))?;
        }
        for (name, id) in &named {
            writeln!(out, "wrong: {}", Escaped(&words(name, id)))?;
        }
        Ok(())
    })?;
    if !wrong.is_empty() {
        let (count, manifest) = (wrong.len(), dir.manifest_path());
        let are = if count == 1 { "is" } else { "are" };
        return Err(Failure::usage(format!(
            "{count} of the samples {are} not what {} says",
            manifest.display()
        ))
        .hint("bring the files back, or make the manifest say what they are"));
    }
    let against = if manifest.is_some() {
        "as the manifest says"
    } else {
        "there is no manifest to hold them against"
    };
    let count = catalog.samples.len();
    let plural = if count == 1 { "" } else { "s" };
    terminal.tell(&format!("{count} sample{plural}, {against}\n"))?;
    Ok(Exit::AsExpected)
}

/// The length that a sample states.
fn length(path: &Path) -> Option<Span> {
    mpdbg_media::probe(path).ok()?.declared
}
