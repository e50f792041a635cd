//! `mpdbg report`.

use std::ffi::{OsStr, OsString};
use std::fmt::Write;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use mpdbg_analysis::{Folded, FoldedCount, Profile};
use mpdbg_model::{Case, SampleName, ScenarioName};
use mpdbg_sample::did_you_mean;
use mpdbg_session::{Session, SessionError};

use super::exit_code::Exit;
use super::failure::Failure;
use super::looking::{Seen, seen};
use super::place::Place;
use super::profiles::Judging;
use super::report_html::report_html;
use super::summarize::{about, assess_with, sample_report, unwritten};
use super::terminal::Terminal;
use crate::report::{Escaped, SAMPLE_REPORTS, SampleReport, SampleReportKind};

/// Names that are shown when one is not known.
const LISTED: usize = 8;
/// Bytes of the largest report that is shown.
const LARGEST: u64 = 512 << 20;

/// Write a report on one sample and show it
///
/// The report is `reports/SAMPLE.REPORT.txt` in the session, in `reports/_scenario/NAME/` for another
/// scenario than `play`, in `reports/_repeat/N/` for the second play and later ones. One that exists and is protected is shown
/// as it is. Where every attempt was cut short or is damaged, the events of the latest one are shown, not
/// judged and not written. With --profile the report is shown and not written. Without SAMPLE the samples with defects are listed. A name that begins with a
/// dash goes behind `--`: `mpdbg report -- -dash.flv`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sample, or a path to it in the samples directory [default: list the samples with defects]
    sample: Option<OsString>,

    /// Which report: all, anomalies, counter or frames
    #[arg(default_value = "anomalies")]
    report: String,

    /// Under which scenario it was played [default: play, or the only one of the session]
    #[arg(long, value_name = "NAME", requires = "sample")]
    scenario: Option<String>,

    /// Which play of it, where each case is played several times [default: 1]
    #[arg(long, value_name = "N", requires = "sample")]
    repeat: Option<u32>,

    #[command(flatten)]
    judging: Judging,

    /// Describe the reports
    #[arg(long, conflicts_with = "sample")]
    list: bool,

    /// Write one page on the whole session, `reports/00_session.html`, which needs no network
    #[arg(long, conflicts_with_all = ["sample", "list"])]
    html: bool,

    /// The file that the page is written to; it must not exist
    #[arg(long, short, value_name = "FILE", requires = "html")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("report")?;
    if args.list {
        Terminal::show(|out| write!(out, "{}", described()))?;
        return Ok(Exit::AsExpected);
    }
    let Some(sample) = &args.sample else {
        let session = place.session()?;
        let profile = args.judging.profile_or(&session.configuration().profile)?;
        if args.html {
            if args.judging.is_asked() && args.output.is_none() {
                return Err(Failure::usage(
                    "a page by another profile is no report of the session",
                )
                .hint("--output FILE writes it elsewhere"));
            }
            let output = args.output.as_deref();
            report_html(&session, &profile, output, place, terminal)?;
            return Ok(Exit::AsExpected);
        }
        return list_defective(&session, &profile);
    };
    let report = &args.report;
    let kind = SampleReportKind::find(report).ok_or_else(|| {
        let names: Vec<&str> = SAMPLE_REPORTS.iter().map(|it| it.name).collect();
        Failure::usage(format!("there is no report `{report}`"))
            .hint(format!("the reports are {}", names.join(", ")))
    })?;
    let session = place.session()?;
    let case = Case {
        sample: find(&session, sample)?,
        scenario: find_scenario(&session, args.scenario.as_deref())?,
        repeat: find_repeat(&session, args.repeat)?,
    };
    let content = content(&session, &case, kind, &args.judging)?;
    Terminal::show(|out| out.write_all(content.as_bytes()))?;
    Ok(Exit::AsExpected)
}

fn described() -> String {
    let line = |it: &SampleReportKind| format!("{:<10}  {}\n", it.name, it.about);
    SAMPLE_REPORTS.iter().map(line).collect()
}

/// Lists the cases with defects, and what else could be reported on.
fn list_defective(session: &Session, profile: &Profile) -> Result<Exit, Failure> {
    let summary = assess_with(session, profile)?;
    let cases = summary.folded();
    let defective = cases.iter().filter(|case| !case.counts().is_empty());
    Terminal::show(|out| {
        for case in defective.clone() {
            let rules: Vec<String> = case.counts().iter().map(|it| words(it, case)).collect();
            writeln!(out, "{}: {}", case.case, rules.join(", "))?;
        }
        let count = defective.clone().count();
        let of = cases.len();
        let have = if count == 1 { "has" } else { "have" };
        let (noun, scenario) = if cases.iter().all(|it| it.case.scenario.is_play()) {
            ("sample", "")
        } else {
            ("case", " --scenario NAME")
        };
        let repeat = if summary.repeats() > 1 {
            " --repeat N"
        } else {
            ""
        };
        writeln!(
            out,
            "{count} of {of} {noun}s {have} defects; `mpdbg report SAMPLE{scenario}{repeat}` shows those of one"
        )
    })?;
    Ok(Exit::AsExpected)
}

/// How often a rule found something, and in how many of the plays.
fn words(folded: &FoldedCount, case: &Folded<'_>) -> String {
    let (defects, rule) = (folded.count.defects, folded.count.rule);
    match case.plays.len() {
        1 => format!("{defects} {rule}"),
        _ => format!(
            "{defects} {rule} in {} of {} plays",
            folded.plays,
            case.recorded()
        ),
    }
}

/// The name of the sample at a path that leads into the samples directory.
fn by_path(session: &Session, asked: &OsStr) -> Option<SampleName> {
    let samples = fs::canonicalize(&session.configuration().samples_dir).ok()?;
    let path = Path::new(asked);
    let parent = match path.parent()? {
        here if here.as_os_str().is_empty() => Path::new("."),
        parent => parent,
    };
    // The sample itself may be a link.
    let found = fs::canonicalize(parent).ok()?.join(path.file_name()?);
    SampleName::from_path(found.strip_prefix(samples).ok()?).ok()
}

/// The sample of the playlist that is meant: by its name as the reports show it, by its file name, or by a
/// path to it.
pub(super) fn find(session: &Session, asked: &OsStr) -> Result<SampleName, Failure> {
    let playlist = session.playlist()?;
    let shown = asked.to_string_lossy();
    let names = [
        SampleName::parse(&shown).ok(),
        SampleName::from_path(Path::new(asked)).ok(),
        by_path(session, asked),
    ];
    let known = names
        .into_iter()
        .flatten()
        .find(|name| playlist.contains(name));
    known.ok_or_else(|| {
        let alike = playlist
            .iter()
            .filter(|name| name.as_str().contains(&*shown))
            .chain(&playlist)
            .take(LISTED.min(playlist.len()));
        let mut names: Vec<&str> = alike.map(SampleName::as_str).collect();
        names.dedup();
        let failure = Failure::usage(format!(
            "session `{}` has no sample `{shown}`{}",
            session.name(),
            did_you_mean(&shown, playlist.iter().map(SampleName::as_str))
        ));
        if let Some(options) = as_options(&shown, &playlist) {
            return failure.hint(options);
        }
        failure.hint(format!(
            "it has {} samples, e.g. {}",
            playlist.len(),
            names.join(", ")
        ))
    })
}

/// How to ask for a case that is named as reports name it, `SAMPLE [SCENARIO] #N`.
fn as_options(shown: &str, playlist: &[SampleName]) -> Option<String> {
    let (case, repeat) = match shown.rsplit_once(" #") {
        Some((case, repeat)) if repeat.parse::<u32>().is_ok() => (case, Some(repeat)),
        _ => (shown, None),
    };
    let named = case.strip_suffix(']').and_then(|it| it.rsplit_once(" ["));
    let (sample, scenario) = match named {
        Some((sample, scenario)) => (sample, ScenarioName::parse(scenario).ok()),
        None => (case, None),
    };
    let is_case = scenario.is_some() || repeat.is_some();
    if !is_case || !playlist.iter().any(|name| name.as_str() == sample) {
        return None;
    }
    let scenario = scenario.map_or_else(String::new, |name| format!(" --scenario {name}"));
    let repeat = repeat.map_or_else(String::new, |number| format!(" --repeat {number}"));
    Some(format!(
        "scenario and play are options: `mpdbg report '{sample}'{scenario}{repeat}`"
    ))
}

/// The scenario of the session that is meant.
pub(super) fn find_scenario(
    session: &Session,
    asked: Option<&str>,
) -> Result<ScenarioName, Failure> {
    let scenarios = &session.configuration().scenarios;
    let found = match asked {
        Some(asked) => scenarios.iter().find(|it| it.name.as_str() == asked),
        None if scenarios.len() == 1 => scenarios.first(),
        None => scenarios.iter().find(|it| it.name.is_play()),
    };
    found.map(|it| it.name.clone()).ok_or_else(|| {
        let names: Vec<&str> = scenarios.iter().map(|it| it.name.as_str()).collect();
        let session = session.name();
        let what = match asked {
            Some(asked) => format!("session `{session}` has no scenario `{asked}`"),
            None => {
                format!("session `{session}` has several scenarios, and `play` is not among them")
            }
        };
        Failure::usage(what).hint(format!("--scenario takes one of {}", names.join(", ")))
    })
}

/// The play that is meant, people counting from 1.
pub(super) fn find_repeat(session: &Session, asked: Option<u32>) -> Result<u32, Failure> {
    let repeats = session.configuration().repeats;
    let asked = asked.unwrap_or(1);
    if (1..=repeats).contains(&asked) {
        return Ok(asked - 1);
    }
    let session = session.name();
    let what = format!("session `{session}` has no play {asked} of a sample");
    Err(Failure::usage(what).hint(format!("--repeat takes 1 to {repeats}")))
}

/// Writes the report, or reads the one that is protected. Evidence that is not judged is not written:
/// it would stay in the place of the report on the play that is still to come.
fn content(
    session: &Session,
    case: &Case,
    kind: &SampleReportKind,
    judging: &Judging,
) -> Result<String, Failure> {
    let path = session.case_report_path(case, kind.name);
    let configuration = session.configuration();
    if judging.is_asked() {
        let profile = judging.profile_or(&configuration.profile)?;
        return Ok(lines(&made(session, case, kind, &profile)?.0));
    }
    if configuration.protect_reports
        && !configuration.dev_debug
        && let Some(kept) = kept(&path)?
    {
        return Ok(kept);
    }
    let (content, judged) = made(session, case, kind, &configuration.profile)?;
    if judged {
        session.write_report(&path, &content)?;
    }
    Ok(lines(&content))
}

/// A report that exists, if there is one. Anyone may have put it there.
fn kept(path: &Path) -> Result<Option<String>, Failure> {
    match read(path) {
        Ok(content) => Ok(Some(lines(&content))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SessionError::Io {
            path: path.to_path_buf(),
            source,
        }
        .into()),
    }
}

/// Reads a file that is no pipe or device, and not larger than any report.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let found = fs::metadata(path)?;
    if !found.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut content = Vec::new();
    let file = fs::File::open(path)?;
    file.take(LARGEST + 1).read_to_end(&mut content)?;
    if content.len() as u64 > LARGEST {
        return Err(io::Error::other(format!("larger than {LARGEST} bytes")));
    }
    Ok(content)
}

/// Each line fit for a terminal.
fn lines(content: &[u8]) -> String {
    let text = String::from_utf8_lossy(content);
    text.lines().fold(String::new(), |mut shown, line| {
        // Writing to a String cannot fail.
        let _ = writeln!(shown, "{}", Escaped(line));
        shown
    })
}

/// The report, and whether the attempt that it is on was judged.
fn made(
    session: &Session,
    case: &Case,
    kind: &SampleReportKind,
    profile: &Profile,
) -> Result<(Vec<u8>, bool), Failure> {
    let about = about(session);
    match seen(session, case, profile)? {
        Seen::Judged(judged) => {
            let report = sample_report(about, &judged, profile);
            Ok((written(kind, &report)?, true))
        }
        Seen::Evidence(evidence) => {
            let report = SampleReport {
                about,
                header: &evidence.header,
                caution: &evidence.caution,
                events: &evidence.events,
                expected: evidence.expected.as_ref(),
                judgement: None,
                profile,
            };
            Ok((written(kind, &report)?, false))
        }
    }
}

fn written(kind: &SampleReportKind, report: &SampleReport<'_>) -> Result<Vec<u8>, Failure> {
    let mut content = Vec::new();
    (kind.write)(&mut content, report).map_err(|error| unwritten(&error))?;
    Ok(content)
}
