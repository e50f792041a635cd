//! `mpdbg export`.

use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};

use mpdbg_analysis::{Entry, Profile, Summary};
use mpdbg_model::SampleRecord;
use mpdbg_session::{Blocks, CaseAttempts, Session};

use super::exit_code::Exit;
use super::exported::Directory;
use super::failure::Failure;
use super::judged::{Judged, cases_of, judge_case};
use super::place::Place;
use super::profiles::Judging;
use super::repeats::Firsts;
use super::summarize::{about, sample_report};
use super::terminal::Terminal;
use crate::report::{Provenance, RecordedPlay, TableFormat, Tables};
use crate::side_by_side::side_by_side;

/// Events of several plays that are in memory at a time: some 300 MB.
const EVENTS: u64 = 1 << 22;

/// Write a whole session as tables: samples, defects, events and points of the timelines
///
/// Into a directory that is empty or is made. The columns are those of docs/exports.md, where a page shows
/// how to ask them with `DuckDB`. A recording that cannot be judged has its row among the samples and no
/// events.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("into").required(true).multiple(true)))]
pub(crate) struct Args {
    /// The session [default: the active one]
    name: Option<String>,

    /// Write Parquet files into this directory
    #[arg(long, value_name = "DIR", group = "into")]
    parquet: Option<PathBuf>,

    /// Write CSV files into this directory, one for each kind of event
    #[arg(long, value_name = "DIR", group = "into")]
    csv: Option<PathBuf>,

    /// Write files of JSON lines into this directory
    #[arg(long, value_name = "DIR", group = "into")]
    jsonl: Option<PathBuf>,

    #[command(flatten)]
    judging: Judging,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("export")?;
    let session = match &args.name {
        Some(name) => place.named(name)?,
        None => place.session()?,
    };
    let profile = args.judging.profile_or(&session.configuration().profile)?;
    let mut export = Export::begin(args)?;
    let entries = export.put_recordings(&session, &profile)?;
    export.put_plays(&provenance(&session, &profile)?, &entries)?;
    let (plays, defects, events) = (entries.len(), export.defects, export.events);
    export.end()?;
    terminal.tell(&format!(
        "{plays} plays, {defects} defects, {events} events\n"
    ))?;
    Ok(Exit::AsExpected)
}

/// Where the plays come from.
fn provenance(session: &Session, profile: &Profile) -> Result<Provenance, Failure> {
    Ok(Provenance {
        session: session.name().to_string(),
        made_by: session.configuration().made_by.clone(),
        samples_version: session.samples_version()?,
        profile: profile.name.clone(),
    })
}

/// The tables of every form that was asked for.
struct Export {
    tables: Vec<(Directory, Tables<'static>)>,
    events: u64,
    defects: u64,
}

impl Export {
    fn begin(args: &Args) -> Result<Self, Failure> {
        let asked = [
            ("parquet", &args.parquet),
            ("csv", &args.csv),
            ("jsonl", &args.jsonl),
        ];
        let mut tables = Vec::new();
        for (name, dir) in asked {
            if let Some(dir) = dir {
                let format = TableFormat::find(name).ok_or_else(|| not_built(name))?;
                let dir = Directory::make(dir)?;
                let begun = dir.begin(format)?;
                tables.push((dir, begun));
            }
        }
        Ok(Self {
            tables,
            events: 0,
            defects: 0,
        })
    }

    /// Reads and judges every play, on all cores, and appends its rows in the order of the session.
    fn put_recordings(
        &mut self,
        session: &Session,
        profile: &Profile,
    ) -> Result<Vec<(Entry, RecordedPlay)>, Failure> {
        let jobs = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let cases = cases_of(session)?;
        let mut firsts = Firsts::new(session);
        let mut entries = Vec::with_capacity(cases.len());
        let weights: Vec<u64> = cases
            .iter()
            .map(|(_, tried)| weight(session, tried))
            .collect();
        for some in batches(&weights, 2 * jobs.get()) {
            let some = &cases[some];
            let tasks: Vec<&(SampleRecord, CaseAttempts)> = some.iter().collect();
            let judged = side_by_side(jobs, tasks, |(record, tried)| {
                judge_case(session, record, tried, profile)
            });
            for ((_, tried), (mut entry, mut judged)) in some.iter().zip(judged) {
                if let Some(judged) = &mut judged {
                    firsts.compare(&tried.case, judged);
                    entry.recorded = judged.recorded();
                }
                let recorded = self.put_recording(session, profile, judged.as_ref())?;
                entries.push((entry, recorded));
            }
        }
        Ok(entries)
    }

    fn put_recording(
        &mut self,
        session: &Session,
        profile: &Profile,
        judged: Option<&Judged>,
    ) -> Result<RecordedPlay, Failure> {
        let Some(judged) = judged else {
            return Ok(RecordedPlay::none());
        };
        let report = sample_report(about(session), judged, profile);
        self.events += judged.events.len() as u64;
        self.defects += judged.judgement.defects.len() as u64;
        self.each(|tables| tables.put_recording(&report))?;
        Ok(RecordedPlay::of(&report))
    }

    /// Appends a row for each play; what it came to is known only when all are judged.
    fn put_plays(
        &mut self,
        provenance: &Provenance,
        entries: &[(Entry, RecordedPlay)],
    ) -> Result<(), Failure> {
        let plain: Vec<Entry> = entries.iter().map(|(entry, _)| entry.clone()).collect();
        let summary = Summary::of(&plain);
        for (row, (entry, recorded)) in summary.rows.iter().zip(entries) {
            self.each(|tables| tables.put_play(provenance, &entry.sample, row, recorded))?;
        }
        Ok(())
    }

    fn each(&mut self, put: impl Fn(&mut Tables<'_>) -> io::Result<()>) -> Result<(), Failure> {
        for (dir, tables) in &mut self.tables {
            put(tables).map_err(|error| dir.failed(&error))?;
        }
        Ok(())
    }

    /// Keeps what was written, if all of it could be.
    fn end(self) -> Result<(), Failure> {
        let mut dirs = Vec::with_capacity(self.tables.len());
        for (dir, tables) in self.tables {
            tables.end().map_err(|error| dir.failed(&error))?;
            dirs.push(dir);
        }
        dirs.into_iter().for_each(Directory::keep);
        Ok(())
    }
}

/// How many events are read to judge a play, at most; 0 where there are none.
fn weight(session: &Session, tried: &CaseAttempts) -> u64 {
    // Where none is judged, the last one is read to say how far it came.
    let read = tried.judged().or(tried.attempts.last());
    read.map_or(0, |attempt| {
        let files = session.attempt_files(&tried.case, attempt.number);
        events_in(&files.recording)
    })
}

/// How many events are read of a recording, at most. One that is damaged or has no end says no number that
/// holds; what players write takes more than a byte an event.
fn events_in(recording: &Path) -> u64 {
    match Blocks::open(recording) {
        Ok(Some(blocks)) => blocks.events(),
        Ok(None) | Err(_) => recording.metadata().map_or(0, |it| it.len()),
    }
}

/// Plays one behind the other that are in memory together, by their events: at most `plays`, and no more than
/// [`EVENTS`] of them, unless one alone has more.
fn batches(weights: &[u64], plays: usize) -> Vec<Range<usize>> {
    let mut batches: Vec<Range<usize>> = Vec::new();
    let mut events = 0_u64;
    for (place, weight) in weights.iter().enumerate() {
        events = events.saturating_add(*weight);
        match batches.last_mut() {
            Some(last) if last.len() < plays && events <= EVENTS => last.end = place + 1,
            _ => {
                batches.push(place..place + 1);
                events = *weight;
            }
        }
    }
    batches
}

/// A form that this build does not have.
pub(super) fn not_built(name: &str) -> Failure {
    let others = match name {
        "png" => "svg needs",
        _ => "csv and jsonl need",
    };
    Failure::usage(format!("this build of mpdbg does not write {name}")).hint(format!(
        "`cargo install --path . --locked --features {name}` builds one that does; {others} nothing"
    ))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_model::Outcome;
    use mpdbg_session::seal;

    use super::*;
    use crate::timeline::fixture::{case, record, session, sounds};

    #[test]
    fn large_plays_are_judged_alone_and_small_ones_together() {
        let large = EVENTS + 1;
        assert_eq!(batches(&[1; 5], 2), [0..2, 2..4, 4..5]);
        assert_eq!(
            batches(&[large, 1, 1, large, 0], 8),
            [0..1, 1..3, 3..4, 4..5]
        );
        assert_eq!(batches(&[EVENTS / 2, EVENTS / 2, 1], 8), [0..2, 2..3]);
        assert_eq!(batches(&[u64::MAX, u64::MAX], 8), [0..1, 1..2]);
        assert_eq!(batches(&[], 8), []);
    }

    #[test]
    fn what_cannot_be_counted_is_weighed_by_its_length() {
        let dir = tempfile::tempdir().unwrap();
        let session = session(dir.path());
        let path = session.attempt_files(&case(), 0).recording;
        assert_eq!(events_in(&path), 0);
        record(&session, &sounds(500), None);
        let length = |path: &Path| path.metadata().unwrap().len();
        assert_eq!(events_in(&path), length(&path));
        assert!(length(&path) > 503);
        seal(&path, &Outcome::Finished).unwrap();
        assert_eq!(events_in(&path), 504);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.truncate(bytes.len() - 1);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(events_in(&path), length(&path));
        let tried = session.attempts(&[case()]).unwrap();
        assert_eq!(weight(&session, &tried[0]), length(&path));
    }

    #[test]
    fn a_build_without_a_form_says_which_one_has_it() {
        for (name, other) in [("parquet", "csv and jsonl need"), ("png", "svg needs")] {
            let told = not_built(name).to_string();
            for words in [
                format!("does not write {name}"),
                format!("--features {name}"),
                other.to_owned(),
            ] {
                assert!(told.contains(&words), "{words}: {told}");
            }
        }
    }
}
