//! What `mpdbg bisect` says.

use serde_json::{Value, json};

use crate::bisect::{Asked, Count, Ended, Found, Odds, Revision, Room, State, Verdict, Watch};
use crate::cli::exit_code::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::report::{Escaped, quoted};

/// Tells a person how far it is.
pub(super) struct Told {
    pub(super) terminal: Terminal,
}

impl Watch for Told {
    fn begins(&self, revision: &Revision, left: Option<u32>) {
        let left = match left {
            Some(1) => " (1 commit left)".to_owned(),
            Some(left) => format!(" ({left} commits left)"),
            None => String::new(),
        };
        self.say(&format!("trying {}{left}", named(revision)));
    }

    fn decided(&self, revision: &Revision, odds: Option<&Odds>) {
        let sure = odds.map_or_else(String::new, |odds| match revision.verdict {
            Some(Verdict::Good | Verdict::Bad) => {
                format!(", sure to {}", percent(odds.sureness(revision.count())))
            }
            Some(Verdict::Skip) | None => String::new(),
        });
        let verdict = verdict(revision);
        self.say(&format!("{} is {verdict}{sure}", revision.short()));
    }
}

impl Told {
    fn say(&self, line: &str) {
        if !self.terminal.quiet && !self.terminal.json {
            Terminal::say(&format!("{}\n", Escaped(line)));
        }
    }
}

fn named(revision: &Revision) -> String {
    format!(
        "{} {} {}",
        revision.short(),
        revision.date,
        revision.subject
    )
}

fn verdict(revision: &Revision) -> String {
    let Count { plays, with } = revision.count();
    let word = match revision.verdict {
        None => "undecided",
        Some(Verdict::Good) => "good",
        Some(Verdict::Bad) => "bad",
        Some(Verdict::Skip) => {
            let why = revision.why.as_deref().unwrap_or_default();
            return format!("skipped: {why}");
        }
    };
    format!("{word}: it shows in {with} of {}", plays_words(plays))
}

fn plays_words(plays: u32) -> String {
    format!("{plays} play{}", if plays == 1 { "" } else { "s" })
}

/// No number of plays makes one surer than this: what is not chance (the sample, the machine, the builds)
/// weighs more.
const SUREST: f64 = 0.999_999;

/// A share near 1, with as many decimals as it takes to tell it from 1; never rounded up.
fn percent(share: f64) -> String {
    let share = share.min(SUREST);
    let wrong = 1.0 - share;
    let decimals = (-wrong.log10()).floor().clamp(2.0, 6.0) - 1.0;
    let scale = 10_f64.powf(decimals);
    let shown = (share * 100.0 * scale).floor() / scale;
    let decimals = decimals as usize;
    format!("{shown:.decimals$} %")
}

/// The answer, how sure it is, and what to do with it.
pub(super) fn ended(room: &Room, state: &State, terminal: Terminal) -> Result<Exit, Failure> {
    if terminal.json {
        Terminal::show_json(&described(room, state))?;
    } else {
        show(&lines(room, state))?;
    }
    Ok(match state.ended {
        Some(Ended::FirstBad(_)) => Exit::AsExpected,
        Some(Ended::OneOf(_)) | None => Exit::Failed,
    })
}

/// What was asked and what is known.
pub(super) fn status(room: &Room, state: &State, terminal: Terminal) -> Result<(), Failure> {
    if terminal.json {
        return Terminal::show_json(&described(room, state));
    }
    let Asked {
        rule,
        sample,
        good,
        bad,
        ..
    } = &state.asked;
    let mut said = vec![format!(
        "{rule} in {sample}, between {} and {}",
        short(good),
        short(bad)
    )];
    for revision in &state.revisions {
        said.push(format!("  {}: {}", named(revision), verdict(revision)));
    }
    if state.ended.is_some() {
        said.extend(lines(room, state));
    } else {
        said.push("it has not ended: `mpdbg bisect --resume` goes on".to_owned());
    }
    show(&said)
}

fn show(lines: &[String]) -> Result<(), Failure> {
    Terminal::show(|out| {
        for line in lines {
            writeln!(out, "{}", Escaped(line))?;
        }
        Ok(())
    })
}

fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn lines(room: &Room, state: &State) -> Vec<String> {
    let mut said = Vec::new();
    match &state.ended {
        Some(Ended::FirstBad(found)) => {
            said.push(format!("{} is the first bad commit", found.commit));
            said.push(format!("  {} {}", found.date, found.subject));
        }
        Some(Ended::OneOf(several)) => {
            let rule = &state.asked.rule;
            said.push(format!(
                "one of these commits brought {rule}; all but the last found could not be tried:"
            ));
            let line = |it: &Found| format!("  {} {} {}", it.commit, it.date, it.subject);
            said.extend(several.iter().map(line));
        }
        None => {}
    }
    let sure = state
        .sureness()
        .map_or_else(String::new, |sure| format!("sure to {}: ", percent(sure)));
    let skips = state.revisions.iter();
    let skips = skips.filter(|it| it.verdict == Some(Verdict::Skip)).count();
    let skipped = match skips {
        0 => String::new(),
        count => format!(", {count} skipped"),
    };
    said.push(format!(
        "{sure}{} of {} revisions{skipped}",
        plays_words(state.plays() as u32),
        state.revisions.len()
    ));
    said.extend(both_sides(room, state));
    said.push(format!(
        "recordings and logs are kept in {} until `mpdbg bisect --abort`",
        room.dir().display()
    ));
    said
}

/// The session of a play without the defect and of one with it, as near to each other as there are.
fn sessions(state: &State) -> Option<(&str, &str)> {
    let Some(Ended::FirstBad(found)) = &state.ended else {
        return None;
    };
    let bad = state.revision(&found.commit)?.witness()?;
    let mut parents = found.parents.iter();
    let good = parents.find_map(|it| state.revision(it)?.witness())?;
    Some((&good.session, &bad.session))
}

fn both_sides(room: &Room, state: &State) -> Option<String> {
    let (good, bad) = sessions(state)?;
    Some(format!(
        "both sides: `mpdbg --sessions-dir {} diff {good} {bad} {}`",
        quoted(&room.plays().display().to_string()),
        quoted(state.asked.sample.as_str())
    ))
}

fn described(room: &Room, state: &State) -> Value {
    let found = |it: &Found| json!({"commit": it.commit, "date": it.date, "subject": it.subject});
    let revisions: Vec<Value> = state
        .revisions
        .iter()
        .map(|it| {
            let Count { plays, with } = it.count();
            json!({
                "commit": it.commit,
                "date": it.date,
                "subject": it.subject,
                "verdict": it.verdict,
                "why": it.why,
                "plays": plays,
                "plays_with": with,
            })
        })
        .collect();
    let (first_bad, one_of) = match &state.ended {
        Some(Ended::FirstBad(commit)) => (found(commit), Value::Null),
        Some(Ended::OneOf(several)) => (Value::Null, several.iter().map(found).collect::<Value>()),
        None => (Value::Null, Value::Null),
    };
    json!({
        "type": "bisected",
        "rule": state.asked.rule,
        "sample": state.asked.sample,
        "scenario": state.asked.configuration.scenarios[0].name,
        "good": state.asked.good,
        "bad": state.asked.bad,
        "ended": state.ended.is_some(),
        "first_bad": first_bad,
        "one_of": one_of,
        "sure": state.sureness(),
        "plays": state.plays(),
        "before": sessions(state).map(|it| it.0),
        "after": sessions(state).map(|it| it.1),
        "sessions_dir": room.plays(),
        "revisions": revisions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_up_to_certainty() {
        for (share, words) in [
            (0.5, "50.0 %"),
            (0.95, "95.0 %"),
            (0.9949, "99.4 %"),
            (0.99951, "99.95 %"),
            (0.999_999, "99.9999 %"),
            (1.0, "99.9999 %"),
        ] {
            assert_eq!(percent(share), words);
        }
    }
}
