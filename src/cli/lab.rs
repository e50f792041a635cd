//! `mpdbg lab`.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mpdbg_media::mutate::{Kind, UnknownKind};
use mpdbg_player::Fault;
use mpdbg_runner::Interrupt;

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::players::built_in;
use super::signals;
use super::terminal::Terminal;
use crate::lab::{self, Bench, Compared, LabError, SameRow, Shelf, Tally, Watch};

/// Inject defects and count which of them the rules find
///
/// Damages clean clips in every way that it knows, plays all of them, and says of each kind of damage how
/// often a rule found it. Clean clips and harmless damage have to raise no alarm. The exit code is 0 when
/// at least 99 % were found and there was no false alarm.
///
/// With --compare broken players are compared with the sound one instead: each of them has to be called a
/// regression, and the sound player has to be called the same as itself a thousand times.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only this kind of damage or this fault; may be given more than once [default: all]
    #[arg(long, value_name = "KIND", value_parser = Wanted::from_str)]
    kind: Vec<Wanted>,

    /// How often each kind of damage is done to each clip
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: u64,

    /// Compare sessions of broken players with one of the sound player, and that with itself
    #[arg(long, conflicts_with = "seeds")]
    compare: bool,

    /// Work in this directory, which has to be new or empty, and leave everything there
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,

    /// Write the result into its part of this file too, as into `docs/detection.md`
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    place.no_session("lab")?;
    if let Some(dir) = &args.keep {
        return within(args, &fresh(dir)?, terminal);
    }
    let dir = tempfile::tempdir()
        .map_err(|error| Failure::work(format!("no directory to work in: {error}")))?;
    within(args, dir.path(), terminal)
}

/// Does what was asked for in this directory, and tells what came of it.
fn within(args: &Args, dir: &Path, terminal: Terminal) -> Result<Exit, Failure> {
    let left_out = faults(&args.kind).len();
    if !cfg!(feature = "lab") && left_out > 0 {
        Terminal::warn(&format!(
            "{left_out} broken players are left out: `./x lab` builds mpdbg with them"
        ));
    }
    if args.compare {
        let compared = work(args, dir, terminal, compared)?;
        let part = Part {
            name: "compared",
            text: lab::compared_part(&compared),
        };
        let table = lab::compared_table(&compared);
        return tell(args, terminal, &part, &compared, &table, compared.is_good());
    }
    let tally = work(args, dir, terminal, tally)?;
    let part = Part {
        name: "injected",
        text: lab::document(&tally),
    };
    let table = lab::table(&tally);
    tell(
        args,
        terminal,
        &part,
        &tally,
        &table,
        tally.totals.is_good(),
    )
}

/// A part of the page.
struct Part {
    name: &'static str,
    text: String,
}

fn tell(
    args: &Args,
    terminal: Terminal,
    part: &Part,
    result: &impl serde::Serialize,
    table: &str,
    good: bool,
) -> Result<Exit, Failure> {
    if let Some(path) = &args.write {
        put(path, part).map_err(|error| Failure::work(format!("{}: {error}", path.display())))?;
    }
    if terminal.json {
        Terminal::show_json(result)?;
    } else {
        Terminal::show(|out| write!(out, "{table}"))?;
    }
    Ok(if good {
        Exit::AsExpected
    } else {
        Exit::Defects
    })
}

/// Writes a part of a page; the other parts stay.
fn put(path: &Path, part: &Part) -> std::io::Result<()> {
    let page = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        page => page?,
    };
    std::fs::write(path, lab::with_part(&page, part.name, &part.text))
}

/// The directory to work in, made where it is missing.
fn fresh(dir: &Path) -> Result<PathBuf, Failure> {
    let wrong = |error: std::io::Error| Failure::usage(format!("{}: {error}", dir.display()));
    std::fs::create_dir_all(dir).map_err(wrong)?;
    if std::fs::read_dir(dir).map_err(wrong)?.next().is_some() {
        return Err(Failure::usage(format!("{} is not empty", dir.display()))
            .hint("name a directory that does not exist yet"));
    }
    dir.canonicalize().map_err(wrong)
}

fn work<T>(
    args: &Args,
    dir: &Path,
    terminal: Terminal,
    part: impl Fn(&Args, &Bench<'_>) -> Result<T, LabError>,
) -> Result<T, Failure> {
    let interrupt = Interrupt::new();
    signals::heed(interrupt.clone(), |_| Terminal::say("stopping\n"))?;
    let show = Show::new(terminal);
    let bench = Bench {
        dir,
        player: &built_in()?,
        jobs: std::thread::available_parallelism().unwrap_or(std::num::NonZeroUsize::MIN),
        interrupt: &interrupt,
        watch: &show,
    };
    let result = part(args, &bench);
    show.over();
    Ok(result?)
}

fn tally(args: &Args, bench: &Bench<'_>) -> Result<Tally, LabError> {
    let everything = args.kind.is_empty();
    let shelf = Shelf::fill(bench, everything)?;
    let mut results = lab::broken_samples(bench, &shelf, &damages(&args.kind), args.seeds)?;
    #[cfg(feature = "lab")]
    results.append(lab::broken_players(bench, &shelf, &faults(&args.kind))?);
    if everything {
        results.append(lab::clean_plays(bench, &shelf)?);
    }
    Ok(Tally::of(&results))
}

/// Kinds of damage need no player, so only faults are looked at.
fn compared(args: &Args, bench: &Bench<'_>) -> Result<Compared, LabError> {
    let everything = args.kind.is_empty();
    let shelf = Shelf::fill(bench, everything)?;
    #[cfg(feature = "lab")]
    let (rows, mut wrong) = lab::broken_against_sound(bench, &shelf, &faults(&args.kind))?;
    #[cfg(not(feature = "lab"))]
    let (rows, mut wrong) = (Vec::new(), Vec::new());
    let mut same = SameRow::default();
    if everything {
        let (row, more) = lab::sound_against_itself(bench, &shelf)?;
        same = row;
        wrong.extend(more);
    }
    Ok(Compared::new(rows, same, wrong))
}

/// `--kind`.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    Damage(Kind),
    Fault(Fault),
}

/// The kinds of damage that are asked for; all where nothing is.
fn damages(wanted: &[Wanted]) -> Vec<Kind> {
    if wanted.is_empty() {
        return Kind::ALL.to_vec();
    }
    let damages = wanted.iter().filter_map(|it| match it {
        Wanted::Damage(kind) => Some(*kind),
        Wanted::Fault(_) => None,
    });
    damages.collect()
}

/// The faults that are asked for; all where nothing is.
fn faults(wanted: &[Wanted]) -> Vec<Fault> {
    if wanted.is_empty() {
        return Fault::ALL.to_vec();
    }
    let faults = wanted.iter().filter_map(|it| match it {
        Wanted::Fault(fault) => Some(*fault),
        Wanted::Damage(_) => None,
    });
    faults.collect()
}

impl FromStr for Wanted {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Fault::named(text) {
            Some(fault) => Ok(Self::Fault(fault)),
            None => text.parse().map(Self::Damage),
        }
    }
}

impl From<LabError> for Failure {
    fn from(error: LabError) -> Self {
        Self::work(error.to_string())
    }
}

/// A bar where one can be drawn, a line for each part of the work elsewhere.
struct Show {
    bar: ProgressBar,
    draws: bool,
    quiet: bool,
}

impl Show {
    fn new(terminal: Terminal) -> Self {
        Self {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            draws: Terminal::draws() && !terminal.quiet,
            quiet: terminal.quiet,
        }
    }

    fn over(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Show {
    fn begins(&self, what: &str, steps: usize) {
        if self.draws {
            let style = ProgressStyle::with_template("[{bar:24}] {pos}/{len}  {elapsed}  {msg}");
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            self.bar.set_style(style.progress_chars("=> "));
            self.bar.reset();
            self.bar.set_length(steps as u64);
            self.bar.set_message(what.to_owned());
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        } else if !self.quiet {
            Terminal::say(&format!("{what}: {steps}\n"));
        }
    }

    fn step(&self) {
        self.bar.inc(1);
    }
}
