//! `mpdbg diff`.

use std::ffi::{OsStr, OsString};
use std::thread;

use mpdbg_analysis::{Divergences, Profile, Strand, Tolerance, diverge};
use mpdbg_model::{Case, Clock, Event, RecordingHeader, SampleRecord};
use mpdbg_session::{EventsHash, Recording, Session, Telling};

use super::diff_cases::list;
use super::exit_code::Exit;
use super::failure::Failure;
use super::judged::why_not;
use super::place::{NoSession, Place};
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
/// differ. Without SAMPLE the cases that differ are listed, those that tell most first. The same session
/// twice holds two plays of it against each other.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The session with the first recording
    before: String,

    /// The session with the second recording
    after: String,

    /// The sample, or a path to it in the samples directory [default: list the cases that differ]
    sample: Option<OsString>,

    /// Under which scenario it was played [default: play, or the only one of the session]
    #[arg(long, value_name = "NAME", requires = "sample")]
    scenario: Option<String>,

    /// Which of several plays, from 1: of both sessions, or of either, e.g. 1:3 [default: 1; of one session,
    /// 1 and the first that differs from it]
    #[arg(long, value_name = "N|N:N", value_parser = plays, requires = "sample")]
    repeat: Option<(u32, u32)>,

    /// List every difference
    #[arg(long)]
    all: bool,

    /// Events that are shown before and behind the first difference
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u16).range(..=1000))]
    context: u16,

    #[command(flatten)]
    judging: Judging,

    #[command(flatten)]
    no_session: NoSession,
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
    let Some(sample) = &args.sample else {
        return list(&one, &other, profile, terminal);
    };
    let cases = cases(args, sample, &one, &other)?;
    let (before, after) = thread::scope(|scope| {
        let before = scope.spawn(|| load(&one, &cases.0));
        let after = load(&other, &cases.1);
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

/// Where the recordings of two cases part.
pub(super) fn parting(
    (one, before): (&Session, &Case),
    (other, after): (&Session, &Case),
    profile: &Profile,
) -> Result<Divergences, Failure> {
    let (before, after) = (load(one, before)?, load(other, after)?);
    Ok(divergences(&before, &after, profile))
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

/// Reads which plays are meant.
fn plays(text: &str) -> Result<(u32, u32), String> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|it| *it > 0);
    let (one, other) = text.split_once(':').unwrap_or((text, text));
    let both = number(one).zip(number(other));
    both.ok_or_else(|| "neither a number from 1 on, nor two of them, e.g. 1:3".to_owned())
}

/// The plays that are meant.
fn cases(
    args: &Args,
    sample: &OsStr,
    before: &Session,
    after: &Session,
) -> Result<(Case, Case), Failure> {
    let of = |session: &Session, repeat: Option<u32>| {
        Ok::<Case, Failure>(Case {
            sample: find(session, sample)?,
            scenario: find_scenario(session, args.scenario.as_deref())?,
            repeat: find_repeat(session, repeat)?,
        })
    };
    let (one, other) = args.repeat.unzip();
    let (one, other) = (of(before, one)?, of(after, other)?);
    if args.repeat.is_none() && before.name() == after.name() {
        let other = first_that_differs(after, &one)?;
        return Ok((one, other));
    }
    Ok((one, other))
}

/// The first later play of a case that is not the same as this one, else just the second one.
fn first_that_differs(session: &Session, first: &Case) -> Result<Case, Failure> {
    let hash = |case: &Case| {
        let told = session.read_telling(&session.files_of(case)?);
        Ok::<Option<EventsHash>, Failure>(told.ok().map(|it| it.hash))
    };
    let later = |repeat| Case {
        repeat,
        ..first.clone()
    };
    let of_first = hash(first)?;
    let repeats = session.configuration().repeats;
    for repeat in 1..repeats {
        if hash(&later(repeat))?.is_some_and(|it| Some(it) != of_first) {
            return Ok(later(repeat));
        }
    }
    Ok(later(u32::from(repeats > 1)))
}

/// The recording that the case is judged by, or else the latest one that holds events.
fn load(session: &Session, case: &Case) -> Result<Loaded, Failure> {
    let samples = session.samples()?.samples;
    let record = samples.into_iter().find(|it| it.name == case.sample);
    let files = session.files_of(case)?;
    let Some(record) = record else {
        let what = format!("session `{}` has no `{case}`", session.name());
        return Err(Failure::work(what).hint("`mpdbg list` shows the sessions"));
    };
    let loaded = match session.read_telling(&files) {
        Ok(telling) => Some(judged(telling, session, &record)),
        Err(_) => files.attempts.iter().rev().find_map(|number| {
            let path = session.attempt_files(case, *number).recording;
            from(Recording::open(&path).ok()?, session, case, &record)
        }),
    };
    loaded.ok_or_else(|| {
        let tried = session.attempts_at(&files, None);
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

fn judged(telling: Telling, session: &Session, record: &SampleRecord) -> Loaded {
    Loaded {
        session: session.name().to_string(),
        record: record.clone(),
        header: telling.header,
        events: telling.events,
        hash: Some(telling.hash),
        caution: String::new(),
    }
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
