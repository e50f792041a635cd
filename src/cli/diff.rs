//! `mpdbg diff`.

use std::ffi::OsString;
use std::thread;

use mpdbg_analysis::{Divergences, Profile, Strand, Tolerance, diverge};
use mpdbg_model::{Case, Clock, Event, RecordingHeader, SampleRecord};
use mpdbg_session::{EventsHash, Recording, Session};

use super::exit_code::Exit;
use super::failure::Failure;
use super::judged::why_not;
use super::place::Place;
use super::profiles::Judging;
use super::report::{find, find_repeat, find_scenario};
use super::terminal::Terminal;
use crate::report::{
    DivergenceReport, Palette, RecordedSide, write_divergences, write_divergences_json,
};

/// Show where two recordings of a sample part, event by event
///
/// The events of both are aligned by kind, stream and media time. Shown are the first difference, with the
/// events of both around it, and how often each kind of difference occurs; what only follows from another
/// difference is counted there. On the real clock, run times that differ by no more than 5 ms beyond what the
/// profile lets pass are the same. The exit code is 0 where the recordings are the same, and 1 where they
/// differ.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The session with the first recording
    before: String,

    /// The session with the second recording
    after: String,

    /// The sample, or a path to it in the samples directory
    sample: OsString,

    /// Under which scenario it was played [default: play, or the only one of the session]
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,

    /// Which of several plays, from 1 [default: 1]
    #[arg(long, value_name = "N")]
    repeat: Option<u32>,

    /// List every difference
    #[arg(long)]
    all: bool,

    /// Events that are shown before and behind the first difference
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u16).range(..=1000))]
    context: u16,

    #[command(flatten)]
    judging: Judging,
}

/// A recording as far as it can be read.
struct Loaded {
    session: String,
    record: SampleRecord,
    header: RecordingHeader,
    events: Vec<Event>,
    /// Absent where the recording has no end.
    hash: Option<EventsHash>,
    caution: String,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    place.no_session("diff")?;
    let (one, other) = (place.named(&args.before)?, place.named(&args.after)?);
    let profile = args.judging.profile_or(&other.configuration().profile)?;
    let (before, after) = thread::scope(|scope| {
        let before = scope.spawn(|| load(&one, args));
        let after = load(&other, args);
        let before = before
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (before, after)
    });
    let (before, after) = (before?, after?);
    let divergences = divergences(&before, &after, &profile);
    let cautions = cautions(&before, &after, &profile);
    let report = DivergenceReport {
        before: before.side(),
        after: after.side(),
        divergences: &divergences,
        cautions: &cautions,
        all: args.all,
        context: args.context.into(),
        width: Terminal::width(),
    };
    if terminal.json {
        Terminal::show_line(|out| write_divergences_json(out, &report))?;
    } else if !terminal.quiet {
        Terminal::show(|out| write_divergences(out, &report, &Palette::COLOUR))?;
    }
    Ok(if divergences.is_empty() {
        Exit::AsExpected
    } else {
        Exit::Defects
    })
}

fn divergences(before: &Loaded, after: &Loaded, profile: &Profile) -> Divergences {
    if before.hash.is_some() && before.hash == after.hash {
        return Divergences::default();
    }
    let tolerance = Tolerance::of(before.header.clock, after.header.clock, profile);
    diverge(before.strand(), after.strand(), tolerance)
}

impl Loaded {
    fn side(&self) -> RecordedSide<'_> {
        RecordedSide {
            session: &self.session,
            header: &self.header,
            events: &self.events,
            caution: &self.caution,
        }
    }

    const fn strand(&self) -> Strand<'_> {
        Strand {
            events: self.events.as_slice(),
            whole: self.hash.is_some(),
        }
    }
}

/// The recording that the case is judged by, or else the latest one that holds events.
fn load(session: &Session, args: &Args) -> Result<Loaded, Failure> {
    let case = Case {
        sample: find(session, &args.sample)?,
        scenario: find_scenario(session, args.scenario.as_deref())?,
        repeat: find_repeat(session, args.repeat)?,
    };
    let samples = session.samples()?.samples;
    let record = samples.into_iter().find(|it| it.name == case.sample);
    let mut attempts = session.attempts(std::slice::from_ref(&case))?;
    let (Some(record), Some(tried)) = (record, attempts.pop()) else {
        let what = format!("session `{}` has no `{case}`", session.name());
        return Err(Failure::work(what).hint("`mpdbg list` shows the sessions"));
    };
    let judged = tried.judged().map(|attempt| attempt.number);
    let others = tried.attempts.iter().rev().map(|attempt| attempt.number);
    let loaded = judged.into_iter().chain(others).find_map(|number| {
        let path = session.attempt_files(&case, number).recording;
        from(Recording::open(&path).ok()?, session, &case, &record)
    });
    loaded.ok_or_else(|| {
        let why = why_not(session, &record, &tried);
        let name = session.name();
        Failure::work(format!(
            "session `{name}` has no recording of `{case}`: {why}"
        ))
        .hint(format!(
            "`mpdbg run --session {name}` records what is missing; `mpdbg list` shows the sessions"
        ))
    })
}

fn from(
    recording: Recording,
    session: &Session,
    case: &Case,
    record: &SampleRecord,
) -> Option<Loaded> {
    let (header, events, hash, caution) = match recording {
        Recording::Sealed {
            header,
            events,
            hash,
        } => (header, events, Some(hash), String::new()),
        Recording::Unsealed { header, events, .. } => {
            let caution = "the recording has no end; it is compared as far as it goes";
            (header, events, None, caution.to_owned())
        }
        Recording::Damaged {
            header,
            events,
            what,
        } => {
            let caution =
                format!("the recording is damaged, and compared as far as it goes: {what}");
            (header?, events, None, caution)
        }
        Recording::NewerFormat { .. } => return None,
    };
    (header.case() == *case && !events.is_empty()).then(|| Loaded {
        session: session.name().to_string(),
        record: record.clone(),
        header,
        events,
        hash,
        caution,
    })
}

/// What a reader has to know before believing a difference, or that there is none.
fn cautions(before: &Loaded, after: &Loaded, profile: &Profile) -> Vec<String> {
    let mut cautions = Vec::new();
    let (one, other) = (&before.header, &after.header);
    if before.record.blake3 != after.record.blake3 {
        cautions.push("the sample was another file".to_owned());
    }
    if one.hash != other.hash {
        cautions.push("content was hashed in other ways, and is not compared".to_owned());
    }
    if one.machine != other.machine {
        cautions.push("other machines were simulated".to_owned());
    }
    if one.clock != other.clock {
        cautions.push("real clock against virtual clock".to_owned());
    }
    if one.clock == Clock::Real || other.clock == Clock::Real {
        let same = Tolerance::of(one.clock, other.clock, profile).run;
        cautions.push(format!(
            "on the real clock run times within {:.0} ms are the same, and what happens inside the player is left out",
            same.as_millis_f64()
        ));
    }
    cautions
}
