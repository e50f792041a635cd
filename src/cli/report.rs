//! `mpdbg report`.

use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::Path;

use mpdbg_analysis::{NotRecorded, Profile, Recorded};
use mpdbg_model::SampleName;
use mpdbg_session::{Session, SessionError};

use super::exit_code::Exit;
use super::failure::Failure;
use super::judged::{judge_sample, samples_of};
use super::place::Place;
use super::summarize::{about, sample_report, unwritten};
use super::terminal::Terminal;
use crate::report::{SAMPLE_REPORTS, SampleReportKind};

/// Names that are shown when one is not known.
const LISTED: usize = 8;

/// Write a report on one sample and show it
///
/// The report is `reports/SAMPLE.REPORT.txt` in the session. One that exists and is protected is shown
/// as it is.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sample
    #[arg(required_unless_present = "list")]
    sample: Option<OsString>,

    /// Which report: all, anomalies, counter or frames
    #[arg(required_unless_present = "list")]
    report: Option<String>,

    /// Describe the reports
    #[arg(long, conflicts_with_all = ["sample", "report"])]
    list: bool,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("report")?;
    let (Some(sample), Some(report)) = (&args.sample, &args.report) else {
        Terminal::show(|out| write!(out, "{}", described()))?;
        return Ok(Exit::AsExpected);
    };
    let kind = SampleReportKind::find(report).ok_or_else(|| {
        let names: Vec<&str> = SAMPLE_REPORTS.iter().map(|it| it.name).collect();
        Failure::usage(format!("there is no report `{report}`"))
            .hint(format!("the reports are {}", names.join(", ")))
    })?;
    let session = place.session()?;
    let sample = find(&session, sample)?;
    let content = content(&session, &sample, kind)?;
    Terminal::show(|out| out.write_all(&content))?;
    Ok(Exit::AsExpected)
}

fn described() -> String {
    let line = |it: &SampleReportKind| format!("{:<10}  {}\n", it.name, it.about);
    SAMPLE_REPORTS.iter().map(line).collect()
}

/// The sample of the playlist that is meant: by its name as the reports show it, or by its file name.
fn find(session: &Session, asked: &OsStr) -> Result<SampleName, Failure> {
    let playlist = session.playlist()?;
    let shown = asked.to_string_lossy();
    let names = [
        SampleName::parse(&shown).ok(),
        SampleName::from_path(Path::new(asked)).ok(),
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
        Failure::usage(format!(
            "session `{}` has no sample `{shown}`",
            session.name()
        ))
        .hint(format!(
            "it has {} samples, e.g. {}",
            playlist.len(),
            names.join(", ")
        ))
    })
}

/// Writes the report, or reads the one that is protected.
fn content(
    session: &Session,
    sample: &SampleName,
    kind: &SampleReportKind,
) -> Result<Vec<u8>, Failure> {
    let path = session.sample_report_path(sample, kind.name);
    let configuration = session.configuration();
    if configuration.protect_reports && !configuration.dev_debug {
        match std::fs::read(&path) {
            Ok(content) => return Ok(content),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(source) => return Err(SessionError::Io { path, source }.into()),
        }
    }
    let content = made(session, sample, kind)?;
    session.write_report(&path, &content)?;
    Ok(content)
}

fn made(
    session: &Session,
    sample: &SampleName,
    kind: &SampleReportKind,
) -> Result<Vec<u8>, Failure> {
    let profile = Profile::default();
    let (entry, judged) = samples_of(session)?
        .iter()
        .find(|(record, _)| record.name == *sample)
        .map_or((None, None), |(record, tried)| {
            let (entry, judged) = judge_sample(session, record, tried, &profile);
            (Some(entry), judged)
        });
    let Some(judged) = judged else {
        let reason = match entry.map(|entry| entry.recorded) {
            Some(Recorded::Not(reason)) => reason,
            _ => NotRecorded::NeverPlayed,
        };
        return Err(no_recording(sample, &reason));
    };
    let report = sample_report(about(session), &judged, &profile);
    let mut content = Vec::new();
    (kind.write)(&mut content, &report).map_err(|error| unwritten(&error))?;
    Ok(content)
}

fn no_recording(sample: &SampleName, reason: &NotRecorded) -> Failure {
    let what = format!("`{sample}` has no recording to report on: {reason}");
    match reason {
        NotRecorded::NewerFormat(_) => Failure::work(what).hint("a newer mpdbg made it: use that one"),
        NotRecorded::Damaged(_) => Failure::work(what)
            .hint("put the file back from a copy, or `mpdbg play` records the sample once more, beside it"),
        NotRecorded::NeverPlayed
        | NotRecorded::Interrupted
        | NotRecorded::RecordingFailed(_)
        | NotRecorded::Unsealed(_)
        | NotRecorded::Vanished
        | NotRecorded::Changed => {
            Failure::usage(what).hint("`mpdbg play` plays what has no recording")
        }
    }
}
