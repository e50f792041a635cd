//! `mpdbg recheck`.

use std::io::{self, Write};

use mpdbg_analysis::{Change, Kept, Profile};
use mpdbg_session::{Session, SessionError};
use serde_json::json;

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::profiles::Judging;
use super::summarize::{VERDICT, assess_with};
use super::terminal::Terminal;
use super::verdict::conclude;
use super::versions;
use crate::report::Escaped;

/// Judge old recordings again with today's rules, and say what changed
///
/// Nothing is played and nothing is written. What the recordings come to now is held against what
/// `mpdbg summarize` (or `run`) left in the session the last time: `+ picture::late 3` is three defects
/// more than then. The exit code is that of today's verdict.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The session [default: the active one]
    #[arg(value_name = "SESSION")]
    name: Option<String>,

    #[command(flatten)]
    judging: Judging,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let session = match &args.name {
        Some(name) => {
            place.no_session("recheck SESSION")?;
            place.store().open(name)?
        }
        None => place.session()?,
    };
    let profile = args.judging.profile_or(&session.configuration().profile)?;
    let before = kept(&session)?;
    let summary = assess_with(&session, &profile)?;
    let now = Kept::of(&summary, &profile, versions::NAME);
    if terminal.json {
        let changes = before.as_ref().map(|before| before.changes(&now));
        Terminal::show_json(&json!({
            "type": "recheck",
            "session": session.name().as_str(),
            "before": before.map(|it| json!({ "judged_by": it.judged_by, "profile": it.profile })),
            "profile": profile,
            "changes": changes,
            "conclusion": summary.conclusion,
        }))?;
    } else if let Some(before) = before {
        Terminal::show(|out| write_changes(out, &before, &now, terminal.quiet))?;
    } else {
        Terminal::warn(
            "no verdict is kept in this session, so nothing can be held against it; `mpdbg summarize` keeps one",
        );
    }
    conclude(&summary, terminal)
}

/// What the last `summarize` kept.
fn kept(session: &Session) -> Result<Option<Kept>, Failure> {
    let path = session.report_path(VERDICT);
    let Some(text) = session.read_report(&path)? else {
        return Ok(None);
    };
    let damaged = |what: String| {
        Failure::from(SessionError::Damaged {
            path: path.clone(),
            what,
        })
    };
    let kept: Kept = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
    if kept.format != 1 {
        let format = kept.format.to_string();
        return Err(SessionError::OtherFormat { path, format }.into());
    }
    Ok(Some(kept))
}

fn write_changes(out: &mut dyn Write, before: &Kept, now: &Kept, quiet: bool) -> io::Result<()> {
    if !quiet {
        write_terms(out, "then", before)?;
        write_terms(out, "now", now)?;
        write_thresholds(out, &before.profile, &now.profile)?;
    }
    let changes = before.changes(now);
    for change in &changes {
        write_change(out, change)?;
    }
    let unchanged = now.cases.len().saturating_sub(changes.len());
    match (changes.len(), unchanged) {
        (0, _) => writeln!(out, "unchanged"),
        (some, rest) => writeln!(out, "{some} changed, {rest} unchanged"),
    }
}

fn write_terms(out: &mut dyn Write, when: &str, kept: &Kept) -> io::Result<()> {
    let (by, profile) = (Escaped(&kept.judged_by), Escaped(&kept.profile.name));
    writeln!(out, "{when:<4}  judged by {by} with the profile {profile}")
}

/// Where the two profiles differ.
fn write_thresholds(out: &mut dyn Write, before: &Profile, now: &Profile) -> io::Result<()> {
    for ((key, then), (_, value)) in before.thresholds().into_iter().zip(now.thresholds()) {
        if then != value {
            writeln!(out, "      {key} was {then} and is {value}")?;
        }
    }
    Ok(())
}

fn write_change(out: &mut dyn Write, change: &Change) -> io::Result<()> {
    writeln!(out, "{}", Escaped(&change.case.to_string()))?;
    if let Some((before, now)) = &change.bucket {
        writeln!(out, "  was {}, is {}", Escaped(before), Escaped(now))?;
    }
    for rule in &change.rules {
        let sign = if rule.now > rule.before { '+' } else { '-' };
        let (by, name) = (
            rule.now.abs_diff(rule.before),
            Escaped(&rule.rule).to_string(),
        );
        write!(out, "  {sign} {name} {by}")?;
        if rule.now > 0 && rule.before > 0 {
            write!(out, " ({} then, {} now)", rule.before, rule.now)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::BTreeMap;

    use mpdbg_analysis::KeptCase;
    use mpdbg_model::{Case, SampleName};

    use super::*;

    fn kept(profile: Profile, bucket: &str, defects: &[(&str, u64)]) -> Kept {
        let defects = defects
            .iter()
            .map(|(rule, count)| ((*rule).to_owned(), *count));
        Kept {
            format: 1,
            dev_debug: false,
            judged_by: "mpdbg 0.1.0".to_owned(),
            profile,
            cases: vec![KeptCase {
                case: Case::plain(SampleName::parse("a.mp4").unwrap()),
                bucket: bucket.to_owned(),
                defects: defects.collect::<BTreeMap<_, _>>(),
            }],
        }
    }

    fn written(before: &Kept, now: &Kept) -> String {
        let mut out = Vec::new();
        write_changes(&mut out, before, now, false).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_change_is_told_by_rule_and_by_threshold() {
        let usual = Profile::default();
        let tight = Profile {
            name: "tight".to_owned(),
            late_ms: 1,
            ..usual.clone()
        };
        let before = kept(
            usual,
            "plays with defects",
            &[("sound::gap", 2), ("x::y", 1)],
        );
        let now = kept(
            tight,
            "plays with defects",
            &[("picture::late", 3), ("sound::gap", 1)],
        );
        insta::assert_snapshot!(written(&before, &now), @r"
        then  judged by mpdbg 0.1.0 with the profile default
        now   judged by mpdbg 0.1.0 with the profile tight
              late_ms was 20 and is 1
        a.mp4
          + picture::late 3
          - sound::gap 1 (2 then, 1 now)
          - x::y 1
        1 changed, 0 unchanged
        ");
        assert!(written(&before, &before).ends_with("\nunchanged\n"));
    }
}
