//! `mpdbg summarize`.

use mpdbg_analysis::{Bucket, Entry, Kept, Profile, Summary};
use mpdbg_model::Case;
use mpdbg_session::{Session, SessionError};

use super::exit_code::Exit;
use super::failure::Failure;
use super::gathered::{Gathered, Told};
use super::judged::{Judged, cases_of, judge_play};
use super::place::Place;
use super::profiles::Judging;
use super::repeats::Firsts;
use super::terminal::Terminal;
use super::verdict::conclude;
use super::versions;
use crate::report::{
    About, Escaped, SampleReport, SessionReport, write_all, write_anomalies, write_info,
    write_revision, write_summary_json, write_summary_screen, write_summary_text,
};

/// Events of a recording above which they are not all listed unasked: a flood would fill the disk.
const MOST_EVENTS: usize = 2_000_000;

/// Report that keeps the verdict for a later `recheck`.
pub(crate) const VERDICT: &str = "_verdict.json";

/// Judge the session, write its reports and show the summary
///
/// Writes `00_summary.txt`, `03_mpdbg_info.txt`, `04_revision.txt` and, for `mpdbg recheck`,
/// `_verdict.json`, and for every sample that is not
/// perfect, under each scenario, the reports `all` and `anomalies`. Reports that are protected stay as they are.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    judging: Judging,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let session = place.session()?;
    let profile = args.judging.profile_or(&session.configuration().profile)?;
    versions::warn_of_differences(&session)?;
    let summary = summarize(&session, &profile, false, terminal)?;
    conclude(&summary, terminal)
}

/// Judges a session with its own profile, without writing anything.
pub(crate) fn assess(session: &Session) -> Result<Summary, Failure> {
    assess_with(session, &session.configuration().profile)
}

/// Judges a session without writing anything.
pub(crate) fn assess_with(session: &Session, profile: &Profile) -> Result<Summary, Failure> {
    let mut firsts = Firsts::new(session);
    let entries: Vec<Entry> = cases_of(session)?
        .iter()
        .map(|(record, tried)| judge_play(session, record, tried, profile, &mut firsts).0)
        .collect();
    Ok(Summary::of(&entries))
}

/// Judges a session, writes its reports and shows the summary.
pub(crate) fn summarize(
    session: &Session,
    profile: &Profile,
    stopped: bool,
    terminal: Terminal,
) -> Result<Summary, Failure> {
    let mut desk = Desk {
        session,
        kept: 0,
        about: about(session),
    };
    let mut gathered = Gathered::default();
    let mut firsts = Firsts::new(session);
    for (record, tried) in cases_of(session)? {
        let (entry, judged) = judge_play(session, &record, &tried, profile, &mut firsts);
        let plain = matches!(entry.bucket(), Bucket::Perfect | Bucket::NotApplicable);
        if let Some(judged) = judged.as_ref().filter(|_| !plain) {
            desk.write_case(&tried.case, judged, profile)?;
        }
        gathered.add(session, entry, judged.as_ref());
    }
    let summary = gathered.summary();
    let told = Told::of(session)?;
    let mut report = gathered.report(session, &told, &summary, profile);
    report.interrupted |= stopped;
    desk.write_session(&report)?;
    show(&report, stopped, terminal)?;
    desk.tell_of_kept(terminal)?;
    Ok(summary)
}

/// What a report says of the session at its top.
pub(crate) fn about(session: &Session) -> About<'_> {
    About {
        session: session.name().as_str(),
        dev_debug: session.configuration().dev_debug,
    }
}

fn show(report: &SessionReport<'_>, stopped: bool, terminal: Terminal) -> Result<(), Failure> {
    if terminal.json {
        return Terminal::show_line(|out| write_summary_json(out, report));
    }
    if terminal.quiet {
        return Ok(());
    }
    Terminal::show(|out| write_summary_screen(out, report, stopped))
}

/// Writes the reports of a session.
struct Desk<'a> {
    session: &'a Session,
    about: About<'a>,
    /// Reports that were there and are protected.
    kept: u32,
}

impl Desk<'_> {
    fn write_case(
        &mut self,
        case: &Case,
        judged: &Judged,
        profile: &Profile,
    ) -> Result<(), Failure> {
        let report = sample_report(self.about, judged, profile);
        let mut all = Vec::new();
        if report.events.len() > MOST_EVENTS {
            all.extend_from_slice(too_many(report.events.len()).as_bytes());
        } else {
            write_all(&mut all, &report).map_err(|error| unwritten(&error))?;
        }
        self.put(&self.session.case_report_path(case, "all"), &all)?;
        let mut anomalies = Vec::new();
        write_anomalies(&mut anomalies, &report).map_err(|error| unwritten(&error))?;
        self.put(
            &self.session.case_report_path(case, "anomalies"),
            &anomalies,
        )
    }

    fn write_session(&mut self, report: &SessionReport<'_>) -> Result<(), Failure> {
        let mut summary = Vec::new();
        write_summary_text(&mut summary, report).map_err(|error| unwritten(&error))?;
        let mut info = Vec::new();
        write_info(&mut info, self.about, self.session.info()?.as_deref())
            .map_err(|error| unwritten(&error))?;
        let mut revision = Vec::new();
        write_revision(
            &mut revision,
            self.about,
            self.session.revision()?.as_deref(),
        )
        .map_err(|error| unwritten(&error))?;
        let kept = Kept {
            dev_debug: self.about.dev_debug,
            ..Kept::of(report.summary, report.profile, versions::NAME)
        };
        let mut verdict =
            serde_json::to_vec_pretty(&kept).map_err(|error| unwritten(&error.into()))?;
        verdict.push(b'\n');
        for (name, content) in [
            (VERDICT, verdict),
            ("00_summary.txt", summary),
            ("03_mpdbg_info.txt", info),
            ("04_revision.txt", revision),
        ] {
            self.put(&self.session.report_path(name), &content)?;
        }
        Ok(())
    }

    /// Writes a report, or leaves the one that is there and protected.
    fn put(&mut self, path: &std::path::Path, content: &[u8]) -> Result<(), Failure> {
        match self.session.write_report(path, content) {
            Err(SessionError::ReportsProtected { .. }) => self.kept += 1,
            written => written?,
        }
        Ok(())
    }

    fn tell_of_kept(&self, terminal: Terminal) -> Result<(), Failure> {
        let dir = self.session.reports_dir().display().to_string();
        let dir = Escaped(&dir);
        let words = match self.kept {
            0 => format!("\nreports are in {dir}\n"),
            kept => {
                format!("\nthe reports in {dir} are protected: {kept} of them stay as they were\n")
            }
        };
        terminal.tell(&words)
    }
}

/// A report on one sample.
pub(crate) fn sample_report<'a>(
    about: About<'a>,
    judged: &'a Judged,
    profile: &'a Profile,
) -> SampleReport<'a> {
    SampleReport {
        about,
        header: &judged.header,
        caution: &judged.caution,
        events: &judged.events,
        expected: judged.expected.as_ref(),
        judgement: Some(&judged.judgement),
        profile,
    }
}

/// Writing to memory fails only when a report cannot be put in words, which is a bug.
pub(crate) fn unwritten(error: &std::io::Error) -> Failure {
    Failure::work(format!("a report could not be written: {error}"))
}

/// Stands in for the list of all events of a recording that was flooded.
fn too_many(events: usize) -> String {
    format!("{events} events are too many to be listed; `anomalies` and `counter` tell of them.\n")
}
