//! `mpdbg report --html`: the whole session as one page.

use std::path::Path;

use mpdbg_analysis::{Bucket, Comparison, Profile, Terms};
use mpdbg_session::Session;

use super::against::Against;
use super::compare::compared;
use super::exported::{refuse, write_file};
use super::failure::Failure;
use super::gathered::{Gathered, Told};
use super::judged::{cases_of, judge_play};
use super::place::Place;
use super::repeats::Firsts;
use super::summarize::{about, sample_report, unwritten};
use super::terminal::Terminal;
use super::versions;
use crate::baseline::read;
use crate::report::{
    Baseline, Charts, ComparisonReport, Escaped, PlayShown, SessionPage, write_session_html,
};

/// Its name among the reports of the session.
const PAGE: &str = "00_session.html";

/// Writes the page, and tells where it is.
pub(super) fn report_html(
    session: &Session,
    profile: &Profile,
    output: Option<&Path>,
    place: &Place,
    terminal: Terminal,
) -> Result<(), Failure> {
    let report = session.report_path(PAGE);
    let path = output.unwrap_or(&report);
    let shown = path.display().to_string();
    let shown = Escaped(&shown);
    let configuration = session.configuration();
    let keeps = configuration.protect_reports && !configuration.dev_debug;
    if output.is_none() && keeps && report.exists() {
        return terminal.tell(&format!("{shown} is protected: it stays as it was\n"));
    }
    if let Some(path) = output {
        refuse(path)?;
    }
    versions::warn_of_differences(session)?;
    let content = page(session, profile, place, terminal)?;
    match output {
        Some(path) => write_file(path, |out| out.write_all(&content))?,
        None => session.write_report(&report, &content)?,
    }
    terminal.tell(&format!("written to {shown}\n"))
}

/// What is known of the plays of a session.
struct Shown {
    gathered: Gathered,
    plays: Vec<Option<PlayShown>>,
}

impl Shown {
    /// Judges every play, and draws the timelines of those that are not perfect.
    fn of(session: &Session, profile: &Profile) -> Result<Self, Failure> {
        let cases = cases_of(session)?;
        let mut charts = Charts::new(cases.len());
        let mut firsts = Firsts::new(session);
        let mut shown = Self {
            gathered: Gathered::default(),
            plays: Vec::with_capacity(cases.len()),
        };
        for (record, tried) in cases {
            let (entry, judged) = judge_play(session, &record, &tried, profile, &mut firsts);
            let play = judged.as_ref();
            shown
                .plays
                .push(play.map(|it| PlayShown::of(&it.header, &it.caution, &it.judgement)));
            let matters = !entry.unexpected().is_empty() || entry.last_crashed();
            let defective = matches!(entry.bucket(), Bucket::Defective | Bucket::AlwaysCrashed);
            if let Some(judged) = play.filter(|_| matters || defective) {
                let report = sample_report(about(session), judged, profile);
                charts.draw(&mut shown.plays, &report, matters);
            }
            shown.gathered.add(session, entry, play);
        }
        Ok(shown)
    }
}

fn page(
    session: &Session,
    profile: &Profile,
    place: &Place,
    terminal: Terminal,
) -> Result<Vec<u8>, Failure> {
    let Shown { gathered, plays } = Shown::of(session, profile)?;
    let summary = gathered.summary();
    let told = Told::of(session)?;
    let held = Held::against_baseline(session, profile, place, terminal);
    let report = held.report(session);
    let baseline = match (&report, &held) {
        (Some(report), _) => Baseline::Compared(report),
        (None, Held::Itself) => Baseline::Itself,
        (None, Held::Failed(why)) => Baseline::Failed(why),
        (None, Held::Absent | Held::Compared(_)) => Baseline::Absent,
    };
    let origin = origin(session);
    let (info, revision) = (session.info()?, session.revision()?);
    let page = SessionPage {
        report: gathered.report(session, &told, &summary, profile),
        plays: &plays,
        origin: &origin,
        info: info.as_deref(),
        revision: revision.as_deref(),
        baseline,
        judged_by: versions::NAME,
    };
    let mut content = Vec::new();
    write_session_html(&mut content, &page).map_err(|error| unwritten(&error))?;
    Ok(content)
}

/// How the session was held against the baseline.
enum Held {
    Absent,
    Itself,
    Failed(String),
    Compared(Box<(Against, Comparison)>),
}

impl Held {
    /// The report on the comparison, where there was one.
    fn report(&self, session: &Session) -> Option<ComparisonReport<'_>> {
        match self {
            Self::Compared(it) => Some(it.0.report(&it.1, session, false)),
            Self::Absent | Self::Itself | Self::Failed(_) => None,
        }
    }

    /// A baseline that cannot be read is told on the page: the page is about the session.
    fn against_baseline(
        session: &Session,
        profile: &Profile,
        place: &Place,
        terminal: Terminal,
    ) -> Self {
        match read(place.store().dir()) {
            Ok(None) => return Self::Absent,
            Ok(Some(baseline)) if baseline.session == session.name().as_str() => {
                return Self::Itself;
            }
            Ok(Some(_)) => {}
            Err(error) => return Self::Failed(error.to_string()),
        }
        let held = Against::find("baseline", place).and_then(|against| {
            let terms = Terms {
                profile: profile.clone(),
                accepted: against.accepted.clone(),
                ..Terms::default()
            };
            let comparison = compared(&against.before, session, terms, &[], terminal)?;
            Ok(Self::Compared(Box::new((against, comparison))))
        });
        held.unwrap_or_else(|failure| Self::Failed(failure.to_string()))
    }
}

/// How the session was recorded, as its configuration has it.
fn origin(session: &Session) -> Vec<(&'static str, String)> {
    let it = session.configuration();
    let scenarios: Vec<&str> = it.scenarios.iter().map(|it| it.name.as_str()).collect();
    let mut origin = vec![
        ("made by", it.made_by.clone()),
        ("made", crate::report::to_the_second(&it.created)),
        ("samples", it.samples_dir.display().to_string()),
        ("scenarios", scenarios.join(", ")),
        ("plays of each case", it.repeats.to_string()),
        ("clock", it.clock.to_string()),
    ];
    if let Some(machine) = it.machine.as_ref().filter(|it| !it.is_ideal()) {
        origin.push(("machine", machine.name.clone()));
    }
    match &it.player {
        None => origin.push(("player", "mpdbg's own".to_owned())),
        Some(player) => {
            let program = player.program.display();
            origin.push(("player", format!("{} ({program})", player.version)));
            if let Some(hash) = &player.blake3 {
                origin.push(("player's BLAKE3", hash.clone()));
            }
        }
    }
    origin
}
